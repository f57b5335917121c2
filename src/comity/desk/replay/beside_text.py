# SPDX-License-Identifier: Apache-2.0
"""Two procedures side by side, told for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from comity.desk.replay.beside import Beside, Figures, Pair
from comity.desk.replay.ink import Ink, rule, table, wrapped
from comity.desk.replay.text_case import short

_ROWS: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("ended", lambda f: f.outcome),
    ("deadlines kept", lambda f: str(f.kept)),
    ("deadlines missed", lambda f: str(f.missed)),
    ("that cannot both be kept", lambda f: str(f.clashes)),
    ("reporter waited", lambda f: shown(f.reporter_waited)),
    ("respondent waited", lambda f: shown(f.respondent_waited)),
    ("votes of the house", lambda f: str(f.house_votes)),
    ("clocks that rested", lambda f: str(f.pauses)),
    ("left to a human", lambda f: str(f.asked)),
    ("findings", lambda f: ", ".join(f.findings) or "none"),
    ("sanctions", lambda f: ", ".join(f.sanctions) or "none"),
)


def lines(found: Beside, ink: Ink) -> Iterator[str]:
    """The table of every case, the sums, and which acts were taken for which."""
    yield rule(f"The same filings and conduct under {found.procedure}", ink)
    yield from wrapped(
        "Everybody does what they did, after the same share of the time that the procedure gives; what it asks for "
        "on top is assumed to be done after half of the time.",
        first="  ",
    )
    for pair in found.pairs:
        yield ""
        yield from _pair(pair, ink)
    yield ""
    yield from _sums(found, ink)
    yield from _acts(found, ink)


def _pair(pair: Pair, ink: Ink) -> Iterator[str]:
    yield ink("strong", f"  {short(pair.then.stream)}")
    if pair.there is None:
        yield from wrapped(f"could not be tried: {pair.why}", first="    ")
        return
    there = pair.there
    head = ("", _version(pair.then.procedure), _version(there.procedure))
    rows = [(name, of(pair.then), of(there)) for name, of in _ROWS]
    yield from table([head, *rows], indent=4)
    for name, missed in (("missed then", pair.then.missed_clauses), ("missed there", there.missed_clauses)):
        if missed:
            yield from wrapped(f"{name}: {', '.join(one.partition(' § ')[2] for one in missed)}", first="    ")
    if pair.never:
        yield from wrapped(f"too late there, or never possible: {', '.join(dict.fromkeys(pair.never))}", first="    ")


def _version(id: str) -> str:
    return id.partition("/")[2] or id


def _sums(found: Beside, ink: Ink) -> Iterator[str]:
    both = [(p.then, p.there) for p in found.pairs if p.there is not None]
    then, there = [t for t, _ in both], [t for _, t in both]
    yield rule("All cases together", ink)
    rows = [("", "then", _version(found.procedure))]
    for name, key in (
        ("deadlines kept", "kept"),
        ("deadlines missed", "missed"),
        ("that cannot both be kept", "clashes"),
        ("votes of the house", "house_votes"),
        ("clocks that rested", "pauses"),
        ("left to a human", "asked"),
    ):
        rows.append((name, str(_sum(then, key)), str(_sum(there, key))))
    rows.append(("sanctions", str(sum(len(f.sanctions) for f in then)), str(sum(len(f.sanctions) for f in there))))
    for name, key in (("reporters waited, longest", "reporter_waited"), ("respondents, longest", "respondent_waited")):
        rows.append((name, shown(_longest(then, key)), shown(_longest(there, key))))
    yield from table(rows)


def _sum(figures: Sequence[Figures], key: str) -> int:
    return sum(int(getattr(one, key)) for one in figures)


def _longest(figures: Sequence[Figures], key: str) -> timedelta | None:
    waits = [wait for one in figures if (wait := getattr(one, key)) is not None]
    return max(waits, default=None)


def _acts(found: Beside, ink: Ink) -> Iterator[str]:
    other = {old: new for old, new in found.mapped.items() if old != new}
    told = (
        ("taken for", ", ".join(f"{old} as {new}" for old, new in other.items())),
        ("without a counterpart", ", ".join(found.without)),
        ("asked for on top", ", ".join(found.added)),
    )
    if any(text for _, text in told):
        yield ""
        yield rule("Acts", ink)
    for name, text in told:
        if text:
            yield from wrapped(text, first=f"  {name}: ", rest="    ")


def shown(wait: timedelta | None) -> str:
    """A wait in days and hours."""
    if wait is None:
        return "no answer"
    hours = int(wait.total_seconds()) // 3600
    return f"{hours // 24} d {hours % 24} h"


def document(found: Beside) -> dict[str, Any]:
    """The comparison as JSON values; waits are whole seconds."""
    return {
        "format": "comity-beside/1",
        "procedure": found.procedure,
        "cases": [
            {
                "then": _plain(pair.then),
                "there": None if pair.there is None else _plain(pair.there),
                "never": list(dict.fromkeys(pair.never)),
                "why": pair.why,
            }
            for pair in found.pairs
        ],
        "acts": {"mapped": dict(found.mapped), "without": list(found.without), "added": list(found.added)},
    }


def _plain(figures: Figures) -> dict[str, Any]:
    seconds = {
        key: int(value.total_seconds()) for key, value in asdict(figures).items() if isinstance(value, timedelta)
    }
    return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(figures).items()} | seconds


__all__ = ["document", "lines", "shown"]
