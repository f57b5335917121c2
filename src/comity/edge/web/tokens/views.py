# SPDX-License-Identifier: Apache-2.0
"""The tokens of whoever is signed in. A new one is shown once, on the very page that answers the form.

It is made only by somebody with an account who has just shown who they are: a link from a letter may be read by
another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.core.clause import Malformed
from comity.desk import tokens as desk
from comity.edge.web import door, pages, reasons, session
from comity.edge.web.fields import Reader
from comity.edge.web.session import signed_in

SCOPES = {
    desk.READ: gettext_lazy("Read the cases that exist for me"),
    desk.ACT: gettext_lazy("Act in them in my name"),
    desk.VOTE: gettext_lazy("See the windows of the house, and vote with my weight"),
    desk.FLAG: gettext_lazy("Hand over what others flagged on a platform, for them"),
    desk.SIGNALS: gettext_lazy("Read the signals of the watch that I read"),
    desk.LIAISE: gettext_lazy("Do something about them in my name"),
}
DAYS = {
    "7": gettext_lazy("A week"), "30": gettext_lazy("A month"), "90": gettext_lazy("Three months"),
    "365": gettext_lazy("A year"),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def tokens(request: HttpRequest, person: str) -> HttpResponse:
    """See, make and end."""
    if request.method != "POST":
        return _page(request, person, {})
    form = Reader(request)
    if form.raw("end"):
        court = door.court()
        court.tokens.revoke(form.line("end"), at=court.desk.clock.now(), person=person)
        return HttpResponseRedirect(reverse("tokens"), status=303)
    if not session.just_proved(request):
        return _page(request, person, {}, status=403)
    return _make(request, person, form)


def _make(request: HttpRequest, person: str, form: Reader) -> HttpResponse:
    court = door.court()
    chosen = tuple(scope for scope in form.many("scopes") if scope in SCOPES)
    days = form.one_of("days", tuple(DAYS))
    sent = {"label": form.raw("label")[:200], "scopes": chosen, "days": days}
    try:
        _token, secret = desk.issue(
            court.tokens,
            person=person,
            label=form.raw("label"),
            scopes=chosen,
            days=int(days or 0),
            at=court.desk.clock.now(),
        )
    except Malformed as wrong:
        texts = {
            "label": _("Give it a name of at most 80 letters, so that you know it again."),
            "scopes": _("Choose at least one thing that it may do."),
            "days": _("Choose for how long."),
        }
        errors = {
            f.field: reasons.wrong(f) if f.rule == "most" else texts.get(f.field, reasons.wrong(f))
            for f in wrong.faults
        }
        return _page(request, person, {"errors": errors, "sent": sent}, status=422)
    return _page(request, person, {"secret": secret})


def _page(request: HttpRequest, person: str, more: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    court = door.court()
    now = court.desk.clock.now()
    found = court.tokens.of(person)
    context = {
        "alive": [(one, [SCOPES[s] for s in desk.SCOPES if s in one.scopes]) for one in found if one.good(now)],
        "scopes": SCOPES.items(),
        "days": DAYS.items(),
        "account": session.account_of(request),
        "proved": session.just_proved(request),
        "errors": {},
        "sent": {"scopes": (), "days": "30"},
    }
    return pages.show(request, "tokens/tokens.html", {**context, **more}, status=status)


__all__ = ["tokens"]
