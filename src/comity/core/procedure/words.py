# SPDX-License-Identifier: Apache-2.0
"""The closed words of the law: what is code and not data.

Names, order, numbers, who and when are data of a community. Standings, verbs, effects and moments are these. A
procedure that needs a new word here needs a change of the code, with a decision record; a new phase does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Standing(StrEnum):
    """In what position a role stands to a case. The rules of fairness speak of standings only."""

    REPORTER = "reporter"
    RESPONDENT = "respondent"
    AFFECTED = "affected"
    WITNESS = "witness"
    JUDGE = "judge"
    PRESIDES = "presides"
    REVIEWER = "reviewer"
    EXECUTOR = "executor"
    HELPER = "helper"
    PUBLIC = "public"


PARTIES = frozenset({Standing.REPORTER, Standing.RESPONDENT, Standing.AFFECTED, Standing.WITNESS})
"""Standings that a person has in one case only; all the others come from a seat, an appointment or the public."""


class Verb(StrEnum):
    """What an act does. `VERBS` says each in a sentence."""

    NOTE = "note"
    PAPER = "paper"
    CONSENT = "consent"
    READ = "read"
    ENTER = "enter"
    DECLARE = "declare"
    CHALLENGE = "challenge"
    CONFIRM = "confirm"
    CONTACT = "contact"
    APPOINT = "appoint"
    VOTE = "vote"
    TALLY = "tally"
    ANSWER = "answer"
    IMPOSE = "impose"
    LIFT = "lift"
    EXTEND = "extend"


VERBS: Mapping[Verb, str] = {
    Verb.NOTE: "records that something was done",
    Verb.PAPER: "files a paper: its digest, never its text",
    Verb.CONSENT: "agrees or declines, for oneself",
    Verb.READ: "reads a notice that was sent to oneself",
    Verb.ENTER: "enters a party, or identifies one that was unknown",
    Verb.DECLARE: "steps aside, for oneself",
    Verb.CHALLENGE: "says that somebody else should step aside",
    Verb.CONFIRM: "upholds or dismisses a challenge",
    Verb.CONTACT: "records a contact with one side",
    Verb.APPOINT: "gives somebody a role in this case",
    Verb.VOTE: "casts one ballot on a question",
    Verb.TALLY: "brings the numbers of a vote that was held elsewhere",
    Verb.ANSWER: "answers a question with the one voice of a body",
    Verb.IMPOSE: "imposes an interim, safety or content measure at once",
    Verb.LIFT: "ends a measure before its end",
    Verb.EXTEND: "moves the end of a running clock, with a reason",
}


class PaperKind(StrEnum):
    """What a paper is; who may open it follows from this and from the reader's standing (`access`)."""

    REPORT = "report"
    WORDS = "words"
    ANSWER = "answer"
    EVIDENCE = "evidence"
    PERSPECTIVE = "perspective"
    DISCUSSION = "discussion"
    MINUTES = "minutes"
    CALL = "call"
    DRAFT = "draft"
    DECISION = "decision"
    MEDIATION = "mediation"
    APPEAL = "appeal"
    REPLY = "reply"


CONTACTS = "contacts"
"""What a procedure calls the ways to reach the people of a case, where it says how long they are kept."""


class Contact(StrEnum):
    """Which kind a contact with one side is: substantive ones are disclosed, the others are counted (P8)."""

    SUBSTANTIVE = "substantive"
    SUPPORT = "support"
    SAFETY = "safety"
    CAUCUS = "caucus"


class On(StrEnum):
    """What a measure limits. Only a measure on a person needs a hearing before it (P5)."""

    PERSON = "person"
    CONTENT = "content"
    PLACE = "place"


class Kind(StrEnum):
    """The kinds of things that facts are about; one namespace of names."""

    CASE = "case"
    PARTY = "party"
    ROLE = "role"
    ACT = "act"
    PHASE = "phase"
    CLOCK = "clock"
    QUESTION = "question"
    NOTICE = "notice"
    MEASURE = "measure"
    CONFLICT = "conflict"
    LINK = "link"


