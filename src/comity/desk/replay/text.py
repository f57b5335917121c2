# SPDX-License-Identifier: Apache-2.0
"""A replay told for people, in lines of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comity.core import veto
from comity.core.clause import Possible
from comity.desk.replay.account import Account, DutyTold, PeriodTold, WindowTold
from comity.desk.replay.ink import Ink, amount, day, moment, rule, table, wrapped
from comity.desk.replay.journal import journal
from comity.desk.replay.scenario import Scenario
from comity.desk.replay.text_case import case_lines, short

_STAGES = {
    veto.Stage.NONE: "not opened",
    veto.Stage.OPENED: "open",
    veto.Stage.AWAITING: "over; the totals of its last instant were not brought",
    veto.Stage.CLOSED: "closed",
}
SHOWN_POSSIBLE = 4
"""How many of the things that were possible instead are printed."""


def lines(told: Account, ink: Ink) -> Iterator[str]:
    """The whole account."""
    yield from _head(told, ink)
    yield from journal(told, None, ink)
    for period in told.periods:
        yield from _period(told, period, ink)
    yield from _cases(told, ink)
    yield from _windows(told, ink)
    yield from _tears(told, ink)
    yield from _deadlines(told, ink)
    yield from _refusals(told, ink)
    yield from _registry(told, ink)
    yield from _end(told, ink)


def _head(told: Account, ink: Ink) -> Iterator[str]:
    scenario = told.scenario
    yield from (ink("strong", line) for line in wrapped(scenario.title))
    if scenario.about:
        yield from wrapped(scenario.about)
    if scenario.sample:
        yield ink("note", "An invented sample: no community and nobody in it is real.")
    yield ""
    for version in scenario.procedures:
        yield f"  {version.id}  in force for cases opened from {day(version.since).strip()}"
    yield from _marks(told, ink)
    for season in told.seasons:
        yield ""
        yield f"  Council of season {season.season}"
        yield from table(((role, ", ".join(people)) for role, people in season.holders.items()), indent=4)
        for role, fallback, at in season.vacancies:
            what = f"fell vacant; {fallback or 'a human'} takes over" if fallback else "changed"
            yield f"    {moment(at)}  {role} {what}" if fallback else f"    {moment(at)}  {role} is complete"


def _marks(told: Account, ink: Ink) -> Iterator[str]:
    """What is told and what is not, in numbers."""
    if told.scenario.sample or not told.outcomes:
        return
    whole = len(told.outcomes) - told.assumed - told.partly
    yield ""
    yield f"  acts that the record tells                              {whole:5}"
    yield ink("note", f"  ≈ acts that it tells, a detail of them assumed          {told.partly:5}")
    yield ink("note", f"  ~ acts that it does not tell: assumed                   {told.assumed:5}")


def _period(told: Account, period: PeriodTold, ink: Ink) -> Iterator[str]:
    span = f"{day(period.period.starts).strip()} to {day(period.period.ends).strip()}"
    yield ""
    yield rule(f"{period.kind.capitalize()} {period.period.id}, {span}", ink)
    yield from table(_figures(period))
    for duty in period.duties:
        yield from _duty(duty, ink)
    yield from journal(told, told.periods.index(period), ink)


def _figures(period: PeriodTold) -> Iterator[tuple[str, str]]:
    yield "new", _count(period.new)
    if period.inherited:
        yield "inherited", _count(period.inherited)
    if period.again:
        yield "made once more", _count(period.again)
    yield "carried in", _count(period.carried)
    if period.closed:
        yield "closed", ", ".join(f"{short(stream)} ({outcome})" for stream, outcome in period.closed)
    entries = [f"{entry} of {short(stream)}" for stream, entry, _ in period.entries]
    yield "published", ", ".join(entries) or "nothing"


def _count(streams: Sequence[str]) -> str:
    return f"{len(streams)}  {', '.join(map(short, streams))}".rstrip() if streams else "0"


def _duty(duty: DutyTold, ink: Ink) -> Iterator[str]:
    figures = ", ".join(f"{name} {number}" for name, number in duty.figures.items())
    content = "nil report" if duty.nil else figures
    if duty.filed is None:
        state = ink("bad", "missed") if duty.missed else "not due yet"
    elif duty.missed:
        state = ink("bad", f"late, {moment(duty.filed).strip()}")
    else:
        state = ink("good", f"in time, {moment(duty.filed).strip()}")
    yield f"  {duty.duty}: {content or 'nothing filed'}"
    yield f"    {state}, due {moment(duty.due).strip()}"
    yield f"    {ink('faint', duty.clause)}"


def _cases(told: Account, ink: Ink) -> Iterator[str]:
    for case in told.cases:
        yield ""
        yield from case_lines(case, ink)


def _windows(told: Account, ink: Ink) -> Iterator[str]:
    if told.windows:
        yield ""
        yield rule("Windows of the house", ink)
    for window in told.windows:
        yield from _window(window, told.scenario, ink)


def _window(window: WindowTold, scenario: Scenario, ink: Ink) -> Iterator[str]:
    standing = window.standing
    unit, decimals = scenario.unit
    numbers = standing.numbers

    def shown(number: int) -> str:
        return f"{amount(number, decimals)} {unit}".strip()

    yield f"  {short(window.stream)}"
    yield f"    {moment(standing.opens)} to {moment(standing.closes)}"
    yield from wrapped(f"vetoed by {standing.measure}", first="    ")
    yield from table(
        (
            ("against", shown(numbers.veto)),
            ("let it stand", shown(numbers.stand)),
            ("abstained", shown(numbers.abstain)),
            ("measured by", shown(standing.base)),
            ("needed", shown(standing.needed)),
            ("short of it by", shown(standing.distance)),
        ),
        indent=4,
    )
    outcome = _STAGES[window.stage] if standing.outcome is None else standing.outcome.value
    yield f"    {ink('bad' if standing.met else 'good', outcome)}"
    if standing.names_somebody:
        yield ink("note", "    Leaving a party's weight out here would tell who is a party.")


def _tears(told: Account, ink: Ink) -> Iterator[str]:
    if told.tears:
        yield ""
        yield rule("Small tears", ink)
    rows = ((short(t.stream), f"heard {moment(t.heard)}", t.outcome or t.stage, moment(t.ended)) for t in told.tears)
    yield from table(rows)


def _deadlines(told: Account, ink: Ink) -> Iterator[str]:
    yield ""
    yield rule("Deadlines", ink)
    kept = sum(len(case.of("kept")) for case in told.cases)
    kept += sum(1 for p in told.periods for d in p.duties if d.filed and not d.missed)
    yield f"  {kept} kept"
    missed = [(case, d) for case in told.cases for d in case.of("missed")]
    owed = [d for season in told.seasons for d in season.duties if d.missed]
    yield ink("bad" if missed or owed else "good", f"  {len(missed) + len(owed)} missed")
    for case, one in missed:
        yield f"    {moment(one.due)}  {short(case.stream)}  {ink('faint', one.clause)}"
    for duty in owed:
        yield f"    {moment(duty.due)}  report of {duty.period}  {duty.clause}"
    clashes = [(case, clash) for case in told.cases for clash in case.contradictions]
    if clashes:
        yield ink("bad", f"  {len(clashes)} that could not be kept together")
    for case, clash in clashes:
        text = f"{clash.text}, to {moment(clash.runs_to).strip()}"
        yield from wrapped(text, first=f"    {moment(clash.at)}  {short(case.stream)}  ", rest=" " * 18)
        yield from (f"{' ' * 18}{ink('faint', clause)}" for clause in clash.clauses)


def _refusals(told: Account, ink: Ink) -> Iterator[str]:
    refused = [one for one in told.refusals if one.refusal is not None]
    if not refused:
        return
    yield ""
    yield rule("Refused", ink)
    for one in refused:
        assert one.refusal is not None
        mark = "~ " if one.line.assumed else ""
        yield f"  {moment(one.line.at)}  {mark}{short(one.line.stream)}  {one.line.do}  by {one.line.by}"
        yield from wrapped(one.refusal.text, first="    ")
        yield f"    {ink('link', str(one.refusal.clause))}"
        yield from _possible(one.refusal.possible, ink)


def _possible(possible: Sequence[Possible], ink: Ink) -> Iterator[str]:
    for other in possible[:SHOWN_POSSIBLE]:
        until = f", until {other.until[:16].replace('T', ' ')}" if other.until else ""
        yield from wrapped(f"{other.act}{until}", first="    possible instead: ", rest=" " * 6)
    if len(possible) > SHOWN_POSSIBLE:
        yield ink("faint", f"    and {len(possible) - SHOWN_POSSIBLE} more")


def _registry(told: Account, ink: Ink) -> Iterator[str]:
    entries = sorted(((at, case.stream, entry) for case in told.cases for entry, at in case.entries))
    yield ""
    yield rule("The public registry", ink)
    if not entries:
        yield "  nothing was published"
    by_stream = {case.stream: case for case in told.cases}
    for at, stream, entry in entries:
        found = ", ".join(f"{c.question} {c.answer}" for c in by_stream[stream].counts if c.at <= at and c.answer)
        yield f"  {_cycle(told, at)}  {entry}  {found}"


def _cycle(told: Account, at: object) -> str:
    """Dates are published by period only (P18)."""
    for period in told.periods:
        if period.period.starts <= at <= period.period.ends:  # type: ignore[operator]
            return f"{period.kind} {period.period.id}"
    return day(at)  # type: ignore[arg-type]


def _end(told: Account, ink: Ink) -> Iterator[str]:
    if told.asked:
        yield ""
        yield rule("Asked of a human", ink)
        yield from (f"  {one}" for one in told.asked)
    for note in told.scenario.notes:
        yield ""
        yield from wrapped(note, first="  note: ")
    claims = [one for one in told.outcomes if one.line.expect is not None]
    yield ""
    if told.unmet:
        for one in told.unmet:
            yield ink("bad", f"act {one.line.number} ({one.line.do}) {'; '.join(one.unmet)}")
    if claims:
        yield ink("bad" if told.unmet else "good", f"{len(claims) - len(told.unmet)} of {len(claims)} claims came true")


__all__ = ["lines"]
