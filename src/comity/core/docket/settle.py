# SPDX-License-Identifier: Apache-2.0
"""The one inner motion, and the one place where time passes.

`settle` lets a case come to rest at one instant: held phases open, clocks are set, paused, resumed and stopped,
questions are put and full boxes counted, measures are timed, exits are taken, until nothing changes any more.
`pass_time` lets everything that is due happen, each at its own instant and settled before the next.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from comity.core.docket.boxes import (
    active,
    answer_phase,
    ask_for_the_vacant,
    count_full,
    put_questions,
    void_left,
    void_spoiled,
)
from comity.core.docket.calling import called_in
from comity.core.docket.clocks import pause_clocks, paused, set_clocks, stop_clocks
from comity.core.docket.guards import respondents
from comity.core.docket.leave import why_not
from comity.core.docket.motion import Motion
from comity.core.docket.state import Case, Ticking
from comity.core.docket.terms import term_due, time_terms
from comity.core.procedure.model import Exit, Phase
from comity.core.procedure.words import Kind, PaperKind, Verb
from comity.core.sanction import Life

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
        m.turn_to(max(due, m.case.now or due))
        _happen(m, due)
        settle(m)
    m.turn_to(at)


def next_due(case: Case) -> datetime | None:
    """The next instant at which something happens by itself."""
    clocks = (c.due for c in case.clocks.values() if c.state is Ticking.RUNNING and c.due is not None)
    terms = (t.due() for t in case.terms.values() if t.live)
    return min((d for d in (*clocks, *terms) if d is not None), default=None)


def _happen(m: Motion, due: datetime) -> None:
    """One thing that is due: what ends comes first, then clocks, and what begins comes last."""
    terms = [t for t in m.case.terms.values() if t.live and t.due() == due]
    for term in terms:
        if term.life is Life.IN_FORCE:
            return term_due(m, term)
    for id, clock in m.case.clocks.items():
        if clock.state is Ticking.RUNNING and clock.due == due:
            m.say(Kind.CLOCK, id, "passed", until=due)
            return m.do(m.law.clocks[id].late)
    return term_due(m, terms[0])


# -- the steps: each tells at most what one thing brings about, and says whether it told anything ------------------


def _open_held(m: Motion) -> bool:
    for id in m.case.held:
        if id not in paused(m):
            open_phase(m, m.law.phases[id])
            return True
    return False


_NO_ANSWER = frozenset({PaperKind.MEDIATION, PaperKind.APPEAL})


def _hear(m: Motion) -> bool:
    """P5: a respondent is heard once a summons was sent and, with the case at rest, may file an answer to it.

    At rest means that nothing else is due now; a hearing that another phase ends in the same instant was none.
    """
    due = next_due(m.case)
    if not m.case.open or (due is not None and due <= m.at):
        return False
    for party in respondents(m.law, m.case):
        if party.person not in m.case.heard and _summoned(m, party.person) and _may_answer(m, party.person):
            m.say(Kind.PARTY, party.person, "heard", about=party.person)
            return True
    return False


def _may_answer(m: Motion, person: str) -> bool:
    """Whether a paper of this person would be weighed: what is said in a confidential talk is not (P8)."""
    papers = (a for a in m.law.acts.values() if a.verb is Verb.PAPER and a.paper not in _NO_ANSWER)
    return any(why_not(m.law, m.case, a, person, m.at) is None and not m.in_confidence(a) for a in papers)


def _summoned(m: Motion, person: str) -> bool:
    return any(m.law.notices[n].summons and p == person for n, p in m.case.notices)


def _take_exit(m: Motion) -> bool:
    for phase in active(m):
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
        over = called_in(m.law, m.case, phase.id, way.then)
        m.say(Kind.PHASE, phase.id, "closed", value={"clocks": phase.clocks, **({"called": over} if over else {})})
        void_left(m, phase)
    m.do(way.does)
    for id in way.then:
        open_phase(m, m.law.phases[id])
    if way.close is not None:
        void_left(m, None)
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
    _open_held, pause_clocks, set_clocks, stop_clocks, put_questions, void_spoiled, ask_for_the_vacant, count_full,
    answer_phase,
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


_STEPS: tuple[_Step, ...] = (_while_open, time_terms, _exits, _idle, _hear)

__all__ = ["IDLE", "MOST", "next_due", "open_phase", "pass_time", "paused", "settle"]
