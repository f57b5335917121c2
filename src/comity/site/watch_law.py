# SPDX-License-Identifier: Apache-2.0
"""The rooms of the watch and of each signal, joined to the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from comity.core import access, watch
from comity.core.watch import signal
from comity.desk.codec import Codec
from comity.desk.intake import Roster
from comity.desk.ports import Certainty
from comity.desk.room import Asking, Errand, FollowUp, Happened, Opening, Reaction, Room
from comity.desk.watch.shelf import SIGNALS, shelve
from comity.desk.watch.spaces import ROOM, SIGNAL, STREAM
from comity.site.keeping import DESTROY
from comity.site.laws import Law


def watch_room(current: Callable[[], Law], roster: Callable[[], Roster]) -> Room:
    """What is watched, under the version in force and by those who sit now."""

    def decider(opening: Opening) -> watch.WatchDecider:
        return watch.WatchDecider(rules=watch.rules_of(current().procedure, roster()))

    return Room(kind=ROOM, codec=Codec([*watch.COMMANDS, *watch.EVENTS]), decider=decider, permits=_permits)


def _permits(asking: Asking) -> None:
    """Nobody acts in another's name; what carries no name is the runner's and the clerk's word alone."""
    if getattr(asking.command, "by", access.CLERK) != asking.actor:
        raise access.in_anothers_name()


def signal_room(current: Callable[[], Law], roster: Callable[[], Roster]) -> Room:
    """The life of each signal, under the version in force: a clause that is repealed ends the reading at once."""

    def decider(opening: Opening) -> signal.SignalDecider:
        rules = watch.rules_of(current().procedure, roster())
        now: watch.Watch | None = opening.peek(STREAM)
        known = now or watch.Watch()
        space = known.spaces.get(getattr(opening.first, "space", ""))
        mode = known.admitted.get(opening.stream.partition(":")[2])
        aside = frozenset[str]() if space is None else space.aside
        return signal.SignalDecider(rules=signal.SignalRules(watch=rules, mode=mode, aside=aside))

    return Room(
        kind=SIGNAL,
        codec=Codec([*signal.COMMANDS, *signal.EVENTS]),
        decider=decider,
        permits=_permits,
        reactions=_reactions,
        waits_for=_waits_for,
        projectors=(shelve,),
        tables=(SIGNALS,),
    )


def _waits_for(state: signal.Signal) -> str:
    return "expiry" if state.open else "quiet-word"


def _reactions(happened: Happened) -> Reaction:
    """A verdict is counted; what was shown is destroyed when it is over, or gone at its platform."""
    event: Any = happened.event
    state: signal.Signal = happened.state
    match event:
        case signal.SignalJudged():
            counted = watch.CountVerdict(
                id=happened.stream.partition(":")[2], version=state.version, verdict=event.verdict,
                shadow=state.mode is not watch.Mode.LIVE, pattern=state.pattern, was=event.was,
            )  # fmt: skip
            return Reaction(commands=(FollowUp(stream=STREAM, command=counted, actor=access.CLERK),))
        case signal.SignalExpired(evidence=paper) | signal.EvidenceCut(before=paper) if paper:
            told = {"signal": happened.stream, "what": paper}
            return Reaction(errands=(Errand(kind=DESTROY, certainty=Certainty.IDEMPOTENT, payload=told),))
        case _:
            return Reaction()


__all__ = ["signal_room", "watch_room"]
