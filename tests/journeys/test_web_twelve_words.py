# SPDX-License-Identifier: Apache-2.0
"""Whoever reports and whoever is told of a case read by twelve words of their own, by nothing that the house keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from comity.desk import sealing
from comity.desk.custody import SealedPaper
from comity.edge.age import Rage
from comity.edge.store import models
from comity.edge.web import identity, locator, slips
from comity.edge.web.locator import Locator, Receipt
from tests.journeys import web_stage
from tests.journeys.test_web_sealed_papers import addresses, enrol, opened
from tests.journeys.test_web_the_case_room import WORDS as EXACT
from tests.journeys.test_web_the_case_room import Two
from tests.journeys.web_stage import MEMBERS, Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
WORDS = "They made my street public."
DRAWN = Receipt.of("6d" * 16)
"""What a browser with script drew for itself."""


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as found:
        yield found


def back(words: str, client: Client | None = None) -> tuple[Person, Any]:
    """Somebody who comes back with these words, without script; and where they were sent on."""
    person = Person(client=client or Client(enforce_csrf_checks=True))
    form = next(f for f in web_stage.forms(person.read("/")) if "words" in f["names"])
    return person, person.send("/", form, words=words)


def brought(found: Receipt, **fields: Any) -> tuple[Person, Any]:
    """A report whose form brings a door and a recipient, as a script that drew the words itself sends them."""
    person = Person()
    form = next(f for f in web_stage.forms(person.read("/report")) if "receipt" in f["hidden"])
    form["hidden"].pop("receipt")
    told = {"words": WORDS, "intake": "report", "concerned": "none"}
    return person, person.send("/report", form, **{**told, "door": found.bits, "recipient": found.recipient, **fields})


def kept_by_house(person: str) -> int:
    """How many papers' keys the house keeps for somebody."""
    own = models.PersonKey.objects.filter(person=person).values_list("key", flat=True)
    return models.PaperWrap.objects.filter(person=person).exclude(key__in=list(own)).count()


def summoned(stage: Stage) -> tuple[Two, Person, str]:
    """A case whose respondent was told and has not opened anything; they, and their room."""
    two = Two(stage).told()
    return two, two.respondent, two.room


# -- a reporter -------------------------------------------------------------------------------------------------------


def test_what_is_sealed_to_a_reporter_opens_by_their_words_alone(stage: Stage) -> None:
    """P1, P21: without script the server draws the words and keeps the door and the recipient; the house opens nothing
    for the reporter, and a browser that does not bring the words is shown none of the text."""
    reporter, status = web_stage.report(WORDS)
    found = locator.typed(" ".join(web_stage.receipt_of(reporter, status)))
    assert found is not None
    own = stage.court.papers.custody.own(found.person)
    assert own is not None
    assert own.recipient == found.recipient
    assert kept_by_house(found.person) == 0
    assert WORDS in reporter.read(status)
    assert "This is the weaker way" in reporter.read(status)
    other = Person().read(status)
    assert WORDS not in other
    assert "This is sealed to your twelve words." in other
    digest = stage.court.case(found.case)[1].papers[0].digest
    assert isinstance(stage.court.read_paper(found.case, found.person, digest), SealedPaper)
    assert stage.court.read_paper(found.case, found.person, digest, [found.secret]) == WORDS
    assert isinstance(stage.court.read_paper(found.case, found.person, digest, [DRAWN.secret]), SealedPaper)


def test_an_anonymous_reporter_comes_back_after_three_weeks_without_script(stage: Stage) -> None:
    """P1, P3, P21: by the words alone, on another machine, everything that was said meanwhile is read there."""
    two = Two(stage)
    words = " ".join(web_stage.receipt_of(two.reporter, two.status))
    stage.later(days=21)
    again, answer = back(words)
    assert answer.headers["Location"] == two.status
    page = again.read(two.status)
    assert WORDS in page
    assert EXACT in page
    again.client.post("/receipt/let-go")
    assert WORDS not in again.read(two.status)


def test_unknown_words_leave_nothing_in_the_browser(stage: Stage) -> None:
    """P3: whoever types words to which nothing belongs is told so, and holds what they held before."""
    del stage
    reporter, status = web_stage.report(WORDS)
    before = reporter.client.cookies[slips.COOKIE].value
    _person, answer = back(" ".join(DRAWN.words), reporter.client)
    assert "receipt=unknown" in answer.headers["Location"]
    assert slips.COOKIE not in answer.cookies
    assert reporter.client.cookies[slips.COOKIE].value == before
    assert WORDS in reporter.read(status)


