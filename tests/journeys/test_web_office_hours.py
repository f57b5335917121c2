# SPDX-License-Identifier: Apache-2.0
"""Somebody sits before a member of the council, who takes their report in: with consent, and the receipt is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.html import escape

from comity.edge.web import locator
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage, forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
HERE = "/liaison/raise/report"
WORDS = "They read my letter aloud."


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path, procedure="fernhollow/2026") as found:
        yield found


def sent(person: Person, **fields: Any) -> Any:
    (form,) = [f for f in forms(person.read(HERE)) if "receipt" in f["hidden"]]
    told = {
        "whose": "other",
        "consented": "yes",
        "channel": "in-person",
        "words": WORDS,
        "concerned": "none",
        "intake": "report",
    }
    return person.send(HERE, form, **{**told, **fields})


def test_a_member_takes_a_report_in_for_somebody_who_gets_the_receipt(stage: Stage) -> None:
    """P3, P4: who told it for whom and how it came are on the record; the words lead whoever it is back."""
    member = Person("member-1")
    assert HERE in member.read("/chambers/docket")
    answer = sent(member)
    assert answer.status_code == 303
    words = web_stage.words_on(member.read(answer.headers["Location"]))
    receipt = locator.typed(" ".join(words))
    assert receipt is not None
    case = stage.court.case(receipt.case)[1]
    assert (case.through, case.channel) == ("member-1", "in-person")
    assert case.bench.parties[receipt.person].roles == ("reporter",)
    assert "came by in person" in Person("lead").read(f"/chambers/case/{receipt.case.removeprefix('case:')}").lower()
    assert re.search(r"is being heard", Person().read(f"/status/{receipt.bits}"))


def test_without_consent_or_for_themselves_a_member_takes_nothing_in(stage: Stage) -> None:
    """P4, P26: each beside its field, and nothing typed is lost; a tear is the liaisons' and whose it is."""
    member = Person("member-1")
    for fields in ({"consented": ""}, {"whose": "own"}, {"whose": ""}, {"channel": "form"}, {"words": ""}):
        answer = sent(member, **fields)
        assert answer.status_code == 422, fields
        assert not fields.get("words", "x") or escape(WORDS) in answer.content.decode()
    assert member.client.get("/liaison/raise/tear").status_code == 404
    assert member.client.get("/liaison/").status_code == 404
    assert Person("passer-by").client.get(HERE).status_code == 404
    assert stage.cases() == []
