# SPDX-License-Identifier: Apache-2.0
"""What the watch says to liaisons: what waits, quiet words to look after, and the spaces that they read."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from comity.core.clause import promise
from comity.core.watch import ReturnTo, StepAsideFrom
from comity.core.watch.signal import FollowUp, HadQuietWord
from comity.desk.handle import Answer
from comity.desk.watch import spaces
from comity.desk.watch.spaces import signal_stream
from comity.edge.web import door, form_page, seats, session
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.names import in_letters, plainly
from comity.edge.web.taking import Attempt, take, whole
from comity.edge.web.watch import shelf

ASIDE, BACK, HAD, LOOKED = "step-aside-from", "return-to", "had-word", "looked-again"


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def page(request: HttpRequest, person: str) -> HttpResponse:
    """The list, and what is done from it. Whoever reads no signals finds no such page."""
    court = door.court()
    if person not in shelf.rules(court).readers and not seats.is_liaison(court, person):
        raise Http404
    return form_page.answer(
        request,
        reverse("signals"),
        do=lambda: _do(court, person, request),
        page=lambda attempt: _page(request, court, person, attempt),
    )


def _page(request: HttpRequest, court: Court, person: str, attempt: Attempt | None) -> HttpResponse:
    found, watched = shelf.live(court, person), spaces.watched(court)
    rules, state = shelf.rules(court), spaces.state(court)
    count = len(found.waiting)
    title = ngettext(
        "%(n)s conversation is worth a look", "%(n)s conversations are worth a look", count
    ) % {"n": in_letters(count)}  # fmt: skip
    context = {
        "person": plainly(person), "here": "signals", "title": title if count else _("All is calm"),
        "shelf": found, "rules": rules, "reads": person in rules.readers, "p19": promise(19), "p20": promise(20),
        "spaces": tuple(
            (mark, shelf.space_said(rules, mark), rules.cite(mark), person in state.spaces[mark].aside, since)
            for mark, since in watched.items()
        ) if person in rules.readers else (),
        "any_read": any(person not in state.spaces[mark].aside for mark in watched),
        "any_aside": any(person in state.spaces[mark].aside for mark in watched),
        "action": reverse("signals"), "act_id": secrets.token_urlsafe(18), "now": court.desk.clock.now(),
    }  # fmt: skip
    return form_page.show(request, "watch/signals.html", context, attempt, href=form_page.at(reverse("signals")))


def _do(court: Court, person: str, request: HttpRequest) -> str | Attempt:
    """Do what the form says. The code of what to say next, or the attempt. Raises `Malformed`, `Exhausted`."""
    read = Reader(request)

    def act(act_id: str) -> Answer:
        name, at = read.one_of("act", (ASIDE, BACK, HAD, LOOKED)), court.desk.clock.now()
        if name in (ASIDE, BACK):
            space = read.one_of("space", tuple(shelf.rules(court).spaces))
            whole(read)
            aside = StepAsideFrom(by=person, space=space) if name == ASIDE else ReturnTo(by=person, space=space)
            return court.perform(aside, act_id=act_id, actor=person, stream=spaces.STREAM, at=at)
        words = {row.id for row in shelf.live(court, person).words}
        id = read.one_of("signal", tuple(words))
        whole(read)
        command = HadQuietWord(by=person) if name == HAD else FollowUp(by=person)
        return court.perform(command, act_id=act_id, actor=person, stream=signal_stream(id), at=at)

    return take(court, read, act, stands=False)


__all__ = ["ASIDE", "BACK", "HAD", "LOOKED", "page"]
