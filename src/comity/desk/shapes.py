# SPDX-License-Identifier: Apache-2.0
"""How a typed value is written as JSON, worked out once for each dataclass from its annotations.

str bool None       as they are            datetime      RFC 3339 in UTC
int                 a number, beyond 2**53 decimal text   date          2024-07-18
timedelta           whole seconds          Enum          its value
tuple frozenset     a list, a set sorted   Fraction      "1/3"
Mapping             an object, its keys text or an Enum of text
a dataclass         an object of its fields; in a union of several also its name under "is"
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from comity.desk.canonical import EXACT, canonical, instant, parse_instant

Write: TypeAlias = Callable[[Any], Any]
Read: TypeAlias = Callable[[Any], Any]

TAG = "is"
"""The member that names the type where several dataclasses are possible."""


class Unreadable(ValueError):
    """A JSON value that does not fit its field. `field` is the dotted path, `text` what is wrong."""

    def __init__(self, text: str, field: str = "") -> None:
        self.text = text
        self.field = field
        super().__init__(f"{field}: {text}" if field else text)


@dataclass(frozen=True, slots=True)
class Shape:
    """How one type is written and read."""

    write: Write
    read: Read


def shape_of(kind: Any) -> Shape:
    """The shape of a type. Raises TypeError for a type that JSON without floats cannot say exactly."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _record(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Shape(lambda value: value.value, _checked(kind, "is none of the known values"))
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _union(arguments)
    if origin is Literal:
        return _literal(arguments)
    if origin in _CONTAINERS:
        return _CONTAINERS[origin](arguments)
    raise TypeError(f"{kind!r} cannot be written exactly")


def _checked(make: Callable[[Any], Any], text: str) -> Read:
    def read(value: Any) -> Any:
        try:
            return make(value)
        except (ValueError, TypeError, OverflowError, ZeroDivisionError) as wrong:
            raise Unreadable(text) from wrong

    return read


def _same(kind: type, text: str) -> Shape:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise Unreadable(text)
        return value

    return Shape(_keep, read)


def _keep(value: Any) -> Any:
    return value


def _write_whole(value: int) -> int | str:
    return value if -EXACT <= value <= EXACT else str(value)


def _read_whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    return int(value)


def _write_seconds(value: timedelta) -> int:
    if value.microseconds:
        raise TypeError("a length of time is kept in whole seconds")
    return value.days * 86_400 + value.seconds


def _read_seconds(value: Any) -> timedelta:
    return timedelta(seconds=_read_whole(value))


_PLAIN: Mapping[Any, Shape] = MappingProxyType(
    {
        str: _same(str, "is not text"),
        bool: _same(bool, "is neither true nor false"),
        type(None): _same(type(None), "is not null"),
        int: Shape(_write_whole, _checked(_read_whole, "is not a whole number")),
        datetime: Shape(instant, _checked(parse_instant, "is not an instant in UTC")),
        date: Shape(date.isoformat, _checked(date.fromisoformat, "is not a date")),
        timedelta: Shape(_write_seconds, _checked(_read_seconds, "is not a number of seconds")),
        Fraction: Shape(str, _checked(Fraction, "is not a fraction")),
    }
)


def _literal(allowed: tuple[Any, ...]) -> Shape:
    def read(value: Any) -> Any:
        if value not in allowed:
            raise Unreadable("is none of the known values")
        return value

    return Shape(_keep, read)


def _row(items: Shape, make: Callable[[Any], Any], *, ordered: bool) -> Shape:
    def write(value: Any) -> list[Any]:
        written = [items.write(item) for item in value]
        return written if ordered else sorted(written, key=canonical)

    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise Unreadable("is not a list")
        return make(_at(str(number), items, item) for number, item in enumerate(value))

    return Shape(write, read)


def _at(where: str, shape: Shape, value: Any) -> Any:
    """Read one member, saying where it stands when it does not fit."""
    try:
        return shape.read(value)
    except Unreadable as wrong:
        raise Unreadable(wrong.text, f"{where}.{wrong.field}" if wrong.field else where) from wrong


def _tuple(arguments: tuple[Any, ...]) -> Shape:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return _row(shape_of(arguments[0]), tuple, ordered=True)
    shapes = tuple(shape_of(argument) for argument in arguments)

    def read(value: Any) -> Any:
        if not isinstance(value, list) or len(value) != len(shapes):
            raise Unreadable(f"is not a list of {len(shapes)}")
        return tuple(_at(str(n), shape, item) for n, (shape, item) in enumerate(zip(shapes, value, strict=True)))

    return Shape(lambda value: [s.write(v) for s, v in zip(shapes, value, strict=True)], read)


def _set(arguments: tuple[Any, ...]) -> Shape:
    return _row(shape_of(arguments[0]), frozenset, ordered=False)


