# SPDX-License-Identifier: Apache-2.0
"""The watch on its pages: opened by clause, judged unseen, shown to liaisons, public in what it is. All invented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from comity.core import council
from comity.core.watch import signal
from comity.desk import intake
from comity.desk.watch import spaces
from comity.desk.watch.message import Message, Told
from comity.desk.watch.signal import Kind, Reading, Reason, Signal
from comity.desk.watch.spaces import digest, signal_stream
from tests.journeys import web_stage
from tests.journeys.test_web_the_case_room import Two
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
SPACE = "forum/general"
TALK = "forum/talk/1"
SAID = (
    ("ann", "I moved the tally to the new sheet.", 18),
    ("bob", "Thanks ann. Could you have a look?", 22),
    ("ann", "As I said, it was never sent to me.", 41),
    ("bob", "Stop twisting this, @ann. <b>Everyone here</b> knows.", 72),
)


class Scripted:
    """A fold that knows how warm each message of the one conversation is."""

    version = "model/policy"

    def step(self, state: bytes, told: Told) -> tuple[bytes, Signal | None]:
        """Nothing is said."""
        return state, None

    def reading(self, state: bytes, message: Message) -> tuple[bytes, Reading, Signal | None]:
        """As it was written down."""
        risk = SAID[int(message.id)][2] / 100
        return state, Reading(conversation=TALK, message=message.id, at=message.at, risk=risk), None

    def expired(self, state: bytes, at: object) -> bool:
        """Never."""
        return False


class Kept:
    """The words of that conversation."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def of(self, conversation: str) -> Sequence[Message]:
        """All of them."""
        at = self.stage.clock.at
        return [
            Message(conversation=TALK, id=str(n), author=author, at=at + timedelta(minutes=n), text=text)
            for n, (author, text, _risk) in enumerate(SAID)
        ]


def put(stage: Stage, name: str) -> str:
    """The model speaks; the signal's page for liaisons."""
    why = (
        Reason(code="you", weight=1.5, message="3", words=("Stop twisting",)),
        Reason(code="hedge", weight=-0.4, message="1", words=("have a look",)),
    )
    one = Signal(
        id=name, kind=Kind.WARMING, conversation=TALK, message="3", at=stage.clock.at, risk=0.72, change=0.4,
        reasons=why, model="model", policy="policy", space=SPACE, pattern="many-on-one",
        place="https://forum.example/t/1",
    )  # fmt: skip
    stage.court.watching.sink(Scripted(), Kept(stage), limit=lambda place: 0.6 if place else 0.18).put([one])
    return f"/liaison/signals/{digest(name)}"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        body = opened.court.laws.named(web_stage.PROPOSED).procedure.roles["liaison"].filled_by[0]
        for person in ("liaison-1", "liaison-2"):
            appoint = council.Appoint(role="liaison", person=person, body=body)
            opened.court.perform(
                appoint, act_id=f"seat/{person}", actor=body, stream="council:sample", at=opened.clock.at
            )
        yield opened


@pytest.fixture
def watched(stage: Stage) -> Stage:
    """The space is opened and its sign stands."""
    lead = Person("lead")
    press(lead, "/chambers/watch/", "open-space")
    press(lead, "/chambers/watch/", "put-up-sign", mark="https://forum.example/sign")
    return stage


def form_of(person: Person, page: str, act: str, **hidden: str) -> dict[str, Any]:
    found = web_stage.forms(person.read(page))
    return next(
        f for f in found if f["hidden"].get("act") == act and all(f["hidden"].get(k) == v for k, v in hidden.items())
    )


def press(person: Person, page: str, act: str, **fields: Any) -> Any:
    return person.send(page, form_of(person, page, act), **fields)


def of_space(person: Person, act: str) -> Any:
    """What a liaison does with the watched space, by the button of that name."""
    page = "/liaison/signals/"
    found = web_stage.forms(person.read(page))
    form = next(f for f in found if "space" in f["names"] and not f["hidden"].get("act"))
    return person.send(page, form, act=act, space=SPACE)


