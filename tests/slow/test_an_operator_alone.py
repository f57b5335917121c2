# SPDX-License-Identifier: Apache-2.0
"""An operator who takes home and database along, and tries every key that lies in them on all that is sealed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.measured import keep
from tests.slow.burglar import Burglar, burgled
from tests.slow.hunted import Hunt, hunt

COUNCIL = ("paper", "words")
"""What the fields are called whose texts are papers of the council, of its parties and of whoever reports."""


def opened(walked: Hunt, found: Burglar) -> set[str]:
    """The texts of which the burglar reads anything."""
    return walked.marks.spoken(found.loot)


def papers(names: set[str]) -> set[str]:
    """Those that are papers, or files beside them."""
    return {name for name in names if name.rpartition("/")[2] in COUNCIL or "/files/" in name}


@pytest.mark.slow
def test_with_the_servers_key_closed_the_whole_machine_opens_no_paper_of_a_council(tmp_path: Path) -> None:
    """P21: everybody of the council has a key: home and database together open nothing but what a party who took no
    words of their own filed, and the ground that everybody reads."""
    walked = hunt(tmp_path, parts=("closed",))
    found = burgled(tmp_path / "installation", f"sqlite:///{tmp_path / 'installation' / 'hunted.sqlite3'}")
    there = papers(set(walked.marks.said))
    read = {name for name in papers(opened(walked, found)) if not name.startswith("case-room/")}
    keep({"operator.papers": (len(there), "count"), "operator.opened": (len(read), "count")})
    assert len(there) > 50
    assert found.keys, "the identity of the house lies there"
    assert found.seals, "so does its seal"
    assert read == set()
    assert walked.leaks == []


@pytest.mark.slow
def test_while_the_servers_key_is_open_the_same_burglar_reads_all_of_it(tmp_path: Path) -> None:
    """P21, P27: the page that says so tells the truth, and a burglar that opens nothing could have."""
    walked = hunt(tmp_path, parts=("apart",))
    found = burgled(tmp_path / "installation", f"sqlite:///{tmp_path / 'installation' / 'hunted.sqlite3'}")
    read = papers(opened(walked, found))
    assert {name.rpartition("/")[2] for name in read} >= {"paper", "words"}
    assert len(read) > 30
