# SPDX-License-Identifier: Apache-2.0
"""Muting: a way in is closed to strangers for some days, while a flood comes by it, on a ground that everybody reads.

What is never muted stands here once, for every door: the small doors (a tear, support), whatever somebody adds who is
known (by a receipt, a seat or a side in a case), and every kind of matter that the procedure names beside its first,
such as retaliation. Nor is the last way closed by which a stranger reaches the council. A muting ends by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from comity.core.clause import Clause, Fault, Malformed, Possible, Refusal, fault, promise
from comity.core.evidence import is_digest
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Standing

REPORT, API, MAIL = "report", "api", "mail"
"""What ways are called; letters as procedures call the channel."""
WAYS: tuple[str, ...] = (REPORT, API, MAIL)
"""Every way in that can be muted: the form of a report, the interface for programs, letters."""
TEAR, SUPPORT, RECEIPT = "tear", "support", "come-back"
NEVER: tuple[str, ...] = (TEAR, SUPPORT, RECEIPT)
"""What stays open whatever is muted: the small doors, and the way back by a receipt."""
LONGEST = timedelta(days=14)
"""A muting lasts no longer; whoever needs more decides anew, and is seen to."""
_BY_HAND = frozenset({REPORT, MAIL})

NOT_YOURS = "Only those who preside mute a way in or open it again."
NEVER_MUTED = "This way in is never muted."
NO_SUCH_WAY = "Nothing comes in by this way here."
MUTED_BEFORE = "This way in is muted already."
NOT_MUTED = "This way in is open."
LAST_WAY = "This is the last way by which somebody who is not known here can reach the council, so it stays open."
SHUT = "This way in is closed to new reports until {until}, because too much came by it that nobody could answer."
IN_THE_FUTURE = "A muting ends in the future."
TOO_LONG = "A muting lasts fourteen days at most; it can be decided anew."
STAYS: Mapping[str, str] = {
    RECEIPT: "Whoever has a receipt goes on as before, and may also report anew from there.",
    SUPPORT: "Ask for support: somebody listens first, and it becomes a report where you say so.",
    TEAR: "Tell of something that feels off: it becomes a report where you say so.",
    REPORT: "Report it by the form.",
    MAIL: "Write a letter by mail.",
    API: "Report it by the interface for programs.",
}
"""What can be done instead of coming by a way that is muted."""
OTHER_MATTER = "Report another matter, which is never muted: {matter}"
REASONS: tuple[str, ...] = (
    NOT_YOURS, NEVER_MUTED, NO_SUCH_WAY, MUTED_BEFORE, NOT_MUTED, LAST_WAY, SHUT, IN_THE_FUTURE, TOO_LONG, OTHER_MATTER,
    "Whoever has a receipt goes on as before, and may also report anew from there.",
    "Ask for support: somebody listens first, and it becomes a report where you say so.",
    "Tell of something that feels off: it becomes a report where you say so.",
    "Report it by the form.", "Write a letter by mail.", "Report it by the interface for programs.",
)  # fmt: skip

CLAUSE: Clause = promise(2)
"""On what it rests: telling takes no account and no name, and the small doors are their own."""
Roster: TypeAlias = Mapping[str, tuple[str, ...]]


class Shut(Refusal):
    """Somebody who is not known came by a way that is muted until `until`; what stays open is in `possible`."""

    def __init__(self, *, way: str, until: datetime, possible: tuple[Possible, ...]) -> None:
        super().__init__(SHUT, clause=CLAUSE, about={"until": until.isoformat()}, possible=possible)
        self.way = way
        self.until = until


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteWay:
    """Close one way in to strangers until an instant. `ground` is the digest of a text that anybody reads."""

    by: str
    way: str
    until: datetime
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenWay:
    """Open it before that."""

    by: str
    way: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayMuted:
    """A way in was closed to strangers until an instant."""

    at: datetime
    by: str
    way: str
    until: datetime
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayReopened:
    """It was opened before that instant."""

    at: datetime
    by: str
    way: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MutingEnded:
    """The instant came, and the way is open."""

    at: datetime
    way: str


Command: TypeAlias = MuteWay | ReopenWay
Event: TypeAlias = WayMuted | WayReopened | MutingEnded
COMMANDS: tuple[type, ...] = (MuteWay, ReopenWay)
EVENTS: tuple[type, ...] = (WayMuted, WayReopened, MutingEnded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One time for which a way was muted; `ended` is when it was open again, `reopened` the ground where somebody
    opened it sooner."""

    way: str
    by: str
    ground: str
    since: datetime
    until: datetime
    ended: datetime | None = None
    reopened: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Muting:
    """Every muting there ever was, oldest first."""

    spells: tuple[Spell, ...] = ()

    def of(self, way: str) -> Spell | None:
        """The muting of a way that is in force; None where it is open."""
        return next((one for one in self.spells if one.way == way and one.ended is None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MutingRules:
    """Who mutes; which ways there are to be muted; the small doors; the kind of matter that can be kept out, and the
    others, by their texts."""

    closers: frozenset[str] = frozenset()
    ways: frozenset[str] = frozenset()
    small: tuple[str, ...] = ()
    ordinary: str = ""
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MutingDecider:
    """The law of muting."""

    rules: MutingRules

    @property
    def initial(self) -> Muting:
        """Every way is open."""
        return Muting()

    def due(self, state: Muting) -> datetime | None:
        """The end of the muting that ends first."""
        return min((one.until for one in state.spells if one.ended is None), default=None)

    def advance(self, state: Muting, at: datetime) -> tuple[Event, ...]:
        """A muting ends at its instant, whoever remembers it."""
        over = sorted((one.until, one.way) for one in state.spells if one.ended is None and one.until <= at)
        return tuple(MutingEnded(at=until, way=way) for until, way in over)

    def evolve(self, state: Muting, event: Event) -> Muting:
        """The state after `event`."""
        match event:
            case WayMuted(at=at, by=by, way=way, until=until, ground=ground):
                return Muting(spells=(*state.spells, Spell(way=way, by=by, ground=ground, since=at, until=until)))
            case WayReopened(at=at, way=way, ground=ground):
                return _ended(state, way, at, ground)
            case MutingEnded(at=at, way=way):
                return _ended(state, way, at, "")
            case _:
                assert_never(event)

    def decide(self, state: Muting, command: Command, at: datetime) -> tuple[Event, ...]:
        """What the command brings about. Raises `Refusal`, or `Malformed` where a field cannot be what it is."""
        if command.by not in self.rules.closers:
            raise _no(NOT_YOURS, "by")
        if command.way not in self.rules.ways:
            raise _no(NEVER_MUTED if command.way in NEVER else NO_SUCH_WAY, "way")
        if not is_digest(command.ground):
            text = "a ground is a paper, named by its SHA-256 in hex"
            raise Malformed([Fault(field="ground", rule="paper.digest", text=text)])
        match command:
            case MuteWay():
                return self._mute(state, command, at)
            case ReopenWay(by=by, way=way, ground=ground):
                if state.of(way) is None:
                    raise _no(NOT_MUTED, "way")
                return (WayReopened(at=at, by=by, way=way, ground=ground),)
            case _:
                assert_never(command)

    def _mute(self, state: Muting, command: MuteWay, at: datetime) -> tuple[Event, ...]:
        if command.until <= at:
            raise Malformed([fault(IN_THE_FUTURE, field="until", rule="muting.until", clause="P2")])
        if command.until - at > LONGEST:
            raise Malformed([fault(TOO_LONG, field="until", rule="muting.longest", clause="P2")])
        if state.of(command.way) is not None:
            raise _no(MUTED_BEFORE, "way", possible=(Possible(act="ReopenWay"),))
        if not leaves_a_way(self.rules, state, command.way):
            raise _no(LAST_WAY, "way")
        made = WayMuted(at=at, by=command.by, way=command.way, until=command.until, ground=command.ground)
        return (made,)


def _ended(state: Muting, way: str, at: datetime, ground: str) -> Muting:
    ends = state.of(way)
    return Muting(spells=tuple(replace(one, ended=at, reopened=ground) if one is ends else one for one in state.spells))


def _no(reason: str, field: str, *, possible: tuple[Possible, ...] = ()) -> Refusal:
    return Refusal(reason, clause=CLAUSE, field=field, possible=possible)


def leaves_a_way(rules: MutingRules, state: Muting, way: str) -> bool:
    """Whether a stranger still reaches the council once `way` is muted: by a small door, the form, or a letter."""
    by_hand = {one for one in rules.ways & _BY_HAND if one != way and state.of(one) is None}
    return bool(rules.small) or bool(by_hand)


def shut(rules: MutingRules, state: Muting, way: str, matter: str) -> Shut | None:
    """What somebody who is not known is told where they cannot come by `way` with this kind of matter now.

    None where they can. Nobody asks for whoever is known here: they are never kept out. Under a later procedure that
    has no small door the last way is open whatever was decided before.
    """
    muted = state.of(way) if way in WAYS and matter == rules.ordinary else None
    if muted is None or not leaves_a_way(rules, state, way):
        return None
    return Shut(way=way, until=muted.until, possible=stays_open(rules, state, way, muted.until))


def stays_open(rules: MutingRules, state: Muting, way: str, until: datetime) -> tuple[Possible, ...]:
    """What can be done instead of coming by `way`, the nearest to it first; at last, to come by it later."""
    open_ways = [one for one in WAYS if one != way and one in rules.ways and state.of(one) is None]
    names = (RECEIPT, *(one for one in (SUPPORT, TEAR) if one in rules.small), *open_ways)
    return (
        *(Possible(act=one, text=STAYS[one]) for one in names),
        *(Possible(act=matter, text=text) for matter, text in rules.others.items()),
        Possible(act=way, until=until.isoformat()),
    )


def rules_of(law: Procedure, roster: Roster) -> MutingRules:
    """The rules under one version and one roster. Where nobody presides, those who judge mute.

    The first kind of matter that opens a case is the one that can be kept out.
    """
    presiding = frozenset(p for role in law.stands(Standing.PRESIDES) for p in roster.get(role, ()))
    judging = frozenset(p for role in law.stands(Standing.JUDGE) for p in roster.get(role, ()))
    matters = [one for one in law.intakes.values() if one.starts]
    letters = any(MAIL in one.channels for one in matters)
    return MutingRules(
        closers=presiding or judging,
        ways=frozenset({REPORT, API, MAIL} if letters else {REPORT, API}),
        small=(TEAR, SUPPORT) if law.tears is not None else (),
        ordinary=matters[0].id if matters else "",
        others={one.id: one.text for one in matters[1:] if any(c.startswith("form") for c in one.channels)},
    )


__all__ = [
    "API", "CLAUSE", "COMMANDS", "EVENTS", "LONGEST", "MAIL", "NEVER", "OTHER_MATTER", "REASONS", "RECEIPT", "REPORT",
    "SHUT", "STAYS", "SUPPORT", "TEAR", "WAYS", "Command", "Event", "MuteWay", "Muting", "MutingDecider", "MutingEnded",
    "MutingRules", "ReopenWay", "Shut", "Spell", "WayMuted", "WayReopened", "leaves_a_way", "rules_of", "shut",
    "stays_open",
]  # fmt: skip
