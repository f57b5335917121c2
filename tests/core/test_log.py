# SPDX-License-Identifier: Apache-2.0
"""The public log against the vectors of others: RFC 6962, C2SP tiles, signed notes; every proof made and checked."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import entry
from comity.core.log import batches, notes, promises, proofs, tiles, tree
from comity.core.log.tree import Wrong
from tests.core.log_vectors import by_ed25519, entries, merkle, raw, signer, vectors

KEY, PRIVATE = signer("registry.comity.example/optimism", "comity log key")
TESSERA = notes.parse_key("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
CT = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
      "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def whole(hashes: list[bytes]) -> tree.Nodes:
    """The subtrees over leaf hashes that are all at hand."""
    return lambda height, index: tree.subtree(hashes[index << height : (index + 1) << height])


def written(found: list[bytes]) -> dict[str, bytes]:
    """Every file of a log with these entries, but the checkpoint: worked out level by level."""
    files: dict[str, bytes] = {}
    rows = [[tree.leaf_hash(one) for one in found]]
    while len(rows[-1]) >= tiles.WIDTH:
        rows.append([tree.subtree(rows[-1][n : n + 256]) for n in range(0, len(rows[-1]) // 256 * 256, 256)])
    for tile in tiles.tiles(len(found)):
        files[tile.path] = tiles.joined(rows[tile.level][tile.first : tile.first + tile.width])
        if tile.level == 0:
            files[tile.bundle.path] = tiles.bundled(found[tile.first : tile.first + tile.width])
    return files


def refused(check: object, *values: object) -> bool:
    """Whether a check says `Wrong`."""
    try:
        check(*values)  # type: ignore[operator]
    except Wrong:
        return True
    return False


def test_the_reference_trees_of_the_standard() -> None:
    """P17: RFC 6962's own hashes: nothing, one empty leaf, the eight leaves of Certificate Transparency."""
    assert tree.root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    root = tree.root_of([tree.leaf_hash(one) for one in CT])
    assert root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_ninety_eight_inclusion_proofs_of_others_are_judged_as_they_judge_them() -> None:
    """P17: every verdict of the vectors, good and bad, is ours."""
    found = list(merkle("inclusion"))
    for name, one in found:
        values = (one["leafIdx"], one["treeSize"], raw(one["leafHash"]))
        no = refused(tree.check_inclusion, *values, [raw(h) for h in one["proof"] or ()], raw(one["root"]))
        assert no == one["wantErr"], name
    assert len(found) == 98


def test_ninety_eight_consistency_proofs_of_others_are_judged_as_they_judge_them() -> None:
    """P17: every verdict of the vectors, good and bad, is ours."""
    found = list(merkle("consistency"))
    for name, one in found:
        path = [raw(h) for h in one["proof"] or ()]
        no = refused(tree.check_consistency, one["size1"], one["size2"], path, raw(one["root1"]), raw(one["root2"]))
        assert no == one["wantErr"], name
    assert len(found) == 98


def test_fifteen_checkpoints_of_another_log_are_read_and_its_files_made_byte_for_byte() -> None:
    """P17: what another program wrote by the same standard, we read; and from its entries we write the same bytes."""
    folder = vectors("tessera-log") / "testdata" / "log"
    bundle = (folder / "tile" / "entries" / "000.p" / "15").read_bytes()
    found = list(tiles.unbundled(bundle, 15))
    checkpoints = sorted(folder.glob("checkpoint.*"), key=lambda path: int(path.suffix[1:]))
    seen = 0
    for path in checkpoints:
        said = notes.checkpoint(path.read_bytes(), TESSERA, by_ed25519)
        assert said.root == tree.root_of([tree.leaf_hash(one) for one in found[: said.size]])
        text = notes.parse(path.read_bytes()).text
        assert said.text == text
        if said.size:
            seen += 1
            for name, content in written(found[: said.size]).items():
                assert (folder / name).read_bytes() == content, name
    assert seen == 15
    assert len(checkpoints) == 16
    assert notes.checkpoint((folder / "checkpoint").read_bytes(), TESSERA, by_ed25519).size == 15


