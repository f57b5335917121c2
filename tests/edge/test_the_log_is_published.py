# SPDX-License-Identifier: Apache-2.0
"""The public log as it is written: padded batches at fixed instants, on the disk before they are signed, no shorter."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.core import entry
from comity.core.log import notes, promises, proofs, tiles
from comity.core.log.tree import leaf_hash
from comity.desk.leaves import Sealed
from comity.desk.log_doctor import faults
from comity.desk.ports import Missing
from comity.desk.publication import Broken, PublicLog, promise
from comity.edge.store.backup import make, restore
from comity.edge.store.unit import SqlStore
from comity.edge.tlog import key as keys
from comity.edge.tlog.shelf import HomeShelf
from comity.verify.places import Folder
from comity.verify.verdict import Asked, Verdict, verdict
from tests.rooms import EPOCH

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=6)
URL = "https://council.example.org"


def log_of(home: Path, alias: str = "default") -> PublicLog:
    """The log of a home. Nothing is pulled out of the machine here, so no test waits for the disk."""
    return PublicLog(SqlStore(alias), HomeShelf(home, URL, durable=False))


def told(log: PublicLog, number: int, at: datetime = EPOCH) -> str:
    """One sealed leaf; its tag."""
    sealed = Sealed(digest=f"{number:064x}", tag=f"tag-{number}")
    with log._store.transaction() as unit:
        promise(unit, sealed, at)
    return sealed.tag


def checked(home: Path, **more: Any) -> Verdict:
    """What the independent verifier says of the folder."""
    key = (home / "log" / "key").read_text("ascii")
    return verdict(Folder(home / "log"), Asked(at=more.pop("at", EPOCH), vkey=key, **more))


def test_what_was_told_is_promised_published_and_proved(tmp_path: Path) -> None:
    """P1: the promise at once, the proof after the next instant, and both are checked by somebody who trusts nobody."""
    log = log_of(tmp_path)
    tag = told(log, 7)
    word = log.promise(tag)
    standing = log.standing(tag)
    assert standing is not None
    assert not standing.published
    with pytest.raises(Missing):
        log.proof(tag)
    now = log.publish(EPOCH + HOURS)
    assert now is not None
    assert now.size == 16
    proof = log.proof(tag)
    assert proofs.parse(proof).entry == entry.sealed(f"{7:064x}")
    found = checked(tmp_path, receipts=(("word", word), ("proof", proof)))
    assert [(one.kind, one.state) for one in found.receipts] == [("promise", "kept"), ("proof", "kept")]
    assert found.origin == "council.example.org/log"
    assert log.standing(tag) == replace(standing, published=True)
    assert log.standing("none") is None
    for ask in (log.promise, log.proof):
        with pytest.raises(Missing):
            ask("none")


def test_the_size_tells_neither_that_nor_how_much_was_told(tmp_path: Path) -> None:
    """P1: nothing, one thing or sixteen give one batch; every leaf looks alike, and the order is drawn."""
    log, places = log_of(tmp_path), set()
    sizes: list[int] = []
    for count in (0, 1, 16, 17):
        tags = [told(log, len(sizes) * 100 + n) for n in range(count)]
        now = log.publish(EPOCH + len(sizes) * HOURS)
        assert now is not None
        sizes.append(now.size)
        with log.reading() as unit:
            places |= {found.number for tag in tags if (found := unit.log.find(tag))}
            leaves = unit.log.numbered(0, now.size)
    assert sizes == [16, 32, 48, 80]
    assert all(entry.is_sealed(leaf) for leaf in leaves)
    assert places != {*range(16, 17), *range(32, 48), *range(48, 65)}


def test_a_late_or_doubled_run_is_harmless(tmp_path: Path) -> None:
    """P24: one batch an instant, however often and whenever it is asked for; a clock that goes back takes none."""
    log = log_of(tmp_path)
    for at in (EPOCH, EPOCH, EPOCH + timedelta(minutes=40), EPOCH - timedelta(days=1)):
        now = log.publish(at)
        assert now is not None
        assert now.size == 16
    content = (tmp_path / "log" / "checkpoint").read_bytes()
    later = log.publish(EPOCH + 9 * HOURS)
    assert later is not None
    assert later.size == 32
    assert checked(tmp_path, since=content).since == 16


def test_leaves_of_before_there_was_a_tree_come_with_the_first_batch(tmp_path: Path) -> None:
    """P17: what was queued without a promise is published byte for byte."""
    log = log_of(tmp_path)
    with log._store.transaction() as unit:
        place = unit.log.append(b'{"leaf":"published"}', at=EPOCH)
    log.publish(EPOCH)
    with log.reading() as unit:
        number = unit.log.placed(place).number
        assert number is not None
        assert unit.log.numbered(number, number + 1) == [b'{"leaf":"published"}']


def grown(log: PublicLog, batches: int, each: int = 1) -> None:
    """A log of so many batches."""
    for n in range(batches):
        for one in range(each):
            told(log, n * 1000 + one)
        log.publish(EPOCH + n * HOURS)


def test_a_log_that_grows_past_whole_tiles_keeps_the_tiles_of_every_size_that_was_signed(tmp_path: Path) -> None:
    """P17: who verified an older checkpoint still finds what it is made of."""
    log = log_of(tmp_path)
    grown(log, 6, each=60)
    signed = [one.size for one in (b for b in _batches(log))]
    assert signed == [64, 128, 192, 256, 320, 384]
    for size in signed:
        for tile in tiles.tiles(size):
            assert (tmp_path / "log" / tile.path).stat().st_size == tile.width * 32
    assert checked(tmp_path).size == 384


def _batches(log: PublicLog) -> Any:
    with log.reading() as unit:
        return list(unit.log.batches())


class Dies(Exception):
    """The process ends here."""


@pytest.mark.parametrize("after", range(14))
def test_a_run_that_dies_anywhere_is_finished_by_the_next(
    after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P24: before, between and after every file; what is signed meanwhile is whole, and nothing is lost or doubled."""
    log = log_of(tmp_path)
    grown(log, 4, each=60)
    tag = told(log, 99_999)
    wrote, left = HomeShelf.write, [after]

    def write(shelf: HomeShelf, path: str, content: bytes) -> None:
        if left[0] == 0:
            raise Dies
        left[0] -= 1
        wrote(shelf, path, content)

    monkeypatch.setattr(HomeShelf, "write", write)
    try:
        log.publish(EPOCH + 9 * HOURS)
    except Dies:
        assert checked(tmp_path).size in (256, 272)
    monkeypatch.setattr(HomeShelf, "write", wrote)
    log = log_of(tmp_path)
    now = log.publish(EPOCH + 9 * HOURS)
    assert now is not None
    assert now.size == 272
    assert checked(tmp_path).size == 272
    assert log.proof(tag)
    assert list(faults(log, EPOCH + 9 * HOURS)) == []


