# SPDX-License-Identifier: Apache-2.0
"""A small tear is told, heard, talked over and mended; its reporter keeps every choice that is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
WORDS = "A sharp tone in the meeting about the harvest."


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def told(door: str = "tear") -> tuple[Person, str, str]:
    """A tear; who told it, their page, and its address for those who listen."""
    person = Person()
    form = next(f for f in web_stage.forms(person.read(f"/report/{door}")) if "receipt" in f["hidden"])
    response = person.send(f"/report/{door}", form, words=WORDS)
    assert response.status_code == 303
    status = response.headers["Location"].replace("receipt", "status")
    return person, status, f"/tears/{Locator(status.rpartition('/')[2]).tear.removeprefix('tear:')}"


def chairs(page: str) -> list[str]:
    return re.findall(r'href="(/dialogue/[^"]+)"', page)


def sit(path: str, choice: str) -> str:
    """Somebody without an account opens the link of a chair and chooses."""
    guest = Person()
    form = next(f for f in web_stage.forms(guest.read(path)) if "choice" in f["names"] or "act_id" in f["hidden"])
    response = guest.send(path, form, choice=choice)
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_small_tear_is_mended(stage: Stage) -> None:
    """P2, P4, P8: the journey: heard, a quiet word, a dialogue that meets, mended; no case, and nobody's name."""
    reporter, status, tear = told()
    before = stage.cases()
    member = Person("member-1")
    assert "Somebody noticed something" in member.read("/chambers/")
    assert tear in member.read("/tears/")
    member.do(tear, "listen")
    assert "Somebody has read it and listens" in reporter.read(status)
    assert "Somebody noticed something" not in Person("member-2").read("/chambers/")
    member.do(tear, "quiet-word", conversation="the harvest meeting")
    member.do(tear, "offer", chairs="2")
    assert "A dialogue was offered" in reporter.read(status)
    first, second = chairs(member.read(tear))
    assert "You take part" in sit(first, "take")
    assert "You take part" in sit(second, "take")
    assert chairs(member.read(tear)) == []
    stage.later(days=1)
    member.do(tear, "hold")
    member.do(tear, "close", mended="yes")
    assert "It has ended" in reporter.read(status)
    assert "Mended in a dialogue." in Person("member-2").read("/tears/")
    assert stage.cases() == before


def test_where_a_quiet_word_was_had_is_a_paper_and_stands_in_no_event(stage: Stage) -> None:
    """P21: whoever listens reads the place again; the history, and a backup of it, tells nobody's words."""
    _reporter, _status, tear = told()
    member = Person("member-1")
    member.do(tear, "listen")
    member.do(tear, "quiet-word", conversation="with Anna in the kitchen")
    assert "A quiet word was had: with Anna in the kitchen" in member.read(tear)
    with stage.court.desk.store.reading() as unit:
        kept = "".join(one.data for one in unit.history.load(tear.replace("/tears/", "tear:")))
    assert "Anna" not in kept
    assert "conversation" in kept


def test_whoever_told_it_reads_how_it_ended(stage: Stage) -> None:
    """P3, P21: a few words on the page of the receipt; in the history their digest, and on no other page."""
    words = "Thank you for telling us. The two talked it over, and you may come again."
    reporter, status, tear = told()
    member = Person("member-1")
    member.do(tear, "listen")
    cut = member.send(tear, member.form(tear, "rest"), answer="x" * 20_001)
    assert cut.status_code == 422
    assert "20001 characters" in cut.content.decode()
    member.do(tear, "rest", answer=words)
    page = reporter.read(status)
    assert words in page
    assert "What whoever listened says to you" in page
    assert "The reporter was told in words how it ended" in member.read(tear)
    with stage.court.desk.store.reading() as unit:
        kept = "".join(one.data for one in unit.history.load(tear.replace("/tears/", "tear:")))
    assert words not in kept
    assert "words" in kept


def test_a_tear_that_is_not_for_somebody_looks_like_none(stage: Stage) -> None:
    """P10: nobody but those who listen finds it; the tear and what never was look alike."""
    _reporter, _status, tear = told()
    for person in (Person("lead"), Person("somebody")):
        answer, never = person.client.get(tear), person.client.get("/tears/never-told")
        assert answer.status_code == never.status_code == 404
        assert len(answer.content) == len(never.content)
    assert Person().client.get(tear).status_code == 403
    Person("lead").read("/tears/", status=404)
    assert WORDS in Person("member-3").read(tear)


