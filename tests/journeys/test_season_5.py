# SPDX-License-Identifier: Apache-2.0
"""The real season 5 of a real council, replayed through the writer that the site uses, and the invented samples."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from comity.desk.replay import beside_text, commands, machine, text
from comity.desk.replay.account import Account
from comity.desk.replay.beside import Pair
from comity.desk.replay.ink import WIDTH, Ink
from comity.desk.replay.reading import parse_scenario
from tests.architecture.tree import ROOT

SEASON = ROOT / "scenarios" / "optimism-season-5.json"
SAMPLES = tuple(path for path in sorted((ROOT / "scenarios").glob("*.json")) if path != SEASON)
V1, AMENDED = "optimism/season-5-v1", "optimism/season-5-amended"


@pytest.fixture(autouse=True)
def _a_database_of_its_own(django_db_blocker: Any) -> Iterator[None]:
    """A replay makes and throws away its own database; the one under test is not touched."""
    with django_db_blocker.unblock():
        yield


def played(path: Path) -> Account:
    from comity.site import stage

    return stage.replay(parse_scenario(path.read_text("utf-8")), keep=False)


@cache
def season() -> Account:
    return played(SEASON)


def document() -> dict[str, Any]:
    return machine.document(season())


def shown() -> str:
    return "\n".join(text.lines(season(), Ink()))


def test_every_claim_of_the_season_comes_true() -> None:
    """P25: the record, entered as acts, gives the decisions of the record."""
    claims = document()["claims"]
    assert claims["made"] >= 6
    assert claims["unmet"] == []


def test_each_cycle_has_its_figures_and_its_report() -> None:
    """P2: every cycle is told, also one in which nothing came."""
    periods = {one["period"]["id"]: one for one in document()["periods"]}
    assert list(periods) == ["17", "18", "19", "20", "21", "22"]
    assert periods["17"]["inherited"] == ["case:17-a", "case:17-b", "case:17-c"]
    assert periods["17"]["new"] == []
    assert periods["18"]["carried"] == ["case:17-b"]
    assert periods["19"]["again"] == ["case:19-a"]
    nil = {id: [duty["nil"] for duty in one["duties"]] for id, one in periods.items()}
    assert nil == {"17": [False], "18": [True], "19": [False], "20": [True], "21": [True], "22": [True]}
    assert not any(duty["missed"] for one in periods.values() for duty in one["duties"])


def test_one_case_ends_in_a_suspension_and_one_in_talks() -> None:
    """P5: what the record tells of the three inherited reports."""
    cases = {case.stream: case for case in season().cases}
    assert {name: case.outcome for name, case in cases.items()} == {
        "case:17-a": "decided",
        "case:17-b": "mediated",
        "case:17-c": "not-found",
        "case:19-a": "not-found",
    }
    (limit,) = cases["case:17-a"].limits
    assert (limit.measure, limit.life) == ("severe-suspension", "ended")
    assert limit.begun is not None
    assert limit.ended is not None
    assert (limit.begun.isoformat(), limit.ended.isoformat()) == (
        "2024-01-24T19:00:00+00:00",
        "2024-02-24T19:00:00+00:00",
    )


def test_the_clocks_of_version_1_contradict_each_other_in_every_case() -> None:
    """P6: what cannot be kept together is said, with both clauses and both instants."""
    clashes = document()["deadlines"]["contradictions"]
    assert [clash["stream"] for clash in clashes] == ["case:17-a", "case:17-b", "case:17-c"]
    for clash in clashes:
        assert clash["clauses"] == [f"{V1} § evaluation-opens", f"{V1} § answer-time"]
        assert clash["at"] == "2024-01-10T19:00:00Z"


def test_missed_deadlines_are_told_with_their_clauses() -> None:
    """P7: two respondents had no answer filed when the five days were over."""
    missed = [(one["stream"], one["clause"], one["due"]) for one in document()["deadlines"]["missed"]]
    assert missed == [
        ("case:17-b", f"{V1} § answer-time", "2024-01-11T17:10:00Z"),
        ("case:17-c", f"{V1} § answer-time", "2024-01-11T17:20:00Z"),
    ]


def test_a_vote_before_the_evaluation_is_refused_with_its_clause() -> None:
    """P7: the vote that was objected to in cycle 19 is not possible, and what is possible is said."""
    refusals = {one["do"]: one for one in document()["refusals"]}
    assert refusals["vote-occurred"]["clause"] == f"{AMENDED} § vote-occurred"
    assert refusals["vote-occurred"]["at"] == "2024-02-24T15:00:00Z"
    assert refusals["vote-occurred"]["possible"]


def test_a_case_opened_before_the_amendment_keeps_its_version() -> None:
    """P6: the amended procedure knows reconsideration; the version that a case is pinned to does not."""
    pinned = {case.stream: case.procedure for case in season().cases}
    assert pinned == {"case:17-a": V1, "case:17-b": V1, "case:17-c": V1, "case:19-a": AMENDED}
    refusals = {one["do"]: one for one in document()["refusals"]}
    assert refusals["ask-again"]["reason"] == f"there is no act 'ask-again' in {V1}"


def test_office_hours_with_one_side_are_on_the_record() -> None:
    """P8: a substantive contact is counted and disclosed."""
    case = next(case for case in season().cases if case.stream == "case:19-a")
    assert [(kind, about) for kind, about, _ in case.contacts] == [("substantive", "reporter-c")]


def test_the_veto_is_counted_to_the_last_unit() -> None:
    """P15: 12 % of 97 million, in units with 18 decimals, and the distance that is left."""
    (window,) = season().windows
    whole = 97_000_000 * 10**18
    assert window.standing.base == whole
    assert window.standing.needed == whole * 12 // 100 + 1
    assert window.standing.distance == window.standing.needed - window.standing.numbers.veto
    assert not window.standing.met


def test_what_no_record_tells_is_marked_in_the_output() -> None:
    """P2: nobody takes an assumption for the record."""
    for outcome in season().outcomes:
        assert outcome.line.source or outcome.line.assumed
    assert f"~ acts that it does not tell: assumed                   {season().assumed:5}" in shown()
    lines = shown().splitlines()
    assert any(line.startswith("  20 Feb 12:00 ~ 17-a: ask-again") for line in lines)
    assert any(line.startswith("  10 Jan 18:00 ≈ 17-b: suitable") for line in lines)


def test_the_account_fits_into_eighty_columns() -> None:
    """P26: whoever reads it in a terminal reads all of it."""
    assert max(map(len, shown().splitlines())) <= WIDTH


def test_ink_changes_nothing_but_colours() -> None:
    """P26: what is said without colours is what is said with them."""
    coloured = "\n".join(text.lines(season(), Ink(colours=True)))
    assert coloured != shown()
    assert re.sub(r"\033\[\d+m", "", coloured) == shown()


def test_two_plays_are_the_same_byte_for_byte() -> None:
    """P25: nothing in a replay comes from a clock or from chance."""
    first, second = played(SEASON), played(SEASON)
    assert json.dumps(machine.document(first)) == json.dumps(machine.document(second))
    assert list(text.lines(first, Ink())) == list(text.lines(second, Ink()))


def compared(name: str) -> dict[str, Pair]:
    from comity.site import stage

    return {pair.then.stream: pair for pair in stage.beside_law(season(), name).pairs}


def test_the_proposed_procedure_contradicts_itself_in_no_case() -> None:
    """M5: two consecutive cycles give the time that one did not."""
    pairs = compared("optimism/proposed")
    there = {name: pair.there for name, pair in pairs.items() if pair.there is not None}
    assert len(there) == 4
    assert [figures.clashes for figures in there.values()] == [0, 0, 0, 0]
    assert sum(pair.then.clashes for pair in pairs.values()) == 3
    assert there["case:17-a"].sanctions == ("suspension",)
    assert there["case:17-a"].house_votes == 1
    assert there["case:17-b"].outcome == "mended"
    assert there["case:17-b"].pauses == 0
    assert pairs["case:17-b"].then.pauses == 1


def test_a_case_beside_its_own_procedure_ends_as_it_did() -> None:
    """P25: the comparison brings in nothing of its own."""
    for name, version in (("case:17-a", V1), ("case:17-c", V1), ("case:19-a", AMENDED)):
        pair = compared(version)[name]
        assert pair.there is not None
        assert (pair.there.outcome, pair.there.findings) == (pair.then.outcome, pair.then.findings)
        assert pair.there.sanctions == pair.then.sanctions
        assert pair.there.missed_clauses == pair.then.missed_clauses


def test_the_comparison_says_what_was_taken_for_what() -> None:
    """P7: what an act was taken for, and which had no counterpart, is not hidden."""
    from comity.site import stage

    found = stage.beside_law(season(), "optimism/proposed")
    assert found.mapped["suitable"] == "off-ramp-it"
    assert found.mapped["write-evaluation"] == "write-perspective"
    assert found.without == ("investigate",)
    assert set(found.added) == {"acknowledge", "propose-words", "agree-words", "name-provider", "write-terms"}
    lines = list(beside_text.lines(found, Ink()))
    assert max(map(len, lines)) <= WIDTH
    assert "  without a counterpart: investigate" in lines


def test_under_another_procedure_the_cases_are_told_and_the_acts_are_not() -> None:
    """P7: nobody takes what might have been for what was done."""
    from comity.site import stage

    told = stage.under_law(season(), "optimism/proposed")
    lines = list(text.lines(told, Ink()))
    assert max(map(len, lines)) <= WIDTH
    assert {case.procedure for case in told.cases} == {"optimism/proposed"}
    assert "Nobody acted like this" in "\n".join(lines)
    assert not told.outcomes
    assert not told.windows


def comity(*words: str, home: Path) -> tuple[int, str]:
    """What the command line says, in a home of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
    command = [sys.executable, "-m", "comity.cli", *words]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={**environment, "COMITY_HOME": str(home)}, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_the_season_is_kept_in_an_empty_site_once(tmp_path: Path) -> None:
    """P23: the first command on a fresh machine serves the season, and works twice in a row."""
    assert comity("migrate", home=tmp_path)[0] == 0
    code, said = comity("replay", str(SEASON), "--keep", home=tmp_path)
    assert code == 0
    assert "claims came true" in said
    assert comity("replay", str(SEASON), "--keep", home=tmp_path) == (0, f"already here: {season().scenario.title}\n")
    code, said = comity("replay", str(SAMPLES[0]), "--keep", home=tmp_path)
    assert code == 1
    assert "another history" in said


