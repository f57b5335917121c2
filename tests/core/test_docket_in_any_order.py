# SPDX-License-Identifier: Apache-2.0
"""Every law in any order: lawful and unlawful acts, time, asks and elections, watched by an independent oracle."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from comity.core.procedure.words import MOMENTS
from tests.core.machines.docket import grounds, hunt, machine, phase_pairs, play, reasons
from tests.core.machines.game import Seen
from tests.core.sitting import REACHED, REFUSED
from tests.core.walking import SLOW

ANY_ORDER = settings(
    max_examples=100 if SLOW else 8,
    stateful_step_count=100 if SLOW else 25,
    deadline=None,
    derandomize=not SLOW,
    suppress_health_check=list(HealthCheck),
)
SENTENCES = ("test_docket", "test_docket_votes", "test_docket_hearing", "test_docket_measures", "test_docket_time",
             "test_docket_acts", "test_docket_asks", "test_docket_calendar", "test_docket_declaring",
             "test_docket_shut", "test_docket_ending", "test_docket_called",
             "test_docket_linking", "test_files")  # fmt: skip


@pytest.mark.parametrize("name", sorted(grounds()))
def test_a_case_keeps_every_promise_in_any_order(name: str) -> None:
    """P4, P5, P6, P7, P10, P11, P13, P25: what the oracle holds, under each law that exists."""
    run_state_machine_as_test(machine(name, Seen()), settings=ANY_ORDER)


@pytest.mark.parametrize(("name", "games"), [("minimal", 20), ("full", 60), ("full without a calendar", 20)])
def test_seeded_games_keep_every_promise(name: str, games: int) -> None:
    """P25: the same games on every machine; every way between two phases is walked."""
    seen = Seen()
    for seed in range(games):
        play(name, seed=seed, steps=100, seen=seen)
    if name == "full":
        hunt(name, seen, steps=2000)
        assert phase_pairs(grounds()[name][0]) <= seen.pairs


def test_every_moment_and_every_refusal_is_reached() -> None:
    """P7: what can happen and what can be refused is what the sentences and the games make happen."""
    for sentence in sentences():
        sentence()
    seen = Seen()
    for seed in range(10):
        play("full", seed=seed, steps=60, seen=seen)
    every = {(kind.value, moment) for kind, moments in MOMENTS.items() for moment in moments}
    assert REACHED | seen.facts == every
    assert reasons() - (REFUSED | seen.reasons) == set()


def sentences() -> Iterator[Callable[[], None]]:
    """The plain tests of the docket, each with each of its parameters."""
    for name in SENTENCES:
        module = importlib.import_module(f"{_package()}{name}")
        for test in (value for key, value in vars(module).items() if key.startswith("test_")):
            yield from _with_parameters(test)


def _package() -> str:
    return ".".join(Path(__file__).parts[-3:-1]) + "."


def _with_parameters(test: Any) -> Iterator[Callable[[], None]]:
    marks = [m for m in getattr(test, "pytestmark", []) if m.name == "parametrize"]
    if not marks:
        yield test
        return
    names, rows = marks[0].args
    fields = names.split(",") if isinstance(names, str) else names
    for row in rows:
        values = row if len(fields) > 1 else (row,)
        yield partial(test, **dict(zip(fields, values, strict=True)))


def test_the_sentences_are_found() -> None:
    """P7: the list above is not empty by mistake."""
    assert len(list(sentences())) > 150
    assert isinstance(importlib.import_module("tests.core.test_docket"), ModuleType)
