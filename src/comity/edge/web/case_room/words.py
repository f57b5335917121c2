# SPDX-License-Identifier: Apache-2.0
"""A party's own twelve words: shown once, typed back, and from then on what is sealed to them opens by these words.

Until then, and for whoever would rather not, the server keeps a key of what they read, and their pages say so. Who has
lost the words makes others: what was sealed to the lost ones is sealed anew by the browser of somebody who reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core.clause import Malformed
from comity.desk.registers import told_of
from comity.edge.web import door, locator, pages, session, slips
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.front_desk import drawn
from comity.edge.web.front_desk.retyped import Retyped, retyped, unread
from comity.edge.web.locator import Receipt

DECLINED = "words-declined"
"""What the vault keeps of a party who goes on without words of their own."""
LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What the page shows beside where the party stands: words that were drawn, what was typed, what is wrong."""

    shown: Receipt | None = None
    typed: Retyped | None = None
    sent: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def by_words(court: Court, person: str) -> bool:
    """Whether this person is told of some case as a party, and reads by no key of a post."""
    if court.keys.keeps(person) or court.keys.own(person) is not None:
        return False
    with court.desk.store.reading() as unit:
        return bool(told_of(unit.rows, person))


def without_key(court: Court, person: str) -> bool:
    """Whether the server keeps a key of what this party reads."""
    return by_words(court, person) and court.papers.custody.own(person) is None


def are_offered(court: Court, person: str) -> bool:
    """Whether this party comes in for the first time: they have no words, and did not say that they want none."""
    return without_key(court, person) and not court.own_contact(person).get(DECLINED)


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def own(request: HttpRequest, person: str) -> HttpResponse:
    """The page, and what is done on it. Raises `Http404` for whoever is no party."""
    court = door.court()
    if not by_words(court, person):
        raise Http404
    if request.method != "POST":
        return _show(request, person, _Page())
    act = _ACTS.get(Reader(request).raw("act"))
    if act is None:
        raise Http404
    return act(request, person)


def _draw(request: HttpRequest, person: str) -> HttpResponse:
    """Without script: words that the server draws, shows, and forgets."""
    if door.court().papers.custody.own(person) is not None:
        return _show(request, person, _Page(), status=422)
    return _show(request, person, _Page(shown=locator.fresh()))


def _keep(request: HttpRequest, person: str) -> HttpResponse:
    """The words were typed back, here or in the browser that drew them."""
    form = Reader(request)
    shown = locator.from_form(form.raw("receipt"))
    if shown is None and not form.raw("recipient"):
        text = _("This form is not one of ours, or was cut. Begin once more.")
        return _show(request, person, _Page(errors={"act": text}), status=422)
    if shown is not None:
        sent = form.raw("words")[:LONGEST]
        typed = retyped(shown, sent)
        if not typed.matches:
            page = _Page(shown=shown, typed=typed, sent=sent, errors={"words": typed.said})
            return _show(request, person, page, status=422)
    return _kept(request, person, form.raw("recipient") if shown is None else shown.recipient, shown)


def _kept(request: HttpRequest, person: str, recipient: str, shown: Receipt | None) -> HttpResponse:
    court = door.court()
    try:
        with court.desk.store.transaction():
            court.papers.custody.enrol(person, recipient, court.desk.clock.now())
    except Malformed as wrong:
        text = next(iter(drawn.said(wrong.faults))).text
        return _show(request, person, _Page(errors={"act": text}), status=422)
    own = court.papers.custody.own(person)
    if own is None or own.recipient != recipient:
        text = _("You have words already. Say first that you have lost them.")
        return _show(request, person, _Page(errors={"act": text}), status=422)
    return _back(request, "words-kept", shown)


def _open(request: HttpRequest, person: str) -> HttpResponse:
    """Without script: this browser holds the words from now on, until its window closes."""
    sent = Reader(request).raw("words")[:LONGEST]
    found, own = locator.typed(sent), door.court().papers.custody.own(person)
    if found is None or own is None or found.recipient != own.recipient:
        text = unread(sent) if found is None else _("These are not your words of now. Compare them one by one.")
        return _show(request, person, _Page(sent=sent, errors={"twelve": text}), status=422)
    return _back(request, "words-open", found)


def _decline(request: HttpRequest, person: str) -> HttpResponse:
    door.court().keep_contact(person, {DECLINED: "yes"})
    return _back(request, "words-declined")


def _lost(request: HttpRequest, person: str) -> HttpResponse:
    court = door.court()
    if Reader(request).raw("sure") != "yes":
        text = _("Tick that you know what follows.")
        return _show(request, person, _Page(errors={"sure": text}), status=422)
    with court.desk.store.transaction():
        court.papers.custody.lost(person, court.desk.clock.now())
    response = HttpResponseRedirect(reverse("own-words"), status=303)
    session.tell(response, "words-lost")
    return response


_ACTS = {"draw": _draw, "keep": _keep, "open": _open, "decline": _decline, "lost": _lost}


def _back(request: HttpRequest, code: str, shown: Receipt | None = None) -> HttpResponse:
    """On to where the form stood, or to the cases."""
    wanted = Reader(request).raw("next")
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    response = HttpResponseRedirect(wanted if ours else reverse("case-room"), status=303)
    if shown is not None:
        slips.hold(request, response, shown)
    session.tell(response, code)
    return response


def _show(request: HttpRequest, person: str, page: _Page, *, status: int = 200) -> HttpResponse:
    court = door.court()
    key = court.papers.custody.own(person)
    wrong = {place for place, _text in page.typed.wrong} if page.typed else set()
    words = page.shown.words if page.shown is not None and key is None else ()
    context: dict[str, Any] = {
        "key": key,
        "held": key is not None and slips.of_recipient(request, key.recipient) is not None,
        "words": tuple((word, place in wrong) for place, word in enumerate(words, 1)),
        "receipt": locator.for_form(page.shown) if page.shown is not None else "",
        "sent": page.sent,
        "errors": page.errors,
        "declined": bool(court.own_contact(person).get(DECLINED)),
        "told": pages.told(request),
        "here": reverse("own-words"),
        "back": "case-room",
    }
    return pages.with_told(request, pages.show(request, "case_room/words.html", context, status=status))


__all__ = ["DECLINED", "are_offered", "by_words", "own", "without_key"]
