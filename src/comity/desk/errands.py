# SPDX-License-Identifier: Apache-2.0
"""The worker: lease an effect, carry it out, record how it went.

A worker may die at any instant. What it had leased comes back when the lease runs out, and then (P24):

- an *idempotent* effect is carried out again under the same key;
- a *readback* effect is asked for at the other side first, and carried out only if it was not done;
- an *uncertain* effect is never carried out again on our own: a human is asked.

How it went enters the history as an act of its own, in the same transaction that settles the effect. A
follow-up command to another stream is an effect too; its key is its act id, so that doing it twice does it
once.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from comity.core.clause import Malformed, Refusal
from comity.desk.consequences import ACT, command_of
from comity.desk.handle import Desk
from comity.desk.ports import Certainty, Effect, Leased, Standing, Unit

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""How long a worker may take for one effect before it is thought dead."""

MOST_ATTEMPTS = 8
"""After so many attempts an effect that can be repeated is laid aside for a human."""

FIRST_WAIT = timedelta(seconds=30)
"""The wait before the second attempt; it doubles each time, up to `LONGEST_WAIT`."""

LONGEST_WAIT = timedelta(hours=6)


class NotCarried(Exception):
    """Surely not carried out (nothing left the house); may be tried again whatever the effect's certainty."""


class Impossible(Exception):
    """Surely not carried out and never will be (the account is gone, the other side says no)."""


class AskHuman(Exception):
    """No machine can do this: a human is asked, in the words of the exception, and says when it was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """It was carried out. `command` tells the source stream how it went; None where nobody needs to know."""

    command: Any = None
    actor: str = "worker"


class Carrier(Protocol):
    """What carries out effects of one kind."""

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Carry out an effect under its key.

        Raises NotCarried, Impossible, AskHuman, a Refusal where the law says no, or anything else where it is not
        known whether it was done.
        """

    def done(self, effect: Effect) -> Carried | None:
        """Asked for readback effects only: what is there if it was done before, None if it was not."""


class Worker:
    """One worker of a desk. `name` tells workers apart in the outbox."""

    def __init__(
        self, desk: Desk, carriers: Mapping[str, Carrier], *, name: str = "worker", lease: timedelta = LEASE
    ) -> None:
        self.desk = desk
        self.carriers = dict(carriers)
        self.name = name
        self.lease = lease

    def work(self, at: datetime, *, limit: int = 1) -> int:
        """Take back what was left lying, lease up to `limit` effects and carry them out.

        How many were leased.
        """
        with self.desk.store.transaction() as unit:
            unit.outbox.recover(at)
            leases = unit.outbox.claim(at, by=self.name, length=self.lease, limit=limit)
        for lease in leases:
            self._carry(lease, at)
        return len(leases)

    def drain(self, at: datetime) -> int:
        """Carry out everything that may be carried out `at`, and what follows from it, one by one.

        How many.
        """
        count = 0
        while done := self.work(at):
            count += done
        return count

    def answered(self, key: str, *, carried_out: bool, at: datetime) -> bool:
        """A human says whether an asked effect was carried out;

        if not it is queued again. False: nobody asked.
        """
        with self.desk.store.transaction() as unit:
            return unit.outbox.answer(key, carried_out=carried_out, at=at)

    def _carry(self, lease: Leased, at: datetime) -> None:
        if lease.attempts > MOST_ATTEMPTS:
            self._settle(lease, Standing.FAILED, f"given up after {MOST_ATTEMPTS} attempts")
            return
        if lease.effect.kind == ACT:
            self._do_act(lease, at)
            return
        carrier = self.carriers.get(lease.effect.kind)
        if carrier is None:
            self._settle(lease, Standing.FAILED, f"nothing here carries out {lease.effect.kind}")
            return
        self._try(carrier, lease, at)

    def _try(self, carrier: Carrier, lease: Leased, at: datetime) -> None:
        try:
            carried = self._carried(carrier, lease, at)
        except (Impossible, Refusal, Malformed) as wrong:
            self._settle(lease, Standing.FAILED, str(wrong))
        except AskHuman as wrong:
            self._settle(lease, Standing.ASKED, str(wrong))
        except NotCarried as wrong:
            self._again(lease, at, str(wrong))
        except Exception as wrong:  # whatever a carrier raises leaves open whether it was done
            self._unknown(lease, at, type(wrong).__name__)
        else:
            self._record(lease, carried, at)

    def _carried(self, carrier: Carrier, lease: Leased, at: datetime) -> Carried:
        if lease.attempts > 1 and lease.effect.certainty is Certainty.READBACK:
            before = carrier.done(lease.effect)
            if before is not None:
                return before
        return carrier.carry(lease.effect, at)

    def _do_act(self, lease: Leased, at: datetime) -> None:
        """Do a follow-up command and settle it in one transaction."""
        payload = json.loads(lease.effect.payload)
        with self.desk.store.transaction() as unit:
            error = self._told(lease.effect.key, payload, at)
            unit.outbox.settle(lease, Standing.FAILED if error else Standing.DONE, error=error)

    def _told(self, act_id: str, payload: dict[str, Any], at: datetime) -> str:
        """Do the act; empty, or why it was refused."""
        try:
            command = command_of(self.desk.rooms, payload)
            actor, stream = payload["actor"], payload["stream"]
            self.desk.follow_up(command, act_id=act_id, actor=actor, stream=stream, at=at)
        except (Refusal, Malformed) as wrong:
            return str(wrong)
        return ""

    def _record(self, lease: Leased, carried: Carried, at: datetime) -> None:
        """Settle an effect that was carried out, and tell its source in the same transaction."""
        with self.desk.store.transaction() as unit:
            if not unit.outbox.settle(lease, Standing.DONE):
                logger.warning("the lease of %s was lost while it was carried out", lease.effect.key)
                return
            if carried.command is not None:
                self._report(unit, lease, carried, at)

    def _report(self, unit: Unit, lease: Leased, carried: Carried, at: datetime) -> None:
        effect = lease.effect
        try:
            self.desk.follow_up(
                carried.command, act_id=f"{effect.key}/done", actor=carried.actor, stream=effect.source, at=at
            )
        except (Refusal, Malformed) as wrong:
            unit.outbox.settle(lease, Standing.FAILED, error=f"carried out, but its outcome was refused: {wrong}")

    def _unknown(self, lease: Leased, at: datetime, error: str) -> None:
        if lease.effect.certainty is Certainty.UNCERTAIN:
            self._settle(lease, Standing.ASKED, error)
        else:
            self._again(lease, at, error)

    def _again(self, lease: Leased, at: datetime, error: str) -> None:
        if lease.attempts >= MOST_ATTEMPTS:
            self._settle(lease, Standing.FAILED, error)
            return
        with self.desk.store.transaction() as unit:
            unit.outbox.settle(lease, Standing.QUEUED, error=error, retry_at=at + wait(lease.attempts))

    def _settle(self, lease: Leased, standing: Standing, error: str) -> None:
        with self.desk.store.transaction() as unit:
            unit.outbox.settle(lease, standing, error=error)


def wait(attempts: int) -> timedelta:
    """How long after the failed attempt of that number (from 1) the next one may be made."""
    doubled: timedelta = FIRST_WAIT * 2 ** (attempts - 1)
    return min(LONGEST_WAIT, doubled)


__all__ = [
    "FIRST_WAIT",
    "LEASE",
    "LONGEST_WAIT",
    "MOST_ATTEMPTS",
    "AskHuman",
    "Carried",
    "Carrier",
    "Impossible",
    "NotCarried",
    "Worker",
    "wait",
]
