# SPDX-License-Identifier: Apache-2.0
"""The watch as it is shipped: the trained model under a policy, with the patterns that a signal may name."""

from __future__ import annotations

from comity.desk.watch.trace import Library
from comity.edge.detector import weights
from comity.edge.detector.fold import NO_PATTERNS, Watch
from comity.edge.detector.policy import DEFAULT, Policy


def watch(policy: Policy = DEFAULT, library: Library = NO_PATTERNS) -> Watch:
    """The shipped model under a policy, as `desk.watch.ports.Fold`."""
    return Watch(weights.load(), policy, library)


def meanings() -> dict[str, str]:
    """What every code of a reason does, in a reader's words."""
    lexicon = weights.heads().lexicon
    return dict(zip(lexicon.names, lexicon.says, strict=True))


__all__ = ["meanings", "watch"]
