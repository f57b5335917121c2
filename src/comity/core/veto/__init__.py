# SPDX-License-Identifier: Apache-2.0
"""The house's window for one decision (P15).

A decision stands unless the house objects: the weight of its vetoes must reach a share of a base, between two
instants. All arithmetic is in whole units; numerator, denominator, comparison, base and instants are fixed in the
first event and shown with the distance that is left. A window that cannot be vetoed is said to be infeasible at once,
and the procedure's fallback follows. A house votes in the open: its delegates answer to those who lent them weight, so
choices stand in this history beside delegates. Council members never vote here (P11).

This room does not know what a veto leads to; the clerk carries the numbers to the case, whose procedure says it.
"""

from comity.core.veto.decide import REASONS, VetoDecider
from comity.core.veto.events import (
    COMMANDS,
    EVENTS,
    Cast,
    Command,
    Event,
    ImportTally,
    NumbersAwaited,
    NumbersKnown,
    OpenWindow,
    Recast,
    TallyImported,
    VoteCast,
    WindowClosed,
    WindowInfeasible,
    WindowOpened,
)
from comity.core.veto.state import Stage, Standing, VetoRules, Vote, Window, evolve, standing
from comity.core.veto.terms import (
    BaseKind,
    Choice,
    Exclusion,
    Infeasible,
    Numbers,
    Outcome,
    Roll,
    Terms,
    ground_of,
    grounded,
    through_quorum,
)

__all__ = [
    "COMMANDS", "EVENTS", "REASONS",
    "BaseKind", "Cast", "Choice", "Command", "Event", "Exclusion", "ImportTally", "Infeasible", "Numbers",
    "NumbersAwaited", "NumbersKnown", "OpenWindow", "Outcome", "Recast", "Roll", "Stage", "Standing", "TallyImported",
    "Terms", "VetoDecider", "VetoRules", "Vote", "VoteCast", "Window", "WindowClosed", "WindowInfeasible",
    "WindowOpened", "evolve", "ground_of", "grounded", "standing", "through_quorum",
]  # fmt: skip
