# SPDX-License-Identifier: Apache-2.0
"""The hours for which a game calls people: at the edges of what the law takes, and between them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from comity.core.docket.calling import latest
from comity.core.procedure.model import Act
from tests.core.sitting import Sitting

if TYPE_CHECKING:
    from tests.core.machines.game import Chooser


def hour(case: Sitting, act: Act, chooser: Chooser) -> datetime | None:
    """Of the instants that the act may name: the first, one between, the last; None where it names none."""
    if not act.at:
        return None
    first, end = case.now + datetime.resolution, latest(case.law, case.state, act, case.now)
    return chooser.one([first, first + (end - first) / 2, end]) if end - first > timedelta() else end


__all__ = ["hour"]
