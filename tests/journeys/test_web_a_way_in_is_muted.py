# SPDX-License-Identifier: Apache-2.0
"""A flood comes by one way in: the lead mutes it, what stays open is said, and nobody in danger is kept out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from comity.core import muting
from comity.core.clause import Refusal
from comity.desk.muting import STREAM, state
from comity.edge.api import limits
from comity.site import drills, incoming
from tests.journeys import web_stage
from tests.journeys.web_stage import BEGINS, Person, Stage, forms, report
from tests.site.test_incoming import letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
GROUND = "Two hundred reports came in an hour; we read them first."
UNTIL = BEGINS + timedelta(days=3)
WORDS = "They told everybody where I live."


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def mute(way: str, until: str = "2024-03-11T12:00", ground: str = GROUND, by: str = "lead") -> Any:
    page = "/ways-in"
    person = Person(by)
    return person.send(page, person.form(page, "muting:mute"), choice=way, until=until, paper=ground)


def muted(*ways: str) -> None:
    for way in ways:
        assert mute(way).status_code == 303


def send(person: Person, path: str = "/report/report", **fields: Any) -> Any:
    """Fill in the form of a report as it stood before the muting was read."""
    form = next(f for f in forms(person.read("/report/support")) if "receipt" in f["hidden"])
    told = {"words": WORDS, "intake": "report", "concerned": "none", **fields}
    return person.client.post(path, {**form["hidden"], **told})


def test_who_presides_mutes_a_way_and_everybody_reads_until_when_and_why(stage: Stage) -> None:
    """P2, P7: on the public page, at the front desk and in the place of the form, with what stays open."""
    assert "muting:mute" not in Person().offers("/ways-in")
    assert "muting:mute" not in Person("member-1").offers("/ways-in")
    muted("report")
    for place in ("/ways-in", "/report/report"):
        page = Person().read(place)
        assert GROUND in page, place
        assert "Monday 11 March 2024, 12:00 UTC" in page
    front = Person().read("/")
    assert "Closed to new reports until" in front
    assert 'href="/ways-in"' in front
    form = Person().read("/report/report")
    for address in ("/report/support", "/report/tear", "/#receipt", "/#danger"):
        assert f'href="{address}"' in form
    assert "Open, and never closed." in Person().read("/ways-in")


def test_a_report_that_comes_meanwhile_is_answered_and_its_words_are_kept(stage: Stage) -> None:
    """P26: 503 with the seconds until it is open; nothing is filed, nothing typed is lost."""
    muted("report")
    answer = send(Person())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(3 * 86_400))
    assert WORDS in answer.content.decode()
    assert stage.cases() == []


def test_small_doors_and_retaliation_stay_open_to_strangers(stage: Stage) -> None:
    """P2: a person in danger is never kept out, by no combination of mutings."""
    muted("report", "api", "mail")
    for door in ("tear", "support"):
        person = Person()
        form = next(f for f in forms(person.read(f"/report/{door}")) if "receipt" in f["hidden"])
        assert person.send(f"/report/{door}", form, words=WORDS).status_code == 303
    stranger = Person()
    form = next(f for f in forms(stranger.read("/report/report")) if "receipt" in f["hidden"])
    assert form["values"]["intake"] == ["retaliation"]
    told = {"words": WORDS, "intake": "retaliation", "concerned": "none"}
    assert stranger.send("/report/report", form, **told).status_code == 303
    assert len(stage.cases()) == 1
    said = stranger.client.post("/api/v1/tears", json.dumps({"words": WORDS}), content_type="application/json")
    assert said.status_code == 201


def test_whoever_is_known_is_no_stranger(stage: Stage) -> None:
    """P3: a receipt opens the form, and so does a seat; a made-up receipt does not."""
    _reporter, status = report()
    muted("report")
    bits = status.rpartition("/")[2]
    assert "Report it anew" in Person().read(status) or "tell-of-retaliation" in Person().read(status)
    path = f"/report/report?after={bits}"
    assert 'id="muted"' not in Person().read(path)
    assert send(Person(), path).status_code == 303
    assert send(Person("member-1")).status_code == 303
    for wrong in ("0" * 32, "x", ""):
        assert send(Person(), f"/report/report?after={wrong}").status_code == 503
    assert len(stage.cases()) == 3


def test_what_arrived_before_leads_to_its_receipt_all_the_same(stage: Stage) -> None:
    """P1: sending the form again after the muting is no new report."""
    person = Person()
    form = next(f for f in forms(person.read("/report/report")) if "receipt" in f["hidden"])
    told = {"words": WORDS, "intake": "report", "concerned": "none"}
    first = person.send("/report/report", form, **told)
    muted("report")
    again = person.send("/report/report", form, **told)
    assert (again.status_code, again.headers["Location"]) == (303, first.headers["Location"])


def test_the_house_refuses_whatever_an_adapter_forgets(stage: Stage) -> None:
    """P27: the rule holds where the case is opened, not only on the page."""
    from comity.desk.intake import Told

    muted("mail")
    told = Told(intake="report", reporter="r-1", concerned=(), words="0" * 64, way="mail")
    with pytest.raises(muting.Shut):
        stage.court.open_case(told, case="case:x", act_id="x", at=stage.clock.at)


def test_a_program_gets_a_problem_document_with_what_is_possible(stage: Stage) -> None:
    """P7: 503, the clause, until when, and every way that is open; one that brings a receipt is let in."""
    client = Person().client
    ask = json.dumps({"words": WORDS})
    first = client.post("/api/v1/reports", ask, content_type="application/json").json()
    muted("api")
    answer = client.post("/api/v1/reports", ask, content_type="application/json")
    told = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert (told["type"], answer.headers["Retry-After"]) == ("/api/#muted", str(3 * 86_400))
    assert told["clause"]["id"] == "P2"
    acts = [one["act"] for one in told["possible"]]
    assert acts == ["come-back", "support", "tear", "report", "mail", "retaliation", "api"]
    headers = {"Comity-Receipt": first["receipt"]}
    known = client.post("/api/v1/reports", ask, content_type="application/json", headers=headers)
    assert known.status_code == 201
    other = json.dumps({"words": WORDS, "intake": "retaliation"})
    assert client.post("/api/v1/reports", other, content_type="application/json").status_code == 201


def test_a_letter_is_answered_and_not_kept(stage: Stage) -> None:
    """P26: whoever wrote hears until when, and what to do instead; nothing of theirs is repeated or filed."""
    muted("mail")
    taken = incoming.take(stage.court, letter(), stage.clock.at)
    assert (taken.case, taken.muted) == ("", True)
    [answer] = mail.outbox
    assert answer.subject == "Your letter was not taken"
    for said in (GROUND, "Monday 11 March 2024, 12:00 UTC", "Ask for support", "number for emergencies"):
        assert said in str(answer.body)
    assert "where I live" not in f"{answer.body}"
    assert stage.cases() == []
    machine = incoming.take(stage.court, letter(Auto_Submitted="auto-replied"), stage.clock.at)
    assert (machine.muted, len(mail.outbox)) == (False, 1)


def test_it_ends_by_itself(stage: Stage) -> None:
    """P6: at its instant, with nobody at a desk; that it was stays to be read."""
    muted("report")
    stage.later(days=3, seconds=1)
    assert [type(e).__name__ for e in stage.court.desk.events(STREAM)] == ["WayMuted", "MutingEnded"]
    assert 'id="muted"' not in Person().read("/report/report")
    assert send(Person()).status_code == 303
    page = Person().read("/ways-in")
    assert "Closed before" in page
    assert GROUND in page


def test_it_is_opened_sooner_by_who_presides(stage: Stage) -> None:
    """P17: on a ground of its own."""
    muted("report")
    Person("lead").do("/ways-in", "muting:reopen", choice="report", paper="It is over.")
    assert send(Person()).status_code == 303
    assert "Opened again before its end." in Person().read("/ways-in")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"choice": ""}, "choice"),
        ({"choice": "support"}, "choice"),
        ({"until": "2024-03-08T11:59"}, "until"),
        ({"until": "2024-03-22T12:01"}, "until"),
        ({"until": "soon"}, "until"),
        ({"paper": " "}, "paper"),
        ({"paper": "\x00"}, "paper"),
    ],
)
def test_what_cannot_be_stands_beside_its_field_and_nothing_typed_is_lost(
    stage: Stage, fields: dict[str, str], field: str
) -> None:
    """P26: 422; no way is muted."""
    lead = Person("lead")
    told = {"choice": "report", "until": "2024-03-11T12:00", "paper": GROUND, **fields}
    answer = lead.send("/ways-in", lead.form("/ways-in", "muting:mute"), **told)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert f'id="muting:mute-{field}-error"' in shown
    assert told["paper"].strip("\x00 ") in shown
    assert state(stage.court).spells == ()


def test_nobody_else_mutes(stage: Stage) -> None:
    """P7: a member is refused with the clause; a stranger is asked to sign in."""
    form = Person("lead").form("/ways-in", "muting:mute")
    fields = {"choice": "report", "until": "2024-03-11T12:00", "paper": GROUND}
    member, stranger = Person("member-1"), Person()
    token = {"csrfmiddlewaretoken": form["hidden"]["csrfmiddlewaretoken"]}
    for person, status in ((member, 403), (stranger, 403)):
        person.client.cookies["csrftoken"] = "x"
        person.client.handler.enforce_csrf_checks = False
        answer = person.client.post("/ways-in", {**form["hidden"], **token, **fields})
        assert answer.status_code == status
    with pytest.raises(Refusal, match="preside"):
        ground = stage.court.file_paper(GROUND)
        command = muting.MuteWay(by="member-1", way="report", until=UNTIL, ground=ground)
        stage.court.perform(command, act_id="m", actor="member-1", stream=STREAM, at=stage.clock.at)
    assert state(stage.court).spells == ()


def test_a_muted_way_is_not_silent(stage: Stage) -> None:
    """P1: the heartbeat sees that the way says what is closed, and tries it again once it is open."""
    muted("report", "api", "mail")
    beats = {one.way: one for one in drills.drill(stage.court, stage.clock.at)}
    assert {way: beat.wrong for way, beat in beats.items()} == dict.fromkeys(beats, "")
    assert {way for way, one in beats.items() if one.muted == UNTIL} == {"report", "api", "mail"}
    assert mail.outbox == []
    assert not beats["report"].silent(stage.clock.at + timedelta(hours=70))
    assert "muted until" in Person("lead").read("/chambers/")
    stage.later(days=3, seconds=1)
    after = {one.way: one for one in drills.drill(stage.court, stage.clock.at)}
    assert (after["report"].muted, after["report"].heard) == (None, stage.clock.at)


def test_a_flood_from_one_network_is_held_up_with_its_words_kept_and_nobody_else_is(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P26: 429, when again, what instead; another network, the small doors and whoever is known are let in."""
    monkeypatch.setattr(limits, "FILING", limits.Rate(burst=2, each_minute=1))
    flooder, other, known = Person(), Person(), Person("member-1")
    for one in (flooder, known):
        one.client.defaults["REMOTE_ADDR"] = "93.184.216.34"
    other.client.defaults["REMOTE_ADDR"] = "93.184.216.99"
    assert [send(flooder).status_code for _n in range(3)] == [303, 303, 429]
    answer = send(flooder)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    for said in (WORDS, "Too many reports at once", "Ask for support"):
        assert said in answer.content.decode()
    assert [send(one).status_code for one in (other, known)] == [303, 303]
    form = next(f for f in forms(flooder.read("/report/support")) if "receipt" in f["hidden"])
    assert flooder.send("/report/support", form, words=WORDS).status_code == 303
    assert len(stage.cases()) == 4
