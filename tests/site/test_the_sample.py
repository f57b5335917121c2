# SPDX-License-Identifier: Apache-2.0
"""The sample's present day: an invented council that a visitor can sit in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from comity.desk.clock import SetClock
from comity.site import court as courts
from comity.site import sample
from comity.site.commands import NO
from comity.site.commands import sample as command
from comity.site.rooms import council_rules

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def court(database: object, tmp_path: object) -> courts.Court:
    """A court without history, on either database."""
    return courts.build(home=tmp_path, clock=SetClock(NOW))  # type: ignore[arg-type]


def test_every_seat_of_the_sample_procedure_is_held(court: courts.Court) -> None:
    """P23: whoever tries the sample finds somebody behind every door."""
    sample.begin(court, NOW)
    law = court.law(NOW)
    assert law is not None
    assert law.procedure.id == sample.PROCEDURE
    assert {role for role, people in court.roster().items() if people} == set(council_rules(law.procedure).posts)
    assert next(iter(sample.sitters(court))) == "member"


def test_a_sample_that_was_begun_is_left_alone(court: courts.Court) -> None:
    """P25: seating twice seats once."""
    sample.begin(court, NOW)
    version = court.desk.state(sample.COUNCIL).version
    sample.begin(court, NOW)
    assert court.desk.state(sample.COUNCIL).version == version


def test_a_real_site_signs_nobody_in_by_a_link(settings: object, capsys: pytest.CaptureFixture[str]) -> None:
    """P21: sign-in links exist in the sample only."""
    settings.COMITY_SAMPLE = False  # type: ignore[attr-defined]
    from argparse import Namespace

    assert command.run(Namespace(json=False)) == NO
    assert "/enter/" not in capsys.readouterr().out
