# SPDX-License-Identifier: Apache-2.0
"""How often one caller may ask. Nobody is locked out by another: who brings a token or a receipt is counted by it
alone, who brings nothing by the network that they come from. Of the pages of the front desk the form of a report alone
has a limit, for strangers whose network is known; the small doors have none.

Buckets lie in the database, for all processes of the site together (`buckets`), and know a caller by a hash under a key
that is made of the site's own and of the hour: no address is kept or logged, and a row goes when its bucket is full.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import time
from threading import local

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from ninja.throttling import BaseThrottle

from comity.edge.api.buckets import Buckets, Rate

SHARED = 20
"""How many times as much may be asked where nobody can be told apart: behind a proxy that names no address."""


READING = Rate(burst=120, each_minute=240)
ACTING = Rate(burst=30, each_minute=60)
FILING = Rate(burst=30, each_minute=30)


BUCKETS = Buckets()


class Limit(BaseThrottle):
    """The limit of one kind of request."""

    def __init__(self, name: str, rate: Rate) -> None:
        self.name = name
        self.rate = rate

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether there is room; how long there is none stands with the request."""
        who, shared = caller(request)
        now = time.time()  # every process reads the same clock
        waits = BUCKETS.take(_hashed(f"{self.name} {who}", now), self.rate, now, SHARED if shared else 1)
        _LAST.waits = waits
        return waits == 0.0

    def wait(self) -> float | None:
        """Whole seconds until there is room again."""
        return float(max(1, math.ceil(_LAST.waits)))


class FormBrake:
    """The limit of the form of a report, for strangers. A proxy that names no address holds nobody up (P2)."""

    def waits(self, remote: str, forwarded: str) -> int:
        """Whole seconds until a network may report again; 0 where it may now."""
        who, shared = network(remote, forwarded)
        now = time.time()
        waits = 0.0 if shared else BUCKETS.take(_hashed(f"form {who}", now), FILING, now)
        return math.ceil(waits)


def _hashed(who: str, now: float) -> str:
    """The name of a caller for one hour, under a key that is nowhere but in the memory of those who count."""
    key = salted_hmac("comity.edge.api.limits", str(int(now // 3600)), algorithm="sha256").digest()
    return hashlib.blake2b(who.encode(), key=key, digest_size=16).hexdigest()


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


__all__ = ["ACTING", "BUCKETS", "Buckets", "FILING", "FormBrake", "Limit", "READING", "Rate", "caller", "network"]
