# SPDX-License-Identifier: Apache-2.0
"""How each room of the law is joined to the desk: one record for each kind of stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from comity.core import access, adoption, amendment, channel, clerk, council, docket, keyring, tear, veto
from comity.core.clause import Refusal, promise
from comity.core.docket import Docket, Fact, OpenCase
from comity.core.procedure.model import Procedure, Role
from comity.core.procedure.words import PARTIES, Standing
from comity.core.tear.rules import rules_of
from comity.desk import house, registers
from comity.desk.canonical import canonical
from comity.desk.codec import Codec
from comity.desk.intake import Roster
from comity.desk.ports import Certainty
from comity.desk.room import Asking, Change, Errand, FollowUp, Happened, Opening, Reaction, Room, Slips
from comity.site import keeping
from comity.site.laws import Folders, Law, no_calendar
from comity.site.older import tear_codec, veto_codec

_CERTAINTY = {
    clerk.MAIL: Certainty.UNCERTAIN,
    clerk.CARRY_OUT: Certainty.UNCERTAIN,
    clerk.UNDO: Certainty.UNCERTAIN,
    clerk.OPEN_WINDOW: Certainty.IDEMPOTENT,
    clerk.REFER: Certainty.UNCERTAIN,
}


LONGEST = 300
"""The most characters in which a deadline says what it waits for."""


def case_room(laws: Folders, follow: Callable[[Change], None]) -> Room:
    """The docket. A case's law is found by the digest in its first event, or in the command that opens it.

    `follow` brings the wraps of its papers up to what the law says now.
    """

    def decider(opening: Opening) -> Docket:
        law = laws.law(_digest(opening.first))
        return Docket(law=law.procedure, calendar=law.calendar, waiting=opening.slips)

    def reactions(happened: Happened) -> Reaction:
        law: Procedure = laws.procedure(happened.state.digest)
        found = clerk.of_case(law, happened.state, happened.stream, happened.event)
        errands = (*(_errand(happened.stream, one) for one in found), *_again(happened))
        commands = (*keeping.of_case(laws, happened), *_noted(happened))
        return Reaction(commands=commands, errands=errands, leaves=_leaves(happened.event))

    return Room(
        kind="case",
        codec=Codec([Fact, *docket.COMMANDS], named=(Fact, lambda fact: str(fact.name))),
        decider=decider,
        permits=lambda asking: _permits(laws, asking),
        reactions=reactions,
        slips=_slips,
        waits_for=lambda state: ", ".join(sorted(state.phases))[:LONGEST],
        projectors=(
            registers.cases(laws.procedure),
            registers.entries(laws.procedure),
            registers.answered,
            registers.told,
        ),
        follow=follow,
        tables=(registers.CASES, registers.ENTRIES, registers.OPEN, registers.ANSWERED, registers.TOLD),
    )


def _permits(laws: Folders, asking: Asking) -> None:
    """Nobody acts in the name of another; and two cases are linked by who reads both (P10)."""
    access.permits(asking.command, asking.actor)
    match asking.command:
        case docket.LinkCase(by=by, other=other) | docket.UnlinkCase(by=by, other=other):
            access.links(_under(laws, asking.state), _other(laws, asking, other), by)
        case docket.TakeUp(by=by, other=other):
            access.takes_up(_under(laws, asking.state), _other(laws, asking, other), by)
        case _:
            pass


def _other(laws: Folders, asking: Asking, stream: str) -> access.Under | None:
    found: docket.Case | None = asking.peek(stream) if stream.startswith(docket.CASES) else None
    return None if found is None or found.opened is None or stream == asking.stream else _under(laws, found)


def _under(laws: Folders, case: docket.Case) -> access.Under:
    if case.opened is None:
        raise Refusal(access.NOT_BOTH, clause=promise(10), field="other")
    return laws.procedure(case.digest), case


def _noted(happened: Happened) -> tuple[FollowUp, ...]:
    """What was said in one of two cases is noted in the other."""
    note = docket.echo(happened.stream, happened.event)
    return () if note is None else (FollowUp(stream=happened.event.thing, command=note, actor=access.CLERK),)


def _again(happened: Happened) -> tuple[Errand, ...]:
    """A case that takes up an earlier one: whoever sits now sits in that one too, closed as it is (P13)."""
    earlier = access.taken_up(happened.state) if happened.event.name in ("case.opened", "link.takes-up") else ""
    told = Errand(kind=RESEAT, certainty=Certainty.IDEMPOTENT, payload={"case": earlier}, lane=RESEAT)
    return (told,) if earlier else ()


def _digest(first: object) -> str:
    if isinstance(first, Fact):
        return str(first.value["digest"])
    return first.digest if isinstance(first, OpenCase) else ""


def _errand(stream: str, errand: clerk.Errand) -> Errand:
    lane = f"{stream} {errand.payload['measure']}" if "measure" in errand.payload else ""
    return Errand(kind=errand.kind, certainty=_CERTAINTY[errand.kind], payload=errand.payload, lane=lane)


def _leaves(fact: Fact) -> tuple[bytes, ...]:
    if fact.name != "case.published":
        return ()
    told = {name: list(v) if isinstance(v, tuple) else v for name, v in fact.value.items()}
    return (canonical({"leaf": "published", **told}).encode(),)


def _slips(facts: Sequence[Any], command: Any) -> Slips:
    found = docket.slips(facts, command)
    return Slips(put=found.put, clear=found.clear)


def veto_room(laws: Folders) -> Room:
    """The windows of a house. Only the roll says who may vote; it is asked by the decider."""

    def decider(opening: Opening) -> veto.VetoDecider:
        return veto.VetoDecider(rules=_veto_rules(laws, opening))

    def permits(asking: Asking) -> None:
        match asking.command:
            case veto.OpenWindow():
                allowed = asking.actor == access.CLERK
            case veto.ImportTally():
                allowed = _brings_numbers(laws, asking)
            case command:
                allowed = command.delegate == asking.actor
        if not allowed:
            raise access.in_anothers_name()

    def reactions(happened: Happened) -> Reaction:
        if not isinstance(happened.event, veto.WindowClosed):
            return Reaction()
        payload = {"window": happened.stream}
        return Reaction(errands=(Errand(kind=CLOSE_WINDOW, certainty=Certainty.IDEMPOTENT, payload=payload),))

    return Room(
        kind="veto",
        codec=veto_codec(),
        decider=decider,
        permits=permits,
        reactions=reactions,
        projectors=(registers.windows,),
        tables=(registers.WINDOWS,),
    )


def _veto_rules(laws: Folders, opening: Opening) -> veto.VetoRules:
    """The grounds of an objection are those of the version that the window's case is pinned to."""
    terms: veto.Terms | None = getattr(opening.first, "terms", None)
    case: docket.Case | None = None if terms is None else opening.peek(terms.case)
    if terms is None or case is None:
        return veto.VetoRules(clause=promise(15))
    question = laws.procedure(case.digest).questions[house.asked(terms)[0]]
    among = tuple(g.id for g in question.grounds)
    return veto.VetoRules(clause=promise(15), grounds=bool(among), among=among)


