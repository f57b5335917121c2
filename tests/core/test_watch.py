# SPDX-License-Identifier: Apache-2.0
"""The watch of a community: off by default, opened by clause, its sign first, unseen first, and within its week."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from comity.core import watch
from comity.core.clause import Clause, Malformed, Refusal, promise
from comity.core.procedure.frame import Space
from comity.core.suppression import ENOUGH
from comity.core.watch import signal
from comity.site.laws import SHIPPED, Folders
from tests.core.walking import Walk, digest, utc

LAW = Folders((SHIPPED,)).named("fernhollow/2026").procedure
AT, DAY = utc("2026-01-06T12:00"), timedelta(days=1)
ROSTER = {"member": ("m1", "m2"), "lead": ("led",), "liaison": ("lia", "lio", "m2")}
SPACE, OTHER = "chat/harvest", "forum/workshop"
VERSION = "model/policy"
RULES = watch.rules_of(LAW, ROSTER)
QUICK = replace(RULES, shadow=DAY, judged=1, budget=2)


def walk(rules: watch.WatchRules = RULES) -> Walk[watch.Watch, watch.Command, watch.Event]:
    return Walk(watch.WatchDecider(rules=rules), start=AT, events=watch.EVENTS, reasons=watch.REASONS)


def opened(rules: watch.WatchRules = RULES) -> Walk[watch.Watch, watch.Command, watch.Event]:
    """A space that is read."""
    found = walk(rules)
    found.must(watch.OpenSpace(by="led", space=SPACE))
    found.must(watch.PutUpSign(by="led", space=SPACE, mark="https://chat.example/1"))
    return found


def admit(name: str, **more: Any) -> watch.AdmitSignal:
    return watch.AdmitSignal(**{"id": digest(name), "space": SPACE, "version": VERSION, **more})


def count(name: str, verdict: str = "useful", **more: Any) -> watch.CountVerdict:
    given = {"id": digest(name), "version": VERSION, "verdict": watch.Verdict(verdict), "shadow": False, **more}
    return watch.CountVerdict(**given)


def live(rules: watch.WatchRules = QUICK) -> Walk[watch.Watch, watch.Command, watch.Event]:
    """A version that was proved and is shown."""
    found = opened(rules)
    found.must(admit("first"))
    found.must(count("first", shadow=True))
    found.wait(DAY)
    found.must(watch.GoLive(by="m1", of=VERSION))
    return found


def test_the_rules_are_read_from_the_clause_and_nobody_reads_who_also_sits() -> None:
    """P20, P27: readers help and do not judge; who judges would-be signals reads no live ones."""
    assert [set(p) for p in (RULES.readers, RULES.openers, RULES.judges)] == [{"lia", "lio"}, {"led"}, {"m1", "m2"}]
    assert (set(RULES.spaces), RULES.budget, RULES.judged) == ({SPACE, OTHER}, 5, 4)
    assert (RULES.shadow, RULES.states, RULES.signals, RULES.quiet) == (14 * DAY, 14 * DAY, 30 * DAY, 90 * DAY)
    assert RULES.cite(SPACE) == Clause(document="fernhollow/2026", id="watch-harvest")
    assert LAW.watch is not None
    both = watch.rules_of(replace(LAW, watch=replace(LAW.watch, judges=("liaison", "member"))), ROSTER)
    assert both.judges == {"m1", "m2"}


@pytest.mark.parametrize("law", [None, replace(LAW, watch=None)])
def test_without_a_clause_nothing_is_watched(law: Any) -> None:
    """P20: off by default; nobody opens a space, and no signal is taken."""
    here = walk(watch.rules_of(law, ROSTER))
    assert here.must_not(watch.OpenSpace(by="led", space=SPACE), "No clause of the procedure in force lets this space "
                         "be watched.").clause == promise(20)  # fmt: skip
    here.must_not(admit("a"), "This space is not read now, so nothing is said about it.")
    assert watch.watched(here.state, here.decider.rules) == {}  # type: ignore[attr-defined]


def test_a_space_is_read_only_from_when_its_sign_stands_and_never_while_it_rests() -> None:
    """P20: the sign first; what was said before, or meanwhile, is not read."""
    here = walk()

    def read() -> Any:
        return watch.watched(here.state, RULES).get(SPACE)

    here.must(watch.OpenSpace(by="led", space=SPACE))
    assert read() is None
    here.wait(DAY)
    here.must(watch.PutUpSign(by="clerk", space=SPACE, mark="!m:1"))
    assert read() == AT + DAY
    here.must(watch.PauseSpace(by="led", space=SPACE))
    assert read() is None
    here.wait(DAY)
    here.must(watch.ResumeSpace(by="led", space=SPACE))
    assert read() == AT + 2 * DAY
    here.must(watch.MissSign(by="clerk", space=SPACE))
    assert read() is None
    here.must_not(admit("a"), "This space is not read now, so nothing is said about it.")
    here.must(watch.PutUpSign(by="led", space=SPACE, mark="!m:2"))
    here.must(watch.CloseSpace(by="led", space=SPACE))
    assert read() is None
    here.must(watch.OpenSpace(by="led", space=SPACE))
    assert read() is None
    here.replays()


def test_a_repealed_clause_ends_the_reading_at_once() -> None:
    """P20: the space's own history does not outlive its clause."""
    here = opened()
    assert set(watch.watched(here.state, RULES)) == {SPACE}
    assert watch.watched(here.state, watch.rules_of(replace(LAW, watch=None), ROSTER)) == {}


