# SPDX-License-Identifier: Apache-2.0
"""Whether the time of an answer tells a right receipt from a wrong one."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from bench.clients import Told
from bench.measured import keep
from bench.pages import COMITY, served, variables
from bench.receipts import Visitor, come_back, filed, prepared
from comity.edge.web.locator import Receipt

pytestmark = pytest.mark.slow

TRIES = 5000
REPORTS = 64
MOST = 0.55


def test_the_time_of_an_answer_tells_no_right_receipt_from_a_wrong_one(tmp_path: Path) -> None:
    """P3: 5,000 interleaved tries through the real server; the best threshold on time hardly beats chance."""
    prepared(tmp_path)
    ours, chance = variables(tmp_path), random.Random(3)
    with served([COMITY, "serve"], f"{ours['COMITY_BIND']}/healthz", ours) as port:
        _told, receipts = filed(port, 4, REPORTS)
        visitor = Visitor(port)
        hidden = {k: v for k, v in visitor.form("/").items() if k == "csrfmiddlewaretoken"}
        times: dict[bool, list[float]] = {True: [], False: []}
        for turn in range(TRIES + REPORTS):
            right = chance.random() < 0.5
            wrong = " ".join(Receipt.of(chance.randbytes(16).hex()).words)
            told, begun = Told(), time.perf_counter()
            come_back(visitor, hidden, chance.choice(receipts) if right else wrong, told)
            taken = time.perf_counter() - begun
            assert bool(told.times) == right
            if turn >= REPORTS:
                times[right].append(taken)
        visitor.close()
    found = area(times[True], times[False])
    keep({"receipts.time.area": (round(found, 3), "area under the curve"), "receipts.time.tries": (TRIES, "count")})
    assert found <= MOST


def area(one: Sequence[float], other: Sequence[float]) -> float:
    """The area under the curve of the best threshold: 0.5 tells nothing, 1 tells all. Equal times count half."""
    ranked = sorted([(t, True) for t in one] + [(t, False) for t in other])
    below, found, start = 0.0, 0.0, 0
    edges = [0, *(n for n, (a, b) in enumerate(pairwise(ranked), 1) if a[0] != b[0]), len(ranked)]
    for start, end in pairwise(edges):
        ties = [right for _t, right in ranked[start:end]]
        rights, wrongs = sum(ties), len(ties) - sum(ties)
        found += rights * (below + wrongs / 2)
        below += wrongs
    share = found / (len(one) * len(other))
    return max(share, 1 - share)


def test_the_area_is_a_half_where_nothing_is_told_and_one_where_all_is() -> None:
    """P3: the measure itself."""
    assert area([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]) == 0.5
    assert area([1.0, 2.0], [3.0, 4.0]) == 1.0
    assert area([3.0, 4.0], [1.0, 2.0]) == 1.0
    assert area([1.0, 3.0], [2.0, 2.0]) == 0.5
