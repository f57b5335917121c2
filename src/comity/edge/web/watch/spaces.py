# SPDX-License-Identifier: Apache-2.0
"""The watch as those answer for it whom the clause names: its spaces, their signs, and what still runs unseen."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core import watch
from comity.core.clause import Clause, Refusal, promise
from comity.desk.handle import Answer
from comity.desk.watch import spaces
from comity.edge.web import door, form_page, seats, session
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.names import plainly
from comity.edge.web.reasons import said
from comity.edge.web.taking import Attempt, take, whole
from comity.edge.web.watch import shelf, tried

Made = Callable[[str, str, str], Any]
SPACE_ACTS: Mapping[str, Made] = {
    "open-space": lambda by, space, mark: watch.OpenSpace(by=by, space=space),
    "put-up-sign": lambda by, space, mark: watch.PutUpSign(by=by, space=space, mark=mark),
    "miss-sign": lambda by, space, mark: watch.MissSign(by=by, space=space),
    "pause-space": lambda by, space, mark: watch.PauseSpace(by=by, space=space),
    "resume-space": lambda by, space, mark: watch.ResumeSpace(by=by, space=space),
    "close-space": lambda by, space, mark: watch.CloseSpace(by=by, space=space),
}
TRIAL_ACTS: Mapping[str, Made] = {
    "go-live": lambda by, of, mark: watch.GoLive(by=by, of=of),
    "go-unseen": lambda by, of, mark: watch.GoUnseen(by=by, of=of),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """A space of the clause, and how it stands: `since` is from when it is read now, None where it is not."""

    mark: str
    text: str
    clause: Clause
    known: watch.Watched | None
    since: datetime | None

    @property
    def open(self) -> bool:
        """Whether it was opened and not closed."""
        return self.known is not None and self.known.closed is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Something that runs unseen: how long, how often judged, and why it cannot be shown yet (empty: it can)."""

    of: str
    since: datetime
    tally: watch.Tally
    why_not: str


def known(court: Court) -> tuple[Space, ...]:
    """Every space that the clause names, in its order."""
    rules, state, read = shelf.rules(court), spaces.state(court), spaces.watched(court)
    return tuple(
        Space(
            mark=mark, text=shelf.space_said(rules, mark), clause=rules.cite(mark), known=state.spaces.get(mark),
            since=read.get(mark),
        )
        for mark in rules.spaces
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def page(request: HttpRequest, person: str) -> HttpResponse:
    """The page of those who open spaces and those who judge would-be signals. For others there is no such page."""
    court = door.court()
    rules = shelf.rules(court)
    if person not in rules.openers | rules.judges and not seats.sits(court, person):
        raise Http404
    return form_page.answer(
        request,
        reverse("watch-desk"),
        do=lambda: _do(court, person, request),
        page=lambda attempt: _page(request, court, person, attempt),
    )


def _page(request: HttpRequest, court: Court, person: str, attempt: Attempt | None) -> HttpResponse:
    rules, state, now = shelf.rules(court), spaces.state(court), court.desk.clock.now()
    context = {
        "person": plainly(person), "here": "watch-desk", "title": _("The watch"), "rules": rules,
        "spaces": known(court), "opens": person in rules.openers, "judges": person in rules.judges,
        "unseen": shelf.unseen(court, person) if person in rules.judges else (),
        "trials": tuple(_trial(rules, state, of, one, now) for of, one in sorted(state.trials.items())),
        "on_trial": tuple(tried.on_trial(court, person)),
        "live": tuple(sorted(state.live)), "figures": watch.figures(rules, state, now), "held_back": state.held_back,
        "clause": rules.clause, "p20": promise(20), "p19": promise(19), "action": reverse("watch-desk"),
        "act_id": secrets.token_urlsafe(18), "sent": attempt.sent if attempt else {},
        "errors": attempt.errors if attempt else {},
    }  # fmt: skip
    return form_page.show(request, "watch/spaces.html", context, attempt, href=form_page.at(reverse("watch-desk")))


def _trial(rules: watch.WatchRules, state: watch.Watch, of: str, one: watch.Trial, now: datetime) -> Trial:
    no: Refusal | None = watch.not_yet(rules, state, of, now)
    return Trial(of=of, since=one.since, tally=one.tally, why_not="" if no is None else said(no))


def _do(court: Court, person: str, request: HttpRequest) -> str | Attempt:
    """Do what the form says. The code of what to say next, or the attempt. Raises `Malformed`, `Exhausted`."""
    read = Reader(request)
    stands = read.raw("act") == "put-up-sign"

    def act(act_id: str) -> Answer:
        name = read.one_of("act", (*SPACE_ACTS, *TRIAL_ACTS))
        state = spaces.state(court)
        if name in TRIAL_ACTS:
            of = read.one_of("of", (*state.trials, *state.live))
            whole(read)
            command = TRIAL_ACTS[name](person, of, "")
        else:
            space = read.one_of("space", tuple(shelf.rules(court).spaces))
            mark = read.line("mark", needed=True) if name == "put-up-sign" else ""
            whole(read)
            command = SPACE_ACTS[name](person, space, mark)
        at = court.desk.clock.now()
        return court.perform(command, act_id=act_id, actor=person, stream=spaces.STREAM, at=at)

    return take(court, read, act, stands=stands)


__all__ = ["Space", "Trial", "known", "page"]
