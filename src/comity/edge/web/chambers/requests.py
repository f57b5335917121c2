# SPDX-License-Identifier: Apache-2.0
"""What persons asked about their own data, for those who judge or preside; who presides answers, or puts it off once.

Who reads and who answers, the law says (`access.read_asked`, `access.answer_asked`); until when, `core.petition`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core.petition import (
    OUTCOMES,
    STATUTES,
    AnswerPetition,
    Petition,
    Petitions,
    ProlongPetition,
    rules_of,
)
from comity.desk.court import law_in_force
from comity.desk.filing import ForPetition
from comity.desk.handle import Answer
from comity.desk.petitions import PETITIONS, petitions
from comity.edge.web import door, filing, form_page, pages, session
from comity.edge.web.chambers import authorities, erasing
from comity.edge.web.chambers.sheets import bench_only
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.forms import Choice
from comity.edge.web.keys import lines
from comity.edge.web.names import plainly
from comity.edge.web.papers import signed_in
from comity.edge.web.taking import Attempt, take, whole
from comity.edge.web.your_data import asking, spoken

RECTIFY = "rectification"
ANSWER, PROLONG = "answer", "prolong"
"""What the forms of a request are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One request in the list."""

    id: str
    kind: str
    at: datetime
    due: datetime | None
    overdue: bool
    ended: datetime | None
    outcome: str
    yours: bool
    left: int = 0


@require_safe
@session.signed_in
def page(request: HttpRequest, person: str) -> HttpResponse:
    """Every request that this person reads, what waits first; below it the register of authorities."""
    court = door.court()
    bench_only(person)
    found = tuple(rows(court, person))
    context = {
        "person": plainly(person),
        "here": "requests",
        "title": _("Requests about data"),
        "open": tuple(sorted((row for row in found if row.ended is None), key=lambda row: row.due or row.at)),
        "ended": tuple(row for row in reversed(found) if row.ended is not None),
        "register": authorities.rows(court),
        "enters": court.demands.enters(person),
    }
    return pages.show(request, "chambers/requests.html", context)


def rows(court: Court, person: str) -> Iterator[Row]:
    """The requests that `person` reads, the oldest first."""
    for id, one in _all(court).all.items():
        if person in court.petitions.readers(one):
            yield Row(
                id=id,
                kind=spoken.said(spoken.KINDS, one.kind),
                at=one.at,
                due=one.until if one.ended is None else None,
                overdue=one.ended is None and one.missed,
                ended=one.ended,
                outcome=spoken.said(spoken.OUTCOMES, one.outcome) if one.outcome else "",
                yours=one.ended is None and person in court.petitions.answers(one),
                left=len(erasing.left(court, person, one)),
            )


def beside_case(court: Court, case: str, person: str) -> tuple[asking.Asked, ...]:
    """What parties put right about a case, as `person` reads it beside the papers; nothing filed is changed."""
    return tuple(
        asking.line(court, person, id, one, signed_in(PETITIONS))
        for id, one in _all(court).all.items()
        if one.case == case and one.kind == RECTIFY and person in court.petitions.readers(one)
    )


def _all(court: Court) -> Petitions:
    return petitions(court.desk, court.desk.clock.now())


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def one(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """One request: what was asked, by whom as far as that is known, and the answer. Raises `Http404`."""
    court = door.court()
    found = _read_by(court, person, ref)
    here = reverse("request", args=[ref])
    return form_page.answer(
        request,
        here,
        do=lambda: _do(court, person, ref, found, request),
        page=lambda attempt: _page(request, person, ref, found, attempt),
    )


def _read_by(court: Court, person: str, ref: str) -> Petition:
    found = _all(court).all.get(ref)
    if found is None or person not in court.petitions.readers(found):
        raise Http404
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """What can be answered now: the outcomes and the clauses to choose from, and whether it can be put off."""

    outcomes: tuple[Choice, ...]
    groups: tuple[tuple[str, tuple[Choice, ...]], ...]
    prolong: bool
    sealing: str
    answer_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    prolong_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))


def _page(request: HttpRequest, person: str, ref: str, found: Petition, attempt: Attempt | None) -> HttpResponse:
    court, here = door.court(), reverse("request", args=[ref])
    answers = found.ended is None and person in court.petitions.answers(found)
    context = {
        **lines.of_stream(court, PETITIONS, person),
        "person": plainly(person),
        "here": "requests",
        "title": spoken.said(spoken.KINDS, found.kind),
        "action": here,
        "ref": ref,
        "one": asking.line(court, person, ref, found, signed_in(PETITIONS)),
        "asker": plainly(found.by),
        "address": court.petitions.proved_address(person, found),
        "cases": tuple(erasing.cases_of(court, person, found.by)),
        "forms": _forms(court, found) if answers else None,
        "granted": erasing.granted(found),
        "left": erasing.left(court, person, found),
        "readers_at": reverse("request-readers", args=[ref]),
        "form": attempt.form if attempt else "",
        "sent": attempt.sent if attempt else {},
        "errors": attempt.errors if attempt else {},
    }
    return form_page.show(request, "chambers/request.html", context, attempt, href=form_page.at(here))


def _forms(court: Court, found: Petition) -> Forms:
    law = law_in_force(court)
    clauses = rules_of(law.procedure, law.calendar).clauses
    keeping = {keep.clause: keep.text for keep in law.procedure.keeps.values()}
    others = tuple(Choice(value=clause, label=clause) for clause in sorted(clauses - set(keeping)))
    groups = (
        (_("The law of the land"), tuple(Choice(value=s, label=spoken.said(spoken.STATUTES, s)) for s in STATUTES)),
        (_("What the procedure says of keeping"), tuple(Choice(value=c, label=t) for c, t in keeping.items())),
        (_("Another clause of the procedure"), others),
    )
    return Forms(
        outcomes=tuple(Choice(value=o, label=spoken.said(spoken.OUTCOMES, o)) for o in OUTCOMES),
        groups=tuple(group for group in groups if group[1]),
        prolong=not found.ground and not found.missed,
        sealing=lines.line(court, ForPetition(asker=found.by, case=found.case)),
    )


def _do(court: Court, person: str, ref: str, found: Petition, request: HttpRequest) -> str | Attempt:
    """Answer, or put it off. The code of what to say next, or the attempt. Raises `Malformed`, `Exhausted`."""
    read = Reader(request)
    law = law_in_force(court)

    def filed() -> str:
        paper = read.paper("words")
        whole(read)
        return filing.filed(court, paper, ForPetition(asker=found.by, case=found.case), "words")

    def answer(act_id: str) -> Answer:
        outcome = read.one_of("outcome", OUTCOMES)
        clause = read.one_of("clause", (*STATUTES, *rules_of(law.procedure, law.calendar).clauses))
        said = AnswerPetition(by=person, id=ref, outcome=outcome, clause=clause, words=filed())
        return court.perform(said, act_id=act_id, actor=person, stream=PETITIONS, at=court.desk.clock.now())

    def prolong(act_id: str) -> Answer:
        said = ProlongPetition(by=person, id=ref, ground=filed())
        return court.perform(said, act_id=act_id, actor=person, stream=PETITIONS, at=court.desk.clock.now())

    act = read.raw("act")
    return take(court, read, prolong if act == PROLONG else answer, stands=act in (ANSWER, PROLONG))


@require_POST
@session.signed_in
def readers(request: HttpRequest, person: str, ref: str) -> JsonResponse:
    """For whom an answer is sealed, asked by who may give one. Raises `Http404`."""
    court = door.court()
    found = _read_by(court, person, ref)
    if person not in court.petitions.answers(found):
        raise Http404
    return filing.readers(court, ForPetition(asker=found.by, case=found.case), request)


__all__ = ["ANSWER", "PROLONG", "Forms", "Row", "beside_case", "one", "page", "readers", "rows"]
