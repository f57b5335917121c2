# SPDX-License-Identifier: Apache-2.0
"""What the front desk asks beside the text, what it keeps where, and the receipt typed once again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.core.docket import Case
from comity.edge.store import models
from comity.edge.web.front_desk import reach
from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]

WORDS = "They made my street public."
NAMED = {"reach": "named", "called": "Robin of the Greenhouse", "way": "a knock at number nine"}
MAIL = {"letters": "yes", "mail": "robin@example.org"}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def locator(status: str) -> Locator:
    return Locator(status.rpartition("/")[2])


def case_of(stage: Stage, status: str) -> Case:
    case: Case = stage.court.desk.state(locator(status).case).state
    return case


def everything_written(stage: Stage) -> str:
    """The history, the outbox and the read models as the database has them."""
    rows = [row for model in (models.Event, models.Act, models.Effect) for row in model.objects.values_list()]
    return repr(rows)


def form_of(person: Person, path: str) -> dict[str, Any]:
    return next(f for f in web_stage.forms(person.read(path)) if "receipt" in f["hidden"])


def test_the_front_desk_says_what_is_promised_of_time_and_under_which_clause(stage: Stage) -> None:
    """P2: each door has its line, in the words of the procedure in force."""
    page = Person().read("/")
    assert "The first clock: Two days." in page
    assert 'href="/procedure/optimism/proposed#first-answer"' in page
    assert "it ends by itself after 90 days" in page
    assert "Emergency numbers" in page


@override_settings(COMITY_EMERGENCY="Ring 1234 <now>.", COMITY_NOT_HERE="Not here: https://example.org/there")
def test_the_signposts_are_the_operators_own_words(stage: Stage) -> None:
    """P2: a house in another country says its own numbers, as text and never as markup."""
    page = Person().read("/")
    assert "Ring 1234 &lt;now&gt;." in page
    assert '<a href="https://example.org/there"' in page
    assert "<strong>112</strong>" not in page


def test_who_stays_unnamed_leaves_nothing_in_the_vault(stage: Stage) -> None:
    """P2: no name and no address, though somebody typed one before thinking better of it."""
    _reporter, status = web_stage.report(**{**NAMED, **MAIL, "reach": "unnamed"})
    assert not {"called", "way", "mail"} & set(stage.court.own_contact(locator(status).person))


def test_a_contact_lies_in_the_vault_and_in_no_event(stage: Stage) -> None:
    """P21: what was given is kept by kind, sealed, and stands nowhere else."""
    _reporter, status = web_stage.report(**NAMED)
    kept = stage.court.own_contact(locator(status).person)
    assert (kept["called"], kept["way"]) == ("Robin of the Greenhouse", "a knock at number nine")
    assert "mail" not in kept
    told = everything_written(stage)
    assert "Robin" not in told
    assert "number nine" not in told


def test_a_letter_goes_out_only_where_one_was_asked_for(stage: Stage) -> None:
    """P21: it says that something waits and never what."""
    for number, ways in enumerate(({}, NAMED, {**NAMED, **MAIL})):
        _reporter, status = web_stage.report(**ways)
        case = f"/chambers/case/{locator(status).case.removeprefix('case:')}"
        Person("lead").do(case, "screen", choice="out-of-scope")
        stage.later(hours=1)
        assert len(mail.outbox) == (1 if number == 2 else 0)
    [letter] = mail.outbox
    assert letter.to == ["robin@example.org"]
    assert "Something waits for you" in letter.body
    assert "report" not in letter.body.lower()


def test_how_somebody_may_be_reached_is_opened_by_who_presides_alone(stage: Stage) -> None:
    """P21: a member, a stranger and the other side learn nothing of it."""
    _reporter, status = web_stage.report(**NAMED)
    found = locator(status)
    assert stage.court.contact(found.case, "lead", found.person)["called"] == "Robin of the Greenhouse"
    for person in ("member-1", "nobody", "", found.person):
        assert stage.court.contact(found.case, person, found.person) == {}
    assert stage.court.contact(found.case, "lead", "lead") == {}


def test_a_lead_who_is_concerned_opens_no_contact(stage: Stage) -> None:
    """P10: whoever is named beside the seal learns no way to the reporter."""
    _reporter, status = web_stage.report(**NAMED, concerned=["lead"], part="witness")
    found = locator(status)
    assert stage.court.contact(found.case, "lead", found.person) == {}


def test_those_who_listen_to_tears_may_reach_whoever_asks_for_support(stage: Stage) -> None:
    """P21: support needs a way to somebody, and the way lies in the vault."""
    person = Person()
    form = form_of(person, "/report/support")
    answer = person.send("/report/support", form, words="Somebody to talk to.", **NAMED)
    found = locator(answer.headers["Location"])
    assert stage.court.contact(found.tear, "member-1", found.person)["way"] == "a knock at number nine"
    assert stage.court.contact(found.tear, "lead", found.person) == {}
    assert stage.court.desk.state(found.tear).state.named


def test_who_may_reach_somebody_finds_the_way_on_their_page_and_nobody_else_does(stage: Stage) -> None:
    """P21: beside the party in chambers for the lead, beside the tear for those who listen; a mail address for none."""
    _reporter, status = web_stage.report(**NAMED, **MAIL, **{"asked-under-age": "yes"})
    case = f"/chambers/case/{locator(status).case.removeprefix('case:')}"
    page = Person("lead").read(case)
    assert "a knock at number nine" in page
    assert "is under 18" in page
    assert "robin@example.org" not in page
    assert "a knock at number nine" not in Person("member-1").read(case)
    person = Person()
    answer = person.send("/report/support", form_of(person, "/report/support"), words="To talk.", **NAMED)
    tear = f"/tears/{locator(answer.headers['Location']).tear.removeprefix('tear:')}"
    assert "a knock at number nine" in Person("member-1").read(tear)


def test_how_fast_people_are_answered_is_told_once_five_were(stage: Stage) -> None:
    """P2, P18: fewer would point at one of them; the season's page says how it is counted."""
    for number in range(5):
        assert "answered by a person within" not in Person().read("/")
        _reporter, status = web_stage.report()
        stage.later(hours=number + 1)
        Person("lead").do(f"/chambers/case/{locator(status).case.removeprefix('case:')}", "screen", choice="duplicate")
        stage.later(minutes=11)
    assert "answered by a person within" not in Person().read("/"), "the cycle is not over"
    stage.later(days=21)
    page = Person().read("/")
    assert "answered by a person within 3 hours" in page
    [address] = re.findall(r'href="(/season/[^"]+#answers)"', page)
    assert "Half of them within" in Person().read(address.partition("#")[0])


