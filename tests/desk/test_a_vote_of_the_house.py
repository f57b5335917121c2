# SPDX-License-Identifier: Apache-2.0
"""A vote of the house and what its case learns of it are one act."""

from __future__ import annotations

from datetime import datetime

import pytest

from comity.core.clause import Refusal, promise
from comity.core.veto import COMMANDS, EVENTS, Cast, Choice, VetoDecider, VetoRules
from comity.desk.clock import SetClock
from comity.desk.codec import Codec
from comity.desk.handle import Desk
from comity.desk.house import vote
from comity.desk.ports import Store
from comity.desk.room import Room

RULES = VetoRules(clause=promise(15))
WINDOWS = Room(kind="veto", codec=Codec([*COMMANDS, *EVENTS]), decider=lambda opening: VetoDecider(rules=RULES))


def test_a_refused_vote_is_remembered_as_refused(store: Store, at: datetime) -> None:
    """P7: repeating it gives the first refusal, though vote and numbers share one transaction."""
    desk = Desk(store=store, rooms={"veto": WINDOWS}, clock=SetClock(at))
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            vote(desk, Cast(delegate="d1", choice=Choice.VETO), act_id="v", actor="d1", stream="veto:a/q", at=at)
    with store.reading() as unit:
        done = unit.acts.find("v")
    assert done is not None
    assert refused.value.clause.id in done.refusal
