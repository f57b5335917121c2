# SPDX-License-Identifier: Apache-2.0
"""Whether a procedure lets the reporter agree to the exact words before the other side hears (P4).

Real procedures exist that do not; a page must not promise what the version in force does not keep.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from comity.core.clause import Clause, promise
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import PaperKind, Standing, Verb
from comity.edge.web.pages import Note


def asked_first(law: Procedure) -> bool:
    """Whether somebody writes the words down, and the reporter consents, in this version."""
    reporters = set(law.stands(Standing.REPORTER))
    words = any(act.paper is PaperKind.WORDS for act in law.acts.values())
    return words and any(act.verb is Verb.CONSENT and reporters & set(act.by) for act in law.acts.values())


def words_consents(law: Procedure) -> frozenset[str]:
    """The acts by which reporters alone agree to words that are written in the same phase."""
    reporters = set(law.stands(Standing.REPORTER))
    written = {phase for act in law.acts.values() if act.paper is PaperKind.WORDS for phase in act.phases}
    return frozenset(
        act.id
        for act in law.acts.values()
        if act.verb is Verb.CONSENT and set(act.by) <= reporters and written & set(act.phases)
    )


def note(law: Procedure) -> Note:
    """When the other side hears, as this version has it."""
    title = _("When the other side hears")
    if asked_first(law):
        return Note(
            title=title,
            text=_(
                "Not before you have seen the exact words and agreed, or withdrawn. The one exception has a name, "
                "danger of severe harm, and you are told first."
            ),
            clause=promise(4),
        )
    return Note(
        title=title,
        text=_(
            "As soon as the council takes the matter up. This procedure has no clause that lets you agree to the "
            "words first; ask for it in what you write."
        ),
        clause=_summons(law),
    )


def in_short(law: Procedure) -> Note:
    """The same in one sentence, for where it is sent."""
    if asked_first(law):
        text = _("The other side hears nothing before you agree to the exact words.")
        return Note(title="", text=text, clause=promise(4))
    text = _("The other side hears as soon as the council takes it up.")
    return Note(title="", text=text, clause=_summons(law))


def _summons(law: Procedure) -> Clause | None:
    return next((law.cite(n.id) for n in law.notices.values() if n.summons), None)


__all__ = ["asked_first", "in_short", "note", "words_consents"]
