# SPDX-License-Identifier: Apache-2.0
"""The tokens are read by everybody, and nothing in a style sheet knows left from right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.edge.web.design import inks
from tests.architecture.tree import PACKAGE
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage

SHEETS = sorted((PACKAGE / "edge" / "web" / "static" / "comity").glob("*.css"))
_PHYSICAL = re.compile(
    r"(?<![\w-])((?:margin|padding|border)-(?:left|right)(?:-\w+)?|left|right|float|clear"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
)
_ALIGNED = re.compile(r"text-align:\s*(?:left|right)")
_FOUR = re.compile(r"(?<![\w-])(?:margin|padding|inset|border-width):\s*([^;{}]+)[;}]")


@pytest.fixture
def stage(tmp_path: Path, static_files: None, db: None) -> Iterator[Stage]:
    """An invented council at work."""
    with web_stage.opened(tmp_path) as found:
        yield found


@pytest.mark.parametrize("look", range(3), ids=["day", "night", "paper"])
def test_every_ink_is_read_on_every_ground_it_may_stand_on(look: int) -> None:
    """P2: text has a contrast of 4.5 or more, whatever must be seen one of 3, by day, by night and on paper."""
    day, *others = inks.tokens()
    colours = {**day, **({} if look == 0 else others[look - 1])}
    too_faint = [f"{p.ink} on {p.ground}: {p.told}, {p.least} needed" for p in inks.pairs(colours) if not p.holds]
    assert not too_faint


def test_contrast_is_counted_as_the_standard_counts_it() -> None:
    """P2: the gate can fail, and its numbers are those that others find."""
    assert inks.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert inks.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert inks.contrast("#ffffff", "#12605a") == pytest.approx(7.4, abs=0.1)
    with pytest.raises(ValueError, match="six hex digits"):
        inks.contrast("red", "#ffffff")
    faint = inks.pairs({**inks.tokens()[0], "ink-soft": "#c0c8c4"})
    assert [p.ground for p in faint if p.ink == "ink-soft" and not p.holds] == ["paper", "stone", "inset"]


@pytest.mark.parametrize("sheet", SHEETS, ids=[sheet.name for sheet in SHEETS])
def test_no_style_knows_left_from_right(sheet: Path) -> None:
    """P2: what begins a line in Arabic begins it on the other side, without a second style sheet."""
    assert not physical(sheet.read_text("utf-8"))


def test_a_style_that_knows_left_is_found() -> None:
    """P2: the gate can fail."""
    assert physical("a { margin-left: 1px; } b { text-align: right }") == ["margin-left", "text-align: right"]
    assert physical("a { padding: 1px 2px 3px 4px; } b { inset: 0 1px 0 1px; }") == ["1px 2px 3px 4px"]
    assert not physical("a { margin-inline-start: 1px; border-inline-end: 0; inset: auto -1px -1px; left-over: 1 }")


@pytest.mark.parametrize("language", ["", "/es", "/ar"])
def test_the_design_system_is_a_page_that_anybody_reads(stage: Stage, language: str) -> None:
    """P2: whoever builds or translates a page sees every part in its states; its forms do nothing."""
    person = Person()
    page = person.read(f"{language}/design")
    for part in ("refusal", "stamp none", "wrong", "slip", "swatch", "steps", "party", "arithmetic"):
        assert f'class="{part}' in page or f" {part}" in page
    form = next(f for f in web_stage.forms(page) if f["hidden"].get("act") == "asked")
    sent = person.send(f"{language}/design", form, choice="yes")
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{language}/design")
    assert stage.cases() == []


def physical(css: str) -> list[str]:
    """What knows left from right in a style sheet. Four values are fine where left and right are alike."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    four = [value.strip() for value in _FOUR.findall(plain)]
    uneven = [value for value in four if len(parts := _parts(value)) == 4 and parts[1] != parts[3]]
    return [*_PHYSICAL.findall(plain), *_ALIGNED.findall(plain), *uneven]


def _parts(value: str) -> list[str]:
    """The values of a property; what stands in brackets is one of them."""
    while "(" in value:
        value = re.sub(r"\w*\([^()]*\)", lambda found: re.sub(r"\W", "_", found[0]), value)
    return value.split()
