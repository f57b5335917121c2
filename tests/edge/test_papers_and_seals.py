# SPDX-License-Identifier: Apache-2.0
"""Sealing at rest, and what a stranger with the database alone can see."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from django.db import connection

from comity.edge.store.papers import SqlPapers, SqlVault
from comity.edge.store.seal import Seal, Unsealable


def test_what_was_sealed_opens_with_the_same_key_and_purpose_only() -> None:
    """P21: another key, another purpose or one flipped bit opens nothing."""
    key = os.urandom(32)
    seal = Seal(key)
    sealed = seal.seal(b"a threat", about=b"paper")
    assert seal.open(sealed, about=b"paper") == b"a threat"
    assert Seal(key).open(sealed, about=b"paper") == b"a threat"
    for other, about, text in (
        (Seal(os.urandom(32)), b"paper", sealed),
        (seal, b"vault", sealed),
        (seal, b"paper", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (seal, b"paper", b"\x02" + sealed[1:]),
        (seal, b"paper", b"\x01short"),
        (seal, b"paper", b""),
    ):
        with pytest.raises(Unsealable):
            other.open(text, about=about)


def test_the_same_text_is_never_sealed_alike() -> None:
    """P21: two equal texts do not look equal."""
    seal = Seal(os.urandom(32))
    assert seal.seal(b"x", about=b"") != seal.seal(b"x", about=b"")


def test_a_key_of_another_length_is_no_key() -> None:
    """P26: a truncated key is noticed at once."""
    with pytest.raises(ValueError, match="32 bytes"):
        Seal(b"short")


def test_the_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    """P21: the key lies in the home, not in the database."""
    sealed = Seal.at_home(tmp_path / "home").seal(b"x", about=b"")
    assert Seal.at_home(tmp_path / "home").open(sealed, about=b"") == b"x"
    (key,) = (tmp_path / "home").iterdir()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_the_database_alone_tells_no_contact(database: str) -> None:
    """P21: what the vault keeps is unreadable without the key, and cannot be moved to another name."""
    vault = SqlVault(Seal(os.urandom(32)))
    vault.put("p1", "mail", "somebody@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, kind, sealed FROM vault")
        (row,) = cursor.fetchall()
        assert b"somebody" not in bytes(row[2])
        cursor.execute("UPDATE vault SET person = 'p2'")
    with pytest.raises(Unsealable):
        vault.get("p2")


def test_an_erased_paper_leaves_its_digest_and_no_byte(database: str) -> None:
    """P17: erasing destroys the text and keeps the proof that there was one."""
    papers = SqlPapers()
    digest = papers.put(b"sealed", "server")
    papers.erase(digest)
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest, ciphertext FROM paper")
        assert cursor.fetchall() == [(digest, None)]
