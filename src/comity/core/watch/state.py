# SPDX-License-Identifier: Apache-2.0
"""What is known of the watch of a community: its spaces, what still runs unseen, and how its signals were judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

from comity.core.watch.commands import Verdict
from comity.core.watch.events import (
    Event,
    Mode,
    PatternTried,
    ReturnedTo,
    SignalAdmitted,
    SignMissed,
    SignPutUp,
    SpaceClosed,
    SpaceOpened,
    SpacePaused,
    SpaceResumed,
    SteppedAsideFrom,
    SteppedAsideIn,
    VerdictCounted,
    WentLive,
    WentUnseen,
)
from comity.core.watch.rules import WatchRules

WEEK = timedelta(days=7)
REMEMBERED = 100
"""How many of the last verdicts a figure is made of."""
PATTERN = "pattern/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A space that was opted in. `sign` is the mark of the sign that stands, and empty where none does.

    `since` is from when what is said there may be read: the last opening, sign or resumption.
    """

    space: str
    opened: datetime
    by: str
    clause: str
    sign: str = ""
    since: datetime | None = None
    paused: bool = False
    closed: datetime | None = None
    aside: frozenset[str] = frozenset()

    @property
    def reads(self) -> bool:
        """Whether what is said there is read now, as far as its own history says."""
        return bool(self.sign) and not self.paused and self.closed is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many signals were judged as what."""

    useful: int = 0
    noise: int = 0
    known: int = 0

    @property
    def judged(self) -> int:
        """How many were judged at all."""
        return self.useful + self.noise + self.known

    def counted(self, verdict: Verdict, by: int) -> Tally:
        """The tally with one more, or less, of a verdict."""
        return replace(self, **{verdict.value: max(0, getattr(self, verdict.value) + by)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Something that runs unseen: since when, and how its would-be signals were judged."""

    since: datetime
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """All of it. `trials` and `live` are by version of model and policy, and by `pattern/` and a name.

    `week` are the live signals of the last seven days, `last` the last verdicts on live signals, oldest first;
    `tallies` and `unseen` are all verdicts by version, on live and on would-be signals. `concerned` are the liaisons
    who stepped aside from a conversation, by the digest of its name. `put_back` are the patterns that somebody put back
    to being unseen: they are shown again by their own trial alone. `tried` is beside which signals a version of a
    changed pattern, whose cues nobody trusts yet, would have been named.
    """

    spaces: Mapping[str, Watched] = field(default_factory=dict)
    trials: Mapping[str, Trial] = field(default_factory=dict)
    live: frozenset[str] = frozenset()
    admitted: Mapping[str, Mode] = field(default_factory=dict)
    week: tuple[tuple[datetime, str], ...] = ()
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    unseen: Mapping[str, Tally] = field(default_factory=dict)
    last: tuple[tuple[str, Verdict], ...] = ()
    held_back: int = 0
    concerned: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tried: Mapping[str, tuple[tuple[datetime, str], ...]] = field(default_factory=dict)
    put_back: frozenset[str] = frozenset()

    def spent(self, at: datetime) -> int:
        """How many signals were shown in the seven days before `at`."""
        return sum(1 for when, _id in self.week if when > at - WEEK)


def watched(watch: Watch, rules: WatchRules) -> Mapping[str, datetime]:
    """The spaces that may be read now, each from when: opted in, their sign standing, and the clause still in force."""
    found = ((mark, one) for mark, one in watch.spaces.items() if one.reads and mark in rules.spaces)
    return {mark: one.since for mark, one in found if one.since is not None}


def keys(version: str, pattern: str) -> tuple[str, ...]:
    """What has to be proved before a signal is shown: the version, and the pattern that it names."""
    return (version, f"{PATTERN}{pattern}") if pattern else (version,)


