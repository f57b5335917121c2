# SPDX-License-Identifier: Apache-2.0
"""Who has a key of their own, and whether the house still keeps one for those who have none (P21).

A key is made by its owner and never comes here: the ring knows its public half (the *recipient*), whose it is, since
when, and why it ended. Once the house's own key is *closed*, who decides opens what is filed afterwards with a key of
their own only; it is closed where enough of them have one. What is wrapped for whom, `access` says; this room says who
can be wrapped for.
"""

from comity.core.keyring.decide import REASONS, KeyringDecider
from comity.core.keyring.events import (
    COMMANDS,
    EVENTS,
    CloseHouseKey,
    Command,
    DrillRecovery,
    EnrolKey,
    Event,
    HouseKeyClosed,
    HouseKeyReopened,
    KeyEnrolled,
    KeyRetired,
    RecoveryDrilled,
    ReopenHouseKey,
    RetireKey,
    Why,
    is_recipient,
    key_id,
)
from comity.core.keyring.rules import GRACE, KeyringRules, rules_of
from comity.core.keyring.shares import Asking, Broken, End, Held, Succession, broken
from comity.core.keyring.state import Count, Key, Keyring, count, evolve, live, of_person
from comity.core.keyring.succession import (
    FEWEST,
    LASTS,
    MOST,
    AnswerSuccession,
    AskSuccession,
    DrillShare,
    MakeSuccession,
    OpenSuccession,
    Share,
    ShareDrilled,
    SuccessionAnswered,
    SuccessionAsked,
    SuccessionMade,
    SuccessionOpened,
    SuccessionRefused,
    SuccessionWithdrawn,
    WithdrawSuccession,
)

__all__ = [
    "COMMANDS", "EVENTS", "FEWEST", "GRACE", "LASTS", "MOST", "REASONS",
    "AnswerSuccession", "AskSuccession", "Asking", "Broken", "CloseHouseKey", "Command", "Count", "DrillRecovery",
    "DrillShare", "End", "EnrolKey", "Event", "Held", "HouseKeyClosed", "HouseKeyReopened", "Key", "KeyEnrolled",
    "KeyRetired", "Keyring", "KeyringDecider", "KeyringRules", "MakeSuccession", "OpenSuccession", "RecoveryDrilled",
    "ReopenHouseKey", "RetireKey", "Share", "ShareDrilled", "Succession", "SuccessionAnswered", "SuccessionAsked",
    "SuccessionMade", "SuccessionOpened", "SuccessionRefused", "SuccessionWithdrawn", "Why", "WithdrawSuccession",
    "broken", "count", "evolve", "is_recipient", "key_id", "live", "of_person", "rules_of",
]  # fmt: skip