@pytest.mark.parametrize(
    ("command", "reason", "clause"),
    [
        (watch.OpenSpace(by="lia", space=OTHER), "Only who is named", "watch"),
        (watch.OpenSpace(by="led", space="chat/kitchen"), "No clause", "watch"),
        (watch.OpenSpace(by="led", space=SPACE), "watched already", "watch-harvest"),
        (watch.CloseSpace(by="led", space=OTHER), "not watched", "watch-workshop"),
        (watch.PauseSpace(by="m1", space=SPACE), "Only who is named", "watch"),
        (watch.ResumeSpace(by="led", space=SPACE), "does not rest", "watch-harvest"),
        (watch.MissSign(by="lia", space=SPACE), "Only who is named", "watch"),
        (watch.PauseSpace(by="clerk", space=SPACE), "Only who is named", "watch"),
        (watch.StepAsideFrom(by="m1", space=SPACE), "Only who reads", "P10"),
        (watch.ReturnTo(by="lia", space=SPACE), "not stepped aside", "P10"),
        (watch.GoLive(by="lia", of=VERSION), "Only who is named", "watch"),
        (watch.GoLive(by="m1", of=VERSION), "Nothing of this name runs unseen", "watch"),
        (watch.GoUnseen(by="m1", of=VERSION), "Nothing of this name is shown", "watch"),
    ],
)
def test_what_is_refused_says_which_clause_refuses(command: Any, reason: str, clause: str) -> None:
    """P7, P20: opening, resting, closing and proving each belong to somebody."""
    answer = opened().do(command)
    assert isinstance(answer, Refusal)
    assert reason in answer.text
    assert answer.clause.id == clause


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (watch.PutUpSign(by="led", space=SPACE, mark=""), "mark"),
        (watch.PutUpSign(by="led", space=SPACE, mark="in the header"), "mark"),
        (watch.PutUpSign(by="led", space=SPACE, mark="x" * 301), "mark"),
        (watch.PutUpSign(by="led", space=SPACE, mark="a\u202eb"), "mark"),
        (admit("a", id="a"), "id"),
        (admit("a", version=""), "version"),
        (admit("a", version="two words"), "version"),
        (admit("a", pattern="x" * 201), "pattern"),
        (count("a", id="A" * 64), "id"),
        (watch.StepAsideIn(by="lia", conversation="chat/harvest/1"), "conversation"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(command: Any, field: str) -> None:
    """P26: prose, control characters and half digests stand in no event."""
    with pytest.raises(Malformed) as wrong:
        opened().do(command)
    assert [f.field for f in wrong.value.faults] == [field]


def test_a_new_version_runs_unseen_until_its_time_and_its_number_are_both_reached() -> None:
    """P20: shadow first, and whoever proves it is not whoever is shown it."""
    here = opened(replace(RULES, shadow=2 * DAY, judged=2))
    assert here.must(admit("a"))[0].mode is watch.Mode.SHADOW  # type: ignore[union-attr]
    here.must(count("a", "noise", shadow=True))
    here.wait(3 * DAY)
    no = here.do(watch.GoLive(by="m1", of=VERSION))
    assert isinstance(no, Refusal)
    assert no.text.startswith("1 of its would-be signals")
    here.must(count("a", "useful", was=watch.Verdict.NOISE, shadow=True))
    assert isinstance(here.do(watch.GoLive(by="m1", of=VERSION)), Refusal)  # judged anew is judged once
    here.must(count("b", "noise", shadow=True))
    assert here.state.trials[VERSION].tally == watch.Tally(useful=1, noise=1)
    here.must(watch.GoLive(by="m1", of=VERSION))
    assert here.must(admit("c"))[0].mode is watch.Mode.LIVE  # type: ignore[union-attr]


def test_time_alone_shows_nothing_and_neither_do_verdicts_alone() -> None:
    """P20: judged in an hour is too soon."""
    here = opened(replace(RULES, judged=1))
    here.must(admit("a"))
    here.must(count("a", shadow=True))
    no = here.do(watch.GoLive(by="m1", of=VERSION))
    assert isinstance(no, Refusal)
    assert "unseen until" in no.text


def test_another_model_and_another_pattern_begin_unseen_again() -> None:
    """P20: what was proved of one says nothing of the next."""
    here = live()
    assert here.must(admit("new", version="model/policy-2"))[0].mode is watch.Mode.SHADOW  # type: ignore[union-attr]
    assert here.must(admit("pat", pattern="dogpile"))[0].mode is watch.Mode.SHADOW  # type: ignore[union-attr]
    here.must(count("pat", shadow=True, pattern="dogpile"))
    here.wait(DAY)
    here.must(watch.GoLive(by="m1", of="pattern/dogpile"))
    assert here.must(admit("again", pattern="dogpile"))[0].mode is watch.Mode.LIVE  # type: ignore[union-attr]


def test_patterns_that_were_judged_with_a_version_are_shown_with_it() -> None:
    """P20: one trial is enough for what was seen in it."""
    here = opened(QUICK)
    here.must(admit("a", pattern="dogpile"))
    here.must(admit("b", pattern="feud"))
    here.must(count("a", shadow=True, pattern="dogpile"))
    here.wait(DAY)
    assert here.must(watch.GoLive(by="m1", of=VERSION))[0].beside == ("pattern/dogpile",)  # type: ignore[union-attr]
    assert here.must(admit("c", pattern="feud"))[0].mode is watch.Mode.SHADOW  # type: ignore[union-attr]


def test_a_pattern_that_somebody_put_back_unseen_comes_back_by_its_own_trial_alone() -> None:
    """P20: a judge who wants it shown to nobody is not overruled by whoever lets another version be shown."""
    here = opened(replace(QUICK, budget=9, judged=2))
    for name in "ab":
        here.must(admit(name, pattern="dogpile"))
        here.must(count(name, shadow=True, pattern="dogpile"))
    here.wait(DAY)
    here.must(watch.GoLive(by="m1", of=VERSION))
    here.must(watch.GoUnseen(by="m2", of="pattern/dogpile"))
    here.must(admit("c", version="model/next", pattern="dogpile"))
    for name in "cd":
        here.must(count(name, "noise", version="model/next", shadow=True, pattern="dogpile" if name == "c" else ""))
    here.wait(DAY)
    assert here.must(watch.GoLive(by="m1", of="model/next"))[0].beside == ()  # type: ignore[union-attr]
    here.must(count("e", shadow=True, pattern="dogpile"))
    here.must(watch.GoLive(by="m1", of="pattern/dogpile"))
    here.replays()


def test_what_was_judged_in_an_earlier_trial_proves_nothing_of_this_one() -> None:
    """P20: a trial that begins anew begins with nothing; a signal of before that is judged anew is none of its."""
    here = live(replace(QUICK, budget=9))
    here.must(watch.GoUnseen(by="m2", of=VERSION))
    here.must(count("first", "noise", was=watch.Verdict.USEFUL, shadow=True))
    here.wait(DAY)
    no = here.do(watch.GoLive(by="m1", of=VERSION))
    assert isinstance(no, Refusal)
    assert no.text.startswith("0 of its would-be signals")


def test_what_was_shown_can_go_back_to_being_unseen() -> None:
    """P20: its trial begins anew."""
    here = live()
    here.must(watch.GoUnseen(by="m2", of=VERSION))
    assert here.must(admit("b"))[0].mode is watch.Mode.SHADOW  # type: ignore[union-attr]
    assert isinstance(here.do(watch.GoLive(by="m1", of=VERSION)), Refusal)


def test_a_week_has_a_budget_and_what_exceeds_it_is_shown_to_nobody() -> None:
    """P20: and seven days later there is room again."""
    here = live()
    modes = [here.must(admit(name))[0].mode for name in "abc"]  # type: ignore[union-attr]
    assert modes == [watch.Mode.LIVE, watch.Mode.LIVE, watch.Mode.OVER]
    assert (here.state.spent(here.now), here.state.held_back) == (2, 1)
    here.wait(7 * DAY)
    assert here.must(admit("d"))[0].mode is watch.Mode.LIVE  # type: ignore[union-attr]
    assert here.state.spent(here.now) == 1


def test_what_is_known_of_the_watch_does_not_grow_with_its_years() -> None:
    """P20: a week of signals, and the last verdicts: no more than what a decision or a figure is made of."""
    here = live(replace(QUICK, budget=1000))
    for n in range(watch.state.REMEMBERED + 20):
        here.must(admit(f"s{n}"))
        here.must(count(f"s{n}"))
        here.wait(DAY)
    assert len(here.state.week) <= 7
    assert len(here.state.admitted) <= 7
    assert [id for id, _verdict in here.state.last] == [digest(f"s{n}") for n in range(20, watch.state.REMEMBERED + 20)]


def test_a_signal_is_admitted_once() -> None:
    """P24: a repetition takes nothing of the week."""
    here = live()
    here.must(admit("a"))
    here.must_not(admit("a"), "This signal came before.")
    assert here.state.spent(here.now) == 1


def test_figures_are_told_of_enough_and_never_of_a_few() -> None:
    """P18, P19: how far to trust it, kept back where one verdict could be known; no figure of any person."""
    here = live(replace(QUICK, budget=100))
    one = watch.figures(QUICK, here.state, here.now)
    assert (one.judged, one.useful, one.hundredths, one.unneeded) == (0, None, None, None)
    for n in range(ENOUGH - 1):
        here.must(count(f"u{n}"))
    assert watch.figures(QUICK, here.state, here.now).judged is None
    here.must(count("n0", "noise"))
    few = watch.figures(QUICK, here.state, here.now)
    assert (few.judged, few.useful, few.hundredths) == (ENOUGH, None, None)
    here.must(count("n1", "known"))
    here.must(count("n2", "noise"))
    told = watch.figures(QUICK, here.state, here.now)
    assert (told.judged, told.useful, told.unneeded, told.hundredths) == (7, 4, 3, 57)
    here.must(count("n2", "useful", was=watch.Verdict.NOISE))
    assert here.state.tallies[VERSION] == watch.Tally(useful=5, noise=1, known=1)
    assert not any("person" in f.name or f.name == "by" for f in fields(watch.Figures))


def test_figures_are_told_from_the_first_number_that_is_enough() -> None:
    """P18: nought points at nobody, so that as many as are enough, all of them useful, are told in full."""
    here = live(replace(QUICK, budget=100))
    for n in range(ENOUGH):
        here.must(count(f"u{n}"))
    told = watch.figures(QUICK, here.state, here.now)
    assert (told.judged, told.useful, told.unneeded, told.hundredths) == (ENOUGH, ENOUGH, 0, 100)


def test_a_liaison_steps_aside_from_a_space_and_comes_back() -> None:
    """P10: it is theirs alone to say."""
    here = opened()
    here.must(watch.StepAsideFrom(by="lia", space=SPACE))
    here.must_not(watch.StepAsideFrom(by="lia", space=SPACE), "You have stepped aside from this space already.")
    assert here.state.spaces[SPACE].aside == {"lia"}
    here.must(watch.CloseSpace(by="led", space=SPACE))
    here.must(watch.OpenSpace(by="led", space=SPACE))
    assert here.state.spaces[SPACE].aside == {"lia"}
    here.must(watch.ReturnTo(by="lia", space=SPACE))
    assert here.state.spaces[SPACE].aside == frozenset()


def test_a_liaison_who_is_concerned_in_a_conversation_is_so_in_all_that_is_ever_said_of_it() -> None:
    """P10: named by digest, once, and without an end."""
    here = opened()
    here.must(watch.StepAsideIn(by="lia", conversation=digest("talk")))
    assert here.do(watch.StepAsideIn(by="lia", conversation=digest("talk"))) == []
    here.must(watch.StepAsideIn(by="lio", conversation=digest("talk")))
    here.wait(400 * DAY)
    assert here.state.concerned == {digest("talk"): {"lia", "lio"}}
    here.replays()


def test_no_event_of_the_watch_can_hold_a_person_who_spoke_or_what_was_said() -> None:
    """P20: conversations, never persons: the only persons are those who open, judge, and read."""
    persons = {"by", "judged_by", "to"}
    names = {f.name for event in (*watch.EVENTS, *signal.EVENTS) for f in fields(event)}
    assert not names & {"author", "speaker", "person", "about", "text", "words", "quote", "handle", "score"}
    assert {n for n in names if n in persons} == {"by", "to"}


def test_a_space_named_twice_by_two_platforms_is_two_spaces() -> None:
    """P20: opting in one opts in no other of the same word."""
    both = replace(RULES, spaces={m: Space(id=m[0], text="", clause="c", mark=m) for m in ("a/x", "b/x")})
    here = walk(both)
    here.must(watch.OpenSpace(by="led", space="a/x"))
    here.must(watch.PutUpSign(by="led", space="a/x", mark="1"))
    assert set(watch.watched(here.state, both)) == {"a/x"}
