# SPDX-License-Identifier: Apache-2.0
"""Words that nobody else writes, and how they are found wherever they lie, in whatever form.

    marks = Marks.drawn(random.Random(7)); text = marks.say("report/words"); list(marks.found(data, "home/x"))

Each text carries one mark in three scripts: plain letters, letters with marks on them, Arabic. A mark begins with a
stem that all texts of one hunt share, so that a search asks for a few dozen forms and not for thousands.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import html.entities
import json
import lzma
import quopri
import random
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

LETTERS = "bcdfghjklmnpqrstvwxz"
WITH_MARKS = "äöüßéèñçøåõ"
ARABIC = "بتثجحخدذرزسشصضطظعغفقكلمنهي"
SCRIPTS = {"plain": LETTERS, "with marks": WITH_MARKS, "arabic": ARABIC}
LONG = {"plain": 9, "with marks": 9, "arabic": 10}
"""Letters of a stem: by chance none of them stands in a gigabyte, in no form."""
CODE = 3
"""Letters after the stem, which say which text it is."""
CUT = "a text that was cut"
"""What is found of a mark whose end is not there."""
DEEP = 3
"""How many packings inside each other are looked into."""
MOST = 64 * 1024 * 1024
"""Bytes that are unpacked from one stream."""


@dataclass(frozen=True, slots=True)
class Find:
    """A mark that lies somewhere: which text, where, and in which form."""

    text: str
    where: str
    how: str

    def __str__(self) -> str:
        return f"{self.text}: {self.where} ({self.how})"


@dataclass
class Marks:
    """The stems of one hunt, what was said with them, and secrets that must lie nowhere either."""

    stems: Mapping[str, str]
    said: list[str] = field(default_factory=list)
    secrets: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def drawn(cls, chance: random.Random) -> Marks:
        """New stems."""
        return cls({name: "".join(chance.choices(of, k=LONG[name])) for name, of in SCRIPTS.items()})

    @classmethod
    def read(cls, path: Path) -> Marks:
        """Those that another process wrote down."""
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return cls(told["stems"], told["said"], {name: bytes.fromhex(kept) for name, kept in told["secrets"].items()})

    def write(self, path: Path) -> None:
        """Write them down, outside of what is searched."""
        secrets = {name: kept.hex() for name, kept in self.secrets.items()}
        path.write_text(json.dumps({"stems": self.stems, "said": self.said, "secrets": secrets}), "utf-8")

    def say(self, name: str) -> str:
        """A text that carries a new mark at its beginning and at its end."""
        mark = self.mark(name)
        return f"{mark}, and this is all that is said. {mark}"

    def mark(self, name: str) -> str:
        """A new mark in the three scripts, on one line."""
        self.said.append(name)
        number = len(self.said) - 1
        return " ".join(f"{stem}{_code(number, SCRIPTS[script])}" for script, stem in self.stems.items())

    def word(self, name: str) -> str:
        """A new mark in plain letters alone, for an address or a name."""
        return self.mark(name).split(" ")[0]

    def spoken(self, data: bytes) -> set[str]:
        """The texts that stand in `data` as they were said."""
        plain = self.stems["plain"]
        return {name for n, name in enumerate(self.said) if f"{plain}{_code(n, LETTERS)}".encode() in data}

    # -- searching ---------------------------------------------------------------------------------------------------

    def found(self, data: bytes, where: str, deep: int = DEEP) -> Iterator[Find]:
        """Every text, and every secret, that lies in `data`."""
        seen: set[str] = set()
        for how, view in _views(data):
            for name, form, needle in self._needles:
                for place in _places(view, needle):
                    text = self._whose(view, place, name)
                    if text not in seen:
                        seen.add(text)
                        yield Find(text, where, f"{form}{how}")
        if deep:
            for how, inside in unpacked(data):
                yield from self.found(inside, f"{where} > {how}", deep - 1)

    @property
    def _needles(self) -> list[tuple[str, str, bytes]]:
        if "needles" not in self.__dict__:
            made = [(script, form, n) for script, stem in self.stems.items() for form, n in forms(stem)]
            made += [(name, form, n) for name, kept in self.secrets.items() for form, n in of_bytes(kept)]
            self.__dict__["needles"] = made
        found: list[tuple[str, str, bytes]] = self.__dict__["needles"]
        return found

    def _whose(self, view: bytes, place: int, script: str) -> str:
        """Which text a stem belongs to, by the letters after it; the form decides how far away they stand."""
        if script not in self.stems:
            return script
        around = view[max(0, place - 200) : place + 400]
        for number, name in enumerate(self.said):
            whole = f"{self.stems[script]}{_code(number, SCRIPTS[script])}"
            if any(needle in around for _form, needle in forms(whole)):
                return name
        return CUT


def _code(number: int, letters: str) -> str:
    found = ""
    for _place in range(CODE):
        number, rest = divmod(number, len(letters))
        found = letters[rest] + found
    return found + letters[0]  # what a base64 cuts off


def forms(text: str) -> list[tuple[str, bytes]]:
    """The forms in which a text may lie: encodings, escapes, and both orders."""
    utf8 = text.encode()
    points = [ord(letter) for letter in text]
    found = [("UTF-8", utf8), ("decomposed", unicodedata.normalize("NFD", text).encode())]
    found += [(name, text.encode(name)) for name in ("utf-16-le", "utf-16-be", "utf-32-le")]
    found += [(name, text.encode(name)) for name in ("latin-1", "cp1256") if _fits(text, name)]
    found += [("letters reversed", text[::-1].encode()), ("bytes reversed", utf8[::-1])]
    found += of_bytes(utf8)[1:]
    found += [(f"base64 of UTF-16 at {n}", cut) for n, cut in _base64(text.encode("utf-16-le"))]
    found += [("hexadecimal of UTF-16", text.encode("utf-16-le").hex().encode())]
    found += [("percent", quote(text).encode()), ("percent, lower", quote(text).lower().encode())]
    found += [("percent, all", "".join(f"%{byte:02X}" for byte in utf8).encode())]
    found += [("entities", "".join(f"&#{n};" for n in points).encode())]
    found += [("entities, hexadecimal", "".join(f"&#x{n:x};" for n in points).encode())]
    found += [("entities, named", "".join(_entity(letter) for letter in text).encode())]
    found += [("escapes", "".join(_escape(letter) for letter in text).encode())]
    found += [("escapes, upper", "".join(_escape(letter, upper=True) for letter in text).encode())]
    found += [("escapes, all", "".join(f"\\u{n:04x}" for n in points).encode())]
    found += [("escaped twice", "".join(_escape(letter) for letter in text).replace("\\", "\\\\").encode())]
    found += [("bytes in Python", repr(utf8)[2:-1].encode())]
    found += [("quoted-printable", quopri.encodestring(utf8).replace(b"=\n", b""))]
    return _once(found)


def of_bytes(kept: bytes) -> list[tuple[str, bytes]]:
    """The forms in which bytes may lie."""
    found = [("as it is", kept), ("hexadecimal", kept.hex().encode()), ("HEXADECIMAL", kept.hex().upper().encode())]
    found += [(f"base64 at {n}", cut) for n, cut in _base64(kept)]
    return found + [(f"base64 of hexadecimal at {n}", cut) for n, cut in _base64(kept.hex().encode())]


def _once(found: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    kept: dict[bytes, str] = {}
    for how, needle in found:
        kept.setdefault(needle, how)
    return [(how, needle) for needle, how in kept.items()]


def _base64(kept: bytes) -> Iterator[tuple[int, bytes]]:
    """What of it stands in a base64 of something longer, at each of the three places, in both alphabets."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + kept + bytes(3))
        first = -(-before * 8 // 6)
        last = (before + len(kept)) * 8 // 6
        cut = coded[first:last]
        yield before, cut
        if b"+" in cut or b"/" in cut:
            yield before, cut.replace(b"+", b"-").replace(b"/", b"_")


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _entity(letter: str) -> str:
    named = html.entities.codepoint2name.get(ord(letter))
    return letter if letter.isascii() else f"&{named};" if named else f"&#{ord(letter)};"


def _escape(letter: str, *, upper: bool = False) -> str:
    digits = f"{ord(letter):04x}"
    return letter if letter.isascii() else f"\\u{digits.upper() if upper else digits}"


def _views(data: bytes) -> Iterator[tuple[str, bytes]]:
    """As it stands, in small letters, and with its lines joined, as letters and certificates break them."""
    yield "", data
    small = data.lower()
    if small != data:
        yield ", in small letters", small
    if b"\n" in data:
        yield ", over a line's end", re.sub(rb"=?\r?\n[ \t]?", b"", data)


def _places(data: bytes, needle: bytes) -> Iterator[int]:
    place = data.find(needle)
    while place >= 0:
        yield place
        place = data.find(needle, place + len(needle))


# -- what is packed ---------------------------------------------------------------------------------------------------

_MAGIC = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|PK\x03\x04|BZh[1-9]1AY|\xfd7zXZ\x00")
_IN_BASE64 = re.compile(rb"(?:e[JNFA]|H4sI|UEsDB|Qlpo|/Td6|_Td6)(?=[A-Za-z0-9+/_-]{20})")
_RUN = re.compile(rb"[A-Za-z0-9+/_-]*")
_HEX = re.compile(rb"[0-9a-fA-F]{48,}")
LEAST = 8


def unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What packed streams inside `data` hold, found by the bytes with which each begins; also behind base64 and hex."""
    for begins in _MAGIC.finditer(data):
        how, inside = _stream(data, begins.start(), begins[0])
        if len(inside) >= LEAST:
            yield f"{how} at {begins.start()}", inside
    for begins in _IN_BASE64.finditer(data):
        run = _RUN.match(data, begins.start())
        if run and _packed(_decoded(run[0][:600])):
            yield f"base64 at {begins.start()}", _decoded(run[0])
    for run in _HEX.finditer(data):
        decoded = binascii.unhexlify(run[0][: len(run[0]) // 2 * 2])
        if _MAGIC.match(decoded):
            yield f"hexadecimal at {run.start()}", decoded


def _decoded(run: bytes) -> bytes:
    """What a base64 without line ends says, but for what its last letters may add."""
    text = run.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    try:
        return base64.b64decode(
            text[: len(text) // 4 * 4] + (text[len(text) // 4 * 4 :] + b"==")[:4] * (len(text) % 4 > 1)
        )
    except (ValueError, binascii.Error):
        return b""


def _packed(begins: bytes) -> bool:
    """Whether something comes out of what begins so."""
    magic = _MAGIC.match(begins)
    return magic is not None and (not magic[0].startswith(b"x") or bool(_stream(begins, 0, magic[0])[1]))


def _stream(data: bytes, start: int, magic: bytes) -> tuple[str, bytes]:
    rest = memoryview(data)[start:]  # a copy for each of a million beginnings would take hours
    if magic.startswith(b"\x1f\x8b"):
        return "gzip", _inflated(rest, 31)
    if magic.startswith(b"PK"):
        skip = 30 + int.from_bytes(rest[26:28], "little") + int.from_bytes(rest[28:30], "little")
        return "zip", _inflated(rest[skip:], -15)
    if magic.startswith(b"BZh"):
        return "bzip2", _poured(bz2.BZ2Decompressor(), rest)
    if magic.startswith(b"\xfd7z"):
        return "xz", _poured(lzma.LZMADecompressor(), rest)
    return "zlib", _inflated(rest, 15)


def _inflated(data: memoryview, window: int) -> bytes:
    return _poured(zlib.decompressobj(window), data)


PART = 64
"""Bytes that are poured at once; what comes after a break is lost with what came just before it."""


class Packed(Protocol):
    """What the three libraries have alike."""

    @property
    def eof(self) -> bool:
        """Whether the stream ended: what is poured on is kept beside it, again and again."""

    def decompress(self, data: memoryview, most: int, /) -> bytes:
        """What the next part holds."""


def _poured(packed: Packed, data: memoryview) -> bytes:
    """What comes out before the stream ends or breaks."""
    out = bytearray()
    for start in range(0, len(data), PART):
        try:
            out += packed.decompress(data[start : start + PART], MOST)
        except (zlib.error, OSError, EOFError, lzma.LZMAError, ValueError):
            break
        if packed.eof or len(out) > MOST or (not out and start > 4096):
            break
    return bytes(out)


__all__ = ["CUT", "Find", "Marks", "forms", "of_bytes", "unpacked"]
