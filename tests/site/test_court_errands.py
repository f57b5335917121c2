# SPDX-License-Identifier: Apache-2.0
"""What leaves the court: letters that say nothing, measures that a human carries out, tears that were reports."""

from __future__ import annotations

import re
import smtplib
import socket
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from comity.core import clerk, tear
from comity.core.tear import Stage
from comity.desk.ports import Slot, Standing
from comity.site.carriers import ADDRESS
from tests.site.courthouse import ANNA, BEN, CASE, MEMBERS, House

TEAR = "tear:one"
FAR = {ANNA: "anna@mail.example", BEN: "ben@mail.example"}


@pytest.fixture
def letters(settings: Any) -> list[Any]:
    """What was sent, kept in memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


def addressed(house: House) -> House:
    for person, address in FAR.items():
        house.outside.vault.put(person, ADDRESS, address)
    return house


def slots(house: House, standing: Standing, kind: str) -> list[Slot]:
    with house.court.desk.store.reading() as unit:
        return [s for s in unit.outbox.standing(standing) if s.effect.kind == kind]


def test_a_letter_says_that_something_waits_and_nothing_else(house: House, letters: list[Any]) -> None:
    """P21: no case, no side, no name, no word of anybody, in the body or in any header."""
    addressed(house).sitting()
    house.report("A text that must stay inside.")
    house.to_the_vote()
    house.work()
    assert {tuple(one.to) for one in letters} == {("ben@mail.example",), ("anna@mail.example",)}
    for one in letters:
        (to,) = one.to
        written = one.message().as_string().replace(to, "")
        assert "https://council.example/come-in/" in written
        told = re.sub(r"https://council\.example/\S+", "", one.subject + one.body + str(one.extra_headers))
        secrets = (CASE, "one", ANNA, BEN, "summons", "respondent", "reporter", "case", "stay inside", "templates")
        assert [s for s in secrets if s in told.replace("Something waits", "")] == []
    assert len({saying(one) for one in letters}) == len({one.subject for one in letters}) == 1


def saying(letter: Any) -> str:
    """What a letter says, apart from its links and its instant: the same to everybody."""
    plain = re.sub(r"https://council\.example/\S+", "LINK", letter.body)
    return re.sub(r"It is due by .*\n\n", "", plain)


def test_two_letters_about_one_case_cannot_be_put_together(house: House, letters: list[Any]) -> None:
    """P21: whoever sees both headers learns nothing from them, and every attempt at one letter has the same."""
    addressed(house).sitting()
    house.report()
    house.to_the_vote()
    house.work()
    ids = [one.extra_headers["Message-ID"] for one in letters]
    assert len(ids) >= 2
    assert len(set(ids)) == len(ids)
    assert all(len(id) == len(ids[0]) and id.endswith("@comity>") for id in ids)


def test_somebody_without_an_address_is_sent_nothing_and_the_notice_waits(house: House, letters: list[Any]) -> None:
    """P2: no account and no address is needed."""
    house.sitting()
    house.report()
    house.to_the_vote()
    house.work()
    assert letters == []
    assert slots(house, Standing.ASKED, clerk.MAIL) == slots(house, Standing.FAILED, clerk.MAIL) == []
    assert ("summons", BEN) in house.case().notices


def _fails(monkeypatch: pytest.MonkeyPatch, wrong: Exception) -> None:
    def send(self: object, fail_silently: bool = False) -> int:
        raise wrong

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)


def summoned(house: House) -> House:
    addressed(house).sitting()
    house.report()
    house.do("screen", "chair", choice="for-us")
    house.paper("propose-words", "chair", "The exact words.")
    house.do("agree-words", ANNA, choice="yes")
    house.work()
    return house


@pytest.mark.parametrize(
    "wrong", [smtplib.SMTPServerDisconnected("gone"), TimeoutError(), smtplib.SMTPDataError(451, b"later")]
)
def test_a_letter_of_which_nobody_knows_whether_it_left_asks_a_human_and_is_not_sent_again(
    house: House, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    """P24: never silently repeated; the human's no sends it once more, the human's yes does not."""
    _fails(monkeypatch, wrong)
    summoned(house)
    (asked,) = slots(house, Standing.ASKED, clerk.MAIL)
    assert asked.last_error == type(wrong).__name__
    house.wait(days=1)
    assert [s.attempts for s in slots(house, Standing.ASKED, clerk.MAIL)] == [1]
    monkeypatch.undo()
    assert house.court.worker.answered(asked.effect.key, carried_out=True, at=house.clock.at)
    assert slots(house, Standing.ASKED, clerk.MAIL) == []


@pytest.mark.parametrize("wrong", [ConnectionRefusedError(), socket.gaierror()])
def test_a_letter_that_surely_did_not_leave_is_sent_later(
    house: House, letters: list[Any], monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    """P24: with a server that does not answer nothing went out, so nobody needs to be asked."""
    _fails(monkeypatch, wrong)
    summoned(house)
    (queued,) = slots(house, Standing.QUEUED, clerk.MAIL)
    assert queued.attempts == 1
    monkeypatch.undo()
    house.wait(minutes=5)
    assert [one.to for one in letters] == [["ben@mail.example"]]


def test_an_address_that_the_server_refuses_is_said_to_have_failed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P24: it will never arrive, and trying on would change nothing."""
    _fails(monkeypatch, smtplib.SMTPRecipientsRefused({"ben@mail.example": (550, b"unknown")}))
    summoned(house)
    (failed,) = slots(house, Standing.FAILED, clerk.MAIL)
    assert failed.last_error == "the mail server refused the address"


