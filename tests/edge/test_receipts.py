# SPDX-License-Identifier: Apache-2.0
"""The words of a receipt and what is worked out from them, the same for whoever follows the same two standards."""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.age import Rage
from comity.edge.web import locator
from comity.edge.web.locator import Receipt
from tests.architecture.tree import ROOT

VECTORS = [
    (
        "00000000000000000000000000000000",
        "f9a8f1e78b46241af979433c6e21cf4b",
        "age19ap6xyypjls6hn0egavhr4cy4tnxyjw235vsnz3qrn4t4ez2ccyq4gupp2",
    ),
    (
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
        "4a0e072cf7f65c67b6cf5d39e0f4e36b",
        "age10h3wefwg0pagqfaecwlhw96cszer3jttafqhfcj77uhh4t93046qyxxuhj",
    ),
    (
        "000102030405060708090a0b0c0d0e0f",
        "7a7f263fe54bca27ee24a4b8b6ca001a",
        "age1n9645taag2szkkh06k37z7dqgkgdmxhp9r5mzdjc4jrat44cxptqfl3zck",
    ),
]
"""A seed, its door, its recipient."""
seeds = st.binary(min_size=16, max_size=16).map(bytes.hex)


@pytest.mark.parametrize(
    ("seed", "words"),
    [
        ("0" * 32, "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"),
        ("7f" * 16, "legal winner thank year wave sausage worth useful legal winner thank yellow"),
        ("80" * 16, "letter advice cage absurd amount doctor acoustic avoid letter advice cage above"),
        ("f" * 32, "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong"),
    ],
)
def test_the_words_are_those_of_the_standard(seed: str, words: str) -> None:
    """P3: the published vectors of BIP 39, so that any other program reads the same bits from them."""
    assert " ".join(Receipt.of(seed).words) == words
    assert locator.typed(words) == Receipt.of(seed)


@given(seeds)
def test_what_is_worked_out_is_hkdf(seed: str) -> None:
    """P3: RFC 5869 written out, for one block: no slow derivation, and nothing leads back."""
    drawn = hmac.new(bytes(32), bytes.fromhex(seed), hashlib.sha256).digest()
    for what, length in (("door", 16), ("key", 32), ("salt", 32)):
        block = hmac.new(drawn, f"comity receipt 1 {what}".encode() + b"\x01", hashlib.sha256).digest()
        assert locator.derived(seed, what, length) == block[:length]
    assert Receipt.of(seed).bits == locator.derived(seed, "door", 16).hex()


@pytest.mark.parametrize(
    ("seed", "door", "recipient"),
    VECTORS,
)
def test_the_words_make_the_same_identity_everywhere(seed: str, door: str, recipient: str) -> None:
    """P21: the door and the recipient of a seed never change, or nobody would come back."""
    found = Receipt.of(seed)
    assert (found.bits, found.recipient) == (door, recipient)
    assert Rage().identity(found.secret).recipient == recipient


def test_the_script_of_the_pages_works_out_the_same(tmp_path: Path) -> None:
    """P3, P21: the very module that the pages load, run by itself: door, recipient, identity and words of each seed."""
    module = ROOT / "src/comity/edge/web/scripts/sealing/receipt"
    (tmp_path / "ask.ts").write_text(
        f"import {{ receiptOf }} from {json.dumps(str(module))};\n"
        "for (const hex of process.argv.slice(2)) {\n"
        "  const seed = Uint8Array.from(hex.match(/../g)!, (two) => parseInt(two, 16));\n"
        "  const { door, recipient, secret, words } = await receiptOf(seed);\n"
        "  console.log(JSON.stringify({ door, recipient, secret, words }));\n"
        "}\n"
    )
    built = ["--bundle", "--format=esm", "--platform=node", "--log-level=error", f"--outfile={tmp_path / 'ask.mjs'}"]
    subprocess.run([ROOT / "node_modules/.bin/esbuild", tmp_path / "ask.ts", *built], check=True, cwd=ROOT)
    asked = [seed for seed, _door, _recipient in VECTORS]
    told = subprocess.run(["node", tmp_path / "ask.mjs", *asked], check=True, capture_output=True, text=True)
    for line, (seed, door, recipient) in zip(told.stdout.splitlines(), VECTORS, strict=True):
        found, ours = json.loads(line), Receipt.of(seed)
        assert (found["door"], found["recipient"]) == (door, recipient)
        assert (found["secret"], found["words"]) == (ours.secret, list(ours.words))


@given(seeds)
def test_an_identity_is_written_as_the_format_has_it(seed: str) -> None:
    """P21: another program of the format takes the identity, and works out the same recipient."""
    found = Receipt.of(seed)
    assert Rage().identity(found.secret).secret == found.secret
    assert Rage().identity(found.secret).recipient == found.recipient
    assert found.keyed == locator.keyed(found.bits, found.recipient)


@given(seeds, st.sampled_from([" ", "\n", ", ", " - ", "  "]), st.booleans(), st.integers(4, 9))
def test_a_receipt_is_read_however_it_is_written(seed: str, between: str, upper: bool, letters: int) -> None:
    """P3: in any case and spacing, numbered or not, cut after four letters."""
    receipt = Receipt.of(seed)
    written = between.join(f"{n}{between}{word[:letters]}" for n, word in enumerate(receipt.words, 1))
    assert locator.typed(written.upper() if upper else written) == receipt


@given(seeds, st.integers(0, 11), st.integers(1, 2047))
def test_one_other_word_is_nearly_always_noticed_and_never_the_same_receipt(seed: str, place: int, by: int) -> None:
    """P3: four bits of checksum: one slip in sixteen reads as another receipt, to which no report belongs."""
    listed = sorted(locator.known(word) for word in _all())
    receipt = Receipt.of(seed)
    words = list(receipt.words)
    words[place] = listed[(listed.index(words[place]) + by) % len(listed)]
    assert locator.typed(" ".join(words)) != receipt


def _all() -> list[str]:
    from mnemonic import Mnemonic

    return list(Mnemonic("english").wordlist)


@pytest.mark.parametrize(
    "text", ["", "zoo", "zoo " * 12, "zoo " * 13, "abc " * 12, "\x00" * 40, "\uff19" * 99, "a" * 9999]
)
def test_what_is_no_receipt_is_none(text: str) -> None:
    """P26: whatever is typed, it is a receipt or it is not."""
    assert locator.typed(text) is None


def test_two_receipts_share_nothing_that_is_kept() -> None:
    """P21: nothing of what the house keeps is a part of the seed, or of another receipt's."""
    one, two = locator.fresh(), locator.fresh()
    kept = [{r.case, r.tear, r.person, r.act_id, r.bits, r.tag, r.leaf("0" * 64).digest} for r in (one, two)]
    assert not kept[0] & kept[1]
    assert not any(one.seed in text or one.seed[:12] in text for text in kept[0])
