# SPDX-License-Identifier: Apache-2.0
"""The house votes through its pages, with script off: what it reads, what it casts, what the case hears at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.core.docket import Case
from tests.journeys import house_stage, web_stage
from tests.journeys.house_stage import SUPPLY, before_the_house
from tests.journeys.web_stage import HOUSE, Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
NEEDED = "12\u202f000\u202f001"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        house_stage.roll(tmp_path)
        yield opened


def case_behind(stage: Stage, case: str) -> Case:
    found: Case = stage.court.desk.state(f"case:{case.rpartition('/')[2]}").state
    return found


def numbers(stage: Stage, case: str) -> dict[str, int]:
    [box] = [b for b in case_behind(stage, case).boxes.values() if b.question == "veto"]
    return dict(box.numbers)


def test_nobody_is_asked_for_numbers_that_come_by_themselves(stage: Stage) -> None:
    """P15: while the house votes here its numbers wait for nobody; the law still lets the lead bring them."""
    case, _window = before_the_house(stage)
    lead = Person("lead")
    lead.free(case)
    page = lead.read("/chambers/")
    assert "Bring these numbers" not in page
    assert case in page.partition("Resting, or waiting for others")[2]
    assert "bring-objections" in lead.offers(case)


def test_the_house_vetoes(stage: Stage) -> None:
    """P15: a delegate reads the decision, objects in two clicks, and the case goes to the full house."""
    case, window = before_the_house(stage)
    delegate = Person("delegate-1")
    page = delegate.read(window)
    for part in (
        "One month away from the community",
        "Did what is reported happen",
        "The street stood in a list that nobody was meant to copy.",
        "How it looks to member-3.",
        "Respondent 1 had notice and answered.",
        "Wednesday 27 March 2024, 19:00 UTC",
        NEEDED,
        "What the house objected to goes to its full vote in the next cycle.",
    ):
        assert part in page
    assert "I copied it from a public list." not in page
    delegate.do(window, "vote", say="veto:out-of-proportion", reason="A month is long for one post.")
    assert numbers(stage, case)["vetoed"] == 7_000_000
    assert "you voted: Veto: The measure is out of proportion" in delegate.read(window)
    Person("delegate-2").do(window, "vote", say="veto:not-followed")
    assert "A month is long for one post." in Person("delegate-2").read(window)
    Person("delegate-3").do(window, "vote", say="veto:not-followed")
    assert "the distance is 1" in Person("delegate-4").read(window)
    Person("delegate-4").do(window, "vote", say="veto:does-not-follow")
    assert "Enough weight is for a veto." in Person("delegate-4").read(window)
    stage.later(days=9)
    assert "The house has vetoed this decision." in delegate.read(window)
    assert "house-vote" in case_behind(stage, case).phases
    assert case_behind(stage, case).terms == {}


def test_one_unit_below_at_and_above_the_share_are_shown_and_decided_alike(stage: Stage) -> None:
    """P15: more than twelve of a hundred: exactly twelve lets it stand, one unit more would not."""
    _case, window = before_the_house(stage)
    shown = []
    for n in (1, 2, 3, 4):
        Person(f"delegate-{n}").do(window, "vote", say="veto:not-followed")
        page = Person("delegate-4").read(window)
        [distance] = re.findall(r'<dt class="sum">Distance</dt><dd class="sum">([^<]*)</dd>', page)
        shown.append((distance, "<dd>yes</dd>" in page))
    assert shown == [
        ("5\u202f000\u202f001", False), ("1\u202f000\u202f001", False), ("1", False), ("0", True),
    ]  # fmt: skip
    Person("delegate-4").do(window, "vote", say="stand")
    stage.later(days=9)
    assert "let this decision stand" in Person("delegate-1").read(window)


def test_a_vote_is_changed_until_the_close_and_not_at_it(stage: Stage) -> None:
    """P15: up to but not including the instant of the close; then a closed door with its clause."""
    case, window = before_the_house(stage)
    delegate = Person("delegate-1")
    delegate.do(window, "vote", say="veto:not-followed")
    form = delegate.form(window, "vote")
    stage.clock.at = stage.clock.at.replace(day=27, hour=18, minute=59)
    delegate.do(window, "vote", say="stand")
    assert numbers(stage, case)["vetoed"] == 0
    assert numbers(stage, case)["stands"] == 7_000_000
    stage.clock.at += timedelta(minutes=1)
    late = delegate.send(window, form, say="veto:not-followed")
    assert late.status_code == 403
    assert "The window is closed." in late.content.decode()
    assert "vote" not in delegate.offers(window)


def test_a_vote_that_is_sent_twice_is_cast_once(stage: Stage) -> None:
    """P24: the second time the page says that the first stands."""
    case, window = before_the_house(stage)
    delegate = Person("delegate-1")
    form = delegate.form(window, "vote")
    for _ in range(2):
        assert delegate.send(window, form, say="stand").status_code == 303
    assert "sent before" in delegate.read(window)
    assert numbers(stage, case)["stands"] == 7_000_000


def test_a_veto_names_one_of_the_grounds_that_the_procedure_knows(stage: Stage) -> None:
    """P26: what was typed comes back with the rule; no ground of one's own making passes."""
    _case, window = before_the_house(stage)
    delegate = Person("delegate-1")
    form = delegate.form(window, "vote")
    for say in ("", "veto", "veto:because", "yes"):
        refused = delegate.send(window, form, say=say, reason="I had written this.")
        assert refused.status_code == 422
        assert "I had written this." in refused.content.decode()
        assert "Choose one of these." in refused.content.decode()


