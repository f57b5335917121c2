# SPDX-License-Identifier: Apache-2.0
"""The one inner motion, and the one place where time passes.

`settle` lets a case come to rest at one instant: held phases open, clocks are set, paused, resumed and stopped,
questions are put and full boxes counted, measures are timed, exits are taken, until nothing changes any more.
`pass_time` lets everything that is due happen, each at its own instant and settled before the next.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from comity.core import sanction
from comity.core.docket.guards import respondents
from comity.core.docket.instants import Almanac, Open
from comity.core.docket.motion import Motion
from comity.core.docket.state import Case, Running, Ticking
from comity.core.procedure.model import Exit, Measure, Phase
from comity.core.procedure.terms import Until, aims_at_calendar
from comity.core.procedure.words import Kind, Standing, Verb
from comity.core.recusal import entitled
from comity.core.sanction import Life, Term

IDLE = "case"
"""The thing that an ask is about when the procedure leaves a case without deadline and without anybody asked."""
MOST = 400
"""Steps to rest after which a procedure is said not to rest; a human is then asked (the linter finds it before)."""


def settle(m: Motion) -> None:
    """Let the case come to rest at `m.at`."""
    for _ in range(MOST):
        if not any(step(m) for step in _STEPS):
            return
    m.ask(m.named_human(), IDLE)


def pass_time(m: Motion, at: datetime) -> None:
    """Let everything that is due up to `at` happen, in the order of the instants."""
    for _ in range(MOST * 10):
        due = next_due(m.case)
        if due is None or due > at:
            break
        m.at = max(due, m.case.now or due)
        _happen(m, due)
        settle(m)
    m.at = at


def next_due(case: Case) -> datetime | None:
    """The next instant at which something happens by itself."""
    clocks = (c.due for c in case.clocks.values() if c.state is Ticking.RUNNING and c.due is not None)
    terms = (t.due() for t in case.terms.values() if t.live)
    return min((d for d in (*clocks, *terms) if d is not None), default=None)


def _happen(m: Motion, due: datetime) -> None:
    for term in m.case.terms.values():
        if term.live and term.due() == due:
            _term_due(m, term)
            return
    for id, clock in m.case.clocks.items():
        if clock.state is Ticking.RUNNING and clock.due == due:
            m.say(Kind.CLOCK, id, "passed", until=due)
            m.do(m.law.clocks[id].late)
            return


def _term_due(m: Motion, term: Term) -> None:
    if term.life is Life.WAITING:
        _begin(m, term)
    else:
        m.say(Kind.MEASURE, term.measure, "ended", about=term.about, until=m.at)


def _begin(m: Motion, term: Term) -> None:
    """In force from now; the interim measures that it serves end with its beginning."""
    for served in m.law.measures[term.measure].serves:
        interim = m.case.terms.get(sanction.key(served, term.about))
        if interim is not None and interim.live:
            m.move(interim, "ended")
    m.say(Kind.MEASURE, term.measure, "begun", about=term.about)


# -- the steps: each tells at most what one thing brings about, and says whether it told anything ------------------


def _open_held(m: Motion) -> bool:
    for id in m.case.held:
        if id not in paused(m):
            open_phase(m, m.law.phases[id])
            return True
    return False


def paused(m: Motion) -> frozenset[str]:
    """The phases and clocks that rest because a phase that pauses them is open."""
    return frozenset(p for id in m.case.phases for p in m.law.phases[id].pauses)


def _rests(m: Motion) -> frozenset[str]:
    resting = paused(m)
    return resting | {c for p in resting if p in m.law.phases for c in m.law.phases[p].clocks}


def _pause_clocks(m: Motion) -> bool:
    resting = _rests(m)
    for id, clock in m.case.clocks.items():
        if clock.state is Ticking.RUNNING and id in resting:
            m.say(Kind.CLOCK, id, "paused")
            return True
        if clock.state is Ticking.PAUSED and id not in resting:
            m.say(Kind.CLOCK, id, "resumed", until=_resumed(m, id, clock))
            return True
    return False


def _resumed(m: Motion, id: str, clock: Running) -> datetime | None:
    """A length shifts by the pause; a calendar point that has passed meanwhile is aimed at anew."""
    if clock.due is None or clock.paused is None:
        return clock.due
    deadline = m.law.clocks[id].due
    if not aims_at_calendar(deadline):
        return clock.due + (m.at - clock.paused)
    if clock.due > m.at:
        return clock.due
    found = Almanac(m.law, m.calendar, m.case, now=m.at, floor=m.at).fix(deadline)
    return found if isinstance(found, datetime) else clock.due


def _set_clocks(m: Motion) -> bool:
    resting = _rests(m)
    for phase in m.case.phases:
        for id in m.law.phases[phase].clocks:
            if id not in m.case.clocks and id not in resting and _set_clock(m, id):
                return True
    return False


def _set_clock(m: Motion, id: str) -> bool:
    deadline = m.law.clocks[id].due
    found = Almanac(m.law, m.calendar, m.case, now=m.at).fix(deadline)
    if isinstance(found, datetime):
        m.say(Kind.CLOCK, id, "set", until=found)
        return True
    if found is Open.UNTIL:
        m.say(Kind.CLOCK, id, "set")
        return True
    return found is Open.BEYOND and _beyond(m, id)


def _beyond(m: Motion, id: str) -> bool:
    """The calendar does not reach: the case says that it waits for it, and a named human is asked."""
    if id in m.case.waits and id in m.case.asks:
        return False
    if id not in m.case.waits:
        m.say(Kind.CASE, "case", "waits", value={"thing": id})
    m.ask(m.named_human(), id)
    return True


def _stop_clocks(m: Motion) -> bool:
    for id, clock in m.case.clocks.items():
        if clock.state is not Ticking.RUNNING:
            continue
        if m.holds(m.law.clocks[id].stops):
            m.say(Kind.CLOCK, id, "met", until=clock.due)
            return True
        if clock.due is None and _until_came(m, id):
            m.say(Kind.CLOCK, id, "passed")
            m.do(m.law.clocks[id].late)
            return True
    return False


def _until_came(m: Motion, id: str) -> bool:
    deadline = m.law.clocks[id].due
    return isinstance(Almanac(m.law, m.calendar, m.case, now=m.at).fix(deadline), datetime)


def _put_questions(m: Motion) -> bool:
    for phase in _active(m):
        for id in phase.puts:
            for about in m.abouts(m.law.questions[id]):
                if not _known(m, id, about) and m.holds(m.law.questions[id].given, about):
                    m.put(id, about)
                    return True
    return False


def _known(m: Motion, id: str, about: str) -> bool:
    key = f"{id}/{about}" if about else id
    return key in m.case.boxes or (id, about) in m.case.answers


def _active(m: Motion) -> tuple[Phase, ...]:
    resting = paused(m)
    return tuple(m.law.phases[id] for id in m.case.phases if id not in resting)


def _count_full(m: Motion) -> bool:
    for box in m.case.boxes.values():
        question = m.law.questions[box.question]
        if not box.open or m.law.roles[question.to].weighted:
            continue
        voters = entitled(m.law.roles, m.case.bench, question.to).persons
        if box.issued and frozenset(voters) <= box.issued:
            m.count(box)
            return True
    return False


def _phase_answered(m: Motion) -> bool:
    for phase in _active(m):
        if phase.puts and (phase.id, "answered") not in m.case.trace and _all_answered(m, phase):
            m.say(Kind.PHASE, phase.id, "answered")
            return True
    return False


def _all_answered(m: Motion, phase: Phase) -> bool:
    asked = [
        (id, about)
        for id in phase.puts
        for about in m.abouts(m.law.questions[id])
        if m.holds(m.law.questions[id].given, about)
    ]
    return bool(asked) and all(one in m.case.answers for one in asked)


def _hear(m: Motion) -> bool:
    """P5: a respondent is heard once a summons was sent and, after it, the chance to file an answer is open."""
    chance = {by for p in _active(m) for a in p.acts if m.law.acts[a].verb is Verb.PAPER for by in m.law.acts[a].by}
    if not chance & frozenset(m.law.stands(Standing.RESPONDENT)):
        return False
    for party in respondents(m.law, m.case):
        if party.person not in m.case.heard and _summoned(m, party.person) and chance & frozenset(party.roles):
            m.say(Kind.PARTY, party.person, "heard", about=party.person)
            return True
    return False


def _summoned(m: Motion, person: str) -> bool:
    return any(m.law.notices[n].summons and p == person for n, p in m.case.notices)


def _time_terms(m: Motion) -> bool:
    return any(_time_term(m, term) for term in m.case.terms.values())


def _time_term(m: Motion, term: Term) -> bool:
    measure = m.law.measures[term.measure]
    if term.life is Life.WAITING and term.begins is None:
        return _time_beginning(m, term, measure)
    if term.life is Life.IN_FORCE and term.ends is None:
        return _time_end(m, term, measure)
    return False


def _time_beginning(m: Motion, term: Term, measure: Measure) -> bool:
    if measure.begins is None:
        _begin(m, term)
        return True
    return _timed(m, term, "begins", Almanac(m.law, m.calendar, m.case, now=m.at, about=term.about).fix(measure.begins))


def _time_end(m: Motion, term: Term, measure: Measure) -> bool:
    found = Almanac(m.law, m.calendar, m.case, now=m.at, about=term.about).fix(measure.ends)
    if isinstance(measure.ends, Until) and isinstance(found, datetime):
        m.say(Kind.MEASURE, term.measure, "ended", about=term.about, until=found)
        return True
    if isinstance(found, datetime) and not aims_at_calendar(measure.ends):
        found = max(m.at, found - sanction.credit(m.case.terms, measure.serves, term.about, m.at))
    return _timed(m, term, "ends", found)


def _timed(m: Motion, term: Term, which: str, found: datetime | Open) -> bool:
    if isinstance(found, datetime):
        m.say(Kind.MEASURE, term.measure, "timed", about=term.about, until=found, value={"which": which})
        return True
    return found is Open.BEYOND and _beyond(m, sanction.key(term.measure, term.about))


def _take_exit(m: Motion) -> bool:
    for phase in _active(m):
        for number, way in enumerate(phase.exits):
            mark = f"{phase.id}/{number}"
            if not (way.stay and mark in m.case.stayed) and m.holds(way.when):
                _leave(m, phase, way, mark)
                return True
    return False


def _leave(m: Motion, phase: Phase, way: Exit, mark: str) -> None:
    if way.stay:
        m.say(Kind.PHASE, phase.id, "beside", value={"exit": mark})
    else:
        m.say(Kind.PHASE, phase.id, "closed", value={"clocks": phase.clocks})
    m.do(way.does)
    for id in way.then:
        open_phase(m, m.law.phases[id])
    if way.close is not None:
        m.say(Kind.CASE, "case", "closed", value={"code": way.close})


def open_phase(m: Motion, phase: Phase) -> None:
    """Open a phase with a new round; one that rests is held; one that is open stays as it is."""
    if phase.id in m.case.phases:
        return
    if phase.id in paused(m):
        if phase.id not in m.case.held:
            m.say(Kind.PHASE, phase.id, "held")
        return
    m.say(Kind.PHASE, phase.id, "opened", value={"clears": _owned(m, phase)})
    m.do(phase.does)


def _owned(m: Motion, phase: Phase) -> tuple[str, ...]:
    acts = tuple(a.id for a in m.law.acts.values() if a.phases == (phase.id,))
    return (*acts, *phase.clocks, *phase.puts)


_Step = Callable[[Motion], bool]
_WHILE_OPEN: tuple[_Step, ...] = (
    _open_held, _pause_clocks, _set_clocks, _stop_clocks, _put_questions, _count_full, _phase_answered, _hear,
)  # fmt: skip


def _while_open(m: Motion) -> bool:
    return m.case.open and any(step(m) for step in _WHILE_OPEN)


def _exits(m: Motion) -> bool:
    return m.case.open and _take_exit(m)


def _idle(m: Motion) -> bool:
    """An open case without a deadline and without anybody asked would be forgotten: a human is asked."""
    if not m.case.open or m.case.asks or next_due(m.case) is not None:
        return False
    m.ask(m.named_human(), IDLE)
    return True


_STEPS: tuple[_Step, ...] = (_while_open, _time_terms, _exits, _idle)

__all__ = ["IDLE", "MOST", "next_due", "open_phase", "pass_time", "paused", "settle"]