CLOSE_WINDOW = "close-window"
"""The errand that brings the numbers of a closed window to a case that waits for them."""


def _brings_numbers(laws: Folders, asking: Asking) -> bool:
    """Whether the actor brings numbers to that case. A window that was never opened is the decider's matter."""
    window: veto.Window = asking.state
    if window.terms is None:
        return True
    case: docket.Case = asking.peek(window.terms.case)
    return access.may_tally(laws.procedure(case.digest), case, asking.actor, house.asked(window.terms)[0])


def _own_name(asking: Asking) -> None:
    """Nobody acts in the name of another. What nobody's name stands in is the decider's matter."""
    if getattr(asking.command, "by", asking.actor) != asking.actor:
        raise access.in_anothers_name()


def tear_room(law_at: Callable[[datetime | None], Law], roster: Callable[[], Roster]) -> Room:
    """The small tear, under the procedure in force when it was told (P6).

    Raises `Refusal` where that procedure knows no tears.
    """

    def decider(opening: Opening) -> tear.TearDecider:
        heard = opening.first.at if isinstance(opening.first, tear.TearHeard) else None
        law = law_at(heard)
        return tear.TearDecider(rules=rules_of(law.procedure, law.calendar))

    def permits(asking: Asking) -> None:
        match asking.command:
            case tear.Hear(by=by):
                if by not in ("", asking.actor) and asking.actor != access.CLERK:
                    raise access.in_anothers_name()
            case _:
                _own_name(asking)
        role = getattr(asking.command, "role", None)
        if role is not None and asking.actor not in roster().get(role, ()):
            raise Refusal("only who is {role} does this", clause=promise(10), field="role", about={"role": role})

    def reactions(happened: Happened) -> Reaction:
        if not isinstance(happened.event, tear.BecameReport):
            return Reaction(errands=keeping.of_tear(happened))
        became, handed = happened.event, happened.state.handed
        told: dict[str, Any] = {"tear": happened.stream, "reporter": became.reporter, "words": became.words}
        told |= {"files": dict(handed)} if handed else {}
        return Reaction(errands=(Errand(kind=TEAR_TO_CASE, certainty=Certainty.IDEMPOTENT, payload=told),))

    return Room(
        kind="tear",
        codec=tear_codec(),
        decider=decider,
        permits=permits,
        reactions=reactions,
        projectors=(registers.answered, registers.tears),
        tables=(registers.ANSWERED, registers.TEARS, registers.OPEN_TEARS),
    )


