# SPDX-License-Identifier: Apache-2.0
"""A tear or a report that a liaison tells: what they saw in a conversation, or for somebody who agreed to it.

Who sits in the council may take in a report for somebody who sits before them, and nothing of their own.

Whoever it is told for gets the receipt and with it every choice that is a reporter's: the liaison keeps none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core.clause import Malformed, Refusal, promise
from comity.core.procedure.model import Procedure
from comity.core.tear import Hear
from comity.core.tear.rules import no_door
from comity.core.watch.signal import Matter
from comity.desk.court import law_in_force
from comity.desk.filing import ForReport, ForTear
from comity.desk.handle import Answer
from comity.desk.intake import Told
from comity.desk.ports import Coming
from comity.desk.publication import promise as promise_leaf
from comity.desk.watch.begun import begin
from comity.edge.web import arriving, door, filing, locator, pages, reasons, seats, session, slips
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.filing import filed
from comity.edge.web.front_desk import telling
from comity.edge.web.front_desk.telling import REPORT, TEAR
from comity.edge.web.keys import lines
from comity.edge.web.liaison_desk import from_signal
from comity.edge.web.locator import Locator, Receipt
from comity.edge.web.names import plainly

OWN, OTHER = "own", "other"
_KINDS = (TEAR, REPORT)
_BY_THEMSELVES = frozenset({"form", "mail", "flag"})
"""The channels that need nobody who takes something in."""


def liaisons_only(court: Court, person: str) -> None:
    """Whoever is no liaison finds no such page. Raises `Http404`."""
    if not seats.is_liaison(court, person):
        raise Http404


def takes_in(court: Court, person: str, kind: str = REPORT) -> bool:
    """Whether `person` comes in here as a liaison; else they sit, and take in a report. Raises `Http404`."""
    if seats.is_liaison(court, person):
        return True
    if kind != REPORT or not seats.sits(court, person):
        raise Http404
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """Who raises what, under which version, and the receipt that the form was drawn with."""

    court: Court
    person: str
    law: Procedure
    kind: str
    found: Receipt
    liaison: bool
    signal: str = ""
    """The signal that it began with, where there is one that the person reads."""

    @property
    def channels(self) -> tuple[str, ...]:
        """By what it may have come to whoever tells it, under the procedure: not by a form, a letter or a program."""
        ways = (way for way in self.law.intakes.values() if way.starts) if self.kind == REPORT else ()
        return tuple(dict.fromkeys(name for way in ways for name in way.channels if name not in _BY_THEMSELVES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """What a liaison filled in, checked."""

    whose: str
    consented: bool
    conversation: str
    channel: str
    sent: telling.Sent


@arriving.takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def raise_it(request: HttpRequest, person: str, kind: str) -> HttpResponse:
    """The page on which a liaison tells of a tear, or of a broken rule."""
    court = door.court()
    liaison = takes_in(court, person, kind)
    if kind not in _KINDS:
        raise Http404
    law = law_in_force(court).procedure
    form = Reader(request)
    drawn = locator.from_form(form.raw("receipt")) if request.method == "POST" else locator.fresh()
    signal = from_signal.read(court, person, request)
    here = _Page(
        court=court, person=person, law=law, kind=kind, found=drawn or locator.fresh(), liaison=liaison, signal=signal
    )  # fmt: skip
    if request.method != "POST":
        return _page(request, here)
    if drawn is None:
        form.fault("receipt", _("the form's own number"), _("This form is not one of ours, or was cut. Send it again."))
        return _page(request, here, form=form)
    if _arrived(court, drawn):
        return _to_receipt(request, drawn)
    return _take(request, here, form)


def _take(request: HttpRequest, here: _Page, form: Reader) -> HttpResponse:
    told, coming = _read(here, form), arriving.came(request, form)
    if form.faults:
        return _page(request, here, form=form, coming=coming)
    try:
        _file(here, told, coming)
    except Malformed as wrong:
        form.faults.extend(reasons.spoken(wrong.faults))
        return _page(request, here, form=form, coming=coming)
    except Refusal as no:
        if not _arrived(here.court, here.found):
            return _page(request, here, form=form, refusal=no, coming=coming)
    return _to_receipt(request, here.found)


def _to_receipt(request: HttpRequest, found: Receipt) -> HttpResponse:
    response = HttpResponseRedirect(reverse("raised", args=[found.bits]), status=303)
    slips.hold(request, response, found)
    return response


def _read(here: _Page, form: Reader) -> Raised:
    whose = form.one_of("whose", (OWN, OTHER) if here.liaison else (OTHER,))
    consented = form.raw("consented") == "yes"
    if whose == OTHER and not consented:
        text = _("Ask first, and tick this when they have agreed. Without their yes it stays theirs to tell.")
        form.fault("consented", _("the recorded consent of whoever it is told for"), text, promise(4))
    conversation = form.line("conversation", needed=whose == OWN) if here.kind == TEAR else ""
    page = telling.page(here.kind, here.law, here.court.roster(), {})
    return Raised(
        whose=whose,
        consented=consented,
        conversation=conversation,
        channel=form.one_of("channel", here.channels, needed=False),
        sent=telling.read(page, here.law, form),
    )


@require_POST
@session.signed_in
def readers(request: HttpRequest, person: str, kind: str) -> HttpResponse:
    """For whom the browser of a liaison seals what they raise."""
    court = door.court()
    liaison = takes_in(court, person, kind)
    form = Reader(request)
    found = locator.from_form(form.raw("receipt"))
    if kind not in _KINDS or found is None:
        raise Http404
    here = _Page(court=court, person=person, law=law_in_force(court).procedure, kind=kind, found=found, liaison=liaison)
    return filing.readers(court, _filing(here, _read(here, form)), request)


def _filing(here: _Page, told: Raised) -> ForReport | ForTear:
    is_other = told.whose == OTHER
    if here.kind == TEAR:
        if not is_other:
            return ForTear(reporter=here.person, through=here.person)
        return ForTear(reporter=here.found.person, through=here.person, recipient=here.found.recipient)
    report = Told(
        intake=told.sent.intake,
        reporter=here.found.person,
        concerned=told.sent.concerned,
        words="",
        tags=told.sent.tags,
        through=here.person if is_other else "",
        consented=told.consented and is_other,
        channel=told.channel,
        recipient=here.found.recipient,
    )
    return ForReport(told=report)


def _file(here: _Page, told: Raised, coming: tuple[Coming, ...]) -> None:
    """Seal the words and let it arrive with the files that came: all or nothing.

    Raises `Refusal`, `Malformed`, `Exhausted`.
    """
    wanted = _filing(here, told)
    words = filed(here.court, told.sent.words, wanted, "words")

    def act(files: Mapping[str, int]) -> Answer:
        match wanted:
            case ForReport(told=report):
                return _report(here, replace(report, words=words, sealed=here.found.leaf(words), files=files))
            case ForTear():
                return _tear(here, told, wanted, words, files)

    arriving.filed(here.court, coming, wanted, words, act)


def _report(here: _Page, report: Told) -> Answer:
    court, found = here.court, here.found
    with court.desk.store.transaction():
        done = court.open_case(report, case=found.case, act_id=found.act_id, at=court.desk.clock.now())
        begin(court, here.person, here.signal, found.case, matter=Matter.REPORT, act_id=found.act_id)
    return done


def _tear(here: _Page, told: Raised, filing: ForTear, words: str, files: Mapping[str, int]) -> Answer:
    court, person, found, at = here.court, here.person, here.found, here.court.desk.clock.now()
    place = court.file_paper(told.conversation) if told.conversation else ""  # see `tears.steps.sealed`
    hear = Hear(
        by=person, reporter=filing.reporter, words=words, consented=told.consented, conversation=place, files=files
    )  # fmt: skip
    with court.desk.store.transaction() as unit:
        done = court.perform(hear, act_id=found.act_id, actor=person, stream=found.tear, at=at)
        if filing.recipient:
            court.papers.custody.enrol(filing.reporter, filing.recipient, at)
        promise_leaf(unit, found.leaf(words), at)
        begin(court, person, here.signal, found.tear, matter=Matter.TEAR, act_id=found.act_id)
    return done


def _arrived(court: Court, found: Locator) -> bool:
    return any(court.desk.state(stream).version for stream in (found.case, found.tear))


def _page(
    request: HttpRequest,
    here: _Page,
    *,
    form: Reader | None = None,
    refusal: Refusal | None = None,
    coming: tuple[Coming, ...] = (),
) -> HttpResponse:
    law, kind = here.law, here.kind
    sent = _typed(form) if form else from_signal.filled(here.court, here.person, here.signal, here.channels)
    page = telling.page(kind, law, here.court.roster(), sent)
    faults = form.faults if form else []
    no = refusal or (None if page.open else no_door(law))
    context: dict[str, Any] = {
        "person": plainly(here.person),
        "page": page,
        "here": f"raise-{kind}",
        "tear": kind == TEAR,
        "liaison": here.liaison,
        "channels": tuple((name, plainly(name)) for name in here.channels),
        "title": _title(here),
        "receipt": locator.for_form(here.found),
        "signal": here.signal,
        "sent": sent,
        "faults": faults,
        "errors": arriving.again(reasons.fault_table(faults), coming),
        "refusal": pages.closed_door(no, lambda _possible: reverse("liaison-desk")) if no else None,
        "action": reverse("raise", args=[kind]),
        "readers_at": reverse("raise-readers", args=[kind]),
        "sealing": lines.line(here.court, _filing(here, _read(here, Reader(request)))) if page.open else "",
    }
    return pages.show(request, "liaison_desk/raise.html", context, status=422 if faults or refusal else 200)


def _title(here: _Page) -> str:
    if here.kind == TEAR:
        return _("Raise a small tear")
    return _("Raise a report") if here.liaison else _("Take in a report for somebody")


def _typed(form: Reader) -> dict[str, Any]:
    names = ("whose", "consented", "conversation", "channel", "words", "intake", "part")
    plain: Mapping[str, str] = {name: form.raw(name) for name in names}
    seats = {name: form.raw(name) for name in form.names if name.startswith("seat-")}
    return {**plain, **seats, "concerned": form.many("concerned")}


@require_safe
@session.signed_in
def raised(request: HttpRequest, person: str, bits: str) -> HttpResponse:
    """The receipt, to be handed to whoever it was told for."""
    court = door.court()
    liaison = takes_in(court, person)
    found = Locator(bits)
    if not _arrived(court, found):
        raise Http404
    held, tear = slips.held(request, bits), court.desk.state(found.tear).state
    own = tear is not None and tear.reporter == person
    context = {
        "person": plainly(person),
        "title": _("It has arrived"),
        "words": held.words if held else (),
        "own": own,
        "liaison": liaison,
        "href": reverse("tear", args=[found.tear.removeprefix("tear:")]) if tear is not None else "",
    }
    return pages.show(request, "liaison_desk/raised.html", context)


__all__ = ["OTHER", "OWN", "liaisons_only", "raise_it", "raised"]