def test_what_is_kept_is_forgotten_when_the_reporter_says_so(stage: Stage) -> None:
    """P3: the status page shows what is kept, and one press destroys it."""
    reporter, status = web_stage.report(**NAMED, **MAIL)
    assert "Robin of the Greenhouse" in reporter.read(status)
    form = next(f for f in web_stage.forms(reporter.read(status)) if f["action"].endswith("/forget"))
    assert reporter.send(status, form).status_code == 303
    assert "Robin" not in reporter.read(status)
    assert not {"called", "way", "mail"} & set(stage.court.own_contact(locator(status).person))


@pytest.mark.parametrize(
    ("fields", "field", "rule"),
    [
        ({"reach": "named"}, "reach", "one answer or the other"),
        ({"reach": "everybody"}, "reach", "one of the choices"),
        ({"reach": "named", "letters": "yes"}, "mail", "a mail address"),
        ({"reach": "named", "letters": "yes", "mail": "robin"}, "mail", "a mail address"),
        ({"reach": "named", "called": "x" * 201}, "called", "one line of at most 200 characters"),
        ({"reach": "named", "way": "two\nlines"}, "way", "one line of at most 200 characters"),
        ({"asked-under-age": "perhaps"}, "asked-under-age", "one of the choices"),
    ],
)
def test_what_is_given_beside_the_text_is_checked_by_field_and_rule(
    stage: Stage, fields: dict[str, str], field: str, rule: str
) -> None:
    """P26: the page comes back with the words, the field and the rule, and nothing was opened."""
    person, known = Person(), len(stage.cases())
    told = {"words": WORDS, "intake": "report", "concerned": "none", **fields}
    response = person.send("/report", form_of(person, "/report"), **told)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#{field}"' in page
    assert rule in page
    assert WORDS in page
    assert len(stage.cases()) == known


