# SPDX-License-Identifier: Apache-2.0
"""The receipt typed once again: what matches, and which words do not. Small slips are named, not punished (P3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.edge.web import locator
from comity.edge.web.locator import Receipt
from comity.edge.web.names import in_letters

SHOWN = 12
"""The most letters of a mistyped word that are shown again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retyped:
    """What was typed, word by word; `wrong` are the places (from 1) with what stands there, empty where nothing."""

    wrong: tuple[tuple[int, str], ...]
    more: int = 0

    @property
    def matches(self) -> bool:
        """Whether it is the receipt."""
        return not self.wrong and not self.more

    @property
    def said(self) -> str:
        """How far it matches, in words."""
        good = locator.WORDS - len(self.wrong)
        if self.matches:
            return _("All twelve words match. You can come back in.")
        first = (
            ngettext("%(n)s word matches.", "%(n)s words match.", good) % {"n": in_letters(good)}
            if good
            else _("No word matches.")
        )
        slips = [_slip(place, text) for place, text in self.wrong if text]
        return " ".join((first, *slips, *self._missing(), *self._beyond()))

    def _missing(self) -> tuple[str, ...]:
        places = [str(place) for place, text in self.wrong if not text]
        if not places:
            return ()
        text = ngettext("Word %(places)s is missing.", "Words %(places)s are missing.", len(places))
        return (text % {"places": ", ".join(places)},)

    def _beyond(self) -> tuple[str, ...]:
        return (_("There are more than twelve words."),) if self.more else ()


def _slip(place: int, text: str) -> str:
    return _("Word %(place)d, “%(text)s”, is not the one on the receipt.") % {"place": place, "text": text[:SHOWN]}


def retyped(found: Receipt, text: str) -> Retyped:
    """What was typed beside what the receipt says; four letters of a word are enough."""
    typed = locator.read(text)
    there = (*typed[: locator.WORDS], *([""] * (locator.WORDS - len(typed))))
    pairs = zip(range(1, locator.WORDS + 1), found.words, there, strict=True)
    wrong = tuple((place, was) for place, word, was in pairs if locator.known(was) != word)
    return Retyped(wrong=wrong, more=max(0, len(typed) - locator.WORDS))


def unread(text: str) -> str:
    """Why words that somebody typed are no receipt, and what may have been meant."""
    typed = locator.read(text)
    if len(typed) != locator.WORDS:
        about = {"n": len(typed)}
        text = ngettext(
            "A receipt has twelve words, and this is %(n)d. Four letters of each are enough.",
            "A receipt has twelve words, and these are %(n)d. Four letters of each are enough.",
            len(typed),
        )
        return text % about
    strange = [(place, word) for place, word in enumerate(typed, 1) if not locator.known(word)]
    if not strange:
        return _("One of these words, or their order, is not that of a receipt. Compare them one by one.")
    return " ".join(_strange(place, word) for place, word in strange[:3])


def _strange(place: int, word: str) -> str:
    near = locator.nearest(word)
    about = {"place": place, "word": word[:SHOWN], "near": _(" or ").join(near)}
    if near:
        return _("Word %(place)d, “%(word)s”, is in no receipt. Is it %(near)s?") % about
    return _("Word %(place)d, “%(word)s”, is in no receipt.") % about


__all__ = ["Retyped", "retyped", "unread"]
