# SPDX-License-Identifier: Apache-2.0
"""Letters: as often as somebody wishes, in their language, with links that open one thing for one person."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from comity.desk.ports import Standing
from comity.desk.wishes import ADDRESS, Cadence
from comity.edge.web.waits import waits
from comity.site import letters as written
from comity.site.post import Post
from tests.site.courthouse import ANNA, BEN, MEMBERS, House

MEMBER = MEMBERS[0]


@pytest.fixture
def letters(settings: Any) -> list[Any]:
    """What was sent, kept in memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


@pytest.fixture
def voting(house: House, letters: list[Any]) -> House:
    """A case in which the members may vote; one of them has an address."""
    house.sitting()
    house.outside.vault.put(MEMBER, ADDRESS, "rowan@mail.example")
    house.report()
    house.to_the_vote()
    house.free(*MEMBERS)
    house.wait(hours=1)
    letters.clear()
    return house


def to(letters: list[Any], address: str) -> list[Any]:
    return [letter for letter in letters if letter.to == [address]]


def test_a_daily_letter_says_how_many_things_wait_and_until_when_and_no_more(voting: House, letters: list[Any]) -> None:
    """P21: one letter a day, a number and an instant."""
    found = waits(voting.court, MEMBER)
    assert found.many >= 1
    voting.court.post.wish(MEMBER, cadence=Cadence.DAILY)
    voting.wait(hours=23)
    assert letters == []
    voting.wait(hours=2)
    (letter,) = letters
    plain = re.sub(r"https://\S+", "LINK", letter.body)
    assert re.match(r"\d+ things? waits? for you:\nLINK\n\nThe earliest is due by \w+ \d+ \w+ \d{4}, ", plain)
    assert [s for s in ("case", "vote", "one", BEN, ANNA) if s in plain.replace("One", "")] == []
    voting.wait(hours=24)
    assert len(letters) == 2


def test_nothing_is_written_on_a_quiet_day(house: House, letters: list[Any]) -> None:
    """P21: no letter tells that nothing happens, and the next day is looked at again."""
    house.sitting()
    house.outside.vault.put(MEMBER, ADDRESS, "rowan@mail.example")
    house.court.post.wish(MEMBER, cadence=Cadence.DAILY)
    house.wait(days=2)
    assert letters == []
    house.report()
    house.to_the_vote()
    house.free(*MEMBERS)
    house.wait(days=1)
    assert len(to(letters, "rowan@mail.example")) == 1


def test_a_rhythm_that_changes_leaves_no_second_letter_behind(voting: House, letters: list[Any]) -> None:
    """P24: the chain that was begun before ends; choosing the same again changes nothing."""
    post = voting.court.post
    for cadence in (Cadence.DAILY, Cadence.NEVER, Cadence.DAILY, Cadence.DAILY, Cadence.WEEKLY, Cadence.DAILY):
        post.wish(MEMBER, cadence=cadence)
    voting.wait(hours=25)
    assert len(letters) == 1
    post.wish(MEMBER, cadence=Cadence.NEVER)
    voting.wait(days=3)
    assert len(letters) == 1


def test_a_worker_that_slept_writes_one_letter_for_all_that_it_missed(voting: House, letters: list[Any]) -> None:
    """P24: four days away are one letter, and the hour stays."""
    voting.court.post.wish(MEMBER, cadence=Cadence.DAILY)
    began = voting.clock.at
    voting.clock.at += timedelta(days=4, hours=5)
    voting.work()
    assert len(letters) == 1
    with voting.court.desk.store.reading() as unit:
        (slot,) = [s for s in unit.outbox.standing(Standing.QUEUED) if s.effect.kind == "digest"]
    assert slot.effect.not_before == began + timedelta(days=5)


def test_a_letter_says_until_when_and_bears_the_ways_to_stop_it(house: House, letters: list[Any]) -> None:
    """P21: the instant of the first thing due, a link for one person, and one press to end letters (RFC 8058)."""
    house.sitting()
    house.outside.vault.put(BEN, ADDRESS, "ben@mail.example")
    house.report()
    house.to_the_vote()
    letter = to(letters, "ben@mail.example")[0]
    assert re.search(r"It is due by \w+ \d+ \w+ \d{4}, \d\d:\d\d UTC\.", letter.body)
    assert letter.from_email.startswith("post@")
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert house.court.post.stopped(stop.rpartition("/")[2]) == BEN
    found = re.search(r"https://council\.example/come-in/(\S+)", letter.body)
    assert found
    assert house.court.post.entered(found[1]) == BEN
    assert "<" not in letter.body


