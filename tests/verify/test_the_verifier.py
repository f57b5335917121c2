# SPDX-License-Identifier: Apache-2.0
"""The independent verifier: what holds it accepts, and it refuses one changed byte anywhere (P17)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import pytest

from comity.core.log import promises, proofs, tree
from comity.verify.command import main
from comity.verify.places import Address, Folder, Unreachable, place
from comity.verify.reading import Range
from comity.verify.verdict import Asked, Verdict, verdict
from tests.core.log_vectors import vectors
from tests.verify.logs import KEY, PRIVATE, checkpoint, numbered, put, write

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIZE = 530


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of some hundred entries: two full tiles, a partial one, and a level above."""
    write(tmp_path / "log", numbered(SIZE), sizes=(300,))
    return tmp_path / "log"


def asked(log: Path, **more: object) -> Verdict:
    """What the verifier says of a folder."""
    return verdict(Folder(log), Asked(at=NOW, **{"vkey": KEY.vkey, **more}))  # type: ignore[arg-type]


def test_a_whole_log_holds(log: Path) -> None:
    """P17: every bundle and tile, the root and the signature."""
    found = asked(log, since=checkpoint(numbered(300)))
    assert (found.size, found.since, found.files, found.key_given, found.kept) == (SIZE, 300, 3 + 3 + 1, True, True)
    assert not asked(log, vkey="").key_given


