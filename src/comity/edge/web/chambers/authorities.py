# SPDX-License-Identifier: Apache-2.0
"""The register of what authorities asked for: read by those who judge or preside, kept by who presides.

What may be entered and when somebody may be told, the law says (`core.authority`, `access.keeps_register`).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comity.core import authority
from comity.core.access import keeping_seen, may_keep
from comity.core.authority import AUTHORITIES, BASES, OUTCOMES, SCOPES, Command, Demand
from comity.core.procedure.words import PaperKind
from comity.desk.filing import ForDemand
from comity.desk.handle import Answer
from comity.desk.petitions import DEMANDS, demands
from comity.desk.registers import CASES
from comity.desk.rows import Sought
from comity.edge.web import door, filing, form_page, papers, session
from comity.edge.web.casefile import Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.chambers.sheets import bench_only
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.forms import Choice
from comity.edge.web.keys import lines
from comity.edge.web.names import plainly
from comity.edge.web.papers import signed_in
from comity.edge.web.spoken import paper as paper_called
from comity.edge.web.taking import Attempt, take, whole
from comity.edge.web.your_data import spoken

ENTER, ANSWER, SILENT, TELL = "enter", "answer-authority", "silent", "tell"
"""What the forms are called."""
MOST_GIVEN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One request of an authority in the list, and on its own page."""

    id: str
    authority: str
    basis: str
    scope: str
    at: datetime
    due: datetime | None
    outcome: str
    silent: datetime | None
    untold: tuple[str, ...]
    told: tuple[tuple[str, datetime], ...]

    @property
    def waits(self) -> bool:
        """Whether it waits for an answer."""
        return not self.outcome


def rows(court: Court) -> tuple[Row, ...]:
    """The register, the newest first."""
    found = demands(court.desk, court.desk.clock.now()).all
    return tuple(row(id, one) for id, one in reversed(tuple(found.items())))


