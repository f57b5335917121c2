# SPDX-License-Identifier: Apache-2.0
"""The vote of one delegate: one choice and one button. "Objects" and "lets it stand" are asked for alike."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from comity.core import veto
from comity.core.clause import promise
from comity.core.evidence import is_reference
from comity.core.veto import Choice, Numbers, ground_of, grounded
from comity.desk.handle import Answer
from comity.desk.house import Vote
from comity.edge.web import papers
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.forms import Choice as Row
from comity.edge.web.house.windows import Seen
from comity.edge.web.ruler import Arithmetic
from comity.edge.web.taking import Attempt, take, whole

LONGEST_REASON = 2_000
_PARTS = {Choice.VETO: "veto", Choice.STAND: "stand", Choice.ABSTAIN: "abstain"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """The form of a vote: its rows, the weight that it casts, what it would add up to, and what was sent before."""

    rows: tuple[Row, ...]
    weight: int
    before: str
    would: Arithmetic | None
    act_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    sent: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def chosen(self) -> str:
        """What is marked: what was sent, else how this delegate voted before."""
        return self.sent.get("say", self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The form of totals from elsewhere."""

    act_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    sent: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def ballot(seen: Seen, person: str, attempt: Attempt | None) -> Ballot | None:
    """The form for `person`; None where no vote counts now, or this person has no weight."""
    weight = seen.weight(person)
    if not seen.running or not weight:
        return None
    rows = tuple(Row(value=value, label=label) for value, label in _rows(seen).items())
    would = seen.sum_of(seen.without(person).moved(Choice.VETO, weight))
    sent, errors = (attempt.sent, attempt.errors) if attempt else ({}, {})
    return Ballot(rows=rows, weight=weight, before=_before(seen, person), would=would, sent=sent, errors=errors)


def _rows(seen: Seen) -> dict[str, str]:
    """What can be said: a veto on each ground that the file knows, and two other answers."""
    objects = {f"veto:{g.id}": _("Veto: %(ground)s") % {"ground": g.text} for g in seen.question.grounds}
    return {**(objects or {"veto": _("Veto")}), "stand": _("Let it stand"), "abstain": _("Abstain")}


def said(seen: Seen, person: str) -> str:
    """How `person` voted, in words; empty for who has not."""
    return _rows(seen).get(_before(seen, person), "")


def _before(seen: Seen, person: str) -> str:
    vote = seen.window.votes.get(person)
    if vote is None:
        return ""
    ground = ground_of(vote.ground)[0]
    known_ground = vote.choice is Choice.VETO and ground in {g.id for g in seen.question.grounds}
    return f"veto:{ground}" if known_ground else _PARTS[vote.choice]


def grounds(seen: Seen) -> tuple[tuple[str, int], ...]:
    """The weight of the objections by ground, in the order of the file; nothing where it knows none."""
    weights = dict.fromkeys((g.id for g in seen.question.grounds), 0)
    for vote in seen.window.votes.values():
        ground = ground_of(vote.ground)[0]
        if vote.choice is Choice.VETO and ground in weights:
            weights[ground] += vote.weight
    return tuple((g.text, weights[g.id]) for g in seen.question.grounds)


def totals(seen: Seen, person: str, attempt: Attempt | None) -> Totals | None:
    """The form of totals from elsewhere; None where `person` brings none, or the window is closed."""
    if not seen.brings(person) or not (seen.running or seen.awaits):
        return None
    return Totals(sent=attempt.sent, errors=attempt.errors) if attempt else Totals()


def reasons(court: Court, seen: Seen, person: str) -> tuple[tuple[str, str], ...]:
    """The reasons that delegates gave, each with its ground, in an order that tells nothing; nobody is named."""
    texts = {g.id: g.text for g in seen.question.grounds}
    given = sorted(ground_of(v.ground)[::-1] for v in seen.window.votes.values())
    return tuple((texts.get(ground, ""), _reason(court, seen, person, paper)) for paper, ground in given if paper)


def _reason(court: Court, seen: Seen, person: str, digest: str) -> str:
    where = papers.signed_in(seen.file.stream)
    found = papers.body(lambda: court.read_for_house(seen.stream, person, digest), where)
    return found.text or found.gone


def send(court: Court, seen: Seen, person: str, request: HttpRequest) -> str | Attempt:
    """Cast, change or bring what the form says; the code of what to say next. Raises `Exhausted`."""
    read = Reader(request)
    at = max(court.desk.clock.now(), seen.file.case.now or seen.file.at)

    def act(act_id: str) -> Answer:
        command = _totals(seen, read) if read.raw("act") == "bring" else _vote(court, seen, person, read)
        return court.perform(command, act_id=act_id, actor=person, stream=seen.stream, at=at)

    done = take(court, read, act)
    if isinstance(done, Attempt) and "ground" in done.errors:  # a ground is chosen together with what one says
        return replace(done, errors={"say": done.errors["ground"]})
    return done


def _vote(court: Court, seen: Seen, person: str, read: Reader) -> Vote:
    say = read.one_of("say", tuple(_rows(seen)))
    reason = read.text("reason", needed=False)
    if len(reason) > LONGEST_REASON:
        about = {"most": LONGEST_REASON, "now": len(reason)}
        text = _("A short reason has at most %(most)d characters; this has %(now)d.") % about
        read.fault("reason", _("at most %(most)d characters") % about, text)
    whole(read)
    what, _colon, ground = say.partition(":")
    paper = court.file_paper(reason) if reason else ""
    kind = veto.Recast if person in seen.window.votes else veto.Cast
    return kind(delegate=person, choice=Choice(what), ground=grounded(ground, paper))


def _totals(seen: Seen, read: Reader) -> Vote:
    numbers = Numbers(veto=read.number("veto"), stand=read.number("stand"), abstain=read.number("abstain"))
    as_of = seen.terms.closes if seen.awaits else read.instant("as_of")
    source = read.text("source")
    if not is_reference(source):
        text = _("Give a web address, or an id without blanks: no sentence, and no name of a person.")
        read.fault("source", _("a reference"), text, promise(21))
    whole(read)
    return veto.ImportTally(numbers=numbers, as_of=as_of or seen.file.at, source=source)


__all__ = ["Ballot", "Totals", "ballot", "grounds", "reasons", "said", "send", "totals"]
