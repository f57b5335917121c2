# SPDX-License-Identifier: Apache-2.0
"""A violation goes to decision, seen from both sides: the receipt of whoever told, the case room of whoever answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.test_web_a_report_is_decided import respondent_of, screened
from tests.journeys.web_stage import MEMBERS, Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]

WORDS = "You are said to have made a street public."
ANSWER = "I copied it from a public list."


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


class Two:
    """A reporter and a respondent with one case between them, from the exact words on."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.reporter, self.status, self.chambers = screened(stage)
        self.locator = Locator(self.status.rpartition("/")[2])
        self.room = f"/case-room/{self.locator.case.removeprefix('case:')}"
        self.respondent = Person(respondent_of(stage, self.status))

    def told(self) -> Two:
        """The reporter agrees, and the notice goes out."""
        self.reporter.do(self.status, "agree-words", choice="yes")
        self.stage.later(hours=1)
        return self

    def answered(self) -> Two:
        """The respondent opens the notice and answers."""
        self.told()
        self.respondent.do(self.room, "read-summons")
        self.stage.later(hours=1)
        self.respondent.do(self.room, "answer", paper=ANSWER)
        self.stage.later(hours=1)
        return self

    def decided(self, choice: str) -> Two:
        """The members vote, and the lead writes the decision."""
        self.answered()
        for member in MEMBERS:
            person = Person(member)
            person.do(self.chambers, "write-perspective", paper=f"How it looks to {member}.")
            person.do(self.chambers, "vote-occurred", choice=choice)
        self.stage.later(hours=1)
        if choice == "yes":
            for member in MEMBERS:
                Person(member).do(self.chambers, "vote-level", choice="rest")
            self.stage.later(hours=1)
        Person("lead").do(self.chambers, "decide", paper="What we decided, and why.")
        self.stage.later(hours=1)
        return self


@pytest.fixture
def two(stage: Stage) -> Two:
    return Two(stage)


@pytest.fixture
def hearing(two: Two) -> Two:
    return two.told()


def without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def section(page: str, id: str) -> str:
    """The part of a page under the heading of that id, up to the next section."""
    return page.partition(f'id="{id}"')[2].partition("<section")[0]


def test_before_the_notice_the_case_room_does_not_know_the_case(two: Two) -> None:
    """P4: status, words and size are those of a case that never was; the beam and the list show no sign of it."""
    stranger, never = Person("party-of-nothing"), "/case-room/" + "0" * 12
    for person in (two.respondent, stranger):
        hidden, missing = person.client.get(two.room), person.client.get(never)
        assert hidden.status_code == missing.status_code == 404
        assert len(hidden.content) == len(missing.content)
        assert without_tokens(hidden.content.decode()) == without_tokens(missing.content.decode())
        assert 'href="/case-room/"' not in hidden.content.decode()
    own, empty = two.respondent.read("/case-room/"), stranger.read("/case-room/")
    assert without_tokens(own) == without_tokens(empty)
    assert "There is nothing here for you" in own
    refused = two.respondent.client.post(two.room, {"act": "answer", "paper": "x"})
    assert refused.status_code == 403, "the form has no token"


def test_from_the_notice_on_the_case_stands_in_the_list_and_the_beam_has_a_door(two: Two) -> None:
    """P4: what waits, and until when, is the first thing that whoever was told reads."""
    two.told()
    page = two.respondent.read("/case-room/")
    assert "thing" in re.findall(r"<h1>(.*?)</h1>", page)[0]
    assert f'href="{two.room}#do-' in page
    assert "Friday 15 March 2024" in page or "15" in page
    assert 'href="/case-room/"' in page
    assert two.chambers not in page


def test_whoever_has_no_part_in_a_case_finds_none_in_the_case_room(two: Two) -> None:
    """P10: a member's door is another one, and a case of somebody else looks like none."""
    two.told()
    for person in ("lead", "member-1", "nobody-here"):
        Person(person).read(two.room, status=404)
    assert "Sign in first" in Person().client.get(two.room).content.decode()


def test_what_is_said_opens_with_the_notice(two: Two) -> None:
    """P5: opening the notice is a step of its own, and nothing is read past it by accident."""
    two.told()
    page = two.respondent.read(two.room)
    assert "What is said opens with the notice" in page
    assert WORDS not in page
    two.respondent.do(two.room, "read-summons")
    page = two.respondent.read(two.room)
    assert WORDS in page
    assert re.search(r"What you were told</h2>.*?, opened <time", page, re.S)


