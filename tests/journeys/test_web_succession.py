# SPDX-License-Identifier: Apache-2.0
"""The key for successors through HTTP, without script: who sees which page, and what is refused and how (P13)."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.core import council
from comity.desk import sealing
from comity.desk.succession import Dealt
from comity.edge.age import Rage
from tests.journeys import web_stage
from tests.journeys.test_web_sealed_in_the_browser import with_key
from tests.journeys.web_stage import Person, Stage, with_account

AGE = Rage()
HOLDERS = ("guest-1", "guest-2", "lead")
PAGES = ("/for-successors/ceremony", "/for-successors/share", "/for-successors/asking")


@pytest.fixture
def stage(tmp_path: Path, db: None, static_files: None) -> Iterator[Stage]:
    """A council with two guests beside it; everybody who may hold a share has a key."""
    with web_stage.opened(tmp_path) as found:
        for n, person in enumerate(("guest-1", "guest-2")):
            command = council.Appoint(role="guest", person=person, body="community")
            at = found.clock.at
            found.court.perform(command, act_id=f"guest-{n}", actor="community", stream="council:sample", at=at)
        for person in (*HOLDERS, "member-1"):
            with_key(found, person)
        yield found


def sealed_to(stage: Stage, person: str, text: str) -> str:
    own = stage.court.keys.own(person)
    assert own is not None
    return base64.b64encode(AGE.seal(text.encode(), [own.recipient])).decode()


def shares(stage: Stage, *holders: str) -> list[dict[str, str]]:
    """What a browser would send: here the shares are texts, for the server never joins any."""
    found = []
    for holder in holders:
        own = stage.court.keys.own(holder)
        assert own is not None
        mark = hashlib.sha256(f"share of {holder}".encode()).hexdigest()
        found.append(
            {"holder": holder, "key": own.id, "mark": mark, "sealed": sealed_to(stage, holder, f"share of {holder}")}
        )
    return found


def kept(stage: Stage) -> None:
    """A key for successors that any two of the three join."""
    dealt = [
        Dealt(holder=o["holder"], key=o["key"], mark=o["mark"], sealed=base64.b64decode(o["sealed"]))
        for o in shares(stage, *HOLDERS)
    ]
    recipient = AGE.fresh().recipient
    stage.court.succession.make("lead", recipient, 2, dealt, act_id="made-elsewhere-0", at=stage.clock.at)


def asked(stage: Stage, person: str = "member-1") -> Any:
    """Somebody asks by the form of the page."""
    who = with_account(person)
    return who.do("/for-successors/asking", "ask", ground="Nobody of the former council is left.", **_all(who))


def _all(who: Person) -> dict[str, Any]:
    return {"case": re.findall(r'name="case" value="([^"]+)"', who.read("/for-successors/asking"))}


def test_anybody_reads_how_it_stands_and_only_some_see_more(stage: Stage) -> None:
    """P13: the public count stands on two pages; a page of somebody else's looks like none."""
    page = Person().read("/for-successors/")
    assert "None was made yet." in page
    assert "ceremony" not in page.partition("<main")[2].lower()
    kept(stage)
    page = Person().read("/for-successors/")
    assert "3 that can be given; 2 of them join the key" in page
    assert "2 shares" in page
    assert "Nobody has asked for it." in Person().read("/governance/")
    for path in PAGES:
        assert Person("stranger").client.get(path).status_code == 404
        assert Person().client.get(path).status_code == 403
    assert Person("member-1").client.get(PAGES[0]).status_code == 404
    assert Person("member-2").client.get(PAGES[2]).status_code == 404  # has no key
    for path, person in zip(PAGES, ("lead", "guest-1", "member-1"), strict=True):
        assert "script" in Person(person).read(path) or path == PAGES[2]


def test_nothing_is_done_by_who_came_in_by_a_link(stage: Stage) -> None:
    """P13: a link from a letter is not enough to make the key, to ask, or to say no."""
    kept(stage)
    web_stage.report()
    for path, act in ((PAGES[0], ""), (PAGES[1], "decline"), (PAGES[2], "ask")):
        person = "lead"
        who = Person(person)
        answer = who.client.post(path, {"act": act, "csrfmiddlewaretoken": _token(who, path)})
        assert answer.status_code == 403
        assert "Show first that it is you" in answer.content.decode()
    assert stage.court.succession.broken().asked == 0