def test_who_wants_support_only_is_not_approached(stage: Stage) -> None:
    """P4: neither a quiet word nor a dialogue is offered, and a form that asks for one is refused with the clause."""
    _reporter, _status, tear = told("support")
    member = Person("member-1")
    member.do(tear, "listen")
    offers = member.offers(tear)
    assert not {"quiet-word", "offer"} & set(offers)
    assert "rest" in offers
    form = member.form(tear, "rest")
    form["hidden"]["act"] = "offer"
    answer = member.send(tear, form, chairs="2")
    assert answer.status_code == 403
    assert "This door is closed for now" in answer.content.decode()


def test_the_reporter_alone_makes_it_a_report_and_is_asked_once(stage: Stage) -> None:
    """P4: a listener may ask once; the choice stands on the reporter's page and nowhere else."""
    reporter, status, tear = told()
    member = Person("member-1")
    member.do(tear, "listen")
    assert "report" not in member.offers(tear)
    member.do(tear, "ask")
    assert "ask" not in member.offers(tear)
    assert {"report", "withdraw", "support"} <= set(reporter.offers(status))
    reporter.do(status, "report", paper="It goes on, and I want it decided.")
    assert "made it a report" in Person("member-2").read("/tears/")


def test_whoever_declines_a_chair_is_not_told_apart(stage: Stage) -> None:
    """P8: the dialogue does not come about; old links lead nowhere, and the listener is told no chair."""
    _reporter, _status, tear = told()
    member = Person("member-1")
    member.do(tear, "listen")
    member.do(tear, "offer", chairs="3")
    links = chairs(member.read(tear))
    sit(links[0], "take")
    assert "Nobody is told that it was you" in sit(links[1], "leave")
    page = member.read(tear)
    assert "The dialogue did not come about, or was left" in page
    assert not re.search(r"chair [0-9]", page)
    member.do(tear, "offer", chairs="2")
    for old in links:
        Person().read(old, status=404)
    assert len(chairs(member.read(tear))) == 2


def test_a_dialogue_that_never_met_has_mended_nothing(stage: Stage) -> None:
    """P7: the refusal stands on the page with its clause."""
    _reporter, _status, tear = told()
    member = Person("member-1")
    member.do(tear, "listen")
    member.do(tear, "offer", chairs="2")
    answer = member.send(tear, member.form(tear, "close"), mended="yes")
    assert answer.status_code == 403
    assert "A dialogue that never met has mended nothing." in answer.content.decode()


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("quiet-word", {"conversation": ""}, "a few words are enough"),
        ("quiet-word", {"conversation": "x" * 201}, "One line of at most"),
        ("offer", {"chairs": "one"}, "whole number"),
        ("offer", {"chairs": "13"}, "2 to 12 chairs"),
        ("offer", {"chairs": "1"}, "2 to 12 chairs"),
    ],
)
def test_what_is_wrong_with_a_step_is_told_beside_its_field(
    stage: Stage, act: str, fields: dict[str, str], said: str
) -> None:
    """P26: the field, the rule, and what was typed."""
    _reporter, _status, tear = told()
    member = Person("member-1")
    member.do(tear, "listen")
    answer = member.send(tear, member.form(tear, act), **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert f'value="{next(iter(fields.values()))}"' in page


def test_a_tear_that_nobody_takes_up_ends_by_itself(stage: Stage) -> None:
    """P1: nothing waits for ever."""
    _reporter, _status, tear = told()
    stage.later(days=91)
    member = Person("member-1")
    assert "A small tear that has ended" in member.read(tear)
    assert member.offers(tear) == []
    assert "Its time was over." in member.read("/tears/")


def test_sending_a_step_twice_does_it_once(stage: Stage) -> None:
    """P24: the second time the page says that the first stands."""
    _reporter, _status, tear = told()
    member = Person("member-1")
    form = member.form(tear, "listen")
    assert member.send(tear, form).status_code == member.send(tear, form).status_code == 303
    assert "sent before" in member.read(tear)


ANYTHING = st.text(max_size=40) | st.sampled_from(
    ["", "listen", "offer", "close", "take", "leave", "yes", "\x00", "9" * 60]
)
FIELDS = st.sampled_from(["act", "act_id", "conversation", "chairs", "mended", "choice", "of"])


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(fields=st.dictionaries(FIELDS, ANYTHING))
def test_no_form_of_a_tear_or_a_chair_ever_breaks(stage: Stage, fields: dict[str, str]) -> None:
    """P26: whatever is sent, the answer has words; never a fault of ours."""
    _reporter, _status, tear = told()
    member = Person("member-1")
    member.do(tear, "listen")
    member.do(tear, "offer", chairs="2")
    guest = Person()
    for person, path in ((guest, chairs(member.read(tear))[0]), (member, tear)):
        token = web_stage.forms(person.read(path))[0]["hidden"]["csrfmiddlewaretoken"]
        answer = person.client.post(path, {**fields, "csrfmiddlewaretoken": token})
        assert answer.status_code in (200, 303, 403, 422), f"{path}: {answer.status_code}"