def test_a_browser_that_drew_the_words_sends_their_door_and_their_recipient(stage: Stage) -> None:
    """P3, P21: no word reaches the server, the receipt page has none, and the paper opens by the identity they make."""
    person, answer = brought(DRAWN)
    assert answer.headers["Location"] == f"/receipt/{DRAWN.bits}"
    assert slips.COOKIE not in answer.cookies
    assert web_stage.words_on(person.read(answer.headers["Location"])) == []
    status = f"/status/{DRAWN.bits}"
    page = person.read(status)
    assert WORDS not in page
    own = Rage().identity(DRAWN.secret)
    texts = [opened(person, own, *one) for one in addresses(page)]
    assert WORDS in texts
    assert kept_by_house(DRAWN.person) == 0
    form = next(f for f in web_stage.forms(person.read("/")) if "door" in f["names"])
    gone = person.send("/", form, door=DRAWN.bits, words="")
    assert gone.headers["Location"] == status
    assert slips.COOKIE not in gone.cookies
    assert stage.cases() == [DRAWN.case]


def low_order() -> str:
    """A recipient by its form, to which whatever is sealed anybody opens."""
    return identity._bech32("age", bytes(32))


@pytest.mark.parametrize(
    ("door", "recipient"),
    [
        (DRAWN.bits, "not age"),
        (DRAWN.bits, ""),
        (DRAWN.bits, DRAWN.recipient[:-1] + ("q" if DRAWN.recipient[-1] != "q" else "p")),
        (DRAWN.bits, DRAWN.secret),
        (DRAWN.bits, low_order()),
        ("0" * 31, DRAWN.recipient),
        (f"{DRAWN.bits}0", DRAWN.recipient),
        (DRAWN.bits.upper(), DRAWN.recipient),
        ("x" * 4000, DRAWN.recipient),
    ],
)
def test_a_key_that_is_none_is_said_beside_the_form_and_nothing_is_lost(
    stage: Stage, door: str, recipient: str
) -> None:
    """P26: the field and the rule are named, what was typed stands there, nothing was kept."""
    _person, answer = brought(DRAWN, door=door, recipient=recipient)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The key that your browser made cannot be taken." in page
    assert WORDS in page
    assert "data-drawn" in page
    assert stage.cases() == []
    assert not models.PersonKey.objects.exists()


def test_the_recipient_of_somebody_else_is_not_taken(stage: Stage) -> None:
    """P21, P26: whoever names a member's key as their own gets no report sealed to it, and the member keeps theirs."""
    own = enrol(stage, "lead")
    _person, answer = brought(DRAWN, recipient=own.recipient)
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert stage.cases() == []
    assert [key.person for key in models.PersonKey.objects.all()] == ["lead"]


def test_a_second_form_of_the_same_door_changes_no_key(stage: Stage) -> None:
    """P1, P21: replayed, or sent again with another recipient: it leads to the receipt that is there."""
    brought(DRAWN)
    other = Receipt.of("31" * 16)
    _person, answer = brought(DRAWN, recipient=other.recipient, words="Something else.")
    assert answer.headers["Location"] == f"/receipt/{DRAWN.bits}"
    own = stage.court.papers.custody.own(DRAWN.person)
    assert own is not None
    assert own.recipient == DRAWN.recipient
    assert stage.cases() == [DRAWN.case]


def test_the_door_of_another_report_gives_none_of_its_text(stage: Stage) -> None:
    """P21: whoever saw the address finds where it stands; a key of their own does not come in by it."""
    _reporter, status = web_stage.report(WORDS)
    bits = status.rpartition("/")[2]
    before = stage.court.papers.custody.own(Locator(bits).person)
    thief, answer = brought(DRAWN, door=bits, words="x")
    assert answer.headers["Location"] == f"/receipt/{bits}"
    assert stage.court.papers.custody.own(Locator(bits).person) == before
    page = thief.read(status)
    assert WORDS not in page
    for paper, wrap in addresses(page):
        with pytest.raises(sealing.Unopenable):
            opened(thief, Rage().identity(DRAWN.secret), paper, wrap)


def test_a_tear_and_a_wish_for_support_open_by_their_words_alone(stage: Stage) -> None:
    """P4, P21: the small doors are no weaker than the large one."""
    for kind in ("tear", "support"):
        person = Person()
        form = next(f for f in web_stage.forms(person.read(f"/report/{kind}")) if "receipt" in f["hidden"])
        answer = person.send(f"/report/{kind}", form, words="A sharp tone.")
        bits = answer.headers["Location"].rpartition("/")[2]
        assert kept_by_house(Locator(bits).person) == 0
        assert "A sharp tone." in person.read(f"/status/{bits}")
        assert "A sharp tone." not in Person().read(f"/status/{bits}")
    assert stage.cases() == []


