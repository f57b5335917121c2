# SPDX-License-Identifier: Apache-2.0
"""The limits of the interface, counted by many processes on one database."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connections

from comity.edge.api import buckets, limits
from comity.edge.api.buckets import Buckets, Rate
from comity.edge.api.models import Bucket
from tests.edge.test_many_writers_at_once import together

NOW = 1_767_700_800.0
RATE = Rate(burst=20, each_minute=60)


def taken(kept: Buckets, caller: str, times: int, now: float = NOW) -> int:
    """How many of so many requests pass."""
    return sum(kept.take(caller, RATE, now) == 0.0 for _ in range(times))


def test_all_who_count_at_once_let_as_many_pass_as_one_would(beside: str) -> None:
    """P1: a site with several processes is as hard to flood as one with a single process."""

    def some() -> int:
        return taken(Buckets(beside), "a", 10)

    works: list[Callable[[], object]] = [some] * 6
    assert sum(n for n in together(beside, *works) if isinstance(n, int)) == RATE.burst


def test_a_bucket_fills_up_again_and_nobody_takes_from_anothers(beside: str) -> None:
    """P1: after a second there is room for one more; what is told to wait is what it takes."""
    kept = Buckets(beside)
    assert taken(kept, "a", 25) == 20
    assert math.isclose(kept.take("a", RATE, NOW), 1.0)
    assert taken(kept, "b", 25) == 20
    assert taken(kept, "a", 5, NOW + 1) == 1
    assert taken(kept, "a", 25, NOW + 3600) == 20
    assert taken(kept, "shared", 1) == 1
    assert [kept.take("shared", RATE, NOW, 20) for _ in range(3)] == [0.0, 0.0, 0.0]


def test_a_row_goes_when_its_bucket_is_full(beside: str) -> None:
    """P21: who asked an hour ago stands nowhere, not even as a hash."""
    kept = Buckets(beside)
    taken(kept, "a", 3)
    taken(kept, "b", 10)
    kept.tidy(NOW + 5)
    assert [one.caller for one in Bucket.objects.using(beside).all()] == ["b"]
    kept.tidy(NOW + 11)
    assert not Bucket.objects.using(beside).exists()


def test_there_are_never_many_more_rows_than_are_allowed(beside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """P1: a flood from many networks fills no disk, and frees nobody who has asked too often."""
    monkeypatch.setattr(buckets, "MOST", 5)
    kept = Buckets(beside)
    taken(kept, "flood", 20)
    for n in range(12):
        kept.take(f"n{n}", RATE, NOW + n / 100)
    kept.tidy(NOW)
    assert Bucket.objects.using(beside).count() <= 5
    assert kept.take("flood", RATE, NOW) > 0


def test_a_database_without_a_turn_refuses_nobody(beside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """P26: a limit that cannot be counted is no fault of whoever asks."""

    def busy(*_args: Any) -> Any:
        raise DatabaseError("locked")

    monkeypatch.setattr(connections[beside], "cursor", busy)
    assert Buckets(beside).take("a", RATE, NOW) == 0.0


def test_the_name_of_a_caller_is_another_one_each_hour_and_holds_no_address() -> None:
    """P21: rows of two hours cannot be joined, and none tells a network."""
    one, same, later = (limits._hashed("acts 93.184.216.7", at) for at in (NOW, NOW + 1, NOW + 3600))
    assert one == same != later
    assert "93" not in one or "184" not in one
