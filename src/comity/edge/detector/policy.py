# SPDX-License-Identifier: Apache-2.0
"""When to speak. What the model believes is one thing; whether somebody is asked to look is another, and a community's.

A policy is data: it is calibrated on a community's own stream, without labels, to as many signals as its liaisons have
time for, written to a small file and named by its digest.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from typing import Any

from comity.core.clause import Fault, Malformed
from comity.desk.watch.signal import Kind
from comity.edge.detector.state import Spoken

PLACES = (1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 29, 38, 50, 70, 100, 150, 250, 400)
"""Where in a conversation the threshold changes: the message from which each one counts."""
LOOK = "look"
"""The code of the lowest step of all: somebody reads the conversation."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a score stands on, in log-odds: what it would be without the words shown, what the strongest turn of phrase
    adds by itself, and the model's offset."""

    bare: float
    strongest: float
    offset: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`odds` has the threshold, in log-odds, from each message of `places` on.

    A conversation must have `least` messages. Once it was spoken of it is again only after `rest_messages` and
    `rest_hours`, and `rise` above the last time. It has eased when its log-odds lie `ease` below the threshold for
    `calm` messages. `grounded`: speak only where the score would stay below the threshold had the words that are shown
    not been said. `alone`: no single turn of phrase counts for more than this part of the way to the threshold. After
    `silent_days` a conversation is forgotten. `steps`: the next step for a pattern. `budget` says what it was
    calibrated to. A policy in `shadow` makes signals that nobody is shown.
    """

    odds: tuple[float, ...]
    places: tuple[int, ...] = (1,)
    least: int = 2
    rest_messages: int = 5
    rest_hours: float = 12.0
    rise: float = 0.5
    ease: float = 0.35
    calm: int = 3
    grounded: bool = True
    alone: float = 0.5
    silent_days: float = 14.0
    shadow: bool = False
    steps: Mapping[str, str] = field(default_factory=dict)
    budget: str = ""

    @property
    def version(self) -> str:
        """A short digest of everything in it."""
        return blake2b(json.dumps(asdict(self), sort_keys=True).encode(), digest_size=6).hexdigest()

    def threshold(self, place: int) -> float:
        """The log-odds from which the watch speaks at the message of this place, the first being 1."""
        return self.odds[max(0, bisect_right(self.places, place) - 1)]

    def step(self, pattern: str) -> str:
        """The low-key next step for a pattern, or where none fits."""
        return self.steps.get(pattern, LOOK)

    def clear(self, place: int, odds: float, evidence: Evidence) -> bool:
        """Whether a score stands on words that can be shown, and on more than one turn of phrase."""
        limit = self.threshold(place)
        beyond = max(0.0, evidence.strongest - self.alone * max(0.0, limit - evidence.offset))
        return odds - beyond >= limit and (not self.grounded or evidence.bare < limit)

    def decide(self, before: Spoken, place: int, at: int, odds: float) -> tuple[Spoken, Kind | None]:
        """Whether to speak after the message at `place`; with what is remembered of it. `at` in seconds."""
        limit = self.threshold(place)
        calm = before.calm + 1 if before.warm and odds < limit - self.ease else 0
        now = replace(before, calm=min(calm, 100), now=odds, before=_usual(before, place, odds))
        if before.warm and calm >= self.calm:
            return replace(now, warm=False, calm=0, place=place, at=at, odds=odds), Kind.EASED
        if place >= self.least and odds >= limit and self._may(before, place, at, odds):
            return replace(now, warm=True, calm=0, place=place, at=at, odds=odds), Kind.WARMING
        return now, None

    def _may(self, before: Spoken, place: int, at: int, odds: float) -> bool:
        if not before.place:
            return True
        rested = place - before.place >= self.rest_messages and at - before.at >= self.rest_hours * 3600
        return rested and (not before.warm or odds >= before.odds + self.rise)


def _usual(before: Spoken, place: int, odds: float) -> float:
    return odds if place <= 1 else before.before + (odds - before.before) / 6


DEFAULT = Policy(odds=(-0.94,), budget="one in ten calm threads of GitHub, and not yet this community's own stream")
"""Before a community's stream is known: what the trainer found one in ten calm threads to come to (`calm_point` of
`weights/layer.json`)."""


def in_shadow(policy: Policy, shadow: bool = True) -> Policy:
    """The same policy, whose signals nobody is shown; or, where not `shadow`, those to whom they belong."""
    return replace(policy, shadow=shadow)


def written(policy: Policy) -> str:
    """A policy as the text of its file."""
    return json.dumps({"comity_watch_policy": 1, **asdict(policy)}, indent=2, sort_keys=True) + "\n"


def read(text: str, where: str = "policy") -> Policy:
    """The policy of a file's text. Raises `Malformed` naming what is wrong."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise _malformed(where, "json", "is not JSON") from wrong
    if not isinstance(found, dict) or found.pop("comity_watch_policy", None) != 1:
        raise _malformed(where, "form", "is not a policy of the watch: comity_watch_policy must be 1")
    return _checked(found, where)


def _checked(found: dict[str, Any], where: str) -> Policy:
    kinds = {"least": int, "rest_messages": int, "calm": int, "grounded": bool, "shadow": bool, "budget": str,
             "rest_hours": float, "rise": float, "alone": float, "ease": float, "silent_days": float}  # fmt: skip
    for name, value in found.items():
        if name in ("odds", "places"):
            good = isinstance(value, list) and value and all(_number(one) for one in value)
        elif name == "steps":
            good = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
        elif name in kinds:
            good = _number(value) if kinds[name] is float else type(value) is kinds[name]
        else:
            raise _malformed(f"{where}.{name}", "unknown", "is no part of a policy")
        if not good:
            raise _malformed(f"{where}.{name}", "type", "has another type, or is not a number that can be reached")
    odds, places = tuple(found.get("odds", ())), tuple(found.get("places", (1,)))
    if len(odds) != len(places) or list(places) != sorted(set(places)) or not odds or places[0] != 1:
        raise _malformed(f"{where}.places", "order", "must begin with 1, ascend, and be as many as odds")
    return Policy(**{**found, "odds": tuple(float(one) for one in odds), "places": places})


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def _malformed(field: str, rule: str, text: str) -> Malformed:
    return Malformed([Fault(field=field, rule=rule, text=text)])


__all__ = ["DEFAULT", "LOOK", "PLACES", "Evidence", "Policy", "in_shadow", "read", "written"]
