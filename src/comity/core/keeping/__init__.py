# SPDX-License-Identifier: Apache-2.0
"""How long the papers of a closed case and the ways to reach its people are kept, what holds that up, and their end.

The procedure says how long; the instant is fixed when the case is closed (P6), under the version that the case is
pinned to. What is due is destroyed by time itself, unless a hold is in force: then it waits for the end of the hold,
and a hold has one. What was destroyed leaves its digest, so that the history and the public log stay whole (P17).
"""

from comity.core.keeping.decide import (
    GONE,
    NO_SUCH_HOLD,
    NOT_KEPT,
    REASONS,
    STILL_OPEN,
    UNDER_HOLD,
    KeepingDecider,
    KeepingRules,
    closing,
    rules_of,
)
from comity.core.keeping.events import (
    COMMANDS,
    EVENTS,
    ClosedKept,
    Command,
    Destroy,
    Destroyed,
    Event,
    HoldEnded,
    HoldLifted,
    HoldSet,
    KeepClosed,
    Keeping,
    Kept,
    LiftHold,
    SetHold,
    ThingKept,
)

__all__ = [
    "COMMANDS", "EVENTS", "REASONS",
    "ClosedKept", "Command", "Destroy", "Destroyed", "Event", "HoldEnded", "HoldLifted", "HoldSet", "KeepClosed",
    "Keeping", "KeepingDecider", "KeepingRules", "Kept", "LiftHold", "SetHold", "ThingKept", "closing", "rules_of",
    "GONE", "NOT_KEPT", "NO_SUCH_HOLD", "STILL_OPEN", "UNDER_HOLD",
]  # fmt: skip