def test_both_sides_read_the_same_papers_in_the_same_sheets(two: Two) -> None:
    """P8: same parts, same order, same width; the report itself stays with those who decide."""
    two.answered()
    theirs, ours = two.respondent.read(two.room), two.reporter.read(two.status)
    for page in (theirs, ours):
        both = section(page, "both")
        assert WORDS in both
        assert ANSWER in both
    order = [re.findall(r'<h2 id="([a-z-]+)"', page) for page in (theirs, ours)]
    shared = [[id for id in one if id in ("stands", "both", "can", "pay")] for one in order]
    assert shared[0] == shared[1]
    assert "They made my street public." in ours
    assert "They made my street public." not in theirs


def test_what_is_withheld_is_said_with_its_clause(two: Two) -> None:
    """P7: by kind and never by number, so that nobody counts the council's papers."""
    two.answered()
    page = two.respondent.read(two.room)
    for title, clause in (
        ("The report itself", "P4"),
        ("How the council talks it over", "P12"),
        ("What is said in mediation", "P8"),
        ("How a member voted", "P11"),
    ):
        assert re.search(rf"<dt>{title}</dt><dd>[^<]+<a class=\"cite\" href=\"/promises#{clause}\"", page), title
    assert "The report itself" not in two.reporter.read(two.status)


def test_the_reporter_agrees_to_words_that_stand_in_full_beside_what_goes_out(two: Two) -> None:
    """P4: the words, the notice, what the other side can do then, and what they are not told."""
    page = two.reporter.read(two.status)
    asked = page.partition('id="do-agree-words"')[2].partition("</details>")[0]
    assert WORDS in asked
    assert "What the other side will be told, if you agree" in asked
    assert "Not your report, and no way to reach you." in asked
    assert "The respondent has seven days to answer" in asked
    Person("lead").do(two.chambers, "propose-words", paper="Other words altogether.")
    again = two.reporter.read(two.status).partition('id="do-agree-words"')[2].partition("</details>")[0]
    assert "Other words altogether." in again
    assert WORDS not in again


def test_more_time_is_asked_for_and_whoever_presides_is_asked(two: Two) -> None:
    """P6, P7: a deadline moves by a recorded act only; the page says whose it is and what can be done instead."""
    two.told()
    page = two.respondent.read(two.room)
    shut = section(page, "more-time")
    assert "optimism/proposed#give-time" in shut
    assert 'href="#do-ask-for-time"' in shut
    two.respondent.do(two.room, "ask-for-time", choice="illness")
    assert "asks for more time" in Person("lead").read(two.chambers)
    later = web_stage.BEGINS.replace(day=20).strftime("%Y-%m-%dT%H:%M")
    Person("lead").do(two.chambers, "give-time", choice="asked-for", until=later)
    assert "20 March 2024" in two.respondent.read(two.room)


def test_a_version_in_which_nobody_may_move_a_deadline_says_so(tmp_path: Path) -> None:
    """P7: the closed door has its reason and its clause, and no act is offered that the law refuses."""
    from comity.core.docket import more_time
    from tests.core.laws import full
    from tests.core.sitting import heard, party

    case = heard(full(), party("rep", "reporter"), party("res", "respondent"))
    no = more_time(case.law, case.state, "res", case.now)
    assert no is not None
    assert no.clause.id in ("P6", *case.law.acts)


def test_who_tells_of_retaliation_finds_the_way_in_the_case(two: Two) -> None:
    """P4: a clause of its own; from the notice on either side may say it, and the council is on a clock."""
    two.answered()
    for person, path in ((two.respondent, two.room), (two.reporter, two.status)):
        assert 'id="do-tell-of-retaliation"' in section(person.read(path), "pay")
    two.reporter.do(two.status, "tell-of-retaliation", paper="They locked me out of the tool shed.")
    assert "The lead says what is done about it." in Person("lead").read(two.chambers)


def test_mediation_is_agreed_to_or_left_and_declining_harms_nobody(two: Two) -> None:
    """P8: both sides are asked in the same words; leaving is one press."""
    two.told()
    Person("lead").do(two.chambers, "off-ramp-it")
    for person, path in ((two.respondent, two.room), (two.reporter, two.status)):
        assert "You are free to say no, and nothing follows from it." in person.read(path)
        person.do(path, "agree-to-mediation", choice="yes")
    two.stage.later(hours=1)
    assert "leave-mediation" in two.respondent.offers(two.room)
    two.respondent.do(two.room, "mediate", paper="I would take the list down.")
    assert "I would take the list down." in two.reporter.read(two.status)
    assert "I would take the list down." not in Person("member-1").read(two.chambers)
    two.respondent.do(two.room, "leave-mediation")
    two.stage.later(hours=1)
    assert "leave-mediation" not in two.respondent.offers(two.room)


