# SPDX-License-Identifier: Apache-2.0
"""Files that were sealed elsewhere come in parts: each kept before it is acknowledged, once, and whole or not."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from unittest import mock

import pyrage
import pytest
from pyrage import x25519

from comity.core.clause import Malformed
from comity.desk import files
from comity.desk.files import PART
from comity.desk.ports import Exhausted, Missing
from comity.edge.store import parcels
from comity.edge.store.parcels import Parcels
from comity.edge.store.shelf import COMING, FOLDER, FileShelf

KEY = x25519.Identity.generate()


def sealed(whole: bytes, *, pad: bool = True) -> bytes:
    """A file as a browser seals it."""
    wrapping = files.Wrapping("what I kept.txt")
    inside = wrapping.begin() + wrapping.lay(whole) + (b"".join(wrapping.end()) if pad else b"\x00\x00\x00\x00")
    return bytes(pyrage.encrypt(inside, [KEY.to_public()]))


FILM = sealed(os.urandom(9_000_000))
PARTS = [FILM[start : start + PART] for start in range(0, len(FILM), PART)]
DIGEST = hashlib.sha256(FILM).hexdigest()


@pytest.fixture
def shelf(tmp_path: Path) -> FileShelf:
    return FileShelf(tmp_path)


def sent(shelf: FileShelf, person: str = "", upto: int | None = None) -> str:
    """A parcel whose parts have come; its token."""
    token = shelf.parcels.begin(person)
    for nth, part in enumerate(PARTS[:upto]):
        shelf.parcels.take(person, token, nth, part)
    return token


def lying(shelf: FileShelf) -> list[Path]:
    return [path for path in shelf.folder.rglob("*") if path.is_file()]


def test_parts_make_one_file_that_takes_its_place(shelf: FileShelf) -> None:
    """P24: what was sent lies there byte by byte, and opens; its size is worked out here and not told by the sender."""
    token = sent(shelf)
    size = shelf.parcels.whole("", token, DIGEST)
    coming = shelf.parcels.waiting("", token, DIGEST, {})
    assert shelf.keep(coming) == DIGEST
    coming.drop()
    assert [path.name for path in lying(shelf)] == [DIGEST]
    inside = b"".join(shelf.opened(DIGEST, str(KEY)))
    assert len(inside) == size == coming.size


def test_whoever_was_cut_off_asks_how_far_it_came_and_a_part_that_comes_twice_is_kept_once(shelf: FileShelf) -> None:
    """P24: the same bytes in the same place; a part that was torn does not count."""
    token = sent(shelf, upto=1)
    assert shelf.parcels.parts("", token) == 1
    shelf.parcels.take("", token, 1, PARTS[1][:1000])
    assert shelf.parcels.parts("", token) == 1
    for nth in (0, 1, 1, 2, 0):
        shelf.parcels.take("", token, nth, PARTS[nth])
    shelf.parcels.whole("", token, DIGEST)
    assert shelf.parcels.whole("", token, DIGEST), "asked again, because the answer was lost"


def test_a_part_before_which_one_is_missing_is_not_taken(shelf: FileShelf) -> None:
    """P26: it names the rule, and nothing is written."""
    token = sent(shelf, upto=1)
    with pytest.raises(Malformed) as wrong:
        shelf.parcels.take("", token, 2, PARTS[2])
    assert wrong.value.faults[0].rule == "in order"
    assert shelf.parcels.parts("", token) == 1


@pytest.mark.parametrize(
    ("nth", "part"),
    [(0, b""), (0, b"x" * (PART + 1)), (10**6, b"x"), (32, b"x" * PART)],
    ids=["empty", "too large", "far away", "beyond the largest file"],
)
def test_a_strange_part_is_not_taken(shelf: FileShelf, nth: int, part: bytes) -> None:
    """P26: no part makes a file larger than one may be."""
    token = shelf.parcels.begin("")
    with pytest.raises(Malformed):
        shelf.parcels.take("", token, nth, part)
    assert shelf.parcels.parts("", token) == 0


def test_what_is_not_what_its_digest_says_is_not_whole(shelf: FileShelf) -> None:
    """P1: acknowledged is what was sent, and nothing else; it can be mended by sending the part again."""
    token = sent(shelf)
    shelf.parcels.take("", token, 1, PARTS[1][:-1] + b"\x00")
    for digest in (DIGEST, "0" * 64, "../../etc", ""):
        with pytest.raises(Malformed):
            shelf.parcels.whole("", token, digest)
    shelf.parcels.take("", token, 1, PARTS[1])
    assert shelf.parcels.whole("", token, DIGEST)
    with pytest.raises(Missing):
        shelf.parcels.take("", token, 0, b"x" * PART)


@pytest.mark.parametrize("whole", [b"not sealed at all", sealed(b"x" * 70_000, pad=False)], ids=["open", "unpadded"])
def test_what_is_not_sealed_as_every_file_is_does_not_come_in(shelf: FileShelf, whole: bytes) -> None:
    """P21: neither what is open nor what would tell its length."""
    token = shelf.parcels.begin("")
    shelf.parcels.take("", token, 0, whole)
    with pytest.raises(Malformed) as wrong:
        shelf.parcels.whole("", token, hashlib.sha256(whole).hexdigest())
    assert wrong.value.faults[0].field == "files"


def test_a_parcel_is_found_by_nobody_else(shelf: FileShelf) -> None:
    """P10: a token without the person is worth nothing, and the folder gives no token away."""
    token = sent(shelf, "member-1")
    shelf.parcels.whole("member-1", token, DIGEST)
    for person, other in (("member-2", token), ("", token), ("member-1", "A" * 22), ("member-1", ""), ("", "../x" * 5)):
        for ask in (
            shelf.parcels.parts,
            lambda p, t: shelf.parcels.take(p, t, 0, b"x"),
            lambda p, t: shelf.parcels.whole(p, t, DIGEST),
            lambda p, t: shelf.parcels.waiting(p, t, DIGEST, {}),
        ):
            with pytest.raises(Missing):
                ask(person, other)
    shelf.parcels.drop("member-2", token)
    assert not any(token in path.name for path in lying(shelf))
    assert shelf.parcels.waiting("member-1", token, DIGEST, {}).size
    shelf.parcels.drop("member-1", token)
    assert not lying(shelf)


@pytest.mark.parametrize(
    "call", ["os.open", "os.pwrite", "os.fsync", "pathlib.Path.rename", "pathlib.Path.hardlink_to"]
)
def test_a_full_disk_at_any_write_takes_nothing_and_loses_nothing(shelf: FileShelf, call: str) -> None:
    """P24: each write in turn finds no room; what was acknowledged stays, and the same goes on once there is room."""
    full, token, done, ready = mock.patch(call, side_effect=OSError(errno.ENOSPC, "no room")), "", 0, False

    def go_on() -> None:
        nonlocal token, done, ready
        token = token or shelf.parcels.begin("")
        for nth in range(done, len(PARTS)):
            shelf.parcels.take("", token, nth, PARTS[nth])
            done = nth + 1
        ready = ready or bool(shelf.parcels.whole("", token, DIGEST))
        shelf.keep(shelf.parcels.waiting("", token, DIGEST, {}))

    if call == "os.open":
        with full, pytest.raises(Exhausted):
            shelf.parcels.begin("")
    else:
        with full, pytest.raises(Exhausted):
            go_on()
        if call == "os.pwrite":
            assert shelf.parcels.parts("", token) == done == 0
    assert not list(shelf.digests())
    go_on()
    assert list(shelf.digests()) == [DIGEST]
    assert shelf.true(DIGEST)


def test_what_stands_still_makes_room_where_too_much_waits(shelf: FileShelf) -> None:
    """P26: a flood of half files ends at a bound, and with it nobody keeps others out for longer than an hour."""
    with mock.patch.object(parcels, "MOST_WAITING", PART * 3):
        old = sent(shelf, upto=2)
        with pytest.raises(Exhausted):
            sent(shelf, upto=3)
        for path in lying(shelf):
            os.utime(path, (time.time() - 2 * parcels.AN_HOUR,) * 2)
        sent(shelf, upto=3)
    with pytest.raises(Missing):
        shelf.parcels.parts("", old)


CHILD = """
import os, sys
from pathlib import Path
from comity.desk.files import PART
from comity.edge.store.parcels import Parcels
home, token, source = sys.argv[1:4]
shelf, whole = Parcels(Path(home)), Path(source).read_bytes()
for nth in range(shelf.parts("", token), -(-len(whole) // PART)):
    shelf.take("", token, nth, whole[nth * PART : (nth + 1) * PART])
    print(nth, flush=True)
"""


def test_a_process_that_is_killed_between_parts_loses_none_that_it_acknowledged(
    tmp_path: Path, shelf: FileShelf
) -> None:
    """P1, P24: `kill -9` after each part in turn; the next one goes on there, and the file is whole in the end."""
    source, token = tmp_path / "film.age", shelf.parcels.begin("")
    source.write_bytes(FILM)
    words = [sys.executable, "-c", CHILD, str(tmp_path / FOLDER / COMING), token, str(source)]
    for _time in range(len(PARTS)):
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            line = child.stdout.readline()
            child.kill()
        assert shelf.parcels.parts("", token) >= min(int(line or len(PARTS)) + 1, len(FILM) // PART)
    assert shelf.parcels.whole("", token, DIGEST)


def test_parcels_need_no_site(tmp_path: Path) -> None:
    """P24: what waits is found by a new process, by its token alone."""
    token = sent(FileShelf(tmp_path))
    again: Any = Parcels(tmp_path / FOLDER / COMING)
    assert again.whole("", token, DIGEST)
