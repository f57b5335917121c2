# SPDX-License-Identifier: Apache-2.0
"""Requests, the register of authorities, past cases: their pages carry what others lack; holders alone send it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from comity.desk import sealing
from comity.desk.keys import Fresh
from comity.desk.past import PAST
from comity.desk.petitions import DEMANDS, PETITIONS
from comity.desk.ports import Wrapped
from comity.desk.sealing import Identity, Reader
from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.test_web_past_cases import HERE, TEXT, line, take
from tests.journeys.test_web_sealed_papers import AGE
from tests.journeys.test_web_your_data import ORDER, WORDS, YOURS, ask, demand, requests
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path, procedure="fernhollow/2026") as found:
        yield found


def enrol(stage: Stage, person: str) -> Identity:
    """This person made a key in their browser."""
    own = AGE.fresh()
    kept = base64.b64encode(AGE.seal(own.secret.encode(), [own.recipient])).decode()
    fresh = Fresh(recipient=own.recipient, wrapped=(Wrapped(by="phrase", label="", blob=kept),))
    stage.court.keys.make(person, fresh, act_id=f"the-key-of-{person}", at=stage.clock.at)
    return own


def asked(stage: Stage) -> tuple[str, str]:
    ask(Person("passer-by"), YOURS)
    return requests(Person("lead"))[0], WORDS


def demanded(stage: Stage) -> tuple[str, str]:
    _reporter, status = web_stage.report("They made my street public.")
    return demand(stage, Locator(status.rpartition("/")[2]).case), ORDER


def taken(stage: Stage) -> tuple[str, str]:
    take(stage, line(1, "Robin Vale", text=TEXT))
    return HERE, TEXT


def carried(page: str) -> tuple[str, list[dict[str, Any]]]:
    """Where the page has wraps sent, and which it lacks."""
    found = re.search(r'data-missing-to="([^"]+)"><script[^>]*data-missing[^>]*>(.*?)</script>', page, re.DOTALL)
    return (found.group(1), json.loads(unescape(found.group(2)))) if found else ("", [])


def held_by_the_lead(stage: Stage, stream: str) -> str:
    """Nobody else has a wrap of the one text of a stream any more, the house included; its digest."""
    (digest,) = (str(one) for one in stage.court.papers.makes_for(stream, "lead"))
    wraps = stage.court.outside.wraps
    for person in {wrap.person for wrap in wraps.of(digest)} - {"lead"}:
        wraps.drop(digest, person)
    return digest


@pytest.mark.parametrize(
    ("stream", "begin"), [(PETITIONS, asked), (DEMANDS, demanded), (PAST, taken)], ids=["petition", "authority", "past"]
)
def test_its_page_carries_what_others_lack_and_only_a_holder_sends_it(stage: Stage, stream: str, begin: Any) -> None:
    """P10, P13: who reads without a wrap reads that it is sealed; once a holder opened the page they read it."""
    keys = {person: enrol(stage, person) for person in ("lead", "member-1")}
    here, text = begin(stage)
    lead, later = Person("lead", client=Client()), Person("member-1", client=Client())
    digest = held_by_the_lead(stage, stream)
    shown = later.read(here)
    assert "opens their key on this page" in unescape(shown)
    assert escape(text) not in shown
    assert carried(shown) == ("", [])
    to, (lacking,) = carried(lead.read(here))
    assert to == f"/sealed/{stream.replace(':', '/')}/wraps"
    secret = sealing.secret_in(AGE, lead.client.get(lacking["wrap"]).content, [keys["lead"].secret])
    readers = [Reader(**one) for one in lacking["readers"]]
    made = [
        {"digest": digest, "person": name, "key": key, "wrap": base64.b64encode(inside).decode()}
        for (name, key), inside in sealing.wrapped(AGE, secret, readers).items()
    ]
    body = json.dumps({"wraps": made})
    for other in ("", "passer-by", "member-1"):
        refused = Person(other, client=Client()).client.post(to, data=body, content_type="application/json")
        assert refused.status_code == 404
    assert lead.client.post(to, data="[", content_type="application/json").status_code == 422
    answer = lead.client.post(to, data=body, content_type="application/json")
    assert answer.json() == {"kept": len(made)}
    found = re.search(r'data-paper="([^"]+)" data-wrap="([^"]+)"', later.read(here))
    assert found is not None
    sealed, wrap = (later.client.get(unescape(address)).content for address in found.groups())
    assert sealing.text_of(AGE, sealed, sealing.secret_in(AGE, wrap, [keys["member-1"].secret])).decode() == text
