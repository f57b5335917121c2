# SPDX-License-Identifier: Apache-2.0
"""How signals were judged, by version of model and policy: what a policy may learn from, and nothing about anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.core import watch
from comity.desk.court import InForce
from comity.desk.watch.spaces import state


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The verdicts on what was shown, and on what ran unseen."""

    shown: watch.Tally
    unseen: watch.Tally


def tally(court: InForce) -> Mapping[str, Judged]:
    """All verdicts so far by version, `model/policy`."""
    now = state(court)
    versions = sorted({*now.tallies, *now.unseen})
    nothing = watch.Tally()
    return {v: Judged(shown=now.tallies.get(v, nothing), unseen=now.unseen.get(v, nothing)) for v in versions}


__all__ = ["Judged", "tally"]
