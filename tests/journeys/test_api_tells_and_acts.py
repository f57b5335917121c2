# SPDX-License-Identifier: Apache-2.0
"""What pages do, done by programs: telling, coming back by receipt, acting in a case, under the same law."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.core import ballot
from comity.desk import tokens
from comity.edge.api import limits
from comity.edge.store import models
from tests.journeys import api_stage, house_stage, web_stage
from tests.journeys.api_stage import Program, key, report, with_receipt, with_token
from tests.journeys.web_stage import MEMBERS, Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
NEVER = "0" * 12


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    limits.BUCKETS.clear()
    with web_stage.opened(tmp_path) as opened:
        yield opened
    limits.BUCKETS.clear()


def offered(program: Program, ref: str) -> set[str]:
    """The acts that are open to a program's person in a case."""
    return {one["act"] for one in program.get(f"/cases/{ref}")["options"]}


def act(program: Program, ref: str, name: str, **fields: Any) -> Any:
    """Do one act in a case."""
    return program.post(f"/cases/{ref}/acts", {"act": name, **fields}, key=key())


def screened(lead: Program) -> tuple[Program, str]:
    """A report whose exact words wait for the reporter; the reporter and the case."""
    reporter, ref = report()
    act(lead, ref, "enter-party", party={"roles": ["respondent"], "kind": "person", "known_as": "Somebody"})
    declare(lead, ref)
    act(lead, ref, "screen", choice="in-scope")
    act(lead, ref, "propose-words", text="You are said to have made a street public.")
    return reporter, ref


def declare(program: Program, ref: str) -> None:
    """Say that one is free of everybody who is entered, where that is to be said before one reads."""
    parties = program.get(f"/cases/{ref}")["to_declare"]
    if parties:
        act(program, ref, "declare-free", parties=parties)


@pytest.fixture
def lead(stage: Stage) -> Program:
    return with_token(stage, "lead")


def test_a_report_comes_in_and_its_receipt_leads_back(stage: Stage) -> None:
    """P3: the receipt alone; P2: no account; P21: the words stand in no answer but the reporter's own paper."""
    program, ref = report("What I saw.")
    told = program.get("/status")
    assert told["kind"] == "case"
    assert told["case"]["ref"] == ref
    [paper] = [p for p in told["case"]["papers"] if p["kind"] == "report"]
    assert program.get(f"/cases/{ref}/papers/{paper['digest']}")["text"] == "What I saw."
    assert "What I saw." not in str(told)
    assert [one["ref"] for one in program.get("/cases")["cases"]] == [ref]


def test_the_same_key_is_the_same_report(stage: Stage) -> None:
    """P1: an answer that was lost on the way is asked for again, and there is one report."""
    again, known = key(), len(stage.cases())
    first = Program().post("/reports", {"words": "Once."}, 201, key=again)
    second = Program().post("/reports", {"words": "Once."}, 200, key=again)
    assert second == {**first, "repeated": True}
    assert len(stage.cases()) == known + 1


def test_a_key_of_too_few_bits_makes_no_receipt(stage: Stage) -> None:
    """P3: whoever could guess the key could come back in the reporter's place."""
    told = Program().post("/reports", {"words": "Once."}, 422, key="k" * 16)
    assert told["faults"][0]["field"] == "Idempotency-Key"


def test_a_tear_is_told_and_taken_back(stage: Stage) -> None:
    """P2: the small tear has a door of its own; P4: it notifies nobody."""
    told = Program().post("/tears", {"words": "A cold answer.", "support": False}, 201, key=key())
    program = with_receipt(told["receipt"])
    assert program.get("/status")["choices"] == ["withdraw", "support", "report"]
    once = key()
    assert program.post("/status/acts", {"act": "withdraw"}, key=once)["repeated"] is False
    assert program.post("/status/acts", {"act": "withdraw"}, key=once)["repeated"] is True
    assert program.get("/status")["choices"] == []
    no = program.post("/status/acts", {"act": "withdraw"}, 403, key=key())
    assert no["clause"]["id"]


