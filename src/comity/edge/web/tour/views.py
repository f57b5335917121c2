# SPDX-License-Identifier: Apache-2.0
"""The tour: its stops, everybody who can be visited, and taking somebody's place."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from comity.edge.web import pages, session
from comity.edge.web.tour import guide

P = ParamSpec("P")


def _in_the_sample(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view that does not exist outside the sample community (P21)."""

    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.COMITY_SAMPLE:
            raise Http404
        return view(request, *args, **kwargs)

    update_wrapper(wrapped, view)
    return wrapped


@_in_the_sample
@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    """The stops in order, and below them everybody who can be visited."""
    return pages.show(request, "tour/tour.html", {"stops": guide.stops(), "halls": guide.halls()})


@_in_the_sample
@require_safe
def stop(request: HttpRequest, id: str) -> HttpResponse:
    """One stop: what to look at, what to try, in whose place."""
    stops = guide.stops()
    number = next((n for n, one in enumerate(stops) if one.id == id), None)
    if number is None:
        raise Http404
    context = {
        "stop": stops[number],
        "number": number + 1,
        "many": len(stops),
        "before": stops[number - 1] if number else None,
        "after": stops[number + 1] if number + 1 < len(stops) else None,
    }
    return pages.show(request, "tour/stop.html", context)


@_in_the_sample
@require_POST
def go(request: HttpRequest) -> HttpResponse:
    """Take the place of somebody in the sample, and begin where they would."""
    guest = guide.guests().get(request.POST.get("guest", ""))
    if guest is None:
        raise Http404
    response = HttpResponseRedirect(guest.path, status=303)
    if guest.person:
        session.come_in(request, response, guest.person)
    else:
        session.sign_out(request, response)
    return response


__all__ = ["go", "stop", "tour"]
