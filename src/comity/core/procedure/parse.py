# SPDX-License-Identifier: Apache-2.0
"""From the text of a file to a `Procedure`, or to every fault that it has.

Reading goes in three steps: TOML; each table with its keys and terms (`things`); then every name against the things
that exist and every moment against its kind (`refer`). The digest is over the content, not over spaces or comments,
so a comment may change and a comma in a clause may not.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from comity.core.calendar import Calendar
from comity.core.clause import Fault, Malformed
from comity.core.procedure import around, refer, things
from comity.core.procedure.model import Act, Clock, Named, Phase, Procedure
from comity.core.procedure.remembering import memory
from comity.core.procedure.table import Faults, Table
from comity.core.procedure.watching import watching
from comity.core.procedure.words import RESERVED

LARGEST_FILE = 1_000_000
"""Characters in a procedure file."""

_Thing = TypeVar("_Thing", bound=Named)
_Any = TypeVar("_Any")


def parse_procedure(text: str, calendar: Calendar | None = None) -> Procedure:
    """Read one version. Raises `Malformed` with every fault: its path, its rule, and a way out where one is known."""
    raw = _toml(text)
    faults = Faults(() if calendar is None else calendar.periods)
    procedure = _procedure(Table(raw, "", faults), _digest(raw))
    if not faults.found:
        refer.check(procedure, calendar, faults)
    if faults.found:
        raise Malformed(faults.found)
    return procedure


def calendar_id(text: str) -> str:
    """The id of the calendar that a file names, so that the caller can load it first; empty where it names none."""
    table = _toml(text).get("procedure")
    value = table.get("calendar", "") if isinstance(table, dict) else ""
    return value if isinstance(value, str) else ""


def _toml(text: str) -> dict[str, object]:
    if len(text) > LARGEST_FILE:
        raise Malformed([Fault(field="file", rule="size", text=f"the file is larger than {LARGEST_FILE} characters")])
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as wrong:  # a number of too many digits is a plain ValueError
        raise Malformed([Fault(field="file", rule="TOML", text=str(wrong) or "nested too deeply")]) from wrong


def _digest(raw: Mapping[str, object]) -> str:
    def shown(value: object) -> str:
        return value.isoformat() if isinstance(value, datetime) else str(value)

    return hashlib.sha256(json.dumps(raw, sort_keys=True, separators=(",", ":"), default=shown).encode()).hexdigest()


def _procedure(top: Table, digest: str) -> Procedure:
    head = top.table("procedure")
    if head is None:
        top.fault("procedure", "required", "the table [procedure] is missing")
        raise Malformed(top.faults.found)
    phases = [things.phase(t) for t in top.tables("phase")]
    acts = [a for _, found, _ in phases for a in found] + [things.act(t, None) for t in top.tables("act")]
    clocks = [c for _, _, found in phases for c in found]
    tags = [things.tag(t) for t in top.tables("tag")]
    result = Procedure(
        id=head.text("id"), title=head.text("title"), community=head.text("community"),
        language=head.text("language", "en"), calendar=head.text("calendar", ""),
        supersedes=head.text("supersedes", ""), since=head.instant("since"), text=head.text("text"), digest=digest,
        readings=tuple(around.reading(t) for t in top.tables("reading")),
        roles=_by_id(top, "role", [things.role(t) for t in top.tables("role")]),
        tags=_each_once(top, "tag", [(t.id, t.text) for t in tags]),
        asked={t.id: t.asked for t in tags if t.asked},
        intakes=_each_once(top, "intake", [(i.id, i) for i in (around.intake(t) for t in top.tables("intake"))]),
        phases=_by_id(top, "phase", [p for p, _, _ in phases]),
        acts=_by_id(top, "act", acts), clocks=_by_id(top, "clock", clocks),
        questions=_by_id(top, "question", [things.question(t) for t in top.tables("question")]),
        notices=_by_id(top, "notice", [things.notice(t) for t in top.tables("notice")]),
        measures=_by_id(top, "measure", [things.measure(t) for t in top.tables("measure")]),
        duties=_each_once(top, "duty", [(d.id, d) for d in (around.duty(t) for t in top.tables("duty"))]),
        watch=watching(top.table("watch")), memory=memory(top.table("memory")),
        tears=around.tears(top.table("tear")), succession=around.succession(top.table("succession")),
        keeps=_each_once(top, "retention", [(k.id, k) for k in (around.keep(t) for t in top.tables("retention"))]),
        amendment=around.amendment(top),
        plain=tuple(around.plain(t) for t in top.tables("clause")),
    )  # fmt: skip
    head.finish()
    top.finish()
    _one_namespace(result, top.faults)
    return result


def _each_once(top: Table, what: str, found: Sequence[tuple[str, _Any]]) -> dict[str, _Any]:
    """What has names of its own, outside the one namespace; still no two share one."""
    ids = [id for id, _ in found]
    for id in dict.fromkeys(i for i in ids if ids.count(i) > 1):
        top.fault(f"{what}.{id}", "names", f"there are two of the name '{id}'")
    return dict(found)


def _by_id(top: Table, what: str, found: Sequence[_Thing]) -> dict[str, _Thing]:
    table: dict[str, _Thing] = {}
    for thing in found:
        if thing.id in table:
            top.fault(f"{what}.{thing.id}", "one namespace", f"there are two of the name '{thing.id}'")
        if thing.id in RESERVED:
            top.fault(f"{what}.{thing.id}", "reserved name", f"'{thing.id}' is a word of the law; choose another name")
        table[thing.id] = thing
    return table


def _one_namespace(procedure: Procedure, faults: Faults) -> None:
    seen: dict[str, str] = {}
    groups: tuple[tuple[str, Mapping[str, Named | Act | Clock | Phase]], ...] = (
        ("role", procedure.roles), ("phase", procedure.phases), ("act", procedure.acts), ("clock", procedure.clocks),
        ("question", procedure.questions), ("notice", procedure.notices), ("measure", procedure.measures),
    )  # fmt: skip
    for what, table in groups:
        for id in table:
            if id in seen:
                text = f"'{id}' is the name of a {seen[id]} and of a {what}"
                faults.add(f"{what}.{id}", "one namespace", text, "give one of them another name")
            seen[id] = what


__all__ = ["LARGEST_FILE", "calendar_id", "parse_procedure"]
