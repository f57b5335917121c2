# SPDX-License-Identifier: Apache-2.0
"""Talks as the file says them, and how little a provider learns."""

from __future__ import annotations

from dataclasses import fields

import pytest

from comity.core.mediation import Referral, Talk, referral, talks
from comity.core.party import Kind, Parties, Party
from tests.core.laws import full, minimal
from tests.core.procedure_stories import read


def parties(*found: Party) -> Parties:
    return {p.person: p for p in found}


ANNA = Party(person="anna", roles=("reporter",))
BEN = Party(person="ben", roles=("respondent",))
CLEO = Party(person="cleo", roles=("respondent",), kind=Kind.ORGANISATION)
WREN = Party(person="wren", roles=("witness",), kind=Kind.UNKNOWN)


def test_a_talk_is_a_phase_in_which_people_speak_in_confidence() -> None:
    """P8: which phases these are, what waits meanwhile and who leads is data."""
    assert talks(full()) == (Talk(phase="talk", pauses=("weighing", "answer-time"), leads=("guide",)),)
    assert not talks(full())[0].concurrent


def test_a_procedure_without_talks_has_none() -> None:
    """P27: nothing is added that the file does not say."""
    assert talks(minimal()) == ()


@pytest.mark.parametrize(
    ("id", "phase", "concurrent", "leads"),
    [
        ("optimism/season-5-v1", "mediation", False, ()),
        ("optimism/season-5-amended", "mediation", False, ("guide",)),
        ("optimism/proposed", "off-ramp", True, ("provider",)),
        ("optimism/season-6", "mediation", False, ("mediator",)),
    ],
)
def test_the_shipped_talks_rest_the_case_or_run_beside_it(
    id: str, phase: str, concurrent: bool, leads: tuple[str, ...]
) -> None:
    """P8: the two streams, one after the other or side by side."""
    (talk,) = talks(read(id)[0])
    assert (talk.phase, talk.concurrent) == (phase, concurrent)
    assert talk.leads == leads


def test_whoever_judges_leads_no_talk() -> None:
    """P8: a lead or member who may file there is not named as one who leads."""
    law = full(('by = ["guide", "reporter", "respondent"]', 'by = ["member", "guide", "lead", "reporter"]'))
    assert talks(law)[0].leads == ("guide",)


def test_a_provider_learns_a_reference_and_the_size_of_the_sides() -> None:
    """P21: no name, no text, no date, no clause."""
    told = referral(full(), "R-1", parties(ANNA, BEN, CLEO, WREN))
    assert told == Referral(reference="R-1", sides={"reporter": 1, "respondent": 2}, all_known=True)
    assert [f.name for f in fields(Referral)] == ["reference", "sides", "all_known"]
    assert not {"anna", "ben", "cleo"} & set(repr(told).split("'"))


def test_an_unknown_side_is_said_to_be_unknown_and_an_unknown_witness_is_not() -> None:
    """P8: talks cannot begin with somebody whom nobody knows."""
    unknown = Party(person="x", roles=("respondent",), kind=Kind.UNKNOWN)
    assert not referral(full(), "R-1", parties(ANNA, unknown)).all_known
    assert referral(full(), "R-1", parties(ANNA, BEN, WREN)).all_known


def test_a_side_without_anybody_is_counted_as_nobody() -> None:
    """P18: a referral does not hide that a side is missing."""
    assert referral(full(), "R-1", parties(ANNA)).sides == {"reporter": 1, "respondent": 0}
