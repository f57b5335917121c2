# SPDX-License-Identifier: Apache-2.0
"""From a line of a scenario to a command of the law.

The dataclasses of the rooms say what a command is made of; nothing is listed here a second time. A line may leave out
what has a default, and may name a paper by its text (`{"text": ...}`) and a procedure version by its id
(`{"procedure": ...}`): both become digests.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args, get_type_hints

from comity.core import (
    adoption,
    authority,
    ballot,
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
from comity.core.clause import Fault, Malformed
from comity.core.docket import DoAct, OpenCase
from comity.core.procedure.grammar import NAME
from comity.core.watch import signal
from comity.desk.canonical import instant
from comity.desk.replay.scenario import Line
from comity.desk.shapes import Unreadable, shape_of

CASE = "case"
ROOMS: Mapping[str, tuple[type, ...]] = {
    CASE: docket.COMMANDS,
    "tear": tear.COMMANDS,
    "veto": veto.COMMANDS,
    "council": council.COMMANDS,
    "channel": channel.COMMANDS,
    "keys": keyring.COMMANDS,
    "keeping": keeping.COMMANDS,
    "petition": petition.COMMANDS,
    "authority": authority.COMMANDS,
    "past": past.COMMANDS,
    "pattern": pattern.COMMANDS,
    "muting": muting.COMMANDS,
    "watch": watch.COMMANDS,
    "signal": signal.COMMANDS,
    "procedure": adoption.COMMANDS,
}
"""The commands of each kind of stream."""

FIRST_YEAR, LAST_YEAR = 1900, 2200
ANY_DIGEST = "0" * 64
"""What stands for a digest while a scenario is only being read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How a paper's text and a version's id become digests; the second raises KeyError for an unknown id."""

    paper: Callable[[str], str]
    version: Callable[[str], str]


UNREAD = Names(paper=lambda text: ANY_DIGEST, version=lambda id: ANY_DIGEST)
"""Enough to check a line without filing anything."""


def is_act(do: str) -> bool:
    """Whether a line's `do` names an act of a procedure (`vote-it`) and not a command (`OpenCase`)."""
    return NAME.fullmatch(do) is not None


def kind_of(line: Line) -> type | None:
    """The command that a line asks for, or None where its room has none of that name."""
    if line.kind == CASE and is_act(line.do):
        return DoAct
    return next((kind for kind in ROOMS.get(line.kind, ()) if kind.__name__ == line.do), None)


def adopted(line: Line) -> str:
    """The id of the version that a line adopts; empty for every other line."""
    digest = line.fields.get("digest") if kind_of(line) is adoption.Adopt else None
    return str(digest.get("procedure", "")) if isinstance(digest, dict) else ""


def left_open(line: Line) -> dict[str, Any]:
    """Stand-ins for what a line may leave to the player: the version that a case is opened under."""
    return {"digest": ANY_DIGEST} if kind_of(line) is OpenCase else {}


def command(line: Line, names: Names, *, filled: Mapping[str, Any] | None = None) -> Any:
    """The command of a line. `filled` are fields that the player knows and the line left out.

    Raises Malformed with the path of the field in the file.
    """
    kind = kind_of(line)
    if kind is None:
        known = ", ".join(k.__name__ for k in ROOMS.get(line.kind, ()))
        raise _malformed(line, "do", "known", f"'{line.do}' is nothing that a {line.kind} knows; it knows: {known}")
    fields = {**_implied(kind, line), **(filled or {}), **_sealed(line)}
    try:
        return shape_of(kind).read(_whole(kind, _named(fields, names)))
    except Unreadable as wrong:
        raise _malformed(line, wrong.field, "shape", wrong.text) from wrong
    except KeyError as wrong:
        raise _malformed(line, "procedure", "known", f"there is no version {wrong}") from wrong


def _malformed(line: Line, field: str, rule: str, text: str) -> Malformed:
    path = f"acts[{line.number}]"
    return Malformed([Fault(field=f"{path}.{field}" if field else path, rule=rule, text=text)])


def _implied(kind: type, line: Line) -> dict[str, Any]:
    """What the line says by its own keys: who acts, and which act of the procedure it is."""
    names = {f.name for f in dataclasses.fields(kind)}
    found: dict[str, Any] = {name: line.by for name in names if name in ("by", "delegate")}
    if "source" in names:
        found["source"] = f"scenario/acts/{line.number}"
    return {**found, "act": line.do} if kind is DoAct and is_act(line.do) else found


def _sealed(line: Line) -> dict[str, Any]:
    """The line's fields, its ballot made a slip. The nonce is worked out from the line, so a replay repeats it."""
    fields = dict(line.fields)
    chosen = fields.get("ballot")
    if isinstance(chosen, str) and chosen:
        fields["ballot"] = ballot.slip(chosen, nonce(line))
    return fields


def nonce(line: Line) -> str:
    """The nonce of a line's ballot: the same in every replay, another one on every line."""
    told = "\n".join((str(line.number), line.stream, line.by, instant(line.at)))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _named(value: Any, names: Names) -> Any:
    """The value with every paper and every version named by its digest."""
    match value:
        case {"text": str(text), **rest} if not rest:
            return names.paper(text)
        case {"procedure": str(id), **rest} if not rest:
            return names.version(id)
        case dict():
            return {key: _named(inner, names) for key, inner in value.items()}
        case list():
            return [_named(inner, names) for inner in value]
        case _:
            return value


def _whole(kind: Any, value: Any) -> Any:
    """The JSON with the defaults of every dataclass filled in, and every instant in UTC."""
    if kind is datetime:
        return _utc(value)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, value) if isinstance(value, dict) else value
    arguments = [a for a in get_args(kind) if a not in (type(None), Ellipsis)]
    if isinstance(value, list) and arguments:
        return [_whole(arguments[0], item) for item in value]
    if isinstance(value, dict) and len(arguments) == 2:
        return {key: _whole(arguments[1], item) for key, item in value.items()}
    return _whole(arguments[0], value) if len(arguments) == 1 else value


def _record(kind: type, value: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    given = {name: _whole(hints[name], inner) if name in hints else inner for name, inner in value.items()}
    return {**dict(_defaults(kind, hints)), **given}


def _defaults(kind: type, hints: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for one in dataclasses.fields(kind):
        if one.default is not dataclasses.MISSING:
            yield one.name, shape_of(hints[one.name]).write(one.default)
        elif one.default_factory is not dataclasses.MISSING:
            yield one.name, shape_of(hints[one.name]).write(one.default_factory())


def _utc(value: Any) -> Any:
    """An RFC 3339 text in UTC; anything else unchanged, so that the shape refuses it."""
    if not isinstance(value, str):
        return value
    try:
        return instant(parse_time(value))
    except ValueError:
        return value


def parse_time(text: str) -> datetime:
    """An RFC 3339 instant with its offset, in UTC. Raises ValueError."""
    if "T" not in text:
        raise ValueError("an instant has a date, a T and a time")
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC, for instance Z")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"a scenario lies between the years {FIRST_YEAR} and {LAST_YEAR}")
    return at.astimezone(UTC)


__all__ = [
    "CASE",
    "ROOMS",
    "UNREAD",
    "Names",
    "adopted",
    "command",
    "is_act",
    "kind_of",
    "left_open",
    "nonce",
    "parse_time",
]
