# SPDX-License-Identifier: Apache-2.0
"""A backup taken while the site runs, and what a restore refuses."""

from __future__ import annotations

import io
import json
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from comity.core.clause import Malformed
from comity.desk.clock import WallClock
from comity.desk.handle import Desk
from comity.desk.ports import Missing
from comity.edge.store.backup import make, restore
from comity.edge.store.history import SqlHistory
from comity.edge.store.papers import SqlPapers, SqlVault
from comity.edge.store.seal import Seal
from comity.edge.store.shelf import FileShelf
from comity.edge.store.tombs import Tombs
from comity.edge.store.unit import SqlStore
from comity.edge.store.wire import Wire
from tests.databases import fresh_url, opened
from tests.rooms import ROOMS, Enter, Note, Open

MADE = "2026-01-01T00:00:00Z"


def desk_of(alias: str) -> Desk:
    return Desk(store=SqlStore(alias), rooms=ROOMS, clock=WallClock())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with keys, drafts and a roll."""
    home = tmp_path / "home"
    (home / "procedures").mkdir(parents=True)
    (home / "procedures" / "draft.toml").write_text("id = 'x'", "utf-8")
    (home / "secret").write_text("s" * 64, "utf-8")
    (home / "seal.key").write_bytes(b"k" * 32)
    return home


@pytest.fixture
def written(beside: str) -> str:
    """A database with a short history."""
    desk = desk_of(beside)
    for n in range(3):
        desk.handle(Open(ceiling=9), act_id=f"o{n}", actor="a", stream=f"ledger:{n}")
        desk.handle(Enter(amount=1), act_id=f"e{n}", actor="a", stream=f"ledger:{n}")
    return beside


@pytest.fixture
def empty(tmp_path: Path, beside: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Another, empty database of the same kind."""
    (tmp_path / "empty").mkdir()
    with django_db_blocker.unblock(), opened(fresh_url(tmp_path / "empty")) as alias:
        yield alias


def history(alias: str) -> list[object]:
    return list(SqlHistory(Wire(connections[alias])).everything())


def test_what_was_saved_comes_back(written: str, empty: str, home: Path, tmp_path: Path) -> None:
    """P25: the same history, event by event, and the same drafts; and it goes on from there."""
    manifest = make(tmp_path / "b.tar", home=home, made=MADE, alias=written)
    assert (manifest["events"], manifest["streams"], manifest["broken_chains"]) == (6, 3, 0)
    assert restore(tmp_path / "b.tar", home=tmp_path / "other", alias=empty) == manifest
    assert history(empty) == history(written)
    assert (tmp_path / "other" / "procedures" / "draft.toml").is_file()
    again = desk_of(empty).handle(Enter(amount=1), act_id="e1", actor="a", stream="ledger:1")
    assert again.repeated
    assert desk_of(empty).handle(Enter(amount=1), act_id="new", actor="a", stream="ledger:1").version == 3


def test_what_was_destroyed_after_a_backup_is_destroyed_again(
    written: str, empty: str, home: Path, tmp_path: Path
) -> None:
    """P17, P21: an older backup brings no erased text and no erased address back."""
    seal = Seal.at_home(home)
    digests = [SqlPapers(written).put(text, "server") for text in (b"goes", b"stays")]
    SqlVault(seal, written).put("anna", "mail", "anna@mail.example")
    make(tmp_path / "b.tar", home=home, made=MADE, alias=written)
    Tombs(home).paper(digests[0])
    Tombs(home).person("anna")
    restore(tmp_path / "b.tar", home=home, alias=empty)
    with pytest.raises(Missing):
        SqlPapers(empty).get(digests[0])
    assert SqlPapers(empty).get(digests[1])[0] == b"stays"
    assert SqlVault(seal, empty).get("anna") == {}


def test_the_keys_are_not_in_a_backup(written: str, home: Path, tmp_path: Path) -> None:
    """P21: a stolen backup opens no sealed paper and no contact."""
    make(tmp_path / "b.tar", home=home, made=MADE, alias=written)
    with tarfile.open(tmp_path / "b.tar") as tar:
        names = set(tar.getnames())
    assert names == {"manifest.json", "database", "procedures", "procedures/draft.toml"}
    assert b"s" * 64 not in (tmp_path / "b.tar").read_bytes()
    assert b"k" * 32 not in (tmp_path / "b.tar").read_bytes()
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0