def test_a_yes_to_the_question_about_age_is_a_code_and_a_no_is_nothing(stage: Stage) -> None:
    """P4: the tag is the file's; the page says what follows from it and under which clause."""
    page = Person().read("/report")
    assert "Are you under 18?" in page
    assert 'href="/procedure/optimism/proposed#under-age"' in page
    for answer, tags in (("yes", {"under-age"}), ("no", set()), ("", set())):
        _reporter, status = web_stage.report(**{"asked-under-age": answer})
        case = case_of(stage, status)
        assert case.bench.parties[locator(status).person].tags == tags


def test_the_report_page_offers_only_what_comes_by_a_form(stage: Stage) -> None:
    """P2: a way in for liaisons is none for the public."""
    page = Person().read("/report")
    assert 'value="retaliation"' in page
    assert 'value="raised-by-a-liaison"' not in page
    person = Person()
    told = {"words": WORDS, "intake": "raised-by-a-liaison", "concerned": "none"}
    assert person.send("/report", form_of(person, "/report"), **told).status_code == 422


def test_the_rule_that_the_question_about_age_cites_can_be_read(stage: Stage) -> None:
    """P7: the clause behind the question is one click away."""
    assert 'id="under-age"' in Person().read("/procedure/optimism/proposed")


def test_a_reporters_browser_is_given_nothing_that_outlives_its_window(stage: Stage) -> None:
    """P2: without an age: one cookie against forgery, one that holds the words, and no word of who this is."""
    reporter, status = web_stage.report(**NAMED)
    reporter.read(status)
    kept = {name: morsel["max-age"] for name, morsel in reporter.client.cookies.items()}
    assert kept == {"csrftoken": "", "comity-receipt": ""}
    bits = locator(status)
    assert not any(bits.person in m.value or bits.bits in m.value for m in reporter.client.cookies.values())
    assert reporter.client.cookies["comity-receipt"]["httponly"]
    reporter.client.post("/receipt/let-go")
    assert reporter.client.cookies["comity-receipt"].value == ""


def test_the_words_are_shown_in_the_window_that_sent_the_form_and_in_no_other(stage: Stage) -> None:
    """P3: the address of the page leads to the report and not to its receipt."""
    reporter, status = web_stage.report()
    words = web_stage.receipt_of(reporter, status)
    assert len(words) == 12
    elsewhere = Person()
    page = elsewhere.read(status.replace("status", "receipt"))
    assert web_stage.words_on(page) == []
    assert "This one does not hold them." in page
    assert elsewhere.client.get(f"{status.replace('status', 'receipt')}/note.txt").status_code == 404
    assert not set(words) & set(re.findall(r"[a-z]+", status))


def typed_again(reporter: Person, status: str, text: str) -> Any:
    path = status.replace("status", "receipt")
    form = next(f for f in web_stage.forms(reporter.read(path)) if "words" in f["names"])
    return reporter.send(path, {**form, "action": path}, words=text)


def test_the_receipt_is_typed_once_again_and_matches_in_any_spacing(stage: Stage) -> None:
    """P3: the check that somebody will be able to come back; four letters of a word are enough."""
    reporter, status = web_stage.report()
    words = web_stage.receipt_of(reporter, status)
    numbered = " ".join(f"{n}. {word}" for n, word in enumerate(words, 1))
    short = " ".join(word[:4] for word in words)
    for text in (" ".join(words), " ".join(words).upper(), "-".join(words), "\n".join(words), numbered, short):
        response = typed_again(reporter, status, text)
        assert response.status_code == 200
        assert "All twelve words match." in response.content.decode()


