# SPDX-License-Identifier: Apache-2.0
"""What the accounts ask of the house behind them. `site` names in `settings.COMITY_PORTER` what fulfils it.

No adapter knows another: who was invited, how a letter travels and with which key a secret is sealed is asked for here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


class Porter(Protocol):
    """Whoever keeps the entrance."""

    def invited(self, token: str) -> str:
        """Whom an invitation is for; empty where it was altered, used, replaced or is over."""

    def arrived(self, person: str, address: str) -> None:
        """Somebody came in with an account: the invitation is used up, and letters go to that address."""

    def send_code(self, person: str, address: str, code: str, *, lasts: timedelta) -> None:
        """Have a code carried to an address, in the language of the page."""

    def waits(self) -> tuple[tuple[str, str], ...]:
        """Every door that somebody may be let in by: its name, and in one sentence what waits behind it."""

    def seal(self, text: str) -> str:
        """A secret, sealed with the key of the house."""

    def open(self, sealed: str) -> str:
        """The secret."""


def porter() -> Porter:
    """The porter of this process."""
    return cast(Callable[[], Porter], import_string(settings.COMITY_PORTER))()


__all__ = ["Porter", "porter"]
