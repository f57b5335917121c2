# SPDX-License-Identifier: Apache-2.0
"""Who may do what at which address: `authorisation.toml` read, asked of the site, and written down again.

A row is one address, with the case and its phase where the address is of a case. `GET = "200: lead, member; 404"` says:
200 for those two, 404 for everybody else.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.test import Client

from comity.edge.web.tour import guide
from tests.journeys import places, web_stage

FILE = Path(__file__).with_name("authorisation.toml")
FOR_ALL = ("GET", "POST")
FOR_FEW = ("PUT", "DELETE")
OUTSIDE = (
    "nobody",
    "stranger",
    "reporter",
    "respondent",
    "lead",
    "member",
    "liaison",
    "keyholder",
    "delegate",
    "provider",
)
"""Who tries an address that is of no case."""
FEW = ("nobody", "lead")
"""Who tries the methods that no address has."""
_NAMED = re.compile(r"\{(receipt|case|tear):([a-z]+)\}")

Answers = Mapping[str, int]
"""A status for each role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One address and what it answers, by method and role.

    Where `on` is named, `path` is a pattern: the first such address that the page `on` shows to `reader` is meant.
    """

    route: str
    path: str
    case: str = ""
    phase: str = ""
    on: str = ""
    reader: str = ""
    answers: Mapping[str, Answers] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it is, for a message."""
        return f"{self.route} ({self.case}, {self.phase})" if self.case else self.route


def read() -> tuple[Mapping[str, str], list[Row]]:
    """The roles, and the rows. Raises KeyError for a role that is not among them."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    roles: dict[str, str] = told["roles"]
    return roles, [_row(one, roles) for one in told["row"]]


def _row(told: Mapping[str, Any], roles: Mapping[str, str]) -> Row:
    named = str(told.get("case", ""))
    methods = {
        name: spread(str(told[name]), asked(name, named, roles)) for name in (*FOR_ALL, *FOR_FEW) if name in told
    }
    return Row(
        route=told["route"],
        path=told["path"],
        case=told.get("case", ""),
        phase=told.get("phase", ""),
        on=told.get("on", ""),
        reader=told.get("reader", ""),
        answers=methods,
    )


def asked(method: str, case: str, roles: Iterable[str]) -> list[str]:
    """The roles that try a method at an address: all of them at a case."""
    ours = FEW if method in FOR_FEW else OUTSIDE
    return [role for role in roles if (case and method in FOR_ALL) or role in ours]


def spread(text: str, roles: Sequence[str]) -> dict[str, int]:
    """The status of every role; the part without names is that of the rest."""
    found: dict[str, int] = {}
    for part in text.split(";"):
        status, _, names = part.partition(":")
        here = [name.strip() for name in names.split(",")] if names else [r for r in roles if r not in found]
        found |= dict.fromkeys(here, int(status))
    unknown = found.keys() - set(roles)
    if unknown:
        raise KeyError(f"{sorted(unknown)} are no roles")
    return found


def ask(row: Row, roles: Mapping[str, str]) -> Row:
    """The row with what the site answers now."""
    here = replace(row, path=path_of(row))
    found = {
        method: {role: _status(here, method, roles[role]) for role in asked(method, row.case, roles)}
        for method in (*FOR_ALL, *FOR_FEW)
    }
    return replace(row, answers=found)


def _status(row: Row, method: str, person: str) -> int:
    return int(request(row.path, method, who(person, row.case)).status_code)


@functools.cache
def _browser() -> Client:
    """One for all: making a browser reads every static file once more."""
    return Client(SERVER_NAME="127.0.0.1")


def request(path: str, method: str, person: str) -> Any:
    """The answer to a bare request: no field, and no token that a form would carry. Cross-site checks are off."""
    cache.clear()  # rates are counted there
    client = _browser()
    client.cookies.clear()
    web_stage.in_by_a_link(person, client)
    return client.generic(method, path)


def who(person: str, case: str) -> str:
    """The pseudonym of a role; `{case}` stands for the row's case, and its reporter is the holder of the receipt."""
    if person == "{case}.reporter":
        return guide.receipt(case or "hose").person
    return person.replace("{case}", case or "hose")


def path_of(row: Row) -> str:
    """The row's address with its names filled in."""
    if row.on:
        return places.linked(row.on, row.reader, row.path)[0]
    path = row.path.replace("{case}", f"{{case:{row.case}}}").replace("{receipt}", f"{{receipt:{row.case}}}")
    return _NAMED.sub(_ref, path)


def _ref(found: re.Match[str]) -> str:
    held = guide.receipt(found[2])
    match found[1]:
        case "receipt":
            return held.bits
        case "case":
            return held.case.removeprefix("case:")
        case _:
            return held.tear.removeprefix("tear:")


def written(row: Row, roles: Mapping[str, str]) -> str:
    """The row as the file has it."""
    lines = ["[[row]]", f'route = "{row.route}"', f"path = {_quoted(row.path)}"]
    lines += [f'on = "{row.on}"', f'reader = "{row.reader}"'] if row.on else []
    lines += [f'case = "{row.case}"', f'phase = "{row.phase}"'] if row.case else []
    return "\n".join([*lines, *(f'{method} = "{gathered(told)}"' for method, told in row.answers.items())]) + "\n"


def _quoted(text: str) -> str:
    return f"'{text}'" if "\\" in text or "[" in text else f'"{text}"'


def gathered(told: Answers) -> str:
    rest = Counter(told.values()).most_common(1)[0][0]
    named = sorted(set(told.values()) - {rest})
    return "; ".join([*(f"{s}: {', '.join(r for r in told if told[r] == s)}" for s in named), str(rest)])


__all__ = ["FILE", "OUTSIDE", "Row", "ask", "gathered", "path_of", "read", "request", "spread", "who", "written"]
