# SPDX-License-Identifier: Apache-2.0
"""Who may do what by a program: `authorisation_api.toml` read, asked of the interface, and written down again.

A row is one operation of the document, with the case and its phase where the operation is of a case. The roles are
those of `authorisation.toml`; a reporter comes with the receipt, everybody else with a token of every scope, `reading`
with one of the lead's that may read alone.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.test import Client

from comity.core.watch import Mode
from comity.desk import registers, tokens
from comity.desk.watch import shelf
from comity.edge.api.document import document
from comity.edge.web.tour import guide
from comity.site.court import Court
from tests.journeys import matrix

FILE = Path(__file__).with_name("authorisation_api.toml")
READING = "reading"
NEVER = "0123456789ab"
"""The name that a case would have which never was."""
BODIES: Mapping[str, Any] = {
    "do_act": {"act": "an-act-of-no-procedure"},
    "act_by_receipt": {"act": "an-act-of-no-procedure"},
    "cast_vote": {"choice": "veto", "ground": ""},
    "file_report": {},
    "send_file": "",
    "tell_tear": {},
    "ask_request": {},
    "flag_post": {},
    "act_on_signal": {"act": "judge"},
    "begin_from_signal": {"matter": "tear", "words": "Nobody has agreed to this."},
}
"""What is sent: enough to be weighed by whoever may act, and nothing that does anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One operation and the status that it gives to each role."""

    operation: str
    case: str = ""
    phase: str = ""
    answers: Mapping[str, int] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it is, for a message."""
        return f"{self.operation} ({self.case}, {self.phase})" if self.case else self.operation


@functools.cache
def operations() -> Mapping[str, tuple[str, str]]:
    """The method and the path of every operation of the document."""
    told = document()["paths"].items()
    return {one["operationId"]: (method.upper(), path) for path, all in told for method, one in all.items()}


def of_a_case(operation: str) -> bool:
    """Whether the operation is asked once for each phase."""
    path = operations()[operation][1]
    return path.startswith(("/api/v1/cases/", "/api/v1/status"))


def wanted() -> list[Row]:
    """The rows that there must be: each operation, those of a case with every case of the pages' own rows."""
    _, rows = matrix.read()
    cases = list(dict.fromkeys((row.case, row.phase) for row in rows if row.case))
    return [
        Row(operation=name, case=case, phase=phase)
        for name in operations()
        for case, phase in (cases if of_a_case(name) else [("", "")])
    ]


def roles() -> dict[str, str]:
    """Everybody who tries, by role."""
    return {**matrix.read()[0], READING: "lead"}


def tried_by(row: Row) -> list[str]:
    """The roles that try a row: all of them at a case."""
    return [role for role in roles() if row.case or role in (*matrix.OUTSIDE, READING)]


def read() -> list[Row]:
    """The rows that are written down."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return [_row(one) for one in told.get("row", [])]


def _row(told: Mapping[str, str]) -> Row:
    row = Row(operation=told["operation"], case=told.get("case", ""), phase=told.get("phase", ""))
    return replace(row, answers=matrix.spread(told["answers"], tried_by(row)))


def written(row: Row) -> str:
    """The row as the file has it."""
    lines = ["[[row]]", f'operation = "{row.operation}"']
    lines += [f'case = "{row.case}"', f'phase = "{row.phase}"'] if row.case else []
    return "\n".join([*lines, f'answers = "{matrix.gathered(row.answers)}"']) + "\n"


class Programs:
    """The programs of everybody before one court."""

    def __init__(self, court: Court) -> None:
        self._court = court
        self._client = Client(SERVER_NAME="127.0.0.1")
        self._tokens: dict[tuple[str, bool], str] = {}

    def ask(self, row: Row) -> Row:
        """The row with what the interface answers now."""
        return replace(row, answers={role: self.sent(row, role).status_code for role in tried_by(row)})

    def sent(self, row: Row, role: str, *, ref: str = "") -> Any:
        """The answer to one role; `ref` in place of the row's case."""
        method, path = operations()[row.operation]
        for name, value in self._places(row, ref).items():
            path = path.replace(f"{{{name}}}", value)
        headers = self._headers(row, role)
        body = {"data": BODIES[row.operation], "content_type": "application/json"} if method == "POST" else {}
        return getattr(self._client, method.lower())(path, headers=headers, **body)

    def _places(self, row: Row, ref: str) -> Mapping[str, str]:
        case = guide.receipt(row.case or "pears").case
        path = operations()[row.operation][1]
        with self._court.desk.store.reading() as unit:
            window = next(iter(registers.every(unit.rows, registers.WINDOWS)))
        if "/signals/" in path:
            return {"id": shelf.streams(self._court.desk, Mode.LIVE)[0].partition(":")[2]}
        told = {"community": "fernhollow", "version": "2026", "digest": self._court.case(case)[1].papers[0].digest}
        if "/registry/" in path:
            return {**told, "id": self._client.get("/api/v1/registry").json()["entries"][0]["id"]}
        if "/windows/" in path:
            return {**told, "id": registers.window_id(window.key)}
        season = self._court.council().partition(":")[2]
        return {**told, "ref": ref or (season if "/seasons/" in path else case.removeprefix("case:"))}

    def _headers(self, row: Row, role: str) -> dict[str, str]:
        if role == "nobody":
            return {}
        if role == "reporter":
            return {"Comity-Receipt": " ".join(guide.receipt(row.case or "hose").words)}
        person = matrix.who(roles()[role], row.case)
        if row.operation == "end_token":
            return {"Authorization": f"Bearer {self._issued(person, reading=role == READING)}"}
        key = (person, role == READING)
        if key not in self._tokens:
            self._tokens[key] = self._issued(person, reading=role == READING)
        return {"Authorization": f"Bearer {self._tokens[key]}"}

    def _issued(self, person: str, *, reading: bool) -> str:
        at = self._court.desk.clock.now()
        scopes = (tokens.READ,) if reading else tokens.SCOPES
        return tokens.issue(self._court.tokens, person=person, label="a program", scopes=scopes, days=30, at=at)[1]


__all__ = ["FILE", "NEVER", "Programs", "Row", "of_a_case", "operations", "read", "roles", "wanted", "written"]