def test_measures_are_asked_of_a_human_one_after_the_other_in_words(house: House) -> None:
    """P16, P24: carried out by hand and undone by hand; each says what and for which case."""
    house.sitting()
    house.report()
    house.do("remove-content", "chair")
    house.do("restore-content", "chair")
    house.work()
    (carry,) = slots(house, Standing.ASKED, clerk.CARRY_OUT)
    (undo,) = slots(house, Standing.ASKED, clerk.UNDO)
    assert carry.last_error == f"carry-out: content-removal, for {CASE}"
    assert undo.last_error == f"undo: content-removal, for {CASE}"
    assert house.court.worker.answered(carry.effect.key, carried_out=True, at=house.clock.at)


def small(house: House) -> None:
    """A report that is a tear after all."""
    house.sitting()
    house.report("Something small.")
    house.do("screen", "chair", choice="small")
    house.work()


def heard(house: House, stream: str = TEAR) -> tear.Tear:
    found: tear.Tear = house.court.desk.state(stream).state
    return found


def test_a_report_that_is_a_tear_after_all_is_heard_as_one_with_the_reporters_words(house: House) -> None:
    """P2, P4: it has the words that were told, its own end, and nobody was notified."""
    small(house)
    assert house.case().outcome == "small-tear"
    assert (heard(house).stage, heard(house).reporter) == (Stage.HEARD, ANNA)
    assert heard(house).words == house.case().papers[0].digest
    assert slots(house, Standing.ASKED, clerk.REFER) == slots(house, Standing.FAILED, clerk.REFER) == []


def test_a_case_without_a_report_paper_asks_a_human_for_the_tear(house: House) -> None:
    """P2: nobody invents words."""
    house.sitting()
    house.report(words="")
    house.do("screen", "chair", choice="small")
    house.work()
    (asked,) = slots(house, Standing.ASKED, clerk.REFER)
    assert "no report" in asked.last_error
    assert house.court.desk.state(TEAR).version == 0


@pytest.mark.parametrize(
    ("command", "actor", "says"),
    [
        (tear.Withdraw(by=ANNA), "mallory", "nobody acts in the name of another"),
        (tear.Listen(by="mallory", role="member"), "mallory", "only who is member does this"),
        (tear.Listen(by=MEMBERS[0], role="member"), "mallory", "nobody acts in the name of another"),
        (tear.Listen(by="chair", role="chair"), "chair", "The role chair does not listen to tears."),
        (tear.Listen(by=MEMBERS[0], role="nobody"), MEMBERS[0], "only who is nobody does this"),
    ],
)
def test_a_tear_is_listened_to_by_those_who_hold_the_role_and_chosen_for_by_its_reporter(
    house: House, command: tear.Command, actor: str, says: str
) -> None:
    """P4, P10: no stranger takes up what was told in trust."""
    small(house)
    no = house.refused(command, actor, TEAR)
    assert no.text == says
    assert heard(house).stage is Stage.HEARD


