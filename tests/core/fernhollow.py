# SPDX-License-Identifier: Apache-2.0
"""The procedure of an invented community, Fernhollow Commons, as its file would read: from a report to a finding."""

from __future__ import annotations

_HEAD = """
[procedure]
id = "fernhollow/1"
title = "Fernhollow Commons, procedure 1"
community = "Fernhollow Commons"
calendar = "fernhollow"
text = "How an invented council hears a case."

[[tag]]
id = "office-holder"
text = "Holds an office."

[[role]]
id = "reporter"
stands = "reporter"
text = "Who tells."
[[role]]
id = "respondent"
stands = "respondent"
text = "Whom it is about."
[[role]]
id = "affected"
stands = "affected"
text = "Whom it happened to."
[[role]]
id = "witness"
stands = "witness"
text = "Who saw it."
[[role]]
id = "lead"
stands = "presides"
seats = 1
else = "member"
text = "Speaks for the council."
[[role]]
id = "member"
stands = "judge"
seats = 5
least = 3
else = "elders"
without = ["guide"]
text = "Five members."
[[role]]
id = "elders"
stands = "reviewer"
text = "Take over where too few are left."
[[role]]
id = "guide"
stands = "helper"
text = "Leads a talk and does not vote."
[[role]]
id = "assembly"
stands = "reviewer"
weighted = true
text = "All delegates."
[[role]]
id = "bailiff"
stands = "executor"
text = "Carries out."
[[role]]
id = "anyone"
stands = "public"
text = "Everybody."

[[intake]]
id = "report"
text = "Tell the council."
channels = ["form"]
starts = ["receipt"]

[[intake]]
id = "follow-up"
text = "Something new in a matter that was here before: retaliation, or a complaint made again."
channels = ["form"]
starts = ["receipt"]

[[intake]]
id = "small"
text = "A small tear."
channels = ["form"]
"""

_RECEIPT = """
[[phase]]
id = "receipt"
text = "The reporter agrees to the words."
does = [{ tell = "acknowledgement" }]

  [[phase.act]]
  id = "agree-words"
  clause = "§ 2.1"
  text = "The reporter agrees to the exact words."
  by = ["reporter"]
  verb = "consent"

  [[phase.act]]
  id = "grave-harm"
  text = "The lead says that grave harm is near, and goes on."
  by = ["lead"]
  verb = "note"
  choices = ["threat", "doxxing"]

  [[phase.clock]]
  id = "words-time"
  text = "Two weeks."
  due = "14 days after case.opened"

  [[phase.exit]]
  when = "agree-words.done or grave-harm.done"
  then = ["hearing"]

  [[phase.exit]]
  when = "agree-words.declined or words-time.passed"
  does = [{ refer = "tear" }]
  close = "withdrawn"
"""

_HEARING = """
[[phase]]
id = "hearing"
text = "The other side answers."
does = [{ tell = "summons" }]

  [[phase.act]]
  id = "answer"
  clause = "§ 3"
  text = "The respondent answers."
  by = ["respondent"]
  verb = "paper"
  paper = "answer"
  when = "summons.sent"

  [[phase.clock]]
  id = "answer-time"
  text = "A week."
  due = "7 days after summons.sent"
  stops = "answer.done by every respondent"
  late = [{ record = "no-answer" }]

  [[phase.exit]]
  when = "answer-time.met or answer-time.passed"
  then = ["weighing"]
"""

_WEIGHING = """
[[phase]]
id = "weighing"
text = "The members weigh and vote."
puts = ["occurred"]

  [[phase.act]]
  id = "write"
  text = "A member writes how it looks to them."
  by = ["member"]
  verb = "paper"
  paper = "perspective"
  withhold = true

  [[phase.act]]
  id = "vote-occurred"
  clause = "§ 4"
  text = "A member votes."
  by = ["member"]
  verb = "vote"
  question = "occurred"

  [[phase.clock]]
  id = "vote-time"
  text = "A week."
  due = "7 days after weighing.opened"
  late = [{ count = "occurred" }]

  [[phase.exit]]
  when = "weighing.answered and any occurred = yes"
  does = [{ impose = "pause", if = "occurred = yes" }, { tell = "outcome" }, { publish = "decision" }]
  then = ["standing"]

  [[phase.exit]]
  when = "weighing.answered"
  does = [{ tell = "outcome" }]
  close = "not-found"
"""

_STANDING = """
[[phase]]
id = "standing"
text = "The decision stands."

  [[phase.clock]]
  id = "standing-time"
  text = "Ten days."
  due = "10 days after standing.opened"

  [[phase.exit]]
  when = "standing-time.passed"
  close = "decided"
"""

_ANYTIME = """
[[act]]
id = "step-aside"
text = "Whoever is in conflict steps aside."
anytime = true
by = ["member", "lead"]
verb = "declare"

[[act]]
id = "challenge"
text = "A party or a member says that somebody should step aside."
anytime = true
by = ["reporter", "respondent", "member"]
verb = "challenge"

[[act]]
id = "rule-on-challenge"
text = "The lead rules on a challenge."
anytime = true
by = ["lead", "member"]
verb = "confirm"

[[act]]
id = "enter-party"
text = "The lead enters who is concerned."
anytime = true
by = ["lead"]
verb = "enter"
enters = ["respondent", "affected", "witness"]

[[act]]
id = "note-contact"
text = "A talk with one side is written down."
anytime = true
by = ["lead", "member"]
verb = "contact"
contact = "substantive"

[[act]]
id = "read-summons"
text = "The respondent opens the summons."
anytime = true
by = ["respondent"]
verb = "read"
notice = "summons"

[[act]]
id = "lift-pause"
text = "The lead ends the pause early."
anytime = true
afterwards = true
by = ["lead"]
verb = "lift"
measure = "pause"

[[act]]
id = "remove-post"
text = "A post is taken down at once."
anytime = true
by = ["lead"]
verb = "impose"
measure = "post-removal"
"""

_TERMS = """
[[question]]
id = "occurred"
text = "Did it happen?"
answers = [{ id = "yes", text = "Yes" }, { id = "not-proven", text = "Not proven" }, { id = "no", text = "No" }]
to = "member"
per = "respondent"
standard = "more likely than not"
burden = "the council"
finding = true
secret = true
tied = "undefined"
short = "not-proven"
asks = ["lead"]

  [[question.rule]]
  share = "more than 1/2"
  of = "seats"

[[notice]]
id = "acknowledgement"
text = "It has arrived."
to = ["reporter"]

[[notice]]
id = "summons"
text = "You are named."
to = ["respondent"]
summons = true
needs = "agree-words.done or grave-harm.done"

[[notice]]
id = "outcome"
text = "This was decided."
to = ["reporter", "respondent", "affected"]

[[measure]]
id = "pause"
text = "Seven days' pause."
kind = "suspend"
scope = "forum"
ends = "7 days after pause.begun"

[[measure]]
id = "post-removal"
text = "A post is taken down."
kind = "remove"
scope = "post"
on = "content"
ends = "never"
"""

MINIMAL = _HEAD + _RECEIPT + _HEARING + _WEIGHING + _STANDING + _ANYTIME + _TERMS

__all__ = ["MINIMAL"]
