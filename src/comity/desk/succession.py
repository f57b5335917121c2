# SPDX-License-Identifier: Apache-2.0
"""Errands with the key for successors: what the ring decides of it, kept together with wraps and shares (P13).

The server keeps the key's public half, a wrap to it of every paper of an open case, and each share as only its holder
opens it. It hands those wraps out to whoever asked, and only after as many holders as it takes have agreed; it never
has a share that it could open, nor the key. A share lies in the table of wraps under a name of its own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.core import keyring
from comity.core.access import SUCCESSION
from comity.core.clause import Fault, Malformed, Refusal, promise
from comity.core.keyring import Asking, Broken, Succession
from comity.desk.custody import Custody
from comity.desk.handle import Desk
from comity.desk.keys import RING, done
from comity.desk.ports import Keys, PersonKey, Wrap, Wraps
from comity.desk.sealing import LONGEST_WRAP, is_age

HANGING = "{many} papers of open cases hang on the key of now alone. Have them opened before another takes its place."
REASONS: tuple[str, ...] = (HANGING,)
Due = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """One share of a ceremony: its holder, the holder's key, its mark, and the share sealed to that key."""

    holder: str
    key: str
    mark: str
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may hold a share: with which key, and whether they stand outside the council."""

    person: str
    key: str
    recipient: str
    outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCases:
    """What must be known of the open cases. `due` says who reads each paper of one, `successors` to whom it can be
    opened, `told` who hears of it; `refresh` makes the wraps that the server itself can make.
    """

    streams: Callable[[], Sequence[str]]
    due: Callable[[str], Due]
    successors: Callable[[str], tuple[str, ...]]
    told: Callable[[str], tuple[str, ...]]
    refresh: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionDesk:
    """What may be done with the key for successors."""

    desk: Desk
    keys: Keys
    wraps: Wraps
    custody: Custody
    rules: Callable[[], keyring.KeyringRules]
    opened: Callable[[str], str]
    cases: OpenCases

    # -- what stands ------------------------------------------------------------------------------------------------

    def ring(self) -> keyring.Keyring:
        """Everybody's keys, as the ring knows them."""
        state: keyring.Keyring | None = self.desk.state(RING).state
        return state or keyring.Keyring()

    def now(self) -> Succession | None:
        """The key that is kept for successors now."""
        return self.ring().succession

    def broken(self, since: datetime | None = None, until: datetime | None = None) -> Broken:
        """How often it was asked for, opened and refused; for anybody to read."""
        return keyring.broken(self.ring().askings.values(), since=since, until=until)

    def candidates(self) -> tuple[Candidate, ...]:
        """Who may hold a share now: of the council and of the fallback body whoever has a key."""
        rules, live = self.rules(), keyring.live(self.ring())
        return tuple(
            Candidate(person=p, key=live[p].id, recipient=live[p].recipient, outside=p in rules.fallback)
            for p in sorted(rules.holding)
            if p in live
        )

    def leads(self, person: str) -> bool:
        """Whether `person` may lead the ceremony."""
        return person in self.rules().closers

    def asks(self, person: str) -> bool:
        """Whether `person` may ask for the shares, where they sit in an open case."""
        return person in self.rules().holding and keyring.of_person(self.ring(), person) is not None

    def holds(self, person: str) -> bool:
        """Whether `person` holds a share that is not lost."""
        key = self.now()
        return key is not None and any(share.holder == person for share in key.live)

    def share(self, person: str) -> bytes | None:
        """The share of `person`, sealed to their key of now."""
        key, own = self.now(), keyring.of_person(self.ring(), person)
        if key is None or own is None or not self.holds(person):
            return None
        found = (one for one in self.wraps.of(_share(key.key)) if (one.person, one.key) == (person, own.id))
        return next((one.wrap for one in found), None)

    def asking(self, at: datetime) -> Asking | None:
        """What waits for answers now."""
        return next((one for one in self.ring().askings.values() if one.waits(at)), None)

    def recipient_of(self, asking: Asking) -> keyring.Key | None:
        """The key of whoever asked: to it a holder seals the share."""
        return keyring.of_person(self.ring(), asking.by)

    def ground(self, asking: Asking) -> str:
        """The ground of an asking, for those who hold shares, and for the council. Raises `Missing`."""
        return self.opened(asking.ground)

    def opened_in(self, stream: str) -> tuple[datetime, ...]:
        """When a case was opened by that key: its parties and its council are told."""
        every = self.ring().askings.values()
        return tuple(
            one.ended for one in every
            if one.end is keyring.End.OPENED and stream in one.cases and one.ended is not None
        )  # fmt: skip

    def uncovered(self) -> int:
        """How many papers of open cases that key does not open yet; they wait for a reader's browser."""
        if self.now() is None:
            return 0
        many = (self.custody.lacking(dict.fromkeys(self.cases.due(s), (SUCCESSION,))) for s in self.cases.streams())
        return sum(map(len, many))

    def hanging(self) -> int:
        """How many papers of open cases nobody opens any more but by that key."""
        return sum(len(set(self._hanging(self.cases.due(stream)))) for stream in self.cases.streams())

    def _hanging(self, due: Due) -> Iterator[str]:
        held = self.wraps.holders(due)
        readers = self.custody.readers({person for people in due.values() for person in people} - {SUCCESSION})
        live = {(reader.person, reader.key) for reader in readers}
        for digest, people in due.items():
            by = held.get(digest, {})
            opens = any((person, key) in live for person in people for key in by.get(person, ()))
            if SUCCESSION in by and not opens:
                yield digest

    # -- the ceremony -----------------------------------------------------------------------------------------------

    def make(
        self, person: str, recipient: str, least: int, shares: Sequence[Dealt], *, act_id: str, at: datetime
    ) -> bool:
        """Keep another key for successors. False where this act was done before.

        Raises `Malformed`, or `Refusal`, also where papers hang on the key of now alone and it can still be joined.
        """
        _are_age([one.sealed for one in shares], "shares")
        former = self.now()
        if former is not None and former.can_be_joined and former.recipient != recipient and (many := self.hanging()):
            raise Refusal(HANGING, clause=promise(13), about={"many": str(many)})
        dealt = tuple(keyring.Share(holder=one.holder, key=one.key, mark=one.mark) for one in shares)
        command = keyring.MakeSuccession(by=person, recipient=recipient, least=least, shares=dealt)

        def keep(_events: Sequence[Any]) -> None:
            id = keyring.key_id(recipient)
            if former is not None:
                self._end(former, at)
            self.keys.put(PersonKey(person=SUCCESSION, id=id, recipient=recipient, made=at))
            self.wraps.put(Wrap(digest=_share(id), person=s.holder, key=s.key, wrap=s.sealed) for s in shares)
            for stream in self.cases.streams():
                self.cases.refresh(stream)

        return done(self.desk, command, keep, actor=person, act_id=act_id, at=at)

    def _end(self, former: Succession, at: datetime) -> None:
        """Destroy what opened by the former key, and its shares; the last wrap of a paper stays, and opens nothing."""
        self.keys.retire(SUCCESSION, former.key, at=at)
        for wrap in self.wraps.held(SUCCESSION):
            if any(one.person != SUCCESSION for one in self.wraps.of(wrap.digest)):
                self.wraps.drop(wrap.digest, SUCCESSION, former.key)
        for wrap in self.wraps.of(_share(former.key)):
            self.wraps.drop(wrap.digest, wrap.person)
        for one in self.ring().askings.values():
            self._clear(one)

    def drilled(self, person: str, key: str, *, act_id: str, at: datetime) -> bool:
        """Record that a share still opens. Raises `Refusal`."""
        command = keyring.DrillShare(by=person, key=key)
        return done(self.desk, command, lambda _events: None, actor=person, act_id=act_id, at=at)

    # -- asking and answering ---------------------------------------------------------------------------------------

    def ask(self, person: str, ground: str, cases: Sequence[str], *, act_id: str, at: datetime) -> bool:
        """Ask that these open cases be opened to whoever sits in them now. Raises `Refusal`, `Malformed`."""
        found = {one for stream in set(cases) & set(self.cases.streams()) for one in self.cases.successors(stream)}
        command = keyring.AskSuccession(
            by=person, ground=ground, cases=tuple(cases), successors=tuple(sorted(found & self.rules().holding))
        )
        former = tuple(self.ring().askings.values())

        def keep(_events: Sequence[Any]) -> None:
            for one in former:
                self._clear(one)

        return done(self.desk, command, keep, actor=person, act_id=act_id, at=at)

    def answer(self, person: str, asking: str, given: tuple[str, bytes] | None, *, act_id: str, at: datetime) -> bool:
        """Agree, giving the share sealed to the asker's key (its id, and the bytes), or do not (None).

        Raises `Refusal`, `Malformed`.
        """
        found = self.ring().askings.get(asking)
        to = None if found is None else self.recipient_of(found)
        if given is not None:
            _are_age([given[1]], "share")
            if to is None or given[0] != to.id:
                text = "the key of whoever asked is another one by now: read the page again"
                raise Malformed([Fault(field="share", rule="key", text=text)])
        command = keyring.AnswerSuccession(by=person, asking=asking, agrees=given is not None)

        def keep(events: Sequence[Any]) -> None:
            if given is not None and to is not None and found is not None:
                self.wraps.put([Wrap(digest=_given(found, person), person=to.person, key=to.id, wrap=given[1])])
            if found is not None and any(isinstance(one, keyring.SuccessionRefused) for one in events):
                self._clear(found)

        return done(self.desk, command, keep, actor=person, act_id=act_id, at=at)

    def withdraw(self, person: str, asking: str, *, act_id: str, at: datetime) -> bool:
        """Take back what one asked. Raises `Refusal`."""
        found = self.ring().askings.get(asking)
        command = keyring.WithdrawSuccession(by=person, asking=asking)

        def keep(_events: Sequence[Any]) -> None:
            if found is not None:
                self._clear(found)

        return done(self.desk, command, keep, actor=person, act_id=act_id, at=at)

    def _clear(self, asking: Asking) -> None:
        """Destroy the shares that were given for an asking."""
        for holder in asking.answers:
            for wrap in self.wraps.of(_given(asking, holder)):
                self.wraps.drop(wrap.digest, wrap.person)

    # -- joining ----------------------------------------------------------------------------------------------------

    def to_join(self, person: str, at: datetime) -> dict[str, Any] | None:
        """What the browser of whoever asked joins and opens; None where it is not theirs, or too few have agreed."""
        key, asking = self.now(), self.asking(at)
        if key is None or asking is None or asking.by != person or len(asking.agreed) < key.least:
            return None
        own = keyring.of_person(self.ring(), person)
        given = [
            {"mark": key.shares[holder].mark, "wrap": _text(wrap.wrap)}
            for holder in asking.agreed
            for wrap in self.wraps.of(_given(asking, holder))
            if own is not None and (wrap.person, wrap.key) == (person, own.id)
        ]
        papers = [one for stream in asking.cases for one in self._papers(asking, stream)]
        return {"recipient": key.recipient, "least": key.least, "shares": given, "papers": papers}

    def _papers(self, asking: Asking, stream: str) -> Iterator[dict[str, Any]]:
        lacking = self.custody.lacking(self._opens(asking, stream))
        for digest, readers in sorted(lacking.items()):
            wrap = self.custody.wrap(digest, SUCCESSION)
            if wrap is not None:
                to = [{"person": r.person, "key": r.key, "recipient": r.recipient} for r in self.custody.told(readers)]
                yield {"digest": digest, "wrap": _text(wrap), "readers": to}

    def _opens(self, asking: Asking, stream: str) -> Due:
        """Which papers of a case open to which successors: those who were named and whom the law names still."""
        among = {*asking.successors} & {*self.cases.successors(stream)}
        return {digest: people & among for digest, people in self.cases.due(stream).items()}

    def open(self, person: str, asking: str, wraps: Sequence[Wrap], *, act_id: str, at: datetime) -> bool:
        """Keep the wraps that the asker's browser made, tell the parties, and destroy the shares that were given.

        Raises `Refusal`: for fewer than it takes, for anybody else. Raises `Malformed` for what is no wrap.
        """
        found = self.ring().askings.get(asking)
        cases = () if found is None else found.cases
        told = {stream: self.cases.told(stream) for stream in cases if stream in set(self.cases.streams())}
        command = keyring.OpenSuccession(by=person, asking=asking, told=told)

        def keep(_events: Sequence[Any]) -> None:
            if found is not None:
                for stream in told:
                    self.custody.add(wraps, self._opens(found, stream), person)
                self._clear(found)

        return done(self.desk, command, keep, actor=person, act_id=act_id, at=at)


def _share(key: str) -> str:
    """Under what name the shares of a key lie among the wraps: no paper has it, for it is no digest of one."""
    return hashlib.sha256(f"comity share {key}".encode()).hexdigest()


def _given(asking: Asking, holder: str) -> str:
    """Under what name a share lies that was given for one asking."""
    return hashlib.sha256(f"comity share given {asking.id} {asking.ground} {holder}".encode()).hexdigest()


def _are_age(files: Sequence[bytes], field: str) -> None:
    if not all(is_age(one) and len(one) <= LONGEST_WRAP for one in files):
        raise Malformed(
            [Fault(field=field, rule="age", text=f"each is an age v1 file of at most {LONGEST_WRAP} bytes")]
        )


def _text(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode()


__all__ = ["REASONS", "Candidate", "Dealt", "OpenCases", "SuccessionDesk"]
