# SPDX-License-Identifier: Apache-2.0
"""The marker hunt in short: what is told, mailed and broken off lies nowhere in clear; `tests/slow` has all of it."""

from __future__ import annotations

import base64
import bz2
import gzip
import html
import json
import quopri
import random
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from tests.slow.hunted import hunt
from tests.slow.marks import CUT, Marks

PACKED: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "UTF-16": lambda text: text.encode("utf-16"),
    "turned around": lambda text: text[::-1].encode(),
    "base64": lambda text: base64.b64encode(b"x" + text.encode()),
    "base64 over lines": lambda text: base64.encodebytes(b"xy" + text.encode()),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "in an address": lambda text: quote_plus(text).encode(),
    "JSON": lambda text: json.dumps({"words": text}).encode(),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)).encode(),
    "entities": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "escaped": lambda text: html.escape(text).encode(),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()),
    "shouted": lambda text: text.upper().encode(),
    "gzip": lambda text: b"abc" + gzip.compress(text.encode() * 40),
    "bzip2": lambda text: bz2.compress(text.encode()),
    "zlib in base64, as a session keeps it": lambda text: (
        b"." + base64.urlsafe_b64encode(zlib.compress(text.encode() * 9)).rstrip(b"=") + b":1t:xyz"
    ),
    "zlib in zlib": lambda text: zlib.compress(zlib.compress(text.encode())),
    "Python": lambda text: repr(text.encode()).encode(),
}


@pytest.mark.parametrize("form", PACKED)
def test_a_mark_is_found_in_every_form(form: str) -> None:
    """P21, P27: a hunt can fail; what is found is named, and what was never said is not found."""
    marks = Marks.drawn(random.Random(5))
    for name in ("one", "another", "a third"):
        text = marks.say(name)
        around = random.Random(name).randbytes(5000)
        found = list(marks.found(around + PACKED[form](text) + around, "a file"))
        assert {find.text for find in found} - {CUT} == {name}
        assert not list(marks.found(around, "a file"))


def test_nothing_that_is_told_or_broken_off_lies_in_clear(tmp_path: Path) -> None:
    """P21: small tears, letters, and reports whose sending crashed, in a process and a home of their own."""
    found = hunt(tmp_path, parts=("crashes", "small", "mail"), pages=2)
    assert found.leaks == []
    assert "RuntimeError" in found.said, "the crash was told, by its kind"
    assert {name.partition("/")[0] for name in found.marks.said} >= {
        "crashed by an error",
        "told at the tear",
        "a letter",
    }
