# SPDX-License-Identifier: Apache-2.0
"""One signal: its temperature, the words that moved it, and what a liaison may do. Nothing of it is about a person."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core.clause import promise
from comity.core.watch import Mode, Verdict, figures
from comity.core.watch.signal import (
    Act,
    FollowUp,
    HadQuietWord,
    HandOver,
    JudgeSignal,
    LeaveSignal,
    OfferQuietWord,
    Signal,
    StepAside,
)
from comity.desk.handle import Answer
from comity.desk.watch import spaces
from comity.desk.watch.spaces import signal_stream
from comity.edge.web import door, form_page, pattern_words, session
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.liaison_desk import from_signal
from comity.edge.web.names import plainly
from comity.edge.web.taking import Attempt, take, whole
from comity.edge.web.watch import patterned, said, shelf

BEGINS: Mapping[Act, str] = {Act.TEAR: "tear", Act.REPORT: "report"}
"""What is begun on a page of its own, and which."""
ACTS = tuple(one.value for one in Act if one not in BEGINS)
TOP = (Act.OFFER, Act.HAD, Act.LOOKED, Act.TEAR, Act.REPORT, Act.LEAVE)
"""What stands at the top of the page; the rest has a place of its own."""
AGAIN: Mapping[str, timedelta] = {"1": timedelta(days=1), "3": timedelta(days=3), "7": timedelta(days=7)}
"""When somebody looks again after a quiet word, in days."""
_PLAIN: Mapping[Act, Callable[..., Any]] = {
    Act.LEAVE: LeaveSignal, Act.HAD: HadQuietWord, Act.LOOKED: FollowUp, Act.ASIDE: StepAside,
}  # fmt: skip
KEYS: Mapping[Verdict, str] = {Verdict.USEFUL: "u", Verdict.NOISE: "n", Verdict.KNOWN: "k"}
"""The key with which a verdict is given where scripts run."""


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def page(request: HttpRequest, person: str, id: str) -> HttpResponse:
    """A live signal, for the liaisons who are not concerned. For everybody else there is no such page."""
    return _answer(request, person, id, Mode.LIVE)


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def unseen(request: HttpRequest, person: str, id: str) -> HttpResponse:
    """A would-be signal, for those who judge it. For everybody else there is no such page."""
    return _answer(request, person, id, Mode.SHADOW)


def _answer(request: HttpRequest, person: str, id: str, mode: Mode) -> HttpResponse:
    court, stream = door.court(), signal_stream(id)
    state = court.watching.read(stream, person)
    if state is None or state.mode is not mode:
        raise Http404
    leaves = request.method == "POST" and request.POST.get("act") == Act.ASIDE
    return form_page.answer(
        request,
        reverse("signals") if leaves else _here(id, state),
        do=lambda: _do(court, person, stream, request),
        page=lambda attempt: _page(request, person, id, state, attempt),
    )


def _here(id: str, state: Signal) -> str:
    return reverse("signal" if state.mode is Mode.LIVE else "unseen-signal", args=[id])


def _page(request: HttpRequest, person: str, id: str, state: Signal, attempt: Attempt | None) -> HttpResponse:
    court = door.court()
    rules, now = shelf.rules(court), court.desk.clock.now()
    shown = court.watching.shown(signal_stream(id), person)
    live = state.mode is Mode.LIVE
    here = _here(id, state)
    found = court.watching.options(signal_stream(id), person)
    others = next((one.choices for one in found if one.act is Act.HAND), ())
    context: dict[str, Any] = {
        "person": plainly(person), "here": "signals" if live else "watch-desk", "live": live, "id": id,
        "mark": shelf.mark_of(id), "signal": state, "stands": shelf.said_of(state),
        "title": _("A conversation is warming") if state.eased is None else _("A conversation has cooled"),
        "space": shelf.space_said(rules, state.space), "space_clause": rules.cite(state.space), "clause": rules.clause,
        "talk": said.talk(shown) if shown is not None else None, "figures": figures(rules, spaces.state(court), now),
        "verdicts": tuple((one.value, words, KEYS[one], one is state.verdict) for one, words in shelf.VERDICTS.items()),
        "pattern": patterned.fitting(court, state.pattern, get_language() or "en"),
        "step": pattern_words.step(state.step), "others": tuple((p, plainly(p)) for p in others),
        "begun": from_signal.begun(court, person, id), "open": frozenset(one.act.value for one in found),
        "acts": tuple((one.act.value, one is found[0]) for one in found if one.act in TOP), "begins": BEGINS,
        "holder": plainly(state.holder) if state.holder else "", "own": state.holder == person,
        "p4": promise(4), "p10": promise(10), "p20": promise(20), "action": here,
        "act_id": secrets.token_urlsafe(18), "errors": attempt.errors if attempt else {},
    }  # fmt: skip
    return form_page.show(request, "watch/signal.html", context, attempt, href=form_page.at(here))


def _do(court: Court, person: str, stream: str, request: HttpRequest) -> str | Attempt:
    """Do what the form says. The code of what to say next, or the attempt. Raises `Malformed`, `Exhausted`."""
    read = Reader(request)

    def act(act_id: str) -> Answer:
        command, at = _command(court, person, read), court.desk.clock.now()
        return court.perform(command, act_id=act_id, actor=person, stream=stream, at=at)

    return take(court, read, act, stands=False)


def _command(court: Court, person: str, read: Reader) -> Any:
    name = read.one_of("act", ACTS)
    verdict = read.one_of("verdict", tuple(one.value for one in Verdict)) if name == Act.JUDGE else ""
    again = read.one_of("again", tuple(AGAIN)) if name == Act.OFFER else ""
    to = read.person("to") if name == Act.HAND else ""
    whole(read)
    match name:
        case Act.JUDGE:
            return JudgeSignal(by=person, verdict=Verdict(verdict))
        case Act.OFFER:
            return OfferQuietWord(by=person, again=court.desk.clock.now() + AGAIN[again])
        case Act.HAND:
            return HandOver(by=person, to=to)
        case _:
            return _PLAIN[Act(name)](by=person)


__all__ = ["ACTS", "AGAIN", "page", "unseen"]
