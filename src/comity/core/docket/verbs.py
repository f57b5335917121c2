# SPDX-License-Identifier: Apache-2.0
"""What each verb does, once somebody may act: its own conditions, and the facts that it tells.

Every verb ends in `act.done` (or `act.declined`), so that clocks and guards can speak of every act alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from comity.core import ballot, evidence, sanction
from comity.core.clause import Clause, Possible, Refusal
from comity.core.docket.calling import latest
from comity.core.docket.commands import DoAct
from comity.core.docket.guards import may_limit
from comity.core.docket.instants import Almanac, Open
from comity.core.docket.leave import is_person
from comity.core.docket.motion import Motion
from comity.core.docket.options import about_whom, codes
from comity.core.docket.since import others_told
from comity.core.docket.state import Box, Values, box_key
from comity.core.party import Party
from comity.core.procedure.model import Act
from comity.core.procedure.words import PARTIES, Kind, PaperKind, Verb
from comity.core.recusal import in_conflict


def perform(m: Motion, act: Act, do: DoAct) -> None:
    """Do the act. Raises `Refusal` naming the field where something that the verb needs is missing or wrong."""
    _about(m, act, do)
    _choice(m, act, do)
    _files(m, act, do)
    _called(m, act, do)
    _VERBS[act.verb](m, act, do)


def no(m: Motion, act: Act, field: str, reason: str, **about: str) -> Refusal:
    """A refusal of one field of an act."""
    clause: Clause = m.law.cite(act.id)
    whom = about_whom(m.law, m.case, act, "")
    possible = [Possible(act=act.id, text=f"{field}: {w}") for w in (whom if field == "about" else ()) if w]
    return Refusal(reason, clause=clause, about={"act": act.id, **about}, field=field, possible=possible)


_ABOUT_PARTY = frozenset({Verb.NOTE, Verb.PAPER, Verb.CONSENT})
"""Verbs whose act may say about which party of the case it is."""


def _about(m: Motion, act: Act, do: DoAct) -> None:
    if act.verb is Verb.APPOINT:
        return
    allowed = about_whom(m.law, m.case, act, do.by)
    if do.about in allowed or (act.verb in _ABOUT_PARTY and do.about in m.case.bench.parties):
        return
    if not allowed:
        raise no(m, act, "about", "there is nothing that '{act}' could be about now")
    raise no(m, act, "about", "'{act}' cannot be about '{whom}'", whom=_whom(do))


def _whom(do: DoAct) -> str:
    """Whom a refusal may name: it is kept with the act, so nothing is repeated that is no name of a thing (P21)."""
    return do.about if evidence.is_reference(do.about) else "somebody" if do.about else "nobody"


def _choice(m: Motion, act: Act, do: DoAct) -> None:
    allowed = codes(m.law, act)
    if act.verb is Verb.VOTE:
        return
    if allowed and do.choice not in allowed:
        raise no(m, act, "choice", "'{act}' takes one of: {choices}", choices=", ".join(allowed))
    if do.choice and not allowed:
        raise no(m, act, "choice", "'{act}' takes no choice")


def _files(m: Motion, act: Act, do: DoAct) -> None:
    if do.files and act.verb is not Verb.PAPER:
        raise no(m, act, "files", "'{act}' files no paper, so no file lies beside it")
    if wrong := evidence.unfit(do.files):
        raise no(m, act, "files", wrong)


def _called(m: Motion, act: Act, do: DoAct) -> None:
    if act.verb is Verb.EXTEND or (do.until is None and not act.at):
        return
    if not act.at:
        raise no(m, act, "until", "'{act}' names no instant")
    if do.until is None or do.until.utcoffset() is None:
        raise no(m, act, "until", "'{act}' needs the instant to which it calls, with its zone")
    if do.until <= m.at:
        raise no(m, act, "until", "'{act}' calls to an instant after {now}", now=m.at.isoformat())
    if do.until > (end := latest(m.law, m.case, act, m.at)):
        raise no(m, act, "until", "'{act}' calls to an instant no later than {latest}", latest=end.isoformat())


def _done(m: Motion, act: Act, do: DoAct, value: Values | None = None) -> None:
    chosen: Values = {"choice": do.choice} if do.choice and act.verb is not Verb.VOTE else {}
    called = do.until if act.at else None
    m.say(Kind.ACT, act.id, "done", who=do.by, about=do.about, until=called, value={**chosen, **(value or {})})


def _paper(m: Motion, act: Act, do: DoAct) -> None:
    if not evidence.is_digest(do.paper):
        raise no(m, act, "paper", "'{act}' files a paper and needs its SHA-256 digest, 64 hex digits")
    if do.withheld and not act.withhold:
        raise no(m, act, "withheld", "the author of '{act}' cannot stay unnamed")
    kind = act.paper.value if act.paper is not None else ""
    beside: Values = {"files": dict(do.files)} if do.files else {}
    told: Values = {"kind": kind, "withheld": do.withheld, "confidential": m.in_confidence(act)}
    _done(m, act, do, {"paper": do.paper, **told, **beside})


def _consent(m: Motion, act: Act, do: DoAct) -> None:
    if do.choice == "yes":
        _done(m, act, do)
    else:
        m.say(Kind.ACT, act.id, "declined", who=do.by, about=do.about)


def _read(m: Motion, act: Act, do: DoAct) -> None:
    m.say(Kind.NOTICE, act.notice or "", "read", who=do.by)
    _done(m, act, do)


def _enter(m: Motion, act: Act, do: DoAct) -> None:
    party = do.party
    if party is None or not is_person(party.person):
        raise no(m, act, "party", "'{act}' enters a party and needs one")
    if not party.roles or not set(party.roles) <= set(act.enters):
        raise no(m, act, "party.roles", "'{act}' may enter: {roles}", roles=", ".join(act.enters))
    unknown = sorted(party.tags - m.law.tags.keys())
    if unknown:
        raise no(m, act, "party.tags", "there is no tag '{tag}'", tag=unknown[0])
    enter(m, party, do.by)
    _done(m, act, do)


def enter(m: Motion, party: Party, who: str = "") -> None:
    """Enter a party; one who was unknown is identified, and is sent what its roles were sent before."""
    old = m.case.bench.parties.get(party.person)
    moment = "identified" if old is not None and not old.known and party.known else "entered"
    value: Values = {"roles": party.roles, "kind": party.kind.value, "tags": tuple(sorted(party.tags))}
    m.say(Kind.PARTY, party.person, moment, who=who, about=party.person, value=value)
    if party.known:
        _catch_up(m, party.person, party.roles)


def _catch_up(m: Motion, person: str, roles: tuple[str, ...]) -> None:
    told = dict.fromkeys(thing for thing, moment in m.case.trace if moment in ("sent", "owed"))
    for id in told:
        notice = m.law.notices.get(id)
        if notice is not None and set(notice.to) & set(roles) and (id, person) not in m.case.notices:
            m.say(Kind.NOTICE, id, "sent", who=person)


def _declare(m: Motion, act: Act, do: DoAct) -> None:
    m.say(Kind.CONFLICT, do.by, "declared", who=do.by, about=do.by)
    _done(m, act, do)


def _challenge(m: Motion, act: Act, do: DoAct) -> None:
    m.say(Kind.CONFLICT, do.about, "challenged", who=do.by, about=do.about)
    _done(m, act, do)


def _confirm(m: Motion, act: Act, do: DoAct) -> None:
    moment = "confirmed" if do.choice == "upheld" else "dismissed"
    m.say(Kind.CONFLICT, do.about, moment, who=do.by, about=do.about)
    _done(m, act, do)


def _contact(m: Motion, act: Act, do: DoAct) -> None:
    _done(m, act, do, {"contact": act.contact.value if act.contact is not None else ""})


def _appoint(m: Motion, act: Act, do: DoAct) -> None:
    role = m.law.roles[act.role or ""]
    if not is_person(do.about):
        raise no(m, act, "about", "'{act}' needs the person who is appointed")
    if role.stands in PARTIES or do.about in m.case.bench.parties or in_conflict(role, m.case.bench, do.about):
        raise no(
            m, act, "about", "'{whom}' is a party or in conflict and cannot be '{role}'", whom=do.about, role=role.id
        )
    if do.about in m.case.bench.of(role.id):
        raise no(m, act, "about", "'{whom}' is '{role}' already", whom=do.about, role=role.id)
    m.say(Kind.ROLE, role.id, "appointed", who=do.by, about=do.about)
    _done(m, act, do)


def _box(m: Motion, act: Act, do: DoAct) -> Box:
    """The box that the act is about: `_about` has let only open ones pass."""
    return m.case.boxes[box_key(act.question or "", do.about)]


def _vote(m: Motion, act: Act, do: DoAct) -> None:
    box = _box(m, act, do)
    try:
        chosen = ballot.choice(do.ballot)
    except ValueError:
        raise no(m, act, "ballot", "'{act}' needs a ballot slip") from None
    if chosen not in codes(m.law, act):
        raise no(m, act, "ballot", "a ballot of '{act}' says one of: {choices}", choices=", ".join(codes(m.law, act)))
    m.waiting[box.id] = (*m.waiting.get(box.id, ()), do.ballot)
    m.say(Kind.QUESTION, box.question, "issued", who=do.by, about=do.about, value={"box": box.id})
    _done(m, act, do)


LARGEST = 10**40
"""The largest number in a tally: more than any supply with 18 decimals."""


def _tally(m: Motion, act: Act, do: DoAct) -> None:
    box = _box(m, act, do)
    question = m.law.questions[box.question]
    supplies = {s.supply for s in question.stages if s.supply}
    allowed = {*question.ids, ballot.ABSTAIN, *supplies}
    if not do.numbers or not set(do.numbers) <= allowed:
        raise no(m, act, "numbers", "'{act}' brings numbers for: {names}", names=", ".join(sorted(allowed)))
    if any(isinstance(n, bool) or not 0 <= n <= LARGEST for n in do.numbers.values()):
        raise no(m, act, "numbers", "the numbers of '{act}' are whole and not below nought")
    m.say(
        Kind.QUESTION,
        box.question,
        "tallied",
        who=do.by,
        about=do.about,
        value={"box": box.id, "numbers": dict(do.numbers)},
    )
    _done(m, act, do)


def _answer(m: Motion, act: Act, do: DoAct) -> None:
    box = _box(m, act, do)
    reply = _reply(m, act, do)
    m.answer(box.question, do.about, do.choice, do.by)
    _done(m, act, do, reply)


def _reply(m: Motion, act: Act, do: DoAct) -> Values:
    """What whoever reports is answered beside the code. Once the other side was told, nothing goes to one side (P8)."""
    if not do.paper:
        return {}
    if not evidence.is_digest(do.paper):
        raise no(m, act, "paper", "'{act}' files a paper and needs its SHA-256 digest, 64 hex digits")
    if others_told(m.law, m.case):
        raise no(m, act, "paper", "the other side was told, and '{act}' answers nobody on one side alone")
    return {"paper": do.paper, "kind": PaperKind.REPLY.value}


def _impose(m: Motion, act: Act, do: DoAct) -> None:
    measure = m.law.measures[act.measure or ""]
    if not may_limit(m.case, measure, do.about, m.at):
        raise no(m, act, "about", "nobody is limited before notice and the chance to answer (P5)")
    if not m.holds(measure.needs, do.about):
        raise no(m, act, "measure", "what '{measure}' needs has not come about", measure=measure.id)
    _done(m, act, do)
    m.impose(measure, do.about, do.by)


def _lift(m: Motion, act: Act, do: DoAct) -> None:
    m.move(m.case.terms[sanction.key(act.measure or "", do.about)], "ended", do.by)
    _done(m, act, do)


def _extend(m: Motion, act: Act, do: DoAct) -> None:
    due = m.case.clocks[act.clock or ""].due or m.at
    if do.until is None or do.until.tzinfo is None or do.until <= due:
        raise no(m, act, "until", "an extension needs an instant after {due}", due=due.isoformat())
    latest = Open.NEVER if act.longest is None else Almanac(m.law, m.calendar, m.case, now=m.at).fix(act.longest)
    if isinstance(latest, datetime) and do.until > latest:
        raise no(m, act, "until", "'{act}' reaches at most to {latest}", latest=latest.isoformat())
    if isinstance(latest, Open) and latest is not Open.NEVER:
        raise no(m, act, "until", "how far '{act}' may reach is not known yet")
    m.say(Kind.CLOCK, act.clock or "", "extended", who=do.by, until=do.until)
    _done(m, act, do)


def _note(m: Motion, act: Act, do: DoAct) -> None:
    _done(m, act, do)


_VERBS: Mapping[Verb, Callable[[Motion, Act, DoAct], None]] = MappingProxyType({
    Verb.NOTE: _note, Verb.PAPER: _paper, Verb.CONSENT: _consent, Verb.READ: _read, Verb.ENTER: _enter,
    Verb.DECLARE: _declare, Verb.CHALLENGE: _challenge, Verb.CONFIRM: _confirm, Verb.CONTACT: _contact,
    Verb.APPOINT: _appoint, Verb.VOTE: _vote, Verb.TALLY: _tally, Verb.ANSWER: _answer, Verb.IMPOSE: _impose,
    Verb.LIFT: _lift, Verb.EXTEND: _extend,
})  # fmt: skip

__all__ = ["LARGEST", "enter", "perform"]
