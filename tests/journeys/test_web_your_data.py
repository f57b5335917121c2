# SPDX-License-Identifier: Apache-2.0
"""Somebody asks what is kept of them, by their receipt, by a link, by an address; the council answers in time."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils.html import escape

from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage, forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]

WORDS = "Tell me whether you still have my street."
SAID = "Your report is kept until September, and nothing else is."
LONGER = "We have to ask the house first."
YOURS = "/your-data/"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path, procedure="fernhollow/2026") as found:
        yield found


def ask(person: Person, here: str, **fields: str) -> Any:
    return person.send(here, person.form(here, "ask"), **{"kind": "access", "words": WORDS, **fields})


def requests(person: Person) -> list[str]:
    return re.findall(r'href="(/chambers/requests/[^"]+)"', person.read("/chambers/requests"))


def answer(person: Person, here: str, **fields: str) -> Any:
    given = {"outcome": "granted", "clause": "gdpr-15", "words": SAID, **fields}
    return person.send(here, person.form(here, "answer"), **given)


def test_whoever_told_asks_by_their_receipt_and_reads_the_answer_with_its_clause(stage: Stage) -> None:
    """P7, P17, P21: a month; the bench reads it, who presides answers, both see the clause."""
    reporter, status = web_stage.report("They made my street public.")
    here = f"{status}/your-data"
    assert here in reporter.read(status)
    case = Locator(status.rpartition("/")[2]).case
    assert ask(reporter, here, case=case).status_code == 303
    shown = reporter.read(here)
    assert escape(WORDS) in shown
    assert "An answer is due by" in shown
    lead, member = Person("lead"), Person("member-1")
    (there,) = requests(lead)
    assert escape("Tell me what is kept of me") in lead.read("/chambers/")
    assert escape(WORDS) in member.read(there)
    assert not [f for f in forms(member.read(there)) if f["hidden"].get("act") == "answer"]
    assert answer(lead, there).status_code == 303
    shown = reporter.read(here)
    assert escape(SAID) in shown
    assert "Article 15 of the GDPR" in shown
    assert escape("Tell me what is kept of me") not in lead.read("/chambers/")


def test_who_is_no_party_names_no_case_and_who_is_no_member_reads_no_request(stage: Stage) -> None:
    """P4, P10: a case that is not theirs cannot be named, whether there is one or not; the pages are the bench's."""
    _reporter, status = web_stage.report("They made my street public.")
    case = Locator(status.rpartition("/")[2]).case
    stranger = Person("passer-by")
    for named in (case, "case:none"):
        answered = ask(stranger, YOURS, case=named)
        assert answered.status_code == 422
        assert escape(WORDS) in answered.content.decode()
    assert ask(stranger, YOURS).status_code == 303
    assert Person("lead").read(YOURS).count(escape(WORDS)) == 0
    (there,) = requests(Person("lead"))
    for other in ("passer-by", "another"):
        assert Person(other).read("/chambers/requests", 404)
        assert Person(other).read(there, 404)
    assert Person().client.get(f"{YOURS}readers").status_code in (302, 403, 405)


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(stage: Stage) -> None:
    """P26: nothing chosen, nothing written, a clause that is none."""
    stranger = Person("passer-by")
    for fields in ({"kind": "everything"}, {"kind": ""}):
        answered = ask(stranger, YOURS, **fields)
        assert answered.status_code == 422
        assert escape(WORDS) in answered.content.decode()
    assert ask(stranger, YOURS, words="").status_code == 422
    assert ask(stranger, YOURS).status_code == 303
    lead = Person("lead")
    (there,) = requests(lead)
    for fields in ({"clause": "because"}, {"clause": ""}, {"outcome": "maybe"}, {"words": ""}):
        answered = answer(lead, there, **fields)
        assert answered.status_code == 422
        assert not fields.get("words", "x") or escape(SAID) in answered.content.decode()
    assert lead.client.get("/chambers/requests/none").status_code == 404


def test_an_answer_that_takes_longer_is_put_off_once_and_a_missed_one_is_owed(stage: Stage) -> None:
    """P6, P7: whoever asked reads why, and that an answer is overdue; what was taken back is owed no more."""
    asker, lead = Person("passer-by"), Person("lead")
    ask(asker, YOURS)
    ask(asker, YOURS, kind="erasure", words="And destroy it.")
    second, first = requests(lead)[::-1]
    lead.do(first, "prolong", words=LONGER)
    assert "prolong" not in lead.offers(first)
    assert escape(LONGER) in asker.read(YOURS)
    stage.later(days=32)
    assert "It is still owed" in asker.read(YOURS)
    assert "overdue since" in lead.read("/chambers/requests")
    taken = next(f for f in forms(asker.read(YOURS)) if f["hidden"].get("id") == second.rpartition("/")[2])
    assert asker.send(YOURS, taken).status_code == 303
    assert "overdue since" not in lead.read("/chambers/requests")


