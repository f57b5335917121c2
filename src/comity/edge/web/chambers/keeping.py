# SPDX-License-Identifier: Apache-2.0
"""What is kept of one case, until when and on which ground; who presides holds it up, or destroys something sooner.

Who sees it and who decides it, the law says (`access.sees_keeping`, `access.may_keep`); what it says to each wish,
`core.keeping`. A ground is read by whoever sees what is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comity.core.access import may_keep, sees_keeping
from comity.core.clause import Clause
from comity.core.keeping import Command, Destroy, LiftHold, SetHold
from comity.desk.filing import ForGround
from comity.desk.handle import Answer
from comity.desk.keeping import Kept, stream_of
from comity.desk.petitions import petitions
from comity.edge.web import acting, door, filing, form_page, kept, session
from comity.edge.web.casefile import CASE, Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.chambers import erasing
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.forms import Choice, Form
from comity.edge.web.instants import dated
from comity.edge.web.keys import lines
from comity.edge.web.names import plainly
from comity.edge.web.papers import Body, body, signed_in
from comity.edge.web.taking import Attempt, take, whole

HOLD, LIFT, DESTROY = "keeping:hold", "keeping:lift", "keeping:destroy"
"""What the forms are called by which a hold is set, a hold is lifted, and something is destroyed before its time."""


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def page(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """What is kept of a case, for those who judge or preside. Raises `Http404`."""
    court = door.court()
    file = read_case(court.desk, f"{CASE}{ref}", court.desk.clock.now())
    if file is None or not file.worked_on_by(person) or not sees_keeping(file.law, file.case, person):
        raise Http404
    return form_page.answer(
        request,
        _back(court, person, request) or reverse("kept", args=[ref]),
        do=lambda: _do(court, file, person, request),
        page=lambda attempt: _page(request, file, person, attempt),
    )


def _back(court: Court, person: str, request: HttpRequest) -> str:
    """The address of the request of a person because of which one came here, where it was granted; else empty."""
    ref = request.GET.get("request", "")
    asked = petitions(court.desk, court.desk.clock.now()).all.get(ref)
    known = asked is not None and erasing.granted(asked) and person in court.petitions.readers(asked)
    return reverse("request", args=[ref]) if known else ""


def _chosen(offered: tuple[Form, ...], request: HttpRequest) -> tuple[Form, ...]:
    """The forms, with that thing chosen to be destroyed of which the page of the request led here."""
    sent = {"choice": request.GET.get("what", "")[:200]}
    return tuple(replace(form, sent=sent) if form.act == DESTROY else form for form in offered)


@require_POST
@session.signed_in
def readers(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """For whom a ground is sealed in the browser, asked by who may file one. Raises `Http404`."""
    court = door.court()
    file = read_case(court.desk, f"{CASE}{ref}", court.desk.clock.now())
    if file is None or not file.worked_on_by(person) or may_keep(file.law, file.case, person) is None:
        raise Http404
    return filing.readers(court, ForGround(stream=file.stream, by=person), request)


def _page(request: HttpRequest, file: Casefile, person: str, attempt: Attempt | None) -> HttpResponse:
    court, here = door.court(), reverse("kept", args=[file.ref])
    back = _back(court, person, request)
    found = kept.terms(court, file, person)
    holds = kept.holds(file, found.kept, person)
    clause = may_keep(file.law, file.case, person)
    offered = _forms(found, clause) if clause is not None else ()
    offered = _chosen(offered, request) if back else offered
    context = {
        "person": plainly(person),
        "action": request.get_full_path() if back else here,
        "back": back,
        "file": file,
        "title": _("What is kept"),
        "found": found,
        "holds": holds,
        "grounds": _grounds(court, file, person, found, holds),
        "forms": acting.with_attempt(offered, attempt),
        **lines.of_keeping(court, file, person, (form.act for form in offered)),
    }
    return form_page.show(request, "chambers/kept.html", context, attempt, href=form_page.at(here))


def _grounds(
    court: Court, file: Casefile, person: str, found: kept.Terms, holds: tuple[kept.HoldLine, ...]
) -> Mapping[str, Body]:
    """What is shown of every ground on the page, by its digest."""
    named = {one.ground for one in found.lines} | {d for one in holds for d in (one.ground, one.lifted_on)}
    where = signed_in(file.stream)
    return {digest: body(partial(court.read_ground, file.stream, person, digest), where) for digest in named if digest}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What a form of the page asks for, before it is filled in."""

    act: str
    text: str
    button: str
    choices: tuple[Choice, ...] = ()
    legend: str = ""
    moment: str = ""


