# SPDX-License-Identifier: Apache-2.0
"""One small law that keeps every promise, and the means to break it in one place. An invented sample community."""

from __future__ import annotations

from functools import cache

from comity.core.calendar import Calendar, parse_calendar
from comity.core.clause import Fault
from comity.core.lint import lint
from comity.core.procedure.model import Procedure
from comity.core.procedure.parse import parse_procedure

CALENDAR = """
[calendar]
id = "fernhollow"

[[every]]
period = "season"
first = "1"
count = 2
start = 2026-01-01T00:00:00Z
lasts = "14 days"

[[every]]
period = "cycle"
first = "1"
count = 8
start = 2026-01-01T00:00:00Z
lasts = "14 days"
points = { decision = "13 days" }
"""

GOOD = """
[procedure]
id = "fernhollow/1"
title = "Fernhollow's first procedure"
community = "Fernhollow Commons (an invented sample)"
calendar = "fernhollow"
text = "How three members hear a case."

[[reading]]
clause = "hearing"
says = "a day is twenty-four hours"
by = "council"

[[clause]]
section = "eligibility"
id = "no-badge"
text = "Members hold no other office."

[[tag]]
id = "office-holder"
text = "holds an elected office"

[[role]]
id = "reporter"
stands = "reporter"
text = "Who tells."
[[role]]
id = "respondent"
stands = "respondent"
text = "Who is named."
[[role]]
id = "member"
stands = "judge"
seats = 3
least = 2
else = "elder"
without = ["guide"]
text = "Three members."
[[role]]
id = "guide"
stands = "helper"
text = "The member who mediates."
[[role]]
id = "lead"
stands = "presides"
seats = 1
else = "elder"
text = "Speaks for the council."
[[role]]
id = "elder"
stands = "reviewer"
text = "Elders of a neighbouring community."
[[role]]
id = "assembly"
stands = "reviewer"
weighted = true
text = "All delegates."
[[role]]
id = "gardener"
stands = "executor"
text = "Carries measures out."

[[intake]]
id = "report"
text = "Tell the council."
channels = ["form"]
starts = ["receipt"]

[[phase]]
id = "receipt"
text = "The lead says what the report is."
puts = ["screened"]
  [[phase.act]]
  id = "screen"
  text = "The lead screens."
  by = ["lead"]
  verb = "answer"
  question = "screened"
  [[phase.clock]]
  id = "screening-time"
  text = "Three days."
  due = "3 days after case.opened"
  stops = "screened.answered"
  late = [{ ask = "lead", text = "What is this report?" }]
  [[phase.exit]]
  when = "screened = in-scope"
  then = ["wording"]
  [[phase.exit]]
  when = "screened = small-tear"
  does = [{ refer = "tear" }]
  close = "small-tear"

[[phase]]
id = "wording"
text = "The reporter agrees to the exact words."
  [[phase.act]]
  id = "agree-words"
  text = "The reporter agrees."
  by = ["reporter"]
  verb = "consent"
  [[phase.act]]
  id = "grave-harm"
  text = "Severe harm is at hand."
  by = ["lead"]
  verb = "note"
  [[phase.clock]]
  id = "agreement-time"
  text = "Two days."
  due = "2 days after wording.opened"
  [[phase.exit]]
  when = "agree-words.done"
  does = [{ tell = "summons" }]
  then = ["hearing"]
  [[phase.exit]]
  when = "grave-harm.done"
  does = [{ tell = "going-on" }]
  then = ["told-first"]
  [[phase.exit]]
  when = "agreement-time.passed"
  close = "unanswered"

[[phase]]
id = "told-first"
text = "The reporter learns of it a day before."
  [[phase.clock]]
  id = "told-first-time"
  text = "One day."
  due = "24 hours after told-first.opened"
  [[phase.exit]]
  when = "told-first-time.passed"
  does = [{ tell = "summons" }]
  then = ["hearing"]

[[phase]]
id = "hearing"
text = "The respondent answers."
  [[phase.act]]
  id = "answer"
  text = "The respondent answers."
  by = ["respondent"]
  verb = "paper"
  paper = "answer"
  [[phase.act]]
  id = "agree-to-mediation"
  text = "A side agrees to mediation."
  by = ["reporter", "respondent"]
  verb = "consent"
  [[phase.clock]]
  id = "evaluation-opens"
  text = "Evaluation begins two days before the decision."
  due = "2 days before cycle.decision at least 5 days after hearing.opened"
  [[phase.exit]]
  when = "agree-to-mediation.done by every reporter and agree-to-mediation.done by every respondent"
  then = ["mediation"]
  stay = true
  [[phase.exit]]
  when = "evaluation-opens.passed"
  then = ["evaluation"]

[[phase]]
id = "mediation"
text = "A guide mediates; the rest waits."
confidential = true
pauses = ["evaluation", "evaluation-opens"]
  [[phase.act]]
  id = "name-guide"
  text = "The lead names the guide."
  by = ["lead"]
  verb = "appoint"
  role = "guide"
  [[phase.act]]
  id = "mediate"
  text = "What is said in mediation."
  by = ["guide", "reporter", "respondent"]
  verb = "paper"
  paper = "mediation"
  [[phase.clock]]
  id = "mediation-time"
  text = "Two weeks."
  due = "2 weeks after mediation.opened"
  [[phase.exit]]
  when = "mediation-time.passed"

[[phase]]
id = "evaluation"
text = "Each member votes."
puts = ["occurred"]
  [[phase.act]]
  id = "vote"
  text = "A member votes."
  by = ["member"]
  verb = "vote"
  question = "occurred"
  [[phase.clock]]
  id = "vote-time"
  text = "Two days."
  due = "2 days after evaluation.opened"
  late = [{ count = "occurred" }]
  [[phase.exit]]
  when = "evaluation.answered and any occurred = yes"
  then = ["window"]
  [[phase.exit]]
  when = "evaluation.answered"
  does = [{ tell = "outcome" }]
  close = "not-found"

[[phase]]
id = "window"
text = "The assembly may object."
puts = ["veto"]
  [[phase.act]]
  id = "bring-numbers"
  text = "The lead brings the numbers."
  by = ["lead"]
  verb = "tally"
  question = "veto"
  [[phase.clock]]
  id = "window-ends"
  text = "One week."
  due = "1 week after window.opened"
  late = [{ count = "veto" }]
  [[phase.exit]]
  when = "window-ends.passed and any respondent is office-holder"
  does = [{ tell = "outcome" }]
  close = "referred"
  [[phase.exit]]
  when = "window-ends.passed and window.answered"
  does = [{ impose = "rest", if = "veto = stands" }, { tell = "outcome" }, { tell = "carry-out", if = "veto = stands" }]
  close = "decided"

[[act]]
id = "hold"
text = "At once, for severe harm."
anytime = true
by = ["lead"]
verb = "impose"
measure = "interim-rest"
when = "grave-harm.done"

[[act]]
id = "step-aside"
text = "Who is in conflict steps aside."
anytime = true
by = ["member", "lead"]
verb = "declare"

[[question]]
id = "screened"
text = "What is this report?"
answers = [{ id = "in-scope", text = "For us" }, { id = "small-tear", text = "A small tear" }]
to = "lead"
asks = ["gardener"]

[[question]]
id = "occurred"
text = "Did it happen?"
answers = [{ id = "yes", text = "Yes" }, { id = "not-proven", text = "Not proven" }]
to = "member"
per = "respondent"
finding = true
secret = true
standard = "more likely than not"
burden = "the council"
tied = "not-proven"
short = "not-proven"
asks = ["gardener"]
  [[question.rule]]
  share = "more than 1/2"
  of = "seats"

[[question]]
id = "veto"
text = "Does the assembly object?"
answers = [{ id = "vetoed", text = "It objects" }, { id = "stands", text = "It stands" }]
to = "assembly"
per = "respondent"
if = "occurred = yes"
tied = "stands"
short = "stands"
  [[question.rule]]
  share = "more than 12 %"
  of = "supplied"
  supply = "votable-supply"
  passing = ["vetoed"]

[[notice]]
id = "summons"
text = "You are named in a report."
to = ["respondent"]
summons = true
needs = "agree-words.done or grave-harm.done"
[[notice]]
id = "going-on"
text = "The council goes on without your agreement."
to = ["reporter"]
[[notice]]
id = "outcome"
text = "The council has decided."
to = ["reporter", "respondent"]
[[notice]]
id = "carry-out"
text = "Carry it out."
to = ["gardener"]

[[measure]]
id = "rest"
text = "Seven days' rest."
kind = "suspend"
scope = "channel"
ends = "7 days after rest.begun"
serves = ["interim-rest"]
[[measure]]
id = "interim-rest"
text = "A rest until the decision."
kind = "suspend"
scope = "channel"
interim = true
ends = "10 days after interim-rest.begun"
"""
KEPT = """
[[retention]]
id = "two-years"
text = "What was told and written is destroyed two years after the closing, and so is how people are reached."
what = ["report", "words", "answer", "evidence", "perspective", "discussion", "minutes", "draft", "decision",
  "mediation", "appeal", "contacts"]
after = "24 months"
"""


def calendar() -> Calendar:
    """The sample's calendar: cycles of fourteen days, each a season."""
    return parse_calendar(CALENDAR)


def good(*changes: tuple[str, str]) -> Procedure:
    """The sample law with its terms of keeping, each first text replaced by the second. A change of nothing fails."""
    text = GOOD + KEPT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return parse_procedure(text, calendar())


@cache
def faults(*changes: tuple[str, str]) -> tuple[Fault, ...]:
    """What the linter says of the sample law with these changes."""
    return lint(good(*changes), calendar())


def rules(*changes: tuple[str, str]) -> set[str]:
    """The rules that are broken."""
    return {f.rule for f in faults(*changes)}
