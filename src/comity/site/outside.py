# SPDX-License-Identifier: Apache-2.0
"""What a court is joined to: the adapters that `site` chooses, one field each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from comity.core.log.batches import USUAL
from comity.desk import house
from comity.desk.brake import Brake
from comity.desk.heartbeat import Beats
from comity.desk.ports import BallotSeal, Clock, Keys, Papers, Store, Vault, Wraps
from comity.desk.publication import Shelf
from comity.desk.sealing import Age, Identity
from comity.desk.tokens import Tokens
from comity.edge.age import Rage
from comity.edge.store.keys import SqlKeys, SqlWraps
from comity.edge.store.seal import Seal, TrustedBallots
from comity.edge.store.shelf import FileShelf
from comity.edge.store.tokens import SqlTokens
from comity.edge.store.tombs import Tombs
from comity.site.drills import HomeBeats
from comity.site.laws import Folders
from comity.site.linted import Findings

LETTER = re.compile(r"[a-z][a-z0-9-]{0,79}")
LONGEST_LETTER = 20_000


def _brake() -> Brake:
    from comity.edge.api.limits import FormBrake

    return FormBrake()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a court is joined to. `rolls` says who votes in the house; in a `sample` everybody has an address."""

    store: Store
    laws: Folders
    papers: Papers
    vault: Vault
    seal: Seal
    clock: Clock
    rolls: house.Rolls
    public_url: str
    tombs: Tombs
    house: Identity
    """The house's own identity, for readers who have no key of their own (P21)."""
    ballots: BallotSeal = field(default_factory=TrustedBallots)
    tokens: Tokens = field(default_factory=SqlTokens)
    keys: Keys = field(default_factory=SqlKeys)
    wraps: Wraps = field(default_factory=SqlWraps)
    age: Age = field(default_factory=Rage)
    findings: Findings = field(default_factory=Findings)
    beats: Beats = field(default_factory=HomeBeats)
    brake: Brake = field(default_factory=_brake)
    sample: bool = False
    shelf: Shelf | None = None
    """Where the public log lies, and its key; without one nothing is published."""
    every: timedelta = USUAL
    """The time from one checkpoint of the public log to the next."""
    letters: Path | None = None
    """Where the community keeps letters in its own words, in place of those that come with Comity."""

    @property
    def files(self) -> FileShelf:
        """Where sealed files lie."""
        return self.tombs.shelf

    def letter(self, name: str) -> str:
        """The community's own letter of that name; empty where it keeps none, or where the file cannot be read."""
        path = None if self.letters is None or not LETTER.fullmatch(name) else self.letters / f"{name}.txt"
        try:
            return "" if path is None or not path.is_file() else path.read_text("utf-8")[:LONGEST_LETTER]
        except (OSError, UnicodeDecodeError):
            return ""


__all__ = ["Outside"]