def test_what_cannot_be_read_is_said_and_nothing_is_played(tmp_path: Path) -> None:
    """P26: exit 2, the file or the field, and the rule."""
    broken = tmp_path / "broken.json"
    unknown = json.loads(SEASON.read_text("utf-8")) | {
        "procedures": [{"id": "no/such", "from": "2023-11-15T00:00:00Z"}]
    }
    for content, said in ((b"\xff\xfe", "cannot be read"), (json.dumps(unknown).encode(), "procedures[1].id")):
        broken.write_bytes(content)
        code, answer = comity("replay", str(broken), home=tmp_path)
        assert code == 2
        assert said in answer
    assert comity("replay", str(tmp_path / "nowhere.json"), home=tmp_path)[0] == 2
    assert comity("replay", str(SEASON), "--beside", "no/such", home=tmp_path)[0] == 2


def test_a_claim_that_does_not_come_true_makes_the_answer_no(tmp_path: Path) -> None:
    """P25: a scenario is a test of the law."""
    wrong = json.loads(SEASON.read_text("utf-8"))
    wrong["acts"][-1]["expect"] = {"refused": True}
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(wrong), "utf-8")
    code, said = comity("replay", str(path), home=tmp_path)
    assert code == 1
    assert "was done and should have been refused" in said


