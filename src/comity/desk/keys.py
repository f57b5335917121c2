# SPDX-License-Identifier: Apache-2.0
"""Errands with keys: what the ring of keys decides (`core.keyring`), kept together with what the tables must know.

The server keeps a key's public half, and the identity as only its owner opens it: by the printed words and by passkeys.
It never has the identity (P21). Every change goes through the ring and the tables in one transaction.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.core import keyring
from comity.core.access import CLERK
from comity.core.clause import Fault, Malformed, Refusal
from comity.core.keyring.decide import NO_SUCH_KEY
from comity.desk.handle import Desk
from comity.desk.ports import Keys, PersonKey, Wrap, Wrapped, Wraps
from comity.desk.sealing import LONGEST_WRAP, is_age

RING = "keys:here"
"""The stream of everybody's keys."""
PHRASE, PASSKEY = "phrase", "passkey"
MOST_WAYS = 12
"""The most ways in which one identity is kept: the words and eleven passkeys."""
LONGEST_LABEL, LONGEST_HINT = 80, 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A key that its owner has just made: its public half, how its identity is kept, and whose place it takes.

    `papers` are the wraps of the replaced key, made anew for this one: one for each that was held.
    """

    recipient: str
    wrapped: tuple[Wrapped, ...]
    replaces: str = ""
    papers: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDesk:
    """What may be done with keys.

    `rules` are those of now; `opened` reads a text that anybody may read; `moved` brings what the server kept for
    somebody to the key that they have by now.
    """

    desk: Desk
    keys: Keys
    wraps: Wraps
    rules: Callable[[], keyring.KeyringRules]
    opened: Callable[[str], str]
    moved: Callable[[str], int]

    def ring(self) -> keyring.Keyring:
        """Everybody's keys, as the ring knows them."""
        state: keyring.Keyring | None = self.desk.state(RING).state
        return state or keyring.Keyring()

    def keeps(self, person: str) -> bool:
        """Whether `person` holds a post, and so may keep a key here."""
        return person in self.rules().keepers

    def closes(self, person: str) -> bool:
        """Whether `person` may close the server's own key and open it again."""
        return person in self.rules().closers

    def count(self) -> keyring.Count:
        """How many of those who decide have a key; never who."""
        return keyring.count(self.ring(), self.rules().deciders)

    def ground(self, digest: str) -> str | None:
        """The text of a ground on which the server's key was closed or opened again, for anybody; None for no ground.

        Raises `Missing` for an erased text.
        """
        ring = self.ring()
        grounds = {turn.ground for turn in (ring.closed, ring.reopened) if turn is not None}
        return self.opened(digest) if digest in grounds else None

    def own(self, person: str) -> PersonKey | None:
        """The live key of a person, with how its identity is kept; None where they have none."""
        key = keyring.of_person(self.ring(), person) if person else None
        return None if key is None else self.keys.find(person, key.id)

    def ways(self, own: PersonKey | None) -> list[dict[str, str]]:
        """How an identity is kept, as its owner's browser reads it."""
        kept = () if own is None else own.wrapped
        return [{"by": one.by, "label": one.label, "blob": one.blob, "hint": one.hint} for one in kept]

    def held(self, person: str, key: str) -> tuple[Wrap, ...]:
        """Every wrap to that key of a person: what has to be made anew when the key is replaced."""
        return tuple(wrap for wrap in self.wraps.held(person) if wrap.key == key)

    def make(self, person: str, fresh: Fresh, *, act_id: str, at: datetime) -> bool:
        """Make a key known, in place of the former. False where this act was done before.

        Raises `Refusal`, or `Malformed` where it could not be opened again or a paper would be lost.
        """
        self._can_be_opened(fresh.wrapped)
        command = keyring.EnrolKey(by=person, recipient=fresh.recipient, replaces=fresh.replaces)
        id = keyring.key_id(fresh.recipient)

        def keep() -> None:
            made = PersonKey(person=person, id=id, recipient=fresh.recipient, made=at, wrapped=fresh.wrapped)
            self.keys.put(made)
            if fresh.replaces:
                self._moved(person, fresh, id)
                self._end(person, fresh.replaces, at)
            self.moved(person)

        return self._done(command, keep, actor=person, act_id=act_id, at=at)

    def lost(self, person: str, key: str, *, act_id: str, at: datetime) -> bool:
        """End one's key, because nobody can open it any more or somebody else might. Raises `Refusal`."""
        command = keyring.RetireKey(by=person, person=person, key=key, why=keyring.Why.LOST)
        return self._done(command, lambda: self._end(person, key, at), actor=person, act_id=act_id, at=at)

    def left(self, still: Collection[str], *, act_id: str, at: datetime) -> None:
        """End the keys of everybody who holds no post any more; `still` are those who do, or will."""
        for person, key in keyring.live(self.ring()).items():
            if person not in still:
                self._leave(person, key.id, act_id=f"{act_id}/{key.id}", at=at)

    def _leave(self, person: str, key: str, *, act_id: str, at: datetime) -> None:
        command = keyring.RetireKey(by=CLERK, person=person, key=key, why=keyring.Why.LEFT)
        self._done(command, lambda: self._end(person, key, at), actor=CLERK, act_id=act_id, at=at)

    def drilled(self, person: str, key: str, *, act_id: str, at: datetime) -> bool:
        """Record that the printed words still open the key. Raises `Refusal`."""
        command = keyring.DrillRecovery(by=person, key=key)
        return self._done(command, lambda: None, actor=person, act_id=act_id, at=at)

    def close(self, person: str, ground: str, *, act_id: str, at: datetime) -> bool:
        """Close the server's own key for those who decide. Raises `Refusal`."""
        command = keyring.CloseHouseKey(by=person, ground=ground)
        return self._done(command, lambda: None, actor=person, act_id=act_id, at=at)

    def reopen(self, person: str, ground: str, *, act_id: str, at: datetime) -> bool:
        """Open it again. Raises `Refusal`."""
        command = keyring.ReopenHouseKey(by=person, ground=ground)
        return self._done(command, lambda: None, actor=person, act_id=act_id, at=at)

    def add_way(self, person: str, key: str, way: Wrapped) -> None:
        """Keep the identity in one more way; new words take the place of the former. Raises `Malformed`, `Refusal`."""
        own = self._live(person, key)
        others = tuple(one for one in own.wrapped if not way.by == one.by == PHRASE)
        self._rewrap(own, (*others, way))

    def end_way(self, person: str, key: str, blob: str) -> None:
        """Forget one passkey. The words are never forgotten. Raises `Malformed`, `Refusal`."""
        own = self._live(person, key)
        self._rewrap(own, tuple(one for one in own.wrapped if one.blob != blob))

    def _rewrap(self, own: PersonKey, ways: tuple[Wrapped, ...]) -> None:
        self._can_be_opened(ways)
        self.keys.rewrap(own.person, own.id, ways)

    def _live(self, person: str, key: str) -> PersonKey:
        own = self.own(person)
        if own is None or own.id != key:
            raise Refusal(NO_SUCH_KEY, clause=self.rules().clause, field="key")
        return own

    def _done(self, command: Any, keep: Callable[[], None], *, actor: str, act_id: str, at: datetime) -> bool:
        return done(self.desk, command, lambda _events: keep(), actor=actor, act_id=act_id, at=at)

    def _moved(self, person: str, fresh: Fresh, id: str) -> None:
        """Wraps for the new key in place of those of the old one. Raises `Malformed` where one is missing."""
        lacking = {wrap.digest for wrap in self.held(person, fresh.replaces)} - {digest for digest, _ in fresh.papers}
        if lacking:
            text = f"{len(lacking)} papers came while the new key was made: begin once more"
            raise Malformed([Fault(field="papers", rule="every paper", text=text)])
        held = {wrap.digest for wrap in self.held(person, fresh.replaces)}
        kept = [(digest, wrap) for digest, wrap in fresh.papers if digest in held]
        if not all(is_age(wrap) and len(wrap) <= LONGEST_WRAP for _, wrap in kept):
            raise Malformed([Fault(field="papers", rule="age", text="each wrap is an age v1 file")])
        self.wraps.put(Wrap(digest=digest, person=person, key=id, wrap=wrap) for digest, wrap in kept)

    def _end(self, person: str, key: str, at: datetime) -> None:
        """Destroy the identity as it was kept, and its wraps; the last wrap of a paper stays, and opens nothing."""
        self.keys.retire(person, key, at=at)
        for wrap in self.held(person, key):
            if any((one.person, one.key) != (person, key) for one in self.wraps.of(wrap.digest)):
                self.wraps.drop(wrap.digest, person, key)

    def _can_be_opened(self, ways: Iterable[Wrapped]) -> None:
        """Raises `Malformed` where the words are missing, or a way in is none."""
        found = list(ways)
        faults = [Fault(field="wrapped", rule=rule, text=text) for good, rule, text in _checks(found) if not good]
        if faults:
            raise Malformed(faults)