def test_a_member_listens_and_the_reporter_makes_a_report_of_it(house: House) -> None:
    """P4: what becomes of it is the reporter's choice."""
    small(house)
    house.perform(tear.Listen(by=MEMBERS[0], role="member"), MEMBERS[0], TEAR)
    words = house.court.file_paper("The same, in other words.")
    house.perform(tear.BecomeReport(by=ANNA, words=words), ANNA, TEAR)
    assert heard(house).outcome is tear.Outcome.REPORTED


def test_somebody_tells_of_a_tear_in_the_own_name_or_in_nobodys(house: House) -> None:
    """P2, P10: unnamed is allowed, another's name is not."""
    house.sitting()
    words = house.court.file_paper("Something small.")
    other = tear.Hear(by=ANNA, reporter=ANNA, words=words)
    assert house.refused(other, "mallory", TEAR).clause.id == "P10"
    house.perform(tear.Hear(by="", words=words), "visitor", TEAR)
    house.perform(tear.Hear(by=ANNA, reporter=ANNA, words=words), ANNA, "tear:two")
    assert (heard(house).reporter, heard(house, "tear:two").reporter) == ("", ANNA)


def test_a_tear_ends_under_the_procedure_of_its_telling_whatever_is_in_force_then(
    house: House, amend: Callable[[House, str], None]
) -> None:
    """P6: an amendment that closes the door for tears does not lock in those who came through it."""
    small(house)
    ends = heard(house).expires
    amend(house, "templates/no-tears")
    no = house.refused(tear.Hear(by="", words="0" * 64), "visitor", "tear:late")
    assert "no door for a small tear" in no.text
    house.perform(tear.Listen(by=MEMBERS[0], role="member"), MEMBERS[0], TEAR)
    assert ends is not None
    house.until(ends)
    assert heard(house).outcome is tear.Outcome.EXPIRED


@pytest.fixture
def amend(tmp_path_factory: pytest.TempPathFactory) -> Callable[[House, str], None]:
    """Adopt a version like the one in force that knows no tears."""
    from comity.core import adoption
    from comity.site.court import ADOPTION
    from comity.site.laws import SHIPPED, read_law
    from tests.site.courthouse import LAW, PASSED

    folder = tmp_path_factory.mktemp("drafts")
    text = (SHIPPED / f"{LAW}.toml").read_text("utf-8")
    start, end = text.index("[tear]"), text.index("[[phase]]")
    path = folder / "draft.toml"
    path.write_text((text[:start] + text[end:]).replace(f'id = "{LAW}"', 'id = "templates/no-tears"'), "utf-8")

    def adopt(house: House, id: str) -> None:
        law = read_law(path)
        house.court.laws.add(law)
        digest = law.procedure.digest
        house.perform(adoption.Propose(digest=digest, version=id, by="delegate-1"), "delegate-1", ADOPTION)
        house.wait(days=14)
        numbers = adoption.Counted(favour=20, against=0, supply=20)
        house.perform(
            adoption.Adopt(
                digest=digest, body="the-house", since=house.clock.at, linted=PASSED, errors=0, counted=numbers
            ),
            "chair",
            ADOPTION,
        )

    return adopt


def test_a_tear_that_its_reporter_makes_a_report_becomes_a_case_with_nobody_else_in_it(house: House) -> None:
    """P4: the choice is the reporter's; the case knows the reporter and the words, and notifies nobody."""
    house.sitting()
    words = house.court.file_paper("It did not stay small.")
    house.perform(tear.Hear(by=ANNA, reporter=ANNA, words=words), ANNA, "tear:two")
    house.perform(tear.BecomeReport(by=ANNA, words=words), ANNA, "tear:two")
    house.work()
    house.work()
    _, case = house.court.case("case:two-told")
    assert list(case.bench.parties) == [ANNA]
    assert case.earlier == "tear:two"
    assert case.papers[0].digest == words
    assert not slots(house, Standing.FAILED, "tear-to-case")
