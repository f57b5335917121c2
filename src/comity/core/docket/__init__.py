# SPDX-License-Identifier: Apache-2.0
"""The docket: one case from report to closing. See `decide` for what it composes and what it leaves alone."""

from comity.core.docket.apart import apart_from, clocks_for, facts_for
from comity.core.docket.calling import called_for
from comity.core.docket.commands import (
    COMMANDS,
    Command,
    DeclareFree,
    DoAct,
    LinkCase,
    NoteLink,
    OpenCase,
    Reseat,
    SettleAsk,
    TakeUp,
    UnlinkCase,
)
from comity.core.docket.decide import Docket, Slips, secrecy_too_small, slips
from comity.core.docket.declaring import to_declare
from comity.core.docket.ending import Ending, Outside, ending_as, endings, filed_as, outside_the_seal, repeats
from comity.core.docket.linking import CASES, echo
from comity.core.docket.options import Option, Question, asked, options, steady
from comity.core.docket.settle import IDLE, next_due
from comity.core.docket.shut import Shut, more_time, shut
from comity.core.docket.since import at_for, opened_for, since
from comity.core.docket.state import Case, Fact, Running, Ticking

EVENTS: tuple[type, ...] = (Fact,)

__all__ = [
    "CASES",
    "COMMANDS",
    "Case",
    "Command",
    "DeclareFree",
    "DoAct",
    "Docket",
    "EVENTS",
    "Ending",
    "Fact",
    "IDLE",
    "LinkCase",
    "NoteLink",
    "OpenCase",
    "Option",
    "Outside",
    "Question",
    "Reseat",
    "Running",
    "SettleAsk",
    "Shut",
    "Slips",
    "TakeUp",
    "Ticking",
    "UnlinkCase",
    "apart_from",
    "asked",
    "at_for",
    "called_for",
    "clocks_for",
    "echo",
    "ending_as",
    "endings",
    "facts_for",
    "filed_as",
    "more_time",
    "next_due",
    "opened_for",
    "options",
    "outside_the_seal",
    "repeats",
    "secrecy_too_small",
    "shut",
    "since",
    "slips",
    "steady",
    "to_declare",
]