def row(id: str, one: Demand) -> Row:
    """One of them."""
    return Row(
        id=id,
        authority=spoken.said(spoken.AUTHORITIES, one.entered.authority),
        basis=spoken.said(spoken.BASES, one.entered.basis),
        scope=", ".join(spoken.said(spoken.SCOPES, scope) for scope in one.entered.scope),
        at=one.entered.at,
        due=one.entered.due if one.answered is None else None,
        outcome=spoken.said(spoken.GIVEN, one.answered.outcome) if one.answered is not None else "",
        silent=one.silent,
        untold=tuple(plainly(person) for person in one.untold),
        told=tuple((plainly(person), at) for person, at in one.told.items()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def enter(request: HttpRequest, person: str) -> HttpResponse:
    """The form by which one is entered, for who presides. Raises `Http404`."""
    court = door.court()
    bench_only(person)
    if not court.demands.enters(person):
        raise Http404
    here = reverse("authority-enter")
    files = presided(court, person)

    def page(attempt: Attempt | None) -> HttpResponse:
        context = {
            **_shared(court, person, attempt),
            "title": _("Enter what an authority asked for"),
            "action": here,
            "authorities": _choices(AUTHORITIES, spoken.AUTHORITIES),
            "bases": _choices(BASES, spoken.BASES),
            "scopes": _choices(SCOPES, spoken.SCOPES),
            "cases": tuple(Choice(value=file.stream, label=file.mark) for file in files),
        }
        return form_page.show(request, "chambers/authority-enter.html", context, attempt, href=form_page.at(here))

    return form_page.answer(
        request, reverse("requests"), do=lambda: _entering(court, person, files, request), page=page
    )


def presided(court: Court, person: str) -> tuple[Casefile, ...]:
    """The latest cases over which `person` presides, free of conflict."""
    at = court.desk.clock.now()
    with court.desk.store.reading() as unit:
        listed = unit.rows.list(CASES, sought=Sought(marks={"person": (person,)}), newest_first=True, limit=100)
    found = (read_case(court.desk, one.key, at) for one in listed)
    return tuple(file for file in found if file is not None and may_keep(file.law, file.case, person) is not None)


def _choices(codes: tuple[str, ...], words: Any) -> tuple[Choice, ...]:
    return tuple(Choice(value=code, label=spoken.said(words, code)) for code in codes)


def _shared(court: Court, person: str, attempt: Attempt | None) -> dict[str, Any]:
    return {
        **lines.of_stream(court, DEMANDS, person),
        "person": plainly(person),
        "here": "requests",
        "act_ids": {name: secrets.token_urlsafe(18) for name in (ENTER, ANSWER, SILENT, TELL)},
        "readers_at": reverse("authority-readers"),
        "sealing": lines.line(court, ForDemand(by=person)),
        "form": attempt.form if attempt else "",
        "sent": attempt.sent if attempt else {},
        "errors": attempt.errors if attempt else {},
    }


def _entering(court: Court, person: str, files: tuple[Casefile, ...], request: HttpRequest) -> str | Attempt:
    """Enter it. The code of what to say next, or the attempt. Raises `Exhausted`."""
    read = Reader(request)

    def do(act_id: str) -> Answer:
        asked = read.one_of("authority", AUTHORITIES), read.one_of("basis", BASES)
        scope = tuple(one for one in read.many("scope") if one in SCOPES)
        if not scope:
            read.one_of("scope", SCOPES)
        case = read.one_of("case", tuple(file.stream for file in files), needed=False)
        due, silent = _maybe(read, "due"), _maybe(read, "silent")
        everybody = {file.stream: tuple(file.case.bench.parties) for file in files}
        paper = read.paper("words")
        whole(read)
        command = authority.EnterDemand(
            by=person, id=f"demand-{hashlib.sha256(act_id.encode()).hexdigest()[:16]}", authority=asked[0],
            basis=asked[1], scope=scope, words=filing.filed(court, paper, ForDemand(by=person), "words"), due=due,
            case=case, concerned=everybody.get(case, ()), silent=silent,
        )  # fmt: skip
        return _perform(court, command, act_id)

    return take(court, read, do)


def _maybe(read: Reader, field: str) -> datetime | None:
    return read.instant(field) if read.raw(field).strip() else None


def _perform(court: Court, command: Command, act_id: str) -> Answer:
    return court.perform(command, act_id=act_id, actor=command.by, stream=DEMANDS, at=court.desk.clock.now())


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def one(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """One of them: what was asked, what was given, who was told. Raises `Http404`."""
    court = door.court()
    bench_only(person)
    found = demands(court.desk, court.desk.clock.now()).all.get(ref)
    if found is None:
        raise Http404
    here = reverse("authority", args=[ref])
    return form_page.answer(
        request,
        here,
        do=lambda: _do(court, person, ref, found, request),
        page=lambda attempt: _page(request, person, ref, found, attempt),
    )


def _page(request: HttpRequest, person: str, ref: str, found: Demand, attempt: Attempt | None) -> HttpResponse:
    court, here = door.court(), reverse("authority", args=[ref])
    file = read_case(court.desk, found.entered.case, court.desk.clock.now()) if found.entered.case else None
    seen = file if file is not None and file.worked_on_by(person) else None

    def shown(digest: str) -> papers.Body:
        return papers.body(lambda: court.demands.read(person, digest), signed_in(DEMANDS))

    context = {
        **_shared(court, person, attempt),
        "title": spoken.said(spoken.AUTHORITIES, found.entered.authority),
        "action": here,
        "one": row(ref, found),
        "words": shown(found.entered.words),
        "grounds": tuple(shown(digest) for digest in found.grounds),
        "answer": shown(found.answered.ground) if found.answered is not None else None,
        "given": found.answered.given if found.answered is not None else (),
        "file": seen,
        "enters": court.demands.enters(person),
        "untold": tuple(Choice(value=p, label=plainly(p)) for p in found.untold) if found.silent is None else (),
        "outcomes": _choices(OUTCOMES, spoken.GIVEN),
        "papers": _givable(seen, person),
    }
    return form_page.show(request, "chambers/authority.html", context, attempt, href=form_page.at(here))


def _givable(file: Casefile | None, person: str) -> tuple[Choice, ...]:
    """The papers of the case that can have been handed over, as far as `person` sees what is kept of it."""
    found = keeping_seen(file.law, file.case, person) if file is not None else ()
    return tuple(
        Choice(value=p.digest, label=f"{paper_called(PaperKind(p.kind))} · {p.digest[:12]}") for p in found[:MOST_GIVEN]
    )


def _do(court: Court, person: str, ref: str, found: Demand, request: HttpRequest) -> str | Attempt:
    """Answer, tell, or keep silent. The code of what to say next, or the attempt. Raises `Malformed`, `Exhausted`."""
    read = Reader(request)
    makes: dict[str, Callable[[], Command]] = {
        ANSWER: lambda: _answering(court, person, ref, read),
        SILENT: lambda: _silence(court, person, ref, read),
        TELL: lambda: _telling(person, ref, found, read),
    }
    act = read.raw("act")
    make = makes.get(act, makes[TELL])
    return take(court, read, lambda act_id: _perform(court, make(), act_id), stands=act in makes)


def _ground(court: Court, person: str, read: Reader) -> str:
    paper = read.paper("words")
    whole(read)
    return filing.filed(court, paper, ForDemand(by=person), "words")


def _answering(court: Court, person: str, ref: str, read: Reader) -> Command:
    outcome = read.one_of("outcome", OUTCOMES)
    given = tuple(one for one in read.many("given") if len(one) == len("0" * 64))
    if given and outcome == "refused":
        read.fault("given", _("nothing where it is refused"), _("Nothing is given where it is refused."))
    return authority.AnswerDemand(by=person, id=ref, outcome=outcome, ground=_ground(court, person, read), given=given)


def _silence(court: Court, person: str, ref: str, read: Reader) -> Command:
    until, at = read.instant("until"), court.desk.clock.now()
    if until is not None and not at < until <= at + authority.LONGEST_SILENCE:
        read.fault("until", _("within a year"), _("It lies in the future, and within a year."))
    ground = _ground(court, person, read)
    return authority.KeepSilent(by=person, id=ref, until=until or at, ground=ground)


def _telling(person: str, ref: str, found: Demand, read: Reader) -> Command:
    who = read.one_of("who", found.untold)
    whole(read)
    return authority.TellConcerned(by=person, id=ref, person=who)


@require_POST
@session.signed_in
def readers(request: HttpRequest, person: str) -> JsonResponse:
    """For whom what is written here is sealed, asked by who may write it. Raises `Http404`."""
    court = door.court()
    if not court.demands.enters(person):
        raise Http404
    return filing.readers(court, ForDemand(by=person), request)


__all__ = ["Row", "enter", "one", "presided", "readers", "row", "rows"]
