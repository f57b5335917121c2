# SPDX-License-Identifier: Apache-2.0
"""From the text of a scenario file to a `Scenario`, or to every fault that it has, with its path and rule (P26)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, NoReturn

from comity.core.clause import Fault, Malformed
from comity.core.procedure.table import Faults, Table
from comity.desk.canonical import instant
from comity.desk.replay import commands
from comity.desk.replay.play import HERE
from comity.desk.replay.scenario import FORMAT, Expect, InForce, Line, Roll, Scenario

LARGEST_FILE = 5_000_000
"""Characters in a scenario file."""

MOST_ACTS = 20_000
_UNREAD = datetime(2000, 1, 1, tzinfo=UTC)
PROCEDURE = "procedure"
_OWN = frozenset({"at", "stream", "by", "do", "assumed", "source", "expect"})


def parse_scenario(text: str) -> Scenario:
    """Read a scenario. Raises `Malformed` with every fault that was found."""
    faults = Faults(())
    top = Table(_json(text), "", faults)
    if (said := top.text("format")) != FORMAT:
        top.fault("format", "known", f"'format' is {said[:40]!r}; this program reads {FORMAT!r}")
    scenario = _scenario(top, faults)
    top.finish()
    _agrees(scenario, faults)
    if faults.found:
        raise Malformed(faults.found)
    return scenario


def _json(text: str) -> dict[str, Any]:
    if len(text) > LARGEST_FILE:
        raise _no("size", f"the file is larger than {LARGEST_FILE} characters")
    try:
        read = json.loads(text, object_pairs_hook=_pairs, parse_float=_float, parse_constant=_float)
        json.dumps(read, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as wrong:
        raise _no("JSON", str(wrong) or "nested too deeply") from wrong
    if not isinstance(read, dict):
        raise _no("JSON", "a scenario is one object")
    return read


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(f"the key {key!r} stands twice in one object")
        made[key] = value
    return made


def _float(text: str) -> NoReturn:
    raise ValueError(f"{text[:40]} is no whole number; amounts are whole, in the smallest unit")


def _no(rule: str, text: str) -> Malformed:
    return Malformed([Fault(field="file", rule=rule, text=text)])


def _scenario(top: Table, faults: Faults) -> Scenario:
    sample = top.flag("sample")
    lines = [_line(number, table, sample) for number, table in enumerate(top.tables("acts"), 1)]
    if len(lines) > MOST_ACTS:
        top.fault("acts", "number", f"a scenario has at most {MOST_ACTS} acts")
    return Scenario(
        title=top.text("title"),
        about=top.text("about", ""),
        community=top.text("community"),
        calendar=top.text("calendar", ""),
        sample=sample,
        procedures=tuple(_in_force(table) for table in top.tables("procedures")),
        people=_texts(top, "people"),
        bench=_bench(top),
        rolls=tuple(_roll(table) for table in top.tables("rolls")),
        lines=tuple(line for line in lines if line is not None),
        until=_time(top, "until") if top.has("until") else None,
        unit=_unit(top),
        notes=_list(top, "notes"),
    )


def _unit(top: Table) -> tuple[str, int]:
    table = top.table("unit")
    if table is None:
        return ("", 0)
    found = table.text("name"), table.number("decimals", 0, most=30) or 0
    table.finish()
    return found


def _in_force(table: Table) -> InForce:
    found = InForce(id=table.text("id"), since=_time(table, "from") or _UNREAD)
    table.finish()
    return found


def _roll(table: Table) -> Roll:
    found = Roll(
        role=table.text("role"),
        since=_time(table, "from") or _UNREAD,
        supply=_whole(table, "supply"),
        weights=_weights(table),
        public=table.flag("public", True),
        source=table.text("source", ""),
    )
    table.finish()
    return found


def _weights(table: Table) -> dict[str, int]:
    inner = table.table("weights")
    if inner is None:
        return {}
    read = {name: _whole(inner, name) for name in list(inner.values)}
    return {name: weight for name, weight in read.items() if weight is not None}


def _whole(table: Table, key: str) -> int | None:
    """A whole number above nought; as text where it is larger than other readers of JSON can hold."""
    value = table.values.pop(key, None)
    match value:
        case None:
            return None
        case str() if value.isascii() and value.isdigit() and len(value) <= 60:
            return int(value)
        case int() if not isinstance(value, bool) and value >= 0:
            return value
    table.fault(key, "number", f"'{key}' must be a whole number, as a number or as text")
    return None


def _time(table: Table, key: str) -> datetime | None:
    text = table.text(key)
    if not text:
        return None
    try:
        return commands.parse_time(text)
    except (ValueError, OverflowError) as wrong:
        table.fault(key, "instant", f"{text[:40]!r} is no instant: {wrong}", "2024-01-04T19:00:00Z")
        return None


def _texts(table: Table, key: str) -> dict[str, str]:
    inner = table.table(key)
    return {} if inner is None else {name: inner.text(name) for name in list(inner.values)}


def _bench(top: Table) -> dict[str, tuple[str, ...]]:
    inner = top.table("bench")
    return {} if inner is None else {role: _list(inner, role) for role in list(inner.values)}


def _list(table: Table, key: str) -> tuple[str, ...]:
    value = table.values.pop(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        table.fault(key, "list", f"'{key}' must be a list of texts")
        return ()
    return tuple(value)


def _line(number: int, table: Table, sample: bool) -> Line | None:
    """One act; None where it cannot be read at all. Its own fields are checked against its command."""
    fields = {key: value for key, value in table.values.items() if key not in _OWN}
    table.values = {key: value for key, value in table.values.items() if key in _OWN}
    at = _time(table, "at")
    found = {key: table.text(key) for key in ("stream", "by", "do")}
    assumed, source = _assumed(table), table.text("source", "")
    expect = _expect(table.table("expect"))
    if not (assumed or source or sample):
        text = "say what the record says ('source'), or why it is assumed ('assumed')"
        table.fault("source", "told or assumed", text)
    table.finish()
    if at is None or not all(found.values()):
        return None
    line = Line(number=number, at=at, **found, fields=fields, assumed=assumed, source=source, expect=expect)
    return line if _possible(line, table) else None


def _assumed(table: Table) -> str:
    """Why something is assumed; empty where it is not."""
    value = table.values.pop("assumed", "")
    if value is True:
        return "not told"
    if isinstance(value, str):
        return value
    table.fault("assumed", "text", "'assumed' is true, or the reason as text")
    return ""


def _expect(table: Table | None) -> Expect | None:
    if table is None:
        return None
    refused = table.flag("refused") if table.has("refused") else None
    phases = _list(table, "phases") if table.has("phases") else None
    clause, outcome = table.text("clause", ""), table.text("outcome", "")
    found = Expect(refused=refused, clause=clause, events=_list(table, "events"), phases=phases, outcome=outcome)
    if clause and refused is not True:
        table.fault("clause", "refused", 'only a refusal cites a clause; say "refused": true as well')
    table.finish()
    return found


def _possible(line: Line, table: Table) -> bool:
    """Whether the law knows such a command with such fields."""
    if line.kind not in commands.ROOMS:
        kinds = ", ".join(commands.ROOMS)
        table.fault("stream", "known", f"a stream is named kind:name, and its kind is one of: {kinds}")
        return False
    if line.kind == PROCEDURE and line.stream != HERE:
        table.fault("stream", "known", f"a community has one stream of versions: {HERE}")
        return False
    try:
        commands.command(line, commands.UNREAD, filled=commands.left_open(line))
    except Malformed as wrong:
        table.faults.found.extend(wrong.faults)
        return False
    return True


def _agrees(scenario: Scenario, faults: Faults) -> None:
    """What the parts of a scenario say of each other."""
    _versions_agree(scenario, faults)
    named = [(f"acts[{line.number}].{field}", who) for line in scenario.lines for field, who in _persons(line)]
    named += [(f"bench.{role}", who) for role, persons in scenario.bench.items() for who in persons]
    for field, person in named:
        if person not in scenario.people:
            faults.add(field, "people", f"'{person[:60]}' is not among the people")
    for before, line in pairwise(scenario.lines):
        if line.at < before.at:
            told = f"act {line.number} is dated {instant(line.at)}, before act {before.number} at {instant(before.at)}"
            faults.add(f"acts[{line.number}].at", "order", told)
    if scenario.lines and scenario.until is not None and scenario.until < scenario.lines[-1].at:
        faults.add("until", "order", "time ends before the last act")


def _versions_agree(scenario: Scenario, faults: Faults) -> None:
    ids = [one.id for one in scenario.procedures]
    if not ids:
        text = "a scenario names at least one procedure version, and from when it is in force"
        faults.add("procedures", "required", text)
    for number, id in enumerate(ids, 1):
        if id in ids[: number - 1]:
            faults.add(f"procedures[{number}].id", "once", f"'{id[:60]}' stands here twice")


def _persons(line: Line) -> Iterable[tuple[str, str]]:
    """Everybody whom a line names, with the field."""
    yield "by", line.by
    fields: Mapping[str, Any] = line.fields
    for field in ("reporter", "delegate", "person"):
        if isinstance(value := fields.get(field), str) and value:
            yield field, value
    for field in ("persons", "people"):
        if isinstance(value := fields.get(field), list):
            yield from ((field, one) for one in value if isinstance(one, str))
    for number, party in enumerate(fields.get("parties") or (), 1):
        if isinstance(party, dict) and isinstance(who := party.get("person"), str):
            yield f"parties[{number}].person", who


__all__ = ["LARGEST_FILE", "MOST_ACTS", "parse_scenario"]
