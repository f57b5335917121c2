# SPDX-License-Identifier: Apache-2.0
"""What may be done with keys: by their owner, by the clerk where somebody left, by who presides for the house's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.core.clause import Fault, Malformed, Possible, Refusal
from comity.core.evidence import is_digest
from comity.core.keyring.events import (
    CloseHouseKey,
    Command,
    DrillRecovery,
    EnrolKey,
    Event,
    HouseKeyClosed,
    HouseKeyReopened,
    KeyEnrolled,
    KeyRetired,
    RecoveryDrilled,
    ReopenHouseKey,
    RetireKey,
    Why,
    is_recipient,
    key_id,
)
from comity.core.keyring.rules import KeyringRules
from comity.core.keyring.state import Key, Keyring, evolve, live, of_person
from comity.core.keyring.succeed import REASONS as SUCCEEDING
from comity.core.keyring.succeed import Succeeding

NO_POST = "Only those who hold a post keep a key here."
HAS_ONE = "You have a key already; a new one takes its place."
NOT_THAT_ONE = "Your key of now is another one than the one to be replaced."
KNOWN = "This key was used here before; make a new one."
NO_SUCH_KEY = "There is no such key."
ENDED = "This key has ended."
NOT_SO = "A key ends as rotated only when its owner makes another one."
NOT_A_CLOSER = "Only those who preside close the server's key or open it again."
TOO_FEW = "Too few of those who decide have a key ({role} needs {least}): without the server's key nobody could go on."
CLOSED_BEFORE = "The server's key is closed."
NOT_CLOSED = "The server's key is open."
REASONS: tuple[str, ...] = (
    NO_POST, HAS_ONE, NOT_THAT_ONE, KNOWN, NO_SUCH_KEY, ENDED, NOT_SO, NOT_A_CLOSER, TOO_FEW, CLOSED_BEFORE, NOT_CLOSED,
    *SUCCEEDING,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyringDecider:
    """The law of the ring. Nothing in it ends by itself."""

    rules: KeyringRules

    @property
    def initial(self) -> Keyring:
        """Nobody has a key."""
        return Keyring()

    def advance(self, state: Keyring, at: datetime) -> tuple[Event, ...]:
        """Time changes nothing."""
        return ()

    def due(self, state: Keyring) -> datetime | None:
        """Nothing is waited for."""
        return None

    def evolve(self, state: Keyring, event: Event) -> Keyring:
        """The ring after `event`."""
        return evolve(state, event)

    def decide(self, state: Keyring, command: Command, at: datetime) -> tuple[Event, ...]:
        """What the command brings about. Raises `Refusal`, or `Malformed` where a field cannot be what it is."""
        match command:
            case EnrolKey():
                return self._enrol(state, command, at)
            case RetireKey():
                return self._retire(state, command, at)
            case DrillRecovery(by=by, key=key):
                self._own(state, by, key)
                return (RecoveryDrilled(at=at, person=by, key=key),)
            case CloseHouseKey():
                return self._close(state, command, at)
            case ReopenHouseKey(by=by, ground=ground):
                self._may_close(by, ground)
                if state.closed is None:
                    raise self._no(NOT_CLOSED)
                return (HouseKeyReopened(at=at, by=by, ground=ground),)
            case _:
                return Succeeding(rules=self.rules, ring=state, at=at).decide(command)

    def _enrol(self, ring: Keyring, command: EnrolKey, at: datetime) -> tuple[Event, ...]:
        if not is_recipient(command.recipient):
            text = "a recipient is written age1 and 58 more signs"
            raise Malformed([Fault(field="recipient", rule="key.recipient", text=text)])
        if command.by not in self.rules.keepers:
            raise self._no(NO_POST, field="by")
        id, former = key_id(command.recipient), of_person(ring, command.by)
        if id in ring.keys or (ring.succession is not None and id == ring.succession.key):
            raise self._no(KNOWN, field="recipient")
        if former is None and not command.replaces:
            return (KeyEnrolled(at=at, person=command.by, key=id, recipient=command.recipient),)
        if former is None or former.id != command.replaces:
            raise self._no(HAS_ONE if not command.replaces else NOT_THAT_ONE, field="replaces")
        return (
            KeyRetired(at=at, person=command.by, key=former.id, why=Why.ROTATED),
            KeyEnrolled(at=at, person=command.by, key=id, recipient=command.recipient),
        )

    def _retire(self, ring: Keyring, command: RetireKey, at: datetime) -> tuple[Event, ...]:
        key = self._own(ring, command.person, command.key)
        if command.why is Why.ROTATED:
            raise self._no(NOT_SO, field="why", possible=(Possible(act="EnrolKey"),))
        return (KeyRetired(at=at, person=key.person, key=key.id, why=command.why),)

    def _own(self, ring: Keyring, person: str, id: str) -> Key:
        """The live key of that id of that person. Raises `Refusal`; another's key looks like none."""
        key = ring.keys.get(id)
        if key is None or key.person != person:
            raise self._no(NO_SUCH_KEY, field="key")
        if not key.live:
            raise self._no(ENDED, field="key")
        return key

    def _close(self, ring: Keyring, command: CloseHouseKey, at: datetime) -> tuple[Event, ...]:
        self._may_close(command.by, command.ground)
        if ring.closed is not None:
            raise self._no(CLOSED_BEFORE)
        having = frozenset(live(ring)) & self.rules.deciders
        short = self.rules.short(having)
        if short or not having:
            about = {"role": short[0] if short else "", "least": str(self.rules.least[short[0]] if short else 1)}
            raise self._no(TOO_FEW, about=about, possible=(Possible(act="EnrolKey"),))
        deciding = len(self.rules.deciders)
        event = HouseKeyClosed(at=at, by=command.by, ground=command.ground, having=len(having), deciding=deciding)
        return (event,)

    def _may_close(self, by: str, ground: str) -> None:
        if by not in self.rules.closers:
            raise self._no(NOT_A_CLOSER, field="by")
        if not is_digest(ground):
            text = "a ground is a paper, named by its SHA-256 in hex"
            raise Malformed([Fault(field="ground", rule="paper.digest", text=text)])

    def _no(
        self, reason: str, *, field: str = "", about: dict[str, str] | None = None, possible: tuple[Possible, ...] = ()
    ) -> Refusal:
        return Refusal(reason, clause=self.rules.clause, field=field, about=about, possible=possible)


__all__ = ["REASONS", "KeyringDecider"]
