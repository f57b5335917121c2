# SPDX-License-Identifier: Apache-2.0
"""A talk is referred, led and ends in terms, through the provider room, with script off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.core.docket import Case
from tests.journeys import web_stage
from tests.journeys.house_stage import room_of, told_to_both
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
MEDIATOR = "hazelmere"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


@dataclass(frozen=True)
class Talk:
    """A talk that was agreed to: the people, the reporter's page, the case in chambers, the referral."""

    reporter: Person
    respondent: Person
    mediator: Person
    status: str
    case: str
    referral: str


def referred(stage: Stage) -> Talk:
    """Both sides were told, and agreed to mediation; somebody was named."""
    reporter, respondent, status, case = told_to_both(stage)
    lead = Person("lead")
    lead.do(case, "add-evidence", paper="A copy of the list.")
    lead.do(case, "off-ramp-it")
    reporter.do(status, "agree-to-mediation", choice="yes")
    respondent.do(room_of(case), "agree-to-mediation", choice="yes")
    lead.do(case, "name-provider", about=MEDIATOR)
    stage.later(hours=1)
    referral = f"/provider/referral/{case.rpartition('/')[2]}"
    return Talk(reporter, respondent, Person(MEDIATOR), status, case, referral)


def of(stage: Stage, case: str) -> Case:
    found: Case = stage.court.desk.state(f"case:{case.rpartition('/')[2]}").state
    return found


def declare(talk: Talk) -> None:
    """The mediator has no interest in it."""
    parties = re.findall(r'name="of" value="([^"]+)"', talk.mediator.read(talk.referral))
    talk.mediator.do(talk.referral, "declare:free", of=parties)


def test_a_referral_tells_no_more_than_a_talk_needs(stage: Stage) -> None:
    """P8: a declaration first, then the words that both know; sessions in counts; terms to which both agree."""
    talk = referred(stage)
    mediator, case, referral = talk.mediator, talk.case, talk.referral
    front = mediator.read("/provider/")
    assert "A referral waits for a word on your interests" in front
    assert 'href="/provider/"' in mediator.read("/registry/")
    before = mediator.read(referral)
    assert "Do you gain if this dispute goes on?" in before
    assert "made a street public" not in before
    assert "mediate" not in mediator.offers(referral)
    declare(talk)
    page = mediator.read(referral)
    assert "You are said to have made a street public." in page
    for kept in ("They made my street public.", "A copy of the list.", "vote-occurred", "Questions"):
        assert kept not in page
    mediator.read(case, status=404)


def test_a_case_is_looked_up_for_nobody_but_who_may_lead_its_talk(stage: Stage) -> None:
    """P8: to whom the provider room stands open is known without opening a case; everybody else's are left alone."""
    referred(stage)
    with stage.court.desk.store.reading() as unit:
        assert unit.rows.tally("cases", "leads") == {MEDIATOR: 1}
        assert unit.rows.tally("cases", "person").keys() > {"lead", "member-1"}


def test_mediation_succeeds(stage: Stage) -> None:
    """P8: the council sees counts and no word; a side agrees to terms that were written, and the case is mended."""
    talk = referred(stage)
    mediator, case, referral = talk.mediator, talk.case, talk.referral
    declare(talk)
    mediator.do(referral, "mediate", paper="Both want the list to be closed.")
    mediator.do(referral, "note-session", choice="not-met")
    mediator.do(referral, "note-session", choice="met")
    mediator.do(referral, "note-session", choice="met")
    counts = mediator.read(referral)
    assert "<dt>Met</dt><dd>2</dd><dt>Not met</dt><dd>1</dd>" in counts
    assert "Both want the list to be closed." not in Person("member-1").read(case)
    mediator.do(referral, "write-terms", paper="The list is closed by Sunday.")
    assert "The list is closed by Sunday." in talk.respondent.read(room_of(case))
    talk.reporter.do(talk.status, "agree-to-settle", choice="yes")
    assert "A side agrees to the terms as they were written." in mediator.read(referral)
    talk.respondent.do(room_of(case), "agree-to-settle", choice="yes")
    assert of(stage, case).outcome == "mended"
    assert "Ended in the talk: mended" in mediator.read(referral)
    assert "Mended" in mediator.read("/provider/")


def test_a_talk_is_handed_back_and_harms_nobody(stage: Stage) -> None:
    """P8: the case goes on as it was, and the words are closed to who led the talk."""
    talk = referred(stage)
    mediator, case, referral = talk.mediator, talk.case, talk.referral
    declare(talk)
    mediator.do(referral, "leave-mediation")
    page = mediator.read(referral)
    assert "This talk is over, without terms" in page
    assert "made a street public" not in page
    assert "hearing" in of(stage, case).phases
    assert "handed back" in mediator.read("/provider/")


def test_who_has_an_interest_steps_aside_and_learns_nothing(stage: Stage) -> None:
    """P10: the referral looks like one that never was, and another mediator can be named."""
    talk = referred(stage)
    mediator, case, referral = talk.mediator, talk.case, talk.referral
    mediator.do(referral, "step-aside")
    mediator.read(referral, status=404)
    Person("lead").do(case, "name-provider", about="another")
    assert "Before this referral opens" in Person("another").read(referral)


def test_a_referral_exists_for_its_mediator_alone(stage: Stage) -> None:
    """P10: for everybody else it has the same page as one that never was, to the letter."""
    talk = referred(stage)
    referral = talk.referral
    for person in (Person("member-1"), talk.respondent, Person("another"), Person("lead")):
        assert len(person.read(referral, status=404)) == len(
            person.read("/provider/referral/" + "x" * len(referral.rpartition("/")[2]), status=404)
        )
        person.read("/provider/", status=404)


ANYTHING = st.text(st.characters(codec="utf-8", exclude_categories=()), max_size=60)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.dictionaries(st.sampled_from(["act", "act_id", "of", "choice", "paper", "about"]), ANYTHING))
def test_nothing_that_is_sent_to_a_referral_breaks_it(talk: Talk, sent: dict[str, Any]) -> None:
    """P26: no input reaches a 5xx."""
    mediator, referral = talk.mediator, talk.referral
    form = {"action": referral, "hidden": _hidden(mediator, referral)}
    assert mediator.send(referral, form, **sent).status_code in (303, 403, 422)


def _hidden(mediator: Person, referral: str) -> dict[str, str]:
    """The hidden fields of the first form about the talk, whatever was done before."""
    found = [f["hidden"] for f in web_stage.forms(mediator.read(referral)) if "act" in f["hidden"]]
    return dict(found[0]) if found else {}


@pytest.fixture
def talk(stage: Stage) -> Talk:
    return referred(stage)