def test_a_window_exists_for_the_house_alone(stage: Stage) -> None:
    """P10: for everybody else its address looks like one that never was."""
    case, window = before_the_house(stage)
    never = len(Person("member-1").read("/house/window/000000000000", status=404))
    for name in ("member-1", "delegate-9", "somebody"):
        stranger = Person(name)
        assert len(stranger.read(window, status=404)) == len(stranger.read("/house/window/000000000000", status=404))
        stranger.read("/house/", status=404)
    assert never
    Person("delegate-1").read(case, status=404)
    assert 'href="/house/"' in Person("delegate-1").read("/registry/")
    assert 'href="/house/"' not in Person("member-1").read("/registry/")


def test_a_house_without_a_roll_finds_a_closed_door_and_what_the_procedure_says_instead(
    stage: Stage, tmp_path: Path
) -> None:
    """P7, P15: a window that cannot be vetoed is said to be so at once, with its clause and the fallback."""
    (tmp_path / "rolls" / f"{HOUSE}.json").unlink()
    house_stage.decided(stage)
    window = house_stage.window_of(Person("lead"))
    page = Person("lead").read(window)
    assert "This window cannot be vetoed" in page
    assert "Nobody could say how much weight this house has" in page
    assert "Both sides may appeal for fourteen days." in page


def test_totals_from_a_house_that_votes_elsewhere_reach_the_case_at_once(stage: Stage, tmp_path: Path) -> None:
    """P15: whom the procedure names brings them, with the instant and the place where they were read."""
    house_stage.roll(tmp_path, {})
    house_stage.decided(stage)
    lead = Person("lead")
    window = house_stage.window_of(lead)
    stage.later(hours=1)
    at = stage.clock.at.strftime("%Y-%m-%dT%H:%M")
    told = {"veto": "12 000 001", "stand": "5", "abstain": "0", "source": "https://forum.example/poll/7", "as_of": at}
    wrong = lead.send(window, lead.form(window, "bring"), **{**told, "veto": "many"})
    assert wrong.status_code == 422
    assert "https://forum.example/poll/7" in wrong.content.decode()
    prose = lead.send(window, lead.form(window, "bring"), **{**told, "source": "the poll that Anna keeps"})
    assert prose.status_code == 422
    assert "no name of a person" in prose.content.decode()
    lead.do(window, "bring", **told)
    assert "Enough weight is for a veto." in lead.read(window)
    [case] = stage.cases()
    assert numbers(stage, case.replace("case:", "/"))["vetoed"] == 12_000_001


def test_the_roundup_tells_every_window_of_a_cycle_and_nothing_of_its_case(stage: Stage) -> None:
    """P18: for anybody, printable, as JSON and as Atom; no case, no person, no delegate."""
    case, window = before_the_house(stage)
    Person("delegate-1").do(window, "vote", say="veto:not-followed")
    stage.later(days=9)
    page = Person().read("/house/roundup/")
    assert "Voting roundup: Cycle 20" in page
    told = json.loads(Person().read("/house/roundup/cycle-20.json"))
    [one] = told["windows"]
    assert (one["outcome"], one["weights"]["veto"], one["base"]) == ("stands", "7000000", str(SUPPLY))
    atom = Person().read("/house/roundup.atom")
    assert len(ElementTree.fromstring(atom).findall("{http://www.w3.org/2005/Atom}entry")) == 1
    for text in (page, json.dumps(told), atom):
        assert case.rpartition("/")[2] not in text
        assert "delegate-" not in text
        assert "party-" not in text
    Person().read("/house/roundup/cycle-99", status=404)
    Person().read("/house/roundup/cycle-99.json", status=404)


ANYTHING = st.text(st.characters(codec="utf-8", exclude_categories=()), max_size=60)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.dictionaries(st.sampled_from(["say", "reason", "act", "act_id", "veto", "as_of"]), ANYTHING))
def test_nothing_that_is_sent_to_a_window_breaks_it(windowed: tuple[str, Person], sent: dict[str, Any]) -> None:
    """P26: no input reaches a 5xx."""
    window, delegate = windowed
    form = delegate.form(window, "vote")
    assert delegate.send(window, form, **sent).status_code in (303, 403, 422)


@pytest.fixture
def windowed(stage: Stage) -> tuple[str, Person]:
    return before_the_house(stage)[1], Person("delegate-1")


@pytest.mark.django_db(transaction=True)
def test_two_clicks_by_keyboard_on_a_phone(chromium: Any, served: Stage, address: str, tmp_path: Path) -> None:
    """P15: choose and cast, with the keyboard alone, on a phone; axe finds nothing, light and dark."""
    from tests.journeys.browser import faults
    from tests.journeys.browser import window as open_window

    house_stage.roll(tmp_path)
    case, window = before_the_house(served)
    for scheme in ("light", "dark"):
        context = open_window(
            chromium,
            address,
            "delegate-2",
            viewport={"width": 390, "height": 844},
            color_scheme=scheme,
            bypass_csp=True,
        )
        page = context.new_page()
        assert [f for path in ("/house/", window, "/house/roundup/") for f in faults(page, path)] == []
        context.close()
    page = open_window(chromium, address, "delegate-1", viewport={"width": 390, "height": 844}).new_page()
    page.goto(window)
    page.locator('input[name="say"]').first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector('p[role="status"]')
    assert numbers(served, case)["vetoed"] == 7_000_000
    assert "The measure is out of proportion" in page.inner_text(".marks")
