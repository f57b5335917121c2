# SPDX-License-Identifier: Apache-2.0
"""An act that names an instant: a hearing is called, and those in the case are told when."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from comity.core import docket
from comity.core.clause import Malformed
from comity.core.docket.calling import FURTHEST, latest
from comity.core.procedure.model import Procedure
from comity.core.procedure.parse import parse_procedure
from comity.core.procedure.render import render
from tests.core.laws import CALENDAR, MINIMAL, changed, law
from tests.core.sitting import DAY, PAPER, START, Sitting, heard
from tests.core.walking import utc

CALL = """
[[act]]
id = "call"
text = "The lead calls a hearing."
phases = ["hearing"]
by = ["lead"]
verb = "paper"
paper = "minutes"
at = true

[[act]]
id = "meet"
text = "The lead says when the members meet."
anytime = true
by = ["lead"]
verb = "note"
once = false
at = true

[[act]]
id = "see-both"
text = "The lead says when a side is seen, while it is heard or weighed."
phases = ["hearing", "weighing"]
by = ["lead"]
verb = "note"
once = false
at = true
"""
SOON = START + 3 * DAY
NEEDS = "'{act}' needs the instant to which it calls, with its zone"
AFTER = "'{act}' calls to an instant after {now}"
LATEST = "'{act}' calls to an instant no later than {latest}"


def calling(text: str = MINIMAL) -> Procedure:
    """A small law under which people are called to something."""
    return law(text + CALL)


def told(case: Sitting, person: str) -> dict[str, datetime]:
    """What this person is told of the instants that hold."""
    return docket.called_for(case.law, case.state, case.facts, person)


def test_a_called_hearing_has_an_instant_that_both_sides_and_the_bench_are_told() -> None:
    """P5: the instant stands in the event that set it, beside the digest of the paper."""
    case = heard(calling())
    (done,) = case.paper("call", "led", until=SOON)
    assert (done.name, done.until, done.value["paper"]) == ("act.done", SOON, PAPER)
    assert case.state.called == {"call": SOON}
    assert all(told(case, person) == {"call": SOON} for person in ("rep", "res", "m1", "led"))


def test_the_last_instant_that_is_named_holds() -> None:
    """P6: who calls anew moves the hearing."""
    case = heard(calling())
    case.paper("call", "led", until=SOON)
    case.paper("call", "led", until=SOON + DAY)
    assert case.state.called == {"call": SOON + DAY}


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        (None, NEEDS),
        (SOON.replace(tzinfo=None), NEEDS),
        (START, AFTER),
        (START + DAY, AFTER),
        (START + 7 * DAY + datetime.resolution, LATEST),
        (utc("9999-12-31T23:59"), LATEST),
        (datetime(9999, 12, 31, 23, 59, tzinfo=timezone(-timedelta(hours=12))), LATEST),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), AFTER),
    ],
)  # fmt: skip
def test_an_instant_without_zone_past_or_after_the_end_of_the_phase_is_refused(
    until: datetime | None, reason: str
) -> None:
    """P26: by its field, under the clause of the act; nothing is called by it."""
    case = heard(calling())
    no = case.refused("call", "led", reason, paper=PAPER, until=until)
    assert (no.field, no.clause.id) == ("until", "call")
    assert case.state.called == {}


def test_the_first_and_the_last_instant_of_the_phase_may_be_named() -> None:
    """P6: up to the end of the running clock, its instant included."""
    case = heard(calling())
    end = case.state.clocks["answer-time"].due
    assert latest(case.law, case.state, case.law.acts["call"], case.now) == end
    case.paper("call", "led", until=case.now + datetime.resolution)
    case.paper("call", "led", until=end)
    assert case.state.called == {"call": end}


def test_where_no_clock_ends_the_act_a_year_is_the_furthest() -> None:
    """P26: an instant of the year 9999 is no hearing."""
    case = heard(calling())
    case.refused("meet", "led", LATEST, until=case.now + FURTHEST + datetime.resolution)
    case.do("meet", "led", until=case.now + FURTHEST)
    assert case.state.called == {"meet": case.now + FURTHEST}
    end = utc("9999-12-31T00:00")
    assert latest(case.law, case.state, case.law.acts["meet"], end) > end


def test_an_act_that_names_none_takes_no_instant() -> None:
    """P26: what would be left out silently is refused."""
    no = heard(calling()).refused("answer", "res", "'{act}' names no instant", paper=PAPER, until=SOON)
    assert no.field == "until"


def test_a_hearing_is_called_no_longer_once_its_phase_is_over() -> None:
    """P6: what is named in two phases holds while one of them is open; what belongs to none, till the end."""
    case = heard(calling())
    case.paper("call", "led", until=SOON)
    case.do("see-both", "led", until=SOON)
    case.do("meet", "led", until=SOON)
    case.past("answer-time")
    (over,) = case.happened("hearing", "closed")
    assert over.value["called"] == ("call",)
    assert set(case.state.called) == {"meet", "see-both"}
    case.votes("no", "no", "no", "no", "no")
    assert case.state.phases.keys().isdisjoint({"hearing", "weighing"})
    assert "see-both" not in case.state.called


def test_a_closed_case_calls_nobody() -> None:
    """P6: nothing is ahead any more."""
    case = heard(calling())
    case.do("meet", "led", until=START + 30 * DAY)
    case.past("answer-time")
    case.votes("no", "no", "no", "no", "no")
    case.until(case.now + 60 * DAY)
    assert case.state.closed is not None
    assert case.state.called == {}


def test_a_phase_that_begins_anew_begins_without_a_called_hearing() -> None:
    """P6: a new round; for everybody the time to answer runs again."""
    case = heard(calling(changed(MINIMAL, (OVER, ANEW + OVER))))
    case.paper("call", "led", until=SOON)
    case.do("begin-anew", "led")
    assert len(case.happened("hearing", "opened")) == 2
    assert case.state.called == {}


OVER = '  [[phase.exit]]\n  when = "answer-time.met or answer-time.passed"\n  then = ["weighing"]\n'
ANEW = """
  [[phase.act]]
  id = "begin-anew"
  text = "The lead lets the hearing begin anew."
  by = ["lead"]
  verb = "note"

  [[phase.exit]]
  when = "begin-anew.done"
  then = ["hearing"]

