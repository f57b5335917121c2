# SPDX-License-Identifier: Apache-2.0
"""Every page of the site in every state that the sample community has: `places.toml`, with its names filled in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import translation

from comity.edge.web.casefile import read
from comity.edge.web.tour import guide
from comity.site.court import Court
from comity.site.sample import SCENARIO
from tests.journeys import web_stage

FILE = Path(__file__).with_name("places.toml")
_NAMED = re.compile(r"\{(receipt|case|tear):([a-z]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One page as one person sees it, who came by a link or with an `account`. `name` can be a file's name."""

    path: str
    person: str
    name: str
    main: bool
    account: bool = False

    @property
    def who(self) -> tuple[str, bool]:
        """Who looks, and whether with an account."""
        return self.person, self.account

    @property
    def route(self) -> str:
        """The address's pattern."""
        return resolve(self.path.partition("?")[0]).route


def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def no_pages() -> dict[str, str]:
    """The addresses that are no pages, and why."""
    return dict(_file()["no-page"])


def routes() -> set[str]:
    """Every address that the site answers for people; what programs ask is held by its own document."""
    return {route for route in addresses() if not route.startswith("api/v1/")}


def addresses() -> set[str]:
    """Every address that the site answers, to people and to programs, in whichever language somebody read before."""
    with translation.override("en"):
        return set(_routes(get_resolver(), ""))


def _routes(resolver: URLResolver, before: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        route = f"{before}{one.pattern}"
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from _routes(one, route)


def places(court: Court) -> list[Place]:
    """Every place of the file, with each {case}, {receipt} and {entry} that there is for who looks."""
    return [one for row in _file()["place"] for person in row["as"] for one in _places(court, row, person)]


def _places(court: Court, row: dict[str, Any], person: str) -> Iterator[Place]:
    if "linked" in row:
        yield from _linked(row, person)
        return
    for name, path in _paths(court, row["path"], person):
        short = "-".join(part for part in (name, person) if part)
        yield Place(
            path=_named(path),
            person=person,
            name=short.replace("/", "-"),
            main=row.get("main", False),
            account=row.get("account", False),
        )


def _linked(row: dict[str, Any], person: str) -> Iterator[Place]:
    """The addresses of a pattern that a page shows to a reader of it."""
    for number, path in enumerate(linked(row["on"], row.get("reader", ""), row["linked"]), 1):
        short = "-".join(part for part in (row["name"], str(number), person) if part)
        yield Place(path=path, person=person, name=short, main=row.get("main", False))


def linked(on: str, reader: str, pattern: str) -> list[str]:
    """Every address of a pattern that the page `on` shows to `reader`, once."""
    browser = web_stage.in_by_a_link(reader, Client(SERVER_NAME="127.0.0.1")).client
    shown = browser.get(_named(on)).content.decode()
    return list(dict.fromkeys(re.findall(pattern, shown)))


def _paths(court: Court, path: str, person: str) -> Iterator[tuple[str, str]]:
    name = re.sub(r"\{(?:\w+:)?(\w+)\}", r"\1", path.partition("?")[0]).strip("/") or "front"
    if "{case}" in path:
        for case in told("case"):
            if sees(court, case, person):
                yield name.replace("case", f"case-{case}", 1), path.replace("{case}", f"{{case:{case}}}")
    elif "{tear}" in path:
        for tear in told("tear"):
            yield name.replace("tear", f"tear-{tear}", 1), path.replace("{tear}", f"{{tear:{tear}}}")
    elif "{receipt}" in path:
        for case in (case for kind in ("case", "tear") for case in told(kind)):
            if _leads_back(court, case):
                yield name.replace("receipt", case), path.replace("{receipt}", f"{{receipt:{case}}}")
    else:
        yield name, path


def _named(path: str) -> str:
    return _NAMED.sub(lambda found: _ref(found[1], found[2]), path)


def _ref(kind: str, name: str) -> str:
    match kind:
        case "receipt":
            return guide.receipt(name).bits
        case "case":
            return guide.case_ref(name)
        case _:
            return guide.receipt(name).tear.removeprefix("tear:")


def told(kind: str) -> list[str]:
    """The short names of all cases, or all tears, of the sample, in the order in which they were told."""
    return list(dict.fromkeys(re.findall(rf'"{kind}:([a-z]+)"', SCENARIO.read_text(encoding="utf-8"))))


def sees(court: Court, case: str, person: str) -> bool:
    """Whether a case of the sample exists for a person."""
    file = read(court.desk, guide.receipt(case).case, court.desk.clock.now())
    return file is not None and file.visible_to(person)


def _leads_back(court: Court, name: str) -> bool:
    """Whether the receipt is somebody's: what a liaison raised has none."""
    found = guide.receipt(name)
    return bool(court.desk.state(found.tear).version) or sees(court, name, found.person)


__all__ = ["FILE", "Place", "addresses", "linked", "no_pages", "places", "routes", "sees", "told"]
