# SPDX-License-Identifier: Apache-2.0
"""What a party is called upon to do, in a few words of their own and in the order in which it makes sense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.procedure.words import PaperKind, Verb
from comity.edge.web import agreement
from comity.edge.web.casefile import Casefile
from comity.edge.web.forms import Form
from comity.edge.web.track import Span, Track, track

_WRITES = {
    PaperKind.ANSWER: gettext_lazy("Answer"),
    PaperKind.WORDS: gettext_lazy("Write the words"),
    PaperKind.PERSPECTIVE: gettext_lazy("Write your perspective"),
    PaperKind.DECISION: gettext_lazy("Write the decision"),
}


def in_order(file: Casefile, waited: tuple[Form, ...]) -> tuple[tuple[Form, str], ...]:
    """The forms that wait, a notice to open before all others, each with its call."""
    found = sorted(waited, key=lambda form: form.verb != Verb.READ)
    return tuple((form, call(file, form)) for form in found)


def call(file: Casefile, form: Form) -> str:
    """What the form asks of whoever has it before them."""
    act = file.law.acts.get(form.act)
    if act is None:
        return form.button
    if act.id in agreement.words_consents(file.law):
        return _("Read the exact words, and agree or not")
    if act.paper in _WRITES:
        return str(_WRITES[act.paper])
    if act.verb is Verb.VOTE:
        return _("Read and vote")
    if act.verb is Verb.CONSENT:
        return _("Say whether you agree")
    return form.button


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Where a case stands, in one line: the phase that decides what comes next, and the next deadline of all."""

    span: Span | None
    due: datetime | None


def hand(file: Casefile, person: str) -> Hand:
    """Where the case stands as far as this person sees."""
    return file.once("hand", person, lambda: _hand(track(file, person)))


def _hand(drawn: Track) -> Hand:
    open_spans = drawn.open_spans
    spans = [s for s in open_spans if not s.idle] or list(open_spans)
    timed = sorted((s for s in spans if s.due is not None), key=lambda s: s.due or drawn.now)
    return Hand(span=timed[0] if timed else spans[-1] if spans else None, due=drawn.due)


def at_hand(file: Casefile, person: str) -> Span | None:
    """The phase that decides what comes next: of those in which somebody acts, the one whose clock ends first."""
    return hand(file, person).span


__all__ = ["Hand", "at_hand", "call", "hand", "in_order"]