def test_one_changed_byte_in_any_file_is_refused(log: Path) -> None:
    """P17: over every file that the last checkpoint needs, at its beginning, at its end and between."""
    needed = [log / one for one in ("checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/18", "tile/1/000.p/2",
              "tile/entries/000", "tile/entries/001", "tile/entries/002.p/18")]  # fmt: skip
    for path in needed:
        content = path.read_bytes()
        for at in sorted({0, 1, len(content) // 3, len(content) // 2, len(content) - 2, len(content) - 1}):
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            with pytest.raises(tree.Wrong):
                asked(log)
        path.write_bytes(content[:-1])
        with pytest.raises((tree.Wrong, Unreachable)):
            asked(log)
        path.write_bytes(content)
    assert asked(log).kept


def test_every_byte_of_a_short_log_counts(tmp_path: Path) -> None:
    """P17: no byte of a log is left unread."""
    write(tmp_path, numbered(3))
    for path in [one for one in tmp_path.rglob("*") if one.is_file() and one.name != "key"]:
        content = path.read_bytes()
        for at in range(len(content)):
            path.write_bytes(content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :])
            with pytest.raises(tree.Wrong):
                asked(tmp_path)
        path.write_bytes(content)


def test_a_log_that_was_written_anew_is_found_by_a_checkpoint_that_somebody_kept(log: Path, tmp_path: Path) -> None:
    """P17: the same key, another history: the signature is good, and it does not go together."""
    kept = checkpoint(numbered(300))
    other = [b"another", *numbered(SIZE)[1:]]
    write(tmp_path / "other", other)
    assert asked(tmp_path / "other").kept
    with pytest.raises(tree.Wrong, match="not the beginning"):
        asked(tmp_path / "other", since=kept)
    write(tmp_path / "small", numbered(200))
    with pytest.raises(tree.Wrong, match="smaller"):
        asked(tmp_path / "small", since=kept)


def promise(entry: bytes, until: datetime) -> bytes:
    """The log's word for an entry."""
    leaf = tree.leaf_hash(entry)
    return promises.given(promises.Promise(origin=KEY.name, leaf=leaf, until=until), KEY, PRIVATE.sign)


def test_a_promise_is_kept_waits_or_is_broken(log: Path) -> None:
    """P1: whoever has the log's word can hold it to it."""
    told = (
        ("kept", promise(b"entry 7", NOW - timedelta(days=1))),
        ("waits", promise(b"to come", NOW + timedelta(hours=1))),
    )
    found = asked(log, receipts=told)
    assert [(one.name, one.state, one.index) for one in found.receipts] == [
        ("kept", "kept", 7),
        ("waits", "waits", None),
    ]
    broken = asked(log, receipts=(("broken", promise(b"to come", NOW - timedelta(hours=1))),))
    assert not broken.kept
    with pytest.raises(tree.Wrong, match="changed"):
        asked(log, receipts=(("changed", told[0][1].replace(b"Z\n", b"Z \n")),))


def test_a_proof_holds_only_in_the_log_that_it_is_of(log: Path) -> None:
    """P1: the file holds by itself, and the log must still be the one that it says."""
    hashes = [tree.leaf_hash(one) for one in numbered(300)]
    path = tree.inclusion(7, 300, lambda height, index: tree.subtree(hashes[index << height : (index + 1) << height]))
    proof = proofs.Proof(entry=b"entry 7", index=7, path=path, checkpoint=checkpoint(numbered(300)))
    assert asked(log, receipts=(("note", proof.file),)).receipts[0].index == 7
    write(log, [b"another", *numbered(SIZE)[1:]])
    with pytest.raises(tree.Wrong, match="not the beginning"):
        asked(log, receipts=(("note", proof.file),))


def test_another_programs_log_is_checked_whole() -> None:
    """P17: the tiles of another log, written by another program."""
    folder = vectors("tessera-log") / "testdata" / "log"
    key = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
    since = (folder / "checkpoint.8").read_bytes()
    assert asked(folder, vkey=key, since=since).size == 15


def test_a_tree_that_grows_has_the_root_of_the_same_tree_at_every_size() -> None:
    """P17: what the verifier works out while it reads is RFC 6962's root."""
    growing, hashes = Range(), [tree.leaf_hash(str(n).encode()) for n in range(40)]
    for n, leaf in enumerate(hashes):
        assert growing.root == tree.root_of(hashes[:n])
        growing.add(leaf)


def test_the_command_says_yes_no_and_could_not_be_asked(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P26: three answers that a script can tell apart, in words and in JSON."""
    kept = log.parent / "kept"
    assert main([str(log), "--key", KEY.vkey, "--keep", str(kept)]) == 0
    assert "the log holds" in capsys.readouterr().out
    assert main([str(log), "--since", str(kept), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["since"] == SIZE
    put(log.parent / "note", promise(b"nowhere", NOW - timedelta(days=9)))
    assert main([str(log), "--receipt", str(log.parent / "note")]) == 1
    assert "does not stand in the log" in capsys.readouterr().out
    put(log / "tile/0/000", b"x" * 8192)
    assert main([str(log), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"holds": False, "why": "tile/0/000 is not what the entries give"}
    for strange in ([str(log.parent / "nowhere")], ["ftp://example.org"], [str(log), "--most", "10"],
                    [str(log), "--since", str(log.parent / "gone")]):  # fmt: skip
        assert main(strange) == 2
    assert main([str(log), "--key", "x"]) == 1


@contextmanager
def serving(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server on the loopback, and its address."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class Quiet(SimpleHTTPRequestHandler):
    """A folder, without a line on the terminal."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


class Hostile(BaseHTTPRequestHandler):
    """What a server may do instead of answering."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        """By the address: without end, elsewhere, cut off, or no HTTP at all."""
        if self.path.endswith("endless"):
            self.send_response(200)
            self.end_headers()
            for _ in range(2000):
                try:
                    self.wfile.write(b"x" * 1000)
                except OSError:
                    return
        elif self.path.endswith("elsewhere"):
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.2/log")
            self.end_headers()
        elif self.path.endswith("cut"):
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"x")
        else:
            self.wfile.write(b"nonsense\r\n\r\n")


def test_a_log_is_checked_over_http(log: Path) -> None:
    """P17: as anybody would."""
    with serving(partial(Quiet, directory=str(log))) as address:
        assert verdict(place(f"{address}/"), Asked(at=NOW, vkey=KEY.vkey)).size == SIZE
        with pytest.raises(Unreachable, match="404"):
            Address(address).read("tile/0/009", 10)


@pytest.mark.parametrize("what", ["endless", "elsewhere", "nonsense", "cut"])
def test_a_hostile_server_is_no_answer(what: str) -> None:
    """P26: no memory without bound, no other host, nothing cut off taken for whole, no traceback."""
    with serving(Hostile) as address, pytest.raises(Unreachable):
        Address(address).read(what, 5000)
