# SPDX-License-Identifier: Apache-2.0
"""Where the server of the stream is, and how the stream is cut. Read before Django is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

PARTITIONS, REPLICAS = 16, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the server is and how the stream is cut. `url` may hold a word and is shown to nobody."""

    url: str = field(repr=False)
    partitions: int = PARTITIONS
    replicas: int = REPLICAS
    name: str = "comity-watch"


def address(url: str) -> Address:
    """Read `nats://NAME:WORD@HOST:4222?partitions=16&replicas=1`. Raises ValueError, which repeats no word."""
    split = urlsplit(url)
    options = dict(parse_qsl(split.query, keep_blank_values=True))
    if split.scheme not in ("nats", "tls") or not split.hostname or split.path not in ("", "/"):
        raise ValueError("is no nats or tls address of a host")
    if set(options) - {"partitions", "replicas"}:
        raise ValueError("knows partitions and replicas alone")
    given = (options.get("partitions", str(PARTITIONS)), options.get("replicas", str(REPLICAS)))
    if not all(one.isascii() and one.isdecimal() and len(one) < 4 for one in given):
        raise ValueError("partitions and replicas are numbers")
    partitions, replicas = (int(one) for one in given)
    if not 1 <= partitions <= 256 or not 1 <= replicas <= 5:
        raise ValueError("partitions: 1 to 256, replicas: 1 to 5")
    return Address(url=split._replace(query="", path="").geturl(), partitions=partitions, replicas=replicas)


def place(partition: int) -> str:
    """Under which name it is kept how far a partition was read."""
    return f"nats/{partition}"


__all__ = ["Address", "address", "place"]
