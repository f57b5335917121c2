# SPDX-License-Identifier: Apache-2.0
"""A letter that comes in: a report, sealed on arrival, answered with a receipt that lets its writer back in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from unittest import mock

import pytest
from django.core import mail

from comity.core.clause import Malformed, Refusal
from comity.core.docket import OpenCase
from comity.desk.errands import NotCarried
from comity.desk.ports import Exhausted, Missing
from comity.edge.store.shelf import ComingFile
from comity.edge.web import locator
from comity.site import incoming
from comity.site.letters import Letter
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
SECRET = "They told everybody where I live."


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def letter(text: str = SECRET, *, html: str = "", attached: bool = False, **headers: str) -> bytes:
    made = EmailMessage()
    fields = {"From": "Someone <someone@example.org>", "To": "council@example.org", "Subject": "Help", **headers}
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    if html:
        made.clear_content()
        made.set_content(html, subtype="html")
    if attached:
        made.add_attachment(b"pixels", maintype="image", subtype="png", filename="picture.png")
    return made.as_bytes()


def receipt_in(body: str) -> locator.Receipt:
    [words] = [line for line in body.splitlines() if re.fullmatch(r"(?:[a-z]+ ){11}[a-z]+", line)]
    found = locator.typed(words)
    assert found is not None
    return found


def test_a_letter_becomes_a_report_and_its_answer_leads_back_to_it(stage: Stage) -> None:
    """P1, P3: the answer repeats nothing, and its words open the status page; that it came by mail is on the record."""
    taken = incoming.take(stage.court, letter(), stage.clock.at)
    [answer] = mail.outbox
    receipt = receipt_in(str(answer.body))
    assert (taken.case, answer.to) == (receipt.case, ["someone@example.org"])
    assert SECRET not in f"{answer.body} {answer.subject}"
    assert stage.court.desk.state(receipt.case).state.channel == "mail"
    assert "Your report is being heard" in Person().read(f"/status/{receipt.bits}")
    assert "came by mail, sealed on arrival" in Person("lead").read(f"/chambers/case/{receipt.case[5:]}")


def test_nothing_of_a_letter_is_kept_in_clear(stage: Stage) -> None:
    """P21: neither its text nor who wrote it; no event and no way to reach them."""
    taken = incoming.take(stage.court, letter(), stage.clock.at)
    case = stage.court.desk.state(taken.case).state
    sealed, _mode = stage.court.outside.papers.get(case.papers[0].digest)
    assert SECRET.encode() not in sealed
    told = repr(stage.court.desk.events(taken.case))
    assert SECRET not in told
    assert "example.org" not in told
    assert not stage.court.own_contact(case.papers[0].by)


def test_a_letter_that_is_handed_over_twice_is_one_report_with_one_receipt(stage: Stage) -> None:
    """P24: also where the first answer could not be sent."""
    first = incoming.take(stage.court, letter(), stage.clock.at)
    again = incoming.take(stage.court, letter(), stage.clock.at)
    assert (again.case, again.repeated) == (first.case, True)
    assert len(stage.cases()) == 1
    one, two = mail.outbox
    assert one.body == two.body
    other = incoming.take(stage.court, letter("Something else."), stage.clock.at)
    assert other.case != first.case


def test_an_answer_that_cannot_be_sent_is_sent_when_the_letter_comes_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P1: the report is safe, and whoever wrote it is not left without a receipt."""

    def away(_self: Letter) -> None:
        raise NotCarried("the mail server did not answer")

    with monkeypatch.context() as patched, pytest.raises(NotCarried):
        patched.setattr(Letter, "send", away)
        incoming.take(stage.court, letter(), stage.clock.at)
    assert len(stage.cases()) == 1
    incoming.take(stage.court, letter(), stage.clock.at)
    assert len(mail.outbox) == len(stage.cases()) == 1


