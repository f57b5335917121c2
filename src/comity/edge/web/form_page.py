# SPDX-License-Identifier: Apache-2.0
"""A page with forms, whichever door it stands behind: shown, sent, and shown again with what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from comity.core.clause import Possible, Refusal
from comity.edge.web import pages, session


class Untaken(Protocol):
    """A form that was sent and not taken: the refusal, None where a field is wrong, and the status of the page."""

    @property
    def refusal(self) -> Refusal | None: ...
    @property
    def status(self) -> int: ...


Attempt = TypeVar("Attempt", bound=Untaken)


def answer(
    request: HttpRequest, here: str, *, do: Callable[[], str | Attempt], page: Callable[[Attempt | None], HttpResponse]
) -> HttpResponse:
    """The page, or what becomes of a form sent to it: done, and shown anew `here`; or not taken, and shown with why.

    `do` gives the code of what the next page says, see `pages.told`.
    """
    if request.method != "POST":
        return page(None)
    done = do()
    return moved(here, done) if isinstance(done, str) else page(done)


def moved(here: str, code: str) -> HttpResponse:
    """To the page by GET, so that reloading it sends nothing twice; it says once what was done."""
    response = HttpResponseRedirect(here, status=303)
    session.tell(response, code)
    return response


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    attempt: Untaken | None,
    *,
    href: Callable[[Possible], str],
    private: bool = True,
) -> HttpResponse:
    """The page with what the last one left to say, and with the refusal of what was sent; see `pages.show`."""
    no = attempt.refusal if attempt else None
    said = {"told": pages.told(request), "refusal": pages.closed_door(no, href) if no else None}
    status = attempt.status if attempt else 200
    return pages.with_told(request, pages.show(request, template, {**context, **said}, status=status, private=private))


def at_form(here: str) -> Callable[[Possible], str]:
    """Where the form of a possible act stands on the page `here`."""
    return lambda possible: f"{here}#do-{possible.act}"


def at(here: str) -> Callable[[Possible], str]:
    """The page itself, where what is possible stands below."""
    return lambda _possible: here


__all__ = ["Untaken", "answer", "at", "at_form", "moved", "show"]
