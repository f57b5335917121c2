# SPDX-License-Identifier: Apache-2.0
"""What liaisons say about the council: who writes, who reads, and that nobody who sits in it does either."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import channel
from comity.core.clause import Malformed, Refusal
from comity.site.laws import SHIPPED, Folders
from tests.core.walking import digest, utc

LAW = Folders((SHIPPED,)).named("optimism/proposed").procedure
WORDS, AT = digest("words"), utc("2026-01-06T12:00")
ROSTER = {
    "member": ("m1", "m2", "both"), "lead": ("led",), "liaison": ("lia", "both"), "appeal-panel": ("pan", "m2"),
    "guide": ("gui",), "provider": ("pro",),
}  # fmt: skip
PEOPLE = ("m1", "m2", "both", "led", "lia", "pan", "gui", "pro", "delegate", "")


def decider() -> channel.ChannelDecider:
    return channel.ChannelDecider(rules=channel.rules_of(LAW, ROSTER))


def test_liaisons_are_the_helpers_who_listen_owe_a_report_or_read_signals() -> None:
    """P27: not by name: a guide and a provider help in one case, and stand between nobody."""
    assert channel.liaison_roles(LAW) == ("liaison",)
    assert set(channel.overseeing_roles(LAW)) == {"appeal-panel", "token-house"}
    reading = replace(LAW, tears=None, duties={})
    assert channel.liaison_roles(reading) == ("liaison",)
    assert channel.liaison_roles(replace(reading, watch=None)) == ()


def test_a_liaison_who_uses_what_they_read_for_something_else_can_be_removed() -> None:
    """P27: in this procedure as in the sample of the other: the clause names why, and by whom."""
    for law in (LAW, Folders((SHIPPED,)).named("fernhollow/2026").procedure):
        role = law.roles["liaison"]
        assert role.removal == ("liaisons-keep-confidence",)
        assert set(role.removed_by) <= set(channel.overseeing_roles(law))
        assert role.removed_by


def test_liaisons_write_and_nobody_who_sits_in_the_council() -> None:
    """P19: who is looked at does not write the account."""
    assert channel.writers(LAW, ROSTER) == {"lia"}
    now = decider()
    told = now.decide(now.initial, channel.NoteOnCouncil(by="lia", words=WORDS), AT)
    state = now.evolve(now.initial, told[0])
    assert [note.words for note in state.notes] == [WORDS]
    for person in set(PEOPLE) - {"lia"}:
        with pytest.raises(Refusal) as no:
            now.decide(state, channel.NoteOnCouncil(by=person, words=WORDS), AT)
        assert (no.value.reason, no.value.field) == (channel.NOT_A_LIAISON, "by")
        assert no.value.clause == now.rules.clause


def test_those_who_oversee_read_and_those_who_are_looked_at_do_not() -> None:
    """P10: also where somebody who sits would oversee or help elsewhere, or votes in the house."""
    assert [p for p in PEOPLE if channel.reads(LAW, ROSTER, p, votes=False)] == ["lia", "pan"]
    assert channel.reads(LAW, ROSTER, "delegate", votes=True)
    assert not any(channel.reads(LAW, ROSTER, p, votes=True) for p in ("m1", "m2", "both", "led", ""))


def test_the_text_of_a_report_names_a_report_that_the_liaisons_owe() -> None:
    """P7: another duty is refused with its clause."""
    now = decider()
    assert "liaisons-report" in now.rules.reports
    (told,) = now.decide(now.initial, channel.NoteOnCouncil(by="lia", words=WORDS, report="liaisons-report"), AT)
    assert (told.report, told.by, told.at) == ("liaisons-report", "lia", AT)
    with pytest.raises(Refusal) as no:
        now.decide(now.initial, channel.NoteOnCouncil(by="lia", words=WORDS, report="cycle-summary"), AT)
    assert (no.value.reason, no.value.field) == (channel.NO_SUCH_REPORT, "report")


def test_a_note_is_a_paper() -> None:
    """P21: no text enters the stream."""
    now = decider()
    with pytest.raises(Malformed, match="SHA-256"):
        now.decide(now.initial, channel.NoteOnCouncil(by="lia", words="The council was late again."), AT)


def test_the_clause_is_that_of_a_report_the_liaisons_owe() -> None:
    """P7: without such a duty it is the post's own, and without the post the way to change the file."""
    assert decider().rules.clause.id == next(d.clause for d in LAW.duties.values() if d.by == "liaison")
    no_duty = channel.rules_of(replace(LAW, duties={}), ROSTER)
    assert no_duty.clause.id == LAW.roles["liaison"].clause
    assert channel.rules_of(replace(LAW, duties={}, tears=None, watch=None), ROSTER).clause.id == "amendment"


@given(st.lists(st.sampled_from(PEOPLE), max_size=12))
def test_the_channel_grows_by_what_liaisons_write_and_by_nothing_else(hands: list[str]) -> None:
    """P25: in any order of hands; time changes nothing."""
    now, state = decider(), decider().initial
    for person in hands:
        try:
            for event in now.decide(state, channel.NoteOnCouncil(by=person, words=WORDS), AT):
                state = now.evolve(state, event)
        except Refusal:
            continue
    assert len(state.notes) == hands.count("lia")
    assert (now.advance(state, AT), now.due(state)) == ((), None)