def proved(stage: Stage) -> None:
    """Twenty would-be signals were judged in two weeks, and a member lets liaisons see the next."""
    for n in range(20):
        put(stage, f"proof-{n}")
        page = f"/chambers/watch/{digest(f'proof-{n}')}"
        if n == 0:
            assert press(Person("member-1"), page, "judge", verdict="useful").status_code == 303
        else:
            judge = signal.JudgeSignal(by="member-1", verdict=signal.Verdict.NOISE if n % 2 else signal.Verdict.USEFUL)
            stage.court.perform(
                judge, act_id=f"judge/{n}", actor="member-1", stream=signal_stream(digest(f"proof-{n}")),
                at=stage.clock.at,
            )  # fmt: skip
    stage.later(days=15)
    assert press(Person("member-2"), "/chambers/watch/", "go-live").status_code == 303


def test_nothing_is_watched_until_it_is_opened_and_its_sign_stands(stage: Stage) -> None:
    """P20: what anybody reads says so at every step; nobody but whom the clause names has a button."""
    assert "not watched" in Person().read("/watched")
    assert not web_stage.forms(Person("member-1").read("/chambers/watch/"))[1:]
    lead = Person("lead")
    press(lead, "/chambers/watch/", "open-space")
    assert "no sign stands there" in Person().read("/watched")
    assert spaces.watched(stage.court) == {}
    bad = press(lead, "/chambers/watch/", "put-up-sign", mark="in the header")
    assert (bad.status_code, "in the header" in bad.content.decode()) == (422, True)
    press(lead, "/chambers/watch/", "put-up-sign", mark="https://forum.example/sign")
    page = Person().read("/watched")
    assert "watched now" in page
    assert "A program watches over the tone" in page
    assert set(spaces.watched(stage.court)) == {SPACE}
    press(lead, "/chambers/watch/", "pause-space")
    assert "resting" in Person().read("/watched")


def test_a_would_be_signal_is_for_its_judges_and_for_nobody_else(watched: Stage) -> None:
    """P20: a liaison finds nothing, not even that there is one; a judge sees it and judges it."""
    live = put(watched, "one")
    unseen = live.replace("/liaison/signals/", "/chambers/watch/")
    for person in ("liaison-1", "lead", "passer-by"):
        for page in (live, unseen):
            assert Person(person).client.get(page).status_code == 404
    assert Person("member-1").client.get(live).status_code == 404
    page = Person("member-1").read(unseen)
    assert "a would-be signal: no liaison sees it" in page
    assert "Offer a quiet word" not in page
    assert press(Person("member-1"), unseen, "judge", verdict="noise").status_code == 303
    assert "You may say otherwise until" in Person("member-1").read(unseen)
    assert "All is calm" in Person("liaison-1").read("/liaison/signals/")


def test_a_live_signal_shows_voices_the_words_that_moved_it_and_that_it_may_be_wrong(watched: Stage) -> None:
    """P20: no name, the marked words with how much, the picture with its table, nothing from a platform runs."""
    proved(watched)
    page = Person("liaison-1").read(put(watched, "one"))
    assert re.search(r'<mark class="most">Stop twisting<sup>\+33</sup></mark>', page)
    assert re.search(r'<mark class="cooled">have a look<sup>\N{MINUS SIGN}9</sup></mark>', page)
    assert not re.search(r"\bann\b|\bbob\b", page)
    assert "&lt;b&gt;Everyone here" in page
    assert "warmest at 70 with message 4" in page
    assert "the watch speaks from 60." in page
    assert page.count('href="#spoke"') == page.count('id="spoke"') == 1
    assert "<strong>70</strong>" in Person("liaison-1").read("/liaison/signals/")
    assert "The same as a table" in page
    assert "It may be wrong" in page
    assert "Many voices on one" in page
    assert "spoken once in these seven days, of 5 times allowed" in page
    assert "One conversation is worth a look" in Person("liaison-1").read("/liaison/signals/")
    assert "A conversation is worth a look" in Person("liaison-2").read("/liaison/")


