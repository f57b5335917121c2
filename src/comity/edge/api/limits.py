# SPDX-License-Identifier: Apache-2.0
"""How often one caller may ask. Nobody is locked out by another: who brings a token or a receipt is counted by it
alone, who brings nothing by the network that they come from, and the pages of the front desk have no limit at all.

Buckets live in the memory of one process and know a caller by a hash under a key that dies with it: no address is kept,
written or logged. A site with several processes allows as many times as much; a limit is a brake and no wall.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock, local

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

MOST_BUCKETS = 20_000
SHARED = 20
"""How many times as much may be asked where nobody can be told apart: behind a proxy that names no address."""
_KEY = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A bucket of `burst` requests that fills up again by `each_minute`."""

    burst: int
    each_minute: int


READING = Rate(burst=120, each_minute=240)
ACTING = Rate(burst=30, each_minute=60)
FILING = Rate(burst=30, each_minute=30)


class Buckets:
    """The buckets of one process. The one that was used longest ago goes first where there are too many."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: bytes, rate: Rate, now: float, times: int = 1) -> float:
        """Take one request out of a bucket: 0.0, or the seconds until there is one."""
        a_second = rate.each_minute * times / 60
        with self._lock:
            left, seen = self._kept.pop(key, (float(rate.burst * times), now))
            left = min(float(rate.burst * times), left + (now - seen) * a_second)
            enough = left >= 1
            self._kept[key] = (left - 1 if enough else left, now)
            if len(self._kept) > MOST_BUCKETS:
                self._kept.popitem(last=False)
        return 0.0 if enough else (1 - left) / a_second

    def clear(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._kept.clear()


BUCKETS = Buckets()


class Limit(BaseThrottle):
    """The limit of one kind of request."""

    def __init__(self, name: str, rate: Rate) -> None:
        self.name = name
        self.rate = rate

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether there is room; how long there is none stands with the request."""
        who, shared = caller(request)
        key = hashlib.blake2b(f"{self.name} {who}".encode(), key=_KEY, digest_size=16).digest()
        waits = BUCKETS.take(key, self.rate, time.monotonic(), SHARED if shared else 1)
        _LAST.waits = waits
        return waits == 0.0

    def wait(self) -> float | None:
        """Whole seconds until there is room again."""
        return float(max(1, math.ceil(_LAST.waits)))


_LAST = local()
"""How long the request of this thread has to wait."""


def caller(request: HttpRequest) -> tuple[str, bool]:
    """Who asks, and whether many may hide behind it."""
    known = getattr(request, "auth", None)
    if known is not None:
        return f"known {known.name}", False
    return network(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def network(address: str, forwarded: str) -> tuple[str, bool]:
    """The network of an address: one IPv4 address, a /64 of IPv6. Only a neighbour is believed about others."""
    here = _address(address)
    if here is None or here.is_private or here.is_loopback:
        named = _address(forwarded.rpartition(",")[2].strip())
        if named is None:
            return f"shared {address}", True
        here = named
    if isinstance(here, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((here, 64), strict=False)), False
    return str(here), False


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


__all__ = ["ACTING", "BUCKETS", "Buckets", "FILING", "Limit", "READING", "Rate", "caller", "network"]