def test_a_backup_is_whole_while_others_write(
    written: str, empty: str, home: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    """P25: the manifest and the database are of one instant, whatever is written meanwhile."""
    stop, started = threading.Event(), threading.Event()

    def write() -> None:
        desk, number = desk_of(written), 0
        while not stop.is_set():
            number += 1
            desk.handle(Note(text="n"), act_id=f"n{number}", actor="a", stream=f"ledger:{number % 3}")
            if number == 5:
                started.set()
        connections[written].close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert started.wait(20)
        manifest = make(tmp_path / "b.tar", home=home, made=MADE, alias=written)
    finally:
        stop.set()
        writer.join()
    assert restore(tmp_path / "b.tar", home=home, alias=empty) == manifest
    assert 11 <= manifest["events"] <= len(history(written))


def test_a_restore_never_goes_over_a_history(written: str, home: Path, tmp_path: Path) -> None:
    """P25: what is there is not overwritten; the error names the setting and the rule."""
    make(tmp_path / "b.tar", home=home, made=MADE, alias=written)
    with pytest.raises(Malformed) as wrong:
        restore(tmp_path / "b.tar", home=home, alias=written)
    assert (wrong.value.faults[0].field, wrong.value.faults[0].rule) == ("COMITY_DATABASE_URL", "empty database")


def _changed(source: Path, target: Path, name: str, change: object) -> None:
    """The same backup with one member changed by a function of its bytes."""
    assert callable(change)
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            data = old.extractfile(member)
            text = data.read() if data else b""
            if member.name == name:
                text = change(text)
            member.size = len(text)
            new.addfile(member, io.BytesIO(text))


def _flip(text: bytes) -> bytes:
    return text[:-1] + bytes([text[-1] ^ 1])


def _other_heads(text: bytes) -> bytes:
    return json.dumps({**json.loads(text), "heads": "0" * 64}).encode()


@pytest.mark.parametrize(
    ("member", "change", "rule"),
    [
        ("database", _flip, "unchanged"),
        ("database", lambda text: text[: len(text) // 2], "unchanged"),
        ("manifest.json", _other_heads, "whole history"),
        ("manifest.json", lambda text: b"{}", "backup"),
        ("manifest.json", lambda text: b'{"format": 1}', "same database"),
        ("manifest.json", lambda text: b"[]", "backup"),
        ("manifest.json", lambda text: b"\xff", "backup"),
    ],
)
def test_a_backup_that_was_changed_is_refused(
    written: str, empty: str, home: Path, tmp_path: Path, *, member: str, change: object, rule: str
) -> None:
    """P25: one flipped bit, a cut end, other heads: each is noticed and named."""
    make(tmp_path / "b.tar", home=home, made=MADE, alias=written)
    _changed(tmp_path / "b.tar", tmp_path / "c.tar", member, change)
    with pytest.raises(Malformed) as wrong:
        restore(tmp_path / "c.tar", home=home, alias=empty)
    assert wrong.value.faults[0].rule == rule


def test_a_backup_of_the_other_database_is_refused(written: str, empty: str, home: Path, tmp_path: Path) -> None:
    """P26: a SQLite backup does not go into PostgreSQL, nor the other way."""
    make(tmp_path / "b.tar", home=home, made=MADE, alias=written)

    def other(text: bytes) -> bytes:
        kinds = {"sqlite": "postgresql", "postgresql": "sqlite"}
        manifest = json.loads(text)
        return json.dumps({**manifest, "database": kinds[manifest["database"]]}).encode()

    _changed(tmp_path / "b.tar", tmp_path / "c.tar", "manifest.json", other)
    with pytest.raises(Malformed) as wrong:
        restore(tmp_path / "c.tar", home=home, alias=empty)
    assert wrong.value.faults[0].rule == "same database"


def test_what_is_no_backup_is_said_to_be_none(empty: str, home: Path, tmp_path: Path) -> None:
    """P26: neither a missing file nor another file ends in a traceback."""
    (tmp_path / "x.tar").write_bytes(b"x" * 2000)
    for name in ("x.tar", "missing.tar"):
        with pytest.raises(Malformed) as wrong:
            restore(tmp_path / name, home=home, alias=empty)
        assert wrong.value.faults[0].field == "file"


def test_sealed_files_are_saved_and_come_back_whole_or_not_at_all(
    written: str, empty: str, home: Path, tmp_path: Path
) -> None:
    """P25, P17: what the history names is there again; an erased file stays erased; what nobody filed is left out."""
    shelf, papers = FileShelf(home), SqlPapers(written)
    digests = []
    for words in (b"stays", b"goes", b"nobody filed it"):
        coming = shelf.begin("a.txt")
        coming.write(words)
        coming.finish()
        digests.append(shelf.keep(coming))
        if words != b"nobody filed it":
            papers.shelve(digests[-1], "server", coming.size)
    make(tmp_path / "b.tar", home=home, made=MADE, alias=written)
    Tombs(home).paper(digests[1])
    other = tmp_path / "other"
    other.mkdir()
    (other / "destroyed").write_bytes((home / "destroyed").read_bytes())
    restore(tmp_path / "b.tar", home=other, alias=empty)
    assert list(FileShelf(other).digests()) == [digests[0]]
    assert FileShelf(other).true(digests[0])
    assert not list(FileShelf(other).findings(empty))


def test_a_backup_with_a_changed_file_is_refused(written: str, empty: str, home: Path, tmp_path: Path) -> None:
    """P25: a file that is not what its name says never takes its place."""
    shelf = FileShelf(home)
    coming = shelf.begin("a.txt")
    coming.finish()
    digest = shelf.keep(coming)
    SqlPapers(written).shelve(digest, "server", coming.size)
    (home / "papers" / digest[:2] / digest).write_bytes(b"another")
    make(tmp_path / "b.tar", home=home, made=MADE, alias=written)
    with pytest.raises(Malformed):
        restore(tmp_path / "b.tar", home=tmp_path / "other", alias=empty)
