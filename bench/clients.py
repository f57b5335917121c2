# SPDX-License-Identifier: Apache-2.0
"""People who read pages: so many at once, each on one connection that is kept, each asking again when answered."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

PATIENCE_SECONDS = 120
"""An answer that takes longer is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: addresses in turn, the cookie of whoever asks, and what stands in every right answer."""

    addresses: Sequence[str]
    shows: str
    cookie: str = ""


@dataclass(slots=True)
class Told:
    """How it was answered. `times` are the seconds of every right answer, `wrong` says what was wrong with others."""

    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def within(self, percent: int) -> float:
        """The seconds within which so many in a hundred right answers came; nought where there were none."""
        ordered = sorted(self.times)
        return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else 0.0

    @property
    def size(self) -> float:
        """The bytes of a right answer: the median."""
        return statistics.median(self.sizes) if self.sizes else 0.0


class Clients:
    """So many clients of the server at `host` and `port`."""

    def __init__(self, host: str, port: int, many: int) -> None:
        self._host, self._port, self._many = host, port, many

    def read(self, asked: Asked, *, most: int, seconds: float) -> Told:
        """Read until so many answers were asked for or so much time has passed; what was asked for is waited for."""
        told, turns = Told(), count()
        begin = threading.Barrier(self._many + 1)
        until = [0.0]

        def client() -> None:
            mine = _Client(self._host, self._port, asked)
            begin.wait()
            while (turn := next(turns)) < most and time.perf_counter() < until[0]:
                mine.ask(asked.addresses[turn % len(asked.addresses)], told)
            mine.close()

        threads = [threading.Thread(target=client, daemon=True) for _ in range(self._many)]
        for thread in threads:
            thread.start()
        start = time.perf_counter()
        until[0] = start + seconds
        begin.wait()
        for thread in threads:
            thread.join()
        told.seconds = time.perf_counter() - start
        return told


class _Client:
    """One of them."""

    def __init__(self, host: str, port: int, asked: Asked) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
        self._shows = asked.shows.encode()
        self._headers = {"Accept": "text/html", "Accept-Language": "en"}
        if asked.cookie:
            self._headers["Cookie"] = asked.cookie

    def ask(self, address: str, told: Told) -> None:
        """Ask once, and write down how it went."""
        start = time.perf_counter()
        try:
            self._connection.request("GET", address, headers=self._headers)
            answer = self._connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as wrong:
            told.wrong.append(f"{address}: {type(wrong).__name__}")
            self._connection.close()
            return
        passed = time.perf_counter() - start
        if answer.status != 200 or self._shows not in body:
            told.wrong.append(f"{address}: {answer.status}")
            return
        told.times.append(passed)
        told.sizes.append(len(body))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


__all__ = ["Asked", "Clients", "Told"]
