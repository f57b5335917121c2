# SPDX-License-Identifier: Apache-2.0
"""How what an earlier program wrote is read today. The stored text stays as it is (P17, P25).

Under schema 1 the place of a tear and the source of imported totals were free lines, so somebody's name could stand in
them. From schema 2 on they are references (P21); of an older line that is none, today's program tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from comity.core import tear, veto
from comity.core.evidence import is_reference
from comity.desk.codec import Codec, Json, Upcaster


def referring(field: str) -> Upcaster:
    """From a free line under `field` to a reference: a line that is none is read as nothing."""

    def raised(fields: Json) -> Json:
        return fields if is_reference(str(fields[field])) else {**fields, field: ""}

    return raised


def _second(references: Mapping[type, str]) -> dict[tuple[str, int], Upcaster]:
    return {(kind.__name__, 1): referring(field) for kind, field in references.items()}


_PLACES: Mapping[type, str] = MappingProxyType({tear.TearHeard: "conversation", tear.QuietWordHad: "conversation"})
_SOURCES: Mapping[type, str] = MappingProxyType({veto.TallyImported: "source"})


def tear_codec() -> Codec:
    """What a tear is written in."""
    types = [*tear.COMMANDS, *tear.EVENTS]
    return Codec(types, schemas=dict.fromkeys(_PLACES, 2), upcasters=_second(_PLACES))


def veto_codec() -> Codec:
    """What a window of a house is written in."""
    types = [*veto.COMMANDS, *veto.EVENTS]
    return Codec(types, schemas=dict.fromkeys(_SOURCES, 2), upcasters=_second(_SOURCES))


__all__ = ["referring", "tear_codec", "veto_codec"]