def _token(who: Person, path: str) -> str:
    return str(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', who.read(path))[0])


def test_a_ceremony_is_read_with_suspicion(stage: Stage) -> None:
    """P26: what no browser of ours sends is said by its field, and nothing is made."""
    lead = with_account("lead")
    form = next(f for f in web_stage.forms(lead.read(PAGES[0])) if "shares" in f["names"])
    good = {"recipient": AGE.fresh().recipient, "least": "2", "shares": json.dumps(shares(stage, *HOLDERS))}
    wrong: tuple[dict[str, str], ...] = (
        {"least": "x"}, {"least": "1"}, {"least": "4"}, {"recipient": "AGE-SECRET-KEY-1"}, {"shares": "["},
        {"shares": "[1]"}, {"shares": json.dumps([{"holder": 1}])}, {"shares": "[" * 5000},
        {"shares": json.dumps([{**one, "sealed": "é"} for one in shares(stage, *HOLDERS)])},
        {"shares": json.dumps([{**one, "sealed": "eA=="} for one in shares(stage, *HOLDERS)])},
        {"act_id": "x"},
    )  # fmt: skip
    for one in wrong:
        assert lead.send(PAGES[0], form, **{**good, **one}).status_code == 422, one
    refused = lead.send(PAGES[0], form, **{**good, "shares": json.dumps(shares(stage, "lead", "member-1"))})
    assert refused.status_code == 403
    assert "At least one share is held outside the council." in refused.content.decode()
    assert "What you can do instead" in refused.content.decode()
    assert stage.court.succession.now() is None
    assert lead.send(PAGES[0], form, **good, act_id="another-ceremony-1").status_code == 303
    assert stage.court.succession.now() is not None
    assert "The key is split" in lead.read("/for-successors/")


def test_a_holder_says_no_without_script_and_the_public_counts_it(stage: Stage) -> None:
    """P13: asked, two of three do not agree: refused, and counted; nothing of the case is told."""
    kept(stage)
    _reporter, status = web_stage.report()
    assert asked(stage).status_code == 303
    assert "Somebody asks for your share" in Person("lead").read("/chambers/")
    assert "Somebody asks for your share" not in Person("member-2").read("/chambers/")
    for holder in HOLDERS[:2]:
        with_account(holder).do(PAGES[1], "decline")
    page = Person().read("/governance/")
    assert "Asked for 1, opened 0, refused 1." in page
    assert "Asked for 1, opened 0, refused 1." in Person().read("/season/")
    assert status.rpartition("/")[2][:8] not in Person().read("/for-successors/")
    assert "Ask for the shares" in with_account("member-1").read(PAGES[2])


def test_who_asked_is_given_nothing_before_enough_agreed_and_others_never(stage: Stage) -> None:
    """P13: the address of what is joined is a 404 until then; what is sent for it is refused."""
    kept(stage)
    reporter, status = web_stage.report()
    asked(stage)
    asker, path = with_account("member-1"), "/for-successors/asking/papers"
    sent = {"act": "open", "asking": "1", "wraps": "[]"}
    form = asker.form(PAGES[2], "withdraw")
    answers = {}
    for n, holder in enumerate(HOLDERS[:2]):
        assert asker.client.get(path).status_code == 404
        early = asker.send(PAGES[2], form, **{**sent, "act_id": f"too-early-to-open-{n}"})
        assert early.status_code == 403
        who = with_account(holder)
        give = who.form(PAGES[1], "agree")
        broken = who.send(PAGES[1], give, share="é")
        assert broken.status_code == 422
        answers[holder] = who.send(PAGES[1], give, share=sealed_to(stage, "member-1", f"share of {holder}"))
    assert {a.status_code for a in answers.values()} == {303}
    found = json.loads(asker.client.get(path).content)
    assert (found["least"], len(found["shares"])) == (2, 2)
    assert asker.client.get(path).headers["Cache-Control"].count("no-store")
    assert with_account("lead").client.get(path).status_code == 404
    assert Person().client.get(path).status_code == 403
    for wraps in ("[1]", "{}", '[{"digest": "x"}]'):
        assert asker.send(PAGES[2], form, **{**sent, "wraps": wraps, "act_id": "broken-wraps-0001"}).status_code == 422
    assert asker.send(PAGES[2], form, **{**sent, "act_id": "opened-at-last-01"}).status_code == 303
    assert "by the key that is kept for successors" in reporter.read(status)


def test_an_asking_needs_a_case_and_a_ground_and_is_taken_back(stage: Stage) -> None:
    """P26: nothing typed is lost; a case of somebody else's is none of the choices."""
    kept(stage)
    assert "You sit in no open case." in with_account("member-1").read(PAGES[2])
    web_stage.report()
    asker = with_account("member-1")
    form = asker.form(PAGES[2], "ask")
    for fields in ({"ground": "Gone."}, {"ground": "Gone.", "case": ["0" * 32]}, {**_all(asker), "ground": " "}):
        answer = asker.send(PAGES[2], form, **fields)
        assert answer.status_code == 422
        assert ("Gone." in answer.content.decode()) == (fields["ground"] == "Gone.")
    asked(stage)
    assert "It waits for the holders" in asker.read(PAGES[2])
    assert "Take it back" not in with_account("lead").read(PAGES[2])
    asker.do(PAGES[2], "withdraw")
    assert stage.court.succession.asking(stage.clock.at) is None
    key = stage.court.succession.now()
    assert key is not None
    assert sealing.key_id(key.recipient) == key.key
