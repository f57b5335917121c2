# SPDX-License-Identifier: Apache-2.0
"""A liaison raises what somebody agreed to, follows it up, and says how the council is doing to who oversees it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.core import council
from comity.edge.web.locator import from_form, typed
from tests.journeys import web_stage
from tests.journeys.test_web_files_beside_a_text import PNG, down, on_disk, upload
from tests.journeys.web_stage import HOUSE, Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
LIAISON = "liaison-1"
WORDS = "Two people talk past each other in the harvest thread."
NOTE = "It took the council nine days to answer, three times."
ABOUT = "/about-the-council"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        law = opened.court.laws.named(web_stage.PROPOSED).procedure
        for role, person in (("liaison", LIAISON), ("liaison", "liaison-2"), ("appeal-panel", "panel-1")):
            body = law.roles[role].filled_by[0]
            acts: list[tuple[Any, str]] = [(council.Appoint(role=role, person=person, body=body), body)]
            if law.roles[role].elected:
                taken = (council.TakeSeat(role=role, person=person), person)
                acts = [(council.Elect(role=role, persons=(person,), body=body), body), taken]
            for n, (command, actor) in enumerate(acts):
                opened.court.perform(
                    command, act_id=f"seat/{person}/{n}", actor=actor, stream="council:sample", at=opened.clock.at
                )
        yield opened


def raise_form(person: Person, kind: str) -> dict[str, Any]:
    return next(f for f in web_stage.forms(person.read(f"/liaison/raise/{kind}")) if "receipt" in f["hidden"])


def raised(person: Person, kind: str, **fields: Any) -> tuple[str, str]:
    """Raise it; the liaison's page afterwards, and the status page that its receipt leads to."""
    form = raise_form(person, kind)
    response = person.send(f"/liaison/raise/{kind}", form, **fields)
    assert response.status_code == 303, re.findall(r'class="error".*?</p>', response.content.decode(), re.S)
    page = person.read(response.headers["Location"])
    found = typed(" ".join(web_stage.words_on(page)))
    return page, f"/status/{found.bits}" if found else ""


def note_form(person: Person) -> dict[str, Any]:
    return next(f for f in web_stage.forms(person.read(ABOUT)) if "words" in f["names"])


def test_a_tear_is_raised_for_somebody_who_agreed_and_stays_theirs(stage: Stage) -> None:
    """P4: the receipt is handed over; the reporter takes it back, and the liaison sees that."""
    liaison = Person(LIAISON)
    _page, status = raised(liaison, "tear", whose="other", consented="yes", words=WORDS, conversation="harvest thread")
    somebody = Person()
    assert "It has arrived" in somebody.read(status)
    [tear] = re.findall(r'href="(/tears/[0-9a-f]+)"', liaison.read("/liaison/").partition("What you raised")[2])
    assert WORDS in liaison.read(tear)
    somebody.do(status, "withdraw")
    assert "Its reporter took it back." in liaison.read("/liaison/")


@pytest.mark.parametrize("kind", ["tear", "report"])
def test_files_lie_beside_what_is_raised_for_somebody(stage: Stage, kind: str) -> None:
    """P4, P21: whoever it is told for opens them by their receipt; a form that was not taken keeps none."""
    liaison = Person(LIAISON)
    more: dict[str, Any] = (
        {"conversation": "harvest thread"} if kind == "tear" else {"intake": "report", "concerned": "none"}
    )
    form = raise_form(liaison, kind)
    fields: dict[str, Any] = {"whose": "other", "words": WORDS, "files": [upload()], **more}
    refused = liaison.send(f"/liaison/raise/{kind}", form, **fields)
    assert refused.status_code == 422
    assert "Choose them once more" in refused.content.decode()
    assert not on_disk(stage)
    fields["files"] = [upload(), upload(b"what was said\n", "log.txt")]
    assert liaison.send(f"/liaison/raise/{kind}", form, **fields, consented="yes").status_code == 303
    assert len(on_disk(stage)) == 2
    found = from_form(form["hidden"]["receipt"])
    assert found is not None
    page = f"/status/{found.bits}"
    assert Person().read(page).count("A file of about") == 2
    links = re.findall(rf'href="({page}/papers/[0-9a-f]{{64}}/open)"', liaison.read(page))
    assert sorted((down(liaison, one)[1] for one in links), key=len) == [b"what was said\n", PNG]


def test_nothing_is_raised_for_somebody_without_their_consent(stage: Stage) -> None:
    """P4: the form is held, what was typed stays, and the rule is named; no tear and no case."""
    liaison, before = Person(LIAISON), stage.cases()
    for kind, more in (("tear", {}), ("report", {"intake": "report", "concerned": "none"})):
        answer = liaison.send(f"/liaison/raise/{kind}", raise_form(liaison, kind), whose="other", words=WORDS, **more)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "the recorded consent of whoever it is told for" in page
        assert WORDS in page
    assert stage.cases() == before
    assert "Nothing yet." in liaison.read("/liaison/")


def test_a_report_is_raised_with_consent_and_followed_up(stage: Stage) -> None:
    """P4, P10: who is concerned is asked; the record says through whom it came; the liaison reads no word again."""
    liaison = Person(LIAISON)
    told = {"intake": "report", "concerned": "none", "words": WORDS}
    _page, status = raised(liaison, "report", whose="other", consented="yes", **told)
    [case] = stage.cases()[:1]
    assert stage.court.desk.state(case).state.through == LIAISON
    assert "Your report is being heard" in Person().read(status) or "waits" in Person().read(status)
    desk = liaison.read("/liaison/")
    assert f"/chambers/case/{case.removeprefix('case:')}" in desk
    assert WORDS not in liaison.read(f"/chambers/case/{case.removeprefix('case:')}")
    assert case.removeprefix("case:") not in Person("liaison-2").read("/liaison/")


