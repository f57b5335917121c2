# SPDX-License-Identifier: Apache-2.0
"""Which act of one procedure is another's of a second one, and how a stream of invented cases lives through a draft."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from comity.core.procedure.words import Verb
from comity.desk.replay.cases import Deadline, clashes
from comity.desk.replay.invented import openings, part, span, tried
from comity.desk.replay.likeness import Likeness, own_clocks
from comity.site.laws import Folders, Law

FOLDERS = Folders()
V1, AMENDED, PROPOSED = (FOLDERS.named(f"optimism/{name}") for name in ("season-5-v1", "season-5-amended", "proposed"))


@pytest.mark.parametrize("law", FOLDERS.ids.values(), ids=FOLDERS.ids)
def test_a_procedure_is_like_itself(law: Law) -> None:
    """P25: every act, question and answer is found again under its own name."""
    alike = Likeness(law.procedure, law.procedure)
    assert alike.acts == {id: id for id in law.procedure.acts}
    assert alike.questions == {id: id for id in law.procedure.questions}
    assert alike.without == ()
    assert alike.unknown == frozenset()


@pytest.mark.parametrize("other", FOLDERS.ids.values(), ids=FOLDERS.ids)
def test_alike_acts_have_one_verb(other: Law) -> None:
    """P7: nobody's vote is taken for a paper."""
    for old, new in Likeness(V1.procedure, other.procedure).acts.items():
        assert V1.procedure.acts[old].verb is other.procedure.acts[new].verb


def test_handing_over_to_talks_is_not_taken_for_looking_into_a_matter() -> None:
    """P8: an act on which something waits is never taken for one on which nothing does."""
    alike = Likeness(V1.procedure, PROPOSED.procedure)
    assert alike.acts["suitable"] == "off-ramp-it"
    assert "investigate" not in alike.acts
    assert {"propose-words", "agree-words", "acknowledge"} <= alike.unknown


def test_a_mere_note_is_found_again_by_its_name_alone() -> None:
    """P7: a note on which nothing waits says something of its own; no other note says it."""
    assert "investigate" not in Likeness(V1.procedure, FOLDERS.named("django/2026").procedure).acts


def test_an_answer_follows_its_place_counted_from_the_gravest() -> None:
    """P5: the gravest level stays the gravest."""
    alike = Likeness(V1.procedure, PROPOSED.procedure)
    assert alike.answer("vote-level", "severe") == "suspension"
    assert alike.answer("vote-level", "temporary") == "rest"
    assert alike.answer("vote-level", "abstain") == "abstain"
    assert alike.answer("vote-occurred", "no") == "no"


def test_a_vote_waits_for_the_clock_that_counts_it() -> None:
    """P6: the time given for a vote is that of its count."""
    assert own_clocks(V1.procedure, "vote-occurred") == ("occurred-time",)
    assert own_clocks(V1.procedure, "answer") == ("answer-time",)


def clock(name: str, due: int, *, granted: bool, set_on: int = 1) -> Deadline:
    day = datetime(2024, 1, 1, tzinfo=UTC)
    return Deadline(
        clock=name,
        clause=f"x § {name}",
        phase="p",
        set=day + timedelta(days=set_on),
        due=day + timedelta(days=due),
        granted=granted,
    )


def test_a_phase_that_ends_before_the_time_it_grants_contradicts_itself() -> None:
    """P6: found whichever clock is set first; not where the time granted is over before."""
    ends, grants = clock("ends", 5, granted=False), clock("grants", 7, granted=True)
    for new, other in ((ends, grants), (grants, ends)):
        (found,) = clashes(new, [other])
        assert (found.at, found.runs_to) == (ends.due, grants.due)
        assert found.clauses == ("x § ends", "x § grants")
    assert clashes(ends, [clock("grants", 5, granted=True)]) == []
    assert clashes(grants, [clock("other", 5, granted=True)]) == []


def test_a_clock_that_is_over_before_it_runs_contradicts_itself() -> None:
    """P6: due at the instant at which it is set is no time at all."""
    (found,) = clashes(clock("late", 3, granted=True, set_on=3), [])
    assert found.clauses == ("x § late",)
    assert clashes(clock("late", 4, granted=True, set_on=3), []) == []


def test_invented_cases_follow_from_their_seed() -> None:
    """P25: the same seed invents the same cases, another one others."""
    one, again, other = (tried(V1.procedure, V1.calendar, rate=3, seasons=1, seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one != other
    assert len(one) == 3


def test_invented_reports_come_within_the_seasons_asked_for() -> None:
    """P25: so many a season, in order, none outside."""
    start, end = span(V1.calendar, 2)
    times = [one.at for one in openings(V1.procedure, V1.calendar, rate=20, seasons=2, seed=7)]
    assert len(times) == 40
    assert times == sorted(times)
    assert start <= times[0] <= times[-1] < end
    assert len({part(7, n) for n in range(100)}) == 100


def test_the_amended_clocks_contradict_themselves_less_often_than_the_first() -> None:
    """M15: what the amendment was for shows in a trial on invented cases."""
    before, after = (tried(law.procedure, law.calendar, rate=12, seasons=1, seed=3) for law in (V1, AMENDED))
    assert sum(one.clashes for one in after) < sum(one.clashes for one in before)


def test_every_verb_that_is_voted_or_tallied_has_its_question() -> None:
    """P27: likeness speaks of questions wherever an act has one."""
    for act in PROPOSED.procedure.acts.values():
        if act.verb in (Verb.VOTE, Verb.TALLY, Verb.ANSWER):
            assert act.question in PROPOSED.procedure.questions
