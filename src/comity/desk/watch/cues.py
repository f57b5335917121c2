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
_APOSTROPHES = dict.fromkeys((0x2019, 0x02BC, 0x60, 0xB4), "'")
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
    text = text.translate(_APOSTROPHES).casefold()
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(one for one in parts if not unicodedata.combining(one))
    return _WORD.findall(text)


class Phrases:
    """Phrases that are looked for at once. Each belongs to a number; a message gives the numbers that it says."""

    def __init__(self, phrases: Mapping[int, Iterable[str]]) -> None:
        self._single: dict[str, list[int]] = {}
        self._begun: dict[str, dict[str, list[tuple[list[str], int]]]] = {}
        for number, texts in phrases.items():
            for found in map(words, texts):
                if len(found) == 1:
                    self._single.setdefault(found[0], []).append(number)
                elif found:
                    begun = self._begun.setdefault(found[0], {})
                    begun.setdefault(found[1], []).append((found[2:], number))

    def said(self, text: list[str], most: int) -> tuple[int, ...]:
        """The numbers of the phrases that stand in it, in order, each once, at most so many."""
        found: dict[int, None] = {}
        for word in self._single.keys() & set(text):
            found.update(dict.fromkeys(self._single[word]))
        begun = self._begun
        for place, (word, following) in enumerate(pairwise(text)):
            if word in begun and following in begun[word]:
                for rest, number in begun[word][following]:
                    if text[place + 2 : place + 2 + len(rest)] == rest:
                        found[number] = None
        return tuple(sorted(found))[:most]


__all__ = ["ADDRESSING", "ASKING", "LONGEST", "LONGEST_PHRASE", "Phrases", "words"]