# -- a party ----------------------------------------------------------------------------------------------------------


def take_words(party: Person, **more: str) -> tuple[list[str], Any]:
    """Without script: shown once, typed back."""
    page = party.read("/case-room/words")
    draw = next(f for f in web_stage.forms(page) if f["hidden"].get("act") == "draw")
    shown = party.send("/case-room/words", draw).content.decode()
    words = web_stage.words_on(shown)
    form = next(f for f in web_stage.forms(shown) if f["hidden"].get("act") == "keep")
    return words, party.send("/case-room/words", form, words=" ".join(words), **more)


def test_a_party_reads_by_twelve_words_of_their_own(stage: Stage) -> None:
    """P10, P21: shown once and typed back; what the house kept goes to their key and is destroyed; later papers too."""
    _two, party, room = summoned(stage)
    assert "you took no words of your own" in party.read(room)
    party.do(room, "read-summons")
    assert EXACT in party.read(room)
    assert kept_by_house(party.name) > 0
    words, answer = take_words(party)
    assert answer.status_code == 303
    assert len(words) == 12
    assert kept_by_house(party.name) == 0
    assert EXACT in party.read(room)
    party.do(room, "answer", paper="I copied it from a public list.")
    assert kept_by_house(party.name) == 0
    elsewhere = Person(party.name, client=Client(enforce_csrf_checks=True))
    page = elsewhere.read(room)
    assert EXACT not in page
    form = next(f for f in web_stage.forms(page) if f["hidden"].get("act") == "open")
    assert form["hidden"]["next"] == room
    assert "/case-room/words#lost" in page
    wrong = elsewhere.send(room, form, words=" ".join(DRAWN.words))
    assert wrong.status_code == 422
    assert "These are not your words of now." in wrong.content.decode()
    assert elsewhere.send(room, form, words=" ".join(words)).headers["Location"].startswith(room)
    assert EXACT in elsewhere.read(room)


def test_a_slip_in_the_words_is_named_and_the_same_words_stand_there_again(stage: Stage) -> None:
    """P26: nothing is kept before they were typed back."""
    _two, second, room = summoned(stage)
    draw = next(f for f in web_stage.forms(second.read("/case-room/words")) if f["hidden"].get("act") == "draw")
    shown = second.send("/case-room/words", draw).content.decode()
    form = next(f for f in web_stage.forms(shown) if f["hidden"].get("act") == "keep")
    answer = second.send("/case-room/words", form, words=" ".join(["zoo", *web_stage.words_on(shown)[1:]]))
    assert answer.status_code == 422
    assert web_stage.words_on(answer.content.decode()) == web_stage.words_on(shown)
    assert stage.court.papers.custody.own(second.name) is None
    assert "you took no words of your own" in second.read(room)


def test_a_party_who_declines_is_told_plainly_and_not_asked_again(stage: Stage) -> None:
    """P21: the first coming in leads to the words; declining is one press, and the page says what it means."""
    _two, party, room = summoned(stage)
    link = stage.court.post.enter(party.name)
    person = Person()
    form = next(f for f in web_stage.forms(person.read(f"/come-in/{link}")) if not f["hidden"].get("act"))
    assert person.send(f"/come-in/{link}", form).headers["Location"] == "/case-room/words"
    page = person.read("/case-room/words")
    decline = next(f for f in web_stage.forms(page) if f["hidden"].get("act") == "decline")
    assert person.send("/case-room/words", decline).status_code == 303
    assert person.send(f"/come-in/{link}", form).headers["Location"] == "/case-room/"
    assert "The server keeps a key of what you read here" in person.read(room)