MOMENTS: Mapping[Kind, Mapping[str, str]] = {
    Kind.CASE: {
        "opened": "the case was opened under a pinned procedure version",
        "closed": "the case was closed with a code",
        "recorded": "a code was recorded",
        "referred": "the case, or its matter, was handed to a body or to a tear",
        "published": "an entry was released",
        "asked": "the law leaves something open, and a named role is asked",
        "settled": "the one asked has said what follows, and on what ground",
        "waits": "the calendar does not reach far enough",
    },
    Kind.PARTY: {
        "entered": "a party was entered",
        "identified": "an unknown party was identified",
        "heard": "a party had notice and, afterwards, the chance to answer",
    },
    Kind.ROLE: {
        "seated": "who holds a role of the bodies, as the roster says",
        "appointed": "somebody was given a role in this case",
        "fell": "too few of a role are free of conflict, and another role takes its place",
    },
    Kind.ACT: {"done": "the act was done", "declined": "the act was declined (a consent not given)"},
    Kind.PHASE: {
        "opened": "the phase was opened",
        "closed": "the phase was left",
        "answered": "every question of the phase that applies has its answer",
        "beside": "the phase opened others beside itself",
        "held": "the phase should open but is paused; it opens when the pause ends",
    },
    Kind.CLOCK: {
        "set": "the clock runs, to an instant",
        "paused": "the clock rests",
        "resumed": "the clock runs again, to an instant",
        "extended": "the instant was moved, with a reason",
        "met": "what the clock waited for was done in time",
        "passed": "the instant came first",
    },
    Kind.QUESTION: {
        "put": "the question was put",
        "issued": "a member cast the one ballot",
        "tallied": "numbers of a vote held elsewhere were brought",
        "counted": "the ballots were counted",
        "answered": "the question has its answer",
        "tied": "the count was a tie",
        "short": "no answer reached its share",
        "voided": "the box was voided, and no ballot in it counts",
    },
    Kind.NOTICE: {
        "sent": "the notice was sent to a person",
        "read": "the person read it",
        "owed": "somebody to whom the notice goes is not known yet, and is sent it as soon as that changes",
    },
    Kind.MEASURE: {
        "imposed": "the measure was imposed and waits for its beginning",
        "timed": "the instant of its beginning or of its end was fixed",
        "begun": "the measure is in force",
        "stayed": "the measure rests",
        "released": "the measure is in force again",
        "ended": "the measure ended, or was lifted",
        "voided": "the measure was undone, and everything it caused",
    },
    Kind.CONFLICT: {
        "declared": "a person stepped aside",
        "cleared": "a person said that they are free of conflict with those who were entered by then",
        "challenged": "somebody says that a person should step aside",
        "confirmed": "the challenge was upheld",
        "dismissed": "the challenge was dismissed",
        "attempted": "somebody who stepped aside tried to act",
    },
    Kind.LINK: {
        "made": "somebody who reads both said that this case and another are about the same",
        "undone": "that was taken back",
        "takes-up": "the case takes up an earlier one",
        "taken-up": "a later case takes this one up",
    },
}
"""Every moment of every kind, in a sentence: the whole list of what can happen in a case."""

ANCHORABLE = frozenset(
    {Kind.CASE, Kind.ACT, Kind.PHASE, Kind.CLOCK, Kind.QUESTION, Kind.NOTICE, Kind.MEASURE, Kind.ROLE}
)
"""Kinds whose moments a deadline or a guard may name; the others go by their roles."""

UNDEFINED = "undefined"
"""What a procedure says where it leaves a rule open; the engine then asks a human and records the ground."""

RESERVED = frozenset({"case", "tear", "abstain", UNDEFINED, "always", "never", "count", "any", "every", "not", "until"})
"""Names that no thing of a procedure may bear."""

__all__ = [
    "ANCHORABLE",
    "CONTACTS",
    "Contact",
    "Kind",
    "MOMENTS",
    "On",
    "PARTIES",
    "PaperKind",
    "RESERVED",
    "Standing",
    "UNDEFINED",
    "VERBS",
    "Verb",
]