def test_the_example_of_the_signed_note() -> None:
    """P17: the note that the specification shows is verified, and one changed sign of it is refused."""
    key = notes.parse_key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    text = "This is an example message.\n"
    line = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    assert notes.verified(f"{text}\n— example.com/foo {line}\n".encode(), key, by_ed25519) == text
    with pytest.raises(Wrong, match="bad"):
        notes.verified(f"{text.replace('an', 'no')}\n— example.com/foo {line}\n".encode(), key, by_ed25519)
    with pytest.raises(Wrong, match="id of the key"):
        notes.parse_key(key.vkey.replace("+530d903a+", "+530d903b+"))


@pytest.mark.parametrize(
    ("count", "root"),
    [
        (300, "q0JpxorSdc26j/gn5xACpojEP2h7vBfN5c1+pZYHnEU="),
        (70_000, "4F/0TjTW57m6hUVWdWPWy3oDgrENGHFAUa99c2WJW/U="),
    ],
)
def test_our_own_vector_has_the_root_that_another_program_worked_out(count: int, root: str) -> None:
    """P17: the same entries gave this root to the reference in Go."""
    assert KEY.vkey == "registry.comity.example/optimism+ec60ddc1+AWqevLbbFjmnuJ7lgMm5WA3Uefq3s+vwS/qxCvZT5U8D"
    hashes = [tree.leaf_hash(one) for one in entries(count)]
    assert base64.b64encode(tree.root_of(hashes)).decode() == root


def test_seventy_thousand_entries_have_the_tiles_of_the_specifications_example() -> None:
    """P17: 273 full tiles and one of 112, one full and one of 17, one of width 1."""
    found = [(one.level, one.width) for one in tiles.tiles(70_000)]
    assert [found.count((level, 256)) for level in range(3)] == [273, 1, 0]
    assert len(found) == 273 + 1 + 3
    assert {w for level, w in found if w < 256} == {112, 17, 1}
    assert [one.path for one in tiles.tiles(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert list(tiles.tiles(70_000, after=70_000)) == []


@given(st.integers(0, 10**15 - 1), st.integers(0, 63), st.integers(1, 256), st.booleans())
def test_every_path_leads_back_to_its_tile(index: int, level: int, width: int, entries: bool) -> None:
    """P17: one tile, one path."""
    one = tiles.Tile(level=0 if entries else level, index=index, width=width, entries=entries)
    assert tiles.parse(one.path) == one


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/1", "tile/00/001", "tile/64/001", "tile/0/x000/001", "tile/0/001.p/0", "tile/0/001.p/256",
        "tile/0/001.p/07", "tile/0/001/002", "tile/x/001", "/tile/0/001", "tile/0/001 ", "tile/entries/../x",
        "tile/0/" + "x999/" * 2000 + "999",
    ],
)  # fmt: skip
def test_what_is_no_path_of_a_log_is_none(path: str) -> None:
    """P26: nothing else is looked up in a folder."""
    assert tiles.parse(path) is None
    assert tiles.parse("tile/0/x001/x234/067") == tiles.Tile(level=0, index=1_234_067)