"""


def test_a_party_who_was_told_later_reads_no_instant_from_before() -> None:
    """P4, P18: what was called before the notice is not theirs to know; those who decide and who told know it."""
    case = Sitting(calling()).open()
    case.do("meet", "led", until=SOON)
    assert told(case, "res") == {}
    case.wait(DAY)
    case.do("agree-words", "rep", choice="yes")
    case.wait(DAY)
    assert told(case, "res") == {}
    assert told(case, "rep") == told(case, "m1") == {"meet": SOON}
    case.do("meet", "led", until=SOON + DAY)
    assert told(case, "res") == {"meet": SOON + DAY}


def test_the_plain_words_say_that_an_act_names_an_instant() -> None:
    """P27: what the engine asks for is read by whoever votes on the text."""
    assert "Names: an instant, which those in the case are told" in render(calling())


@pytest.mark.parametrize("verb", ["consent", "declare", "challenge", "confirm"])
def test_only_papers_and_notes_name_instants(verb: str) -> None:
    """P26: the linter says where, and which rule."""
    text = MINIMAL + CALL.replace('verb = "note"\nonce = false', f'verb = "{verb}"', 1)
    fault = faults(text)[0]
    assert fault[0].startswith("act[")
    assert (fault[0].partition("].")[2], fault[1]) == ("at", "verb")
    assert "'paper' or 'note'" in fault[2]


def test_an_act_after_the_end_of_a_case_names_no_instant() -> None:
    """P26: a closed case calls nobody."""
    assert faults(MINIMAL + CALL + "afterwards = true\n")[0][1] == "verb"


def test_at_is_true_or_false() -> None:
    """P26: an hour in the file is no instant of a hearing."""
    assert faults(MINIMAL + CALL.replace("at = true", 'at = "18:00"', 1))[0][1] == "flag"


def faults(text: str) -> list[tuple[str, str, str]]:
    """What the linter finds unreadable."""
    with pytest.raises(Malformed) as caught:
        parse_procedure(text, CALENDAR)
    return [(f.field, f.rule, f.text) for f in caught.value.faults]
