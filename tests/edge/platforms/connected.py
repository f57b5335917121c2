# SPDX-License-Identifier: Apache-2.0
"""A watch that is connected to a platform as it is played or served on this machine, and remembers until it is begun
anew."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime

from comity.desk.watch.message import Told
from comity.desk.watch.ports import Connection, Reader, Sign
from tests.edge.platforms.conformance import gather


@dataclass(slots=True, kw_only=True)
class Connected(ABC):
    """The connection of a watch, and the spaces that it may read, each from when."""

    spaces: dict[str, datetime] = field(default_factory=dict)
    _connection: Connection | None = None

    @abstractmethod
    def connect(self) -> Connection:
        """A new connection."""

    @property
    def connection(self) -> Connection:
        """The same one, so that it remembers; `anew` begins another."""
        if self._connection is None:
            self._connection = self.connect()
        return self._connection

    def anew(self) -> None:
        """As after a restart: nothing is remembered."""
        self._connection = None

    @property
    def reader(self) -> Reader:
        """The reader."""
        assert self.connection.reader
        return self.connection.reader

    @property
    def sign(self) -> Sign:
        """The sign."""
        assert self.connection.sign
        return self.connection.sign

    def told(self, cursor: str = "") -> tuple[list[Told], str]:
        """Everything that is told since `cursor`, and where to go on."""
        told, after = gather(self.reader.read(cursor))
        return told, after or cursor


__all__ = ["Connected"]