def test_a_liaison_judges_offers_a_word_looks_again_and_lets_it_be(watched: Stage) -> None:
    """P20: each with a button; what waits goes, and a verdict may be changed."""
    proved(watched)
    liaison, page = Person("liaison-1"), put(watched, "one")
    press(liaison, page, "judge", verdict="useful")
    press(liaison, page, "judge", verdict="known")
    assert "All is calm" in liaison.read("/liaison/signals/")
    press(liaison, page, "offer-word", again="1")
    assert press(liaison, "/liaison/signals/", "had-word").status_code == 303
    watched.later(days=2)
    assert "Somebody was to look again by now." in liaison.read("/liaison/signals/")
    press(liaison, "/liaison/signals/", "looked-again")
    assert "Looked after." in liaison.read("/liaison/signals/")
    press(liaison, page, "leave-it")
    watched.later(days=30)
    assert liaison.client.get(page).status_code == 404
    assert "Looked after." in liaison.read("/liaison/signals/")


def test_a_small_tear_begins_from_a_signal_with_consent_and_whoever_hears_it_finds_the_way(watched: Stage) -> None:
    """P4, P10, P20: the form is filled in so far, without a word of what was said; who hears the tear sees the link."""
    proved(watched)
    liaison, page = Person("liaison-1"), put(watched, "one")
    at = f"/liaison/raise/tear?signal={digest('one')}"
    form = next(f for f in web_stage.forms(liaison.read(at)) if "receipt" in f["hidden"])
    assert form["hidden"]["signal"] == digest("one")
    assert "https://forum.example/t/1" in liaison.read(at)
    assert "twisting" not in liaison.read(at)
    sent = liaison.send("/liaison/raise/tear", form, whose="own", words="They talk past each other.",
                        conversation="the tally thread")  # fmt: skip
    assert sent.status_code == 303
    begun = watched.court.desk.state(signal_stream(digest("one"))).state.begun
    for person in ("liaison-1", "liaison-2"):  # liaisons listen to tears here, so both hear this one
        assert re.search(r'href="/[a-z/]*tear[s]?/[0-9a-f]+">T-', Person(person).read(page))
    begun = watched.court.desk.state(signal_stream(digest("one"))).state.begun
    assert [(one.by, one.matter.value) for one in begun] == [("liaison-1", "tear")]


@pytest.mark.parametrize("channel", ["watch", ""])
def test_a_notice_of_a_case_that_began_with_a_signal_says_so(stage: Stage, channel: str) -> None:
    """P20: both sides read it, from the first page on; no other case says anything of the kind."""
    opened = intake.open_case

    def by(desk: Any, law: Any, roster: Any, told: Any, **more: Any) -> Any:
        return opened(desk, law, roster, replace(told, channel=channel), **more)

    with mock.patch.object(intake, "open_case", by):
        two = Two(stage).told()
    for person, page in ((two.reporter, two.status), (two.respondent, two.room)):
        assert ("This began with a signal of the watch" in person.read(page)) == bool(channel)


