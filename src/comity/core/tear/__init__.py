# SPDX-License-Identifier: Apache-2.0
"""The small tear: something in the fabric gave way, and somebody says so.

It has a life of its own: it is heard, somebody listens, and then there is a quiet word, a facilitated dialogue,
nothing, support, or (the reporter's choice alone) a report. It ends by itself. It is not a small trial: this room has
no finding and no vote, and no field that could hold a person other than the one who spoke and the one who brought it.
A quiet word is about a conversation; the sides of a dialogue are numbered chairs.

It rests on P2 and P4 and on the procedure's clause about tears. It notifies nobody: no event here asks for a notice,
and the clerk makes none from them. What a dialogue says stays there; who left it is not recorded (P8).
"""

from comity.core.tear.commands import (
    COMMANDS,
    AgreeToDialogue,
    AskForReport,
    BecomeReport,
    ChooseSupport,
    CloseDialogue,
    Command,
    DeclineDialogue,
    HaveQuietWord,
    Hear,
    HoldDialogue,
    LetRest,
    Listen,
    OfferDialogue,
    Withdraw,
)
from comity.core.tear.decide import REASONS, TearDecider, options
from comity.core.tear.events import (
    EVENTS,
    Answered,
    BecameReport,
    DialogueAgreed,
    DialogueClosed,
    DialogueDeclined,
    DialogueHeld,
    DialogueOffered,
    Event,
    Expired,
    FilesHandedOn,
    FilesLaid,
    Listened,
    QuietWordHad,
    ReportAskedFor,
    Rested,
    SupportChosen,
    TearHeard,
    Withdrawn,
)
from comity.core.tear.state import Dialogue, Outcome, Stage, Tear, TearRules, evolve

__all__ = [
    "COMMANDS", "EVENTS", "REASONS",
    "AgreeToDialogue", "Answered", "AskForReport", "BecameReport", "BecomeReport", "ChooseSupport", "CloseDialogue",
    "Command",
    "DeclineDialogue", "Dialogue", "DialogueAgreed", "DialogueClosed", "DialogueDeclined", "DialogueHeld",
    "DialogueOffered", "Event", "Expired", "FilesHandedOn", "FilesLaid",
    "HaveQuietWord", "Hear", "HoldDialogue", "LetRest", "Listen", "Listened",
    "OfferDialogue", "Outcome", "QuietWordHad", "ReportAskedFor", "Rested", "Stage", "SupportChosen", "Tear",
    "TearDecider", "TearHeard", "TearRules", "Withdraw", "Withdrawn", "evolve", "options",
]  # fmt: skip
