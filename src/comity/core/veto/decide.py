# SPDX-License-Identifier: Apache-2.0
"""What may be done in a window, by whom, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from comity.core.clause import Clause, Fault, Malformed, Possible, Refusal, fault, promise
from comity.core.evidence import is_digest, is_reference
from comity.core.veto.events import (
    Cast,
    Command,
    Event,
    ImportTally,
    NumbersAwaited,
    NumbersKnown,
    OpenWindow,
    Recast,
    TallyImported,
    VoteCast,
    WindowClosed,
    WindowInfeasible,
    WindowOpened,
)
from comity.core.veto.state import Stage, VetoRules, Window, evolve
from comity.core.veto.terms import Choice, Numbers, Outcome, Terms, ground_of

OPENED_BEFORE = "This window was opened before; its terms stay as they are."
NO_WINDOW = "There is no window here yet."
NOT_YET = "The window opens at {opens}."
CLOSED = "The window is closed."
COUNTED_ELSEWHERE = "This house votes elsewhere; only its totals are entered here."
COUNTED_HERE = "This house votes here; totals from elsewhere do not count."
NOT_ON_ROLL = "This delegate is not on the roll of this window."
EXCLUDED = "A party's weight does not count in this window."
VOTED_BEFORE = "This delegate has voted; a vote is changed, not cast again."
NOT_VOTED = "This delegate has not voted, so there is nothing to change."
NO_RECAST = "Under this procedure a vote cannot be changed."
NO_GROUND = "A veto names its ground."
EXCLUSION_UNLISTED = "Weight can be left out only where the roll lists it."
WRONG_INSTANT = "Totals count as they stood between {opens} and {until}, and never older than those known."
NOT_THE_LAST = "After the close only the totals of the closing instant count."
TOO_MUCH = "More weight was counted than this house has."
REASONS: tuple[str, ...] = (
    OPENED_BEFORE, NO_WINDOW, NOT_YET, CLOSED, COUNTED_ELSEWHERE, COUNTED_HERE, NOT_ON_ROLL, EXCLUDED, VOTED_BEFORE,
    NOT_VOTED, NO_RECAST, NO_GROUND, EXCLUSION_UNLISTED, WRONG_INSTANT, NOT_THE_LAST, TOO_MUCH,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoDecider:
    """The law of one house's window."""

    rules: VetoRules

    @property
    def initial(self) -> Window:
        """No window yet."""
        return Window()

    def advance(self, state: Window, at: datetime) -> tuple[Event, ...]:
        """At its closing instant a window ends, or waits for the totals of that instant."""
        if state.stage is not Stage.OPENED or state.terms is None or at < state.terms.closes:
            return ()
        if not state.terms.roll.listed:
            return (NumbersAwaited(at=state.terms.closes),)
        return (_closed(state, state.terms, state.numbers, at=state.terms.closes),)

    def due(self, state: Window) -> datetime | None:
        """The closing instant of an open window. A window that awaits totals waits for a human, not for time."""
        return state.terms.closes if state.terms and state.stage is Stage.OPENED else None

    def evolve(self, state: Window, event: Event) -> Window:
        """The window after `event`."""
        return evolve(state, event)

    def decide(self, state: Window, command: Command, at: datetime) -> tuple[Event, ...]:
        """What the command brings about. Raises `Refusal`, or `Malformed` where a field cannot be what it is."""
        if isinstance(command, OpenWindow):
            return self._open(state, command.terms, at)
        terms = self._running(state, at)
        match command:
            case Cast() | Recast():
                return self._vote(state, terms, command, at)
            case ImportTally():
                return self._import(state, terms, command, at)
            case _:
                assert_never(command)

    def _open(self, window: Window, terms: Terms, at: datetime) -> tuple[Event, ...]:
        if window.stage is not Stage.NONE:
            raise self._no(OPENED_BEFORE, promise(6))
        _check(terms)
        if terms.exclusion and terms.exclusion.delegates and not terms.roll.listed:
            raise self._no(EXCLUSION_UNLISTED, self._clause(terms.exclusion.clause))
        opened = WindowOpened(
            at=at, terms=terms, base=terms.base, needed=terms.needed, names_somebody=terms.names_somebody
        )
        why = terms.infeasible(at)
        return (opened, WindowInfeasible(at=at, why=why)) if why else (opened,)

    def _running(self, window: Window, at: datetime) -> Terms:
        """The terms of a window in which something may be done at `at`."""
        if window.terms is None:
            raise self._no(NO_WINDOW, self.rules.clause, "OpenWindow")
        if window.stage is Stage.CLOSED:
            raise self._no(CLOSED, self._clause(window.terms.clause))
        if at < window.terms.opens:
            raise self._no(NOT_YET, self._clause(window.terms.clause), opens=window.terms.opens.isoformat())
        return window.terms

    def _vote(self, window: Window, terms: Terms, command: Cast | Recast, at: datetime) -> tuple[Event, ...]:
        weight = self._weight(terms, command.delegate)
        before = window.votes.get(command.delegate)
        numbers = window.numbers
        match command:
            case Cast():
                if before:
                    raise self._no(VOTED_BEFORE, self.rules.clause, *(("Recast",) if self.rules.recast else ()))
            case Recast():
                if not before:
                    raise self._no(NOT_VOTED, self.rules.clause, "Cast")
                if not self.rules.recast:
                    raise self._no(NO_RECAST, self.rules.clause)
                numbers = numbers.moved(before.choice, -before.weight)
            case _:
                assert_never(command)
        self._grounded(command)
        cast = VoteCast(at=at, delegate=command.delegate, choice=command.choice, weight=weight, ground=command.ground)
        return (cast, _known(window, terms, numbers.moved(command.choice, weight), at=at))

    def _grounded(self, command: Cast | Recast) -> None:
        """A veto names a ground where one is asked, and one of those that the procedure knows where it knows any."""
        ground, paper = ground_of(command.ground)
        if command.choice is not Choice.VETO or not self.rules.grounds:
            return
        if (self.rules.among and ground not in self.rules.among) or not (ground or paper):
            raise Refusal(NO_GROUND, clause=self.rules.clause, field="ground")

    def _weight(self, terms: Terms, delegate: str) -> int:
        """The delegate's weight on the roll, where it counts."""
        if not terms.roll.listed:
            raise self._no(COUNTED_ELSEWHERE, self.rules.clause, "ImportTally")
        if terms.exclusion and delegate in terms.exclusion.delegates:
            raise self._no(EXCLUDED, self._clause(terms.exclusion.clause))
        if delegate not in terms.roll.weights:
            raise self._no(NOT_ON_ROLL, self.rules.clause)
        return terms.roll.weights[delegate]

    def _import(self, window: Window, terms: Terms, command: ImportTally, at: datetime) -> tuple[Event, ...]:
        self._importable(window, terms, command, at)
        imported = TallyImported(at=at, numbers=command.numbers, as_of=command.as_of, source=command.source)
        known = _known(window, terms, command.numbers, at=at)
        if window.stage is Stage.OPENED:
            return (imported, known)
        return (imported, known, _closed(window, terms, command.numbers, at=at))

    def _importable(self, window: Window, terms: Terms, command: ImportTally, at: datetime) -> None:
        if terms.roll.listed:
            raise self._no(COUNTED_HERE, self.rules.clause, "Cast")
        _check_tally(command)
        if window.stage is Stage.AWAITING and command.as_of != terms.closes:
            raise self._no(NOT_THE_LAST, promise(15))
        until = min(at, terms.closes)
        if not (window.as_of or terms.opens) <= command.as_of <= until:
            about = {"opens": terms.opens.isoformat(), "until": until.isoformat()}
            raise self._no(WRONG_INSTANT, promise(15), **about)
        total = terms.roll.known_total
        if command.numbers.total > (window.base if total is None else total):
            raise self._no(TOO_MUCH, promise(15))

    def _clause(self, id: str) -> Clause:
        return Clause(document=self.rules.clause.document, id=id)

    def _no(self, reason: str, clause: Clause, *possible: str, **about: str) -> Refusal:
        return Refusal(reason, clause=clause, about=about, possible=[Possible(act=act) for act in possible])


