# SPDX-License-Identifier: Apache-2.0
"""A monitor's own program reads the signals of the watch, says what they were worth, and begins a tear with consent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.core import council
from comity.desk import tokens
from comity.desk.watch.spaces import digest, signal_stream
from comity.edge.api import limits
from tests.journeys import test_web_the_watch as pages
from tests.journeys import web_stage
from tests.journeys.api_stage import Program, key, with_receipt, with_token
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
NEVER = f"/signals/{'0' * 64}"
MEANT = {"whose": "other", "consented": True, "words": "They asked me to tell it."}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Stage]:
    """A watched space, two liaisons, and what the model says was proved."""
    limits.BUCKETS.clear()
    with web_stage.opened(tmp_path) as stage:
        body = stage.court.laws.named(web_stage.PROPOSED).procedure.roles["liaison"].filled_by[0]
        for person in ("liaison-1", "liaison-2"):
            seat = council.Appoint(role="liaison", person=person, body=body)
            stage.court.perform(seat, act_id=f"seat/{person}", actor=body, stream="council:sample", at=stage.clock.at)
        pages.press(Person("lead"), "/chambers/watch/", "open-space")
        pages.press(Person("lead"), "/chambers/watch/", "put-up-sign", mark="https://forum.example/sign")
        pages.proved(stage)
        yield stage
    limits.BUCKETS.clear()


@pytest.fixture
def monitor(watched: Stage) -> Program:
    return with_token(watched, "liaison-1", tokens.SIGNALS, tokens.LIAISE, days=90)


@pytest.fixture
def at(watched: Stage) -> str:
    pages.put(watched, "one")
    return f"/signals/{digest('one')}"


def offers(program: Program, at: str) -> list[str]:
    """The acts that are open, the nearest first."""
    return [one["act"] for one in program.get(at)["options"]]


def test_a_monitor_reads_a_signal_with_its_evidence_and_without_a_name(monitor: Program, at: str) -> None:
    """P20: voices, the words that moved it, when it ends, and how far to trust it; nobody who spoke is named."""
    told = monitor.get("/signals")
    assert [one["waits"] for one in told["signals"]] == [True]
    assert (told["figures"]["spent"], told["figures"]["budget"], told["figures"]["judged"]) == (1, 5, 0)
    one = monitor.get(at)
    assert [said["voice"] for said in one["evidence"]["said"]] == ["A", "B", "A", "B"]
    assert [said["spoke"] for said in one["evidence"]["said"]] == [False, False, False, True]
    assert one["evidence"]["said"][3]["marks"][0]["words"] == "Stop twisting"
    warmest = max(said["temperature"] for said in one["evidence"]["said"])
    assert f"warmest at {warmest} with message 4" in Person("liaison-1").read(f"/liaison{at}")
    assert warmest >= one["evidence"]["speaks"] == 60
    assert one["evidence"]["place"] == "https://forum.example/t/1"
    assert one["clause"]["href"].startswith("/procedure/")
    assert offers(monitor, at)[0] == "offer-word"
    for name in ("ann", "bob"):
        assert f'"{name}"' not in str(one).lower()
        assert f"@{name}" not in str(one)


def test_a_verdict_is_said_with_a_key_and_once(watched: Stage, monitor: Program, at: str) -> None:
    """P24: the same key is the same verdict; it counts for the figures like one from the page."""
    once = key()
    assert monitor.post(f"{at}/acts", {"act": "judge", "choice": "useful"}, key=once)["repeated"] is False
    assert monitor.post(f"{at}/acts", {"act": "judge", "choice": "useful"}, key=once)["repeated"] is True
    assert monitor.get(at)["verdict"] == "useful"
    assert monitor.get("/signals")["signals"][0]["waits"] is False
    assert "You may say otherwise until" in Person("liaison-1").read(f"/liaison{at}")
    no = monitor.post(f"{at}/acts", {"act": "judge", "choice": "useful"}, 422, key=key())
    assert (no["clause"]["id"], no["faults"][0]["field"]) == (no["clause"]["id"], "verdict")


def test_a_quiet_word_is_offered_had_and_looked_after_also_when_the_signal_is_over(
    watched: Stage, monitor: Program, at: str
) -> None:
    """P20: what comes next stands first among the options; the word outlives the signal and is then forgotten."""
    again = (watched.clock.at + timedelta(days=40)).isoformat()
    monitor.post(f"{at}/acts", {"act": "offer-word", "again": again}, key=key())
    assert offers(monitor, at)[0] == "had-word"
    monitor.post(f"{at}/acts", {"act": "had-word"}, key=key())
    assert offers(monitor, at)[0] == "looked-again"
    watched.later(days=35)
    monitor.get(at, 404)
    told = monitor.get("/signals")
    assert (told["signals"], len(told["quiet_words"])) == ([], 1)
    monitor.post(f"{at}/acts", {"act": "looked-again"}, key=key())
    assert monitor.get("/signals")["quiet_words"][0]["word"]["looked"]
    assert monitor.post(f"{at}/acts", {"act": "leave-it"}, 403, key=key())["clause"]["id"]


def test_nobody_but_liaisons_finds_a_signal_and_who_steps_aside_finds_it_no_more(
    watched: Stage, monitor: Program, at: str
) -> None:
    """P10: members, the lead and strangers get the very 404 of a signal that never was, on every operation."""
    never = monitor.client.get(f"/api/v1{NEVER}", headers=monitor.headers).content
    unseen = f"/signals/{digest('proof-3')}"
    for person in ("member-1", "lead", "passer-by"):
        program = with_token(watched, person)
        program.get("/signals", 404)
        for path in (at, unseen, NEVER):
            assert program.client.get(f"/api/v1{path}", headers=program.headers).content == never
            program.post(f"{path}/acts", {"act": "judge", "choice": "noise"}, 404, key=key())
            program.post(f"{path}/matters", {"matter": "tear", **MEANT}, 404, key=key())
    monitor.get(unseen, 404)
    other, once = with_token(watched, "liaison-2"), key()
    monitor.post(f"{at}/acts", {"act": "hand-over", "choice": "liaison-2"}, key=key())
    assert other.get(at)["holder"] == "liaison-2"
    monitor.post(f"{at}/acts", {"act": "aside"}, key=once)
    assert monitor.post(f"{at}/acts", {"act": "aside"}, key=once)["repeated"] is True
    assert monitor.client.get(f"/api/v1{at}", headers=monitor.headers).content == never
    assert monitor.get("/signals")["signals"] == []
    assert other.get(at)["mark"].startswith("N-")


def test_a_token_for_something_else_reads_no_signals_and_one_that_reads_judges_none(watched: Stage, at: str) -> None:
    """P10: a scope each; a platform's token for flags, or one for cases, opens nothing here."""
    for scopes in ((tokens.FLAG,), (tokens.READ, tokens.ACT, tokens.VOTE)):
        assert with_token(watched, "liaison-1", *scopes).get(at, 403)["scope"] == tokens.SIGNALS
    reader = with_token(watched, "liaison-1", tokens.SIGNALS)
    assert reader.get(at)["id"]
    assert reader.post(f"{at}/acts", {"act": "leave-it"}, 403, key=key())["scope"] == tokens.LIAISE
    Program().get("/signals", 401)


