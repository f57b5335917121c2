# SPDX-License-Identifier: Apache-2.0
"""Papers as the case knows them: a digest, a kind, who filed it and when. Texts never come here (P21).

What was said in a confidential talk is not evidence, and leaving such a talk harms nobody (P8).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

_DIGEST = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[A-Za-z0-9#][A-Za-z0-9#._:/-]*")
_ADDRESS = re.compile(r"https?://[!-?A-~]+")
LONGEST_REFERENCE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One filed paper. `withheld`: its author stays unnamed when it is shown; `confidential`: no evidence."""

    digest: str
    kind: str
    act: str
    by: str
    at: datetime
    about: str = ""
    withheld: bool = False
    confidential: bool = False


def is_digest(text: str) -> bool:
    """Whether `text` is a SHA-256 digest in lower-case hex, the only name that a paper has."""
    return _DIGEST.fullmatch(text) is not None


def is_reference(text: str) -> bool:
    """Whether `text` points at something that lies elsewhere and says nothing itself (P21).

    A web address, or an id of one word: a channel, a thread, a block, the digest of a paper. No blank, so that no
    sentence fits, and no `@`, so that no handle and no mailbox does.
    """
    return len(text) <= LONGEST_REFERENCE and bool(_ID.fullmatch(text) or _ADDRESS.fullmatch(text))


def usable(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """The papers on which a finding may rest: those that were not filed in confidence."""
    return tuple(p for p in papers if not p.confidential)


def custody(papers: Iterable[Paper], digest: str) -> tuple[tuple[str, datetime, str], ...]:
    """Who handed in this paper, when, and by which act: its trail, oldest first."""
    return tuple((p.by, p.at, p.act) for p in sorted(papers, key=lambda p: p.at) if p.digest == digest)


__all__ = ["LONGEST_REFERENCE", "Paper", "custody", "is_digest", "is_reference", "usable"]