def _known(window: Window, terms: Terms, numbers: Numbers, *, at: datetime) -> NumbersKnown:
    distance = max(0, window.needed - numbers.veto)
    return NumbersKnown(at=at, numbers=numbers, distance=distance, met=terms.share.met(numbers.veto, window.base))


def _closed(window: Window, terms: Terms, numbers: Numbers, *, at: datetime) -> WindowClosed:
    met = terms.share.met(numbers.veto, window.base)
    return WindowClosed(at=at, outcome=Outcome.VETOED if met else Outcome.STANDS, numbers=numbers)


def _check(terms: Terms) -> None:
    """Whether the terms can be those of a window. Raises `Malformed` with every fault."""
    share, roll, out = terms.share, terms.roll, terms.exclusion
    wrong = (
        ("case", not terms.case, "a window is about a case"),
        ("clause", not terms.clause, "a window rests on a clause"),
        ("amount", (terms.amount or 0) < 0, "a base is no negative number"),
        ("share", not 0 < share.numerator <= share.denominator, "a share lies between nothing and the whole"),
        ("roll.digest", not is_digest(roll.digest), "a roll is named by its SHA-256 in hex"),
        ("roll.weights", min(roll.weights.values(), default=1) <= 0, "a weight is a positive whole number"),
        ("roll.total", (roll.total or 0) < 0, "a total is no negative number"),
        ("roll.total", roll.listed and roll.total is not None, "a listed roll has its own total"),
        ("exclusion.clause", bool(out and not out.clause), "weight is left out only under a clause"),
    )
    _raise({f"terms.{field}": text for field, is_wrong, text in wrong if is_wrong})


def _check_tally(command: ImportTally) -> None:
    numbers = command.numbers
    negative = min(numbers.veto, numbers.stand, numbers.abstain) < 0
    found = [fault("weight is no negative number", field="numbers", rule="veto.numbers")] if negative else []
    if not is_reference(command.source):
        found.append(
            fault(
                "totals refer to where they were read: by a web address or an id of one word, and no prose",
                field="source", rule="veto.source",
            )
        )  # fmt: skip
    if found:
        raise Malformed(found)


def _raise(faults: dict[str, str]) -> None:
    if faults:
        raise Malformed([Fault(field=field, rule=f"veto.{field}", text=text) for field, text in faults.items()])


__all__ = ["REASONS", "VetoDecider"]
