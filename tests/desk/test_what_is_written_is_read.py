# SPDX-License-Identifier: Apache-2.0
"""Events and commands as canonical JSON, and back; what cannot be said exactly is refused early."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.clause import Malformed
from comity.desk.canonical import canonical, instant, parse_instant
from comity.desk.codec import Codec, Written

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
INSTANT = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]))


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Twig:
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    text: str
    number: int
    yes: bool
    at: datetime
    day: date
    length: timedelta
    share: Fraction
    side: Side
    kind: Literal["a", "b"]
    pair: tuple[str, int]
    row: tuple[Leaf, ...]
    some: frozenset[str]
    by: Mapping[str, tuple[int, ...]]
    sides: Mapping[Side, int]
    plain: dict[str, str]
    one: Leaf | Twig
    perhaps: Leaf | None
    any_of: Leaf | Twig | None
    word: str | None
    mixed: str | int | bool
    value: str | int | bool | tuple[str, ...] | Mapping[str, int] | None
    listed: Sequence[str]


CODEC = Codec([Everything, Leaf])

everything = st.builds(
    Everything,
    text=TEXT,
    number=st.integers(),
    yes=st.booleans(),
    at=INSTANT,
    day=st.dates(),
    length=st.integers(-(10**9), 10**9).map(lambda n: timedelta(seconds=n)),
    share=st.fractions(),
    side=st.sampled_from(Side),
    kind=st.sampled_from(["a", "b"]),
    pair=st.tuples(TEXT, st.integers()),
    row=st.lists(st.builds(Leaf, name=TEXT), max_size=3).map(tuple),
    some=st.frozensets(TEXT, max_size=4),
    by=st.dictionaries(TEXT, st.lists(st.integers(), max_size=3).map(tuple), max_size=3),
    sides=st.dictionaries(st.sampled_from(Side), st.integers(), max_size=2),
    plain=st.dictionaries(TEXT, TEXT, max_size=2),
    one=st.one_of(st.builds(Leaf, name=TEXT), st.builds(Twig, leaves=st.just((Leaf(name="x"),)))),
    perhaps=st.none() | st.builds(Leaf, name=TEXT),
    any_of=st.none() | st.builds(Leaf, name=TEXT) | st.builds(Twig, leaves=st.just(())),
    word=st.none() | TEXT,
    mixed=st.one_of(TEXT, st.integers(-(2**53) + 1, 2**53 - 1), st.booleans()),
    value=st.one_of(
        st.none(),
        TEXT,
        st.sampled_from(Side),
        st.integers(-(2**53) + 1, 2**53 - 1),
        st.booleans(),
        st.lists(TEXT, max_size=2).map(tuple),
        st.dictionaries(TEXT, st.integers(), max_size=2),
    ),
    listed=st.lists(TEXT, max_size=3).map(tuple),
)


@given(everything)
def test_whatever_was_written_is_read_back(value: Everything) -> None:
    """P25: writing and reading loses nothing, and reading and writing again gives the same text."""
    written = CODEC.write(value)
    assert CODEC.read(written) == value
    assert CODEC.write(CODEC.read(written)) == written


@given(everything)
def test_a_text_is_canonical(value: Everything) -> None:
    """P25: keys sorted, no blanks, and any JSON reader reads it."""
    data = CODEC.write(value).data
    assert canonical(json.loads(data)) == data
    assert "\n" not in data


def test_the_members_of_an_object_are_sorted_as_the_standard_says() -> None:
    """P17: RFC 8785 sorts by UTF-16 code units, which is not the order of code points."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\x80", "\xf6"]  # the keys of its section 3.2.3
    text = canonical(dict.fromkeys(keys, 0))
    assert list(json.loads(text)) == ["\r", "1", "\x80", "\xf6", "\u20ac", "\U0001f600", "\ufb33"]
    assert canonical({"b": [1, True, None, "ß\n\u001f"], "a": {}}) == '{"a":{},"b":[1,true,null,"ß\\n\\u001f"]}'