def prove(visitor: Person, address: str) -> Any:
    (form,) = [f for f in forms(visitor.read(YOURS)) if "address" in f["names"]]
    return visitor.send(YOURS, form, address=address)


def letter_to(stage: Stage, address: str) -> str:
    """The link of the letter that an address gets when somebody types it."""
    prove(Person(), address)
    stage.later(minutes=1)
    link = re.search(r"/your-data/address/\S+", str(mail.outbox[-1].body))
    assert link is not None
    return link.group()


def by_link(link: str) -> Person:
    visitor = Person()
    (form,) = [f for f in forms(visitor.read(link)) if f["action"] == ""]
    assert visitor.send(link, form).status_code == 303
    return visitor


def test_whatever_address_is_typed_the_page_and_the_letter_are_the_same(stage: Stage) -> None:
    """P4, P21: known here or not; and one letter in an hour, whoever asks."""
    stage.court.keep_contact("respondent-1", {"mail": "known@mail.example"})
    answers, letters = [], []
    for address in ("known@mail.example", "unknown@mail.example"):
        visitor = Person()
        answered = prove(visitor, address)
        answers.append((answered.status_code, answered.headers["Location"], visitor.read(YOURS).count("on its way")))
        assert prove(Person(), address.upper()).status_code == 303
        stage.later(minutes=1)
        letters.append(mail.outbox[-1])
    assert answers[0] == answers[1]
    assert [one.to for one in letters] == [["known@mail.example"], ["unknown@mail.example"]]
    assert len(mail.outbox) == len(letters)
    assert letters[0].subject == letters[1].subject


def test_who_proved_an_address_asks_and_is_told_of_no_case_before_its_notice(stage: Stage) -> None:
    """P4, P21: only who answers reads the address; the link lets in for a day; the address goes by itself."""
    stage.court.keep_contact("respondent-1", {"mail": "known@mail.example"})
    link = letter_to(stage, "known@mail.example")
    visitor = by_link(link)
    assert "case room" not in visitor.read(YOURS)
    assert ask(visitor, YOURS).status_code == 303
    lead = Person("lead")
    (there,) = requests(lead)
    assert "known@mail.example" in lead.read(there)
    assert "known@mail.example" not in Person("member-1").read(there)
    stage.later(days=2)
    assert visitor.client.get(link).status_code == 410
    answer(lead, there)
    stage.later(days=95)
    assert "known@mail.example" not in lead.read(there)
    assert stage.court.own_contact("respondent-1")


def test_wrong_addresses_and_links_are_answered_and_kept_by_nobody(stage: Stage) -> None:
    """P26: what is no address, a link that was altered."""
    visitor = Person()
    for address in ("", "nobody", f"{'a' * 200}@mail.example", "a@b@c", "x\r\nBcc: y@mail.example"):
        assert prove(visitor, address).status_code == 422
    assert visitor.client.get("/your-data/address/aaaaaaaaaaaaaaaaaaaaaaaa").status_code == 410
    stage.later(minutes=1)
    assert not mail.outbox


def test_what_somebody_puts_right_stands_beside_the_case_and_changes_nothing_in_it(stage: Stage) -> None:
    """P17: on the page of the bench, with the answer; the papers are what they were."""
    reporter, status = web_stage.report("They made my street public.")
    case = Locator(status.rpartition("/")[2]).case
    here, before = f"{status}/your-data", stage.court.case(case)[1].papers
    ask(reporter, here, kind="rectification", case=case, words="It was my sister's street.")
    lead = Person("lead")
    (there,) = requests(lead)
    answer(lead, there, clause="gdpr-16", words="It stands beside the case.")
    shown = lead.read(f"/chambers/case/{case.removeprefix('case:')}")
    assert escape("It was my sister's street.") in shown
    assert "It stands beside the case." in shown
    assert stage.court.case(case)[1].papers == before


ORDER = "The order of a court, number 12."
GROUND = "We gave what it named."


ENTERING = "/chambers/authorities/enter"


