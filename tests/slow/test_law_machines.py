# SPDX-License-Identifier: Apache-2.0
"""Ten thousand steps under every law that exists, and what they reached."""

from __future__ import annotations

import pytest

from bench.measured import keep
from comity.core.procedure.words import MOMENTS
from tests.core.machines.docket import grounds, hunt, phase_pairs, play, reasons
from tests.core.machines.game import Seen

STEPS = 10_000
REACHED: dict[str, Seen] = {}


@pytest.mark.parametrize("name", sorted(grounds()))
def test_ten_thousand_steps_keep_every_promise(name: str) -> None:
    """P4, P5, P6, P7, P10, P11, P13, P25: seeded games until the steps are taken, then a hunt for the ways left out."""
    seen = REACHED.setdefault(name, Seen())
    seed = 0
    while seen.steps < STEPS:
        seed += 1
        play(name, seed=seed, steps=150, seen=seen)
    hunt(name, seen, steps=STEPS)


def test_what_ten_thousand_steps_reached() -> None:
    """P27: printed, and kept with the measured figures: moments, refusals and ways between phases."""
    every = {(kind.value, moment) for kind, moments in MOMENTS.items() for moment in moments}
    moments = {m for seen in REACHED.values() for m in seen.facts}
    refused = {r for seen in REACHED.values() for r in seen.reasons}
    ways = {name: phase_pairs(grounds()[name][0]) for name in REACHED}
    walked = {name: ways[name] & REACHED[name].pairs for name in REACHED}
    for name in sorted(REACHED):
        missing = ", ".join(f"{a or 'intake'} -> {b}" for a, b in sorted(ways[name] - walked[name]))
        print(
            f"{name:<34} {REACHED[name].steps:>6} steps  {len(walked[name]):>2} of {len(ways[name]):>2} ways  {missing}"
        )
    print(f"moments {len(moments)} of {len(every)}; refusals in the games {len(refused)} of {len(reasons())}")
    keep({
        "machines.docket.steps": (sum(s.steps for s in REACHED.values()), "count"),
        "machines.docket.moments": (len(moments) * 100 // len(every), "percent reached"),
        "machines.docket.ways": (_share(walked, ways), "percent walked"),
    })  # fmt: skip
    assert moments == every


def _share(walked: dict[str, set[tuple[str, str]]], ways: dict[str, set[tuple[str, str]]]) -> int:
    return sum(map(len, walked.values())) * 100 // max(1, sum(map(len, ways.values())))