@pytest.mark.parametrize("value", [1.5, {1: 2}, object(), {"a": [b"x"]}])
def test_what_json_cannot_say_exactly_has_no_canonical_text(value: object) -> None:
    """P25: no float and no guess."""
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800"])
def test_what_other_readers_would_misread_has_no_canonical_text(value: object) -> None:
    """P17: a number that a browser would round, and text that is not Unicode."""
    with pytest.raises(ValueError):
        canonical(value)


@given(INSTANT)
def test_an_instant_is_written_in_utc_and_read_back(at: datetime) -> None:
    """P6: the same instant has one text, wherever it was said."""
    text = instant(at)
    assert text.endswith("Z")
    assert parse_instant(text) == at
    assert instant(parse_instant(text)) == text


@pytest.mark.parametrize(
    "text", ["2024-01-04T19:00:00", "2024-01-04T19:00:00+00:00", "2024-01-04 19:00:00Z", "yesterdayZ", "2024-01-04Z"]
)
def test_another_spelling_of_an_instant_is_not_read(text: str) -> None:
    """P25: what was not written by us is noticed."""
    with pytest.raises(ValueError):
        parse_instant(text)


def test_an_instant_needs_its_zone() -> None:
    """P6: no instant is guessed."""
    with pytest.raises(ValueError, match="UTC"):
        instant(datetime(2024, 1, 4))  # noqa: DTZ001


@dataclass(frozen=True)
class WithFloat:
    share: float


@dataclass(frozen=True)
class WithAny:
    what: Any


@dataclass(frozen=True)
class WithNumberKeys:
    by: Mapping[int, str]


@dataclass(frozen=True)
class WithUnclearUnion:
    what: date | str


@dataclass(frozen=True)
class WithMixedUnion:
    what: Leaf | str


@pytest.mark.parametrize("kind", [WithFloat, WithAny, WithNumberKeys, WithUnclearUnion, WithMixedUnion])
def test_a_type_that_cannot_be_written_exactly_is_refused_when_the_room_is_made(kind: type) -> None:
    """P25: not when a case needs it."""
    with pytest.raises(TypeError):
        Codec([kind])


def test_a_length_with_a_fraction_of_a_second_is_refused() -> None:
    """P25: lengths are whole seconds; nothing is rounded silently."""

    @dataclass(frozen=True)
    class Wait:
        length: timedelta

    with pytest.raises(TypeError):
        Codec([Leaf]).write(Wait(length=timedelta(microseconds=1)))


def test_two_types_of_one_name_are_refused() -> None:
    """P25: a name means one thing."""
    with pytest.raises(ValueError, match="Leaf"):
        Codec([Leaf, Leaf])


def test_a_type_of_another_room_is_not_written() -> None:
    """P27: a room writes its own events and nobody else's."""
    with pytest.raises(TypeError, match="Twig"):
        CODEC.write(Twig(leaves=()))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": 5}, "Leaf.name"),
        ({"name": None}, "Leaf.name"),
        ({"name": "x", "more": 1}, "Leaf.more"),
        ({}, "Leaf.name"),
    ],
)
def test_a_stored_text_that_does_not_fit_names_the_field(change: dict[str, object], field: str) -> None:
    """P26: what cannot be read is said with its place."""
    with pytest.raises(Malformed) as wrong:
        CODEC.read(Written(kind="Leaf", schema=1, data=canonical(change)))
    assert wrong.value.faults[0].field == field


