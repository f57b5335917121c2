# SPDX-License-Identifier: Apache-2.0
"""The council's one voice: a letter to begin from, for each paper that is written in its name.

A letter is offered, put into the form when asked for, and changed by whoever writes. A community keeps letters in its
own words in COMITY_HOME, as files named after an act or a kind of paper: `letters/propose-words.txt`,
`letters/decision.txt`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from string import Template

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.procedure.words import PaperKind
from comity.edge.web.casefile import Casefile
from comity.edge.web.door import Court
from comity.edge.web.forms import Form
from comity.edge.web.instants import in_words
from comity.edge.web.names import plainly

LETTERS: Mapping[PaperKind, object] = {
    PaperKind.WORDS: gettext_lazy(
        "Case $mark, under $procedure, § $clause.\n\n"
        "It is said that [what happened, where, and when, in as few words as it needs].\n\n"
        "Nothing has been decided. You can answer in your own words until $until, ask for more time, and say whom else "
        "the council should hear. Nobody is made to pay for telling, answering or helping."
    ),
    PaperKind.DECISION: gettext_lazy(
        "Case $mark, decided under $procedure, § $clause.\n\n"
        "What was said: [the words that were agreed to].\n"
        "What was answered: [in a sentence or two].\n"
        "What the council found, and by which standard: [for each question].\n"
        "What follows, from when, until when: [or: nothing follows].\n"
        "Why: [the reasons that carried it; dissent stands beside this].\n\n"
        "What you can do: [appeal, until when, to whom]."
    ),
    PaperKind.DRAFT: gettext_lazy(
        "Draft for $mark, for those who decide.\n\n"
        "What was found: [for each question].\nWhat follows: [measure, beginning, end].\nWhy: [reasons].\n"
        "What is still open: [questions to the others]."
    ),
    PaperKind.CALL: gettext_lazy(
        "You are called to a hearing in $mark.\n\n"
        "Where: [the place, or the way by telephone or picture].\nWho will be there: [seats].\n"
        "Who may come along: [somebody you trust].\n"
        "If you cannot come at this hour, or would rather write: [what to do, until when].\n\n"
        "Each side is heard by itself, unless both want it otherwise."
    ),
    PaperKind.MINUTES: gettext_lazy(
        "$mark, $phase.\n\nWhen and where: [date and hour with its zone].\nWho was there: [seats].\n"
        "What was spoken about: [points].\nWhat was agreed, and who does it until when: [points]."
    ),
}
"""What the council begins from, by the kind of paper. Words in brackets are for whoever writes."""


def with_letters(court: Court, file: Casefile, offered: tuple[Form, ...], asked: str) -> tuple[Form, ...]:
    """The forms, those that have a letter marked; the one that is `asked` for with its letter put in."""
    return tuple(_with_letter(court, file, one, asked) for one in offered)


def _with_letter(court: Court, file: Casefile, form: Form, asked: str) -> Form:
    text = letter(court, file, form) if form.paper else ""
    if not text:
        return form
    if form.act != asked or form.sent:
        return replace(form, letter=True)
    return replace(form, letter=True, sent={"paper": text}, opened=True)


def letter(court: Court, file: Casefile, form: Form) -> str:
    """The letter of a form, its places filled; empty where there is none for it."""
    act = file.law.acts.get(form.act)
    kind = None if act is None else act.paper
    if act is None or kind is None:
        return ""
    text = court.letter(act.id) or court.letter(kind.value) or str(LETTERS.get(kind, ""))
    return Template(text).safe_substitute(_places(file, form)).strip()


def _places(file: Casefile, form: Form) -> dict[str, str]:
    phases = _phases(file, form)
    return {
        "mark": file.mark,
        "procedure": file.law.id,
        "clause": form.clause.id,
        "phase": ", ".join(plainly(p).lower() for p in phases),
        "until": _until(file, phases),
    }


def _phases(file: Casefile, form: Form) -> tuple[str, ...]:
    """The open phases that a letter may name: those of the act, else those that exist for every party (P4)."""
    act = file.law.acts.get(form.act)
    of_act = tuple(p for p in file.phases_for("") if act is not None and p in act.phases)
    sides = [file.phases_for(party) for party in file.case.bench.parties]
    return of_act or tuple(p for p in file.phases_for("") if all(p in side for side in sides))


def _until(file: Casefile, phases: tuple[str, ...]) -> str:
    clocks = ((file.law.clocks[id].phase, clock.due) for id, clock in file.clocks_for("").items())
    dues = [due for phase, due in clocks if phase in phases and due is not None and due > file.at]
    return in_words(min(dues)) if dues else _("the instant that the notice names")


__all__ = ["LETTERS", "letter", "with_letters"]
