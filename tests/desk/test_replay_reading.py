# SPDX-License-Identifier: Apache-2.0
"""A scenario is read strictly: every fault is told with its path and its rule, and none is a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from comity.core import ballot, veto
from comity.core.ballot import Comparison
from comity.core.clause import Malformed
from comity.core.docket import DoAct, OpenCase
from comity.core.veto import OpenWindow
from comity.desk.replay import commands
from comity.desk.replay.reading import LARGEST_FILE, parse_scenario

OPEN = {
    "at": "2024-01-04T20:00:00Z",
    "stream": "case:1",
    "by": "told",
    "do": "OpenCase",
    "intake": "report",
    "parties": [{"person": "told", "roles": ["reporter"]}],
    "report": {"text": "words"},
}
VOTE = {
    "at": "2024-01-05T20:00:00Z",
    "stream": "case:1",
    "by": "judge",
    "do": "vote-it",
    "about": "told",
    "ballot": "yes",
}
BASE: dict[str, Any] = {
    "format": "comity-scenario/1",
    "title": "A sample",
    "community": "Fernhollow Commons (invented)",
    "sample": True,
    "procedures": [{"id": "fernhollow/1", "from": "2024-01-01T00:00:00Z"}],
    "people": {"told": "who told", "judge": "who votes"},
    "acts": [OPEN, VOTE],
}


def read(document: object) -> Any:
    return parse_scenario(json.dumps(document))


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Malformed) as wrong:
        parse_scenario(text)
    return [(fault.field, fault.rule) for fault in wrong.value.faults]


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    document = deepcopy(BASE)
    change(document)
    return json.dumps(document)


def test_a_whole_scenario_is_read() -> None:
    """P26: what is right is let through."""
    scenario = read(BASE)
    assert [line.do for line in scenario.lines] == ["OpenCase", "vote-it"]
    assert scenario.lines[0].at == datetime(2024, 1, 4, 20, tzinfo=UTC)


def act(key: str, value: object, number: int = 0) -> Callable[[dict[str, Any]], object]:
    return lambda d: d["acts"][number].update({key: value})


HOSTILE: dict[str, tuple[Callable[[dict[str, Any]], object], tuple[str, str]]] = {
    "another format": (lambda d: d.update(format="other/1"), ("format", "known")),
    "no title": (lambda d: d.pop("title"), ("title", "required")),
    "a title that is a list": (lambda d: d.update(title=[]), ("title", "text")),
    "an unknown key": (lambda d: d.update(extra=1), ("extra", "unknown key")),
    "a procedure twice": (
        lambda d: d.update(procedures=d["procedures"] * 2),
        ("procedures[2].id", "once"),
    ),
    "a second stream of versions": (
        lambda d: d["acts"][0].update(stream="procedure:there", do="Propose"),
        ("acts[1].stream", "known"),
    ),
    "a year beyond all calendars": (act("at", "9999-01-04T20:00:00Z", 1), ("acts[2].at", "instant")),
    "no procedure": (lambda d: d.update(procedures=[]), ("procedures", "required")),
    "a procedure from no instant": (
        lambda d: d["procedures"][0].update({"from": "soon"}),
        ("procedures[1].from", "instant"),
    ),
    "acts that are no list": (lambda d: d.update(acts={}), ("acts", "tables")),
    "an act that is no object": (lambda d: d.update(acts=[1]), ("acts", "tables")),
    "an instant without a zone": (act("at", "2024-01-04T20:00:00"), ("acts[1].at", "instant")),
    "a day instead of an instant": (act("at", "2024-01-04"), ("acts[1].at", "instant")),
    "an instant out of order": (act("at", "2024-01-06T20:00:00Z"), ("acts[2].at", "order")),
    "an end before the last act": (lambda d: d.update(until="2024-01-04T00:00:00Z"), ("until", "order")),
    "a stream of no room": (act("stream", "drawer:1"), ("acts[1].stream", "known")),
    "a command of another room": (act("do", "Hear"), ("acts[1].do", "known")),
    "a field that the command has not": (act("colour", "red"), ("acts[1].colour", "shape")),
    "a field of another type": (act("parties", "all"), ("acts[1].parties", "shape")),
    "a nested field of another type": (
        act("parties", [{"person": 1, "roles": []}]),
        ("acts[1].parties.0.person", "shape"),
    ),
    "a nested field that is missing": (act("parties", [{"roles": []}]), ("acts[1].parties.0.person", "shape")),
    "somebody who is not among the people": (act("by", "stranger"), ("acts[1].by", "people")),
    "a party who is not among the people": (
        act("parties", [{"person": "stranger", "roles": ["reporter"]}]),
        ("acts[1].parties[1].person", "people"),
    ),
    "an assumption that is a number": (act("assumed", 3), ("acts[1].assumed", "text")),
    "a claim that is unknown": (act("expect", {"luck": True}), ("acts[1].expect.luck", "unknown key")),
    "a clause without a refusal": (act("expect", {"clause": "a § b"}), ("acts[1].expect.clause", "refused")),
    "claims that are no object": (act("expect", []), ("acts[1].expect", "table")),
    "a negative supply": (
        lambda d: d.update(rolls=[{"role": "house", "from": "2024-01-01T00:00:00Z", "supply": -1}]),
        ("rolls[1].supply", "number"),
    ),
    "a bench of strangers": (lambda d: d.update(bench={"lead": ["stranger"]}), ("bench.lead", "people")),
    "an act of the record without a source": (lambda d: d.update(sample=False), ("acts[1].source", "told or assumed")),
}


@pytest.mark.parametrize(("change", "fault"), HOSTILE.values(), ids=HOSTILE)
def test_a_fault_is_told_with_its_path_and_rule(
    change: Callable[[dict[str, Any]], object], fault: tuple[str, str]
) -> None:
    """P26: bad input gets a clear error that names the field and the rule."""
    assert fault in faults(changed(change))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "JSON"),
        ("[]", "JSON"),
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ('{"a": 1, "a": 2}', "JSON"),
        ('{"a": 1.5}', "JSON"),
        ('{"a": NaN}', "JSON"),
        ('{"a": ' + "9" * 6000 + "}", "JSON"),
        ('{"a": "\\ud800"}', "JSON"),
        (" " * (LARGEST_FILE + 1), "size"),
    ],
    ids=[
        "nothing",
        "a list",
        "half a file",
        "too deep",
        "a key twice",
        "a fraction",
        "no number",
        "too long",
        "half a letter",
        "too large",
    ],
)
def test_a_file_that_is_no_scenario_is_told_so(text: str, rule: str) -> None:
    """P26: no input reaches a traceback."""
    assert faults(text) == [("file", rule)]


def test_every_fault_is_told_at_once() -> None:
    """P26: whoever writes a scenario is not sent back once for each mistake."""

    def break_twice(document: dict[str, Any]) -> None:
        document["acts"][0]["by"] = "stranger"
        document["acts"][1]["at"] = "never"

    assert {("acts[1].by", "people"), ("acts[2].at", "instant")} <= set(faults(changed(break_twice)))


def test_a_paper_and_a_version_are_named_by_their_digests() -> None:
    """P21: the text of a paper never enters a command."""
    line = read(BASE).lines[0]
    names = commands.Names(paper=lambda text: "a" * 64, version=lambda id: "b" * 64)
    made = commands.command(line, names, filled={"digest": "c" * 64})
    assert isinstance(made, OpenCase)
    assert (made.report, made.digest) == ("a" * 64, "c" * 64)


def test_a_ballots_nonce_follows_from_its_line() -> None:
    """P11: two plays lay the same slip into the box; two lines never do."""
    first, second = read(BASE).lines[1], read({**BASE, "acts": [OPEN, OPEN, VOTE]}).lines[2]
    one, again = (commands.command(first, commands.UNREAD) for _ in range(2))
    assert isinstance(one, DoAct)
    assert one == again
    assert ballot.choice(one.ballot) == "yes"
    assert commands.nonce(first) != commands.nonce(second)


def test_a_nested_command_is_filled_with_its_defaults_and_exact_numbers() -> None:
    """P15: amounts beyond what a float holds are read exactly, from text or from a number."""
    amount = 97_000_000 * 10**18
    terms = {
        "case": "case:1", "question": "q", "clause": "c",
        "share": {"comparison": "more than", "numerator": 12, "denominator": 100},
        "kind": "the seats of the house", "amount": str(amount), "roll": {"digest": "a" * 64, "total": amount},
        "opens": "2024-01-04T20:00:00+01:00", "closes": "2024-01-05T20:00:00Z",
    }  # fmt: skip
    document = {
        **BASE,
        "acts": [{"at": OPEN["at"], "stream": "veto:1", "by": "told", "do": "OpenWindow", "terms": terms}],
    }
    made = commands.command(read(document).lines[0], commands.UNREAD)
    assert isinstance(made, OpenWindow)
    assert made.terms.amount == made.terms.roll.total == amount
    assert made.terms.opens == datetime(2024, 1, 4, 19, tzinfo=UTC)
    assert made.terms.share.comparison is Comparison.MORE_THAN
    assert made.terms.exclusion is None
    assert made.terms.kind is veto.BaseKind.SEATS
