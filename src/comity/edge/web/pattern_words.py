# SPDX-License-Identifier: Apache-2.0
"""What pages say of a pattern in the reader's language: its low-key next step, and how often the council saw it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comity.core.suppression import FEWEST

STEP_SAID: Mapping[str, Promise] = {
    "let-it-rest": gettext_lazy("Leave it for a day, and look again."),
    "ask-how-they-are": gettext_lazy("Ask the one who seems to be hurt, in private, how they are."),
    "make-room": gettext_lazy("Ask, in the thread, to wait until there is an answer."),
    "answer-the-question": gettext_lazy("Answer the question that was asked."),
    "say-both-back": gettext_lazy("Say back what each of them wants, and ask whether that is it."),
    "a-thread-of-its-own": gettext_lazy("Give each new matter a thread of its own."),
    "a-talk-apart": gettext_lazy("Offer those concerned a talk away from the thread."),
    "ask-for-the-reasons": gettext_lazy("Ask whoever decided to write down when, by whom and why."),
    "name-the-work": gettext_lazy("Ask that the work be named where it was left out."),
    "another-hand": gettext_lazy("Let somebody take over who was not part of it."),
    "in-plain-words": gettext_lazy("Ask what was meant, in plain words or in their own language."),
    "break-the-silence": gettext_lazy("Say that the message was read."),
    "ask-what-would-do": gettext_lazy("Ask what they would like to happen."),
    "bring-the-old-answer": gettext_lazy("Look up what was agreed the first time, and bring it."),
}
"""The sentence of each step."""

SECTION_SAID: Mapping[str, Promise] = {
    "look": gettext_lazy("What it looks like"),
    "mistaken": gettext_lazy("What it is often mistaken for"),
    "helped": gettext_lazy("What helped"),
    "worse": gettext_lazy("What made it worse"),
    "quiet": gettext_lazy("A quiet word, for example"),
}
"""The headings of a pattern's text."""

SHAPE_SAID: Mapping[str, Promise] = {
    "several-on-one": gettext_lazy("Three or more speak to the same one."),
    "two-by-turns": gettext_lazy("Two take turns, and nobody else speaks."),
    "quick": gettext_lazy("The messages come within minutes."),
    "opening-asks": gettext_lazy("It begins with a question."),
    "old-return": gettext_lazy("After two silent weeks it goes on."),
    "widening": gettext_lazy("Three or more join after the fourth message."),
    "one-keeps-asking": gettext_lazy("One asks the same other one four times or more."),
    "left-hanging": gettext_lazy("For two days nobody answers."),
    "bumped": gettext_lazy("Somebody speaks again after a day without an answer."),
}
"""What each shape looks like."""

PHRASE_SAID: Mapping[str, Promise] = {
    "words": gettext_lazy("Phrases that are said"),
    "answers": gettext_lazy("Phrases with which somebody else answers"),
    "opens": gettext_lazy("Phrases with which it begins"),
}
"""What each list of phrases is for."""


def step(code: str) -> str:
    """A step in the reader's language; empty for one that is not known."""
    return str(STEP_SAID.get(code, ""))


def often(counts: Mapping[str, int | None], id: str) -> str:
    """How often a pattern was seen in closed cases, as it may be told (P18)."""
    count = counts.get(id, 0)
    if count is None:
        return _("Seen in under %(fewest)s closed cases") % {"fewest": FEWEST}
    if not count:
        return _("Not seen in a closed case so far")
    return ngettext("Seen in %(n)s closed case", "Seen in %(n)s closed cases", count) % {"n": count}


__all__ = ["PHRASE_SAID", "SECTION_SAID", "SHAPE_SAID", "STEP_SAID", "often", "step"]
