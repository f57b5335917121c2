# SPDX-License-Identifier: Apache-2.0
"""How a phrase is found in a message: word by word, in one pass, however an apostrophe or an accent is typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import pairwise

LONGEST = 6000
"""Characters of a message that are read for phrases; what stands after them is not."""
LONGEST_PHRASE = 8
"""Words in a phrase."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_APOSTROPHES = "\u2019\u02bc\u0060\u00b4"
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
ADDRESSING = frozenset(
    "you your yours you're you've you'd you'll u ur te ti tu tus tuyo usted ustedes vos contigo".split()
)
"""Words that speak to somebody."""
ASKING = ("?", "؟", "¿")


def words(text: str) -> list[str]:
    """The words of a text in small letters, without what it quotes from others."""
    text = text[:LONGEST]
    if ">" in text:
        text = _QUOTED.sub(" ", text)
    for mark in _APOSTROPHES:
        text = text.replace(mark, "'")
    text = text.casefold()
    return _WORD.findall(text if text.isascii() else _bare(text))


def _bare(text: str) -> str:
    """Letters without their accents."""
    text = unicodedata.normalize("NFKD", text)
    for mark in filter(unicodedata.combining, set(text)):
        text = text.replace(mark, "")
    return text


class Phrases:
    """Phrases that are looked for at once. Each belongs to a number; a message gives the numbers that it says."""

    def __init__(self, phrases: Mapping[int, Iterable[str]]) -> None:
        self._single: dict[str, list[int]] = {}
        self._begun: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for number, texts in phrases.items():
            for found in map(words, texts):
                if len(found) == 1:
                    self._single.setdefault(found[0], []).append(number)
                elif found:
                    self._begun.setdefault((found[0], found[1]), []).append((f" {' '.join(found)} ", number))

    def said(self, text: list[str], most: int) -> tuple[int, ...]:
        """The numbers of the phrases that stand in it, in order, each once, at most so many."""
        found: set[int] = set()
        for word in self._single.keys() & text:
            found.update(self._single[word])
        begun = self._begun.keys() & pairwise(text)
        whole = f" {' '.join(text)} " if begun else ""
        for pair in begun:
            found.update(number for phrase, number in self._begun[pair] if phrase in whole)
        return tuple(sorted(found))[:most]


__all__ = ["ADDRESSING", "ASKING", "LONGEST", "LONGEST_PHRASE", "Phrases", "words"]
