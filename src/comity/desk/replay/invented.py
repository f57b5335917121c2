# SPDX-License-Identifier: Apache-2.0
"""A stream of invented cases, to try a draft on. Everything follows from the seed; nothing is drawn at random.

The odds are ours and say nothing about any community: they are there so that every way through a procedure is taken
by somebody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from comity.core import veto
from comity.core.calendar import Calendar
from comity.core.docket import OpenCase, Question
from comity.core.docket.options import Option
from comity.core.party import Party
from comity.core.procedure.model import Act, Procedure
from comity.core.procedure.words import PARTIES, PaperKind, Standing, Verb
from comity.desk.replay.beside import Figures, figures
from comity.desk.replay.cases import tell
from comity.desk.replay.conduct import Conduct, Opening, Votes, Wish
from comity.desk.replay.likeness import named_by, waits

HALF_YEAR = timedelta(weeks=26)
AFTERWARDS = timedelta(days=120)
"""How long the last cases are followed after the last season."""

SUPPLY = 1_000_000
SEATS = 3
"""How many hold a role whose number of seats the procedure leaves open."""


def part(*key: object) -> Fraction:
    """A number from 0 up to but not including 1, worked out from a key."""
    digest = hashlib.sha256("\n".join(map(str, key)).encode()).digest()
    return Fraction(int.from_bytes(digest[:4]), 2**32)


def span(calendar: Calendar, seasons: int) -> tuple[datetime, datetime]:
    """From when to when: so many of the calendar's longest periods, or half years where it has none."""
    if not calendar.periods:
        start = datetime(2024, 1, 1, tzinfo=UTC)
        return start, start + HALF_YEAR * seasons
    longest = min(calendar.periods.values(), key=lambda periods: (len(periods), periods[0].id))
    return longest[0].starts, longest[min(seasons, len(longest)) - 1].ends


def openings(law: Procedure, calendar: Calendar, *, rate: int, seasons: int, seed: int) -> list[Opening]:
    """`rate` reports a season, in the order in which they come in."""
    start, end = span(calendar, seasons)
    seconds = int((end - start).total_seconds())
    times = sorted(int(seconds * part(seed, "opened", n)) for n in range(rate * seasons))
    return [_opening(law, start + timedelta(seconds=t), number) for number, t in enumerate(times, 1)]


def _opening(law: Procedure, at: datetime, number: int) -> Opening:
    parties = [
        Party(person=f"{stands.value}-{number}", roles=law.stands(stands)[:1])
        for stands in (Standing.REPORTER, Standing.RESPONDENT)
        if law.stands(stands)
    ]
    command = OpenCase(
        intake=next(one.id for one in law.intakes.values() if one.starts),
        digest=law.digest,
        parties=tuple(parties),
        roster=dict(_bench(law)),
        report=hashlib.sha256(str(number).encode()).hexdigest(),
    )
    return Opening(stream=f"case:invented-{number}", at=at, command=command)


def _bench(law: Procedure) -> Iterator[tuple[str, tuple[str, ...]]]:
    for role in law.roles.values():
        if role.stands not in PARTIES and role.stands is not Standing.PUBLIC and not role.weighted:
            yield role.id, tuple(f"{role.id}-{n}" for n in range(1, (role.seats or SEATS) + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lively:
    """People as they are: most do what is asked of them, some late, some not, and they do not agree."""

    seed: int
    case: str

    def wishes(self, law: Procedure, act: Act, person: str, option: Option) -> Wish | None:
        """A wish, with odds that follow from what kind of act it is."""
        key = (self.seed, self.case, act.id, person)
        if part(*key, "does") >= _odds(law, act):
            return None
        share = Fraction(1, 10) + part(*key, "when")
        delay = timedelta(hours=int(72 * part(*key, "delay")))
        return Wish(act=act.id, by=person, share=share, delay=delay, choice=_chosen(option.choices, *key))

    def settles(self, question: Question) -> str:
        """One of the answers that are allowed."""
        return _chosen(question.answers, self.seed, self.case, question.ask)


def _chosen(choices: Sequence[str], *key: object) -> str:
    """The first choice six times in ten, else one of the others."""
    if not choices:
        return ""
    which = part(*key, "which")
    if which < Fraction(6, 10):
        return choices[0]
    return choices[int((which - Fraction(6, 10)) / Fraction(4, 10) * len(choices))]


def _odds(law: Procedure, act: Act) -> Fraction:
    """How likely somebody does an act that is open to them."""
    of_party = any(law.roles[role].stands in PARTIES for role in act.by)
    waited = any(act.id in named_by(law, clock.stops) for clock in law.clocks.values())
    match act.verb:
        case Verb.VOTE | Verb.READ | Verb.CONSENT:
            return Fraction(9, 10)
        case Verb.ANSWER:
            return Fraction(95, 100)
        case Verb.PAPER if act.paper is PaperKind.APPEAL:
            return Fraction(1, 10)
        case Verb.PAPER | Verb.NOTE if waited:
            return Fraction(7, 10) if of_party else Fraction(9, 10)
        case Verb.NOTE if ("exit", "closes") in waits(law, act):
            return Fraction(2, 100)
        case Verb.NOTE | Verb.APPOINT | Verb.PAPER:
            return Fraction(3, 10)
        case _:
            return Fraction(0)


def tried(law: Procedure, calendar: Calendar, *, rate: int, seasons: int, seed: int) -> tuple[Figures, ...]:
    """Every invented case in figures, lived through under one law."""
    until = span(calendar, seasons)[1] + AFTERWARDS
    return tuple(
        _lived(law, calendar, opening, until, seed)
        for opening in openings(law, calendar, rate=rate, seasons=seasons, seed=seed)
    )


def _lived(law: Procedure, calendar: Calendar, opening: Opening, until: datetime, seed: int) -> Figures:
    against = int(SUPPLY * part(seed, opening.stream, "against") / 6)
    votes = Votes(numbers=veto.Numbers(veto=against, stand=SUPPLY // 5), base=SUPPLY)
    temper = Lively(seed=seed, case=opening.stream)
    lived = Conduct(law, calendar, (), temper, votes).live(opening, until)
    return figures(law, tell(law, opening.stream, lived.facts), lived.facts)


__all__ = ["AFTERWARDS", "Lively", "openings", "part", "span", "tried"]
