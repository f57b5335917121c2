# SPDX-License-Identifier: Apache-2.0
"""The sample law with every kind of line that a page can have, and the pages on which it is read aloud.

The pages lie in `spoken/`, for people who read no code. Where a sentence was changed on purpose, write them anew with
`python -m tests.core.everything` and read what changed. An invented sample community.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from comity.core.procedure.diff import diff
from comity.core.procedure.model import Procedure
from comity.core.procedure.parse import parse_procedure
from comity.core.procedure.render import render
from tests.core.linted import GOOD, calendar, good

SPOKEN = Path(__file__).parent / "spoken"

_MORE = """
[[tag]]
id = "newcomer"
text = "came this season"

[tear]
text = "Something small."
clause = "tear-1"
expires = "90 days"
listens = ["guide"]

[watch]
text = "A space may be watched."
clause = "watch-1"
sign = "This space is watched."
reads = ["guide"]
opens = ["lead", "elder"]
judges = ["member"]
budget = 5
shadow = "14 days"
judged = 20
states = "2 weeks"
signals = "30 days"
quiet = "90 days"
  [[watch.space]]
  id = "harvest"
  text = "The harvest is shared out."
  clause = "watch-2"
  mark = "chat/harvest"
  [[watch.space]]
  id = "workshop"
  text = "The workshop."

[memory]
text = "Closed cases are remembered by their patterns."
clause = "memory-1"
codes = ["member"]
agrees = ["member", "lead"]
least = 2
cases = 4
shadow = "2 weeks"

[[intake]]
id = "whisper"
text = "Only to be heard."
clause = "intake-2"
channels = ["form"]

[[intake]]
id = "appeal-in"
text = "A case of another body."
channels = ["form"]
starts = ["receipt", "quiet-room"]

[[retention]]
id = "papers-a-year"
text = "A year is enough."
what = ["report", "contacts"]
after = "12 months"

[[retention]]
id = "none-of-it-sooner"
text = "Where it was nothing, a month."
what = ["report"]
after = "30 days"
endings = ["small-tear"]

[[duty]]
id = "cycle-report"
text = "What came, and nothing about whom."
by = "lead"
period = "cycle"
point = "decision"
nil = true

[amendment]
open = "7 days"
override = "plain-2"
  [[amendment.adopter]]
  id = "assembly"
  text = "All delegates."
  clause = "change-1"
  share = "more than 1/2"
  quorum = "at least 1/5"
  approvals = 4
  [[amendment.adopter]]
  id = "garden-club"
  text = "The club agrees."

[[clause]]
section = "milestones"
id = "plain-2"
text = "A milestone."
[[clause]]
section = "eligibility"
id = "plain-3"
text = '''Nobody
serves   twice.'''

[[phase]]
id = "quiet-room"
text = "Nothing is late here."
clause = "quiet"
does = [{ tell = "outcome", if = "not screened = in-scope" }, { stay = "rest" }, { release = "rest" },
  { void = "rest" }, { end = "rest" }, { put = "loud" }, { count = "loud" }, { record = "quiet-time" },
  { publish = "short-note" }, { refer = "elder" }, { ask = "lead", text = "What now?" }]
puts = ["loud", "calm"]
  [[phase.act]]
  id = "stay-longer"
  text = "More time."
  by = ["lead", "elder"]
  verb = "extend"
  clock = "quiet-time-limit"
  choices = ["illness", "new-facts"]
  longest = "3 weeks after quiet-room.opened"
  [[phase.act]]
  id = "say-calm"
  text = "A member votes."
  by = ["member"]
  verb = "vote"
  question = "calm"
  [[phase.clock]]
  id = "quiet-time-limit"
  text = "One day."
  due = "1 day after quiet-room.opened"
  stops = "calm.answered"
  [[phase.clock]]
  id = "second-limit"
  text = "Two days."
  due = "2 working days after quiet-room.opened"
  late = [{ tell = "outcome" }, { count = "calm" }]
  [[phase.exit]]
  when = "calm.answered"
  then = ["wording", "hearing"]
  stay = true
  [[phase.exit]]
  when = "second-limit.passed and not calm = yes"

[[phase]]
id = "unhurried"
text = "No clock at all."
  [[phase.exit]]
  when = "quiet-room.closed"
  then = ["wording", "hearing"]

[[act]]
id = "add-note"
text = "A perspective."
phases = ["hearing", "evaluation"]
by = ["member"]
verb = "paper"
paper = "perspective"
withhold = true
when = "answer.done"

[[act]]
id = "lift-rest"
text = "The rest is lifted."
phases = ["window"]
by = ["lead"]
verb = "lift"
measure = "rest"
afterwards = true

[[question]]
id = "loud"
text = "Is it loud?"
clause = "loud-1"
answers = [{ id = "yes", text = "It is" }, { id = "no", text = "It is not" }]
to = "member"
finding = true
  [[question.rule]]
  share = "at least all"
  of = "entitled"
  [[question.rule]]
  share = "at least 2/3"
  of = "cast"
  passing = ["yes", "no"]
  quorum = "at least half"

[[question]]
id = "calm"
text = "Is it calm?"
answers = [{ id = "yes", text = "It is" }, { id = "no", text = "It is not" }]
to = "member"
asks = ["gardener", "elder"]
  [[question.rule]]
  share = "more than half"
  of = "decided"
  since = 2026-02-03T00:00:00Z
  quorum = "at least 30 %"
  supply = "votable-supply"

[[measure]]
id = "take-down"
text = "The post is hidden."
clause = "measure-3"
kind = "hide"
on = "content"
scope = "forum"
begins = "1 day after quiet-room.opened"
ends = "never"
conditions = "The author may edit it."
repair = "A word to whom it touched."
needs = "loud = yes"

[[measure]]
id = "close-room"
text = "The room is closed."
kind = "close"
on = "place"
scope = "room"
ends = "1 hour after close-room.begun"
"""


_CHANGED = (
    ('calendar = "fernhollow"', 'calendar = "fernhollow"\nsupersedes = "fernhollow/0"\nsince = 2026-01-01T09:30:00Z'),
    (
        'text = "Three members."',
        'text = "Three members."\nclause = "seats-1"\nfilled_by = ["assembly", "gardener"]\nelected = true\n'
        'apart = ["lead", "elder"]\nremoval = ["absence", "breach"]\nremoved_by = ["assembly", "elder"]',
    ),
    ('text = "Speaks for the council."', 'text = "Speaks for the council."\nfilled_by = ["member"]'),
    ('text = "All delegates."', 'text = "All delegates."\nelected = true'),
    ('id = "hold"', 'id = "hold"\nclause = "grave-1"'),
)


def everything(*changes: tuple[str, str]) -> Procedure:
    """The sample with a line of every kind, each first text replaced by the second."""
    text = GOOD + _MORE
    for old, new in (*_CHANGED, *changes):
        assert old in text, old
        text = text.replace(old, new, 1)
    return parse_procedure(text, calendar())


PAGES: Mapping[str, Callable[[], str]] = {
    "sample": lambda: render(good()),
    "everything": lambda: render(everything()),
    "amended": lambda: diff(good(), everything()),
    "amended-back": lambda: diff(everything(), good()),
}
"""Every page in `spoken/`, and how it is made."""

if __name__ == "__main__":
    for name, page in PAGES.items():
        (SPOKEN / f"{name}.md").write_text(page(), "utf-8")