def test_lost_words_are_ended_and_the_papers_come_back_to_others(stage: Stage) -> None:
    """P21: the lost words open nothing; whoever reads the paper seals its key to the new ones."""
    _two, party, room = summoned(stage)
    party.do(room, "read-summons")
    old, _answer = take_words(party)
    lost = next(f for f in web_stage.forms(party.read("/case-room/words")) if f["hidden"].get("act") == "lost")
    assert party.send("/case-room/words", lost).status_code == 422
    assert party.send("/case-room/words", lost, sure="yes").status_code == 303
    fresh = Person(party.name, client=Client(enforce_csrf_checks=True))
    new, answer = take_words(fresh)
    assert answer.status_code == 303
    assert new != old
    assert EXACT in fresh.read(room)
    form = next(
        f
        for f in web_stage.forms(Person(party.name, client=Client(enforce_csrf_checks=True)).read(room))
        if f["hidden"].get("act") == "open"
    )
    assert fresh.send(room, form, words=" ".join(old)).status_code in (403, 422)


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "keep"},
        {"act": "keep", "recipient": "age1x"},
        {"act": "keep", "recipient": low_order()},
        {"act": "keep", "receipt": "0" * 32, "words": "zoo"},
        {"act": "open", "words": "\x00" * 500},
        {"act": "open"},
        {"act": "lost"},
    ],
)
def test_no_field_of_the_words_reaches_a_fault_of_ours(stage: Stage, fields: dict[str, str]) -> None:
    """P26: whatever is sent, it is named; nothing is kept of it."""
    _two, party, _room = summoned(stage)
    draw = next(f for f in web_stage.forms(party.read("/case-room/words")) if f["hidden"].get("act") == "draw")
    assert party.send("/case-room/words", draw, **fields).status_code == 422
    assert stage.court.papers.custody.own(party.name) is None


def test_a_member_or_a_stranger_finds_no_such_page(stage: Stage) -> None:
    """P4, P10: who was told of no case finds nothing there, and who holds a post has a page of their own for it."""
    del stage
    for name in ("lead", "member-1", "passer-by"):
        Person(name).read("/case-room/words", 404)


def test_a_form_does_not_lead_away_from_the_site(stage: Stage) -> None:
    """P26: where to go on is an address of ours, or it is not followed."""
    _two, party, _room = summoned(stage)
    for other in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        page = party.read("/case-room/words")
        decline = next(f for f in web_stage.forms(page) if f["hidden"].get("act") == "decline")
        answer = party.send("/case-room/words", decline, next=other)
        assert answer.headers["Location"].startswith("/case-room/")


# -- everybody ---------------------------------------------------------------------------------------------------------


def test_home_and_database_together_open_nothing_once_everybody_has_a_key(stage: Stage) -> None:
    """P21: report, exact words, answer, perspective: no wrap of them opens by anything that lies on the server."""
    for name in (*MEMBERS, "lead"):
        enrol(stage, name)
    two, party, room = summoned(stage)
    take_words(party)
    party.do(room, "read-summons")
    stage.later(hours=1)
    party.do(room, "answer", paper="I did not know that it was a street.")
    stage.later(hours=1)
    Person("member-1").do(two.chambers, "write-perspective", paper="As I see it, it was carelessness.")
    filed = {paper.kind for paper in stage.court.desk.state(two.locator.case).state.papers}
    assert {"report", "words", "answer", "perspective"} <= filed
    _nothing_opens(stage)


def _nothing_opens(stage: Stage) -> None:
    """Everything that lies in the home folder and in the tables is tried on every paper and every wrap."""
    age, home = Rage(), stage.court.outside.house.secret
    kept = [*models.PaperWrap.objects.all()]
    assert kept
    for wrap in kept:
        with pytest.raises(sealing.Unopenable):
            age.open(bytes(wrap.wrap), [home])
    for paper in models.Paper.objects.all():
        ciphertext = bytes(paper.ciphertext or b"")
        assert sealing.is_age(ciphertext), "under the house's own seal"
        with pytest.raises(sealing.Unopenable):
            age.open(ciphertext, [home])
    tables = [str(row) for row in models.PersonKey.objects.values_list("recipient", "wrapped")]
    assert not any("SECRET" in text for text in tables)


def test_a_page_says_of_each_paper_how_it_is_sealed_now(stage: Stage) -> None:
    """P21: `e2e` is said only where no reader's key is kept by the house, and it changes when one makes a key."""
    reporter, answer = brought(DRAWN)
    status = f"/status/{DRAWN.bits}"
    assert answer.status_code == 303
    (digest,) = [paper.digest for paper in stage.court.desk.state(DRAWN.case).state.papers]
    custody = stage.court.papers.custody
    assert custody.modes([digest]) == {digest: "server"}
    for name in (*MEMBERS, "lead"):
        enrol(stage, name)
    assert custody.modes([digest]) == {digest: "arrival"}
    models.Paper.objects.filter(digest=digest).update(mode="e2e")
    assert custody.modes([digest]) == {digest: "e2e"}
    assert "sealed in a browser" in reporter.read(status)
    models.PaperWrap.objects.create(
        digest=digest, person="late", key=sealing.key_id(stage.court.outside.house.recipient), wrap=b"x"
    )
    assert custody.modes([digest]) == {digest: "server"}
    assert "the server keeps a key of it" in reporter.read(status)
    assert not re.search(r"sealed in a browser", reporter.read(status))