def test_a_case_goes_from_the_report_to_the_vote(stage: Stage, lead: Program) -> None:
    """P4: the other side learns nothing before the reporter agreed; P11: a ballot is answered with its mark alone."""
    reporter, ref = screened(lead)
    respondent = with_token(stage, respondent_of(stage, ref))
    assert respondent.get(f"/cases/{ref}", 404)["title"] == "Nothing here"
    reporter.post("/status/acts", {"act": "agree-words", "choice": "yes"}, key=key())
    stage.later(hours=1)
    act(respondent, ref, "read-summons")
    act(respondent, ref, "answer", text="I copied it from a public list.")
    stage.later(hours=1)
    member = with_token(stage, MEMBERS[0])
    declare(member, ref)
    assert {"write-perspective", "vote-occurred"} <= offered(member, ref)
    told = act(member, ref, "vote-occurred", choice="no", about=respondent_of(stage, ref))
    with stage.court.desk.store.reading() as unit:
        lying = [slip for slips in unit.boxes.slips(f"case:{ref}").values() for slip in slips]
    assert told["ballot"] in {ballot.mark(slip) for slip in lying}
    assert "vote-occurred" not in offered(member, ref)


def respondent_of(stage: Stage, ref: str) -> str:
    parties = stage.court.desk.state(f"case:{ref}").state.bench.parties.values()
    return str(next(p.person for p in parties if "respondent" in p.roles))


def test_the_same_act_twice_is_done_once(stage: Stage, lead: Program) -> None:
    """P24: though the paper that came with it is sealed anew each time."""
    _reporter, ref = report()
    once = key()
    body = {"act": "add-evidence", "text": "A link to the thread."}
    assert lead.post(f"/cases/{ref}/acts", body, key=once)["repeated"] is False
    version = stage.court.desk.state(f"case:{ref}").version
    assert lead.post(f"/cases/{ref}/acts", body, key=once)["repeated"] is True
    assert stage.court.desk.state(f"case:{ref}").version == version


def test_a_refusal_cites_its_clause_and_says_what_is_possible(stage: Stage, lead: Program) -> None:
    """P7: for programs as for people; and the same key gets the same refusal."""
    _reporter, ref = report()
    once = key()
    told = lead.post(f"/cases/{ref}/acts", {"act": "decide"}, 403, key=once)
    assert told["clause"]["href"].startswith("/procedure/optimism/proposed#")
    assert {one["act"] for one in told["possible"]} >= {"screen"}
    assert lead.post(f"/cases/{ref}/acts", {"act": "decide"}, 403, key=once) == told


def test_what_was_typed_as_the_name_of_an_act_is_not_kept(stage: Stage, lead: Program) -> None:
    """P21: neither by a program nor by a form; the refusal is kept, and says its field, its clause and the ways on."""
    _reporter, ref = report()
    once, typed = key(), "Ada-lives-in-the-green-house"
    told = lead.post(f"/cases/{ref}/acts", {"act": typed}, 422, key=once)
    assert told["clause"]["id"] == "P7"
    assert told["possible"]
    assert lead.post(f"/cases/{ref}/acts", {"act": typed}, 422, key=once) == told
    person, case = Person("lead"), f"/chambers/case/{ref}"
    form = person.form(case, "add-evidence")
    form["hidden"]["act"] = typed
    assert person.send(case, form).status_code == 403
    kept = list(models.Act.objects.exclude(refusal="").values_list("refusal", flat=True))
    assert len(kept) == 2
    assert not any("Ada" in refusal for refusal in kept)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "words"),
        ({"words": ""}, "words"),
        ({"words": "x" * 20_001}, "words"),
        ({"words": "a secret\x00word"}, "words"),
        ({"words": "a secret", "intake": "never"}, "intake"),
        ({"words": "a secret", "concerned": ["nobody-here"]}, "concerned"),
        ({"words": "a secret", "part": "king"}, "part"),
        ({"words": "a secret", "about_yourself": ["taller"]}, "about_yourself"),
        ({"words": "a secret", "unknown": 1}, "unknown"),
    ],
)
def test_what_cannot_be_read_names_field_and_rule_and_repeats_nothing(
    stage: Stage, body: dict[str, Any], field: str
) -> None:
    """P26: the field and the rule; P21: never the words."""
    told = Program().post("/reports", body, 422, key=key())
    assert told["faults"][0]["field"] == field
    assert told["faults"][0]["rule"]
    assert "secret" not in str(told)


def test_a_body_that_is_no_json_is_told_so(stage: Stage) -> None:
    """P26: no traceback and no page."""
    response = Program().client.post(f"{api_stage.BASE}/reports", data="{", content_type="application/json")
    assert (response.status_code, response.headers["Content-Type"]) == (400, api_stage.PROBLEM)
    huge = Program().client.post(f"{api_stage.BASE}/reports", data="x" * 3_000_000, content_type="application/json")
    assert (huge.status_code, huge.headers["Content-Type"]) == (413, api_stage.PROBLEM)