def demand(stage: Stage, case: str) -> str:
    """Enter that a court asks for papers of a case, and that nobody may be told before April; the page of it."""
    lead = Person("lead")
    april = stage.clock.at.replace(month=4).strftime("%Y-%m-%dT%H:%M")
    fields = {"authority": "court", "basis": "order", "scope": ["papers"], "case": case, "silent": april, "due": april}
    assert lead.send(ENTERING, lead.form(ENTERING, "enter"), words=ORDER, **fields).status_code == 303
    (there,) = re.findall(r'href="(/chambers/authorities/at/[^"]+)"', lead.read("/chambers/requests"))
    return str(there)


def test_the_lead_keeps_a_register_of_what_authorities_asked_and_tells_those_concerned(stage: Stage) -> None:
    """P17, P7: entered, answered, silent until an instant, then told; whoever is told reads it on their own page."""
    reporter, status = web_stage.report("They made my street public.")
    lead, here = Person("lead"), f"{status}/your-data"
    there = demand(stage, Locator(status.rpartition("/")[2]).case)
    assert "Answer what an authority asked for" in lead.read("/chambers/")
    assert "An authority asked about you" not in reporter.read(here)
    lead.do(there, "answer-authority", outcome="partly", words=GROUND)
    assert "tell" not in lead.offers(there)
    stage.later(days=40)
    assert "Tell those concerned" in lead.read("/chambers/")
    (who,) = lead.form(there, "tell")["values"]["who"]
    lead.do(there, "tell", who=who)
    shown = reporter.read(here)
    assert "An authority asked about you" in shown
    assert ORDER not in shown
    assert "Tell those concerned" not in lead.read("/chambers/")


def test_members_read_the_register_enter_nothing_and_nobody_else_finds_it(stage: Stage) -> None:
    """P10, P26: and what is wrong with an entry is said beside its field."""
    _reporter, status = web_stage.report("They made my street public.")
    there, member, lead = demand(stage, Locator(status.rpartition("/")[2]).case), Person("member-1"), Person("lead")
    assert escape(ORDER) in member.read(there)
    assert member.offers(there) == []
    assert member.client.get(ENTERING).status_code == 404
    assert Person("passer-by").client.get(there).status_code == 404
    now = stage.clock.at.strftime("%Y-%m-%dT%H:%M")
    form = lead.form(ENTERING, "enter")
    for fields in ({"silent": now}, {"basis": ""}, {"scope": "everything"}, {"due": "soon"}, {"case": "case:none"}):
        given = {"authority": "court", "basis": "order", "scope": "papers", "words": ORDER, **fields}
        wrong = lead.send(ENTERING, form, **given)
        assert wrong.status_code == 422, fields
        assert escape(ORDER) in wrong.content.decode()


GROUND = "Asked for, and nothing keeps it."


def test_what_was_granted_is_destroyed_from_the_page_of_the_request_and_none_of_it_is_forgotten(stage: Stage) -> None:
    """P17: the answer destroys nothing by itself; the page names what is left until a human has destroyed all of it."""
    reporter, status = web_stage.report("They made my street public.")
    case = Locator(status.rpartition("/")[2]).case
    here = f"/chambers/case/{case.removeprefix('case:')}"
    lead, member = Person("lead"), Person("member-1")
    assert ask(reporter, f"{status}/your-data", case=case, kind="erasure").status_code == 303
    (there,) = requests(lead)
    assert "Still to be destroyed" not in lead.read(there)
    assert answer(lead, there).status_code == 303
    assert "This case is open" in lead.read(there)
    lead.do(here, "screen", choice="duplicate", paper="It is heard already.")
    stage.later(minutes=1)
    assert "by who presides" in member.read(there)
    destroyed = 0
    while ways := re.findall(r'href="([^"]+/kept[?][^"#]+)#can"', lead.read(there)):
        assert "Not all of it is destroyed yet." in lead.read("/chambers/requests")
        destroy(lead, html.unescape(ways[0]), there)
        stage.later(minutes=1)
        destroyed += 1
        assert destroyed < 9
    assert destroyed
    assert "nothing of theirs is kept any more but digests" in lead.read(there)
    assert "Not all of it is destroyed yet." not in lead.read("/chambers/requests")
    assert "You came from" not in lead.read(f"{here}/kept?request=none&what=x")


def destroy(person: Person, way: str, back: str) -> None:
    """Destroy the one thing to which the page of the request led."""
    kept, what = person.read(way), way.rpartition("what=")[2]
    assert "You came from a request that was granted" in kept
    assert re.search(rf'value="{what}"[^>]* checked', kept)
    sent = person.send(way, person.form(way, "keeping:destroy"), choice=what, paper=GROUND)
    assert (sent.status_code, sent.headers["Location"].partition("#")[0]) == (303, back)
