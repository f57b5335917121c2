# SPDX-License-Identifier: Apache-2.0
"""One case told for people: its track drawn over time, its deadlines, votes, measures and open questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from comity.desk.replay.cases import Ask, CaseTold, Count, Deadline, Limit, Stay
from comity.desk.replay.ink import Ink, moment, rule, table, wrapped

TRACK = 26
"""Columns of the drawn track."""


def short(stream: str) -> str:
    """A stream as a reader says it: `case:17-a` is 17-a."""
    kind, _, name = stream.partition(":")
    return name if kind == "case" else f"{kind} {name}"


def case_lines(case: CaseTold, ink: Ink) -> Iterator[str]:
    """The whole case."""
    yield rule(f"Case {short(case.stream)}", ink)
    yield f"  {_state(case, ink)}, under {case.procedure}"
    yield from wrapped(_origin(case), first="  ")
    yield from _track(case, ink)
    yield from _deadlines(case, ink)
    for count in case.counts:
        yield from _count(count)
    for ask in case.asks:
        yield from _ask(ask, ink)
    for limit in case.limits:
        yield from _limit(limit)
    for kind, about, at in case.contacts:
        yield f"  contact   {moment(at)}  {kind}" + (f", with {about}" if about else "")
    if case.aside:
        yield f"  aside     {', '.join(case.aside)}"
    if case.recorded:
        yield f"  recorded  {', '.join(dict.fromkeys(case.recorded))}"


def _state(case: CaseTold, ink: Ink) -> str:
    if case.closed is not None:
        return f"closed {moment(case.closed).strip()}: {ink('strong', case.outcome)}"
    return ink("note", f"open in {', '.join(case.phases) or 'no phase'}") + f", next {moment(case.next_due).strip()}"


def _origin(case: CaseTold) -> str:
    roles = [f"{person} ({', '.join(held)})" for person, held in case.parties.items()]
    came = f"came by {case.intake} on {moment(case.opened).strip()}"
    after = f", handed over by {case.inherited}" if case.inherited else ""
    again = f", after {short(case.earlier)}" if case.earlier else ""
    return f"{came}{after}{again}; {', '.join(roles)}; {case.notices} notices sent"


def _track(case: CaseTold, ink: Ink) -> Iterator[str]:
    end = case.closed or max((s.closed or s.opened for s in case.track), default=case.opened)
    names = [s.phase for s in case.track]
    wide = max(map(len, names), default=0)
    for stay in case.track:
        bar = _bar(stay, case.opened, max(end, case.opened))
        until = moment(stay.closed) if stay.closed else "open"
        yield f"    {stay.phase.ljust(wide)}  {ink('link', bar)}  {moment(stay.opened)} to {until}"


def _bar(stay: Stay, first: datetime, last: datetime) -> str:
    """Where the phase lies between the case's first and last instant."""
    whole = (last - first).total_seconds() or 1
    begin = int((stay.opened - first).total_seconds() / whole * (TRACK - 1))
    end = int(((stay.closed or last) - first).total_seconds() / whole * (TRACK - 1))
    return "·" * begin + "█" * (end - begin + 1) + "·" * (TRACK - end - 1)


def _deadlines(case: CaseTold, ink: Ink) -> Iterator[str]:
    rows = [_deadline(d, ink) for d in case.deadlines if d.granted and d.state != "dropped"]
    yield from table(rows, indent=4)
    for clash in case.contradictions:
        until = f"{moment(clash.at).strip()} and {moment(clash.runs_to).strip()}"
        text = f"cannot both be kept: {clash.text}, {until}"
        yield from (ink("bad", line) for line in wrapped(text, first="    ! "))
        yield ink("bad", f"      {' and '.join(_id(c) for c in clash.clauses)}")


def _deadline(one: Deadline, ink: Ink) -> tuple[str, str, str, str]:
    said = {"kept": "kept", "missed": "MISSED", "running": "runs", "paused": "rests"}[one.state]
    at = f"{moment(one.at)}" if one.state == "kept" else ""
    moved = f" (moved from {moment(one.moved[0]).strip()})" if one.moved else ""
    return said, f"due {moment(one.due)}", _id(one.clause), f"{at}{moved}"


def _id(clause: str) -> str:
    return "§ " + clause.partition(" § ")[2]


def _count(count: Count) -> Iterator[str]:
    votes = ", ".join(f"{answer} {number}" for answer, number in count.counts.items() if number) or "no ballots"
    about = f" about {count.about}" if count.about else ""
    came = count.answer or count.outcome
    if max((*count.counts.values(), 0)) > 10**6:
        votes = "see the window of the house"
    text = f"{count.question}{about}: {came} ({votes}; of {_base(count)})"
    yield from wrapped(text, first=f"  vote      {moment(count.at)}  ", rest=" " * 26)


def _base(count: Count) -> str:
    return str(count.base) if count.base < 10**6 else "the votable supply"


def _ask(ask: Ask, ink: Ink) -> Iterator[str]:
    head = f"  asked     {moment(ask.since)}  {ask.role}: {ask.ask} ({_id(ask.clause)})"
    yield ink("note", head)
    if ask.settled is not None:
        yield f"            {moment(ask.settled)}  {ask.by} said: {ask.answer}"
    else:
        yield ink("note", "            nobody has said what follows")


def _limit(limit: Limit) -> Iterator[str]:
    about = f" on {limit.about}" if limit.about else ""
    span = f"{moment(limit.begun)} to {moment(limit.ended or limit.until)}"
    yield f"  measure   {limit.measure}{about}: {limit.life}"
    yield f"            {span}; {limit.kind}; {limit.scope}"


__all__ = ["case_lines", "short"]
