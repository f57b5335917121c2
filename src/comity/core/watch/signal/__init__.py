# SPDX-License-Identifier: Apache-2.0
"""The life of one signal: shown, judged, a quiet word or nothing, now and then a tear or a report, and forgotten.

It is about a conversation and never about a person: no event has a field for who spoke. What was said is in a paper
that is destroyed with the signal, and sooner where it is gone at its platform. It triggers nothing (P20).
"""

from comity.core.watch.signal.commands import (
    COMMANDS,
    BeginMatter,
    Command,
    CutEvidence,
    EaseSignal,
    FollowUp,
    HadQuietWord,
    HandOver,
    JudgeSignal,
    LeaveSignal,
    Matter,
    OfferQuietWord,
    RaiseSignal,
    StepAside,
    Verdict,
)
from comity.core.watch.signal.decide import REASONS, SignalDecider, SignalRules, hears, reads
from comity.core.watch.signal.events import (
    EVENTS,
    Event,
    EvidenceCut,
    FollowedUp,
    HandedOver,
    MatterBegun,
    QuietWordForgotten,
    QuietWordHad,
    QuietWordOffered,
    SignalEased,
    SignalExpired,
    SignalJudged,
    SignalLeft,
    SignalRaised,
    SteppedAside,
)
from comity.core.watch.signal.options import Act, Option, nearest, options
from comity.core.watch.signal.state import Begun, QuietWord, Signal, evolve

__all__ = [
    "COMMANDS", "EVENTS", "REASONS",
    "Act", "BeginMatter", "Begun", "Command", "CutEvidence", "EaseSignal", "Event", "EvidenceCut", "FollowUp",
    "FollowedUp", "HadQuietWord", "HandOver", "HandedOver", "JudgeSignal", "LeaveSignal", "Matter", "MatterBegun",
    "OfferQuietWord", "Option", "QuietWord", "QuietWordForgotten", "QuietWordHad", "QuietWordOffered", "RaiseSignal",
    "Signal", "SignalDecider", "SignalEased", "SignalExpired", "SignalJudged", "SignalLeft", "SignalRaised",
    "SignalRules", "StepAside", "SteppedAside", "Verdict", "evolve", "hears", "nearest", "options", "reads",
]  # fmt: skip