def test_what_a_liaison_saw_needs_a_conversation_and_no_consent(stage: Stage) -> None:
    """P20: a conversation, never a person; the liaison tells it in the own name and may take it up."""
    liaison = Person(LIAISON)
    answer = liaison.send("/liaison/raise/tear", raise_form(liaison, "tear"), whose="own", words=WORDS)
    assert answer.status_code == 422
    page, _status = raised(liaison, "tear", whose="own", words=WORDS, conversation="harvest thread")
    [tear] = re.findall(r'href="(/tears/[0-9a-f]+)"', page)
    liaison.do(tear, "listen")
    liaison.do(tear, "quiet-word", conversation="harvest thread")
    assert "A quiet word was had: harvest thread" in liaison.read(tear)


def test_raising_twice_is_raising_once(stage: Stage) -> None:
    """P1: a double click is one tear."""
    liaison = Person(LIAISON)
    form, fields = raise_form(liaison, "tear"), {"whose": "own", "words": WORDS, "conversation": "harvest thread"}
    first, second = (liaison.send("/liaison/raise/tear", form, **fields) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]


def test_what_is_said_about_the_council_reaches_who_oversees_it_and_nobody_in_it(stage: Stage) -> None:
    """P10, P19: liaisons and the panel read it, delegates of the house too; members and lead find no such page."""
    rolls = stage.court.outside.rolls
    folder: Path = rolls._folder  # type: ignore[attr-defined]
    folder.mkdir(parents=True, exist_ok=True)
    roll = {"digest": "0" * 64, "weights": {"delegate-1": 5, "member-1": 3}, "amount": 8}
    (folder / f"{HOUSE}.json").write_text(json.dumps(roll), "utf-8")
    liaison = Person(LIAISON)
    assert liaison.send(ABOUT, note_form(liaison), words=NOTE, report="liaisons-report").status_code == 303
    for reader in (LIAISON, "liaison-2", "panel-1", "delegate-1"):
        assert NOTE in Person(reader).read(ABOUT), reader
    for other in ("member-1", "member-2", "lead", "somebody"):
        Person(other).read(ABOUT, status=404)
    assert "About the council" in Person("panel-1").read("/")
    assert Person().client.get(ABOUT).status_code == 403


def test_who_oversees_reads_and_does_not_write(stage: Stage) -> None:
    """P7: no form is offered, and one that is sent all the same is refused with its clause."""
    liaison, panel = Person(LIAISON), Person("panel-1")
    form = note_form(liaison)
    page = panel.read(ABOUT)
    assert "Seal and file it" not in page
    form["hidden"]["csrfmiddlewaretoken"] = web_stage.forms(page)[0]["hidden"]["csrfmiddlewaretoken"]
    answer = panel.send(ABOUT, form, words=NOTE)
    assert answer.status_code == 403
    assert "Only liaisons write about the council here." in answer.content.decode()


def test_the_liaison_desk_is_for_liaisons(stage: Stage) -> None:
    """P10: for whoever is none there is no such page."""
    for path in (
        "/liaison/",
        "/liaison/raise/tear",
        "/liaison/reports",
        "/liaison/hand-over",
        f"/liaison/raised/{'0' * 32}",
    ):
        Person("member-1").read(path, status=404)
        assert Person().client.get(path).status_code == 403
    Person(LIAISON).read(f"/liaison/raised/{'0' * 32}", status=404)
    Person(LIAISON).read("/liaison/raise/support", status=404)
    assert "What is handed over" in Person(LIAISON).read("/liaison/hand-over")


def test_the_liaisons_file_their_own_report(stage: Stage) -> None:
    """P19: nothing to report is one click for them too."""
    liaison = Person(LIAISON)
    page = liaison.read("/liaison/reports")
    assert "The liaisons" in page
    form = next(f for f in web_stage.forms(page) if f["hidden"].get("act") == "nil")
    assert liaison.send("/liaison/reports", form).status_code == 303
    assert "nothing to report" in liaison.read("/liaison/reports")


ANYTHING = st.text(max_size=60) | st.sampled_from(["", "own", "other", "yes", "none", "report", "\x00", "x" * 300])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(fields=st.dictionaries(st.sampled_from(
    ["whose", "consented", "conversation", "words", "intake", "concerned", "part", "receipt", "seat-member", "report",
     "act", "act_id", "choice", "chairs", "mended", "number-received"]), ANYTHING))  # fmt: skip
def test_no_form_of_these_doors_ever_breaks(stage: Stage, fields: dict[str, str]) -> None:
    """P26: whatever is sent, the answer has words; never a fault of ours."""
    liaison, member = Person(LIAISON), Person("member-1")
    for person, path in (
        (liaison, "/liaison/raise/tear"), (liaison, "/liaison/raise/report"), (liaison, ABOUT),
        (liaison, "/liaison/reports"), (member, "/chambers/reports"),
    ):  # fmt: skip
        token = web_stage.forms(person.read(path))[0]["hidden"]["csrfmiddlewaretoken"]
        answer = person.client.post(path, {**fields, "csrfmiddlewaretoken": token})
        assert answer.status_code in (200, 303, 403, 422), f"{path}: {answer.status_code}"
