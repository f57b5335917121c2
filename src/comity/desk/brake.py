# SPDX-License-Identifier: Apache-2.0
"""How fast strangers may report by a form: what pages ask of the house, and what is said where it is too fast."""

from __future__ import annotations

from typing import Protocol

from comity.core.clause import Refusal, promise

TOO_FAST = "Many reports came from your network within minutes. Send this again in {seconds} seconds; nothing was lost."
REASONS: tuple[str, ...] = (TOO_FAST,)


class TooFast(Refusal):
    """Too many reports came from one network; in `seconds` there is room again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(TOO_FAST, clause=promise(26), about={"seconds": str(seconds)})
        self.seconds = seconds


class Brake(Protocol):
    """Counts reports of strangers by the network they come from; where none can be told apart nobody is held up."""

    def waits(self, remote: str, forwarded: str) -> int:
        """Take one report out of the bucket of a network: 0, or the seconds until there is room for it."""


__all__ = ["REASONS", "TOO_FAST", "Brake", "TooFast"]
