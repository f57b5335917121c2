# SPDX-License-Identifier: Apache-2.0
"""The rooms of the watch and of each signal, joined to the desk; where signals go, and what somebody is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from comity.core import access, watch
from comity.core.watch import signal
from comity.desk.codec import Codec
from comity.desk.handle import Desk
from comity.desk.intake import Roster
from comity.desk.ports import Certainty, Missing
from comity.desk.room import Asking, Errand, FollowUp, Happened, Opening, Reaction, Room
from comity.desk.watch import begun, evidence, spaces
from comity.desk.watch.patterns import Told
from comity.desk.watch.ports import Fold, Recent
from comity.desk.watch.shelf import SIGNALS, shelve
from comity.desk.watch.sink import CourtSink
from comity.desk.watch.spaces import ROOM, SIGNAL, STREAM
from comity.desk.watch.trace import Library
from comity.site.keeping import DESTROY
from comity.site.laws import Law

if TYPE_CHECKING:
    from comity.site.court import Court


def rooms(current: Callable[[], Law], roster: Callable[[], Roster]) -> tuple[Room, Room]:
    """Both of them."""
    return watch_room(current, roster), signal_room(current, roster)


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
        aside = known.concerned.get(getattr(opening.first, "conversation", ""), frozenset[str]())
        aside |= frozenset() if space is None else space.aside
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
    """A verdict is counted; who steps aside does so from the whole conversation; what was shown is destroyed when it
    is over, or gone at its platform."""
    event: Any = happened.event
    state: signal.Signal = happened.state
    match event:
        case signal.SignalJudged():
            counted = watch.CountVerdict(
                id=happened.stream.partition(":")[2], version=state.version, verdict=event.verdict,
                shadow=state.mode is not watch.Mode.LIVE, pattern=state.pattern, was=event.was,
            )  # fmt: skip
            return Reaction(commands=(FollowUp(stream=STREAM, command=counted, actor=access.CLERK),))
        case signal.SteppedAside(by=by):
            aside = watch.StepAsideIn(by=by, conversation=state.conversation)
            return Reaction(commands=(FollowUp(stream=STREAM, command=aside, actor=by),))
        case signal.SignalExpired(evidence=paper) | signal.EvidenceCut(before=paper) if paper:
            told = {"signal": happened.stream, "what": paper}
            return Reaction(errands=(Errand(kind=DESTROY, certainty=Certainty.IDEMPOTENT, payload=told),))
        case _:
            return Reaction()


class WatchDesk:
    """The watch of this community."""

    def __init__(self, court: Court) -> None:
        self._court = court

    @property
    def desk(self) -> Desk:
        """The one writer."""
        return self._court.desk

    def law(self, at: datetime) -> Law | None:
        """The version in force `at`, or None."""
        return self._court.law(at)

    def roster(self) -> Mapping[str, tuple[str, ...]]:
        """Who holds each role of the bodies now."""
        return self._court.roster()

    def file_paper(self, text: str) -> str:
        """Seal what is shown by the house's own key; its digest."""
        return self._court.file_paper(text)

    def read_shown(self, digest: str) -> str:
        """What is shown of a signal. Raises `Missing` where it was destroyed."""
        sealed, _mode = self._court.outside.papers.get(digest)
        return self._court.outside.seal.open(sealed, about=b"paper").decode()

    def sink(
        self,
        fold: Fold,
        recent: Recent,
        *,
        limit: evidence.Limit | None = None,
        library: Callable[[], Library] | None = None,
    ) -> CourtSink:
        """Where a runner puts the signals of `fold`; `limit` says from which risk it speaks at a place, `library` which
        patterns hold now (without: those of the community)."""
        return CourtSink(self, fold, recent, limit=limit, library=library or self._court.patterns.library)

    def watched(self) -> Mapping[str, datetime]:
        """The spaces that may be read now, each from when: what readers and runners ask."""
        return spaces.watched(self)

    def read(self, stream: str, person: str) -> signal.Signal | None:
        """A signal, if `person` reads it now; None where not, as if there were none."""
        return self.read_each((stream,), person).get(stream)

    def read_each(self, streams: Sequence[str], person: str) -> Mapping[str, signal.Signal]:
        """Those of the signals that `person` reads now; what is over by now is left out."""
        now = self._now(streams)
        return {
            stream: begun.for_whom(self, person, state)
            for stream, (rules, state) in now.items()
            if signal.reads(rules, state, person)
        }

    def words_of(self, streams: Sequence[str], person: str) -> Mapping[str, signal.Signal]:
        """Those of the signals whose quiet word is known to `person`, also where the signal itself is over."""
        now = self._now(streams).items()
        return {
            stream: begun.for_whom(self, person, state)
            for stream, (rules, state) in now
            if state.word is not None and signal.hears(rules, state, person)
        }

    def options(self, stream: str, person: str) -> tuple[signal.Option, ...]:
        """What is open to `person` about a signal or its quiet word now, the nearest first."""
        found = self._now((stream,)).get(stream)
        if found is None:
            return ()
        rules, state = found
        return signal.options(rules, begun.for_whom(self, person, state), person)

    def begun(self, stream: str, person: str) -> tuple[begun.Known, ...]:
        """What was begun from a signal that `person` reads, where that exists for them."""
        rules, state = self._now((stream,)).get(stream, (None, None))
        reads = rules is not None and state is not None and signal.reads(rules, state, person)
        return begun.begun(self, person, state) if reads and state is not None else ()

    def _now(self, streams: Sequence[str]) -> Mapping[str, tuple[signal.SignalRules, signal.Signal]]:
        """The signals as they stand by now, what is over by then ended."""
        at, found = self._court.outside.clock.now(), {}
        for stream, (decider, folded) in self.desk.deciders(streams).items():
            state = folded.state
            for event in decider.advance(state, at):
                state = decider.evolve(state, event)
            if isinstance(decider, signal.SignalDecider):
                found[stream] = (decider.rules, state)
        return found

    def pattern(self, id: str, language: str) -> Told | None:
        """A pattern as this community has it, in a language where there is a translation; None where there is none."""
        return next((one.text for one in self._court.patterns.known(language) if one.id == id), None)

    def shown(self, stream: str, person: str) -> evidence.Evidence | None:
        """What `person` is shown of a signal; None where they do not read it, or nothing is kept."""
        found = self.read(stream, person)
        if found is None or not found.evidence:
            return None
        try:
            return evidence.read(self.read_shown(found.evidence))
        except Missing:
            return None


__all__ = ["WatchDesk", "rooms", "signal_room", "watch_room"]
