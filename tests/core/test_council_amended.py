# SPDX-License-Identifier: Apache-2.0
"""A season that began under a version whose posts an amendment took away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.core.clause import Refusal
from comity.core.council import (
    Appoint,
    BodyComplete,
    Constitute,
    Council,
    CouncilDecider,
    CouncilRules,
    Delegate,
    Post,
    StepDown,
    voters,
)
from comity.core.decider import act
from tests.core.walking import utc

AT = utc("2026-05-04T12:00")
OLD = CouncilRules(
    document="sample/1",
    posts={
        "member": Post(id="member", clause="m", least=1, otherwise="deputy", filled_by=("assembly",), elected=False),
        "deputy": Post(id="deputy", clause="d", filled_by=("assembly",), elected=False, votes=False),
        "clerkship": Post(id="clerkship", clause="c", least=1, otherwise="deputy", filled_by=("x",), elected=False),
    },
)
NEW = CouncilRules(document="sample/2", posts={role: OLD.posts[role] for role in ("member", "deputy")})


def begun() -> Council:
    season = Constitute(season="1", starts=AT, ends=AT + timedelta(days=99))
    council, _ = act(CouncilDecider(rules=OLD), Council(), season, AT)
    return council


def test_what_takes_over_from_a_post_that_is_no_more_is_nothing() -> None:
    """P26: an amendment in the middle of a season leaves no post that breaks an act."""
    assert (OLD.takes_over("clerkship"), NEW.takes_over("clerkship")) == ("deputy", "")


def test_a_vacant_post_that_is_no_more_calls_no_deputies_and_keeps_none() -> None:
    """P13: only what the version in force needs is delegated."""
    council = begun()
    assert "clerkship" in council.vacant
    appoint = Appoint(role="member", person="m", body="assembly")
    filled, _ = act(CouncilDecider(rules=NEW), council, appoint, AT)
    delegate = Delegate(role="deputy", persons=("d",), body="assembly")
    with pytest.raises(Refusal):
        act(CouncilDecider(rules=NEW), filled, delegate, AT)
    delegated, _ = act(CouncilDecider(rules=NEW), council, delegate, AT)
    _, events = act(CouncilDecider(rules=NEW), delegated, appoint, AT)
    assert events[-1] == BodyComplete(at=AT, role="member", released=("deputy",))


def test_whoever_holds_a_post_that_is_no_more_has_no_vote() -> None:
    """P10: a vote rests on a post of the version in force."""
    council, _ = act(CouncilDecider(rules=OLD), begun(), Appoint(role="clerkship", person="c", body="x"), AT)
    assert voters(OLD, council) == ("c",)
    assert voters(NEW, council) == ()
    with pytest.raises(Refusal):
        act(CouncilDecider(rules=NEW), council, StepDown(role="clerkship", person="c", by="c"), AT)
