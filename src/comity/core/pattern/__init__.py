# SPDX-License-Identifier: Apache-2.0
"""The long memory: which patterns a closed case showed, and how the council changes what is written of a pattern.

Nothing here tells of a case in public: a coding names the case and stays inside, a count is told only where it is no
small one, and a change is accepted only where enough cases stand behind it (P18). A pattern is about conversations and
never about a person (P20). Texts are papers; what was accepted is read by anybody.
"""

from comity.core.pattern.decide import (
    ACCEPTED_BEFORE,
    ANOTHER_OPEN,
    CHANGED_SINCE,
    CODED_SO,
    NO_CLAUSE,
    NO_SUCH,
    NOT_CODED,
    NOT_YET,
    NOT_YOURS,
    OVER,
    OWN,
    REASONS,
    STILL_OPEN,
    TOO_FEW,
    TRUSTED,
    PatternDecider,
    PatternRules,
    may_code,
    rules_of,
)
from comity.core.pattern.events import (
    COMMANDS,
    EVENTS,
    MOST_PATTERNS,
    AcceptChange,
    CaseCoded,
    Change,
    ChangeAccepted,
    ChangeAgreed,
    ChangeDeclined,
    ChangeProposed,
    CodeCase,
    Coding,
    Command,
    CuesTrusted,
    DeclineChange,
    Event,
    Patterns,
    ProposeChange,
    TrustCues,
    seen,
)

__all__ = [
    "ACCEPTED_BEFORE", "ANOTHER_OPEN", "CHANGED_SINCE", "CODED_SO", "COMMANDS", "EVENTS", "MOST_PATTERNS", "NOT_CODED",
    "NOT_YET", "NOT_YOURS", "NO_CLAUSE", "NO_SUCH", "OVER", "OWN", "REASONS", "STILL_OPEN", "TOO_FEW", "TRUSTED",
    "AcceptChange", "CaseCoded", "Change", "ChangeAccepted", "ChangeAgreed", "ChangeDeclined", "ChangeProposed",
    "CodeCase", "Coding", "Command", "CuesTrusted", "DeclineChange", "Event", "PatternDecider", "PatternRules",
    "Patterns", "ProposeChange", "TrustCues", "may_code", "rules_of", "seen",
]  # fmt: skip
