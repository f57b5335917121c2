# SPDX-License-Identifier: Apache-2.0
"""The beam over every page: whose house it is, which doors stand open to its reader, and the promises that it cites."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from comity.core.clause import promise
from comity.edge.web import door, session
from comity.edge.web.doors import FrontDoor, open_to
from comity.edge.web.pages import house

logger = logging.getLogger(__name__)

_CITED = {f"p{n}": promise(n) for n in range(1, 28)}
"""The promises that templates cite by name."""


def around(request: HttpRequest) -> dict[str, Any]:
    """What the beam over every page needs, whoever shows it. Worked out where it is asked."""
    return {
        **_CITED,
        "house": SimpleLazyObject(house),
        "doors": SimpleLazyObject(lambda: _doors(session.person_of(request))),
        "signed_in": SimpleLazyObject(lambda: bool(session.person_of(request))),
        "has_account": SimpleLazyObject(lambda: bool(session.account_of(request))),
    }


def _doors(person: str) -> tuple[FrontDoor, ...]:
    """The doors that stand open to this person. Never fails: an error page needs it too."""
    try:
        return open_to(door.court(), person)
    except Exception as wrong:
        logger.error("the doors are not known: %s", type(wrong).__name__)
        return ()


__all__ = ["around"]