def test_a_folder_that_is_gone_is_written_again_with_the_same_bytes(tmp_path: Path) -> None:
    """P25: every file but the folder itself follows from the history."""
    log = log_of(tmp_path)
    grown(log, 5, each=60)
    before = files(tmp_path / "log")
    shutil.rmtree(tmp_path / "log")
    assert [one.rule for one in faults(log_of(tmp_path), EPOCH)] == ["log-broken"]
    log_of(tmp_path).publish(EPOCH + 4 * HOURS)
    assert files(tmp_path / "log") == before


def files(folder: Path) -> dict[str, bytes]:
    """Every file, by its path."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: content for name, content in found.items() if name != ".lock"}


def flip(path: Path) -> None:
    """One byte of a file is another."""
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def another_key(home: Path) -> None:
    """The key of another log under the same name."""
    (home / "log.key").unlink()
    keys.at_home(home, "council.example.org/log")


def no_key(home: Path) -> None:
    """A file that is no key."""
    (home / "log.key").write_text("x", "ascii")


SPOILT: dict[str, Callable[[Path], None]] = {
    "the tile above": lambda home: flip(home / "log/tile/1/000.p/1"),
    "the checkpoint": lambda home: flip(home / "log/checkpoint"),
    "a tile is gone": lambda home: (home / "log/tile/0/000").unlink(),
    "a bundle is gone": lambda home: (home / "log/tile/entries/000").unlink(),
    "the key is gone": lambda home: (home / "log.key").unlink(),
    "the key is another": another_key,
    "the key is none": no_key,
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_a_log_that_was_touched_is_not_signed_on(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    """P17: the writer signs nothing of which what it signed before is not the beginning, and the doctor says so."""
    grown(log_of(tmp_path), 5, each=60)
    before = (tmp_path / "log/checkpoint").read_bytes()
    spoil(tmp_path)
    touched = (tmp_path / "log/checkpoint").read_bytes()
    log = log_of(tmp_path)
    assert "log-broken" in [one.rule for one in faults(log, EPOCH + 9 * HOURS)]
    with pytest.raises(Broken):
        log.publish(EPOCH + 9 * HOURS)
    assert (tmp_path / "log/checkpoint").read_bytes() == touched
    assert touched[:20] == before[:20]


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/64", "tile/entries/000", "tile/entries/001.p/64"])
def test_a_byte_that_changed_long_ago_is_found_by_the_doctor(name: str, tmp_path: Path) -> None:
    """P17: it works every file of the folder out again."""
    grown(log_of(tmp_path), 5, each=60)
    flip(tmp_path / "log" / name)
    assert [one.rule for one in faults(log_of(tmp_path), EPOCH + 4 * HOURS)] == ["log-broken"]


def test_what_waits_too_long_is_found_by_the_doctor(tmp_path: Path) -> None:
    """P1: a promise that is about to break is said to whoever runs the house."""
    log = log_of(tmp_path)
    log.publish(EPOCH)
    told(log, 1)
    assert list(faults(log, EPOCH + HOURS)) == []
    assert [one.rule for one in faults(log, EPOCH + 3 * HOURS)] == ["log-late"]


def test_promises_keep_their_first_instant_and_name_the_leaf(tmp_path: Path) -> None:
    """P1: asked again a week later, the word is the same bytes."""
    log = log_of(tmp_path)
    tag = told(log, 1)
    first = log.promise(tag)
    log.publish(EPOCH + HOURS)
    assert log.promise(tag) == first
    assert log.key is not None
    word = promises.parse(first, log.key, keys.holds)
    assert word.leaf == leaf_hash(entry.sealed(f"{1:064x}"))
    assert EPOCH < word.until <= EPOCH + HOURS + timedelta(minutes=5)


def test_a_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """P17: two processes agree on one key; the origin stays when the council moves."""
    first = HomeShelf(tmp_path, URL).key
    assert HomeShelf(tmp_path, "https://moved.example.org:8443").key == first
    assert (tmp_path / "log.key").stat().st_mode & 0o077 == 0
    assert first.name == "council.example.org/log"
    assert notes.parse_key(first.vkey) == first


def test_a_log_that_came_back_from_a_backup_goes_on_where_it_had_come_to(
    beside: str, empty_beside: str, tmp_path: Path
) -> None:
    """P25: the folder is ahead of the database that came back: what was published since is numbered again, not signed
    away, and a leaf that still waited in the backup is not published twice."""
    log = log_of(tmp_path / "home", beside)
    grown(log, 3, each=20)
    tag = told(log, 77_777)
    make(tmp_path / "b.tar", home=tmp_path / "home", made="2026-01-01T00:00:00Z", alias=beside)
    log.publish(EPOCH + 3 * HOURS)
    told(log, 88_888)
    ahead = log.publish(EPOCH + 4 * HOURS)
    seen = (tmp_path / "home/log/checkpoint").read_bytes()
    restore(tmp_path / "b.tar", home=tmp_path / "home", alias=empty_beside)
    assert (tmp_path / "home/log/checkpoint").read_bytes() == seen
    again = log_of(tmp_path / "home", empty_beside)
    now = again.publish(EPOCH + 4 * HOURS)
    assert now == ahead
    later = again.publish(EPOCH + 5 * HOURS)
    assert later is not None
    assert now is not None
    assert later.size == now.size + 16
    proof = again.proof(tag)
    assert proofs.parse(proof).index < now.size
    assert checked(tmp_path / "home", since=seen, receipts=(("proof", proof),)).size == later.size
    assert list(faults(again, EPOCH + 5 * HOURS)) == []


def test_a_backup_into_an_empty_home_brings_the_log_and_not_its_key(
    beside: str, empty_beside: str, tmp_path: Path
) -> None:
    """P21, P25: with the key laid beside it the same log goes on; without it nothing is signed."""
    log = log_of(tmp_path / "home", beside)
    grown(log, 3, each=20)
    make(tmp_path / "b.tar", home=tmp_path / "home", made="2026-01-01T00:00:00Z", alias=beside)
    new = tmp_path / "new"
    restore(tmp_path / "b.tar", home=new, alias=empty_beside)
    assert not (new / "log.key").exists()
    assert files(new / "log") == files(tmp_path / "home/log")
    with pytest.raises(Broken, match=r"log\.key"):
        log_of(new, empty_beside).publish(EPOCH + 3 * HOURS)
    shutil.copy(tmp_path / "home/log.key", new)
    now = log_of(new, empty_beside).publish(EPOCH + 3 * HOURS)
    assert now is not None
    assert checked(new, since=(tmp_path / "home/log/checkpoint").read_bytes()).size == now.size
