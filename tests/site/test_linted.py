# SPDX-License-Identifier: Apache-2.0
"""What the linter finds in a proposed version is worked out beside the worker and kept."""

from __future__ import annotations

import time
from pathlib import Path

from comity.core import adoption
from comity.core.clause import Fault
from comity.site.court import ADOPTION
from comity.site.linted import Findings, Reader, read_one, unread
from tests.site.courthouse import House

SMALL = "templates/small"


def test_findings_are_kept_by_the_digest_of_the_version(tmp_path: Path) -> None:
    """P25: what was found is read again, field by field, by another process too."""
    found = (Fault(field="phase.talk", rule="dead", text="never opened", witness="a case", way_out="an exit"),)
    assert Findings(tmp_path).found("ab" * 32) is None
    Findings(tmp_path).keep("ab" * 32, found)
    assert Findings(tmp_path).found("ab" * 32) == found
    in_memory = Findings()
    in_memory.keep("cd" * 32, ())
    assert in_memory.found("cd" * 32) == ()


def test_a_version_that_waits_for_a_decision_is_read_first_and_once(house: House) -> None:
    """P6: nobody adopts what the linter has not read, so it is read as soon as it is proposed."""
    house.sitting()
    digest = house.court.laws.named(SMALL).procedure.digest
    house.perform(adoption.Propose(digest=digest, version=SMALL, by="delegate-1"), "delegate-1", ADOPTION)
    first = unread(house.court)
    assert first is not None
    assert first.procedure.id == SMALL
    assert read_one(house.court)
    assert house.court.findings(digest) is not None
    following = unread(house.court)
    assert following is None or following.procedure.id != SMALL


def test_the_reader_works_beside_the_worker(house: House) -> None:
    """P24: it reads one version at a time, and whoever asks meanwhile is not kept waiting."""
    house.sitting()
    digest = house.court.laws.named(SMALL).procedure.digest
    house.perform(adoption.Propose(digest=digest, version=SMALL, by="delegate-1"), "delegate-1", ADOPTION)
    reader = Reader(house.court)
    reader.go_on()
    reader.go_on()
    until = time.monotonic() + 120
    while house.court.findings(digest) is None and time.monotonic() < until:
        time.sleep(0.05)
    assert house.court.findings(digest) is not None
