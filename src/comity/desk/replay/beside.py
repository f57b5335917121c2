# SPDX-License-Identifier: Apache-2.0
"""The same filings and the same conduct under another procedure, and what that would have changed.

Reports are filed at the same instants. Everybody does what they did, after the same share of the time that the
procedure gives for it (half of three days is a day and a half, half of a week three and a half days); where it gives
no time, after the same delay. Acts are told apart by `likeness`; what the other procedure asks for on top is done by
whoever may, after half of the time. The house says the same with the same weight, if it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Protocol

from comity.core.ballot import choice
from comity.core.calendar import Calendar
from comity.core.clause import Refusal
from comity.core.docket import DoAct, Fact, OpenCase
from comity.core.party import Party
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Kind, On, Standing, Verb
from comity.desk.replay import commands
from comity.desk.replay.account import Account, WindowTold, periods
from comity.desk.replay.cases import CaseTold, Deadline, tell
from comity.desk.replay.conduct import Conduct, Diligent, Lived, Opening, Votes, Wish
from comity.desk.replay.likeness import Likeness, needed, own_clocks
from comity.desk.replay.play import Outcome


class Pinned(Protocol):
    """Where the versions lie that cases are pinned to."""

    def procedure(self, digest: str) -> Procedure:
        """The version of that digest. Raises `Missing`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One case in figures, under one procedure. Waits are from being told (a reporter: from telling) to an answer."""

    stream: str
    procedure: str
    outcome: str
    kept: int
    missed: int
    missed_clauses: tuple[str, ...]
    clashes: int
    reporter_waited: timedelta | None
    respondent_waited: timedelta | None
    house_votes: int
    pauses: int
    findings: tuple[str, ...]
    sanctions: tuple[str, ...]
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One case as it was and as it would have been; None where it could not be opened there."""

    then: Figures
    there: Figures | None
    told: CaseTold | None
    never: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A scenario under two laws. `without` are acts that were done and that the other procedure does not have."""

    procedure: str
    pairs: tuple[Pair, ...]
    mapped: Mapping[str, str]
    without: tuple[str, ...]
    added: tuple[str, ...]


def beside(told: Account, shelf: Pinned, law: Procedure, calendar: Calendar) -> Beside:
    """Try the cases of an account under another law."""
    mapped: dict[str, str] = {}
    without: dict[str, None] = {}
    pairs, added = [], dict[str, None]()
    for case in told.cases:
        old = shelf.procedure(case.digest)
        alike = Likeness(old, law)
        mine = [one for one in told.outcomes if one.line.stream == case.stream and not one.refused]
        done = [one.act for one in _acts(mine)]
        mapped |= {act: alike.acts[act] for act in done if act in alike.acts}
        without |= {act: None for act in done if act not in alike.acts}
        pair, lived = _pair(told, case, mine, alike, calendar)
        pairs.append(pair)
        added |= {f.thing: None for f in _done(lived) if f.thing in alike.unknown}
    return Beside(
        procedure=law.id, pairs=tuple(pairs), mapped=mapped, without=tuple(without), added=tuple(added)
    )  # fmt: skip


def _done(lived: Lived | None) -> Iterable[Fact]:
    return () if lived is None else (f for f in lived.facts if f.kind is Kind.ACT)


def _pair(
    told: Account, case: CaseTold, mine: Sequence[Outcome], alike: Likeness, calendar: Calendar
) -> tuple[Pair, Lived | None]:
    then = figures(alike.old, case, told.facts[case.stream])
    opening = next((o.line for o in mine if commands.kind_of(o.line) is OpenCase), None)
    if opening is None:
        return Pair(then=then, there=None, told=None, never=(), why="it was opened by the clerk"), None
    wishes = [w for one in mine if (w := _wish(one, case, alike)) is not None]
    house = _house(case, told.windows)
    temper = Diligent(acts=alike.unknown, needed=needed(alike.new, {wish.act for wish in wishes}))
    conduct = Conduct(alike.new, calendar, wishes, temper, house)
    try:
        lived = conduct.live(_opening(case, told.facts[case.stream], alike), told.until)
    except Refusal as no:
        return Pair(then=then, there=None, told=None, never=(), why=no.text), None
    new = tell(alike.new, case.stream, lived.facts)
    there = figures(alike.new, new, lived.facts)
    return Pair(then=then, there=there, told=new, never=tuple(w.act for w in lived.never if w.line)), lived


def _acts(mine: Iterable[Outcome]) -> Iterable[DoAct]:
    for one in mine:
        if commands.kind_of(one.line) is DoAct:
            command = commands.command(one.line, commands.UNREAD)
            if isinstance(command, DoAct):
                yield command


def _opening(case: CaseTold, facts: Sequence[Fact], alike: Likeness) -> Opening:
    """The case as it was opened, its parties and its bench in the words of the other procedure."""
    entered = [f for f in facts if f.kind is Kind.PARTY and f.moment == "entered" and f.at == case.opened]
    seated = [f for f in facts if f.kind is Kind.ROLE and f.moment == "seated" and f.at == case.opened]
    roster = {f.thing: _texts(f, "persons") for f in seated}
    report = next((str(f.value["paper"]) for f in facts if f.kind is Kind.ACT and f.value.get("kind") == "report"), "")
    command = OpenCase(
        intake=alike.intake(case.intake),
        digest=alike.new.digest,
        parties=tuple(Party(person=f.about, roles=alike.roles(_texts(f, "roles"))) for f in entered),
        roster=alike.roster(roster),
        report=report,
        earlier=case.earlier,
        inherited=case.inherited,
    )
    return Opening(stream=case.stream, at=case.opened, command=command)


def _texts(fact: Fact, name: str) -> tuple[str, ...]:
    value = fact.value.get(name, ())
    return tuple(str(v) for v in value) if isinstance(value, tuple | list) else ()


def _wish(one: Outcome, case: CaseTold, alike: Likeness) -> Wish | None:
    """What a line's actor would want to do under the other procedure; None where it has no such act."""
    for do in _acts([one]):
        act = alike.old.acts.get(do.act)
        if act is None or do.act not in alike.acts:
            return None
        share, delay = taken(alike.old, case, do.act, one.line.at)
        code = choice(do.ballot) if act.verb is Verb.VOTE else do.choice
        return Wish(
            act=alike.acts[do.act],
            by=do.by,
            share=share,
            delay=delay,
            at=one.line.at,
            about=do.about,
            choice=alike.answer(do.act, code),
            withheld=do.withheld,
            line=one.line.number,
        )
    return None