def test_both_sides_preview_the_entry_and_are_told_who_may_recognise_them(two: Two) -> None:
    """P18: computed by the law, "you" beside the number, after the decision and not before."""
    two.answered()
    assert "The entry that" not in two.respondent.read(two.room)
    for member in MEMBERS:
        Person(member).do(two.chambers, "vote-occurred", choice="yes")
    two.stage.later(hours=1)
    assert "The entry that" not in two.respondent.read(two.room), "a count is no decision yet"
    for member in MEMBERS:
        Person(member).do(two.chambers, "vote-level", choice="rest")
    two.stage.later(hours=1)
    Person("lead").do(two.chambers, "decide", paper="What we decided, and why.")
    for person, path in ((two.respondent, two.room), (two.reporter, two.status)):
        entry = section(person.read(path), "entry")
        assert "The entry that would be published" in entry
        assert "Did what is reported happen" in entry
        assert "1 other person in this case" in entry
        assert "nobody can count them" in entry
        assert ("you, told as “respondent 1”" in entry) == (person is two.respondent)
        assert "object-to-entry" in person.offers(path)


def test_a_decision_is_read_by_both_sides_and_says_from_when_it_holds(two: Two) -> None:
    """P5: what is decided, its measure, and a closed door in front of the appeal until it opens."""
    two.decided("yes")
    page = two.respondent.read(two.room)
    assert "What we decided, and why." in section(page, "decided")
    assert "What we decided, and why." in two.reporter.read(two.status)
    closed = page.partition('id="closed-doors"')[2].partition("</details>")[0]
    assert re.search(r"<strong>A party appeals and says on which ground.</strong>.*?proposed#appeal\"", closed, re.S)
    for _day in range(40):
        two.stage.later(days=1)
        if "appeal" in two.respondent.offers(two.room):
            break
    two.respondent.do(two.room, "appeal", choice="procedure", paper="Nobody asked the keeper of the list.")
    assert "Nobody asked the keeper of the list." in two.reporter.read(two.status)


def test_an_anonymous_reporter_comes_back_after_three_weeks(stage: Stage) -> None:
    """P3: with the receipt alone, from another machine: what was asked, what passed, what can be done now."""
    reporter, status, _case = screened(stage)
    words = web_stage.receipt_of(reporter, status)
    stage.later(days=21)
    back = Person()
    form = next(f for f in web_stage.forms(back.read("/")) if "words" in f["names"])
    answer = back.send("/", form, words=" ".join(words))
    assert answer.headers["Location"] == status
    page = back.read(status)
    assert "This case is closed: words unanswered" in page
    assert "They made my street public." in page
    assert "Seven days to agree. Silence ends the case, and nobody else learns of it." in page
    assert "Report it anew" in page
    assert 'href="/report/report?after=' in page


def test_a_refused_act_comes_back_as_a_closed_door_with_the_open_ones(two: Two) -> None:
    """P7: what is sent though no page offers it."""
    two.told()
    form = two.respondent.form(two.room, "answer")
    form["hidden"]["act"] = "appeal"
    response = two.respondent.send(two.room, form, paper="x", choice="procedure")
    page = response.content.decode()
    assert response.status_code == 403
    assert "This door is closed for now" in page
    assert 'href="/procedure/optimism/proposed#appeal"' in page
    assert f'href="{two.room}#do-answer"' in page


def test_nothing_typed_is_lost_in_the_case_room(two: Two) -> None:
    """P26: the page comes back with the text, the field and the rule."""
    two.told()
    form = two.respondent.form(two.room, "answer")
    response = two.respondent.send(two.room, form, paper="A sign that nobody can read: \x07")
    page = response.content.decode()
    assert response.status_code == 422
    assert "A sign that nobody can read" in page
    assert "There are signs in this text that nobody can read" in page


FIELDS = st.sampled_from(["choice", "paper", "about", "until", "withheld", "act", "act_id", "x"])


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["answer", "ask-for-time", "challenge"]), st.dictionaries(FIELDS, st.text(max_size=40)))
def test_no_field_of_the_case_room_reaches_a_fault_of_ours(hearing: Two, act: str, fields: dict[str, str]) -> None:
    """P26: whatever is sent, it is done, refused with its clause, or named by field and rule."""
    page = hearing.respondent.read(hearing.room)
    forms: list[dict[str, Any]] = [f for f in web_stage.forms(page) if f["hidden"].get("act") == act]
    if not forms:
        return
    text = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    response = hearing.respondent.send(hearing.room, forms[0], **text)
    assert response.status_code in (303, 403, 422)
    if response.status_code == 422:
        assert re.search(r'class="(error|errors|refusal)"', response.content.decode())
