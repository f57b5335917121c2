# SPDX-License-Identifier: Apache-2.0
"""How a report comes before the house: an invented roll, and the way through the pages up to the open window."""

from __future__ import annotations

import re
from pathlib import Path

from comity.core import veto
from comity.desk.house import Roll
from comity.edge.web.locator import Locator
from comity.site.rolls import RollFiles
from tests.journeys import web_stage
from tests.journeys.web_stage import HOUSE, MEMBERS, Person, Stage

WEIGHTS = {"delegate-1": 7_000_000, "delegate-2": 4_000_000, "delegate-3": 1_000_000, "delegate-4": 1}
SUPPLY = 100_000_000
"""More than twelve of a hundred are needed: 12 000 001."""


def roll(home: Path, weights: dict[str, int] | None = None, *, supply: int = SUPPLY) -> None:
    """Import the roll of the house."""
    found = veto.Roll(digest="ab" * 32, weights=WEIGHTS if weights is None else weights)
    RollFiles(home / "rolls").keep(HOUSE, Roll(roll=found, amount=supply))


def case_of(status: str) -> str:
    """The address in chambers of the case whose status page this is."""
    return f"/chambers/case/{Locator(status.rpartition('/')[2]).case.removeprefix('case:')}"


def room_of(case: str) -> str:
    """The address of the same case in the case room, where its parties are."""
    return case.replace("/chambers/case/", "/case-room/")


def respondent_of(stage: Stage, status: str) -> str:
    """Who is named in the case."""
    case = stage.court.desk.state(Locator(status.rpartition("/")[2]).case).state
    parties: list[str] = [p.person for p in case.bench.parties.values() if "respondent" in p.roles]
    return parties[0]


def told_to_both(stage: Stage) -> tuple[Person, Person, str, str]:
    """A report whose words the reporter agreed to: reporter, respondent, status page, case."""
    reporter, status = web_stage.report()
    case = case_of(status)
    lead = Person("lead")
    lead.do(case, "enter-party", roles="respondent", kind="person")
    lead.do(case, "screen", choice="in-scope")
    lead.do(case, "propose-words", paper="You are said to have made a street public.")
    reporter.do(status, "agree-words", choice="yes")
    stage.later(hours=1)
    respondent = Person(respondent_of(stage, status))
    respondent.do(room_of(case), "read-summons")
    stage.later(hours=1)
    return reporter, respondent, status, case


def before_the_house(stage: Stage) -> tuple[str, str]:
    """Found, written and announced: the window is open. The case's address, and the window's."""
    return decided(stage), window_of(Person("delegate-1"))


def decided(stage: Stage) -> str:
    """The case's address, on the first day of its window."""
    _reporter, respondent, _status, case = told_to_both(stage)
    respondent.do(room_of(case), "answer", paper="I copied it from a public list.")
    stage.later(hours=1)
    for member in MEMBERS:
        person = Person(member)
        person.do(case, "write-perspective", paper=f"How it looks to {member}.")
        person.do(case, "vote-occurred", choice="yes")
    stage.later(hours=1)
    for member in MEMBERS:
        Person(member).do(case, "vote-level", choice="suspension")
    stage.later(hours=1)
    Person("lead").do(case, "decide", paper="The street stood in a list that nobody was meant to copy.")
    stage.later(days=14)
    return case


def window_of(delegate: Person) -> str:
    """The one window that the house's first page shows."""
    found = re.findall(r'href="(/house/window/[0-9a-f]{12})"', delegate.read("/house/"))
    assert found
    return str(found[0])
