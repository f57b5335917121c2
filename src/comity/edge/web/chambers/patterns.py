# SPDX-License-Identifier: Apache-2.0
"""The long memory in chambers: closed cases to code, changes to a pattern to propose, to accept and to trust.

Who may do what, the law says (`core.pattern`); which closed cases somebody may code, whether the case exists for them.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.core.pattern import Change, CodeCase, Command, seen
from comity.core.pattern.decide import LONGEST_NAME
from comity.desk.handle import Answer
from comity.desk.patterns import STREAM, Shown
from comity.desk.registers import CASES
from comity.desk.seen import seen as seen_by
from comity.edge.web import door, form_page, pages, session
from comity.edge.web.casefile import CASE, Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.chambers.sheets import bench_only
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.names import plainly
from comity.edge.web.taking import Attempt, take, whole

MOST_LISTED = 60
"""Closed cases that the page lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A closed case: its mark, when it was closed, and the titles of the patterns it was coded with (None: not yet)."""

    ref: str
    mark: str
    closed: datetime | None
    coded: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A change that waits for an answer, or for its time of trial to end."""

    id: str
    title: str
    at: datetime
    yours: bool
    until: datetime | None


@require_safe
@session.signed_in
def page(request: HttpRequest, person: str) -> HttpResponse:
    """What can be coded, what waits, and how often each pattern was seen. Raises `Http404` for whoever does not sit."""
    court = door.court()
    bench_only(person)
    state, rules = court.patterns.state(), court.patterns.rules()
    titles, counts = _titles(court), seen(state)
    lines = tuple(islice(_closed(court, person), MOST_LISTED))
    context = {
        "person": plainly(person),
        "here": "memory",
        "title": _("Patterns"),
        "adopted": rules.adopted,
        "clause": rules.clause,
        "codes": person in rules.codes,
        "open_lines": tuple(one for one in lines if one.coded is None),
        "done_lines": tuple(one for one in lines if one.coded is not None),
        "waiting": tuple(_waiting(one, titles, person) for one in state.changes.values() if one.open),
        "tried": tuple(_waiting(one, titles, person) for one in _tried(court)),
        "counts": tuple((id, titles.get(id, id), many) for id, many in sorted(counts.items(), key=lambda c: -c[1])),
        "cases": rules.cases,
    }
    return pages.show(request, "chambers/patterns.html", context)


def _titles(court: Court) -> dict[str, str]:
    return {one.id: one.text.title for one in _known(court)}


def _known(court: Court) -> tuple[Shown, ...]:
    return court.patterns.known(get_language() or "en")


def _tried(court: Court) -> Iterator[Change]:
    state = court.patterns.state()
    tried = {one.id for one in _known(court) if one.tried}
    found = (one for one in state.changes.values() if one.trusted_from is not None and one.trusted is None)
    return (one for one in found if one.pattern in tried and state.latest(one.pattern) is one)


def _waiting(one: Change, titles: dict[str, str], person: str) -> Waiting:
    title = titles.get(one.pattern, one.pattern)
    return Waiting(id=one.id, title=title, at=one.at, yours=one.by == person, until=one.trusted_from)


def _closed(court: Court, person: str) -> Iterator[Line]:
    coded, titles = court.patterns.state().coded, _titles(court)
    for file in seen_by(court.desk, CASES, person):
        if file.case.closed is not None:
            coding = coded.get(file.stream)
            names = None if coding is None else tuple(titles.get(id, id) for id in coding.patterns)
            yield Line(ref=file.ref, mark=file.mark, closed=file.case.closed, coded=names)


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def code(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """Say which patterns a closed case showed. Raises `Http404` where the case is none for this person, or open."""
    court = door.court()
    bench_only(person)
    file = read_case(court.desk, f"{CASE}{ref}", court.desk.clock.now())
    if file is None or not file.visible_to(person) or file.case.open:
        raise Http404
    return form_page.answer(
        request,
        reverse("memory"),
        do=lambda: _code(court, person, file, request),
        page=lambda attempt: _coding(request, person, file, attempt),
    )


def _coding(request: HttpRequest, person: str, file: Casefile, attempt: Attempt | None) -> HttpResponse:
    court, here = door.court(), reverse("memory-code", args=[file.ref])
    known, before = _known(court), court.patterns.state().coded.get(file.stream)
    chosen = set(attempt.sent.get("pattern", "").split()) if attempt else set(before.patterns if before else ())
    others = chosen - {one.id for one in known}
    context = {
        **shared(person, attempt),
        "title": _("Which patterns did it show?"),
        "action": here,
        "mark": file.mark,
        "ref": file.ref,
        "patterns": tuple((one.id, one.text.title, one.language, one.id in chosen) for one in known),
        "other": attempt.sent.get("other", "") if attempt else " ".join(sorted(others)),
        "clause": court.patterns.rules().clause,
    }
    return form_page.show(request, "chambers/pattern-code.html", context, attempt, href=form_page.at(here))


def _code(court: Court, person: str, file: Casefile, request: HttpRequest) -> str | Attempt:
    """Code it. The code of what to say next, or the attempt. Raises `Exhausted`."""
    read = Reader(request)

    def do(act_id: str) -> Answer:
        ids = {one.id for one in _known(court)}
        chosen = tuple(one for one in read.many("pattern") if one in ids)
        other = tuple(dict.fromkeys(read.line("other").split()))
        if any(len(one) > LONGEST_NAME for one in other):
            read.fault("other", _("a name"), _("A name is short: small letters, digits and hyphens."))
        whole(read)
        command = CodeCase(by=person, case=file.stream, patterns=tuple(dict.fromkeys((*chosen, *other))))
        return perform(court, command, act_id)

    return take(court, read, do)


def perform(court: Court, command: Command, act_id: str) -> Answer:
    """Do it in the long memory. Raises `Refusal`, `Malformed`, `Exhausted`."""
    return court.perform(command, act_id=act_id, actor=command.by, stream=STREAM, at=court.desk.clock.now())


def shared(person: str, attempt: Attempt | None) -> dict[str, Any]:
    return {
        "person": plainly(person),
        "here": "memory",
        "act_id": secrets.token_urlsafe(18),
        "second_id": secrets.token_urlsafe(18),
        "form": attempt.form if attempt else "",
        "sent": attempt.sent if attempt else {},
        "errors": attempt.errors if attempt else {},
    }


def named(act_id: str) -> str:
    """What a change is called: the same for a form that is sent twice."""
    return f"change-{hashlib.sha256(act_id.encode()).hexdigest()[:16]}"


__all__ = ["code", "named", "page", "perform", "shared"]