@given(st.data())
def test_every_proof_that_is_made_is_taken_and_no_changed_one(data: st.DataObject) -> None:
    """P1, P17: of every leaf in every tree, and of every older tree in every newer one."""
    size = data.draw(st.integers(1, 600))
    hashes = [tree.leaf_hash(str(n).encode()) for n in range(size)]
    root, nodes = tree.root_of(hashes), whole(hashes)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    path = list(tree.inclusion(index, size, nodes))
    tree.check_inclusion(index, size, hashes[index], path, root)
    older, between = tree.root_of(hashes[:old]), list(tree.consistency(old, size, nodes))
    tree.check_consistency(old, size, between, older, root)
    for proof, check in (
        (path, lambda p: tree.check_inclusion(index, size, hashes[index], p, root)),
        (between, lambda p: tree.check_consistency(old, size, p, older, root)),
    ):
        if proof:
            spoilt = data.draw(st.integers(0, len(proof) - 1))
            changed = bytes([proof[spoilt][0] ^ 1]) + proof[spoilt][1:]
            assert refused(check, [*proof[:spoilt], changed, *proof[spoilt + 1 :]])
        assert refused(check, [*proof, root])


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600, 1000])
def test_a_tree_is_known_from_its_tiles_alone(size: int) -> None:
    """P17: root and proofs come from static files."""
    found = [str(n).encode() for n in range(size)]
    files = written(found)
    nodes = tiles.nodes_in(size, lambda tile: files[tile.path])
    hashes = [tree.leaf_hash(one) for one in found]
    assert tree.root(size, nodes) == tree.root_of(hashes)
    for index in {0, size // 2, size - 1}:
        assert tree.inclusion(index, size, nodes) == tree.inclusion(index, size, whole(hashes))


def test_a_tile_and_a_bundle_of_another_length_are_refused() -> None:
    """P17: nothing is read past what a path says."""
    bundle = tiles.bundled([b"a", b"", b"c" * 300])
    assert tiles.unbundled(bundle, 3) == (b"a", b"", b"c" * 300)
    for content, width in ((bundle + b"\0", 3), (bundle[:-1], 3), (bundle, 2), (bundle, 4)):
        with pytest.raises(Wrong):
            tiles.unbundled(content, width)
    with pytest.raises(Wrong):
        tiles.parted(b"\0" * 33, 1)
    with pytest.raises(ValueError, match="65535"):
        tiles.bundled([b"x" * 65_536])


def signed_checkpoint(size: int, root: bytes) -> bytes:
    """A checkpoint of our own log."""
    return notes.signed(notes.Checkpoint(KEY.name, size, root).text, KEY, PRIVATE.sign)


def test_one_changed_byte_of_a_signed_checkpoint_is_refused() -> None:
    """P17: every byte of it counts, those of the signature too."""
    content = signed_checkpoint(3, b"\7" * 32)
    assert notes.checkpoint(content, KEY, by_ed25519).size == 3
    for place in range(len(content)):
        for flip in (1, 0x20, 0x80):
            changed = content[:place] + bytes([content[place] ^ flip]) + content[place + 1 :]
            with pytest.raises(Wrong):
                notes.checkpoint(changed, KEY, by_ed25519)


@pytest.mark.parametrize("text", ["", "\n", "a\n\n", "a\n\n— b c\n", "a\n\n— b AAAAAAAA", "a\x07\n\n— b AAAAAAA=\n"])
def test_what_is_no_note_is_refused(text: str) -> None:
    """P26: whatever a server answers with."""
    with pytest.raises(Wrong):
        notes.checkpoint(text.encode(), KEY, by_ed25519)
    with pytest.raises(Wrong):
        notes.parse(b"a" * 70_000)


def test_a_signature_of_somebody_else_stands_beside_and_a_checkpoint_of_another_log_does_not_count() -> None:
    """P17: unknown keys are skipped; a known one with a bad signature is not."""
    content = signed_checkpoint(3, b"\7" * 32)
    other, private = signer("witness.example/w", "comity witness key")
    assert other.vkey.startswith("witness.example/w+")
    text = notes.parse(content).text
    both = content + notes.signed(text, other, private.sign)[len(text.encode()) + 1 :]
    assert notes.checkpoint(both, KEY, by_ed25519).size == 3
    foreign = notes.signed(notes.Checkpoint("elsewhere.example", 3, b"\7" * 32).text, KEY, PRIVATE.sign)
    with pytest.raises(Wrong, match="another log"):
        notes.checkpoint(foreign, KEY, by_ed25519)
    with pytest.raises(Wrong, match="not signed"):
        notes.checkpoint(content, other, by_ed25519)


def test_a_proof_file_carries_its_leaf_and_is_checked_offline() -> None:
    """P1: who has the file and the log's key needs nobody else."""
    found = [str(n).encode() for n in range(40)]
    hashes = [tree.leaf_hash(one) for one in found]
    content = signed_checkpoint(40, tree.root_of(hashes))
    proof = proofs.Proof(entry=found[7], index=7, path=tree.inclusion(7, 40, whole(hashes)), checkpoint=content)
    assert proofs.parse(proof.file) == proof
    assert proofs.check(proofs.parse(proof.file), KEY, by_ed25519).size == 40
    for place in range(len(proof.file)):
        changed = proof.file[:place] + bytes([proof.file[place] ^ 1]) + proof.file[place + 1 :]
        with pytest.raises(Wrong):
            proofs.check(proofs.parse(changed), KEY, by_ed25519)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"c2sp.org/tlog-proof@v1\n", b"c2sp.org/tlog-proof@v1\nindex 0\n\nx", b"\xff\n\n",
        b"c2sp.org/tlog-proof@v1\nextra AA==\nindex 01\n\nx", b"c2sp.org/tlog-proof@v1\nextra AA\nindex 0\n\nx",
        b"c2sp.org/tlog-proof@v1\nextra AA==\nindex 0\nAA==\n\nx", b"c2sp.org/tlog-proof@v1\nAA==\nindex 0\n\nx",
    ],
)  # fmt: skip
def test_what_is_no_proof_file_is_refused(text: bytes) -> None:
    """P26: whatever somebody kept under that name."""
    with pytest.raises(Wrong):
        proofs.parse(text)


