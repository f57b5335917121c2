# SPDX-License-Identifier: Apache-2.0
"""Which cases are about the same, and which earlier one a case takes up: said and read by who reads both (P10).

Who that is, the law says (`access.may_link`, `access.takes_up`); the page offers what it says yes to. To everybody else
the other case does not exist, and no page of this one tells that there is a link.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TypeAlias

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core.access import reads_for_council, reopens, takes_up
from comity.core.clause import Refusal, promise
from comity.core.docket import CASES, LinkCase, TakeUp, UnlinkCase, outside_the_seal, repeats
from comity.core.docket.linking import MADE, TAKEN_UP, TAKES_UP
from comity.desk import registers
from comity.desk.casefile import read_each
from comity.desk.handle import Answer
from comity.desk.seen import seen
from comity.edge.web import door, form_page, session
from comity.edge.web.casefile import CASE, Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.names import called, plainly
from comity.edge.web.taking import Attempt, take, whole

_Said: TypeAlias = tuple[str, datetime | None]
LINK, UNLINK, TAKE_UP = "link:make", "link:undo", "link:take-up"
MOST = 50
"""How many cases are offered, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another case as somebody who reads both is told of it; `said` is by whom and when it was linked."""

    ref: str
    mark: str
    intake: str
    opened: datetime | None
    outcome: str
    closed: bool
    alike: bool = False
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What one person is told of the cases beside this one."""

    same: tuple[Other, ...] = ()
    earlier: tuple[Other, ...] = ()
    later: tuple[Other, ...] = ()
    offered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What can be said now: the cases to link, and whether and with which ones an earlier one is taken up."""

    others: tuple[Other, ...]
    takes_up: bool
    closed: tuple[Other, ...]
    act_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))


def links(court: Court, file: Casefile, person: str) -> Links:
    """What `person` is told of the cases beside this one: nothing where they do not read it for the council."""
    if not reads_for_council(*file.under, person):
        return Links()
    files = {one.stream: one for one in read_each(court.desk, file.named_beside, court.desk.clock.now())}
    found: dict[str, list[Other]] = {MADE: [], TAKES_UP: [], TAKEN_UP: []}
    for one in file.beside(person, files):
        found[one.says].append(_other(files[one.other], person, (called(file, one.by, to=person), one.at)))
    return Links(same=tuple(found[MADE]), earlier=tuple(found[TAKES_UP]), later=tuple(found[TAKEN_UP]), offered=True)


def _other(file: Casefile, person: str, said: _Said = ("", None), *, alike: bool = False) -> Other:
    return Other(
        ref=file.ref, mark=file.mark, intake=plainly(file.case.intake), opened=file.opened_for(person),
        outcome=plainly(file.case.outcome).lower(), closed=file.case.closed is not None, alike=alike,
        by=said[0], at=said[1],
    )  # fmt: skip


def linkable(court: Court, person: str) -> Iterator[Casefile]:
    """The cases that `person` reads for the council, newest first."""
    return (one for one in seen(court.desk, registers.CASES, person) if reads_for_council(*one.under, person))


def others_for(court: Court, person: str, but: frozenset[str] = frozenset()) -> tuple[Other, ...]:
    """The newest of these cases, but those streams."""
    found = (one for one in linkable(court, person) if one.stream not in but)
    return tuple(_other(one, person) for one in islice(found, MOST))


def _offered(court: Court, file: Casefile, person: str, linked: frozenset[str]) -> Offered:
    known = {one.stream: one for one in islice(linkable(court, person), MOST + len(linked) + 1)}
    told = {name: outside_the_seal(one.law, one.case) for name, one in {**known, file.stream: file}.items()}
    alike = set(repeats(told)[file.stream])
    rest = [one for name, one in known.items() if name != file.stream and name not in linked][:MOST]
    rest.sort(key=lambda one: one.stream not in alike)
    may = file.case.open and not file.case.earlier
    closed = [one for one in rest if not one.case.open and reopens(*one.under) is not None] if may else []
    return Offered(
        others=tuple(_other(one, person, alike=one.stream in alike) for one in rest), takes_up=may,
        closed=tuple(_other(one, person) for one in closed),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def page(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """The cases beside one case, for who reads it for the council. Raises `Http404`."""
    court = door.court()
    file = read_case(court.desk, f"{CASE}{ref}", court.desk.clock.now())
    if file is None or not file.worked_on_by(person) or not reads_for_council(*file.under, person):
        raise Http404
    return form_page.answer(
        request,
        reverse("linked", args=[ref]),
        do=lambda: _do(court, file, person, request),
        page=lambda attempt: _page(request, file, person, attempt),
    )


def _page(request: HttpRequest, file: Casefile, person: str, attempt: Attempt | None) -> HttpResponse:
    court, here = door.court(), reverse("linked", args=[file.ref])
    told = links(court, file, person)
    context = {
        "person": plainly(person),
        "action": here,
        "file": file,
        "title": _("Cases about the same"),
        "told": (),
        "links": told,
        "offered": _offered(court, file, person, frozenset(f"{CASES}{one.ref}" for one in told.same)),
        "sent": attempt.sent if attempt else {},
        "form": attempt.form if attempt else "",
        "errors": attempt.errors if attempt else {},
    }
    return form_page.show(request, "chambers/linked.html", context, attempt, href=form_page.at(here))


def _do(court: Court, file: Casefile, person: str, request: HttpRequest) -> str | Attempt:
    """Say what the form says. Raises `Malformed`, `Exhausted`."""
    read = Reader(request)

    def act(act_id: str) -> Answer:
        command = _command(court, file, person, read)
        return court.perform(command, act_id=act_id, actor=person, stream=file.stream, at=file.at)

    return take(court, read, act, stands=read.raw("act") in (LINK, UNLINK, TAKE_UP))


def _command(court: Court, file: Casefile, person: str, read: Reader) -> LinkCase | UnlinkCase | TakeUp:
    act = read.one_of("act", (LINK, UNLINK, TAKE_UP))
    typed = read.line("mark") if act == TAKE_UP else ""
    other = _named(court, typed) if typed else read.line("other")
    if not other:
        field = "mark" if act == TAKE_UP else "other"
        read.fault(field, _("one of the cases"), _("Choose one of these cases, or give its shelf mark."), promise(26))
    whole(read)
    makes: dict[str, Callable[..., LinkCase | UnlinkCase | TakeUp]] = {UNLINK: UnlinkCase, TAKE_UP: TakeUp}
    stream = f"{CASES}{other}"
    if act == TAKE_UP and typed:
        _taken_up(court, file, person, stream)
    return makes.get(act, LinkCase)(by=person, other=stream)


def _taken_up(court: Court, file: Casefile, person: str, stream: str) -> None:
    """What the law says to it, said beside the mark that was typed. Raises `Refusal`."""
    found = read_case(court.desk, stream, file.at)
    try:
        takes_up(file.under, None if found is None else found.under, person)
    except Refusal as no:
        raise Refusal(no.reason, clause=no.clause, about=no.about, field="mark") from no


def _named(court: Court, typed: str) -> str:
    """The reference of the one case with this shelf mark or reference; what was typed where there is none, or two."""
    begins = typed.strip().removeprefix("C-").removeprefix("c-")
    if not begins:
        return typed
    with court.desk.store.reading() as unit:
        keys = (row.key.removeprefix(CASES) for row in registers.every(unit.rows, registers.CASES))
        found = [key for key in keys if key == begins or (len(begins) >= 8 and key.startswith(begins))]
    return found[0] if len(found) == 1 else begins


__all__ = ["LINK", "Links", "MOST", "Other", "TAKE_UP", "UNLINK", "linkable", "links", "others_for", "page"]
