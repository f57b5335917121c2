# SPDX-License-Identifier: Apache-2.0
"""When a way in is silent, and when it is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from comity.desk.heartbeat import PATIENCE, PERIOD, SOON, Beat, due, silent

AT = datetime(2026, 4, 1, 12, tzinfo=UTC)


def test_a_way_is_silent_when_its_last_drill_failed_or_none_came_through_for_too_long() -> None:
    """P1: also where nobody tries any more."""
    fine = Beat(way="report", tried=AT, heard=AT)
    broken = Beat(way="tear", tried=AT, heard=AT, wrong="sent-500")
    never = Beat(way="api", tried=AT)
    assert silent((fine, broken, never), AT) == (broken, never)
    assert not fine.silent(AT + PATIENCE - timedelta(seconds=1))
    assert fine.silent(AT + PATIENCE)


def test_a_drill_is_due_each_period_and_sooner_after_one_that_failed() -> None:
    """P1: a way that was never tried is tried at once."""
    fine, broken = Beat(way="report", tried=AT, heard=AT), Beat(way="report", tried=AT, wrong="sent-500")
    assert due((), ("report",), AT)
    assert not due((fine,), ("report",), AT + PERIOD - timedelta(seconds=1))
    assert due((fine,), ("report",), AT + PERIOD)
    assert due((broken,), ("report",), AT + SOON)
    assert due((fine,), ("report", "api"), AT)
    assert not due((), (), AT)
