# SPDX-License-Identifier: Apache-2.0
"""A roll is imported from lines that anybody can read, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from comity.core.clause import Fault, Malformed
from comity.site.commands.doctor import bad_rolls
from comity.site.rolls import MOST_FAULTS, NO_ROLL, RollFiles, from_csv
from tests.site.courthouse import House

LINES = b"delegate,weight\nanna.eth,7000000\nben-2,1\n"


def test_a_roll_is_read_in_whole_units_and_named_by_its_bytes() -> None:
    """P15: the digest is that of the file, so that anybody can check which roll it was."""
    found = from_csv(LINES)
    assert found.roll.weights == {"anna.eth": 7_000_000, "ben-2": 1}
    assert (found.amount, found.roll.digest) == (7_000_001, hashlib.sha256(LINES).hexdigest())
    assert from_csv(LINES, amount=10**30).amount == 10**30


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfDelegate , WEIGHT\r\nanna.eth,7000000\r\n\r\nben-2,1\r\n",
        b'"delegate","weight"\n"anna.eth",7000000\nben-2, 1',
    ],
)  # fmt: skip
def test_what_a_spreadsheet_writes_is_read_too(text: bytes) -> None:
    """P26: a mark at the beginning, quotes, spaces, other ends of lines."""
    assert from_csv(text).roll.weights == {"anna.eth": 7_000_000, "ben-2": 1}


@pytest.mark.parametrize(
    ("text", "field", "rule"),
    [
        (b"", "line 1", "heading"),
        (b"anna,5\n", "line 1", "heading"),
        (b"delegate,weight\n", "line 2", "somebody"),
        (b"delegate,weight\nanna\n", "line 2", "two columns"),
        (b"delegate,weight\nanna,5,6\n", "line 2", "two columns"),
        (b"delegate,weight\nanna,5\nanna,6\n", "line 3", "once"),
        (b"delegate,weight\nanna,0\n", "line 2", "whole units"),
        (b"delegate,weight\nanna,-5\n", "line 2", "whole units"),
        (b"delegate,weight\nanna,5.5\n", "line 2", "whole units"),
        (b"delegate,weight\nanna," + b"9" * 42 + b"\n", "line 2", "whole units"),
        (b"delegate,weight\n\xd9\xa3,5\n", "line 2", "pseudonym"),
        (b"delegate,weight\nanna,\xd9\xa3\n", "line 2", "whole units"),
        (b"delegate,weight\nAnna Smith,5\n", "line 2", "pseudonym"),
        (b'delegate,weight\nok,1\n"anna,5\n', "line 3", "csv"),
        (b"delegate,weight\nok,1\n\xff,5\n", "line 3", "utf-8"),
    ],
)
def test_a_wrong_line_is_named_with_its_rule(text: bytes, field: str, rule: str) -> None:
    """P26: the line and the rule, and nothing of the file is taken."""
    with pytest.raises(Malformed) as wrong:
        from_csv(text)
    assert (wrong.value.faults[0].field, wrong.value.faults[0].rule) == (field, rule)


def test_every_wrong_line_is_told_up_to_a_bound_and_an_amount_below_the_weights_is_one() -> None:
    """P26: one look is enough to mend a file."""
    with pytest.raises(Malformed) as wrong:
        from_csv(b"delegate,weight\n" + b"anna,x\n" * 50)
    assert len(wrong.value.faults) == MOST_FAULTS
    with pytest.raises(Malformed) as little:
        from_csv(LINES, amount=7_000_000)
    assert little.value.faults[0].field == "--amount"


def test_a_kept_roll_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    """P15: whole or not at all, and read anew at once."""
    rolls = RollFiles(tmp_path / "rolls")
    assert rolls.roll("house").roll.digest == NO_ROLL
    rolls.keep("house", from_csv(LINES))
    assert rolls.roll("house").amount == 7_000_001
    path = rolls.keep("house", from_csv(b"delegate,weight\ncleo,3\n"))
    assert rolls.roll("house").roll.weights == {"cleo": 3}
    assert json.loads(path.read_text("utf-8"))["amount"] == 3
    assert [p.name for p in path.parent.iterdir()] == ["house.json"]


def test_the_doctor_finds_a_roll_that_cannot_be_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """P15: a house whose roll is broken could object to nothing, and the operator hears of it."""
    house.sitting()
    assert list(bad_rolls(house.court)) == []

    def broken(house_role: str, at: object) -> None:
        raise Malformed([Fault(field="house.json", rule="roll", text="a roll has a digest")])

    monkeypatch.setattr(house.rolls, "roll", broken)
    assert [(one.rule, one.where) for one in bad_rolls(house.court)] == [("roll", "house.json")]
