# SPDX-License-Identifier: Apache-2.0
"""The queue of the public log: what is promised, numbered and found again, on the fake and on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.desk.leaves import Batch
from comity.desk.ports import Missing, Promise, Store
from tests.rooms import EPOCH


def test_a_leaf_is_promised_and_not_yet_numbered(store: Store) -> None:
    """P1: a promise is given at once and says until when; the log says honestly that the proof is still to come."""
    with store.transaction() as unit:
        first, second = unit.log.append(b"leaf", at=EPOCH), unit.log.append(b"leaf", at=EPOCH)
    assert first.leaf == second.leaf
    assert first.place < second.place
    assert timedelta(minutes=5) <= first.until - EPOCH <= timedelta(hours=6, minutes=5)
    with store.reading() as unit:
        assert unit.log.placed(second).number is None
        assert [leaf for _, leaf in unit.log.waiting()] == [b"leaf", b"leaf"]
        assert (unit.log.overdue(first.until), unit.log.overdue(first.until + timedelta(seconds=1))) == (0, 2)
        with pytest.raises(Missing):
            unit.log.placed(Promise(place=first.place, leaf="0" * 64, until=EPOCH))


def test_a_sealed_leaf_is_found_by_its_tag_and_promised_once(store: Store) -> None:
    """P1: the same acknowledgement twice is one leaf, with its first promise."""
    with store.transaction() as unit:
        first = unit.log.append(b"leaf", at=EPOCH, tag="t")
        assert unit.log.append(b"other", at=EPOCH + timedelta(days=1), tag="t") == first
        assert unit.log.find("u") is None
        assert unit.log.find("") is None
    with store.reading() as unit:
        found = unit.log.find("t")
        assert found is not None
        assert (found.leaf, found.until, found.number) == (b"leaf", first.until, None)


def test_a_batch_numbers_what_it_takes_for_good(store: Store) -> None:
    """P17: numbers have no gap, and what the batch was filled with is read back like any other leaf."""
    with store.transaction() as unit:
        mine = unit.log.append(b"mine", at=EPOCH)
        assert unit.log.take(EPOCH, [(None, b"x"), (mine.place, b"mine"), (None, b"y")]) == 3
        unit.log.append(b"later", at=EPOCH)
    with store.transaction() as unit:
        unit.log.keep(b"note", 2)
        assert unit.log.last() == Batch(due=EPOCH, size=3, note=b"")
        unit.log.keep(b"note", 3)
    with store.reading() as unit:
        assert (unit.log.size(), list(unit.log.numbered(0, 9))) == (3, [b"x", b"mine", b"y"])
        assert unit.log.placed(mine).number == 1
        assert [leaf for _, leaf in unit.log.waiting()] == [b"later"]
        assert unit.log.batches() == [Batch(due=EPOCH, size=3, note=b"note")]


def test_what_was_published_before_a_backup_came_back_is_numbered_again(store: Store) -> None:
    """P25: a leaf that waits and was published is that leaf; the others come in beside it."""
    with store.transaction() as unit:
        mine = unit.log.append(b"mine", at=EPOCH)
        unit.log.append(b"other", at=EPOCH)
        assert unit.log.adopt(EPOCH, [b"x", b"mine", b"mine"]) == 3
        assert unit.log.placed(mine).number == 1
        assert [leaf for _, leaf in unit.log.waiting()] == [b"other"]
