# SPDX-License-Identifier: Apache-2.0
"""Who makes the key for successors, who holds its shares, who asks for them, and when they are joined (P13).

Never with fewer than was said at the ceremony, never by one alone, never for anybody but those who sit now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from comity.core.clause import Fault, Malformed, Refusal, promise
from comity.core.evidence import is_digest
from comity.core.keyring.events import is_recipient, key_id
from comity.core.keyring.rules import KeyringRules
from comity.core.keyring.shares import Asking, Succession
from comity.core.keyring.state import Keyring, of_person
from comity.core.keyring.succession import (
    FEWEST,
    LASTS,
    MOST,
    AnswerSuccession,
    AskSuccession,
    Command,
    DrillShare,
    Event,
    MakeSuccession,
    OpenSuccession,
    Share,
    ShareDrilled,
    SuccessionAnswered,
    SuccessionAsked,
    SuccessionMade,
    SuccessionOpened,
    SuccessionRefused,
    SuccessionWithdrawn,
    WithdrawSuccession,
)

NOT_A_LEADER = "Only those who preside lead the ceremony of the key for successors."
USED = "This key was used here before; make a new one."
NOT_A_HOLDER = "A share is held by somebody of the council, or of the body that takes over from it or reviews it."
NO_KEY = "Who holds a share needs a key of their own, the one of now."
NOBODY_OUTSIDE = "At least one share is held outside the council."
OTHER_SHARES = "The procedure says how many hold a share: {count}."
OTHER_NEEDED = "The procedure says how many shares join the key: {count}."
NO_SUCCESSION = "No key for successors was made here."
NO_SHARE = "You hold no share of this key."
NOT_SITTING = "Only who sits in these cases now, and has a key of their own, asks for the shares."
UNDER_WAY = "Another asking waits for its answers."
TOO_FEW_LEFT = "Too few shares are left: {least} are needed."
NOT_SEATED = "Only those of the council and of the body that takes over are named as successors."
NO_ASKING = "There is no such asking, or it is over."
SAID = "You have answered."
NOT_YOURS = "Only who asked carries it out or takes it back."
NOT_ENOUGH = "Too few holders have agreed: {least} are needed."
REASONS: tuple[str, ...] = (
    NOT_A_LEADER, USED, NOT_A_HOLDER, NO_KEY, NOBODY_OUTSIDE, OTHER_SHARES, OTHER_NEEDED,
    NO_SUCCESSION, NO_SHARE, NOT_SITTING, UNDER_WAY,
    TOO_FEW_LEFT, NOT_SEATED, NO_ASKING, SAID, NOT_YOURS, NOT_ENOUGH,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeeding:
    """The law of the key for successors, at one instant."""

    rules: KeyringRules
    ring: Keyring
    at: datetime

    def decide(self, command: Command) -> tuple[Event, ...]:
        """What the command brings about. Raises `Refusal`, or `Malformed` where a field cannot be what it is."""
        match command:
            case MakeSuccession():
                return self._make(command)
            case DrillShare(by=by, key=key):
                if self._key().key != key:
                    raise _no(NO_SUCCESSION, field="key")
                self._share(by)
                return (ShareDrilled(at=self.at, person=by, key=key),)
            case AskSuccession():
                return self._ask(command)
            case AnswerSuccession():
                return self._answer(command)
            case WithdrawSuccession(by=by, asking=id):
                self._own(by, id)
                return (SuccessionWithdrawn(at=self.at, by=by, asking=id),)
            case OpenSuccession():
                return self._open(command)
            case _:
                assert_never(command)

    # -- the ceremony -----------------------------------------------------------------------------------------------

    def _make(self, command: MakeSuccession) -> tuple[Event, ...]:
        faults = list(_wrong(command))
        if faults:
            raise Malformed(faults)
        if command.by not in self.rules.closers:
            raise _no(NOT_A_LEADER, field="by")
        id = key_id(command.recipient)
        if id in self.ring.keys or (self.ring.succession is not None and self.ring.succession.key == id):
            raise _no(USED, field="recipient")
        for share in command.shares:
            self._may_hold(share)
        if not any(share.holder in self.rules.fallback for share in command.shares):
            raise _no(NOBODY_OUTSIDE, field="shares")
        self._as_the_file_says(command)
        made = SuccessionMade(
            at=self.at, by=command.by, key=id, recipient=command.recipient, least=command.least, shares=command.shares
        )
        return (made,)

    def _as_the_file_says(self, command: MakeSuccession) -> None:
        """How many shares there are and how many join them, where the procedure in force says so."""
        rules = self.rules
        if rules.shares not in (0, len(command.shares)):
            raise Refusal(OTHER_SHARES, clause=rules.succession, about={"count": str(rules.shares)}, field="shares")
        if rules.needed not in (0, command.least):
            raise Refusal(OTHER_NEEDED, clause=rules.succession, about={"count": str(rules.needed)}, field="least")

    def _may_hold(self, share: Share) -> None:
        if share.holder not in self.rules.holding:
            raise _no(NOT_A_HOLDER, field="shares")
        own = of_person(self.ring, share.holder)
        if own is None or own.id != share.key:
            raise _no(NO_KEY, field="shares")

    # -- asking and answering ---------------------------------------------------------------------------------------

    def _ask(self, command: AskSuccession) -> tuple[Event, ...]:
        key = self._key()
        if not is_digest(command.ground):
            text = "a ground is a paper, named by its SHA-256 in hex"
            raise Malformed([Fault(field="ground", rule="paper.digest", text=text)])
        for name, given in (("cases", command.cases), ("successors", command.successors)):
            if not given or len(set(given)) != len(given):
                raise Malformed([Fault(field=name, rule="each once", text="at least one, and each once")])
        if not set(command.successors) <= self.rules.holding:
            raise _no(NOT_SEATED, field="successors")
        if command.by not in command.successors or of_person(self.ring, command.by) is None:
            raise _no(NOT_SITTING, field="by")
        if any(one.waits(self.at) for one in self.ring.askings.values()):
            raise _no(UNDER_WAY)
        if not key.can_be_joined:
            raise _no(TOO_FEW_LEFT, about={"least": str(key.least)})
        asked = SuccessionAsked(
            at=self.at, by=command.by, asking=str(len(self.ring.askings) + 1), ground=command.ground,
            cases=command.cases, successors=command.successors, until=self.at + LASTS,
        )  # fmt: skip
        return (asked,)

    def _answer(self, command: AnswerSuccession) -> tuple[Event, ...]:
        key, asking = self._key(), self._waiting(command.asking)
        self._share(command.by)
        if command.by in asking.answers:
            raise _no(SAID, field="by")
        answer = SuccessionAnswered(at=self.at, person=command.by, asking=asking.id, agrees=command.agrees)
        silent = {share.holder for share in key.live} - asking.answers.keys() - {command.by}
        could = len(asking.agreed) + command.agrees + len(silent)
        if could >= key.least:
            return (answer,)
        return (answer, SuccessionRefused(at=self.at, asking=asking.id))

    def _open(self, command: OpenSuccession) -> tuple[Event, ...]:
        asking, key = self._own(command.by, command.asking), self._key()
        if len(asking.agreed) < max(key.least, FEWEST):
            raise _no(NOT_ENOUGH, about={"least": str(key.least)})
        if not command.told.keys() <= set(asking.cases):
            raise Malformed([Fault(field="told", rule="asked", text="names a case that was not asked for")])
        return (SuccessionOpened(at=self.at, by=command.by, asking=asking.id, told=command.told),)

    # -- what is there ----------------------------------------------------------------------------------------------

    def _key(self) -> Succession:
        if self.ring.succession is None:
            raise _no(NO_SUCCESSION)
        return self.ring.succession

    def _share(self, person: str) -> None:
        held = self._key().shares.get(person)
        if held is None or held.lost is not None or of_person(self.ring, person) is None:
            raise _no(NO_SHARE, field="by")

    def _waiting(self, id: str) -> Asking:
        asking = self.ring.askings.get(id)
        if asking is None or not asking.waits(self.at):
            raise _no(NO_ASKING, field="asking")
        return asking

    def _own(self, by: str, id: str) -> Asking:
        asking = self._waiting(id)
        if asking.by != by or by not in self.rules.holding:
            raise _no(NOT_YOURS, field="by")
        return asking


def _wrong(command: MakeSuccession) -> Iterator[Fault]:
    """What can be no ceremony, whoever leads it."""
    shares = command.shares
    if not is_recipient(command.recipient):
        yield Fault(field="recipient", rule="key.recipient", text="a recipient is written age1 and 58 more signs")
    if not FEWEST <= command.least <= len(shares) <= MOST:
        yield Fault(
            field="least", rule="succession.least", text=f"{FEWEST} to {MOST} shares, and as many or fewer join"
        )
    for name, given in (("holder", [s.holder for s in shares]), ("mark", [s.mark for s in shares])):
        if any(many > 1 for many in Counter(given).values()):
            yield Fault(field="shares", rule=f"succession.{name}", text=f"each share has a {name} of its own")
    if not all(is_digest(share.mark) for share in shares):
        yield Fault(field="shares", rule="succession.mark", text="a mark is the SHA-256 of a share in hex")


def _no(reason: str, *, field: str = "", about: dict[str, str] | None = None) -> Refusal:
    return Refusal(reason, clause=promise(13), field=field, about=about)


__all__ = ["REASONS", "Succeeding"]