def test_the_words_that_do_not_match_are_named(stage: Stage) -> None:
    """P3: eleven match, and which one does not."""
    reporter, status = web_stage.report()
    words = web_stage.receipt_of(reporter, status)
    response = typed_again(reporter, status, " ".join([*words[:2], "zzzz", *words[3:]]))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Eleven words match. Word 3, “zzzz”, is not the one on the receipt." in page
    short = typed_again(reporter, status, " ".join(words[:11])).content.decode()
    assert "Eleven words match. Word 12 is missing." in short
    several = typed_again(reporter, status, " ".join(words[:9])).content.decode()
    assert "Nine words match. Words 10, 11, 12 are missing." in several
    assert "No word matches." in typed_again(reporter, status, "").content.decode()
    more = typed_again(reporter, status, " ".join([*words, "more"])).content.decode()
    assert "There are more than twelve words." in more


def test_a_mistyped_receipt_is_told_what_may_have_been_meant(stage: Stage) -> None:
    """P3: a slip is named at the front desk too, and nothing is let in by a word that is nearly right."""
    reporter, status = web_stage.report()
    words = web_stage.receipt_of(reporter, status)
    told = {
        "": "A receipt has twelve words, and these are 0.",
        " ".join(words[:3]): "A receipt has twelve words, and these are 3.",
        " ".join(["abadnon", *words[1:]]): "Word 1, “abadnon”, is in no receipt. Is it abandon",
        " ".join(["zoo"] * 12): "is not that of a receipt. Compare them one by one.",
    }
    for text, said in told.items():
        back = Person()
        form = next(f for f in web_stage.forms(back.read("/")) if "words" in f["names"])
        response = back.send("/", form, words=text)
        assert response.status_code == 422
        assert said in response.content.decode(), text


def test_a_receipt_without_a_report_is_sent_on_as_any_other_and_told_there(stage: Stage) -> None:
    """P3: the answer to the words is a redirect either way; the page behind it says which it was."""
    web_stage.report()
    back = Person()
    form = next(f for f in web_stage.forms(back.read("/")) if "words" in f["names"])
    response = back.send("/", form, words=" ".join(["abandon"] * 11 + ["about"]))
    assert response.status_code == 303
    page = back.client.get(response.headers["Location"].partition("#")[0])
    assert page.status_code == 404
    assert "No report has this receipt." in page.content.decode()
    assert 'aria-invalid="true"' in page.content.decode()


def test_what_losing_the_receipt_means_is_said_before_and_after_sending(stage: Stage) -> None:
    """P3: nobody learns too late that there is no other way back."""
    reporter, status = web_stage.report()
    assert "the only way back: nobody can look them up for you" in Person().read("/report")
    assert "You would have to report anew." in reporter.read(status.replace("status", "receipt"))


def test_the_receipt_is_saved_as_a_file_whose_name_says_nothing(stage: Stage) -> None:
    """P3: kept by no cache, and only where something was told."""
    reporter, status = web_stage.report()
    response = reporter.client.get(f"{status.replace('status', 'receipt')}/note.txt")
    assert response.headers["Content-Disposition"] == 'attachment; filename="note.txt"'
    assert "no-store" in response.headers["Cache-Control"]
    assert " ".join(web_stage.receipt_of(reporter, status)) in response.content.decode()
    assert "report" not in response.content.decode().lower()
    assert reporter.client.get(f"/receipt/{'0' * 32}/note.txt").status_code == 404


FIELDS = ["words", "intake", "concerned", "part", "seat-member", "asked-under-age", *reach.FIELDS]
CHOSEN = st.sampled_from(["", "yes", "no", "none", "named", "member", "member-2", "report", "witness", "a@b.example"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(FIELDS), CHOSEN | st.text(max_size=40), max_size=11))
def test_no_field_of_the_front_desk_reaches_a_fault_of_ours(stage: Stage, fields: dict[str, str]) -> None:
    """P26: whatever is sent, it is taken, or each fault names its field and its rule."""
    person = Person()
    told = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    response = person.send("/report", form_of(person, "/report"), **told)
    assert response.status_code in (303, 422)
    if response.status_code == 422:
        assert re.search(r'href="#[a-z-]+">.*?Rule:', response.content.decode(), re.S)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_nothing_typed_beside_a_receipt_reaches_a_fault_of_ours(stage: Stage, text: str) -> None:
    """P26: a receipt is matched, or the words that do not match are named."""
    reporter, status = web_stage.report()
    response = typed_again(reporter, status, text.encode("utf-8", "replace").decode())
    assert response.status_code == 422
    assert "match" in response.content.decode()
