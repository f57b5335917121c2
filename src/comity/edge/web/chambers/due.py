# SPDX-License-Identifier: Apache-2.0
"""One thing that waits in chambers, as the docket shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.core.clause import Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Also:
    """Something else that waits in the same case; without `href` it waits for what comes first."""

    text: str
    href: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to be done in one case: the first thing, and what else waits there. `due` is the earliest instant."""

    href: str
    mark: str
    phase: str
    text: str
    clause: Clause
    due: datetime | None
    due_today: bool
    overdue: bool
    button: str
    first: bool = False
    more: str = ""
    also: tuple[Also, ...] = ()


__all__ = ["Also", "Due"]