def _mapping(arguments: tuple[Any, ...], make: Callable[[dict[Any, Any]], Any] = MappingProxyType) -> Shape:
    keys, values = shape_of(arguments[0]), shape_of(arguments[1])
    if arguments[0] is not str and not (isinstance(arguments[0], type) and issubclass(arguments[0], str)):
        raise TypeError(f"the keys of a mapping are text, not {arguments[0]!r}")

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Unreadable("is not an object")
        return make({_at(key, keys, key): _at(key, values, item) for key, item in value.items()})

    return Shape(lambda value: {keys.write(k): values.write(v) for k, v in value.items()}, read)


_CONTAINERS: Mapping[Any, Callable[[tuple[Any, ...]], Shape]] = MappingProxyType(
    {
        tuple: _tuple,
        Sequence: lambda arguments: _tuple((*arguments, ...)),
        frozenset: _set,
        Mapping: _mapping,
        dict: lambda arguments: _mapping(arguments, dict),
    }
)


def _record(kind: type) -> Shape:
    hints = get_type_hints(kind)
    fields = tuple((f.name, shape_of(hints[f.name])) for f in dataclasses.fields(kind))
    names = frozenset(name for name, _ in fields)

    def write(value: Any) -> dict[str, Any]:
        return {name: shape.write(getattr(value, name)) for name, shape in fields}

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Unreadable("is not an object")
        _exactly(names, value)
        return kind(**{name: _at(name, shape, value[name]) for name, shape in fields})

    return Shape(write, read)


def _exactly(names: frozenset[str], value: dict[str, Any]) -> None:
    if missing := sorted(names - value.keys()):
        raise Unreadable("is missing", missing[0])
    if unknown := sorted(value.keys() - names):
        raise Unreadable("is not a field of it", unknown[0])


def _union(arguments: tuple[Any, ...]) -> Shape:
    kinds = [a for a in arguments if isinstance(a, type) and dataclasses.is_dataclass(a)]
    if not kinds:
        return _choice(arguments)
    if rest := [a for a in arguments if a not in kinds and a is not type(None)]:
        raise TypeError(f"a union of dataclasses cannot also be {rest[0]!r}")
    if len(kinds) == 1:
        return _perhaps(_record(kinds[0]))
    return _tagged({kind.__name__: _record(kind) for kind in kinds})


def _perhaps(shape: Shape) -> Shape:
    return Shape(
        lambda value: None if value is None else shape.write(value),
        lambda value: None if value is None else shape.read(value),
    )


def _tagged(records: Mapping[str, Shape]) -> Shape:
    """Several dataclasses (and perhaps None): the name of the one it is goes with it."""

    def write(value: Any) -> Any:
        return None if value is None else {TAG: type(value).__name__, **records[type(value).__name__].write(value)}

    def read(value: Any) -> Any:
        if value is None:
            return None
        name = value.get(TAG) if isinstance(value, dict) else None
        if not isinstance(name, str) or name not in records:
            raise Unreadable("is none of the known types", TAG)
        return records[name].read({k: v for k, v in value.items() if k != TAG})

    return Shape(write, read)


_APART: Mapping[Any, type] = MappingProxyType({str: str, bool: bool, int: int, tuple: list, Mapping: dict})
"""The types that JSON itself tells apart, and what it makes of them."""


_SEEN: tuple[tuple[Any, type], ...] = ((str, str), (bool, bool), (int, int), (tuple | list, list), (Mapping, dict))
"""The same, of a value: an Enum of text is text."""


def _choice(arguments: tuple[Any, ...]) -> Shape:
    """A union without dataclasses: one type or None, or types that JSON itself tells apart."""
    some = [a for a in arguments if a is not type(None)]
    if len(some) == 1:
        return _perhaps(shape_of(some[0]))
    kinds = [_json_kind(a) for a in some]
    if unclear := [a for a, kind in zip(some, kinds, strict=True) if kind is None or kinds.count(kind) > 1]:
        raise TypeError(f"a reader could not tell {unclear[0]!r} from the others in its union")
    shapes = {kind: _apart(a) for a, kind in zip(some, kinds, strict=True)}
    if len(some) < len(arguments):
        shapes[type(None)] = _PLAIN[type(None)]
    return Shape(lambda v: _of_kind(shapes, v).write(v), lambda v: _of_kind(shapes, v).read(v))


def _json_kind(argument: Any) -> type | None:
    """What JSON makes of the values of a type, where it tells them from others; None where it does not."""
    return _APART.get(argument) or _APART.get(get_origin(argument))


def _apart(argument: Any) -> Shape:
    """The shape of one alternative. A whole number too large for JSON would be read back as text: it is refused."""
    return _same(argument, "is none of the types it may be") if argument in _APART else shape_of(argument)


def _of_kind(shapes: Mapping[Any, Shape], value: Any) -> Shape:
    """The alternative that a value (as it is kept, or as JSON has it) belongs to."""
    kind = next((json for python, json in _SEEN if isinstance(value, python)), type(value))
    if kind not in shapes or (kind is int and abs(value) > EXACT):
        raise Unreadable("is none of the types it may be")
    return shapes[kind]


__all__ = ["TAG", "Shape", "Unreadable", "shape_of"]
