# SPDX-License-Identifier: Apache-2.0
"""`comity procedure`: check a procedure, read it aloud, compare two, begin one of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comity import cli
from comity.site.laws import SHIPPED, read_law

SMALL = str(SHIPPED / "templates" / "small.toml")
BARE = """[procedure]
id = "bare/1"
title = "Bare"
community = "An invented sample"
text = "Too little."
[[role]]
id = "reporter"
stands = "reporter"
text = "Who tells."
[[intake]]
id = "report"
text = "Tell."
channels = ["form"]
starts = ["open"]
[[phase]]
id = "open"
text = "Nothing follows."
"""


@pytest.fixture
def bare(tmp_path: Path) -> str:
    """A procedure whose cases can never end."""
    path = tmp_path / "bare.toml"
    path.write_text(BARE, "utf-8")
    return str(path)


def test_lint_answers_yes_to_a_sample_and_names_its_oversight(capsys: pytest.CaptureFixture[str]) -> None:
    """M15: 0 is the answer that nothing stands against adopting it."""
    assert cli.main(["procedure", "lint", SMALL]) == 0
    assert "oversight: none" in capsys.readouterr().out


def test_lint_answers_no_with_the_law_the_witness_and_a_way_out(bare: str, capsys: pytest.CaptureFixture[str]) -> None:
    """P7: 1 is the answer that a promise is not kept, and which."""
    assert cli.main(["procedure", "lint", bare]) == 1
    shown = capsys.readouterr().out
    assert "every case can end" in shown
    assert "seen: a case by 'report'" in shown
    assert "way out:" in shown
    assert "\033[" not in shown


def test_lint_speaks_json(bare: str, capsys: pytest.CaptureFixture[str]) -> None:
    """P7: a machine gets the same findings."""
    assert cli.main(["procedure", "lint", bare, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["clean"] is False
    assert {"severity", "field", "rule", "text", "witness", "way_out"} <= document["findings"][0].keys()


@pytest.mark.parametrize("text", ["x =", BARE.replace("starts = ", "begins = "), BARE.replace('["open"]', '["none"]')])
def test_a_file_that_cannot_be_read_is_told_field_by_field(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """P26: 2 is the answer that it could not be asked; never a traceback."""
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    assert cli.main(["procedure", "lint", str(path)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("comity: wrong.toml: ")
    assert "(rule: " in told


def test_an_unknown_id_is_answered_with_those_that_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    """P26: a way out where one is known."""
    assert cli.main(["procedure", "render", "optimism/season-99"]) == 2
    assert "optimism/season-5-v1" in capsys.readouterr().err


def test_render_and_diff_take_ids_and_files(capsys: pytest.CaptureFixture[str]) -> None:
    """M15: the same law under its name and its path."""
    assert cli.main(["procedure", "render", "templates/small"]) == 0
    assert capsys.readouterr().out.startswith("# A small council")
    assert cli.main(["procedure", "diff", SMALL, "templates/foundation"]) == 0
    assert capsys.readouterr().out.startswith("# From templates/small to templates/foundation")


@pytest.mark.parametrize("begin", [["--small"], [], ["--from", "templates/house"], ["--from", "optimism/proposed"]])
def test_new_begins_a_procedure_that_can_be_read_at_once(begin: list[str], tmp_path: Path) -> None:
    """M15: a community starts from a whole text in its own name, with the calendar that it counts by."""
    assert cli.main(["procedure", "new", *begin, "--community", 'Fernhollow "Commons"', "--out", str(tmp_path)]) == 0
    law = read_law(tmp_path / "1.toml")
    assert (law.procedure.id, law.procedure.community) == ("fernhollow-commons/1", 'Fernhollow "Commons"')
    assert (law.procedure.since, law.procedure.supersedes) == (None, "")
    assert (tmp_path / "calendar.toml").exists() == bool(law.procedure.calendar)


def test_new_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P26: what is there stays there."""
    words = ["procedure", "new", "--small", "--community", "Fernhollow", "--out", str(tmp_path)]
    assert cli.main(words) == 0
    before = (tmp_path / "1.toml").read_text("utf-8")
    assert cli.main(words) == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "1.toml").read_text("utf-8") == before
