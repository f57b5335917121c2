# SPDX-License-Identifier: Apache-2.0
"""Where a small tear stands, and the three things that only its reporter may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.clause import promise
from comity.core.tear import BecomeReport, ChooseSupport, Tear, Withdraw, options
from comity.desk.court import law_in_force
from comity.desk.filing import ForReport
from comity.desk.handle import Answer
from comity.desk.intake import told_of_tear
from comity.desk.ports import Coming
from comity.desk.present import mark, present
from comity.desk.sealing import Sealed, Wraps
from comity.edge.web import acting, arriving, beside, door, form_page, pages, papers, slips, ways
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.filing import filed
from comity.edge.web.forms import Form
from comity.edge.web.front_desk.own import reporters_own
from comity.edge.web.front_desk.proving import proving
from comity.edge.web.keys import twelve
from comity.edge.web.locator import Locator
from comity.edge.web.taking import Attempt, take, whole

STAGES = {
    "heard": gettext_lazy("It has arrived, and nobody has taken it up yet."),
    "listened": gettext_lazy("Somebody has read it and listens."),
    "offered": gettext_lazy("A dialogue was offered. Nobody has to take part."),
    "dialogue": gettext_lazy("A dialogue is going on."),
    "ended": gettext_lazy("It has ended. Nothing is kept about a person."),
}
_CHOICES = {
    "withdraw": (Withdraw, gettext_lazy("Take it back"), gettext_lazy("Nobody is told, and nothing follows.")),
    "support": (ChooseSupport, gettext_lazy("I want support only"), gettext_lazy("Nobody is approached from then on.")),
    "report": (
        BecomeReport,
        gettext_lazy("Make it a report"),
        gettext_lazy("A case is opened. You see the exact words before anybody else does."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """A tear that time has been passed for, and who looks at it."""

    tear: Tear
    at: datetime
    found: Locator
    forms: tuple[Form, ...]


def status(request: HttpRequest, found: Locator) -> HttpResponse:
    """The page of one tear. Raises `Http404` where there is none."""
    court = door.court()
    looked = _look(court, found)
    return form_page.answer(
        request,
        reverse("status", args=[found.bits]),
        do=lambda: _do(court, looked, request),
        page=lambda attempt: _page(request, looked, attempt),
    )


def _look(court: Court, found: Locator) -> _Looked:
    now = present(court.desk, found.tear, court.desk.clock.now())
    if now is None or now.state.reporter != found.person:
        raise Http404
    return _Looked(tear=now.state, at=now.at, found=found, forms=_forms(now.state, found))


def _forms(tear: Tear, found: Locator) -> tuple[Form, ...]:
    possible = options(tear)
    along = tuple({"digest": d, "wrap": reverse("status-wrap", args=[found.bits, d])} for d in tear.files)
    return tuple(
        Form(
            act=name,
            verb=name,
            text=f"{title}. {text}",
            clause=promise(4),
            until=tear.expires,
            button=str(title),
            waited=False,
            paper=kind is BecomeReport,
            beside=kind is BecomeReport,
            along=along if kind is BecomeReport else (),
        )
        for name, (kind, title, text) in _CHOICES.items()
        if kind in possible
    )


def _do(court: Court, looked: _Looked, request: HttpRequest) -> str | Attempt:
    read, person = Reader(request), looked.found.person
    form = next((f for f in looked.forms if f.act == read.raw("act")), None)
    coming = arriving.came(request, read) if form is not None and form.files else ()

    def act(act_id: str) -> Answer:
        if form is None:
            read.fault("act", _("one of the choices"), _("This is not possible now. What is possible stands below."))
        words = read.paper("paper") if form is not None and form.paper else ""
        made = read.along()
        whole(read)
        if words:
            return reported(act_id, words, made)
        command = ChooseSupport(by=person) if read.raw("act") == "support" else Withdraw(by=person)
        return court.perform(command, act_id=act_id, actor=person, stream=looked.found.tear, at=looked.at)

    def reported(act_id: str, words: str | Sealed, made: Mapping[str, Wraps]) -> Answer:
        filing = ForReport(told=told_of_tear(law_in_force(court).procedure, looked.found.tear, person))
        return _report(
            court,
            looked,
            _Report(
                act_id=act_id,
                words=filed(court, words, filing, "paper"),
                filing=filing,
                secrets=slips.secrets(request),
                made=made,
            ),
            coming,
        )

    done = take(court, read, act)
    return replace(done, errors=arriving.again(done.errors, coming)) if isinstance(done, Attempt) else done


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    """The words of the report that a tear becomes, and by what its files are opened."""

    act_id: str
    words: str
    filing: ForReport
    secrets: tuple[str, ...]
    made: Mapping[str, Wraps]


def _report(court: Court, looked: _Looked, report: _Report, coming: tuple[Coming, ...]) -> Answer:
    """The choice of a report, with the files of the tear that go along and those that came: all of it or nothing."""
    stream, person = looked.found.tear, looked.found.person

    def act(files: Mapping[str, int]) -> Answer:
        with court.desk.store.transaction():
            along = court.files.along(
                stream, person, report.filing, report.words, secrets=report.secrets, made=report.made
            )
            command = BecomeReport(by=person, words=report.words, files={**along, **files})
            return court.perform(command, act_id=report.act_id, actor=person, stream=stream, at=looked.at)

    return arriving.filed(court, coming, report.filing, report.words, act)


def _page(request: HttpRequest, looked: _Looked, attempt: Attempt | None) -> HttpResponse:
    tear, here = looked.tear, reverse("status", args=[looked.found.bits])
    where, lock = twelve.read_by(door.court(), looked.found.person, reporters_own(request, looked.found))
    context = {
        "action": here,
        "readers_at": where.readers_at,
        "lock": lock,
        "kept": ways.own(door.court().own_contact(looked.found.person)),
        "forget": reverse("forget", args=[looked.found.bits]),
        "proving": proving(looked.found),
        "mark": mark(looked.found.tear),
        "title": _("Your wish for support") if tear.support else _("What you noticed"),
        "lead": STAGES.get(tear.stage.value, ""),
        "due": tear.expires if tear.open else None,
        "forms": acting.with_attempt(looked.forms, attempt),
        "nothing": _("Nothing more. What comes next, if anything, begins at the three doors."),
        "words": _words(looked, looked.tear.words, where),
        "files": beside.of_tear(door.court(), looked.found.tear, looked.found.person, tear.files, where),
        "answer": _words(looked, looked.tear.answer, where) if looked.tear.answer else papers.Body(),
        "asked": tear.asked and tear.open,
        "notes": (
            pages.Note(
                title=_("What it cannot become"),
                text=_("No finding, no vote, no record on a person."),
                clause=promise(4),
            ),
        ),
    }
    return form_page.show(request, "front_desk/status.html", context, attempt, href=form_page.at(here))


def _words(looked: _Looked, digest: str, where: papers.Where) -> papers.Body:
    """A paper of the tear, as its reporter reads it."""
    found = looked.found
    return papers.body(lambda: door.court().read_tear(found.tear, found.person, digest, where.secrets), where)


__all__ = ["status"]