def done(
    desk: Desk, command: Any, keep: Callable[[Sequence[Any]], None], *, actor: str, act_id: str, at: datetime
) -> bool:
    """One act on the ring and, told its events, what goes with it, in one transaction. False where it was done before.

    Raises `Refusal`, once what was written of it is kept.
    """
    with desk.store.transaction():
        try:
            answer = desk.handle(command, act_id=act_id, actor=actor, stream=RING, at=at)
        except Refusal as said:
            refusal = said
        else:
            if not answer.repeated:
                keep(answer.events)
            return not answer.repeated
    raise refusal


def _checks(ways: list[Wrapped]) -> list[tuple[bool, str, str]]:
    words = sum(one.by == PHRASE for one in ways)
    known = all(one.by in (PHRASE, PASSKEY) for one in ways)
    short = all(len(one.label) <= LONGEST_LABEL and one.label.isprintable() for one in ways)
    hinted = all(len(one.hint) <= LONGEST_HINT and one.hint.isascii() for one in ways)
    sealed = all(_is_age(one.blob) for one in ways)
    return [
        (known, "known", "kept by the words or by a passkey"),
        (words == 1, "words", "a key is always kept by printed words as well, and by one set of them"),
        (len(ways) <= MOST_WAYS, "many", f"kept in {MOST_WAYS} ways at most"),
        (short, "label", f"one line of at most {LONGEST_LABEL} characters"),
        (hinted, "hint", "no name of a passkey"),
        (sealed, "age", "each is an age v1 file in base64"),
    ]


