# SPDX-License-Identifier: Apache-2.0
"""The ways in, for anybody to read: which are open, which the council has muted, until when and on what ground.

Those who preside mute a way here and open it again. Who that is and what can be muted says `core.muting`.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core.muting import MuteWay, ReopenWay
from comity.desk import muting as desk
from comity.desk.handle import Answer
from comity.edge.web import acting, door, form_page, muted, session
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.forms import Choice, Form
from comity.edge.web.taking import Attempt, take, whole

MUTE, REOPEN = "muting:mute", "muting:reopen"
"""What the forms are called by which a way is muted and opened again."""


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The page, and the acts of those who preside. Raises `session.NotSignedIn` where nobody known sends a form."""
    court, person = door.court(), session.person_of(request)
    if request.method == "POST" and not person:
        raise session.NotSignedIn
    return form_page.answer(
        request,
        reverse("ways-in"),
        do=lambda: _do(court, person, request),
        page=lambda attempt: _page(request, court, person, attempt),
    )


def _page(request: HttpRequest, court: Court, person: str, attempt: Attempt | None) -> HttpResponse:
    ways = muted.ways(court)
    closes = bool(person) and person in desk.rules(court).closers
    context = {
        "action": reverse("ways-in"),
        "ways": ways,
        "past": muted.past(court)[:20],
        "clause": muted.CLAUSE,
        "forms": acting.with_attempt(_forms(ways), attempt) if closes else (),
    }
    here = form_page.at(reverse("ways-in"))
    return form_page.show(request, "front_desk/ways_in.html", context, attempt, href=here, private=False)


def _forms(ways: tuple[muted.Line, ...]) -> tuple[Form, ...]:
    """What can be done now: mute what is open, open what is muted."""
    open_now = tuple(Choice(value=one.way, label=one.name) for one in ways if not one.never and one.spell is None)
    shut = tuple(Choice(value=one.way, label=one.name) for one in ways if one.spell is not None)
    mute = _form(MUTE, _("Mute a way in"), _("Mute it"), open_now, moment=_("Until when? Fourteen days at most"))
    reopen = _form(REOPEN, _("Open a way in again"), _("Open it again"), shut)
    return tuple(one for one in (mute, reopen) if one.choices)


def _form(act: str, text: str, button: str, choices: tuple[Choice, ...], *, moment: str = "") -> Form:
    return Form(
        act=act, verb="ask", text=text, clause=muted.CLAUSE, until=None, button=button, waited=False, choices=choices,
        legend=_("Which way in"), paper=True, moment=moment,
    )  # fmt: skip


def _do(court: Court, person: str, request: HttpRequest) -> str | Attempt:
    """Do what the form says. The code of what to say next, or the attempt. Raises `Malformed`, `Exhausted`."""
    read = Reader(request)

    def act(act_id: str) -> Answer:
        at = court.desk.clock.now()
        command = _command(court, person, read)
        return court.perform(command, act_id=act_id, actor=person, stream=desk.STREAM, at=at)

    done = take(court, read, act, stands=read.raw("act") in (MUTE, REOPEN))
    if isinstance(done, str):
        return done
    own = {"way": "choice", "ground": "paper"}
    errors = {own.get(field, field): text for field, text in done.errors.items()}
    return Attempt(form=done.form, sent=done.sent, errors=errors, refusal=done.refusal, status=done.status)


def _command(court: Court, person: str, read: Reader) -> MuteWay | ReopenWay:
    """What the form asks for. Where nothing is the person's to decide, the law refuses it before anything is filed."""
    if person not in desk.rules(court).closers:
        whole(read)
        return ReopenWay(by=person, way="", ground=acting.NO_PAPER)
    act = read.one_of("act", (MUTE, REOPEN))
    way = read.one_of("choice", tuple(one.way for one in muted.ways(court) if not one.never))
    until = read.instant("until") if act == MUTE else None
    ground = read.text("paper")
    whole(read)
    filed = court.file_paper(ground)
    if act == MUTE and until is not None:
        return MuteWay(by=person, way=way, until=until, ground=filed)
    return ReopenWay(by=person, way=way, ground=filed)


__all__ = ["MUTE", "REOPEN", "page"]
