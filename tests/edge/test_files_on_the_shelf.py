# SPDX-License-Identifier: Apache-2.0
"""Sealed files in the home: whole or not there, unreadable without their key, gone when erased, swept when unwanted."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from comity.desk import files, sealing
from comity.desk.ports import Exhausted, Missing
from comity.desk.sealing import Unopenable
from comity.edge.age import Rage
from comity.edge.store.papers import SqlPapers
from comity.edge.store.shelf import COMING, FOLDER, FileShelf, new

WORDS = b"They wrote it under my street. " * 20_000
NAME = "what I kept.txt"


def put(shelf: FileShelf, whole: bytes = WORDS, name: str = NAME) -> tuple[str, str, int]:
    """One file, in parts; its digest, its key, its size."""
    coming = shelf.begin(name)
    for start in range(0, len(whole), 70_001):
        coming.write(whole[start : start + 70_001])
    coming.finish()
    return shelf.keep(coming), coming.secret, coming.size


def everything_in(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


@pytest.mark.parametrize("length", [0, 1, 511, files.PIECE, files.PIECE + 1, 3_000_000])
def test_what_was_put_comes_out_and_its_size_is_a_padded_one(tmp_path: Path, length: int) -> None:
    """P21: the shelf tells a size class and nothing else; the name comes out of the seal."""
    shelf, whole = FileShelf(tmp_path), os.urandom(length)
    digest, key, size = put(shelf, whole)
    inside = b"".join(shelf.opened(digest, key))
    assert len(inside) == size == sealing.padme(size)
    pieces = files.unwrapped(iter([inside[:10], inside[10:]]))
    assert NAME.encode() in next(pieces)
    assert b"".join(pieces) == whole


def test_nothing_of_a_file_lies_on_the_disk_unsealed_at_any_step(tmp_path: Path) -> None:
    """P21: neither its words nor its name, while it comes or later."""
    shelf = FileShelf(tmp_path)
    coming = shelf.begin(NAME)
    for start in range(0, len(WORDS), 100_000):
        coming.write(WORDS[start : start + 100_000])
        assert b"street" not in everything_in(tmp_path)
    coming.finish()
    digest = shelf.keep(coming)
    told = everything_in(tmp_path)
    assert b"street" not in told
    assert b"kept" not in told
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest]


def test_what_was_changed_or_cut_does_not_open(tmp_path: Path) -> None:
    """P26: a forged or a cut file is noticed, also where the end alone is gone."""
    shelf = FileShelf(tmp_path)
    digest, key, _size = put(shelf)
    place = tmp_path / FOLDER / digest[:2] / digest
    whole = place.read_bytes()
    for wrong in (whole[:-1], whole[:200_000], whole[:-40] + bytes(40), b""):
        place.write_bytes(wrong)
        with pytest.raises(Unopenable):
            list(files.unwrapped(shelf.opened(digest, key)))
    with pytest.raises(Missing):
        shelf.opened("../../secret", key)


def test_a_reader_who_goes_away_leaves_no_thread_behind(tmp_path: Path) -> None:
    """P24: the first piece alone can be read, as a page does that tells what a file is."""
    import threading

    shelf = FileShelf(tmp_path)
    digest, key, _size = put(shelf, os.urandom(3_000_000))
    before = threading.active_count()
    opened = shelf.opened(digest, key)
    assert files.head_of(files.unwrapped(opened)).name == "what I kept.bin"
    opened.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_a_full_disk_takes_nothing_and_says_so(tmp_path: Path, nth: int) -> None:
    """P24: each write in turn finds no room: `Exhausted`, and nothing half is left."""
    shelf, count = FileShelf(tmp_path), 0

    class Full:
        def __init__(self, file: Any) -> None:
            self._file = file

        def write(self, part: bytes) -> int:
            nonlocal count
            count += 1
            if count >= nth:
                raise OSError(errno.ENOSPC, "no room")
            return int(self._file.write(part))

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

    with (
        mock.patch("comity.edge.store.shelf.new", side_effect=lambda path: Full(new(path))),
        pytest.raises(Exhausted),
    ):
        put(shelf)
    assert count >= nth
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_disk_that_does_not_keep_what_it_was_told_takes_nothing(tmp_path: Path) -> None:
    """P24: what cannot be seen on the disk is not acknowledged."""
    broken = mock.patch("comity.edge.store.shelf.os.fsync", side_effect=OSError(errno.EIO, "broken"))
    with broken, pytest.raises(Exhausted):
        put(FileShelf(tmp_path))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_what_nobody_noted_is_swept_after_a_day_and_what_was_noted_stays(tmp_path: Path) -> None:
    """P24: a machine that stopped in the middle leaves nothing for ever."""
    shelf, papers = FileShelf(tmp_path), SqlPapers()
    noted, _key, size = put(shelf)
    papers.shelve(noted, "server", size)
    left, _key, _size = put(shelf, b"nobody filed this")
    half = shelf.begin(NAME)
    assert shelf.sweep() == 0
    assert shelf.sweep(older_than=-1) == 2
    assert list(shelf.digests()) == [noted]
    assert left != noted
    assert not list((tmp_path / FOLDER / COMING).iterdir())
    half.drop()


@pytest.mark.django_db
def test_the_doctor_finds_a_file_that_is_gone_or_was_changed(tmp_path: Path) -> None:
    """P25: whoever runs the house hears of it, by the digest alone."""
    shelf, papers = FileShelf(tmp_path), SqlPapers()
    digest, _key, size = put(shelf)
    papers.shelve(digest, "server", size)
    assert not list(shelf.findings())
    (tmp_path / FOLDER / digest[:2] / digest).write_bytes(b"another")
    assert [(one.rule, one.where) for one in shelf.findings()] == [("file-changed", digest)]
    shelf.erase(digest)
    assert [(one.rule, one.where) for one in shelf.findings()] == [("file-gone", digest)]
    papers.erase(digest)
    shelf.erase(digest)
    assert not list(shelf.findings())
    assert papers.shelved(digest) is None
    papers.shelve(digest, "server", size)
    assert papers.shelved(digest) is None, "an erased file is not brought back"


HOSTILE = (
    ("../../etc/passwd", "etc_passwd"), ("C:\\boot.ini", "boot"), ("a\u202egnp.exe", "a_gnp"), ("", "file"),
    ("...", "file"), (".bashrc", "bashrc"), ("x" * 5000 + ".txt", "x" * 100), ("a\r\nSet-Cookie: b=c", "Set-Cookie"),
    ("\x00\x07.png", "png"), ('"; filename="evil.html', "evil"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "part"), HOSTILE, ids=[str(n) for n in range(len(HOSTILE))])
def test_no_name_is_dangerous_to_save(name: str, part: str) -> None:
    """P26: no folder, no sign that deceives, no ending but the one of the bytes."""
    found = files.safe_name(name, "")
    assert part in found
    assert found.endswith(".bin")
    assert len(found) <= files.LONGEST_NAME
    assert not set(found) & set('<>:"/\\|?*%\r\n\x00\u202e')
    assert not found.startswith(".")
    assert found.count(".") == 1


def test_what_a_file_is_its_bytes_say() -> None:
    """P14: a page called picture.png is no picture."""
    assert files.kind_of(b"\x89PNG\r\n\x1a\n....") == "png"
    assert files.kind_of(b"<script>alert(1)</script>") == "txt"
    assert files.kind_of(b"\x00\x01\x02") == files.kind_of(b"") == ""
    assert files.safe_name("picture.png", files.kind_of(b"<svg onload=x>")) == "picture.txt"
    assert files.kind_of("å".encode() * 60_000) == "txt"


def test_the_command_opens_what_a_page_saved_with_a_key_of_ones_own(tmp_path: Path, capsys: Any) -> None:
    """P21: a reader whose key the house does not have needs no house to open a file; no name leads out of a folder."""
    from comity.cli import main

    shelf, age = FileShelf(tmp_path), Rage()
    digest, key, _size = put(shelf, b"\x00 bytes \xff" * 30_000, "../../etc/passwd")
    own, to = age.fresh(), tmp_path / "to"
    to.mkdir()
    (tmp_path / "my.key").write_text(f"# mine\n{own.secret}\n", "ascii")
    (tmp_path / "wrap").write_bytes(age.seal(f"{key}\n".encode(), [own.recipient]))
    sealed = str(tmp_path / FOLDER / digest[:2] / digest)
    words = ["file", sealed, "--wrap", str(tmp_path / "wrap"), "--key", str(tmp_path / "my.key"), "--to", str(to)]
    assert main(words) == 0
    (saved,) = to.iterdir()
    assert saved.read_bytes() == b"\x00 bytes \xff" * 30_000
    assert saved.suffix == ".bin"
    assert main(words) == 2, "nothing that is there is replaced"
    (tmp_path / "my.key").write_text(age.fresh().secret, "ascii")
    assert main(words) == 1
    assert "AGE-SECRET" not in capsys.readouterr().err