def _is_age(blob: str) -> bool:
    try:
        found = base64.b64decode(blob.encode("ascii"), validate=True)
    except ValueError:
        return False
    return is_age(found) and len(found) <= LONGEST_WRAP


def read_ways(told: object) -> tuple[Wrapped, ...]:
    """Ways in which an identity is kept, from JSON that a browser sent. Raises `Malformed`."""
    many = _records(told, ("by", "label", "blob", "hint"))
    if not many or len(many) > MOST_WAYS:
        raise Malformed([Fault(field="wrapped", rule="shape", text="a list of by, label, blob and hint")])
    return tuple(Wrapped(by=o["by"], label=o["label"].strip(), blob=o["blob"], hint=o["hint"]) for o in many)


def read_papers(told: object) -> tuple[tuple[str, bytes], ...]:
    """Wraps by digest, from JSON that a browser sent. Raises `Malformed`."""
    many = _records(told, ("digest", "wrap"))
    try:
        if many is not None:
            return tuple((one["digest"], base64.b64decode(one["wrap"], validate=True)) for one in many)
    except ValueError:
        pass
    raise Malformed([Fault(field="papers", rule="shape", text="a list of digest and wrap")])


def _records(told: object, names: tuple[str, ...]) -> list[dict[str, str]] | None:
    """A list of records of texts under these names; None where it is none."""
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        return None
    found = [{name: one.get(name) for name in names} for one in told]
    return found if all(isinstance(text, str) for one in found for text in one.values()) else None


__all__ = ["PASSKEY", "PHRASE", "RING", "Fresh", "KeyDesk", "done", "read_papers", "read_ways"]
