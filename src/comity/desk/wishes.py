# SPDX-License-Identifier: Apache-2.0
"""How somebody wants to hear of what waits for them: where to, how often, in which language.

It stands in the vault beside the address, so that erasing a person there erases this too, and no event knows of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from comity.desk.ports import Vault

ADDRESS = "mail"
"""What the vault keeps of a person: the address, how often letters come, the language, the chain of digests."""
LETTERS = "letters"
LANGUAGE = "language"
DIGEST = "digest"


class Cadence(StrEnum):
    """How often letters come."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


PERIODS = {Cadence.DAILY: timedelta(days=1), Cadence.WEEKLY: timedelta(days=7)}
"""The least time between two digests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What one person wishes. `language` is empty where none was chosen."""

    address: str = ""
    cadence: Cadence = Cadence.AT_ONCE
    language: str = ""


def wishes(vault: Vault, person: str) -> Wishes:
    """What a person wishes; letters at once where nothing was said."""
    kept = vault.get(person)
    said = kept.get(LETTERS, "")
    return Wishes(
        address=kept.get(ADDRESS, ""),
        cadence=Cadence(said) if said in tuple(Cadence) else Cadence.AT_ONCE,
        language=kept.get(LANGUAGE, ""),
    )


def wish(vault: Vault, person: str, *, cadence: Cadence | None = None, language: str | None = None) -> None:
    """Keep what a person chose."""
    if cadence is not None:
        vault.put(person, LETTERS, cadence.value)
    if language is not None:
        vault.put(person, LANGUAGE, language)


__all__ = ["ADDRESS", "DIGEST", "LANGUAGE", "LETTERS", "PERIODS", "Cadence", "Wishes", "wish", "wishes"]
