# SPDX-License-Identifier: Apache-2.0
"""Papers as the case knows them: a digest, a kind, who filed it and when. Texts never come here (P21).

What was said in a confidential talk is not evidence, and leaving such a talk harms nobody (P8).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

_DIGEST = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[A-Za-z0-9#][A-Za-z0-9#._:/-]*")
_ADDRESS = re.compile(r"https?://[!-?A-~]+")
LONGEST_REFERENCE = 300
MOST_FILES = 10
"""The most files beside one text."""
LARGEST_FILE = 100 * 1024 * 1024
"""The most bytes of one file before it is padded."""
LARGEST_CLASS = 128 * 1024 * 1024
"""No file of that many bytes is padded to more than this."""


REASONS: tuple[str, ...] = (
    "beside one text there are at most ten files",
    "a file is named by its SHA-256 digest, 64 hex digits",
    "a file has at most 100 MB, and is not empty",
    "there is no text beside which these files would lie",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One filed paper. `withheld`: its author stays unnamed when it is shown; `confidential`: no evidence.

    A file lies `beside` a text, whose digest that is, and has a `size` in bytes, as it was padded; its name and its
    kind are inside. Whoever may open the text may open the file.
    """

    digest: str
    kind: str
    act: str
    by: str
    at: datetime
    about: str = ""
    withheld: bool = False
    confidential: bool = False
    beside: str = ""
    size: int = 0


def is_digest(text: str) -> bool:
    """Whether `text` is a SHA-256 digest in lower-case hex, the only name that a paper has."""
    return _DIGEST.fullmatch(text) is not None


def is_reference(text: str) -> bool:
    """Whether `text` points at something that lies elsewhere and says nothing itself (P21).

    A web address, or an id of one word: a channel, a thread, a block, the digest of a paper. No blank, so that no
    sentence fits, and no `@`, so that no handle and no mailbox does.
    """
    return len(text) <= LONGEST_REFERENCE and bool(_ID.fullmatch(text) or _ADDRESS.fullmatch(text))


def text_beside(papers: Iterable[Paper], file: Paper) -> Paper | None:
    """The text beside which a file lies."""
    texts = (p for p in papers if (p.digest, p.act, p.by, p.at) == (file.beside, file.act, file.by, file.at))
    return next(texts, None)


def unfit(files: Mapping[str, int]) -> str:
    """Why these are not the files beside one text, by digest with their padded sizes; empty where they are."""
    if len(files) > MOST_FILES:
        return REASONS[0]
    if not all(map(is_digest, files)):
        return REASONS[1]
    if not all(0 < size <= LARGEST_CLASS for size in files.values()):
        return REASONS[2]
    return ""


def usable(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """The papers on which a finding may rest: those that were not filed in confidence."""
    return tuple(p for p in papers if not p.confidential)


def custody(papers: Iterable[Paper], digest: str) -> tuple[tuple[str, datetime, str], ...]:
    """Who handed in this paper, when, and by which act: its trail, oldest first."""
    return tuple((p.by, p.at, p.act) for p in sorted(papers, key=lambda p: p.at) if p.digest == digest)


__all__ = [
    "LARGEST_FILE",
    "LONGEST_REFERENCE",
    "MOST_FILES",
    "Paper",
    "custody",
    "is_digest",
    "is_reference",
    "text_beside",
    "unfit",
    "usable",
]
