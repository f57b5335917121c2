# SPDX-License-Identifier: Apache-2.0
"""Small laws of an invented community, Fernhollow Commons, for the tests of the docket.

`minimal()` takes a case from a report to a finding. `full()` has everything: severe harm, interim rest with credit, a
talk that pauses, a veto of the house, an appeal. `law(changed(TEXT, ...))` makes one that differs in a sentence.
"""

from __future__ import annotations

from functools import cache

from comity.core.calendar import parse_calendar
from comity.core.procedure.model import Procedure
from comity.core.procedure.parse import parse_procedure
from tests.core.fernhollow import MINIMAL

CALENDAR = parse_calendar("""
[calendar]
id = "fernhollow"
[[every]]
period = "moon"
first = "1"
count = 40
start = 2026-01-05T12:00:00Z
lasts = "28 days"
points = { half = "14 days" }
""")
SHORT_CALENDAR = parse_calendar("""
[calendar]
id = "fernhollow"
[[every]]
period = "moon"
first = "1"
count = 1
start = 2026-01-05T12:00:00Z
lasts = "28 days"
points = { half = "14 days" }
""")

_FULL = """
[[phase]]
id = "talk"
text = "A guided talk; the weighing waits."
confidential = true
pauses = ["weighing", "answer-time"]

  [[phase.act]]
  id = "name-guide"
  text = "The lead names the guide."
  by = ["lead"]
  verb = "appoint"
  role = "guide"

  [[phase.act]]
  id = "say"
  text = "What is said in the talk."
  by = ["guide", "reporter", "respondent"]
  verb = "paper"
  paper = "mediation"

  [[phase.act]]
  id = "settle-it"
  text = "A side agrees."
  by = ["reporter", "respondent"]
  verb = "consent"

  [[phase.clock]]
  id = "talk-time"
  text = "Two weeks."
  due = "14 days after talk.opened"

  [[phase.exit]]
  when = "settle-it.done by every reporter and settle-it.done by every respondent"
  does = [{ record = "mended" }]
  close = "mended"

  [[phase.exit]]
  when = "settle-it.declined or talk-time.passed"

[[phase]]
id = "window"
text = "The assembly may object."
puts = ["veto"]
does = [{ stay = "pause" }]

  [[phase.act]]
  id = "bring-votes"
  text = "The lead brings the numbers."
  by = ["lead"]
  verb = "tally"
  question = "veto"

  [[phase.clock]]
  id = "window-ends"
  text = "The moon ends."
  due = "moon.end after window.opened"
  late = [{ count = "veto" }]

  [[phase.exit]]
  when = "window.answered and any veto = vetoed"
  does = [{ void = "pause", if = "veto = vetoed" }, { tell = "outcome" }]
  close = "vetoed"

  [[phase.exit]]
  when = "window.answered"
  does = [{ release = "pause" }, { refer = "bailiff" }]
  then = ["standing"]

[[phase]]
id = "again"
text = "The elders look again."
puts = ["keep"]
does = [{ ask = "lead", text = "What do the elders need?" }]

  [[phase.act]]
  id = "say-keep"
  text = "The elders speak."
  by = ["elders"]
  verb = "answer"
  question = "keep"
  alone = true

  [[phase.clock]]
  id = "keep-time"
  text = "The half of the next moon."
  due = "moon.half of next moon after again.opened"
  late = [{ put = "keep" }, { count = "keep" }]

  [[phase.exit]]
  when = "again.answered"
  does = [{ end = "pause", if = "keep = lift" }, { tell = "outcome" }]
  close = "looked-again"

[[act]]
id = "rest-now"
text = "The lead imposes a rest at once, for grave harm."
phases = ["receipt", "hearing", "weighing"]
by = ["lead"]
verb = "impose"
measure = "rest"

[[act]]
id = "offer-talk"
text = "A side is ready to talk."
phases = ["hearing"]
by = ["reporter", "respondent"]
verb = "consent"

[[act]]
id = "more-time"
text = "The lead gives more time, once the respondent asked."
phases = ["hearing"]
by = ["lead"]
verb = "extend"
clock = "answer-time"
longest = "21 days after summons.sent"
choices = ["ill", "large"]

[[act]]
id = "appeal"
text = "A party asks to look again."
phases = ["standing"]
by = ["reporter", "respondent"]
verb = "paper"
paper = "appeal"
choices = ["new-evidence", "procedure"]

[[act]]
id = "restore-post"
text = "The post is put back."
anytime = true
afterwards = true
by = ["lead"]
verb = "lift"
measure = "post-removal"
when = "post-removal.begun"

[[act]]
id = "comment"
text = "Anybody says something."
phases = ["standing"]
by = ["anyone"]
verb = "note"
once = false

[[question]]
id = "veto"
text = "Does the assembly object?"
answers = [{ id = "vetoed", text = "It objects" }, { id = "stands", text = "It does not" }]
to = "assembly"
per = "respondent"
if = "occurred = yes"
tied = "stands"
short = "stands"

  [[question.rule]]
  share = "more than 12 %"
  of = "supplied"
  supply = "votable"
  passing = ["vetoed"]

[[question]]
id = "keep"
text = "Is it kept?"
answers = [{ id = "keep", text = "Kept" }, { id = "lift", text = "Lifted" }]
to = "elders"
tied = "keep"
short = "keep"

[[measure]]
id = "rest"
text = "A rest of at most three weeks."
kind = "suspend"
scope = "forum"
interim = true
ends = "21 days after rest.begun"
needs = "grave-harm.done"
"""


def changed(text: str, *changes: tuple[str, str]) -> str:
    """`text` with each first part replaced by the second; each must be there exactly once."""
    for old, new in changes:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    return text


FULL = changed(
    MINIMAL,
    (
        '  when = "answer-time.met or answer-time.passed"\n',
        '  when = "offer-talk.done by every reporter and offer-talk.done by every respondent"\n'
        '  then = ["talk"]\n  stay = true\n\n  [[phase.exit]]\n  when = "answer-time.met or answer-time.passed"\n',
    ),
    ('{ publish = "decision" }]\n  then = ["standing"]', '{ publish = "decision" }]\n  then = ["window"]'),
    ('  when = "standing-time.passed"', '  when = "appeal.done"\n  then = ["again"]\n\n'
     '  [[phase.exit]]\n  when = "standing-time.passed"'),
    ('ends = "7 days after pause.begun"', 'ends = "7 days after pause.begun"\nserves = ["rest"]'),
) + _FULL  # fmt: skip


@cache
def law(text: str) -> Procedure:
    """The law that `text` says."""
    return parse_procedure(text, CALENDAR)


def minimal(*changes: tuple[str, str]) -> Procedure:
    """From a report to a finding and a pause of seven days."""
    return law(changed(MINIMAL, *changes))


def full(*changes: tuple[str, str]) -> Procedure:
    """Everything that the format knows."""
    return law(changed(FULL, *changes))


__all__ = ["CALENDAR", "FULL", "MINIMAL", "SHORT_CALENDAR", "changed", "full", "law", "minimal"]