def test_a_page_is_read_as_its_words(stage: Stage) -> None:
    """P26: no markup and no script in the report."""
    page = "<style>p { color: red }</style><p>They told</p><script>evil()</script><p>everybody.</p>"
    assert incoming.read(letter(html=page, attached=True)).words == "Help\n\nThey told\neverybody."


def test_what_is_attached_lies_beside_the_report_sealed(stage: Stage) -> None:
    """P21, P24: under its name within the seal, once, however often the letter is handed over; its readers open it."""
    raw = letter(attached=True)
    for _n in range(2):
        taken = incoming.take(stage.court, raw, stage.clock.at)
    (file,) = stage.court.desk.state(taken.case).state.files
    (lying,) = (path for path in stage.court.outside.files.folder.rglob("*") if path.is_file())
    assert lying.name == file.digest
    assert b"pixels" not in lying.read_bytes()
    assert "files (1)" in str(mail.outbox[0].body)
    lead, case = Person("lead"), f"/chambers/case/{taken.case[5:]}"
    lead.free(case)
    assert "picture.txt" in lead.read(case)


def test_ten_attachments_are_kept_and_the_rest_is_told(stage: Stage) -> None:
    """P26: no silent drop; a letter within a letter is a file as well."""
    made = EmailMessage()
    made["From"], made["Subject"] = "someone@example.org", "Help"
    made.set_content(SECRET)
    inner = EmailMessage()
    inner.set_content("a letter within")
    made.add_attachment(inner)
    for n in range(11):
        made.add_attachment(b"x" * n, maintype="application", subtype="octet-stream", filename=f"../{n}.bin")
    taken = incoming.take(stage.court, made.as_bytes(), stage.clock.at)
    assert len(stage.court.desk.state(taken.case).state.files) == 10
    assert "beyond ten were not kept (2)" in str(mail.outbox[0].body)


def test_a_full_disk_takes_no_part_of_a_letter(stage: Stage) -> None:
    """P24: neither words nor files; handed over again it is a report."""
    raw = letter(attached=True)
    with mock.patch.object(ComingFile, "finish", side_effect=Exhausted("no room")), pytest.raises(Exhausted):
        incoming.take(stage.court, raw, stage.clock.at)
    assert not stage.cases()
    assert not [path for path in stage.court.outside.files.folder.rglob("*") if path.is_file()]
    assert incoming.take(stage.court, raw, stage.clock.at).case


def test_a_machine_is_not_answered(stage: Stage) -> None:
    """P26: two machines that answer each other never end."""
    assert incoming.take(stage.court, letter(Auto_Submitted="auto-replied"), stage.clock.at).case == ""
    assert not stage.cases()
    assert not mail.outbox


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (b"", "From"),
        (b"From: nobody\n\nwords", "From"),
        (letter(" ", Subject=""), "text"),
        (letter("x" * (incoming.LONGEST + 1)), "text"),
        (b"x" * (incoming.LARGEST + 1), "letter"),
        (b"From: a@b.example\nContent-Type: text/plain; charset=no-such\n\n\xff\xfe", "text"),
        (b"\xff\x00" * 500, "From"),
    ],
)
def test_what_cannot_be_taken_is_said_with_field_and_rule(stage: Stage, raw: bytes, field: str) -> None:
    """P26: for the mail server to hand back."""
    with pytest.raises(Malformed) as wrong:
        incoming.take(stage.court, raw, stage.clock.at)
    assert field in {fault.field for fault in wrong.value.faults}
    assert not stage.cases()


def test_a_report_comes_by_no_channel_that_its_procedure_does_not_know(stage: Stage) -> None:
    """P2: the channels of a way in are a closed list of the file."""
    law = stage.court.law(stage.clock.at)
    assert law is not None
    opening = OpenCase(intake="report", digest=law.procedure.digest, parties=(), channel="pigeon")
    with pytest.raises(Refusal) as no:
        stage.court.perform(opening, act_id="open/1", actor="somebody", stream="case:pigeon", at=stage.clock.at)
    assert "form, mail, platform" in no.value.text
    with pytest.raises(Missing):
        stage.court.case("case:pigeon")
