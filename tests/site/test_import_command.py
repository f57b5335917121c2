# SPDX-License-Identifier: Apache-2.0
"""`comity import cases`: tables and spreadsheets of a community's past, read whole or not at all."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from comity.core.clause import Malformed, Refusal
from comity.desk.past import past, spans
from comity.edge.sheets import meaning, tables
from comity.edge.sheets.meaning import Line, Meaning
from comity.site import past as pasts
from comity.site.court import KNOWN_AS
from tests.site.courthouse import MEMBERS, House

HEADS = "Case no.;Closed on;Kind;Result;People;What happened\n"
ROWS = (
    "12;30.11.2025;Doxxing in the forum;Warned;Robin Vale;They posted a street.\n"
    "13;02.12.2025;Shouting;Nothing came of it;Robin  vale; Kim Holt;\n"
)
MAP = """
[columns]
ref = "Case no."
closed = "Closed on"
kind = "Kind"
ending = "Result"
about = "People"
text = "What happened"
[dates]
form = "%d.%m.%Y"
[kind]
"Doxxing in the forum" = "doxxing"
"Shouting" = "shouting"
[ending]
"Warned" = "measure"
"Nothing came of it" = "no-finding"
[about]
between = "/"
"""


def kept(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(folder: Path, table: str | bytes, map_: str = MAP, name: str = "past.csv") -> tuple[tuple[Line, ...], Meaning]:
    means = meaning.meaning(kept(folder, "map.toml", map_))
    return meaning.lines(tables.read(kept(folder, name, table)), means), means


TABLE = HEADS + ROWS.replace("Robin  vale; Kim Holt", "Robin  vale / Kim Holt")


def take(
    house: House, found: tuple[tuple[Line, ...], Meaning], by: str = "chair", only_try: bool = False
) -> pasts.Taken:
    lines, means = found
    return pasts.take(house.court, lines, means, by=by, at=house.clock.at, only_try=only_try)


def test_a_table_is_taken_over_once_with_its_texts_sealed_and_its_names_apart(house: House, tmp_path: Path) -> None:
    """P21, P22, P24: codes in the history, texts for the bench, names in the vault; again, nothing changes."""
    house.sitting()
    found = read(tmp_path, TABLE)
    assert take(house, found, only_try=True).new == 2
    assert not past(house.court).taken
    done = take(house, found)
    assert (done.new, done.texts, done.names) == (2, 1, 3)
    cases = list(past(house.court).taken.values())
    assert [(one.kind, one.ending) for one in cases] == [("doxxing", "measure"), ("shouting", "no-finding")]
    assert cases[0].about == cases[1].about[:1]
    assert house.outside.vault.get(cases[1].about[1])[KNOWN_AS] == "Kim Holt"
    assert house.court.past.read("chair", cases[0].words) == "They posted a street."
    for stranger in ("delegate-1", "", "admin"):
        assert house.court.past.read(stranger, cases[0].words) is None
    with house.outside.store.reading() as unit:
        told = "".join(str(one.data) for one in unit.history.load("past:here"))
    assert not any(word in told for word in ("street", "Robin", "Kim", '"12"'))
    before = len(house.court.desk.events("past:here"))
    assert take(house, found).new == 0
    assert len(house.court.desk.events("past:here")) == before


def test_only_in_the_name_of_who_presides_and_a_row_is_never_told_otherwise(house: House, tmp_path: Path) -> None:
    """P10, P17: a member takes nothing over; a changed row is a fault at its place, and the whole file stays out."""
    house.sitting()
    found = read(tmp_path, TABLE)
    for by in (MEMBERS[0], "mallory"):
        with pytest.raises(Refusal):
            take(house, found, by=by)
    take(house, found)
    changed = read(tmp_path, TABLE.replace("Warned", "Nothing came of it") + "14;03.12.2025;Shouting;Warned;;\n")
    with pytest.raises(Malformed) as wrong:
        take(house, changed)
    assert [fault.field for fault in wrong.value.faults] == ["row 2, Case no."]
    assert len(past(house.court).taken) == 2


def test_no_figure_of_a_season_counts_them_and_they_stand_by_their_time(house: House, tmp_path: Path) -> None:
    """P19, P22: they are no case of this council."""
    house.sitting()
    take(house, read(tmp_path, TABLE))
    assert [(one.name, one.cases) for one in spans(house.court)] == [("2025", 2)]
    with house.outside.store.reading() as unit:
        assert not unit.rows.list("cases")


def faults(folder: Path, table: str | bytes, map_: str = MAP, name: str = "past.csv") -> list[tuple[str, str]]:
    with pytest.raises(Malformed) as wrong:
        read(folder, table, map_, name)
    return [(fault.field, fault.rule) for fault in wrong.value.faults]


def test_what_is_wrong_is_said_by_row_column_and_rule_all_at_once(tmp_path: Path) -> None:
    """P26: days, missing cells, too many names."""
    names = "/".join(f"n{n}" for n in range(21))
    table = f"{HEADS}12;2025-99-01;Shouting;Warned;;\n;30.11.2025;;Warned;;\n14;30.11.2025;Shouting;Warned;{names};\n"
    assert faults(tmp_path, table) == [
        ("row 2, Closed on", "day"), ("row 3, Case no.", "not empty"), ("row 3, Kind", "not empty"),
        ("row 4, People", "names"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "map_", "name", "field"),
    [
        (HEADS, MAP, "past.csv", "FILE"),
        ("", MAP, "past.csv", "FILE"),
        ("a;b\n1;2\n", MAP, "past.csv", "FILE"),
        ("a;a\n1;2\n", MAP, "past.csv", "FILE"),
        (b"\xff\xfe\x00", MAP, "past.csv", "FILE"),
        ('a;b\n"1;2\n', MAP, "past.csv", "FILE"),
        (TABLE, MAP, "past.pdf", "FILE"),
        (b"PK\x03\x04 no archive", MAP, "past.xlsx", "FILE"),
        (TABLE, "[columns", "past.csv", "--map"),
        (TABLE, "[colums]\nref = 'x'\n", "past.csv", "--map colums"),
        (TABLE, "[columns]\nname = 'x'\n", "past.csv", "--map columns.name"),
        (TABLE, "[kind]\nx = 3\n", "past.csv", "--map kind"),
        (HEADS + "1;" + "x" * 100_001 + "\n", MAP, "past.csv", "row 2, Closed on"),
    ],
)
def test_a_file_that_is_none_is_named_with_its_rule(
    tmp_path: Path, table: str | bytes, map_: str, name: str, field: str
) -> None:
    """P26: never a trace of the program, and nothing is taken over."""
    assert faults(tmp_path, table, map_, name)[0][0] == field


def sheet(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_spreadsheet_is_read_as_its_table_would_be(tmp_path: Path) -> None:
    """P22: days as days, whole numbers as references, empty rows passed over, formulas never run."""
    heads = ("ref", "closed", "kind", "ending", "about", "text")
    raw = sheet(heads, (12, date(2025, 11, 30), "doxxing", "measure", "Robin Vale", "=1+1"), (), (None, None))
    (line,), _means = read(tmp_path, raw, "", "past.xlsx")
    assert (line.ref, line.closed, line.about) == ("12", datetime(2025, 11, 30, tzinfo=UTC), ("Robin Vale",))
    assert line.text == ""


def test_an_archive_that_would_grow_beyond_measure_is_not_opened(tmp_path: Path) -> None:
    """P26: a small file that is a large one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b"0" * (tables.GROWN + 1))
    assert faults(tmp_path, out.getvalue(), "", "past.xlsx") == [("FILE", "size")]
