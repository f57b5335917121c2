# SPDX-License-Identifier: Apache-2.0
"""Who codes a closed case, who proposes, accepts and declines a change to a pattern, and from how many cases on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from comity.core.clause import Clause, Fault, Malformed, Possible, Refusal, promise
from comity.core.evidence import is_digest
from comity.core.pattern.events import (
    MOST_PATTERNS,
    AcceptChange,
    CaseCoded,
    Change,
    ChangeAccepted,
    ChangeAgreed,
    ChangeDeclined,
    ChangeProposed,
    CodeCase,
    Coding,
    Command,
    CuesTrusted,
    DeclineChange,
    Event,
    Patterns,
    ProposeChange,
    TrustCues,
    seen,
)
from comity.core.procedure.model import Procedure
from comity.core.procedure.watching import length
from comity.core.suppression import FEWEST

NO_CLAUSE = "No clause of this procedure says how patterns are kept."
NOT_YOURS = "Under {procedure} this is not yours to do."
NO_SUCH = "There is no such closed case for you."
STILL_OPEN = "A case is coded when it is closed."
CODED_SO = "The case is coded so already."
NOT_CODED = "A change comes out of closed cases that were coded with this pattern."
ANOTHER_OPEN = "Another change to this pattern waits for an answer."
CHANGED_SINCE = "The pattern was changed since this text was begun."
OVER = "This change is not open any more."
OWN = "Somebody else agrees to what you proposed."
ACCEPTED_BEFORE = "You agreed to this before."
TOO_FEW = "Fewer than {fewest} coded cases show this pattern: a change from so few could point at one of them."
NOT_YET = "What it looks for is tried unseen until {from}."
TRUSTED = "This is trusted already."
REASONS: tuple[str, ...] = (
    NO_CLAUSE, NOT_YOURS, NO_SUCH, STILL_OPEN, CODED_SO, NOT_CODED, ANOTHER_OPEN, CHANGED_SINCE, OVER, OWN,
    ACCEPTED_BEFORE, TOO_FEW, NOT_YET, TRUSTED,
)  # fmt: skip
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_NAME = 40
MOST_CASES = 50
Roster: TypeAlias = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRules:
    """Who codes and proposes; who agrees, and how many of them beside whoever proposed; from how many cases on; for
    how long what a change looks for is tried unseen."""

    clause: Clause
    codes: frozenset[str] = frozenset()
    agrees: frozenset[str] = frozenset()
    least: int = 1
    cases: int = FEWEST
    shadow: timedelta = timedelta(0)
    adopted: bool = True


def rules_of(law: Procedure | None, roster: Roster) -> PatternRules:
    """What the version in force and the roster of now say; without its table nothing is coded and nothing changed."""
    memory = law.memory if law is not None else None
    if law is None or memory is None:
        return PatternRules(clause=promise(20), adopted=False)
    return PatternRules(
        clause=Clause(document=law.id, id=memory.clause),
        codes=frozenset(p for role in memory.codes for p in roster.get(role, ())),
        agrees=frozenset(p for role in memory.agrees for p in roster.get(role, ())),
        least=memory.least,
        cases=max(FEWEST, memory.cases),
        shadow=length(memory.shadow) or timedelta(0),
    )


def may_code(*, exists: bool, closed: bool) -> None:
    """Raises `Refusal` where a case is none for whoever asks, or is still open."""
    if not exists:
        raise Refusal(NO_SUCH, clause=promise(10), field="case")
    if not closed:
        raise Refusal(STILL_OPEN, clause=promise(18), field="case")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternDecider:
    """The law of the long memory. Nothing in it ends by itself."""

    rules: PatternRules

    @property
    def initial(self) -> Patterns:
        """Nothing is remembered yet."""
        return Patterns()

    def due(self, state: Patterns) -> datetime | None:
        """Nothing is waited for."""
        return None

    def advance(self, state: Patterns, at: datetime) -> tuple[Event, ...]:
        """Time changes nothing: a change that nobody answers stays open."""
        return ()

    def evolve(self, state: Patterns, event: Event) -> Patterns:
        """The state after `event`."""
        match event:
            case CaseCoded(at=at, by=by, case=case, patterns=patterns):
                return replace(state, coded={**state.coded, case: Coding(at=at, by=by, patterns=patterns)})
            case ChangeProposed(at=at, by=by, id=id, pattern=pattern, version=version, text=text, cases=cases):
                made = Change(id=id, by=by, at=at, pattern=pattern, version=version, text=text, cases=cases)
                return replace(state, changes={**state.changes, id: made})
            case ChangeAgreed(by=by, id=id):
                return _became(state, id, agreed=(*state.changes[id].agreed, by))
            case ChangeAccepted(at=at, id=id, trusted_from=until):
                return _became(state, id, accepted=at, trusted_from=until)
            case ChangeDeclined(at=at, id=id, ground=ground):
                return _became(state, id, declined=at, ground=ground)
            case CuesTrusted(at=at, id=id):
                return _became(state, id, trusted=at)
            case _:
                assert_never(event)

    def decide(self, state: Patterns, command: Command, at: datetime) -> tuple[Event, ...]:
        """What the command brings about. Raises `Refusal`, or `Malformed` where a field cannot be what it is."""
        if not self.rules.adopted:
            raise self._no(NO_CLAUSE)
        faults = list(_faults(command))
        if faults:
            raise Malformed(faults)
        match command:
            case CodeCase():
                return self._code(state, command, at)
            case ProposeChange():
                return self._propose(state, command, at)
            case AcceptChange(by=by, id=id):
                return self._accept(state, self._open(state, by, id), by, at)
            case DeclineChange(by=by, id=id, ground=ground):
                self._open(state, by, id, own=True)
                return (ChangeDeclined(at=at, by=by, id=id, ground=ground),)
            case TrustCues(by=by, id=id):
                return self._trust(state, by, id, at)
            case _:
                assert_never(command)

    def _code(self, state: Patterns, command: CodeCase, at: datetime) -> tuple[Event, ...]:
        if command.by not in self.rules.codes:
            raise self._not_yours()
        before = state.coded.get(command.case)
        if before is not None and set(before.patterns) == set(command.patterns):
            raise self._no(CODED_SO, "patterns")
        return (CaseCoded(at=at, by=command.by, case=command.case, patterns=command.patterns),)

    def _propose(self, state: Patterns, command: ProposeChange, at: datetime) -> tuple[Event, ...]:
        if command.by not in self.rules.codes:
            raise self._not_yours()
        if command.id in state.changes:
            raise self._no(ANOTHER_OPEN, "id")
        codings = (state.coded.get(case) for case in command.cases)
        if not all(one is not None and command.pattern in one.patterns for one in codings):
            raise self._no(NOT_CODED, "cases", possible="CodeCase")
        if any(one.open and one.pattern == command.pattern for one in state.changes.values()):
            raise self._no(ANOTHER_OPEN, "pattern")
        now = state.latest(command.pattern)
        if now is not None and now.version != command.base:
            raise self._no(CHANGED_SINCE, "base")
        made = ChangeProposed(
            at=at, by=command.by, id=command.id, pattern=command.pattern, version=command.base + 1,
            text=command.text, cases=command.cases,
        )  # fmt: skip
        return (made,)

    def _accept(self, state: Patterns, change: Change, by: str, at: datetime) -> tuple[Event, ...]:
        if by == change.by:
            raise self._no(OWN, "by")
        if by in change.agreed:
            raise self._no(ACCEPTED_BEFORE, "by")
        if seen(state).get(change.pattern, 0) < self.rules.cases:
            raise Refusal(TOO_FEW, clause=promise(18), about={"fewest": str(self.rules.cases)})
        agreed = ChangeAgreed(at=at, by=by, id=change.id)
        if len(change.agreed) + 1 < self.rules.least:
            return (agreed,)
        return (agreed, ChangeAccepted(at=at, id=change.id, trusted_from=at + self.rules.shadow))

    def _trust(self, state: Patterns, by: str, id: str, at: datetime) -> tuple[Event, ...]:
        if by not in self.rules.agrees:
            raise self._not_yours()
        change = state.changes.get(id)
        if change is None or change.trusted_from is None or state.latest(change.pattern) is not change:
            raise self._no(OVER, "id")
        if change.trusted is not None:
            raise self._no(TRUSTED, "id")
        if at < change.trusted_from:
            raise self._no(NOT_YET, "id", about={"from": change.trusted_from.isoformat()})
        return (CuesTrusted(at=at, by=by, id=id),)

    def _open(self, state: Patterns, by: str, id: str, *, own: bool = False) -> Change:
        """The open change of that id, where `by` answers it, or with `own` proposed it. Raises `Refusal`."""
        change = state.changes.get(id)
        if by not in self.rules.agrees and not (own and change is not None and by == change.by):
            raise self._not_yours()
        if change is None or not change.open:
            raise self._no(OVER, "id")
        return change

    def _not_yours(self) -> Refusal:
        return self._no(NOT_YOURS, "by", about={"procedure": self.rules.clause.document})

    def _no(self, reason: str, field: str = "", *, possible: str = "", about: dict[str, str] | None = None) -> Refusal:
        instead = (Possible(act=possible),) if possible else ()
        return Refusal(reason, clause=self.rules.clause, field=field, about=about, possible=instead)


def _became(state: Patterns, id: str, **what: object) -> Patterns:
    changed: Change = replace(state.changes[id], **what)  # type: ignore[arg-type]
    return replace(state, changes={**state.changes, id: changed})


def _faults(command: Command) -> Iterator[Fault]:
    match command:
        case CodeCase():
            yield from _coding_faults(command)
        case ProposeChange():
            if not _is_name(command.id) or not _is_name(command.pattern):
                yield Fault(field="pattern", rule="name", text="is a name of small letters, digits and hyphens")
            if not 0 <= command.base < 9999:
                yield Fault(field="base", rule="whole", text="is a version, or nought")
            if not 1 <= len(set(command.cases)) == len(command.cases) <= MOST_CASES:
                yield Fault(field="cases", rule="many", text=f"names 1 to {MOST_CASES} cases, each once")
            yield from _paper("text", command.text)
        case DeclineChange(ground=ground):
            yield from _paper("ground", ground)
        case AcceptChange() | TrustCues():
            return


def _coding_faults(command: CodeCase) -> Iterator[Fault]:
    many = len(command.patterns)
    if not command.case.startswith("case:"):
        yield Fault(field="case", rule="stream", text="is the stream of a case")
    if many > MOST_PATTERNS or len(set(command.patterns)) != many:
        yield Fault(field="patterns", rule="many", text=f"names at most {MOST_PATTERNS}, each once")
    if not all(map(_is_name, command.patterns)):
        yield Fault(field="patterns", rule="name", text="are names of small letters, digits and hyphens")


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and len(text) <= LONGEST_NAME


def _paper(field: str, digest: str) -> Iterator[Fault]:
    if not is_digest(digest):
        yield Fault(field=field, rule="paper.digest", text="a paper is named by its SHA-256 in hex")


__all__ = [
    "ACCEPTED_BEFORE", "ANOTHER_OPEN", "CHANGED_SINCE", "CODED_SO", "NOT_CODED", "NOT_YET", "NOT_YOURS", "NO_CLAUSE",
    "NO_SUCH", "OVER", "OWN", "REASONS", "STILL_OPEN", "TOO_FEW", "TRUSTED", "PatternDecider", "PatternRules",
    "may_code", "rules_of",
]  # fmt: skip