WHOLE = CODEC.write(
    Everything(
        text="t",
        number=1,
        yes=True,
        at=datetime(2024, 1, 4, 19, tzinfo=UTC),
        day=date(2024, 1, 4),
        length=timedelta(hours=1),
        share=Fraction(1, 3),
        side=Side.LEFT,
        kind="a",
        pair=("x", 2),
        row=(Leaf(name="l"),),
        some=frozenset({"s"}),
        by=MappingProxyType({"k": (1,)}),
        sides={Side.RIGHT: 2},
        plain={"p": "q"},
        one=Leaf(name="l"),
        perhaps=None,
        any_of=Twig(leaves=()),
        word=None,
        mixed=True,
        value=None,
        listed=("z",),
    )
)


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("number", True, "number"),
        ("number", "x", "number"),
        ("yes", 1, "yes"),
        ("at", "2024-01-04", "at"),
        ("day", "2024-13-01", "day"),
        ("length", "x", "length"),
        ("share", "1/0", "share"),
        ("side", "up", "side"),
        ("kind", "c", "kind"),
        ("pair", ["x"], "pair"),
        ("pair", ["x", "y"], "pair.1"),
        ("row", {}, "row"),
        ("row", [{"name": "a"}, {"name": 1}], "row.1.name"),
        ("some", "s", "some"),
        ("by", [], "by"),
        ("by", {"k": [None]}, "by.k.0"),
        ("sides", {"up": 1}, "sides.up"),
        ("one", {"is": "Bush"}, "one.is"),
        ("one", {"name": "l"}, "one.is"),
        ("one", "l", "one.is"),
        ("perhaps", [], "perhaps"),
        ("mixed", None, "mixed"),
        ("value", [1], "value.0"),
        ("value", {"k": "x"}, "value.k"),
    ],
)
def test_every_kind_of_field_says_what_does_not_fit(field: str, value: object, place: str) -> None:
    """P26: the dotted path leads to the value."""
    data = canonical({**json.loads(WHOLE.data), field: value})
    with pytest.raises(Malformed) as wrong:
        CODEC.read(Written(kind="Everything", schema=1, data=data))
    assert [fault.field for fault in wrong.value.faults] == [f"Everything.{place}"]


def test_a_whole_number_too_large_for_a_union_is_malformed() -> None:
    """P26: it would come back as text; the error says so and nothing is written."""
    value = replace(CODEC.read(WHOLE), mixed=2**53)
    with pytest.raises(Malformed) as wrong:
        CODEC.write(value)
    assert wrong.value.faults[0].field == "Everything"


def test_a_type_that_carries_many_things_is_filed_under_the_thing() -> None:
    """P25: the history says `clock.passed`, whatever the type behind it is called."""
    codec = Codec([Leaf, Twig], named=(Leaf, lambda leaf: f"leaf.{leaf.name}"))
    written = codec.write(Leaf(name="green"))
    assert (written.kind, codec.read(written)) == ("leaf.green", Leaf(name="green"))
    assert codec.write(Twig(leaves=())).kind == "Twig"


def test_what_a_later_program_wrote_is_not_guessed() -> None:
    """P25: an unknown type or a schema from the future stops the reader."""
    for written in (Written(kind="Bush", schema=1, data="{}"), Written(kind="Leaf", schema=2, data='{"name":"x"}')):
        with pytest.raises(Malformed):
            CODEC.read(written)


def test_a_codec_that_cannot_read_an_older_schema_is_refused() -> None:
    """P25: a schema without its upcaster would lose the old events."""
    with pytest.raises(ValueError, match="no upcaster from 1"):
        Codec([Leaf], schemas={Leaf: 2})


def test_an_old_text_is_raised_step_by_step_to_todays_schema() -> None:
    """P25: the stored text stays; reading raises it."""
    codec = Codec(
        [Leaf],
        schemas={Leaf: 3},
        upcasters={
            ("Leaf", 1): lambda old: {"title": old["label"]},
            ("Leaf", 2): lambda old: {"name": old["title"]},
        },
        renamed={"Blade": "Leaf"},
    )
    assert codec.read(Written(kind="Blade", schema=1, data='{"label":"a"}')) == Leaf(name="a")
    assert codec.read(Written(kind="Leaf", schema=2, data='{"title":"b"}')) == Leaf(name="b")
    assert codec.write(Leaf(name="c")) == Written(kind="Leaf", schema=3, data='{"name":"c"}')
    assert codec.kinds == ("Leaf",)
