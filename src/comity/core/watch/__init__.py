# SPDX-License-Identifier: Apache-2.0
"""The watch of a community: which spaces are read, to whom a signal is shown, and how signals were judged (P20).

Nothing is watched unless a clause names the space, somebody whom the clause names has opened it, and its sign stands.
A new model, a new pattern and a new community run unseen first: what they would have said is judged by somebody who
will not be shown the live signals. A week has a budget. Nothing here can hold a person who spoke, and no verdict is
about anybody (P19). The life of one signal is in `watch.signal`.
"""

from comity.core.watch.commands import (
    COMMANDS,
    AdmitSignal,
    CloseSpace,
    Command,
    CountVerdict,
    GoLive,
    GoUnseen,
    MissSign,
    OpenSpace,
    PauseSpace,
    PutUpSign,
    ResumeSpace,
    ReturnTo,
    StepAsideFrom,
    StepAsideIn,
    TryPattern,
    Verdict,
)
from comity.core.watch.decide import REASONS, WatchDecider, not_yet
from comity.core.watch.events import (
    EVENTS,
    Event,
    Mode,
    PatternTried,
    ReturnedTo,
    SignalAdmitted,
    SignMissed,
    SignPutUp,
    SpaceClosed,
    SpaceOpened,
    SpacePaused,
    SpaceResumed,
    SteppedAsideFrom,
    SteppedAsideIn,
    VerdictCounted,
    WentLive,
    WentUnseen,
)
from comity.core.watch.figures import Figures, figures
from comity.core.watch.rules import WatchRules, rules_of
from comity.core.watch.state import PATTERN, WEEK, Tally, Trial, Watch, Watched, evolve, keys, watched

__all__ = [
    "COMMANDS", "EVENTS", "PATTERN", "REASONS", "WEEK", "AdmitSignal", "CloseSpace", "Command", "CountVerdict",
    "Event", "Figures", "GoLive", "GoUnseen", "MissSign", "Mode", "OpenSpace", "PatternTried", "PauseSpace",
    "PutUpSign", "ResumeSpace", "ReturnTo", "ReturnedTo", "SignMissed", "SignPutUp", "SignalAdmitted",
    "SpaceClosed", "SpaceOpened", "SpacePaused", "SpaceResumed", "StepAsideFrom", "StepAsideIn", "SteppedAsideFrom",
    "SteppedAsideIn", "Tally", "Trial", "TryPattern", "Verdict", "VerdictCounted", "Watch", "WatchDecider",
    "WatchRules", "Watched", "WentLive", "WentUnseen", "evolve", "figures", "keys", "not_yet", "rules_of",
    "watched",
]  # fmt: skip
