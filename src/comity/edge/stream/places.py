# SPDX-License-Identifier: Apache-2.0
"""How far each source was read, and how that goes: what an operator is told of the watch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from comity.edge.stream.models import Place

_FED = (
    "INSERT INTO watch_place (name, cursor, version, asked, heard, error, since, told, passed_over) "
    "VALUES (%s, %s, 1, %s, %s, '', NULL, %s, %s) ON CONFLICT (name) DO UPDATE SET version = watch_place.version + 1, "
    "{read}heard = excluded.heard, "
    "told = watch_place.told + excluded.told, passed_over = watch_place.passed_over + excluded.passed_over "
    "RETURNING version"
)
_WITH = _FED.format(read="cursor = excluded.cursor, asked = excluded.asked, error = '', since = NULL, ")
_WITHOUT = _FED.format(read="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a source stands. `asked` is when it was last read to its end, `heard` when it last told something;
    `error` is the name of what is wrong since `since`; `passed_over` counts what the model could not read.
    """

    name: str
    asked: datetime | None
    heard: datetime | None
    error: str
    since: datetime | None
    told: int
    passed_over: int


class Places:
    """The places in one database."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def at(self, name: str) -> tuple[str, int]:
        """Cursor and version of a place; empty text and nought where nothing was ever fed."""
        found = Place.objects.using(self._alias).filter(name=name).values_list("cursor", "version").first()
        return found or ("", 0)

    def fed(self, name: str, cursor: str | None, now: datetime, told: int, passed_over: int) -> int:
        """Something was fed; the version that the place has now. The row is held until the transaction ends.

        Without a cursor it was not read there: how reading goes is as before.
        """
        connection = connections[self._alias]
        at = connection.ops.adapt_datetimefield_value(now)
        with connection.cursor() as asked:
            statement = _WITHOUT if cursor is None else _WITH
            asked.execute(statement, [name, cursor or "", None if cursor is None else at, at, told, passed_over])
            return int(asked.fetchone()[0])

    def asked(self, name: str, now: datetime) -> None:
        """The source was read to its end, whether or not it told something."""
        self._note(name, asked=now, error="", since=None)

    def failed(self, name: str, wrong: str, now: datetime) -> None:
        """The source could not be read. `wrong` is the name of an error, never what it says: that may be anything."""
        known = Place.objects.using(self._alias).filter(name=name).values_list("since", flat=True).first()
        self._note(name, error=wrong[:200], since=known or now)

    def standing(self) -> tuple[Standing, ...]:
        """Every place, by name."""
        fields = ("name", "asked", "heard", "error", "since", "told", "passed_over")
        rows = Place.objects.using(self._alias).order_by("name").values(*fields)
        return tuple(Standing(**row) for row in rows)

    def _note(self, name: str, **values: object) -> None:
        Place.objects.using(self._alias).update_or_create(name=name, defaults=values)


__all__ = ["Places", "Standing"]
