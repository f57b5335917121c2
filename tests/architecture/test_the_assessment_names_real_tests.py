# SPDX-License-Identifier: Apache-2.0
"""The data protection assessment rests on tests: each that it names must be there, and each measure must name one."""

from __future__ import annotations

import re

from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs" / "data-protection.md").read_text("utf-8")


def risks() -> list[list[str]]:
    """The rows of the table of risks, cell by cell."""
    section = PAGE.partition("\n## Risks")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_every_test_that_the_assessment_names_exists() -> None:
    """P21: a measure that nothing holds would stand there as if something did."""
    defined = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text("utf-8"), re.M)
    }
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert named
    assert named - defined == set()


def test_every_risk_has_a_measure_a_test_and_what_remains() -> None:
    """P21: no risk without a measure that is tested, and none said to be gone."""
    rows = risks()
    assert len(rows) >= 10
    assert [row[0] for row in rows if len(row) != 5 or not all(row) or "`test_" not in row[3]] == []


def test_whoever_opens_a_council_is_led_to_it() -> None:
    """P21: the controller must decide before opening, so the page for operators leads there."""
    assert "(data-protection.md)" in (ROOT / "docs" / "operating.md").read_text("utf-8")
    assert "## What the controller must decide" in PAGE