@pytest.mark.parametrize(
    "path", ["/nothing", "/registry/zz", f"/registry/{NEVER}", "/seasons/never", "/procedures/a/b"]
)
def test_an_address_that_leads_nowhere_is_a_problem_document(stage: Stage, path: str) -> None:
    """P26: below /api/ every answer is for programs."""
    response = Program().client.get(f"{api_stage.BASE}{path}")
    assert response.status_code in (404, 422)
    assert response.headers["Content-Type"] == api_stage.PROBLEM


def test_another_method_is_told_so(stage: Stage) -> None:
    """P26: with the methods that there are."""
    response = Program().client.put(f"{api_stage.BASE}/registry")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")
    assert response.headers["Content-Type"] == api_stage.PROBLEM


def test_the_case_of_somebody_else_looks_like_none(stage: Stage) -> None:
    """P10: byte for byte, whichever way one asks."""
    _reporter, ref = report()
    stranger = with_token(stage, "nobody-here")
    other, _ref = report("Another matter.")
    for program in (stranger, other):
        for path in ("", f"/papers/{'0' * 64}"):
            hidden, never = (
                program.client.get(f"{api_stage.BASE}/cases/{one}{path}", headers=program.headers)
                for one in (ref, NEVER)
            )
            assert (hidden.status_code, hidden.content) == (404, never.content)
        body = {"act": "screen", "choice": "in-scope"}
        assert program.post(f"/cases/{ref}/acts", body, 404) == program.post(f"/cases/{NEVER}/acts", body, 404)
    assert stranger.get("/cases") == {"cases": [], "next": ""}
    assert stranger.get("/windows") == {"windows": []}


def test_a_token_does_what_it_was_made_for_and_no_longer_than_said(stage: Stage) -> None:
    """P10: a program gets a part of what its person may do, for a time."""
    _reporter, ref = report()
    reads = with_token(stage, "lead", tokens.READ, days=2)
    assert reads.get(f"/cases/{ref}")["ref"] == ref
    assert reads.post(f"/cases/{ref}/acts", {"act": "screen"}, 403)["scope"] == tokens.ACT
    assert reads.get("/windows", 403)["scope"] == tokens.VOTE
    assert reads.get("/token")["person"] == "lead"
    stage.clock.at += timedelta(days=3)
    assert "WWW-Authenticate" in Program().client.get(f"{api_stage.BASE}/token", headers=reads.headers).headers
    reads.get("/token", 401)


def test_a_token_can_end_itself_and_is_kept_as_a_digest_only(stage: Stage) -> None:
    """P21: whoever reads the database gets no token."""
    from comity.edge.store.models import Token

    program = with_token(stage, "lead")
    secret = program.headers["Authorization"].removeprefix("Bearer ")
    assert secret not in str(list(Token.objects.values()))
    assert program.client.delete(f"{api_stage.BASE}/token", headers=program.headers).status_code == 204
    program.get("/token", 401)


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer nope"}, {"Comity-Receipt": "1" * 32}, {"Cookie": "x"}]
)
def test_nobody_is_let_in_without_token_or_receipt(stage: Stage, headers: dict[str, str]) -> None:
    """P10: a cookie of the pages opens nothing here either."""
    program = Program(headers=headers)
    program.client.cookies.update(Person("lead").client.cookies)
    program.get("/cases", 401)
    program.get("/token", 401)


def test_a_flood_from_one_stops_nobody_else(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """P1: who has a receipt is counted by it alone; who reports from elsewhere is not counted with the flood."""
    program, _ref = report()
    spare = Program().post("/reports", {"words": "Before."}, 201, key=(known := key()))
    flood, elsewhere = "93.184.216.7", "93.184.216.8"
    for _ in range(limits.FILING.burst + 40):
        last = _file(flood)
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) >= 1
    assert last.json()["type"].endswith("#too-many")
    assert _file(elsewhere).status_code == 201
    there = Program().client.get(f"{api_stage.BASE}/status", headers=program.headers, REMOTE_ADDR=flood)
    assert there.status_code == 200
    assert Person().read("/report/report")
    assert spare["receipt"]
    assert known


def _file(address: str) -> Any:
    return Program().client.post(
        f"{api_stage.BASE}/reports", data={"words": "x"}, content_type="application/json", REMOTE_ADDR=address
    )


