# SPDX-License-Identifier: Apache-2.0
"""Plain words: what is searched for and what is searched in, made alike on both databases.

Small letters without accents, whatever the script; a sign that is neither letter nor digit ends a word.
"""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 60
MOST = 12
"""A search takes so many words; the rest of what somebody typed narrows nothing."""


def plain(text: str) -> tuple[str, ...]:
    """The words of a text in its order, each as often as it comes."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return tuple(word[:LONGEST_WORD] for word in _WORD.findall(bare))


def searchable(*texts: str) -> str:
    """The words of some texts, each once, as a read model keeps them."""
    return " ".join(dict.fromkeys(word for text in texts for word in plain(text)))


def sought(text: str) -> tuple[str, ...]:
    """The words of a search."""
    return tuple(dict.fromkeys(plain(text[:1000])))[:MOST]


__all__ = ["MOST", "plain", "searchable", "sought"]
