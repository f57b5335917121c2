# SPDX-License-Identifier: Apache-2.0
"""A policy fitted to a community's own stream, without labels: how often may the watch speak here?

The log-odds of ordinary talk differ from place to place in a conversation and from community to community. Each place
gets the middle and the spread of this stream; the threshold of every place lies the same number of spreads above its
middle, and that number is the lowest with which the stream would have stayed within the budget.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TypeAlias

from comity.desk.watch.message import Edited, Told
from comity.desk.watch.signal import Kind
from comity.edge.detector.fold import Watch
from comity.edge.detector.policy import DEFAULT, PLACES, Evidence, Policy
from comity.edge.detector.state import Spoken, unpack

FEW = 12
"""Messages from which a place has a middle and a spread of its own; with fewer it takes those of the place before."""
STEPS = 400
"""At most so many numbers of spreads are tried."""
NARROWEST = 0.15
"""The least spread of a place, in log-odds."""
_WEEK, _FAR = 7 * 86_400, 100.0


@dataclass(frozen=True, slots=True)
class Point:
    """After one message: its place (from 1), its instant in seconds, the log-odds and what they stand on."""

    place: int
    at: int
    odds: float
    evidence: Evidence


Track: TypeAlias = Sequence[Point]
"""One conversation."""


def tracks(watch: Watch, told: Iterable[Told]) -> dict[str, list[Point]]:
    """The course of every conversation of a stream under a model, whatever its policy.

    Where a conversation was silent so long that it began anew, its places begin with 1 again. The words of every
    message are looked for, as if the watch were always near to speaking.
    """
    watch = replace(watch, policy=replace(watch.policy, odds=(watch.model.offset - _FAR,), places=(1,)))
    states: dict[str, bytes] = {}
    found: dict[str, list[Point]] = {}
    for one in told:
        conversation = one.message.conversation if isinstance(one, Edited) else one.conversation
        before = states.get(conversation, b"")
        after, _ = watch.step(before, one)
        state = unpack(after, watch.mark, len(watch.model.channels)) if after != before else None
        if state is None:
            continue
        states[conversation] = after
        if state.course.many:
            point = Point(state.course.many, state.last, state.spoken.now, watch.evidence(state))
            found.setdefault(conversation, []).append(point)
    return found


def calibrate(
    stream: Sequence[Track], *, weekly: float | None = None, share: float | None = None, base: Policy = DEFAULT
) -> Policy:
    """The policy that would have spoken at most so often: `weekly` signals, or of this `share` of conversations.

    Raises `ValueError` where neither or both are given, or nothing was said.
    """
    if (weekly is None) == (share is None) or not any(stream):
        raise ValueError("give weekly or share, and a stream in which something was said")
    middles, spreads = _places(stream)
    allowed = weekly * weeks(stream) if weekly is not None else (share or 0.0) * len(stream)
    best = _policy(base, middles, spreads, 1e3)
    for above in _candidates(stream, middles, spreads):
        policy = _policy(base, middles, spreads, above)
        often = sum(len(warmings(policy, one)) if weekly is not None else bool(warmings(policy, one)) for one in stream)
        if often > allowed:
            break
        best = policy
    budget = f"{weekly:g} signals a week" if weekly is not None else f"{share:.1%} of conversations"
    return replace(best, budget=f"{budget}, on {len(stream)} conversations")


def weeks(stream: Sequence[Track]) -> float:
    """How long a stream lasted, in weeks; at least one."""
    instants = [point.at for one in stream for point in one]
    return max(1.0, (max(instants) - min(instants)) / _WEEK) if instants else 1.0


def warmings(policy: Policy, course: Track) -> list[int]:
    """The places at which a policy speaks of a conversation because it warms."""
    spoken, found = Spoken(), []
    for point in course:
        if point.place == 1:
            spoken = Spoken()
        after, kind = policy.decide(spoken, point.place, point.at, point.odds)
        if kind is Kind.WARMING and not policy.clear(point.place, point.odds, point.evidence):
            after, kind = replace(spoken, now=point.odds, before=after.before), None
        spoken = after
        if kind is Kind.WARMING:
            found.append(point.place)
    return found


def flagged(policy: Policy, course: Track) -> bool:
    """Whether a policy speaks of a conversation at all."""
    return bool(warmings(policy, course))


def _candidates(stream: Sequence[Track], middles: Sequence[float], spreads: Sequence[float]) -> list[float]:
    """How far above the middle of its place each conversation came at most, in spreads: the farthest first."""
    most = [
        max((one.odds - middles[n]) / spreads[n] for one in course for n in (bisect_right(PLACES, one.place) - 1,))
        for course in stream if course
    ]  # fmt: skip
    ranked = sorted(most, reverse=True)
    return ranked[:: -(-len(ranked) // STEPS)]


def _policy(base: Policy, middles: Sequence[float], spreads: Sequence[float], above: float) -> Policy:
    odds = tuple(round(middle + above * spread - 1e-4, 4) for middle, spread in zip(middles, spreads, strict=True))
    return replace(base, places=PLACES, odds=odds)


def _places(stream: Sequence[Track]) -> tuple[list[float], list[float]]:
    """The middle and the spread of the log-odds from each of `PLACES` on, up to the next."""
    middles: list[float] = []
    spreads: list[float] = []
    for first, after in zip(PLACES, (*PLACES[1:], 10**9), strict=True):
        here = [point.odds for one in stream for point in one if first <= point.place < after]
        if len(here) < FEW and middles:
            middles.append(middles[-1])
            spreads.append(spreads[-1])
            continue
        middle = median(here) if here else 0.0
        middles.append(middle)
        spreads.append(max(NARROWEST, 1.4826 * median(abs(one - middle) for one in here)) if here else 1.0)
    return middles, spreads


__all__ = ["FEW", "Point", "Track", "calibrate", "flagged", "tracks", "warmings", "weeks"]
