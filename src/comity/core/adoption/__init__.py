# SPDX-License-Identifier: Apache-2.0
"""How a community changes its procedure: proposed, commented on in the open, tried, adopted, in force, repealed.

One history a community. A version is named by the digest of its content, so what was voted on is what is obeyed. It
is adopted by the body that the charter names, with that body's numbers, after the linter has read it; it takes force
at an instant that is not in the past, for cases opened from then (P6). An interpretation that a text leaves open is a
signed reading of that very version.

It rests on the charter's clauses about amendment. This room does not read procedures: the linter's count of errors
and the trial's result come in as digests and numbers.
"""

from comity.core.adoption.decide import REASONS, AdoptionDecider
from comity.core.adoption.events import (
    COMMANDS,
    EVENTS,
    Adopt,
    Adopted,
    Approve,
    Approved,
    CameIntoForce,
    Command,
    Comment,
    Commented,
    Counted,
    Event,
    Propose,
    Proposed,
    ReadingSigned,
    Repeal,
    Repealed,
    SignReading,
    Tried,
    Try,
    WentOutOfForce,
    Withdraw,
    Withdrawn,
)
from comity.core.adoption.rules import AdoptingBody, AdoptionRules
from comity.core.adoption.state import Adoption, Procedures, Proposal, Reading, Remark, Trial, evolve, in_force

__all__ = [
    "COMMANDS", "EVENTS", "REASONS",
    "Adopt", "Adopted", "AdoptingBody", "Adoption", "AdoptionDecider", "AdoptionRules", "Approve", "Approved",
    "CameIntoForce", "Command", "Comment", "Commented", "Counted", "Event", "Procedures", "Proposal", "Propose",
    "Proposed", "Reading", "ReadingSigned", "Remark", "Repeal", "Repealed", "SignReading", "Trial", "Tried", "Try",
    "WentOutOfForce", "Withdraw", "Withdrawn", "evolve", "in_force",
]  # fmt: skip