def alone(**act: Any) -> Account:
    """A scenario of one act, for which nothing is there."""
    line = {"at": "2024-01-05T00:00:00Z", "stream": "case:1", "by": "told", **act}
    document = {
        "format": "comity-scenario/1",
        "title": "One act",
        "community": "Fernhollow Commons (invented)",
        "sample": True,
        "procedures": [{"id": V1, "from": "2024-01-01T00:00:00Z"}, {"id": AMENDED, "from": "2024-01-02T00:00:00Z"}],
        "people": {"told": "who told"},
        "acts": [line],
    }
    from comity.site import stage

    return stage.replay(parse_scenario(json.dumps(document)), keep=False)


@pytest.mark.parametrize(
    "act",
    [
        {"do": "screen", "choice": "in-scope"},
        {"do": "SettleAsk", "ask": "x", "answer": "y", "ground": "z"},
        {"do": "OpenCase", "intake": "x", "parties": [], "at": "2023-12-01T00:00:00Z"},
        {"do": "OpenCase", "intake": "x", "parties": [], "digest": "no digest"},
        {"do": "OpenCase", "intake": "x", "parties": [], "stream": "case:" + "x" * 400},
        {"do": "Hear", "words": "x", "stream": "tear:1", "at": "2023-12-01T00:00:00Z"},
        {"do": "TakeSeat", "role": "x", "person": "told", "stream": "council:1", "at": "2023-12-01T00:00:00Z"},
    ],
)
def test_an_act_about_nothing_is_told_and_the_replay_goes_on(act: dict[str, Any]) -> None:
    """P26: no scenario ends in a traceback."""
    (outcome,) = alone(**act).outcomes
    assert outcome.malformed is not None
    assert all(fault.field and fault.rule and fault.text for fault in outcome.malformed.faults)


def test_a_version_is_taken_over_after_another_one() -> None:
    """P6: what a scenario says to be in force is what cases are opened under."""
    (outcome,) = alone(do="OpenCase", intake="delegate-report", parties=[]).outcomes
    assert outcome.events[0].value["procedure"] == AMENDED


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: str(path.stem))
def test_every_claim_of_a_sample_comes_true(path: Path) -> None:
    """P23: an example that the program itself contradicts would teach a mistake."""
    told = played(path)
    assert told.scenario.sample
    assert [(one.line.number, one.unmet) for one in told.unmet] == []
    unclaimed = [one.line.do for one in told.refusals if one.line.expect is None or one.line.expect.refused is None]
    assert unclaimed in ([], ["OpenWindow"], ["SettleAsk"])


def test_the_scenarios_ask_everything_that_the_law_can_be_asked() -> None:
    """P27: every command of every room is in at least one scenario."""
    lines = [line for path in (SEASON, *SAMPLES) for line in parse_scenario(path.read_text("utf-8")).lines]
    asked = {commands.kind_of(line) for line in lines}
    assert {command for kinds in commands.ROOMS.values() for command in kinds} <= asked


def test_a_sample_says_that_it_is_invented() -> None:
    """P18: nobody takes an invented council for a real one."""
    for path in SAMPLES:
        shown = "\n".join(text.lines(played(path), Ink()))
        assert "An invented sample" in shown
