# SPDX-License-Identifier: Apache-2.0
"""The linter: each law catches a text that breaks it, and lets the one pass that keeps it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from comity.core.calendar import parse_calendar
from comity.core.clause import Fault
from comity.core.decider import act, fold
from comity.core.docket import DoAct, Docket, OpenCase
from comity.core.lint import lint, season_of, try_hours
from comity.core.lint.rules import READ, WALKED
from comity.core.lint.undefined import how_long_things_are_kept
from comity.core.party import Party
from comity.core.procedure.parse import parse_procedure
from tests.core.linted import calendar, faults, good, rules
from tests.core.procedure_stories import read

PROCEDURES = Path(__file__).resolve().parents[2] / "procedures"

AIM = 'due = "2 days before cycle.decision at least 5 days after hearing.opened"'
TURN = """[[phase]]
id = "round-a"
text = "A"
  [[phase.exit]]
  when = "always"
  then = ["round-b"]
[[phase]]
id = "round-b"
text = "B"
  [[phase.exit]]
  when = "always"
  then = ["round-a"]
"""
DUTY = """[[phase]]
id = "duty"
text = "Numbers within a week."
  [[phase.clock]]
  id = "duty-time"
  text = "A week."
  due = "1 week after case.opened"
  stops = "bring-numbers.done"
  [[phase.exit]]
  when = "duty-time.met or duty-time.passed"
"""
IDLE_CLOCK = """  [[phase.clock]]
  id = "idle-time"
  text = "An hour."
  due = "1 hour after told-first.opened"
"""
TOLD_FIRST = '[[phase]]\nid = "told-first"'
TOLD_CLOCK = '  [[phase.clock]]\n  id = "told-first-time"'
AGREED = 'does = [{ tell = "summons" }]\n  then = ["hearing"]\n  [[phase.exit]]\n  when = "grave-harm.done"'
GOING_ON = 'does = [{ tell = "going-on" }]\n  then = ["told-first"]'
SPARE = '[[notice]]\nid = "spare"\ntext = "Spare."\nto = ["reporter"]\n'

WATCH = """[watch]
text = "A space may be watched."
clause = "w-1"
sign = "This space is watched."
reads = ["guide"]
opens = ["lead"]
judges = ["member"]
budget = 5
shadow = "14 days"
judged = 20
states = "14 days"
signals = "30 days"
quiet = "90 days"
  [[watch.space]]
  id = "harvest"
  text = "The harvest."