def test_a_promise_is_no_checkpoint_and_one_changed_byte_breaks_it() -> None:
    """P1: the log's word, signed with its key over a context of its own."""
    word = promises.Promise(origin=KEY.name, leaf=b"\1" * 32, until=AT)
    content = promises.given(word, KEY, PRIVATE.sign)
    assert promises.parse(content, KEY, by_ed25519) == word
    with pytest.raises(Wrong):
        notes.verified(content, KEY, by_ed25519)
    with pytest.raises(Wrong):
        promises.parse(signed_checkpoint(1, b"\1" * 32), KEY, by_ed25519)
    for place in range(len(content)):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises(Wrong):
            promises.parse(changed, KEY, by_ed25519)


@pytest.mark.parametrize("lines", [["x"], ["comity promise v1", KEY.name, "AA==", "2026-03-01T12:00:00Z"],
    ["comity promise v1", KEY.name, base64.b64encode(b"1" * 32).decode(), "soon"]])  # fmt: skip
def test_a_signed_text_that_is_no_promise_is_none(lines: list[str]) -> None:
    """P1: the signature alone does not make a promise."""
    text = "".join(f"{line}\n" for line in lines)
    content = notes.signed(text, KEY, PRIVATE.sign, kind=promises.KIND, context=promises.CONTEXT)
    with pytest.raises(Wrong):
        promises.parse(content, KEY, by_ed25519)


def test_batches_come_at_fixed_instants_and_in_fixed_sizes() -> None:
    """P1: the log tells neither that nor when somebody told something."""
    assert [batches.filled(count) for count in (0, 1, 16, 17, 40)] == [16, 16, 16, 32, 48]
    every = timedelta(hours=6)
    assert batches.last_instant(AT + timedelta(hours=5), every) == AT
    assert batches.promised(AT, every) == AT + every
    assert batches.promised(AT - timedelta(minutes=4), every) == AT + every
    assert batches.promised(AT - timedelta(minutes=6), every) == AT
    for odd in (timedelta(hours=5), timedelta(0), timedelta(hours=48)):
        with pytest.raises(ValueError, match="multiple"):
            batches.whole(odd)


def test_a_sealed_leaf_says_a_digest_and_whoever_has_the_salt_can_show_what_it_is_about() -> None:
    """P1, P17: existence by its checkpoint is provable, content is not visible."""
    paper = hashlib.sha256(b"ciphertext").hexdigest()
    digest = entry.salted(b"s" * 16, paper)
    inner = b"comity leaf 1\n" + hashlib.sha256(b"s" * 16).digest() + bytes.fromhex(paper)
    assert digest == hashlib.sha256(inner).hexdigest()
    assert entry.sealed(digest) == b'{"digest":"' + digest.encode() + b'","leaf":"sealed"}'
    assert entry.is_sealed(entry.sealed(digest))
    assert not entry.is_sealed(b'{"leaf":"published"}')
    assert entry.salted(b"t" * 16, paper) != digest
    for salt, about in ((b"s" * 15, paper), (b"s" * 16, "00")):
        with pytest.raises(ValueError, match=r"salt|SHA-256"):
            entry.salted(salt, about)
    with pytest.raises(ValueError, match="64 hex"):
        entry.sealed("A" * 64)


def test_the_vectors_of_others_are_not_copied_into_the_project() -> None:
    """P23: they are read where they lie."""
    assert not list(Path(__file__).parent.rglob("tessera*"))