@pytest.mark.parametrize(
    ("address", "forwarded", "counted"),
    [
        ("93.184.216.7", "", ("93.184.216.7", False)),
        ("93.184.216.7", "93.184.217.1", ("93.184.216.7", False)),
        ("127.0.0.1", "10.0.0.1, 93.184.216.9", ("93.184.216.9", False)),
        ("127.0.0.1", "", ("shared 127.0.0.1", True)),
        ("10.1.2.3", "nonsense", ("shared 10.1.2.3", True)),
        ("2001:db8:1:2:3::4", "", ("shared 2001:db8:1:2:3::4", True)),
        ("2a00:1450:4001:80b::200e", "", ("2a00:1450:4001:80b::/64", False)),
        ("", "", ("shared ", True)),
    ],
)
def test_callers_are_told_apart_by_their_network(address: str, forwarded: str, counted: tuple[str, bool]) -> None:
    """P1: nobody shares a narrow limit with strangers, and nobody slips out of one by a header."""
    assert limits.network(address, forwarded) == counted


def test_a_delegate_votes_in_the_window_and_changes_the_vote(stage: Stage, tmp_path: Path) -> None:
    """P15: whole units as text, what is needed and the distance; for who is not on the roll there is no window."""
    house_stage.roll(tmp_path)
    house_stage.before_the_house(stage)
    delegate, stranger = with_token(stage, "delegate-1"), with_token(stage, "member-1")
    [line] = delegate.get("/windows")["windows"]
    path = f"/windows/{line['id']}"
    assert stranger.get("/windows") == {"windows": []}
    assert stranger.get(path, 404) == stranger.get("/windows/" + "0" * 12, 404)
    no = delegate.post(f"{path}/votes", {"choice": "veto"}, 422, key=key())
    assert no["faults"][0]["field"] == "ground"
    once, objects = key(), {"choice": "veto", "ground": delegate.get(path)["grounds"][0]["id"]}
    assert delegate.post(f"{path}/votes", objects, key=once)["repeated"] is False
    assert delegate.post(f"{path}/votes", objects, key=once)["repeated"] is True
    told = delegate.get(path)
    assert (told["veto"], told["needed"], told["distance"]) == ("7000000", "12000001", "5000001")
    assert (told["your_weight"], told["your_choice"]) == ("7000000", "veto")
    delegate.post(f"{path}/votes", {"choice": "stand"}, key=key())
    assert delegate.get(path)["veto"] == "0"
    assert stranger.post(f"{path}/votes", {"choice": "veto"}, 404)


def test_a_copy_of_ones_own_is_to_be_had_by_a_program(stage: Stage, lead: Program) -> None:
    """P17, P21: what a party wrote and what both were told, and nothing of the other; for others there is no case."""
    reporter, ref = screened(lead)
    copy = reporter.get(f"/cases/{ref}/copy")
    assert {paper["kind"] for paper in copy["papers"]} == {"report", "words"}
    assert "They made my street public." in {paper["text"] for paper in copy["papers"]}
    assert copy["part"] == ["reporter"]
    assert copy["kept"] == []
    for program in (lead, with_token(stage, "passer-by")):
        program.get(f"/cases/{ref}/copy", 404)
    lead.get("/cases/none/copy", 404)


def test_a_program_asks_about_ones_own_data_and_reads_the_answer(stage: Stage, lead: Program) -> None:
    """P7, P24, P26: once for each key; a case that is not one's own and one that never was are the same fault."""
    reporter, ref = screened(lead)
    stranger, once = with_token(stage, "passer-by"), key()
    body = {"kind": "access", "text": "Do you have my street?"}
    first = reporter.post("/requests", {**body, "ref": ref}, 201, key=once)
    again = reporter.post("/requests", {**body, "ref": ref}, 201, key=once)
    assert (again["id"], again["repeated"]) == (first["id"], True)
    wrong = [stranger.post("/requests", {**body, "ref": named}, 422, key=key()) for named in (ref, "none")]
    assert wrong[0]["faults"] == wrong[1]["faults"]
    stranger.post("/requests", {**body, "kind": "everything"}, 422, key=key())
    Person("lead").do(
        f"/chambers/requests/{first['id']}", "answer", outcome="granted", clause="gdpr-15", words="Yes, until May."
    )
    (one,) = reporter.get("/requests")["requests"]
    assert (one["outcome"], one["clause"], one["answer"]["text"]) == ("granted", "gdpr-15", "Yes, until May.")
    assert one["words"]["text"] == "Do you have my street?"
    assert stranger.get("/requests") == {"requests": []}
    assert lead.get("/requests") == {"requests": []}
