# SPDX-License-Identifier: Apache-2.0
"""The `[watch]` table of a procedure file: which spaces may be watched, by which clause, and within which limits.

No table, no watch (P20). What it limits is written in whole hours, days or weeks, so that everything has an end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from comity.core.procedure.frame import Space, Watching
from comity.core.procedure.table import Table
from comity.core.procedure.things import named

_UNITS: Mapping[str, timedelta] = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
CHANNEL = "watch"
"""By what a report comes that began with a signal: so its notice can say so (P20)."""
LONGEST_MARK = 300
"""Characters in the mark of a space or of a sign."""


def length(text: str) -> timedelta | None:
    """A quantity of whole hours, days or weeks, at most 999 of them and not none; None where it is no such thing."""
    count, _, unit = text.partition(" ")
    if not (count.isascii() and count.isdecimal() and len(count) <= 3 and unit.removesuffix("s") in _UNITS):
        return None
    return int(count) * _UNITS[unit.removesuffix("s")] or None


def watching(t: Table | None) -> Watching | None:
    """The `[watch]` table with its `[[watch.space]]`s."""
    if t is None:
        return None
    found = Watching(
        text=t.text("text"), clause=t.text("clause", "watch"), sign=t.text("sign"),
        reads=t.names("reads"), opens=t.names("opens"), judges=t.names("judges"),
        budget=t.number("budget", least=1, most=100) or 0, shadow=t.text("shadow"),
        judged=t.number("judged", least=1, most=1000) or 0, states=t.text("states"), signals=t.text("signals"),
        quiet=t.text("quiet"), spaces=tuple(_space(one) for one in t.tables("space")),
    )  # fmt: skip
    for key in ("shadow", "states", "signals", "quiet"):
        if length(getattr(found, key)) is None:
            t.fault(key, "quantity", f"'{key}' is a quantity of at most 999, for instance '14 days'")
    for key in ("sign", "reads", "opens", "judges", "budget", "judged"):
        if not getattr(found, key):
            t.fault(key, "required", f"a watch says '{key}'", "leave the whole table out, and nothing is watched")
    _spaces(t, found.spaces)
    t.finish()
    return found


def _space(t: Table) -> Space:
    id, text, clause = named(t)
    found = Space(id=id, text=text, clause=clause, mark=t.text("mark", id))
    if not is_mark(found.mark):
        t.fault("mark", "mark", f"'mark' is one word of at most {LONGEST_MARK} signs, as its reader calls the space")
    t.finish()
    return found


def _spaces(t: Table, spaces: tuple[Space, ...]) -> None:
    if not spaces:
        t.fault("space", "required", "a watch names the spaces that may be watched")
    for key in ("id", "mark"):
        values = [getattr(one, key) for one in spaces]
        for double in dict.fromkeys(v for v in values if values.count(v) > 1):
            t.fault(f"space.{double}", "names", f"there are two spaces with the {key} '{double}'")


def is_mark(text: str) -> bool:
    """Whether `text` can be what a platform calls a space or a sign: one printable word, no prose."""
    return 0 < len(text) <= LONGEST_MARK and text.isprintable() and not any(c.isspace() for c in text)


__all__ = ["CHANNEL", "LONGEST_MARK", "is_mark", "length", "watching"]
