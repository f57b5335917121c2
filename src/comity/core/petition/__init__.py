# SPDX-License-Identifier: Apache-2.0
"""What a person asks about their own data: to be told what is kept, to have it corrected, to have it destroyed.

The answer is due a month after the request, three months where the council says once why it needs longer: that is the
law of the land (Article 12(3) of the GDPR), so no procedure shortens or lengthens it. Every answer names the clause on
which it rests. A request names no case unless the case exists for whoever asks; its texts are papers.
"""

from comity.core.petition.decide import (
    KNOWN_BEFORE,
    LONGER,
    MOST_OPEN,
    NO_SUCH,
    OVER,
    PROLONGED_BEFORE,
    REASONS,
    STATUTE,
    STATUTES,
    TOO_MANY,
    WITHIN,
    PetitionDecider,
    PetitionRules,
    rules_of,
)
from comity.core.petition.events import (
    COMMANDS,
    EVENTS,
    KINDS,
    OUTCOMES,
    AnswerMissed,
    AnswerPetition,
    Command,
    Event,
    Petition,
    PetitionAnswered,
    Petitioned,
    PetitionProlonged,
    Petitions,
    PetitionWithdrawn,
    ProlongPetition,
    SubmitPetition,
    WithdrawPetition,
)

__all__ = [
    "COMMANDS", "EVENTS", "KINDS", "KNOWN_BEFORE", "LONGER", "MOST_OPEN", "NO_SUCH", "OUTCOMES", "OVER",
    "PROLONGED_BEFORE", "REASONS", "STATUTE", "STATUTES", "TOO_MANY", "WITHIN",
    "AnswerMissed", "AnswerPetition", "Command", "Event", "Petition", "PetitionAnswered", "PetitionDecider",
    "PetitionProlonged", "PetitionRules", "PetitionWithdrawn", "Petitioned", "Petitions", "ProlongPetition",
    "SubmitPetition", "WithdrawPetition", "rules_of",
]  # fmt: skip
