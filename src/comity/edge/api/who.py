# SPDX-License-Identifier: Apache-2.0
"""Who asks: the holder of a token, or whoever has the receipt of a report. No cookie is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from ninja.security import APIKeyHeader, HttpBearer

from comity.core.docket import Case
from comity.core.tear import Tear
from comity.desk import tokens
from comity.edge.api import door
from comity.edge.api.door import Receipt
from comity.edge.api.problems import OutOfScope

RECEIPT = "Comity-Receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody known. `name` tells one caller from another and says nothing of the person."""

    person: str
    name: str
    token: tokens.Token | None = None
    receipt: Receipt | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What opens papers in this request: the identity of whoever brought the words of their receipt."""
        return () if self.receipt is None else (self.receipt.secret,)

    def may(self, scope: str) -> None:
        """Raises `OutOfScope` where the token was not made for this. A receipt opens its own report, in everything."""
        if self.token is not None and scope not in self.token.scopes:
            raise OutOfScope(scope)


class ByToken(HttpBearer):
    """`Authorization: Bearer comity_...`."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The holder, where the token is good now."""
        house = door.court()
        found = tokens.holder(house.tokens, token, house.desk.clock.now())
        return None if found is None else Caller(person=found.person, name=f"token {found.id}", token=found)


class ByReceipt(APIKeyHeader):
    """`Comity-Receipt: ` and the words of a receipt."""

    param_name = RECEIPT

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        """Whoever has the receipt of something that was told."""
        found = door.receipts().typed(key or "")
        if found is None or not arrived(found):
            return None
        return Caller(person=found.person, name=f"receipt {found.person}", receipt=found)


def arrived(receipt: Receipt) -> bool:
    """Whether something was told under this receipt. A stream has a short name: its reporter must fit too."""
    desk, person = door.court().desk, receipt.person
    case: Case | None = desk.state(receipt.case).state
    tear: Tear | None = desk.state(receipt.tear).state
    return (case is not None and person in case.bench.parties) or (tear is not None and tear.reporter == person)


def of(request: HttpRequest) -> Caller:
    """Who asks, in an operation that asks for somebody."""
    found = request.auth  # type: ignore[attr-defined]
    assert isinstance(found, Caller)
    return found


TOKEN = ByToken()
EITHER = [TOKEN, ByReceipt()]


def known(request: HttpRequest) -> bool:
    """Whether somebody known asks, in an operation that asks for nobody: they are kept out by no muting."""
    return any(one(request) is not None for one in EITHER)


ONLY_RECEIPT = [ByReceipt()]

__all__ = ["ByReceipt", "ByToken", "Caller", "EITHER", "ONLY_RECEIPT", "RECEIPT", "TOKEN", "arrived", "known", "of"]