def test_a_tear_begins_with_consent_and_its_receipt_is_for_whom_it_is_told(
    watched: Stage, monitor: Program, at: str
) -> None:
    """P1, P3, P4: once for each key; without their yes nothing is told; the signal keeps a link by digest."""
    no = monitor.post(f"{at}/matters", {"matter": "tear", **MEANT, "consented": False}, 422, key=key())
    assert no["faults"][0]["field"] == "consented"
    once = key()
    first = monitor.post(f"{at}/matters", {"matter": "tear", **MEANT}, 201, key=once)
    again = monitor.post(f"{at}/matters", {"matter": "tear", **MEANT}, 200, key=once)
    assert again == {**first, "repeated": True}
    assert with_receipt(first["receipt"]).get("/status")["choices"] == ["withdraw", "support", "report"]
    [begun] = monitor.get(at)["begun"]
    assert (begun["matter"], begun["mark"]) == ("tear", first["mark"])
    own = monitor.post(f"{at}/matters", {"matter": "tear", "whose": "own", "words": "What I saw."}, 201, key=key())
    assert (own["receipt"], own["mark"][:2]) == ("", "T-")
    assert len(watched.court.desk.state(signal_stream(digest("one"))).state.begun) == 2


def test_a_report_begun_here_came_by_the_watch_and_only_who_reads_it_finds_its_name(
    watched: Stage, monitor: Program, at: str
) -> None:
    """P10, P20: for a liaison whom it concerns the signal waits as before; another one goes on with it."""
    report = {"matter": "report", **MEANT, "concerned": ["liaison-2"]}
    told = monitor.post(f"{at}/matters", report, 201, key=key())
    [begun] = monitor.get(at)["begun"]
    assert begun["mark"] == told["mark"]
    case = watched.court.case(f"case:{begun['ref']}")[1]
    assert case.through == "liaison-1"
    other = with_token(watched, "liaison-2").get(at)
    assert (other["begun"], other["waits"], other["options"][0]["act"]) == ([], True, "offer-word")
    assert monitor.get(at)["waits"] is False


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"act": "judge", "choice": "guilty"}, "choice"), ({"act": "judge"}, "choice"), ({"act": "x"}, "act"),
        ({"act": "offer-word"}, "again"), ({"act": "offer-word", "again": "2026-01-01T00:00:00"}, "again"),
        ({"act": "offer-word", "again": "9999-12-31T23:59:59-14:00"}, "again"),
        ({"act": "hand-over", "choice": "lead"}, "to"), ({"act": "leave-it", "more": 1}, "more"),
    ],
)  # fmt: skip
def test_what_cannot_be_names_its_field_and_changes_nothing(
    watched: Stage, monitor: Program, at: str, body: dict[str, Any], field: str
) -> None:
    """P26: every fault with its field and rule; the signal is as it was."""
    no = monitor.post(f"{at}/acts", body, 422, key=key())
    assert field in str(no["faults"])
    assert watched.court.desk.state(signal_stream(digest("one"))).version == 1