TEAR_TO_CASE = "tear-to-case"
"""The errand that opens a case for a tear that its reporter turned into a report."""


def _plural(unit: str) -> str:
    return unit if unit.endswith("s") else f"{unit}s"


def council_room(current: Callable[[], Law]) -> Room:
    """Who sits. The posts are those of the procedure in force; open cases hear of every change."""

    def decider(opening: Opening) -> council.CouncilDecider:
        return council.CouncilDecider(rules=council_rules(current().procedure))

    def reactions(happened: Happened) -> Reaction:
        if not isinstance(happened.event, _CHANGES):
            return Reaction()
        return Reaction(errands=(Errand(kind=RESEAT, certainty=Certainty.IDEMPOTENT, lane=RESEAT), *_left(happened)))

    return Room(
        kind="council",
        codec=Codec([*council.COMMANDS, *council.EVENTS, council.Owed]),
        decider=decider,
        permits=_own_seat,
        reactions=reactions,
    )


def _left(happened: Happened) -> tuple[Errand, ...]:
    """The keys of those who left end: at once where somebody leaves a post, some time after a season's end."""
    if isinstance(happened.event, council.SteppedDown | council.Removed):
        return (Errand(kind=KEYS_LEFT, certainty=Certainty.IDEMPOTENT),)
    if isinstance(happened.event, council.SeasonEnded):
        at = happened.at + keyring.GRACE
        return (Errand(kind=KEYS_LEFT, certainty=Certainty.IDEMPOTENT, not_before=at),)
    return ()


KEYS_LEFT = "keys-left"
"""The errand that ends the keys of those who hold no post any more."""


def _own_seat(asking: Asking) -> None:
    """A seat is taken, left and answered for in the own name; what a body does is entered in the body's."""
    if isinstance(asking.command, council.TakeSeat) and asking.command.person != asking.actor:
        raise access.in_anothers_name()
    _own_name(asking)