def taken(law: Procedure, case: CaseTold, act: str, at: datetime) -> tuple[Fraction | None, timedelta]:
    """How much of the time given for an act was taken: the share of it, and the time since it could be done.

    The time given is that of the clock that waits for the act; there is no share where none does.
    """
    phases = law.acts[act].phases
    stays = [s for s in case.track if s.phase in phases and s.opened <= at]
    if not stays:
        return None, timedelta()
    stay = max(stays, key=lambda s: s.opened)
    clocks = [d for d in case.deadlines if d.phase == stay.phase and stay.opened <= d.set <= at and d.due is not None]
    own = [_first_due(d) for d in clocks if d.clock in own_clocks(law, act)]
    delay = at - stay.opened
    if not own or min(own) <= stay.opened:
        return None, delay
    return Fraction(int(delay.total_seconds()), int((min(own) - stay.opened).total_seconds())), delay


def _first_due(deadline: Deadline) -> datetime:
    return deadline.moved[0] if deadline.moved else deadline.due or deadline.set


def _house(case: CaseTold, windows: Iterable[WindowTold]) -> Votes | None:
    """What the house said of this case, where it was asked."""
    name = case.stream.removeprefix("case:")
    for window in windows:
        if window.stream.removeprefix("veto:").startswith(f"{name}/"):
            return Votes(numbers=window.standing.numbers, base=window.standing.base)
    return None


def figures(law: Procedure, case: CaseTold, facts: Sequence[Fact]) -> Figures:
    """A case in figures. The answer is the first notice to both sides, or the closing where there is none."""
    ends = [f.at for f in facts if f.kind is Kind.NOTICE and f.moment == "sent" and _to_both(law, f.thing)]
    answered = min(ends, default=case.closed)
    told = [f.at for f in facts if f.kind is Kind.NOTICE and f.moment == "sent" and law.notices[f.thing].summons]
    weighted = [f for f in facts if f.kind is Kind.QUESTION and f.moment == "counted" and _weighted(law, f.thing)]
    return Figures(
        stream=case.stream,
        procedure=law.id,
        outcome=case.outcome if case.closed is not None else f"open in {', '.join(case.phases)}",
        kept=len(case.of("kept")),
        missed=len(case.of("missed")),
        missed_clauses=tuple(d.clause for d in case.of("missed")),
        clashes=len(case.contradictions),
        reporter_waited=None if answered is None else answered - case.opened,
        respondent_waited=None if answered is None or not told else answered - min(told),
        house_votes=len(weighted),
        pauses=sum(1 for f in facts if f.kind is Kind.CLOCK and f.moment == "paused"),
        findings=_findings(law, facts),
        sanctions=tuple(dict.fromkeys(m.measure for m in case.limits if law.measures[m.measure].on is On.PERSON)),
        asked=len(case.asks),
    )


def _to_both(law: Procedure, notice: str) -> bool:
    """Whether a notice goes to both sides: then it tells them what came of the case."""
    stands = {law.roles[role].stands for role in law.notices[notice].to}
    return {Standing.REPORTER, Standing.RESPONDENT} <= stands and not law.notices[notice].summons


def _weighted(law: Procedure, question: str) -> bool:
    to = law.roles[law.questions[question].to]
    return to.weighted and to.stands is Standing.REVIEWER


def _findings(law: Procedure, facts: Sequence[Fact]) -> tuple[str, ...]:
    answers = (
        f for f in facts if f.kind is Kind.QUESTION and f.moment == "answered" and law.questions[f.thing].finding
    )
    return tuple(str(f.value.get("answer", "")) for f in answers)


def under(told: Account, other: Beside, calendar: Calendar | None) -> Account:
    """The account of the cases as they would have been: no acts, refusals or windows, which belong to the real one."""
    cases = tuple(p.told for p in other.pairs if p.told is not None)
    scenario = replace(
        told.scenario,
        title=f"{told.scenario.title}: the same conduct under {other.procedure}",
        about="Nobody acted like this: the acts are those of the scenario, after the same share of the time given.",
        procedures=(),
        notes=(),
    )
    return replace(
        told,
        scenario=scenario,
        outcomes=(),
        cases=cases,
        periods=periods(told.scenario, calendar, cases, ()),
        windows=(),
        tears=(),
        seasons=(),
        events={},
        asked=(),
    )


__all__ = ["Beside", "Figures", "Pair", "beside", "figures", "taken", "under"]
