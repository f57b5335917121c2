# SPDX-License-Identifier: Apache-2.0
"""A version is proposed, commented on, approved and adopted through its pages, by whom the one in force names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.site.linted import read_one
from tests.journeys import house_stage, web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
NEXT = "templates/small"
PLACE = "/governance/"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        house_stage.roll(tmp_path)
        yield opened


def proposed() -> str:
    """A delegate proposes the next version; its address."""
    delegate = Person("delegate-1")
    delegate.do(PLACE, "propose", version=NEXT)
    page = delegate.read(PLACE)
    assert "One version is proposed" in page
    return str(re.findall(r'href="(/governance/[0-9a-f]{32})"', page)[0])


def approved(version: str) -> None:
    """Four delegates say that it may be voted on."""
    for n in (1, 2, 3, 4):
        Person(f"delegate-{n}").do(version, "approve")


def test_a_version_is_proposed_talked_of_and_adopted(stage: Stage) -> None:
    """P6: two weeks in the open, four approvals, then the numbers of the house; no step before its time."""
    version = proposed()
    page = Person().read(version)
    for part in ("Open for comments until", "What it changes against optimism/proposed", "What the linter found"):
        assert part in page
    assert Person().offers(version) == []
    Person("member-1").do(version, "comment", comment="I would keep the appeal.")
    assert "I would keep the appeal." in Person().read(version)
    assert "adopt" not in Person("lead").offers(version)
    approved(version)
    assert "4 of 4 approvals are there." in Person().read(version)
    stage.later(days=14)
    lead = Person("lead")
    told = {"body": "the-token-house", "favour": "51", "against": "49", "abstain": "0", "supply": "300"}
    unread = lead.send(version, lead.form(version, "adopt"), **told)
    assert "only after the linter has read it" in unread.content.decode()
    assert "The linter has not read this version yet." in lead.read(version)
    assert read_one(stage.court)
    assert "The linter has not read" not in lead.read(version)
    assert "Queda alguien que decida" in lead.read(f"/es{version}")
    few = lead.send(version, lead.form(version, "adopt"), **{**told, "supply": "1000"})
    assert few.status_code == 403
    assert "Too little of the supply has voted" in few.content.decode()
    lead.do(version, "adopt", **told)
    assert stage.court.law(stage.clock.at).procedure.id == NEXT  # type: ignore[union-attr]
    assert "Adopted for cases opened from" in Person().read(version)


@pytest.mark.parametrize(
    ("who", "act", "fields"),
    [
        ("", "comment", {"comment": "x"}),
        ("stranger", "comment", {"comment": "x"}),
        ("member-1", "approve", {}),
        ("delegate-1", "adopt", {"body": "the-token-house"}),
        ("member-1", "nothing", {}),
    ],
)
def test_who_is_not_named_finds_a_closed_door_with_its_clause(
    stage: Stage, who: str, act: str, fields: dict[str, str]
) -> None:
    """P7: whatever form is sent by hand."""
    version = proposed()
    person = Person(who)
    hidden = {"csrfmiddlewaretoken": _csrf(person), "act": act, "act_id": "a" * 24}
    response = person.send(version, {"action": version, "hidden": hidden}, **fields)
    assert response.status_code == 403
    assert "the version in force names" in response.content.decode()


def _csrf(person: Person) -> str:
    """A form of another page brings the cookie."""
    form = next(f for f in web_stage.forms(person.read("/report")) if "csrfmiddlewaretoken" in f["hidden"])
    return str(form["hidden"]["csrfmiddlewaretoken"])


def test_nothing_typed_is_lost_and_each_error_names_its_rule(stage: Stage) -> None:
    """P26: numbers that are none, and a date that is none."""
    version = proposed()
    approved(version)
    stage.later(days=14)
    lead = Person("lead")
    told = {"body": "the-token-house", "favour": "many", "against": "49", "since": "soon"}
    page = lead.send(version, lead.form(version, "adopt"), **told).content.decode()
    for part in ('value="many"', 'value="49"', "Give a whole number", "Give a date and an hour"):
        assert part in page


def test_a_version_is_taken_back_by_who_proposed_it_alone(stage: Stage) -> None:
    """P10: nobody withdraws in the name of another."""
    version = proposed()
    assert "withdraw" not in Person("delegate-2").offers(version)
    Person("delegate-1").do(version, "withdraw")
    assert "It was taken back" in Person().read(version)
    assert Person("delegate-1").offers(version) == []


ANYTHING = st.text(st.characters(codec="utf-8", exclude_categories=()), max_size=60)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.dictionaries(st.sampled_from(["act", "act_id", "comment", "body", "since", "version"]), ANYTHING))
def test_nothing_that_is_sent_about_a_version_breaks_it(form: dict[str, Any], sent: dict[str, Any]) -> None:
    """P26: no input reaches a 5xx."""
    assert form["person"].send(form["action"], form, **sent).status_code in (303, 403, 422)


@pytest.fixture
def form(stage: Stage) -> dict[str, Any]:
    version, delegate = proposed(), Person("delegate-1")
    return {**delegate.form(version, "comment"), "action": version, "person": delegate}