[tear]
text = "Something small."
expires = "90 days"
listens = ["guide"]
"""
INTAKE = '[[intake]]\nid = "report"\ntext = "Tell the council."\nchannels = ["form"'
WATCHED = (INTAKE, WATCH + INTAKE + ', "watch"')

ENDLESS = ('ends = "7 days after rest.begun"', 'ends = "never"')

BROKEN: dict[str, tuple[tuple[str, str], ...]] = {
    "every case can end": (('when = "told-first-time.passed"', 'when = "answer.done"'),),
    "silence ends or reaches a human": (('{ ask = "lead", text = "What is this report?" }', '{ record = "late" }'),),
    "a sitting comes to rest": (
        (AGREED, AGREED.replace('["hearing"]', '["round-a"]')),
        (TOLD_FIRST, TURN + TOLD_FIRST),
    ),
    "somebody is left": (('asks = ["gardener"]\n', ""),),
    "no sanction before notice and the chance to answer": ((AGREED, AGREED.replace("hearing", "evaluation")),),
    "a measure's needs are met when it is imposed": (
        ('ends = "7 days after rest.begun"', 'ends = "7 days after rest.begun"\nneeds = "answer.done"'),
    ),
    "agreement before notice": (('needs = "agree-words.done or grave-harm.done"\n', ""),),
    "the reporter is told first": (
        (GOING_ON, GOING_ON.replace("going-on", "summons").replace("told-first", "hearing")),
    ),
    "a tear notifies nobody": (
        ('[{ tell = "outcome" }]\n  close = "not-found"', '[{ refer = "tear" }]\n  close = "no"'),
    ),
    "a pause holds what opens": (('pauses = ["evaluation", "evaluation-opens"]', 'pauses = ["evaluation"]'),),
    "nothing is dead": (('[[notice]]\nid = "going-on"', SPARE + '[[notice]]\nid = "going-on"'),),
    "a standard of proof": (('standard = "more likely than not"\n', ""),),
    "what is undefined": (('tied = "not-proven"\n', ""),),
    "how long things are kept": (('"mediation", "appeal", "contacts"]', '"mediation"]'),),
    "no sliding clock": ((AIM, 'due = "2 days before cycle.decision"'),),
    "every deadline has a consequence": ((TOLD_CLOCK, IDLE_CLOCK + TOLD_CLOCK),),
    "nobody judges in the own cause": (
        ('by = ["lead"]\n  verb = "answer"', 'by = ["lead", "reporter"]\n  verb = "answer"'),
    ),
    "every rule can be met": (('share = "more than 1/2"\n  of = "seats"', 'share = "at least all"\n  of = "seats"'),),
    "a veto is possible": (('verb = "tally"\n  question = "veto"', 'verb = "note"'),),
    "interim measures end by themselves": (('ends = "10 days after interim-rest.begun"', 'ends = "never"'),),
    "what has no end can be lifted": (ENDLESS,),
    "no impossible clock": ((AIM, 'due = "10 days before cycle.decision at least 1 day after case.opened"'),),
    "no deadline that lateness elsewhere breaks": (
        ('starts = ["receipt"]', 'starts = ["receipt", "duty"]'),
        (TOLD_FIRST, DUTY + TOLD_FIRST),
    ),
    "who reads signals judges no case": (WATCHED, ('reads = ["guide"]', 'reads = ["lead"]')),
    "others prove the watch": (WATCHED, ('judges = ["member"]', 'judges = ["member", "guide"]')),
    "a body answers for the watch": (WATCHED, ('opens = ["lead"]', 'opens = ["lead", "reporter"]')),
    "what followed a signal says so": ((INTAKE, WATCH + INTAKE),),
    "a watch is small": (WATCHED, ("budget = 5", "budget = 50")),
}


def test_a_law_that_keeps_every_promise_is_clean() -> None:
    """P5, P4, P9, P13: a good text passes every law, so that what is found elsewhere is found for a reason."""
    assert faults() == ()
    assert faults(WATCHED) == ()


@pytest.mark.parametrize("rule", BROKEN)
def test_each_law_finds_the_text_that_breaks_it(rule: str) -> None:
    """P4, P5, P9, P10, P13, P15: one broken promise is one finding under its own name."""
    assert rule in rules(*BROKEN[rule])


def test_every_law_that_the_linter_holds_is_broken_here_once() -> None:
    """M15: no law without a text that it catches. The names stand in the source of each law."""
    source = "".join(p.read_text("utf-8") for p in Path(lint.__code__.co_filename).parent.glob("*.py"))
    named = {line.partition('rule="')[2].partition('"')[0] for line in source.splitlines() if 'rule="' in line}
    assert named - {"unfinished"} <= set(BROKEN)
    assert len(READ) + len(WALKED) == len(set(READ) | set(WALKED))


def test_a_walk_that_reached_its_bound_says_so() -> None:
    """P5: what was not proved is said; it is never silence."""
    found = lint(good(), calendar(), bound=5)
    assert [f.rule for f in found if f.rule == "unfinished"] == ["unfinished"]
    assert not any(f.rule == "nothing is dead" for f in found)


def test_a_finding_carries_its_clause_a_witness_and_a_way_out() -> None:
    """P7: a finding is a document: where, which law, why, and what would be possible instead."""
    found = one("agreement before notice")
    assert (found.field, found.clause, found.severity) == ("notice.summons.needs", "summons", "error")
    assert "'agree-words' by reporter" in found.witness
    assert found.way_out


def test_errors_come_first_and_nothing_is_said_twice() -> None:
    """P26: what matters is read first."""
    found = faults(*BROKEN["a standard of proof"], *BROKEN["what is undefined"], *BROKEN["no sliding clock"])
    order = ("error", "warning", "undefined")
    assert [f.severity for f in found] == sorted((f.severity for f in found), key=order.index)
    assert len(set(found)) == len(found)


def test_a_missing_standard_of_proof_is_an_error_and_an_open_tie_is_not() -> None:
    """P9: a finding names its standard; what else is undefined is legal and listed."""
    assert one("a standard of proof").severity == "error"
    assert one("what is undefined").severity == "undefined"


def test_a_text_that_is_silent_about_keeping_is_told_what_is_kept_for_ever() -> None:
    """P17, P21: only what a case of this text can have is named, and silence is legal."""
    (found,) = [f for f in faults(*BROKEN["how long things are kept"]) if f.rule == "how long things are kept"]
    assert found.severity == "undefined"
    assert found.text.endswith("kept for ever: 'contacts'")
    law = read("optimism/season-5-v1")[0]
    (silent,) = how_long_things_are_kept(law)
    assert "'report', 'answer'" in silent.text
    assert silent.text.endswith("'contacts'")


@pytest.mark.parametrize("sample", ["templates/small", "templates/foundation", "templates/house", "fernhollow/2026"])
def test_every_text_that_we_hand_out_says_how_long_everything_is_kept(sample: str) -> None:
    """P17: whoever begins from one of ours adopts an end for everything."""
    assert list(how_long_things_are_kept(read(sample)[0])) == []


def test_an_answer_may_not_be_cut_off_by_the_clock_that_ends_its_phase() -> None:
    """P5: a chance of no length is no chance."""
    found = faults((AIM, 'due = "0 days after hearing.opened"'))
    assert "clock.evaluation-opens.due" in {f.field for f in found if f.rule == "no impossible clock"}


def test_a_dead_exit_a_dead_act_and_a_dead_phase_are_named() -> None:
    """M15: a text holds nothing that can never be."""
    dead = {f.field for f in faults(('when = "grave-harm.done"\n  does', 'when = "mediate.declined"\n  does'))}
    assert {"phase.told-first", "notice.going-on", "phase.wording.exit[2]"} <= dead


SERVING = """[[phase]]
id = "serving"
text = "Until the rest is lifted."
  [[phase.act]]
  id = "lift"
  text = "The lead, or the gardener, lifts it."
  by = ["lead", "gardener"]
  verb = "lift"
  measure = "rest"
  when = "ask-back.done"
  [[phase.act]]
  id = "ask-back"
  text = "The respondent asks to come back."
  by = ["respondent"]
  verb = "note"
  [[phase.clock]]
  id = "look-again"
  text = "A month."
  due = "30 days after serving.opened"
  late = [{ ask = "lead", text = "Does it end?" }]
  [[phase.exit]]
  when = "rest.ended or not rest.begun"
  close = "served"
