# SPDX-License-Identifier: Apache-2.0
"""A replay told for machines: the document that `comity replay --json` prints. `docs/scenario.md` lists its keys.

Instants are RFC 3339 in UTC, whole numbers larger than 2**53 are text, and no paper's text or digest is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from comity.core.calendar import Period
from comity.core.clause import Clause, Possible, Refusal
from comity.desk.canonical import EXACT, instant
from comity.desk.replay.account import Account
from comity.desk.replay.play import Outcome, name_of

FORMAT = "comity-replay/1"


def document(told: Account) -> dict[str, Any]:
    """The whole account as JSON values."""
    scenario = told.scenario
    return {
        "format": FORMAT,
        "title": scenario.title,
        "community": scenario.community,
        "sample": scenario.sample,
        "procedures": plain(scenario.procedures),
        "assumed": told.assumed,
        "acts": [_act(one) for one in told.outcomes],
        "periods": plain(told.periods),
        "seasons": plain(told.seasons),
        "cases": plain(told.cases),
        "windows": plain(told.windows),
        "tears": plain(told.tears),
        "asked": list(told.asked),
        "deadlines": _deadlines(told),
        "refusals": [_refusal(one) for one in told.refusals],
        "registry": _registry(told),
        "events": dict(sorted(told.events.items())),
        "claims": {
            "made": sum(1 for one in told.outcomes if one.line.expect is not None),
            "unmet": [{"act": one.line.number, "why": list(one.unmet)} for one in told.unmet],
        },
    }


def plain(value: Any) -> Any:
    """A value of the account as JSON: dataclasses by their fields, instants as text."""
    match value:
        case Enum():
            return value.value
        case None | bool() | str():
            return value
        case int():
            return value if -EXACT <= value <= EXACT else str(value)
        case datetime():
            return instant(value)
        case Clause():
            return str(value)
        case Period():
            return {"id": value.id, "starts": instant(value.starts), "ends": instant(value.ends)}
        case Mapping():
            return {str(key): plain(inner) for key, inner in value.items()}
        case tuple() | list():
            return [plain(inner) for inner in value]
        case _ if is_dataclass(value):
            return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        case _:
            raise TypeError(f"an account has no {type(value).__name__}")


def _act(one: Outcome) -> dict[str, Any]:
    line = one.line
    return {
        "number": line.number,
        "at": instant(line.at),
        "stream": line.stream,
        "by": line.by,
        "do": line.do,
        "assumed": line.assumed,
        "source": line.source,
        "refused": one.refused,
        "events": [name_of(event) for event in one.events],
    }


def _refusal(one: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = {"act": one.line.number, "at": instant(one.line.at), "stream": one.line.stream}
    found |= {"by": one.line.by, "do": one.line.do}
    if isinstance(refusal := one.refusal, Refusal):
        possible = [_possible(other) for other in refusal.possible]
        return {
            **found,
            "reason": refusal.text,
            "clause": str(refusal.clause),
            "field": refusal.field,
            "possible": possible,
        }
    faults = one.malformed.faults if one.malformed is not None else ()
    return {**found, "malformed": [{"field": f.field, "rule": f.rule, "text": f.text} for f in faults]}


def _possible(other: Possible) -> dict[str, str]:
    return {"act": other.act, "text": other.text, "until": other.until}


def _deadlines(told: Account) -> dict[str, Any]:
    """Every deadline that was granted to somebody, kept and missed, with its clause; and what clashed."""
    cases = [(case, one) for case in told.cases for one in case.deadlines if one.granted]
    owed = [duty for season in told.seasons for duty in season.duties]

    def rows(state: str, missed: bool) -> list[dict[str, Any]]:
        found = [
            {"stream": case.stream, "clause": one.clause, "due": plain(one.due), "at": plain(one.at)}
            for case, one in cases
            if one.state == state
        ]
        found += [
            {"stream": f"report {one.period}", "clause": one.clause, "due": plain(one.due), "at": plain(one.filed)}
            for one in owed
            if one.missed is missed and (missed or one.filed is not None)
        ]
        return sorted(found, key=lambda row: (str(row["due"]), row["stream"], row["clause"]))

    clashes = [
        {"stream": case.stream, "text": c.text, "clauses": list(c.clauses), "at": plain(c.at)}
        for case in told.cases
        for c in case.contradictions
    ]
    return {"kept": rows("kept", False), "missed": rows("missed", True), "contradictions": clashes}


def _registry(told: Account) -> list[dict[str, Any]]:
    found = [
        {"stream": case.stream, "entry": entry, "at": plain(at)} for case in told.cases for entry, at in case.entries
    ]
    return sorted(found, key=lambda row: (str(row["at"]), str(row["stream"])))


__all__ = ["FORMAT", "document", "plain"]
