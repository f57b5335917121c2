# SPDX-License-Identifier: Apache-2.0
"""`/hooks/<platform>/<source>`: a platform says what happens in a watched space (P20).

What it says is checked (its signature over the raw body first), kept durably, and only then answered; the runner folds
it later. The site names in its settings where hooks and the inbox are found.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from comity.core.clause import Fault, Malformed
from comity.desk.ports import Exhausted
from comity.desk.watch.ports import Delivery, Hook, Inbox, Refused
from comity.edge.api import problems


def hook_of(platform: str, source: str) -> Hook | None:
    """The hook of a source of this site; None where there is none. Raises `Malformed`: its settings are wrong."""
    return cast(Callable[[str, str], Hook | None], import_string(settings.COMITY_HOOKS))(platform, source)


def inbox() -> Inbox:
    """Where deliveries wait for the runner."""
    return cast(Callable[[], Inbox], import_string(settings.COMITY_INBOX))()


@csrf_exempt
@require_POST
def hook(request: HttpRequest, platform: str, source: str) -> HttpResponse:
    """One delivery. 202 once it is durable; 404, the same for all, where no such source listens."""
    try:
        found = hook_of(platform, source)
        if found is None:
            return problems.not_here()
        headers = {name.lower(): value for name, value in request.headers.items()}
        return _kept(found.receive(headers, request.body))
    except Refused as wrong:
        return problems.malformed([Fault(field=wrong.field, rule=wrong.rule, text=wrong.rule)])
    except UnreadablePostError:
        return problems.of_status(HTTPStatus.BAD_REQUEST)
    except (Malformed, Exhausted):  # the operator's settings, or no room: the platform sends it again
        return problems.unavailable()


def _kept(delivery: Delivery) -> HttpResponse:
    """Whether it was new, and whether anything of it is kept: most of what platforms send tells nothing."""
    kept = bool(delivery.told) and inbox().put(delivery)
    return JsonResponse({"kept": kept}, status=HTTPStatus.ACCEPTED, headers={"Cache-Control": "no-store"})


__all__ = ["hook"]