@pytest.mark.parametrize("cadence", [Cadence.DAILY, Cadence.WEEKLY, Cadence.NEVER])
def test_whoever_does_not_wish_to_hear_at_once_does_not(house: House, letters: list[Any], cadence: Cadence) -> None:
    """P21: a notice waits on its page."""
    house.sitting()
    house.outside.vault.put(BEN, ADDRESS, "ben@mail.example")
    house.court.post.wish(BEN, cadence=cadence)
    house.report()
    house.to_the_vote()
    house.work()
    assert to(letters, "ben@mail.example") == []
    assert ("summons", BEN) in house.case().notices


def test_a_letter_leads_into_the_language_of_its_reader(house: House, letters: list[Any]) -> None:
    """P2: who reads Spanish gets Spanish pages."""
    house.sitting()
    house.outside.vault.put(BEN, ADDRESS, "ben@mail.example")
    house.court.post.wish(BEN, language="es")
    house.report()
    house.to_the_vote()
    assert "https://council.example/es/come-in/" in to(letters, "ben@mail.example")[0].body


def test_a_link_lets_in_for_thirty_days_or_until_all_are_ended(house: House) -> None:
    """P21: old, ended, altered and foreign links open nothing."""
    post = house.court.post
    link = post.enter(BEN)
    assert BEN not in link
    assert post.entered(link) == BEN
    assert post.entered(link[:-2]) == post.entered("x" * 400) == post.entered("") == ""
    assert post.stopped(link) == post.invited(link) == post.calendar_of(link) == ""
    post.end_links(BEN)
    assert post.entered(link) == ""
    newer = post.enter(BEN)
    assert post.entered(newer) == BEN
    house.clock.at += timedelta(days=30)
    assert post.entered(newer) == ""


def test_a_person_who_is_forgotten_comes_in_by_no_link_that_was_sent(house: House) -> None:
    """P21: erasing what is kept of somebody does not bring ended links back to life."""
    link = house.court.post.enter(BEN)
    house.court.post.end_links(BEN)
    house.court.forget_contact(BEN)
    assert house.court.post.entered(link) == ""


def test_a_code_is_sealed_while_it_waits_and_is_not_sent_too_late(house: House, letters: list[Any]) -> None:
    """P21: neither address nor code stands in the outbox; a code that came too late would only puzzle."""
    lasts = timedelta(minutes=15)
    written.ask_for_code(house.court, MEMBER, "rowan@mail.example", "ABCD-EFGH", language="", lasts=lasts)
    with house.court.desk.store.reading() as unit:
        (slot,) = unit.outbox.standing(Standing.QUEUED)
    assert "ABCD" not in slot.effect.payload
    assert "rowan" not in slot.effect.payload
    house.clock.at += lasts
    house.work()
    assert letters == []
    written.ask_for_code(house.court, MEMBER, "rowan@mail.example", "IJKL-MNOP", language="", lasts=lasts)
    house.work()
    assert "IJKL-MNOP" in letters[0].body
    assert "List-Unsubscribe" not in letters[0].extra_headers


def test_an_invitation_by_letter_says_no_more_than_its_link(house: House, letters: list[Any]) -> None:
    """P21: whoever else reads it learns of no council and no seat."""
    written.ask_for_invitation(house.court, "rowan@mail.example", "https://council.example/sign-in/invitation/x")
    house.work()
    assert letters[0].subject == "An invitation"
    assert "council" not in letters[0].body.replace("council.example", "")


def test_everybody_has_an_address_in_the_sample_and_nobody_elsewhere(house: House, letters: list[Any]) -> None:
    """P21: a visitor follows the letters of invented people; a real person without an address gets none."""
    house.sitting()
    assert house.court.post.wishes(BEN).address == ""
    outside = house.outside
    house.court.post = Post(outside.seal, outside.vault, outside.clock, outside.store, sample=True)
    house.report()
    house.to_the_vote()
    assert {one.to[0] for one in letters} == {f"{BEN}@sample.invalid"}


def test_what_waits_is_counted_and_its_instants_stand_in_order(voting: House) -> None:
    """P14: letters and calendars count what the doors show."""
    found = waits(voting.court, MEMBER)
    assert found.instants == tuple(sorted(found.instants))
    assert isinstance(found.first, datetime)
    assert waits(voting.court, "nobody").many == 0
