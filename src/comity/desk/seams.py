# SPDX-License-Identifier: Apache-2.0
"""The ports that stand outside an act's transaction: papers, vault, ballots' seal, clock.

What an act refers to is put there before the act: a paper without an act is harmless, an act without its
paper is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol


class Missing(Exception):
    """There is nothing under this name, or it was erased."""


class Papers(Protocol):
    """The sealed texts, by the digest of their ciphertext (P21). Never searched, never read by a model."""

    def put(self, ciphertext: bytes, mode: str) -> str:
        """Keep a sealed text;

        `mode` is `server` or `e2e`. The digest (SHA-256, hex) under which events name it.
        """

    def get(self, digest: str) -> tuple[bytes, str]:
        """The ciphertext and its mode. Raises `Missing` where it never was or was erased."""

    def erase(self, digest: str) -> None:
        """Destroy the ciphertext;

        the digest stays known as erased, so that nobody puts another text there.
        """


class Vault(Protocol):
    """Contacts and platform accounts, which the server must read to act; deletable, and never in an event."""

    def put(self, person: str, kind: str, text: str) -> None:
        """Keep one contact or account of a person, in place of the former of that kind."""

    def get(self, person: str) -> Mapping[str, str]:
        """All that is kept of a person, by kind; empty where nothing is."""

    def erase(self, person: str) -> None:
        """Destroy all that is kept of a person."""


class BallotSeal(Protocol):
    """What keeps a ballot apart from its member before it is dropped. First trusted; later blind tokens."""

    def slip(self, choice: str) -> str:
        """The slip that goes into the box for a choice."""


class Clock(Protocol):
    """The only clock. The desk asks it where an act brings no instant of its own."""

    def now(self) -> datetime:
        """This instant, with its zone."""


__all__ = ["BallotSeal", "Clock", "Missing", "Papers", "Vault"]
