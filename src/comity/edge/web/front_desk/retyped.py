# SPDX-License-Identifier: Apache-2.0
"""The receipt typed once again: what matches, and which groups do not. Small slips are named, not punished (P3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.edge.web.locator import Locator
from comity.edge.web.names import in_letters

LONGEST = 200
SHOWN = 12
"""The most letters of a mistyped group that are shown again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retyped:
    """What was typed, group by group; `wrong` are the places (from 1) with what stands there, empty where nothing."""

    wrong: tuple[tuple[int, str], ...]
    groups: int

    @property
    def matches(self) -> bool:
        """Whether it is the receipt."""
        return not self.wrong

    @property
    def said(self) -> str:
        """How far it matches, in words."""
        good = self.groups - len(self.wrong)
        if self.matches:
            return _("All eight groups match. You can come back in.")
        first = (
            ngettext("%(n)s group matches.", "%(n)s groups match.", good) % {"n": in_letters(good)}
            if good
            else _("No group matches.")
        )
        slips = [_slip(place, text) for place, text in self.wrong if text]
        return " ".join((first, *slips, *self._missing()))

    def _missing(self) -> tuple[str, ...]:
        places = [str(place) for place, text in self.wrong if not text]
        if not places:
            return ()
        text = ngettext("Group %(places)s is missing.", "Groups %(places)s are missing.", len(places))
        return (text % {"places": ", ".join(places)},)


def _slip(place: int, text: str) -> str:
    return _("Group %(place)d, “%(text)s”, is not the one on the receipt.") % {"place": place, "text": text[:SHOWN]}


def retyped(found: Locator, text: str) -> Retyped:
    """What was typed beside what the receipt says, in any spacing and case."""
    right = found.groups
    typed = _groups(text[:LONGEST].lower(), len(right))
    pairs = zip(range(1, len(right) + 1), right, typed, strict=True)
    wrong = [(place, there) for place, group, there in pairs if group != there]
    return Retyped(wrong=tuple(wrong), groups=len(right))


def _groups(text: str, many: int) -> tuple[str, ...]:
    """As many groups as the receipt has: as they were set apart, or else four signs each."""
    apart = [one for one in re.split(r"[^0-9a-z]+", text) if one]
    if len(apart) != many:
        whole = "".join(apart)
        apart = [whole[n : n + 4] for n in range(0, len(whole), 4)]
    filled = [*apart, *([""] * many)]
    return (*filled[: many - 1], "".join(apart[many - 1 :]))


__all__ = ["Retyped", "retyped"]
