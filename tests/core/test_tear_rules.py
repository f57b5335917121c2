# SPDX-License-Identifier: Apache-2.0
"""What a version says about small tears: by whom they are heard, when they end, and where there is no door for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comity.core.clause import Refusal
from comity.core.procedure.frame import Tears
from comity.core.tear.rules import rules_of
from tests.core.laws import CALENDAR, full


@pytest.mark.parametrize(
    ("expires", "count", "unit"), [("90 days", 90, "days"), ("1 day", 1, "days"), ("2 weeks", 2, "weeks")]
)
def test_a_tear_ends_when_its_version_says_and_is_heard_by_whom_it_names(expires: str, count: int, unit: str) -> None:
    """P6: the length and the listeners are those of the version under which it was told."""
    law = full()
    tears = Tears(text="Somebody listens.", clause="tear", expires=expires, listens=("lead", "judge"))
    rules = rules_of(replace(law, tears=tears), CALENDAR)
    assert (rules.count, rules.unit, rules.listens) == (count, unit, frozenset({"lead", "judge"}))
    assert str(rules.clause) == f"{law.id} § tear"


def test_a_version_without_tears_has_no_door_for_them() -> None:
    """P2, P7: whoever comes is told which version has none."""
    law = full()
    with pytest.raises(Refusal, match="there is no door for a small tear") as said:
        rules_of(law, CALENDAR)
    assert said.value.about == {"procedure": law.id}
    assert str(said.value.clause) == "comity § P2"
