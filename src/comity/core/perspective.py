# SPDX-License-Identifier: Apache-2.0
"""Written views of members. They differ, and they stay different: nothing is merged, nothing is averaged (P12).

A perspective never says how its author voted; votes and reasons travel apart (P11).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.core.evidence import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A perspective as it stands beside the decision: its paper, and its author unless withheld."""

    digest: str
    author: str


def beside_decision(papers: Iterable[Paper], *, kind: str) -> tuple[Shown, ...]:
    """Every perspective of the case in an order that tells nothing: by digest. Withheld authors are not named."""
    mine = [p for p in papers if p.kind == kind]
    return tuple(
        Shown(digest=p.digest, author="" if p.withheld else p.by) for p in sorted(mine, key=lambda p: p.digest)
    )


def still_missing(papers: Iterable[Paper], entitled: Iterable[str], *, kind: str) -> tuple[str, ...]:
    """Which of those entitled have not written yet."""
    written = {p.by for p in papers if p.kind == kind}
    return tuple(person for person in entitled if person not in written)


__all__ = ["Shown", "beside_decision", "still_missing"]
