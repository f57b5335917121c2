# SPDX-License-Identifier: Apache-2.0
"""What pages ask of the watch of a community. `site` fulfils it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from comity.core.watch.signal import Option, Signal
from comity.desk.watch.begun import Known
from comity.desk.watch.evidence import Evidence
from comity.desk.watch.patterns import Told


class WatchDesk(Protocol):
    """The watch of this community, as somebody looks at it."""

    def read(self, stream: str, person: str) -> Signal | None:
        """A signal, if `person` reads it now; None where not, as if there were none."""

    def read_each(self, streams: Sequence[str], person: str) -> Mapping[str, Signal]:
        """Those of the signals that `person` reads now."""

    def words_of(self, streams: Sequence[str], person: str) -> Mapping[str, Signal]:
        """Those of the signals whose quiet word is known to `person`, also where the signal itself is over."""

    def options(self, stream: str, person: str) -> tuple[Option, ...]:
        """What is open to `person` about a signal or its quiet word now, the nearest first; nothing where neither is
        theirs."""

    def begun(self, stream: str, person: str) -> tuple[Known, ...]:
        """What was begun from a signal that `person` reads, where that exists for them."""

    def pattern(self, id: str, language: str) -> Told | None:
        """A pattern of the library, in a language where there is a translation; None where there is no such."""

    def shown(self, stream: str, person: str) -> Evidence | None:
        """What `person` is shown of a signal; None where they do not read it, or nothing is kept."""


__all__ = ["WatchDesk"]
