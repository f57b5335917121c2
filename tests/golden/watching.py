# SPDX-License-Identifier: Apache-2.0
"""How the golden streams of the watch and of signals were made. An invented community."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from comity.core import watch
from comity.core.clause import promise
from comity.core.procedure.frame import Space
from comity.core.watch import signal
from tests.core.walking import digest
from tests.golden.made import AT, HOUR, played

SPACE = "forum/harvest"
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
RULES = watch.WatchRules(
    clause=promise(20), spaces={SPACE: Space(id="harvest", text="The harvest.", clause="w-1", mark=SPACE)},
    sign="Watched.", readers=frozenset({"lia", "lio"}), openers=frozenset({"led"}), judges=frozenset({"m1"}), budget=1,
    shadow=DAY, judged=1, states=14 * DAY, signals=30 * DAY, quiet=60 * DAY,
)  # fmt: skip


def watches() -> dict[str, list[Any]]:
    """A space that is opened, paused, left without a sign and closed; a version that is proved, shown, and unseen."""
    admit = [watch.AdmitSignal(id=digest(name), space=SPACE, version="m/p", pattern="dogpile") for name in "abc"]
    count = watch.CountVerdict(id=digest("a"), version="m/p", verdict=watch.Verdict.NOISE, shadow=True)
    lines = (
        (AT, watch.OpenSpace(by="led", space=SPACE)),
        (AT + HOUR, watch.PutUpSign(by="led", space=SPACE, mark="https://forum.example/t/1")),
        (AT + 2 * HOUR, watch.PauseSpace(by="led", space=SPACE)),
        (AT + 3 * HOUR, watch.ResumeSpace(by="led", space=SPACE)),
        (AT + 4 * HOUR, admit[0]),
        (AT + 5 * HOUR, count),
        (
            AT + 6 * HOUR,
            watch.CountVerdict(
                id=digest("a"), version="m/p", verdict=watch.Verdict.USEFUL, shadow=True, pattern="dogpile",
                was=watch.Verdict.NOISE,
            ),
        ),
        (AT + 2 * DAY, watch.GoLive(by="m1", of="m/p")),
        (AT + 3 * DAY, admit[1]),
        (AT + 4 * DAY, admit[2]),
        (AT + 5 * DAY, watch.CountVerdict(id=digest("b"), version="m/p", verdict=watch.Verdict.KNOWN, shadow=False)),
        (AT + 6 * DAY, watch.StepAsideFrom(by="lia", space=SPACE)),
        (AT + WEEK, watch.ReturnTo(by="lia", space=SPACE)),
        (AT + 8 * DAY, watch.GoUnseen(by="m1", of="m/p")),
        (AT + 9 * DAY, watch.MissSign(by="clerk", space=SPACE)),
        (AT + 10 * DAY, watch.CloseSpace(by="led", space=SPACE)),
    )  # fmt: skip
    aside = (
        (AT, watch.OpenSpace(by="led", space=SPACE)),
        (AT + HOUR, watch.StepAsideIn(by="lia", conversation=digest("talk"))),
        (AT + DAY, watch.StepAsideIn(by="lio", conversation=digest("talk"))),
    )
    tried = (
        (AT, watch.OpenSpace(by="led", space=SPACE)),
        (AT + HOUR, watch.PutUpSign(by="led", space=SPACE, mark="https://forum.example/t/1")),
        (AT + DAY, admit[0]),
        (AT + DAY, watch.TryPattern(id=digest("a"), pattern="dogpile/2")),
    )
    decider = watch.WatchDecider(rules=RULES)
    return {"watched": played(decider, *lines), "concerned": played(decider, *aside), "tried": played(decider, *tried)}


def signals() -> dict[str, list[Any]]:
    """A signal with all that can follow from one, and a would-be one that was judged and forgotten."""
    raised = signal.RaiseSignal(
        conversation=digest("talk"), space=SPACE, version="m/p", risk=720, evidence=digest("shown"),
        pattern="dogpile", step="ask-for-a-pause",
    )  # fmt: skip
    shown = (
        (AT, raised),
        (AT + HOUR, signal.JudgeSignal(by="lia", verdict=watch.Verdict.NOISE)),
        (AT + 2 * HOUR, signal.JudgeSignal(by="lia", verdict=watch.Verdict.USEFUL)),
        (AT + 3 * HOUR, signal.OfferQuietWord(by="lia", again=AT + 5 * DAY)),
        (AT + 4 * HOUR, signal.HadQuietWord(by="lia")),
        (AT + DAY, signal.EaseSignal()),
        (AT + 2 * DAY, signal.CutEvidence(evidence=digest("less"))),
        (
            AT + 3 * DAY,
            signal.BeginMatter(by="lia", matter=signal.Matter.TEAR, of=digest("tear"), consented=True),
        ),
        (AT + 4 * DAY, signal.HandOver(by="lia", to="lio")),
        (AT + 5 * DAY, signal.StepAside(by="lia")),
        (AT + 6 * DAY, signal.LeaveSignal(by="lio")),
        (AT + WEEK, signal.FollowUp(by="lio")),
    )
    unseen = ((AT, raised), (AT + HOUR, signal.JudgeSignal(by="m1", verdict=watch.Verdict.KNOWN)))

    def rules(mode: watch.Mode) -> signal.SignalDecider:
        return signal.SignalDecider(rules=signal.SignalRules(watch=RULES, mode=mode))

    return {
        "shown": played(rules(watch.Mode.LIVE), *shown),
        "unseen": played(rules(watch.Mode.SHADOW), *unseen),
    }


__all__ = ["signals", "watches"]
