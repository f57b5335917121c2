# SPDX-License-Identifier: Apache-2.0
"""The boxes of the open phases: questions are put, spoiled boxes voided, full ones counted.

Each step tells at most what one box brings about, and says whether it told anything.
"""

from __future__ import annotations

from comity.core.docket.clocks import paused
from comity.core.docket.motion import Motion
from comity.core.docket.state import Box, box_key
from comity.core.procedure.model import Phase
from comity.core.procedure.words import Kind
from comity.core.recusal import entitled, in_conflict


def active(m: Motion) -> tuple[Phase, ...]:
    """The open phases that do not rest."""
    resting = paused(m)
    return tuple(m.law.phases[id] for id in m.case.phases if id not in resting)


def put_questions(m: Motion) -> bool:
    """Put one question of an open phase that applies and was not put yet."""
    for phase in active(m):
        for id in phase.puts:
            for about in m.abouts(m.law.questions[id]):
                if not _known(m, id, about) and m.holds(m.law.questions[id].given, about):
                    m.put(id, about)
                    return True
    return False


def _known(m: Motion, id: str, about: str) -> bool:
    return box_key(id, about) in m.case.boxes or (id, about) in m.case.answers


def _polled(m: Motion) -> tuple[Box, ...]:
    """The open boxes into which members cast ballots; a house is never replaced and counts only when told."""
    return tuple(
        b for b in m.case.boxes.values() if b.open and not m.law.roles[m.law.questions[b.question].to].weighted
    )


def void_spoiled(m: Motion) -> bool:
    """Void one box in which a ballot lies that must not count: it cannot be found among the others (P10, P11)."""
    for box in _polled(m):
        if _spoiled(m, box):
            m.void(box)
            return True
    return False


def _spoiled(m: Motion, box: Box) -> bool:
    """Another body has taken over; or somebody who has cast is in conflict, or gave the vote or the seat to another."""
    question = m.law.questions[box.question]
    now = entitled(m.law.roles, m.case.bench, question.to)
    if now.persons and now.role != box.role:
        return True
    role = m.law.roles[box.role]
    busy = {p for other in role.without for p in m.case.bench.of(other)}
    if any(p in busy or in_conflict(role, m.case.bench, p) for p in box.issued):
        return True
    gone = box.issued - frozenset(now.persons)
    return bool(gone) and role.seats is not None and len(gone) + len(now.persons) > role.seats


def ask_for_the_vacant(m: Motion) -> bool:
    """Ask a human about one box into which nobody is left to cast."""
    for box in _polled(m):
        question = m.law.questions[box.question]
        if not entitled(m.law.roles, m.case.bench, question.to).persons and box.name not in m.case.asks:
            m.ask_about(question, box.about)
            return True
    return False


def count_full(m: Motion) -> bool:
    """Count one box into which everybody entitled has cast."""
    for box in _polled(m):
        voters = entitled(m.law.roles, m.case.bench, m.law.questions[box.question].to).persons
        if voters and frozenset(voters) <= box.issued:
            m.count(box)
            return True
    return False


def void_left(m: Motion, phase: Phase | None) -> None:
    """Void what is still open when its phase is left, or (None) when the case closes: no ballot lies on uncounted."""
    still = {id for other in active(m) for id in other.puts}
    for box in [b for b in m.case.boxes.values() if b.open]:
        if phase is None or (box.question in phase.puts and box.question not in still):
            m.say(Kind.QUESTION, box.question, "voided", about=box.about, value={"box": box.id})


def answer_phase(m: Motion) -> bool:
    """Say of one open phase that every question of it that applies has its answer."""
    for phase in active(m):
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


__all__ = ["active", "answer_phase", "ask_for_the_vacant", "count_full", "put_questions", "void_left", "void_spoiled"]
