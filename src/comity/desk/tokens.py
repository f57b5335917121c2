# SPDX-License-Identifier: Apache-2.0
"""Tokens of the HTTP interface: somebody lets a program of theirs do a part of what they may do themselves, for a time.

Only the digest of a token is kept; the token itself is shown once. It gives nobody anything: every question and every
act is asked of the law in the name of its holder, so a seat that is lost is lost for its tokens as well.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from comity.core.clause import Fault, Malformed, fault

READ, ACT, VOTE, FLAG = "cases:read", "cases:act", "windows:vote", "intake:flag"
SIGNALS, LIAISE = "signals:read", "signals:act"
SCOPES = (READ, ACT, VOTE, FLAG, SIGNALS, LIAISE)
PREFIX = "comity_"
LONGEST_LABEL = 80
MOST_DAYS = 366
MOST_TOKENS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token without its secret. `label` is what its holder calls it; `revoked` is None while it may be used."""

    id: str
    person: str
    label: str
    scopes: frozenset[str]
    made: datetime
    expires: datetime
    revoked: datetime | None = None

    def good(self, at: datetime) -> bool:
        """Whether it can be used `at`."""
        return self.revoked is None and at < self.expires


class Tokens(Protocol):
    """Where tokens are kept."""

    def keep(self, token: Token, digest: str) -> None:
        """Keep a new token under the digest of its secret."""

    def find(self, digest: str) -> Token | None:
        """The token of that secret, whether it is still good or not."""

    def of(self, person: str) -> Sequence[Token]:
        """The tokens of a person, the newest first."""

    def revoke(self, id: str, *, at: datetime, person: str = "") -> bool:
        """End a token; with `person` only one of theirs. False where there is none, or it was ended before."""


def issue(
    tokens: Tokens, *, person: str, label: str, scopes: Iterable[str], days: int, at: datetime
) -> tuple[Token, str]:
    """A new token and its secret, which nobody can show again. Raises `Malformed` with every fault."""
    asked = frozenset(scopes)
    name = " ".join(label.split())
    alive = sum(one.good(at) for one in tokens.of(person))
    faults = [*_faults(name, asked, days), *([_full()] if alive >= MOST_TOKENS else [])]
    if faults:
        raise Malformed(faults)
    secret = f"{PREFIX}{secrets.token_urlsafe(32)}"
    token = Token(
        id=secrets.token_hex(8),
        person=person,
        label=name,
        scopes=asked,
        made=at,
        expires=at + timedelta(days=days),
    )
    tokens.keep(token, digest(secret))
    return token, secret


def _faults(label: str, scopes: frozenset[str], days: int) -> list[Fault]:
    found = []
    if not 1 <= len(label) <= LONGEST_LABEL or not label.isprintable():
        text = f"a token needs a name of 1 to {LONGEST_LABEL} letters, so that you know it again"
        found.append(Fault(field="label", rule="length", text=text))
    if not scopes or not scopes <= set(SCOPES):
        found.append(Fault(field="scopes", rule="known", text=f"choose one or more of {', '.join(SCOPES)}"))
    if not 1 <= days <= MOST_DAYS:
        found.append(Fault(field="days", rule="range", text=f"a token lives for 1 to {MOST_DAYS} days"))
    return found


def _full() -> Fault:
    about = {"most": str(MOST_TOKENS)}
    return fault("{most} tokens are alive; end one that you no longer need", field="label", rule="most", about=about)


def holder(tokens: Tokens, secret: str, at: datetime) -> Token | None:
    """The token of that secret, if it is good `at`."""
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    found = tokens.find(digest(secret))
    return found if found is not None and found.good(at) else None


def end_all(tokens: Tokens, person: str, at: datetime) -> None:
    """End every token of a person: what was made with a lost sign-in is lost with it."""
    for one in tokens.of(person):
        if one.revoked is None:
            tokens.revoke(one.id, at=at, person=person)


def digest(secret: str) -> str:
    """SHA-256, hex. The secret has 256 random bits, so a slow hash would guard nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


__all__ = [
    "ACT", "FLAG", "MOST_DAYS", "READ", "SCOPES", "Token", "Tokens", "VOTE", "digest", "end_all", "holder", "issue",
]  # fmt: skip
