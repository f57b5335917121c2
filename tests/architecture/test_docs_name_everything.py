# SPDX-License-Identifier: Apache-2.0
"""What can be asked, done, set or happen has its name in the documents: a reader finds it without the source (P27)."""

from __future__ import annotations

import re

import pytest

from comity import cli
from comity.core import (
    adoption,
    authority,
    channel,
    council,
    docket,
    keeping,
    keyring,
    muting,
    past,
    pattern,
    petition,
    tear,
    veto,
    watch,
)
from comity.core.procedure.words import MOMENTS, Verb
from comity.core.watch import signal
from comity.desk.replay.commands import ROOMS
from comity.site.environment import VARIABLES
from tests.architecture.tree import ROOT

DOCS = "\n".join(path.read_text("utf-8") for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))))
SCENARIO = (ROOT / "docs" / "scenario.md").read_text("utf-8")
EVENTS = [
    event.__name__
    for room in (
        tear,
        council,
        channel,
        keeping,
        keyring,
        petition,
        authority,
        past,
        muting,
        pattern,
        watch,
        signal,
        veto,
        adoption,
    )
    for event in room.EVENTS
]
MOMENT_NAMES = [f"{kind.value}.{moment}" for kind, moments in MOMENTS.items() for moment in moments]


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_line_is_in_the_documents(command: str) -> None:
    """P23: what can be typed can be read about."""
    assert re.search(rf"comity {command}\b", DOCS), f"no document shows `comity {command}`"


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_setting_is_in_the_documents(variable: str) -> None:
    """P23: what an operator can set can be read about."""
    assert variable in DOCS


@pytest.mark.parametrize("verb", [verb.value for verb in Verb])
def test_every_verb_is_in_the_description_of_scenarios(verb: str) -> None:
    """P27: the closed list of what an act does is for reading."""
    assert f"`{verb}`" in SCENARIO


@pytest.mark.parametrize("event", [*EVENTS, *MOMENT_NAMES])
def test_every_event_is_in_the_documents(event: str) -> None:
    """P25: a history can be read by whoever has the documents."""
    assert f"`{event}`" in SCENARIO


@pytest.mark.parametrize(
    ("kind", "command"), [(kind, command) for kind, commands in ROOMS.items() for command in commands]
)
def test_every_command_and_its_fields_are_in_the_description_of_scenarios(kind: str, command: type) -> None:
    """P27: whatever the law can be asked, a scenario can ask, and the document says how."""
    section = SCENARIO.partition(f"### `{kind}:`")[2].partition("\n### ")[0].partition("\n## ")[0]
    row = next((line for line in section.splitlines() if line.startswith(f"| `{command.__name__}` ")), "")
    assert row, f"{command.__name__} is missing among the commands of {kind}"
    missing = [name for name in command.__annotations__ if not re.search(rf"\b{name}\b", row.split("|")[3])]
    assert not missing, f"{command.__name__} lacks {missing}"


def test_no_room_of_the_law_is_out_of_a_scenarios_reach() -> None:
    """P27: every room that takes commands is among those a scenario speaks to."""
    known = {command for commands in ROOMS.values() for command in commands}
    assert {
        *docket.COMMANDS,
        *tear.COMMANDS,
        *council.COMMANDS,
        *channel.COMMANDS,
        *keyring.COMMANDS,
        *keeping.COMMANDS,
        *petition.COMMANDS,
        *authority.COMMANDS,
        *past.COMMANDS,
        *muting.COMMANDS,
        *pattern.COMMANDS,
        *watch.COMMANDS,
        *signal.COMMANDS,
        *veto.COMMANDS,
        *adoption.COMMANDS,
    } == known


def test_every_test_that_a_promise_names_exists() -> None:
    """P23: a promise is kept by a test that is there."""
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", (ROOT / "docs" / "promises.md").read_text("utf-8"))
    assert len(named) > 20
    assert not [name for name in named if f"def {name}(" not in tests]
