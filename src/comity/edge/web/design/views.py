# SPDX-License-Identifier: Apache-2.0
"""The design system for whoever builds a page or translates one: public, and made from what it shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.edge.web import pages
from comity.edge.web.design import inks, invented
from comity.edge.web.plan import plan


@require_http_methods(["GET", "HEAD", "POST"])
def design(request: HttpRequest) -> HttpResponse:
    """Every token with its contrast and every part in its states. A form that is sent from here does nothing."""
    if request.method == "POST":
        return HttpResponseRedirect(reverse("design"), status=303)
    drawn = invented.track()
    context = {
        "schemes": inks.schemes(),
        "sizes": inks.sizes(),
        "spaces": inks.spaces(),
        "stamps": invented.stamps(),
        "clause": invented.CLAUSE,
        "refusals": invented.refusals(),
        "forms": invented.forms(),
        "papers": invented.papers(),
        "parties": invented.parties(),
        "plan": plan(drawn),
        "steps": drawn.spans,
        "sums": invented.sums(),
        "action": reverse("design"),
    }
    return pages.show(request, "design/design.html", context, private=False)


__all__ = ["design"]
