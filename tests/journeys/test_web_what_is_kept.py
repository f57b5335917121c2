# SPDX-License-Identifier: Apache-2.0
"""What is kept of a case, until when and on which ground, seen from the bench and from both sides."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.html import escape

from comity.desk import sealing
from comity.desk.ports import PersonKey
from comity.edge.age import Rage
from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.web_stage import BEGINS, Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]

AGE = Rage()
GROUND = "A court asked us in writing to keep it."
LIFTED = "The court took its request back."
SOONER = "Whoever wrote it asked for it, and nobody needs it."
WORDS = "They made my street public."


class Two:
    """One case that its reporter took back, and one that is open."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.reporter, self.status = web_stage.report(WORDS)
        self.reporter.do(self.status, "withdraw")
        stage.later(hours=1)
        self.other, self.open_status = web_stage.report("Another matter.")
        self.page, self.open_page = _page(self.status), _page(self.open_status)

    def hold(self, *, days: int = 30) -> None:
        until = (self.stage.clock.at + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
        Person("lead").do(self.page, "keeping:hold", paper=GROUND, until=until)


def _page(status: str) -> str:
    return f"/chambers/case/{Locator(status.rpartition('/')[2]).case.removeprefix('case:')}/kept"


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with web_stage.opened(tmp_path, procedure="fernhollow/2026") as stage:
        yield Two(stage)


def test_the_bench_reads_until_when_each_thing_is_kept_and_under_which_clause(two: Two) -> None:
    """P17, P21: each thing with its end; while a case is open what will apply; no text of any paper."""
    shown = Person("member-1").read(two.page)
    assert len(re.findall(r"until <time[^>]*>\d+ [A-Z][a-z]+ 20\d\d", shown)) >= 2
    assert "§ small-matters-sooner" in shown
    assert WORDS not in shown
    still_open = Person("member-1").read(two.open_page)
    assert "Nothing is destroyed while the case is open" in still_open
    assert "What will apply" in still_open
    assert two.page in Person("lead").read(two.page.removesuffix("/kept"))


def test_who_presides_sets_a_hold_and_lifts_it_on_grounds_that_the_bench_reads(two: Two) -> None:
    """P17: a hold has a ground and an end, moves every end behind its own, and stands on the page for good."""
    lead, member = Person("lead"), Person("member-1")
    two.hold(days=4000)
    shown = member.read(two.page)
    assert escape(GROUND) in shown
    assert ", held" in shown
    assert "keeping:destroy" not in lead.offers(two.page)
    assert member.offers(two.page) == []
    (held,) = lead.form(two.page, "keeping:lift")["values"]["choice"]
    lead.do(two.page, "keeping:lift", paper=LIFTED, choice=held)
    shown = member.read(two.page)
    assert escape(LIFTED) in shown
    assert escape(GROUND) in shown
    assert ", held" not in shown


def test_something_is_destroyed_before_its_time_on_a_ground(two: Two) -> None:
    """P17, P21: the text goes, that it was there and why it went stays."""
    lead = Person("lead")
    what = lead.form(two.page, "keeping:destroy")["values"]["choice"][0]
    lead.do(two.page, "keeping:destroy", paper=SOONER, choice=what)
    shown = Person("member-1").read(two.page)
    assert escape(SOONER) in shown
    assert "destroyed " in shown
    assert what not in lead.form(two.page, "keeping:destroy")["values"]["choice"]


def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(two: Two) -> None:
    """P26: an end in the past, no end, no ground, nothing chosen; and a member who sends the lead's form."""
    lead, here = Person("lead"), two.page
    form = lead.form(here, "keeping:hold")
    for fields in ({"until": "2020-01-01T12:00"}, {"until": "soon"}, {"until": ""}):
        answer = lead.send(here, form, paper=GROUND, **fields)
        assert answer.status_code == 422
        assert escape(GROUND) in answer.content.decode()
    assert lead.send(here, form, paper="", until="2030-01-01T12:00").status_code == 422
    destroy = lead.form(here, "keeping:destroy")
    assert lead.send(here, destroy, paper=GROUND, choice="f" * 64).status_code == 422
    sent = {**form, "hidden": {**form["hidden"], "act_id": "another-act-of-theirs"}}
    member = Person("member-1")
    member.read(here)
    refused = member.client.post(
        here,
        {**sent["hidden"], "csrfmiddlewaretoken": member.client.cookies["csrftoken"].value, "paper": GROUND},
    )
    assert refused.status_code == 403
    assert "Only who presides" in refused.content.decode()


def test_a_party_reads_until_when_what_is_theirs_is_kept_and_nobody_else_finds_the_page(two: Two) -> None:
    """P10, P17: of their own papers and ways to be reached, holds reckoned in, without the ground."""
    two.hold(days=4000)
    shown = Person().read(two.status)
    assert "How long yours is kept" in shown
    assert re.search(r"Will be destroyed on <time[^>]*>\d+ [A-Z][a-z]+ 2035", shown)
    assert escape(GROUND) not in shown
    assert "Everything, as long as the case is open" in Person().read(two.open_status)
    for name in (Locator(two.status.rpartition("/")[2]).person, "liaison-1", "passer-by"):
        Person(name).read(two.page, status=404)
    Person("lead").read("/chambers/case/0123456789ab/kept", status=404)


def test_a_hold_that_came_to_its_end_lets_go_what_was_due(two: Two) -> None:
    """P17: nothing is held for ever by being forgotten."""
    two.hold(days=30)
    two.stage.later(days=31)
    shown = Person("member-1").read(two.page)
    assert "A hold that ended on" in shown
    assert "keeping:destroy" in Person("lead").offers(two.page)


def test_a_ground_is_sealed_in_the_browser_for_the_bench_and_opened_by_nobody_else(two: Two) -> None:
    """P10, P21: the page says for whom to whoever may file one; what a browser sealed opens with a reader's own key."""
    court, own = two.stage.court, AGE.fresh()
    key = PersonKey(person="member-1", id=sealing.key_id(own.recipient), recipient=own.recipient, made=BEGINS)
    court.outside.keys.put(key)
    lead, ciphertext, made = Person("lead"), *sealing.sealed(AGE, GROUND.encode())
    digest = hashlib.sha256(ciphertext).hexdigest()
    form = lead.form(two.page, "keeping:hold")
    found = lead.send(f"{two.page}/readers", {**form, "action": ""}, digest=digest).json()["readers"]
    wraps = [
        {**one, "wrap": base64.b64encode(AGE.seal(made.secret.encode(), [one["recipient"]])).decode()} for one in found
    ]
    sent = {"paper": "", "paper-sealed": base64.b64encode(ciphertext).decode(), "paper-wraps": json.dumps(wraps)}
    lead.do(two.page, "keeping:hold", until="2035-01-01T12:00", **sent)
    address = f"/sealed/case/{two.page.split('/')[3]}/{digest}"
    member = Person("member-1")
    assert f'data-paper="{address}"' in member.read(two.page)
    assert escape(GROUND) not in member.read(two.page)
    wrap, paper = (member.client.get(at).content for at in (f"{address}/wrap", address))
    assert sealing.text_of(AGE, paper, sealing.secret_in(AGE, wrap, [own.secret])).decode() == GROUND
    for name in ("liaison-1", Locator(two.status.rpartition("/")[2]).person, "passer-by"):
        assert Person(name).client.get(address).status_code == 404
    assert escape(GROUND) in lead.read(two.page)
