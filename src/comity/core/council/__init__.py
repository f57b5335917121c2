# SPDX-License-Identifier: Apache-2.0
"""One season of a council: who sits, who leads, who takes over where it falls vacant, and what it owes each cycle.

It rests on the clauses of the procedure about its posts and duties, on P13 (a council that turns over or vanishes
does not lose its cases) and P14 (load is visible and capped). Persons are pseudonyms. The end of a season is no
vacancy: who sits afterwards, the next season's history says.

This room knows no case: who is free of conflict in one is the business of `recusal`, which asks for `holders`.
"""

from comity.core.council.decide import REASONS, CouncilDecider
from comity.core.council.events import (
    COMMANDS,
    EVENTS,
    Appoint,
    Appointed,
    BodyComplete,
    BodyFellVacant,
    Command,
    Constitute,
    Constituted,
    CycleReported,
    CycleReportMissed,
    Delegate,
    Delegated,
    Elect,
    Elected,
    Event,
    FileReport,
    Owed,
    Remove,
    Removed,
    SeasonEnded,
    SeatTaken,
    StepDown,
    SteppedDown,
    TakeSeat,
)
from comity.core.council.owing import owed_by, owed_to_file, period_of
from comity.core.council.rules import CouncilRules, Post, spared
from comity.core.council.state import Council, Kept, duties, evolve, holders, voters

__all__ = [
    "COMMANDS", "EVENTS", "REASONS",
    "Appoint", "Appointed", "BodyComplete", "BodyFellVacant", "Command", "Constitute", "Constituted", "Council",
    "CouncilDecider", "CouncilRules", "CycleReportMissed", "CycleReported", "Delegate", "Delegated", "Elect",
    "Elected", "Event", "FileReport", "Kept", "Owed", "Post", "Remove", "Removed", "SeasonEnded", "SeatTaken",
    "StepDown", "SteppedDown", "TakeSeat", "duties", "evolve", "holders", "spared",
    "owed_by", "owed_to_file", "period_of", "voters",
]  # fmt: skip
