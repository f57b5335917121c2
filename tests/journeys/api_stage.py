# SPDX-License-Identifier: Apache-2.0
"""A program before the HTTP interface: its token or its receipt, JSON in, JSON out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from comity.desk import tokens
from comity.edge.web.locator import typed
from tests.journeys.web_stage import Stage

BASE = "/api/v1"
PROBLEM = "application/problem+json"


@dataclass
class Program:
    """One program. Cross-site checks are on, as they are for everybody."""

    headers: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def get(self, path: str, status: int = 200) -> Any:
        """What an address answers."""
        return _told(self.client.get(f"{BASE}{path}", headers=self.headers), status)

    def post(self, path: str, body: Any, status: int = 200, *, key: str = "") -> Any:
        """What an address answers to a body."""
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        told = self.client.post(f"{BASE}{path}", data=body, content_type="application/json", headers=headers)
        return _told(told, status)


def _told(response: Any, status: int) -> Any:
    assert response.status_code == status, f"{response.status_code}: {response.content.decode()[:600]}"
    if status >= 400:
        assert response.headers["Content-Type"] == PROBLEM
    return response.json() if response.content else None


def with_token(stage: Stage, person: str, *scopes: str, days: int = 30) -> Program:
    """A program that somebody gave a token to."""
    at = stage.clock.at
    _token, secret = tokens.issue(
        stage.court.tokens, person=person, label="a program", scopes=scopes or tokens.SCOPES, days=days, at=at
    )
    return Program(headers={"Authorization": f"Bearer {secret}"})


def with_receipt(receipt: str) -> Program:
    """A program that knows a receipt."""
    return Program(headers={"Comity-Receipt": receipt})


def report(words: str = "They made my street public.", **more: Any) -> tuple[Program, str]:
    """File a report; the program with its receipt, and the case's reference."""
    told = Program().post("/reports", {"words": words, **more}, 201, key=key())
    found = typed(told["receipt"])
    assert found is not None
    return with_receipt(told["receipt"]), found.case.removeprefix("case:")


def key() -> str:
    """A new key of one act."""
    return secrets.token_urlsafe(24)
