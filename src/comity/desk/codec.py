# SPDX-License-Identifier: Apache-2.0
"""Events and commands as canonical JSON, and back.

A room registers its dataclasses once. The fields' types decide how each value is written, so that nothing but
the dataclass says what an event is made of. A type that JSON cannot say exactly (a float, a bare object) is
refused when the room is registered, not when a case needs it.

An event type has a schema number. When its fields change, the number goes up and an *upcaster* says how the
older JSON becomes the newer; the stored text is never rewritten (P17, P25). `tests/golden` keeps a stream of
every schema.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from comity.core.clause import Fault, Malformed
from comity.desk.canonical import canonical
from comity.desk.shapes import Shape, Unreadable, shape_of

Json: TypeAlias = dict[str, Any]
Upcaster: TypeAlias = Callable[[Json], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One event or command as text: its type's name, the schema it was written under, its canonical JSON."""

    kind: str
    schema: int
    data: str


class Codec:
    """The dataclasses of one room and how they are written.

    `types` are the room's events and commands; a name is used once. `schemas` gives the present schema of a type
    where it is not 1; `upcasters[(name, n)]` turns the JSON of schema n into that of n + 1, for every n below the
    present one. `renamed[old]` is today's name of a type; its upcasters are filed under today's name. `named` is for
    a type that carries many things: it gives the name under which an event is filed, with a dot in it
    (`clock.passed`), and every name with a dot is read as that type.

    Raises TypeError where a type cannot be written exactly, ValueError where an upcaster is missing.
    """

    def __init__(
        self,
        types: Sequence[type],
        *,
        schemas: Mapping[type, int] = MappingProxyType({}),
        upcasters: Mapping[tuple[str, int], Upcaster] = MappingProxyType({}),
        renamed: Mapping[str, str] = MappingProxyType({}),
        named: tuple[type, Callable[[Any], str]] | None = None,
    ) -> None:
        self._shapes: dict[str, Shape] = {}
        for kind in types:
            if kind.__name__ in self._shapes:
                raise ValueError(f"two types of one room are called {kind.__name__}")
            self._shapes[kind.__name__] = shape_of(kind)
        self._schemas = {kind.__name__: number for kind, number in schemas.items()}
        self._upcasters = dict(upcasters)
        self._renamed = dict(renamed)
        self._named = named
        self._whole()

    def _whole(self) -> None:
        for name, schema in self._schemas.items():
            missing = [n for n in range(1, schema) if (name, n) not in self._upcasters]
            if missing:
                raise ValueError(f"{name} is at schema {schema} and has no upcaster from {missing[0]}")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of the types, sorted."""
        return tuple(sorted(self._shapes))

    def schema(self, kind: str) -> int:
        """The schema under which a type is written today."""
        return self._schemas.get(kind, 1)

    def write(self, value: object, *, without: frozenset[str] = frozenset()) -> Written:
        """`value` as text; the fields `without` are left out (and the text can then not be read back).

        Raises TypeError for a type the room did not register, Malformed for text that no JSON can carry.
        """
        kind = type(value).__name__
        if kind not in self._shapes:
            raise TypeError(f"{kind} is no event or command of this room")
        try:
            fields = {k: v for k, v in self._shapes[kind].write(value).items() if k not in without}
            data = canonical(fields)
        except ValueError as wrong:
            raise Malformed([Fault(field=kind, rule="text", text=str(wrong))]) from wrong
        return Written(kind=self._filed(value), schema=self.schema(kind), data=data)

    def read(self, written: Written) -> Any:
        """The event or command that `written` says, brought up to today's schema. Raises Malformed."""
        kind = self._type_of(written.kind)
        if kind not in self._shapes:
            raise Malformed([Fault(field="kind", rule="known", text=f"{written.kind} is unknown to this room")])
        fields = self._raised(kind, written)
        try:
            return self._shapes[kind].read(fields)
        except Unreadable as wrong:
            where = f"{kind}.{wrong.field}" if wrong.field else kind
            raise Malformed([Fault(field=where, rule="shape", text=wrong.text)]) from wrong

    def _filed(self, value: object) -> str:
        """The name under which an event is filed."""
        if self._named is None or not isinstance(value, self._named[0]):
            return type(value).__name__
        return self._named[1](value)

    def _type_of(self, kind: str) -> str:
        """The name of the type that is filed under a name."""
        if self._named is not None and "." in kind:
            return self._named[0].__name__
        return self._renamed.get(kind, kind)

    def _raised(self, kind: str, written: Written) -> Json:
        """The JSON of `written` under today's schema."""
        if written.schema > self.schema(kind):
            text = f"{kind} was written under schema {written.schema}, this program knows {self.schema(kind)}"
            raise Malformed([Fault(field="schema", rule="known", text=text)])
        fields: Json = json.loads(written.data)
        for number in range(written.schema, self.schema(kind)):
            fields = self._upcasters[(kind, number)](fields)
        return fields


__all__ = ["Codec", "Json", "Upcaster", "Written"]
