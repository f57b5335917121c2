# SPDX-License-Identifier: Apache-2.0
"""What the law calls by closed words, in the reader's language: papers, the life of a measure, bases and shares.

A community's own words are not here; they are shown as they were voted (`voted`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.ballot import ABSTAIN, Base, Comparison, Share
from comity.core.procedure.words import PaperKind
from comity.core.sanction import Life
from comity.edge.web.names import plainly

PAPERS: Mapping[PaperKind, object] = {
    PaperKind.REPORT: gettext_lazy("Report"),
    PaperKind.WORDS: gettext_lazy("Words"),
    PaperKind.ANSWER: gettext_lazy("Answer"),
    PaperKind.EVIDENCE: gettext_lazy("Evidence"),
    PaperKind.PERSPECTIVE: gettext_lazy("Perspective"),
    PaperKind.DISCUSSION: gettext_lazy("Discussion"),
    PaperKind.MINUTES: gettext_lazy("Minutes"),
    PaperKind.CALL: gettext_lazy("Call to a hearing"),
    PaperKind.DRAFT: gettext_lazy("Draft"),
    PaperKind.DECISION: gettext_lazy("Decision"),
    PaperKind.MEDIATION: gettext_lazy("Mediation"),
    PaperKind.APPEAL: gettext_lazy("Appeal"),
    PaperKind.REPLY: gettext_lazy("Reply to who reported"),
}
LIVES: Mapping[Life, object] = {
    Life.WAITING: gettext_lazy("waiting"),
    Life.IN_FORCE: gettext_lazy("in force"),
    Life.STAYED: gettext_lazy("stayed"),
    Life.ENDED: gettext_lazy("ended"),
    Life.VOIDED: gettext_lazy("voided"),
}
BASES: Mapping[str, object] = {
    Base.SEATS.value: gettext_lazy("Seats"),
    Base.ENTITLED.value: gettext_lazy("Entitled"),
    Base.CAST.value: gettext_lazy("Votes cast"),
    Base.DECIDED.value: gettext_lazy("Votes for and against"),
    Base.SUPPLIED.value: gettext_lazy("Weight in all"),
}


def paper(kind: PaperKind) -> str:
    """What a paper is."""
    return str(PAPERS[kind])


def life(stage: Life) -> str:
    """Where a measure stands."""
    return str(LIVES[stage])


def base(name: str) -> str:
    """What a share is a share of; the name of a supply as it was voted."""
    return str(BASES[name]) if name in BASES else plainly(name)


def share(asked: Share) -> str:
    """A share with its comparison."""
    part = f"{asked.numerator} %" if asked.denominator == 100 else f"{asked.numerator}/{asked.denominator}"
    more = asked.comparison is Comparison.MORE_THAN
    return (_("more than {part}") if more else _("at least {part}")).format(part=part)


def answer(texts: Mapping[str, str], id: str) -> str:
    """An answer of a question, or that somebody abstained."""
    return texts.get(id) or (_("Abstain") if id == ABSTAIN else plainly(id))


__all__ = ["BASES", "LIVES", "PAPERS", "answer", "base", "life", "paper", "share"]