def _forms(found: kept.Terms, clause: Clause) -> tuple[Form, ...]:
    """What can be done now: always a hold; lifting one where one is in force; destroying where none is."""
    held = tuple(one for one in found.kept.holds if one.ended is None)
    left = () if held else tuple(one for one in found.lines if one.gone is None)
    wishes = (
        _Wish(act=HOLD, text=_("Hold everything of this case"), button=_("Set the hold"), moment=_("Until when?")),
        _Wish(
            act=LIFT,
            text=_("Lift a hold before its end"),
            button=_("Lift the hold"),
            choices=tuple(Choice(value=one.ground, label=_until(one.until)) for one in held),
            legend=_("Which hold"),
        ),
        _Wish(
            act=DESTROY,
            text=_("Destroy something before its time"),
            button=_("Destroy it for good"),
            choices=tuple(Choice(value=one.what, label=one.title, hint=_filed(one)) for one in left),
            legend=_("What"),
        ),
    )
    return tuple(_form(one, clause) for one in wishes if one.moment or one.choices)


def _until(at: datetime) -> str:
    return _("until %(at)s") % {"at": dated(at)}


def _filed(one: kept.Line) -> str:
    return " · ".join(part for part in (one.by, dated(one.at) if one.at else "") if part)


def _form(wish: _Wish, clause: Clause) -> Form:
    return Form(
        act=wish.act,
        verb="ask",
        text=wish.text,
        clause=clause,
        until=None,
        button=wish.button,
        waited=False,
        choices=wish.choices,
        legend=wish.legend,
        paper=True,
        moment=wish.moment,
    )


def _do(court: Court, file: Casefile, person: str, request: HttpRequest) -> str | Attempt:
    """Do what the form says. The code of what to say next, or the attempt. Raises `Malformed`, `Exhausted`."""
    read = Reader(request)
    state = kept.terms(court, file, person)

    def act(act_id: str) -> Answer:
        command = _command(court, file, person, state, read)
        return _perform(court, file, command, state.kept, act_id=act_id)

    done = take(court, read, act, stands=read.raw("act") in (HOLD, LIFT, DESTROY))
    return done if isinstance(done, str) else _beside(done)


def _beside(attempt: Attempt) -> Attempt:
    """What the law calls by a name of its own stands beside the choice."""
    own = {"held": "choice", "what": "choice", "ground": "paper"}
    named = {own.get(field, field): text for field, text in attempt.errors.items()}
    return replace(attempt, errors=named)


def _perform(court: Court, file: Casefile, command: Command, found: Kept, *, act_id: str) -> Answer:
    by = getattr(command, "by", "")
    at = max(file.at, found.last or file.at)
    return court.perform(command, act_id=act_id, actor=by, stream=stream_of(file.stream), at=at)


def _command(court: Court, file: Casefile, person: str, found: kept.Terms, read: Reader) -> Command:
    """What the form asks for. Where nothing is the person's to decide, the desk refuses it before anything is filed."""
    if may_keep(file.law, file.case, person) is None:
        whole(read)
        return LiftHold(by=person, held=acting.NO_PAPER, ground=acting.NO_PAPER)
    act = read.one_of("act", (HOLD, LIFT, DESTROY))
    until = read.instant("until") if act == HOLD else None
    if until is not None and until <= file.at:
        read.fault("until", _("in the future"), _("A hold ends in the future."))
    things = [one.what for one in found.lines] if act == DESTROY else [one.ground for one in found.kept.holds]
    choice = read.one_of("choice", tuple(things)) if act in (LIFT, DESTROY) else ""
    paper = read.paper("paper")
    whole(read)
    ground = filing.filed(court, paper, ForGround(stream=file.stream, by=person), "paper")
    if act == HOLD and until is not None:
        return SetHold(by=person, ground=ground, until=until)
    if act == LIFT:
        return LiftHold(by=person, held=choice, ground=ground)
    return Destroy(by=person, what=choice, ground=ground)


__all__ = ["DESTROY", "HOLD", "LIFT", "page", "readers"]
