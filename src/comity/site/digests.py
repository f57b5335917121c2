# SPDX-License-Identifier: Apache-2.0
"""When the next digest of somebody is due. Each one queues the next, so that nobody has to look through everybody.

Whoever chooses a rhythm begins a chain; choosing again ends the chain before. `comity work` carries a digest when its
instant has come, and a late worker sends one for all that it missed.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta

from comity.desk.canonical import canonical, instant
from comity.desk.ports import Certainty, Conflict, Effect, Store, Vault
from comity.desk.wishes import DIGEST

KIND = "digest"


def begin(store: Store, vault: Vault, person: str, *, at: datetime, every: timedelta) -> None:
    """Queue the first digest of a new rhythm."""
    chain = secrets.token_hex(8)
    with store.transaction() as unit:
        vault.put(person, DIGEST, chain)
        unit.outbox.put([_effect(person, chain, at + every)])


def end(vault: Vault, person: str) -> None:
    """No digest that is queued is sent any more."""
    if vault.get(person).get(DIGEST):
        vault.put(person, DIGEST, "")


def holds(vault: Vault, effect: Effect) -> bool:
    """Whether a digest belongs to the rhythm that its person chose last."""
    told = json.loads(effect.payload)
    return bool(vault.get(told["to"]).get(DIGEST) == told["chain"])


def follow(store: Store, effect: Effect, *, at: datetime, every: timedelta) -> None:
    """Queue the one after it, once, at the same hour; what was missed is passed over."""
    told = json.loads(effect.payload)
    due = effect.not_before + every
    while due <= at:
        due += every
    try:
        with store.transaction() as unit:
            unit.outbox.put([_effect(told["to"], told["chain"], due)])
    except Conflict:  # it was queued at an earlier try
        return


def _effect(person: str, chain: str, due: datetime) -> Effect:
    """Sent twice it would be one letter: it has the same number in its head (`letters.Letter`)."""
    return Effect(
        key=f"{KIND}/{chain}/{instant(due)}",
        kind=KIND,
        certainty=Certainty.IDEMPOTENT,
        payload=canonical({"to": person, "chain": chain}),
        source="account",
        not_before=due,
    )


__all__ = ["KIND", "begin", "end", "follow", "holds"]
