# SPDX-License-Identifier: Apache-2.0
"""A message's words, in one pass, linear and bounded whatever the text is.

At most `HEAD` characters from the beginning and `TAIL` from the end of a text are looked at. What code, addresses and
quotations say is not what the one who writes says: a mark stands for each of them (`MARKS`). Quoted are lines that
begin with `>`, and two words or more between quotation marks in one line; a single word between them is a way to speak,
no citation. A mention of a person is `MENTION` whoever it names (P20).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

HEAD, TAIL = 6_000, 2_000
"""How many characters are looked at, from the beginning and from the end of a longer text."""
MENTION = "@"
"""The word that every mention of a person is read as."""
START = "^"
"""Stands before the first word."""

CODE, ADDRESS, QUOTED = "\x01", "\x02", "\x03"
MARKS = {CODE: "`", ADDRESS: "://", QUOTED: '"'}
"""What stands for something that is not read, and how it is shown."""

_WORD = re.compile(r"@?\w+(?:['\-]\w+)*|[.?!]{1,2}|[\x01-\x03]")
_NOT_READ = re.compile(
    r"(?P<code>```.*?(?:```|\Z)|`[^`\n]{0,400}`)|(?P<address>https?://\S+)|^[ \t]{0,3}>[^\n]*$",
    re.DOTALL | re.MULTILINE,
)
_CITED = re.compile(
    r"""(?<!\w)"[^"\s]{1,60}[^\S\n][^"\n]{1,400}"(?!\w)"""
    r"""|(?<![\w'])'(?=\w)(?:[^'\s]|(?<=\w)'(?=\w)){1,60}[^\S\n](?:[^'\n]|(?<=\w)'(?=\w)){1,400}'(?!\w)"""
)
_BY_KIND = {"code": f" {CODE} ", "address": f" {ADDRESS} ", None: f" {QUOTED} "}
_MENTION = re.compile(r"<?@[\w!&][\w.:\-]*>?")


def _folded() -> dict[int, str | None]:
    """Letters in disguise to plain ones, and invisible characters to nothing."""
    table: dict[int, str | None] = {0x2019: "'", 0x2018: "'", 0x201A: "'", 0x2026: "..."}
    table |= dict.fromkeys([0x201C, 0x201D, 0x201E, 0xAB, 0xBB], '"')
    table |= dict.fromkeys([0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)])
    table |= dict.fromkeys([*range(0x2060, 0x2070), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080)])
    for disguised in (*range(0xFF01, 0xFF5F), *range(0x1D400, 0x1D800), *range(0x2100, 0x2150)):
        plain = unicodedata.normalize("NFKC", chr(disguised))
        if plain.isascii():
            table[disguised] = plain
    return table


_FOLDED = _folded()
_DISGUISED = {chr(code): plain or "" for code, plain in _FOLDED.items()}


def clean(text: str) -> str:
    """What is looked at of a text, without what its writer did not say in words. Linear in `HEAD` + `TAIL`."""
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]} . {text[-TAIL:]}"
    for mark in MARKS:
        if mark in text:
            text = text.replace(mark, " ")
    if not text.isascii():
        text = unfolded(text)
    if "`" in text or "://" in text or ">" in text:
        text = _NOT_READ.sub(lambda found: _BY_KIND[found.lastgroup], text)
    if '"' in text or " '" in text or text.startswith("'"):
        text = _CITED.sub(_BY_KIND[None], text)
    if "@" in text:
        text = _MENTION.sub(" @x ", text)
    return text


def unfolded(text: str) -> str:
    """A text without letters in disguise. As `translate` would, but of a long text only what occurs is looked up."""
    for letter in set(text).intersection(_DISGUISED):
        text = text.replace(letter, _DISGUISED[letter])
    return text


def words_of(cleaned: str) -> list[str]:
    """The words of a cleaned text in lower case, runs of marks among them, with mentions made alike."""
    found: list[str] = _WORD.findall(cleaned.lower())
    if "@" in cleaned:
        return [MENTION if word[0] == "@" else word for word in found]
    return found


def written(cleaned: str, count: int) -> Sequence[str]:
    """The same words as they stand in the text; `count` is how many `words_of` found."""
    found: list[str] = _WORD.findall(cleaned)
    return found if len(found) == count else _WORD.findall(cleaned.lower())
