# SPDX-License-Identifier: Apache-2.0
"""The watch of the sample community: a space opened by its clause, proved unseen, and one signal of the real model.

The conversations are invented (`scenarios/talks/fernhollow.json`); what the watch says of them is the shipped model's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from comity.core import watch
from comity.core.clause import Refusal
from comity.core.watch import Mode, Verdict, signal
from comity.desk.clock import SetClock
from comity.desk.deadlines import pass_time
from comity.desk.watch.message import Message
from comity.desk.watch.spaces import STREAM, digest, signal_stream
from comity.site import patterns
from comity.site.laws import SHIPPED

if TYPE_CHECKING:
    from comity.site.court import Court

TALKS = SHIPPED.parent / "scenarios" / "talks" / "fernhollow.json"
SPACE = "chat/harvest"
SIGN = "https://chat.fernhollow.example/harvest/sign"
ODDS = 0.4
"""The log-odds from which the sample's watch speaks, as a community of this size would calibrate it."""
OPENED = timedelta(days=40)
_PLACE = "https://chat.fernhollow.example/harvest"


class _Said:
    """The words of the one conversation that is being read."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def of(self, conversation: str) -> Sequence[Message]:
        """Those that were told so far."""
        return self.messages


def play(court: Court, today: datetime) -> None:
    """Bring the watch of the sample about, each step at its own instant before `today`. Done again nothing changes."""
    clock = court.outside.clock
    assert isinstance(clock, SetClock)
    told = json.loads(TALKS.read_text(encoding="utf-8"))
    clock.at = today - OPENED
    _act(court, watch.OpenSpace(by="lead", space=SPACE))
    _act(court, watch.PutUpSign(by="lead", space=SPACE, mark=SIGN))
    version = ""
    for number, talk in enumerate(told["unseen"], 1):
        version = _unseen(court, f"unseen-{number}", talk, today) or version
    _proved(court, version, today - timedelta(days=20))
    begins = today - timedelta(hours=told["seen"]["hours"])
    list(_read(court, "seen", told["seen"]["lines"], begins))
    clock.at = today
    pass_time(court.desk, court.worker, until=today)


def _unseen(court: Court, name: str, talk: dict[str, Any], today: datetime) -> str:
    """One conversation while the watch ran unseen, and the verdict on what it said; the version that spoke."""
    begins = today - timedelta(days=talk["days"])
    for stream in _read(court, name, talk["lines"], begins):
        state: signal.Signal = court.desk.state(stream).state
        if state.mode is Mode.SHADOW and state.verdict is None:
            judge = signal.JudgeSignal(by="member-1", verdict=Verdict(talk["verdict"]))
            _act(court, judge, by="member-1", stream=stream)
        return state.version
    return ""


def _proved(court: Court, version: str, at: datetime) -> None:
    """What was judged is counted, and a member lets liaisons see what comes; not where the model said too little."""
    clock = court.outside.clock
    assert isinstance(clock, SetClock)
    clock.at = at
    pass_time(court.desk, court.worker, until=at)
    try:
        _act(court, watch.GoLive(by="member-2", of=version or "none"), by="member-2")
    except Refusal:
        return


def _read(court: Court, name: str, lines: Sequence[Any], begins: datetime) -> Iterator[str]:
    """Fold a conversation with the shipped model as it was said; the streams of the signals that came of it."""
    from comity.edge.detector import shipped
    from comity.edge.detector.policy import Policy
    from comity.site.watch_live import limits

    clock, said = court.outside.clock, _Said()
    assert isinstance(clock, SetClock)
    fold, state = shipped.watch(Policy(odds=(ODDS,)), patterns.library()), b""
    sink = court.watching.sink(fold, said, limit=limits(fold))
    for number, (voice, minutes, text) in enumerate(lines):
        clock.at = begins + timedelta(minutes=minutes)
        message = Message(
            conversation=f"{SPACE}/{name}", id=f"{name}/{number}", author=voice, at=clock.at, text=text, space=SPACE,
            place=f"{_PLACE}/{name}",
        )  # fmt: skip
        said.messages.append(message)
        state, spoken = fold.step(state, message)
        if spoken is not None:
            sink.put([spoken])
            stream = signal_stream(digest(spoken.id))
            if court.desk.state(stream).version:
                yield stream


def _act(court: Court, command: Any, *, by: str = "lead", stream: str = STREAM) -> None:
    act_id = f"sample-watch/{type(command).__name__}/{stream}"
    court.perform(command, act_id=act_id, actor=by, stream=stream, at=court.outside.clock.now())


__all__ = ["TALKS", "play"]
