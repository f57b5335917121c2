# SPDX-License-Identifier: Apache-2.0
"""How a paper is sealed: a key of its own, a wrap for each reader, and a size that tells little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.clause import Malformed
from comity.desk import sealing
from comity.desk.sealing import Reader, Sealed, Unopenable
from comity.edge.age import Rage

AGE = Rage()


def reader(person: str, recipient: str) -> Reader:
    return Reader(person=person, key=sealing.key_id(recipient), recipient=recipient)


def test_every_reader_opens_the_paper_with_their_own_key_and_nobody_else_does() -> None:
    """P10, P21: the way in is one's own wrap; neither another's key nor another's wrap opens anything."""
    mine, yours, nobody = AGE.fresh(), AGE.fresh(), AGE.fresh()
    ciphertext, key = sealing.sealed(AGE, "Grüße".encode())
    wraps = sealing.wrapped(AGE, key.secret, [reader("m1", mine.recipient), reader("m2", yours.recipient)])
    assert set(wraps) == {("m1", sealing.key_id(mine.recipient)), ("m2", sealing.key_id(yours.recipient))}
    for (person, _), wrap in wraps.items():
        own, other = (mine, yours) if person == "m1" else (yours, mine)
        secret = sealing.secret_in(AGE, wrap, [own.secret])
        assert sealing.text_of(AGE, ciphertext, secret).decode() == "Grüße"
        for wrong in (other, nobody):
            with pytest.raises(Unopenable):
                sealing.secret_in(AGE, wrap, [wrong.secret])
    with pytest.raises(Unopenable):
        AGE.open(ciphertext, [mine.secret])


def test_no_paper_has_the_key_of_another() -> None:
    """P10: who may open one paper of a case opens no other by it."""
    (one, first), (two, second) = sealing.sealed(AGE, b"one"), sealing.sealed(AGE, b"one")
    assert one != two
    assert first.secret != second.secret
    with pytest.raises(Unopenable):
        sealing.text_of(AGE, two, first.secret)


@given(st.binary(max_size=5000))
def test_what_is_padded_comes_back(text: bytes) -> None:
    """P21: padding changes no byte of what was told."""
    assert sealing.unpadded(sealing.padded(text)) == text


def test_sizes_tell_little() -> None:
    """P21: a line and half a page look alike, and between 512 bytes and a megabyte there are fewer than 250 sizes."""
    assert len(sealing.padded(b"")) == len(sealing.padded(b"x" * 500)) == sealing.LEAST
    sizes = {sealing.padme(length) for length in range(0, 1_000_000, 7)}
    assert len(sizes) < 250
    assert all(length <= sealing.padme(length) <= length * 1.12 for length in range(512, 200_000, 13))


@pytest.mark.parametrize("whole", [b"", b"\x00\x00", b"\x00\x00\x00\x09short", b"\xff\xff\xff\xff" + bytes(600)])
def test_a_length_that_lies_opens_nothing(whole: bytes) -> None:
    """P26: what somebody else padded badly is an error that says so."""
    with pytest.raises(Unopenable):
        sealing.unpadded(whole)


def test_what_is_no_age_file_is_no_paper() -> None:
    """P26: a paper that comes sealed is checked before it is kept; the error names the field and the rule."""
    key = AGE.fresh()
    good = Sealed(ciphertext=AGE.seal(b"x", [key.recipient]), wraps={("m1", "k"): AGE.seal(b"y", [key.recipient])})
    assert sealing.checked(good, longest=10_000) is good
    for bad, named in (
        (Sealed(ciphertext=b"plain", wraps=good.wraps), ("sealed", "age")),
        (Sealed(ciphertext=good.ciphertext, wraps={("m1", "k"): b"plain"}), ("wraps", "age")),
        (Sealed(ciphertext=good.ciphertext, wraps={("m1", "k"): sealing.HEADER + bytes(9000)}), ("wraps", "age")),
        (Sealed(ciphertext=good.ciphertext + bytes(10_000), wraps={}), ("sealed", "length")),
    ):
        with pytest.raises(Malformed) as wrong:
            sealing.checked(bad, longest=10_000)
        assert [(f.field, f.rule) for f in wrong.value.faults] == [named]


@pytest.mark.parametrize("text", ["", "age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA", "ß\x00"])
def test_what_is_no_key_seals_and_opens_nothing(text: str) -> None:
    """P26: garbage in place of a key is an error of its own, never another exception."""
    assert not AGE.is_recipient(text)
    for attempt in (
        lambda: AGE.identity(text),
        lambda: AGE.seal(b"x", [text]),
        lambda: AGE.seal(b"x", []),
        lambda: AGE.open(AGE.seal(b"x", [AGE.fresh().recipient]), [text]),
        lambda: sealing.secret_in(AGE, b"age-encryption.org/v1\n", [AGE.fresh().secret]),
    ):
        with pytest.raises(Unopenable):
            attempt()


def test_a_wrap_without_a_key_in_it_opens_nothing() -> None:
    """P26: a reader's browser may send any wrap; a bad one is noticed when it is opened."""
    mine = AGE.fresh()
    for inside in (b"", b"\xff\xfe", b"AGE-SECRET-KEY-1NO"):
        with pytest.raises(Unopenable):
            sealing.secret_in(AGE, AGE.seal(inside, [mine.recipient]), [mine.secret])