def test_who_steps_aside_or_hands_over_sees_or_gives_what_the_law_says(watched: Stage) -> None:
    """P10: from a conversation, from a space; the other liaison goes on."""
    proved(watched)
    one, two = put(watched, "one"), put(watched, "two")
    first, second = Person("liaison-1"), Person("liaison-2")
    press(first, one, "hand-over", to="liaison-2")
    assert "handed to you" in second.read(one)
    press(first, one, "aside")
    assert (first.client.get(one).status_code, first.client.get(two).status_code) == (404, 200)
    of_space(first, "step-aside-from")
    assert first.client.get(two).status_code == 404
    assert "You have stepped aside from it" in first.read("/liaison/signals/")
    assert second.client.get(two).status_code == 200
    of_space(first, "return-to")
    assert first.client.get(two).status_code == 200


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("judge", {"verdict": "guilty"}), ("judge", {}), ("offer-word", {"again": "999"}),
        ("hand-over", {"to": "lead"}), ("hand-over", {"to": "<script>"}), ("nothing", {}), ("aside" * 50, {}),
    ],
)  # fmt: skip
def test_hostile_forms_change_nothing_and_break_nothing(watched: Stage, act: str, fields: dict[str, str]) -> None:
    """P26: an answer in words, never a fault of the site."""
    proved(watched)
    liaison, page = Person("liaison-1"), put(watched, "one")
    form = form_of(liaison, page, "judge")
    answer = liaison.send(page, {**form, "hidden": {**form["hidden"], "act": act}}, **fields)
    assert answer.status_code in (400, 403, 422)
    assert watched.court.desk.state(signal_stream(digest("one"))).version == 1


def test_a_community_without_the_clause_says_that_nothing_is_watched(tmp_path: Path) -> None:
    """P20: off is how it begins, on every page that could say otherwise."""
    with web_stage.opened(tmp_path, procedure="optimism/season-6"):
        assert "Nothing. No clause" in Client().get("/watched").content.decode()
        assert "Off is how it begins" in Person("lead").read("/chambers/watch/")


def test_a_report_begun_from_a_signal_is_seen_there_only_by_who_reads_that_case(watched: Stage) -> None:
    """P10: for a liaison whom it concerns nothing was begun, and the signal waits as before."""
    proved(watched)
    liaison, page = Person("liaison-1"), put(watched, "one")
    at = f"/liaison/raise/report?signal={digest('one')}"
    form = next(f for f in web_stage.forms(liaison.read(at)) if "receipt" in f["hidden"])
    sent = liaison.send("/liaison/raise/report", form, whose="other", consented="yes", words="They asked.",
                        concerned="liaison", intake=form["values"]["intake"][0],
                        **{"seat-liaison": "liaison-2"})  # fmt: skip
    assert sent.status_code == 303
    assert re.search(r'href="/chambers/case/[0-9a-f]+">C-', liaison.read(page))
    other = Person("liaison-2").read(page)
    assert "Nobody has been told." in other
    assert first_offer(other) == "Offer a quiet word"
    assert not re.search(r">C-[0-9a-f]|begun", other)
    assert "One conversation is worth a look" in Person("liaison-2").read("/liaison/signals/")
    assert "All is calm" in liaison.read("/liaison/signals/")


def first_offer(page: str) -> str:
    """The act that the page offers first, by the button that stands out."""
    found = re.search(r'<div class="actions signal-acts">.*?</div>', page, re.S)
    assert found is not None
    marked = re.search(r'class="button act"[^>]*>([^<]+)<', found[0])
    return marked[1] if marked else ""


def test_the_first_offer_follows_from_where_the_signal_stands(watched: Stage) -> None:
    """P20: a quiet word while it is warm; once cool, to let it be; then what was offered is had."""
    proved(watched)
    liaison, page = Person("liaison-1"), put(watched, "one")
    assert first_offer(liaison.read(page)) == "Offer a quiet word"
    watched.court.desk.handle(
        signal.EaseSignal(), act_id="ease", actor="clerk", stream=signal_stream(digest("one")), at=watched.clock.at
    )
    assert "A conversation has cooled" in liaison.read(page)
    assert first_offer(liaison.read(page)) == "Leave it be"
    press(liaison, page, "offer-word", again="1")
    assert first_offer(liaison.read(page)) == "I had the quiet word"
    press(liaison, page, "had-word")
    assert first_offer(liaison.read(page)) == "I looked again"
    press(liaison, page, "looked-again")
    press(liaison, page, "leave-it")
    assert first_offer(liaison.read(page)) == ""