"""


def test_a_case_that_waits_for_the_lifting_needs_no_lifting_afterwards() -> None:
    """P5, P16: what is lifted while the case is open is lifted; where the case may close before, it is not."""
    waits = (ENDLESS, (TOLD_FIRST, SERVING + TOLD_FIRST), ('close = "decided"', 'then = ["serving"]'))
    assert rules(*waits) == set()
    closes = (*waits, ('when = "rest.ended or not rest.begun"', 'when = "rest.ended or look-again.passed"'))
    assert "what has no end can be lifted" in rules(*closes)


def test_who_mediates_does_not_vote() -> None:
    """P8: what is said in mediation is no evidence, so who heard it does not judge."""
    found = faults(('by = ["guide", "reporter", "respondent"]', 'by = ["member", "reporter", "respondent"]'))
    assert [f.field for f in found if f.rule == "nobody judges in the own cause"] == ["act.mediate.by"]


def test_the_quorum_of_a_body_that_takes_over_is_weighed_too() -> None:
    """P10: a rule that the elders cannot meet is no rule when they take over."""
    changed = (
        'text = "Elders of a neighbouring community."',
        'seats = 9\nleast = 2\ntext = "Elders of a neighbouring community."',
    )
    assert any("'elder'" in f.text for f in faults(changed) if f.rule == "every rule can be met")


def test_a_phase_by_any_other_name_is_linted_alike() -> None:
    """P27: no phase of any community is known to the linter."""
    renamed = good(*[('"hearing"', '"ear"')] * 4, *[("hearing.opened", "ear.opened")])
    assert lint(renamed, calendar()) == ()


def one(rule: str) -> Fault:
    """The one finding of that law on its broken text."""
    [found] = [f for f in faults(*BROKEN[rule]) if f.rule == rule]
    return found


# -- the real files ---------------------------------------------------------------------------------------------------

SPAN = 1_992
"""The filing hours of cycles 17 to 20 of the year 2024, in which the two internal procedures were compared by hand."""


def optimism(version: str) -> tuple[int, str]:
    """How many of those hours contradict, and the first witness."""
    folder = PROCEDURES / "optimism"
    dates = parse_calendar((folder / "calendar.toml").read_text("utf-8"))
    law = parse_procedure((folder / f"{version}.toml").read_text("utf-8"), dates)
    start = season_of(law, dates)[0]
    tried = try_hours(law, dates, [start + timedelta(hours=n) for n in range(SPAN)])
    return len(tried.filed), f"filed {tried.found[0].filed:%Y-%m-%d %H:%M}: {tried.found[0].says}"


def test_the_first_optimism_procedure_cannot_fit_its_cycle() -> None:
    """M15: 3 + 5 + 7 days in one review period: 1,128 of 1,992 filing hours contradict, with a witness."""
    hours, witness = optimism("season-5-v1")
    assert hours == 1_128
    assert witness == (
        "filed 2024-01-04 19:00: 'answer-time' ends 2024-01-12 19:00, "
        "'evaluation-opens' opens 'evaluation' at 2024-01-10 19:00"
    )


def test_the_amended_optimism_procedure_leaves_no_time_to_answer_for_49_hours_a_cycle() -> None:
    """M15, P5: filed on a Friday evening of the second week, notice falls due as the evaluation opens."""
    hours, witness = optimism("season-5-amended")
    assert hours == 4 * 49
    assert witness == (
        "filed 2024-01-12 19:00: 'hearing' opens 2024-01-15 19:00, 'evaluation-opens' is due 2024-01-15 19:00"
    )


def test_the_docket_itself_comes_to_the_instants_that_the_witness_shows() -> None:
    """P6: the course that is laid for every hour is the one that the engine takes when it is played."""
    folder = PROCEDURES / "optimism"
    dates = parse_calendar((folder / "calendar.toml").read_text("utf-8"))
    law = parse_procedure((folder / "season-5-v1.toml").read_text("utf-8"), dates)
    docket, filed = Docket(law=law, calendar=dates), season_of(law, dates)[0]
    parties = (Party(person="told", roles=("reporter",)), Party(person="named", roles=("respondent",)))
    roster = {"lead": ("chair",), "member": ("a", "b", "c")}
    opening = OpenCase(intake="delegate-report", digest=law.digest, parties=parties, roster=roster)
    case = fold(docket, docket.decide(docket.initial, opening, filed))
    last = filed + timedelta(days=3) - timedelta(microseconds=1)
    case, _ = act(docket, case, DoAct(act="screen", by="chair", choice="in-scope"), last)
    dues = {id: c.due for id, c in case.clocks.items() if id in ("answer-time", "evaluation-opens")}
    assert f"{dues['answer-time']:%Y-%m-%d %H:%M}" == "2024-01-12 18:59"
    assert f"{dues['evaluation-opens']:%Y-%m-%d %H:%M}" == "2024-01-10 19:00"


@pytest.mark.parametrize("sample", ["small", "foundation", "house"])
def test_every_sample_to_begin_from_has_no_error(sample: str) -> None:
    """M15: what we hand out to begin from keeps what we promise."""
    law = parse_procedure((PROCEDURES / "templates" / f"{sample}.toml").read_text("utf-8"), None)
    assert [f for f in lint(law, parse_calendar('[calendar]\nid = "none"\n')) if f.severity == "error"] == []