def evolve(watch: Watch, event: Event) -> Watch:
    """The watch after `event`."""
    match event:
        case SpaceOpened(at=at, by=by, space=space, clause=clause):
            aside = watch.spaces[space].aside if space in watch.spaces else frozenset()
            return _space(watch, Watched(space=space, opened=at, by=by, clause=clause, aside=aside))
        case SignPutUp(at=at, space=space, mark=mark):
            return _space(watch, replace(watch.spaces[space], sign=mark, since=at))
        case SignMissed(space=space):
            return _space(watch, replace(watch.spaces[space], sign="", since=None))
        case SpacePaused(space=space):
            return _space(watch, replace(watch.spaces[space], paused=True))
        case SpaceResumed(at=at, space=space):
            return _space(watch, replace(watch.spaces[space], paused=False, since=at))
        case SpaceClosed(at=at, space=space):
            return _space(watch, replace(watch.spaces[space], closed=at, sign="", since=None))
        case SteppedAsideFrom() | ReturnedTo() | SteppedAsideIn():
            return _aside(watch, event)
        case PatternTried(at=at, id=id, pattern=pattern):
            before = watch.tried.get(pattern, ())
            return replace(watch, tried={**watch.tried, pattern: (*before, (at, id))[-REMEMBERED:]})
        case SignalAdmitted() | VerdictCounted() | WentLive() | WentUnseen():
            return _spoke(watch, event)
        case _:
            assert_never(event)


def _space(watch: Watch, one: Watched) -> Watch:
    return replace(watch, spaces={**watch.spaces, one.space: one})


def _aside(watch: Watch, event: SteppedAsideFrom | ReturnedTo | SteppedAsideIn) -> Watch:
    match event:
        case SteppedAsideFrom(by=by, space=space):
            return _space(watch, replace(watch.spaces[space], aside=watch.spaces[space].aside | {by}))
        case ReturnedTo(by=by, space=space):
            return _space(watch, replace(watch.spaces[space], aside=watch.spaces[space].aside - {by}))
        case SteppedAsideIn(by=by, conversation=of):
            there = watch.concerned.get(of, frozenset()) | {by}
            return replace(watch, concerned={**watch.concerned, of: there})
        case _:
            assert_never(event)


def _spoke(watch: Watch, event: SignalAdmitted | VerdictCounted | WentLive | WentUnseen) -> Watch:
    match event:
        case SignalAdmitted():
            return _admitted(watch, event)
        case VerdictCounted():
            return _counted(watch, event)
        case WentLive(of=of, beside=beside):
            gone = {of, *beside}
            left = {key: one for key, one in watch.trials.items() if key not in gone}
            return replace(watch, live=watch.live | gone, trials=left, put_back=watch.put_back - gone)
        case WentUnseen(at=at, of=of):
            put_back = watch.put_back | {of} if of.startswith(PATTERN) else watch.put_back
            trials = {**watch.trials, of: Trial(since=at)}
            return replace(watch, live=watch.live - {of}, trials=trials, put_back=put_back)
        case _:
            assert_never(event)


def _admitted(watch: Watch, event: SignalAdmitted) -> Watch:
    week = tuple(one for one in watch.week if one[0] > event.at - WEEK)
    recent = {id for _at, id in week} | {event.id}
    begun = {key: Trial(since=event.at) for key in keys(event.version, event.pattern)}
    trials = {key: one for key, one in begun.items() if key not in watch.live and key not in watch.trials}
    return replace(
        watch,
        trials={**watch.trials, **trials},
        admitted={**{id: mode for id, mode in watch.admitted.items() if id in recent}, event.id: event.mode},
        week=(*week, (event.at, event.id)) if event.mode is Mode.LIVE else week,
        held_back=watch.held_back + (event.mode is Mode.OVER),
    )


def _counted(watch: Watch, event: VerdictCounted) -> Watch:
    if event.shadow:
        trials = dict(watch.trials)
        for key in keys(event.version, event.pattern):
            if key in trials:
                trials[key] = replace(trials[key], tally=_moved(trials[key].tally, event))
        unseen = {**watch.unseen, event.version: _moved(watch.unseen.get(event.version, Tally()), event)}
        return replace(watch, trials=trials, unseen=unseen)
    others = [one for one in watch.last if one[0] != event.id]
    tallies = {**watch.tallies, event.version: _moved(watch.tallies.get(event.version, Tally()), event)}
    return replace(watch, tallies=tallies, last=(*others, (event.id, event.verdict))[-REMEMBERED:])


def _moved(tally: Tally, event: VerdictCounted) -> Tally:
    """One that was judged before is moved; one of an earlier trial, which this tally never counted, adds nothing."""
    if event.was is None:
        return tally.counted(event.verdict, 1)
    counted: int = getattr(tally, event.was.value)
    return tally.counted(event.was, -1).counted(event.verdict, 1) if counted else tally


__all__ = ["PATTERN", "REMEMBERED", "WEEK", "Tally", "Trial", "Watch", "Watched", "evolve", "keys", "watched"]
