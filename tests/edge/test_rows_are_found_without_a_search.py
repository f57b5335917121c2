# SPDX-License-Identifier: Apache-2.0
"""A row with a rare mark or word is found at once, however long its table is, and in the same order as ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from django.db import connection

from comity.desk.ports import Row, Sought, Unit
from comity.edge.store.rows import FEW
from comity.edge.store.unit import SqlStore

pytestmark = pytest.mark.django_db
MANY = 3000
STEPS = 100
"""How many steps of SQLite's machine count as one."""


@pytest.fixture
def store() -> SqlStore:
    """A table of many rows, every third marked `odd`, one in six hundred `rare`, each with an id of its own."""
    found = SqlStore()
    with found.transaction() as unit:
        for number in range(MANY):
            marks = [("id", str(number))]
            marks += [("kind", "odd")] if number % 3 == 0 else []
            marks += [("kind", "rare")] if number % 600 == 0 else []
            words = "seldom often" if number % 600 == 0 else "often"
            row = Row(key=f"{number:05}", sort=f"{number % 7}", fields={}, marks=tuple(marks), words=words)
            unit.rows.put("many", row)
    return found


def keys(unit: Unit, sought: Sought, past: tuple[str, str] | None = None) -> list[str]:
    return [row.key for row in unit.rows.list("many", newest_first=True, sought=sought, past=past, limit=MANY)]


def in_order(numbers: Sequence[int]) -> list[str]:
    return [f"{n:05}" for n in sorted(numbers, key=lambda n: (n % 7, n), reverse=True)]


def steps(look: Callable[[], object]) -> int:
    """How many hundreds of steps SQLite takes for it."""
    counted = [0]

    def step() -> int:
        counted[0] += 1
        return 0

    connection.connection.set_progress_handler(step, STEPS)
    try:
        look()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return counted[0]


def test_few_and_many_come_in_the_same_order(store: SqlStore) -> None:
    """P25: which way a row is found by changes neither what is found nor its order, nor where a page begins."""
    rare, odd = range(0, MANY, 600), range(0, MANY, 3)
    assert len(rare) <= FEW < len(odd)
    with store.reading() as unit:
        for value, numbers in (("rare", rare), ("odd", odd)):
            whole = keys(unit, Sought(marks={"kind": (value,)}))
            assert whole == in_order(numbers)
            middle = int(whole[len(whole) // 2])
            after = keys(unit, Sought(marks={"kind": (value,)}), past=(f"{middle % 7}", f"{middle:05}"))
            assert after == whole[len(whole) // 2 + 1 :]
        assert keys(unit, Sought(words=("seldom",))) == in_order(rare)
        assert len(keys(unit, Sought(words=("often",)))) == MANY
        assert keys(unit, Sought(words=("often",), marks={"id": ("7",), "kind": ("odd",)})) == []


def test_a_rare_one_is_not_searched_for(store: SqlStore) -> None:
    """P26: one entry of a long registry costs what one entry costs, and not a look at all of them."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps statistics and knows by itself")
    with store.reading() as unit:
        everything = steps(lambda: unit.rows.list("many", newest_first=True, limit=MANY))
        for sought in (Sought(marks={"id": ("1234",)}), Sought(marks={"kind": ("rare",)}), Sought(words=("seldom",))):
            found = steps(lambda sought=sought: unit.rows.list("many", sought=sought, limit=1))  # type: ignore[misc]
            assert found * 10 < everything


def test_a_count_ends_where_it_may(store: SqlStore) -> None:
    """P26: what is sought by a common word is counted up to the most that is told, and nothing is gathered for it."""
    many = {"often": MANY, "seldom": 5, "never": 0}
    with store.reading() as unit:
        for word, number in many.items():
            assert unit.rows.count("many", sought=Sought(words=(word,))) == number
            assert unit.rows.count("many", sought=Sought(words=(word,)), most=10) == min(number, 10)
            assert unit.rows.count("another", sought=Sought(words=(word,))) == 0
        for marks, number in (({"kind": ("odd",)}, 1000), ({"kind": ("odd", "rare")}, 1000), ({"kind": ("none",)}, 0)):
            assert unit.rows.count("many", sought=Sought(marks=marks)) == number
            assert unit.rows.count("many", sought=Sought(marks=marks), most=10) == min(number, 10)
            assert unit.rows.count("another", sought=Sought(marks=marks)) == 0
        if connection.vendor == "sqlite":
            for sought in (Sought(words=("often",)), Sought(marks={"kind": ("odd",)})):
                whole, some = (
                    steps(lambda s=sought, m=most: unit.rows.count("many", sought=s, most=m))  # type: ignore[misc]
                    for most in (None, 10)
                )
                assert some * 5 < whole
