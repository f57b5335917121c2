# SPDX-License-Identifier: Apache-2.0
"""Every text of a whole case carries a mark, and none of them lies anywhere in clear; a build that leaks is caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.measured import keep
from tests.servers import postgresql
from tests.slow.hunted import copied, hunt
from tests.slow.leaks import LEAKS, PARTS, Leak

TABLE: list[tuple[str, str]] = []


@pytest.mark.slow
def test_no_word_of_a_whole_case_lies_anywhere_in_clear(tmp_path: Path) -> None:
    """P21: files, write-ahead log, free pages, letters, log, temporary files, backup, crashes; on SQLite."""
    found = hunt(tmp_path, pages=40)
    keep({"markers.sqlite.said": (len(found.marks.said), "count"), "markers.sqlite.found": (len(found.leaks), "count")})
    assert found.leaks == []
    assert len(found.marks.said) > 200


@pytest.mark.slow
def test_no_word_of_a_whole_case_lies_anywhere_in_postgresql(tmp_path: Path) -> None:
    """P21: the same, with the raw folder of the database server, its own log, and a dump in the backup."""
    with postgresql(durable=True) as address:
        found = hunt(tmp_path, pages=10, database=address)
    said = {"markers.postgresql.said": (len(found.marks.said), "count")}
    keep({**said, "markers.postgresql.found": (len(found.leaks), "count")})
    assert found.leaks == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package that may be spoiled."""
    return copied(tmp_path_factory.mktemp("leaky"))


@pytest.mark.slow
def test_an_unspoiled_copy_leaks_nothing(copy: Path, tmp_path: Path) -> None:
    """P27: otherwise every leak below would look caught."""
    found = hunt(tmp_path, parts=PARTS, source=copy)
    assert found.leaks == []
    assert f"{copy}" in found.said, "it is the copy that was walked"


@pytest.mark.slow
@pytest.mark.parametrize("leak", LEAKS, ids=[leak.name for leak in LEAKS])
def test_a_planted_leak_is_found(leak: Leak, copy: Path, tmp_path: Path) -> None:
    """P21, P27: a hunt that finds nothing says something only where it would find."""
    path = copy / "comity" / leak.file
    sound = path.read_text("utf-8")
    assert sound.count(leak.old) == 1, f"{leak.file} does not say {leak.old!r} once any more"
    path.write_text(sound.replace(leak.old, leak.new), "utf-8")
    try:
        found = hunt(tmp_path, parts=(leak.part,), source=copy)
    finally:
        path.write_text(sound, "utf-8")
    TABLE.append((leak.name, next(iter(found.leaks), "")))
    assert found.leaks, f"nobody noticed: {leak.name}"


@pytest.mark.slow
def test_the_table_of_planted_leaks() -> None:
    """P27: printed, for whoever asks what the hunt can see."""
    caught = sum(bool(where) for _name, where in TABLE)
    print(*(f"{'caught' if where else 'MISSED':<7} {name}: {where}" for name, where in TABLE), sep="\n")
    if len(TABLE) == len(LEAKS):
        keep({"markers.leaks.planted": (len(LEAKS), "count"), "markers.leaks.caught": (caught, "count")})
    assert len(LEAKS) >= 15
