# SPDX-License-Identifier: Apache-2.0
"""Tokens for programs, made and ended on a page, with script off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys import web_stage
from tests.journeys.api_stage import Program
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def made(person: Person) -> Program:
    """A program with the token that the page showed."""
    form = web_stage.forms(person.read("/tokens/"))[-1]
    page = person.send("/tokens/", form, label="my script", scopes="cases:read", days="7").content.decode()
    [secret] = re.findall(r"comity_[A-Za-z0-9_-]{40,}", page)
    return Program(headers={"Authorization": f"Bearer {secret}"})


def test_a_token_is_made_shown_once_and_ended(stage: Stage) -> None:
    """P10: a program gets a part of what its person may do, and loses it when the person says so."""
    lead = web_stage.with_account("lead")
    program = made(lead)
    assert program.get("/token")["scopes"] == ["cases:read"]
    page = lead.read("/tokens/")
    assert "my script" in page
    assert "comity_" not in page
    [end] = [f for f in web_stage.forms(page) if "end" in f["hidden"]]
    other = web_stage.with_account("member-1")
    assert other.send("/tokens/", _of(other, end)).status_code == 303
    assert program.get("/token")
    assert lead.send("/tokens/", end).status_code == 303
    program.get("/token", 401)


def _of(person: Person, form: dict[str, object]) -> dict[str, object]:
    """The same form, sent by somebody else with a check value of their own."""
    own = web_stage.forms(person.read("/tokens/"))[-1]
    return {**form, "hidden": {**own["hidden"], "end": form["hidden"]["end"]}}  # type: ignore[index]


def test_the_page_of_tokens_is_for_who_is_signed_in(stage: Stage) -> None:
    """P10: and says where to go."""
    Person().read("/tokens/", status=403)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"label": "", "scopes": "cases:read", "days": "7"}, "Give it a name"),
        ({"label": "x", "days": "7"}, "Choose at least one"),
        ({"label": "x", "scopes": "all", "days": "7"}, "Choose at least one"),
        ({"label": "x", "scopes": "cases:read", "days": "9999"}, "Choose for how long"),
    ],
)
def test_a_form_that_lacks_something_says_what(stage: Stage, fields: dict[str, str], says: str) -> None:
    """P26: the field and what it asks for; what was typed stays."""
    lead = web_stage.with_account("lead")
    form = web_stage.forms(lead.read("/tokens/"))[-1]
    response = lead.send("/tokens/", form, **fields)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert f'value="{fields["label"]}"' in response.content.decode()


def test_a_link_from_a_letter_makes_no_token(stage: Stage) -> None:
    """P10, P21: whoever reads somebody's letter is in for hours, and never by a program for a year."""
    guest = Person("lead")
    page = guest.read("/tokens/")
    assert "Sign in with your passkey" in page
    assert "scopes" not in page
    form = {**web_stage.forms(page)[-1], "action": ""}
    sent = guest.send("/tokens/", form, label="theirs", scopes="cases:read", days="365")
    assert sent.status_code == 403
    assert list(stage.court.tokens.of("lead")) == []


def test_a_browser_left_open_makes_no_token(stage: Stage) -> None:
    """P21: a token is a way in for long, so it asks once more who it is."""
    lead = web_stage.with_account("lead", seconds_ago=86_400)
    page = lead.read("/tokens/")
    assert "/your-sign-in/again?next=/tokens/" in page
    sent = lead.send("/tokens/", {**web_stage.forms(page)[-1], "action": ""}, label="x", scopes="cases:read", days="7")
    assert sent.status_code == 403
    assert list(stage.court.tokens.of("lead")) == []
