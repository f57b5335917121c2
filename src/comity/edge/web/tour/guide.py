# SPDX-License-Identifier: Apache-2.0
"""Who can be visited in the sample community and what there is to see: `guide.toml`, read once.

Its texts are keys of the catalogues, and are shown in the reader's language.

The receipts of the sample are worked out from the short names of its cases and are no secret: nothing behind them is.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.edge.web.casefile import CASE
from comity.edge.web.locator import Receipt

STATUS = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody whose place a visitor can take: a person who is signed in, the holder of a receipt, or anybody.

    `path` is where their visit begins; `waits` is what waits there.
    """

    id: str
    who: str
    waits: str
    path: str
    person: str = ""
    words: tuple[str, ...] = ()
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """One front door and who comes in by it."""

    id: str
    name: str
    text: str
    guests: tuple[Guest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop of the tour: what to look at, what to try, and in whose place."""

    id: str
    title: str
    look: str
    tries: str
    guests: tuple[Guest, ...]


def receipt(name: str) -> Receipt:
    """The receipt that belongs to a case or a tear of the sample."""
    return Receipt.of(hashlib.sha256(f"comity sample {name}".encode()).hexdigest()[:32])


def receipt_of(guest: Guest) -> Receipt:
    """The receipt that a guest holds."""
    return receipt(guest.case)


def case_ref(name: str) -> str:
    """How the case of that short name is called in addresses."""
    return receipt(name).case.removeprefix(CASE)


@cache
def _file() -> dict[str, list[dict[str, object]]]:
    return tomllib.loads(files(__package__).joinpath("guide.toml").read_text(encoding="utf-8"))


def halls() -> tuple[Hall, ...]:
    """Every door with those who can be visited behind it."""
    return tuple(_hall(one) for one in _file()["door"])


def guests() -> dict[str, Guest]:
    """Everybody who can be visited, by id."""
    return {guest.id: guest for hall in halls() for guest in hall.guests}


def stops() -> tuple[Stop, ...]:
    """The tour."""
    known = guests()
    return tuple(
        Stop(
            id=str(one["id"]),
            title=_text(one["title"]),
            look=_text(one["look"]),
            tries=_text(one["try"]),
            guests=tuple(known[id] for id in _list(one["guests"])),
        )
        for one in _file()["stop"]
    )


def _hall(told: dict[str, object]) -> Hall:
    found = told["guest"]
    assert isinstance(found, list)
    return Hall(
        id=str(told["id"]),
        name=_text(told["name"]),
        text=_text(told["text"]),
        guests=tuple(_guest(one) for one in found),
    )


def _guest(told: dict[str, str]) -> Guest:
    found = receipt(told["receipt"]) if "receipt" in told else None
    return Guest(
        id=told["id"],
        who=_text(told["who"]),
        waits=_text(told["waits"]),
        path=reverse(STATUS, args=[found.bits]) if found else _path(told),
        person=told.get("person", ""),
        words=found.words if found else (),
        case=told.get("receipt", ""),
    )


def _path(told: dict[str, str]) -> str:
    args = [case_ref(told["case"])] if "case" in told else []
    return reverse(told.get("page", "case"), args=args)


def _text(value: object) -> str:
    """A text of the guide in the reader's language. `tools/sentences.py` finds them for the catalogues."""
    return _(" ".join(str(value).split()))


def _list(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(one) for one in value]


__all__ = ["Guest", "Hall", "Stop", "case_ref", "guests", "halls", "receipt", "receipt_of", "stops"]
