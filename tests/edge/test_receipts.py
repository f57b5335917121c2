# SPDX-License-Identifier: Apache-2.0
"""The words of a receipt and what is worked out from them, the same for whoever follows the same two standards."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.web import locator
from comity.edge.web.locator import Receipt

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
