# SPDX-License-Identifier: Apache-2.0
"""The effects of a procedure file, read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from comity.core.procedure import effects as model
from comity.core.procedure.grammar import NAME
from comity.core.procedure.table import Table
from comity.core.procedure.terms import Guard

_MOVES: Mapping[str, str] = MappingProxyType(
    {"stay": "stayed", "release": "released", "void": "voided", "end": "ended"}
)


def effects(t: Table, key: str) -> tuple[model.Effect, ...]:
    """The list of effects under `key`."""
    return tuple(e for e in (_effect(one) for one in t.tables(key)) if e is not None)


def _effect(t: Table) -> model.Effect | None:
    given = t.guard("if")
    words = ("tell", "impose", *_MOVES, "put", "count", "ask", "refer", "record", "publish")
    verbs = [w for w in words if t.has(w)]
    if len(verbs) != 1:
        t.fault("", "effect", "an effect has one key, and 'if' where it depends: " + ", ".join(words))
        return None
    verb = verbs[0]
    target = t.name(verb)
    if not NAME.fullmatch(target):
        return None
    found = _made(verb, target, given, t)
    t.finish()
    return found


def _made(verb: str, target: str, given: Guard, t: Table) -> model.Effect:
    if verb in _MOVES:
        return model.Move(moment=_MOVES[verb], measure=target, given=given)
    if verb == "ask":
        return model.Ask(role=target, text=t.text("text"), given=given)
    made: dict[str, model.Effect] = {
        "tell": model.Tell(notice=target, given=given), "impose": model.Impose(measure=target, given=given),
        "put": model.Put(question=target, given=given), "count": model.Count(question=target, given=given),
        "refer": model.Refer(to=target, given=given), "record": model.Record(code=target, given=given),
        "publish": model.Publish(entry=target, given=given),
    }  # fmt: skip
    return made[verb]


__all__ = ["effects"]