RESEAT = "reseat"
"""The errand that tells every open case who sits now."""
_CHANGES = (
    council.SeatTaken,
    council.Appointed,
    council.SteppedDown,
    council.Removed,
    council.Delegated,
    council.BodyComplete,
    council.SeasonEnded,
)


def council_rules(law: Procedure) -> council.CouncilRules:
    """The posts of a procedure: every role that is held by a seat or an appointment, not by being in a case."""
    posts = {r.id: _post(law, r) for r in law.roles.values() if r.stands not in _NO_POST and not r.weighted}
    return council.CouncilRules(document=law.id, posts=posts)


_NO_POST = PARTIES | {Standing.PUBLIC}


def _post(law: Procedure, role: Role) -> council.Post:
    above = law.roles.get(role.otherwise or "")
    return council.Post(
        id=role.id,
        clause=role.clause,
        seats=role.seats,
        least=role.least if role.stands is Standing.JUDGE else 0,
        otherwise=above.id if above is not None and above.stands not in _NO_POST and not above.weighted else "",
        filled_by=role.filled_by,
        elected=role.elected,
        removed_by=dict.fromkeys(role.removal, role.removed_by),
        apart=role.apart,
        votes=role.stands is Standing.JUDGE,
        cap=role.cap,
    )


def channel_room(current: Callable[[], Law], roster: Callable[[], Roster]) -> Room:
    """What liaisons say about the council, under the version in force and by those who are liaisons now."""

    def decider(opening: Opening) -> channel.ChannelDecider:
        return channel.ChannelDecider(rules=channel.rules_of(current().procedure, roster()))

    codec = Codec([*channel.COMMANDS, *channel.EVENTS])
    return Room(kind="channel", codec=codec, decider=decider, permits=_own_name)


def adoption_room(current: Callable[[], Law | None], open_to: Callable[[str], amendment.Steps]) -> Room:
    """The community's own procedure versions: proposed, commented on, tried, adopted by whom the present one names.

    `open_to` says what somebody may do with them now. The first version is adopted by the community, without numbers.
    """

    def decider(opening: Opening) -> adoption.AdoptionDecider:
        return adoption.AdoptionDecider(rules=adoption_rules(current()))

    def permits(asking: Asking) -> None:
        if asking.actor != access.CLERK:
            _own_name(asking)
        law = current()
        amendment.permits(law.procedure if law else None, open_to(asking.actor), asking.command, asking.actor)

    codec = Codec([*adoption.COMMANDS, *adoption.EVENTS])
    return Room(kind="procedure", codec=codec, decider=decider, permits=permits)


def adoption_rules(law: Law | None) -> adoption.AdoptionRules:
    """How the version in force may be changed; the founding rule where there is none."""
    if law is None:
        founding = adoption.AdoptingBody(id=FOUNDER, clause="P6")
        return adoption.AdoptionRules(
            document="comity", clause="P6", bodies={FOUNDER: founding}, calendar=no_calendar(), override=FOUNDING
        )
    amendment = law.procedure.amendment
    count, _, unit = (amendment.open or "0 days").partition(" ")
    bodies = {
        a.id: adoption.AdoptingBody(id=a.id, clause=a.clause, share=a.share, quorum=a.quorum, approvals=a.approvals)
        for a in amendment.adopters
    }
    return adoption.AdoptionRules(
        document=law.procedure.id,
        clause="amendment",
        bodies=bodies,
        calendar=law.calendar,
        count=int(count),
        unit=_plural(unit),
        override=amendment.override,
    )


FOUNDER = amendment.FOUNDER
FOUNDING = "founding"
"""By what name a community begins under a text of its own in which the linter finds errors."""


__all__ = [
    "FOUNDER",
    "FOUNDING",
    "KEYS_LEFT",
    "RESEAT",
    "TEAR_TO_CASE",
    "adoption_room",
    "adoption_rules",
    "case_room",
    "channel_room",
    "council_room",
    "council_rules",
    "tear_room",
    "veto_room",
]
