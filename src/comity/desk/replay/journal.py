# SPDX-License-Identifier: Apache-2.0
"""The acts of a replay one after the other, those that are alike in one line, and what is told of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from comity.desk.replay.account import Account
from comity.desk.replay.ink import Ink, moment, rule, wrapped
from comity.desk.replay.play import Outcome
from comity.desk.replay.text_case import short

HANG = " " * 18


def journal(told: Account, period: int | None, ink: Ink) -> Iterator[str]:
    """The acts of one period; with None those before the first one, or all where the replay passes through none."""
    chosen = _within(told, period)
    if not chosen:
        return
    yield ""
    if period is None:
        yield rule("Before the first cycle" if told.periods else "What was done", ink)
    before: tuple[str, str] = ("", "")
    for _, alike in groupby(chosen, key=_alike):
        group = list(alike)
        yield from _done(group, before, ink)
        before = (group[0].line.source or before[0], group[0].line.assumed or before[1])


def _within(told: Account, period: int | None) -> list[Outcome]:
    starts = [one.period.starts for one in told.periods]
    first = starts[0] if period is None and starts else starts[period] if period is not None else None
    if period is None:
        return [o for o in told.outcomes if first is None or o.line.at < first]
    last = starts[period + 1] if period + 1 < len(starts) else None
    after = [o for o in told.outcomes if first is not None and o.line.at >= first]
    return [o for o in after if last is None or o.line.at < last]


def _alike(outcome: Outcome) -> tuple[object, ...]:
    """Acts that are alike and were done are told together; one that was refused is told alone."""
    line = outcome.line
    if outcome.refused:
        return (line.number,)
    return (line.do, line.kind, line.source, line.assumed)


def _done(group: Sequence[Outcome], before: tuple[str, str], ink: Ink) -> Iterator[str]:
    line = group[0].line
    mark = " " if not line.assumed else "≈" if line.source else "~"
    streams = ", ".join(dict.fromkeys(short(one.line.stream) for one in group))
    times = f"{len(group)} times " if len(group) > 1 else ""
    people = list(dict.fromkeys(one.line.by for one in group))
    by = ", ".join(people) if len(people) < 3 else f"{people[0]} and {len(people) - 1} others"
    for text in wrapped(f"{streams}: {times}{line.do} by {by}", first=f"  {moment(line.at)} {mark} ", rest=HANG):
        yield ink("note", text) if line.assumed else text
    yield from _not_done(group[0], ink)
    if line.source and line.source != before[0]:
        yield from (ink("faint", one) for one in wrapped(line.source, first=HANG))
    if line.assumed and line.assumed != before[1]:
        yield from (ink("note", one) for one in wrapped(f"assumed: {line.assumed}", first=HANG))


def _not_done(outcome: Outcome, ink: Ink) -> Iterator[str]:
    if outcome.refusal is not None:
        yield from (ink("bad", one) for one in wrapped(f"refused: {outcome.refusal.text}", first=HANG))
        yield ink("bad", f"{HANG}{outcome.refusal.clause}")
    elif outcome.malformed is not None:
        yield from (ink("bad", one) for one in wrapped(f"unreadable: {outcome.malformed}", first=HANG))


__all__ = ["journal"]
