# SPDX-License-Identifier: Apache-2.0
"""A code sent to an address and typed back: before something that matters, and for a new address.

The code waits in the session as a digest. Three tries, fifteen minutes, three codes a minute for one address.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from comity.edge.accounts.models import Account
from comity.edge.accounts.porter import porter

WAITS = "comity-proof"
AGAIN, ADDRESS = "again", "address"
"""What a code is for: one that was sent to a new address does not show who somebody is."""
TRIES = 3
LASTS = timedelta(minutes=15)

View = Callable[..., HttpResponseBase]


def begin(request: HttpRequest, account: Account, address: str, purpose: str, *, silent: bool = False) -> bool:
    """Send a code to the address, good for one purpose; False where too many were asked for.

    `silent`: no letter goes out and no code is right, and nothing else is different: the address is somebody else's.
    """
    if not ratelimit.consume(request, app="allauth.account", action="request_login_code", key=address.lower()):
        return False
    code = get_adapter().generate_login_code()
    until = time.time() + LASTS.total_seconds()
    request.session[WAITS] = {"digest": _digest(code), "to": address, "purpose": purpose, "until": until}
    if not silent:
        porter().send_code(account.person, address, code, lasts=LASTS)
    return True


def waits_for(request: HttpRequest, purpose: str) -> str:
    """The address to which a code for that purpose is on its way; empty where none is, or no more."""
    return str(_kept(request, purpose).get("to", ""))


def tried(request: HttpRequest, code: str, purpose: str) -> bool:
    """Whether this is the code. After the third wrong one there is none to try any more."""
    kept = _kept(request, purpose)
    if not kept:
        return False
    if kept["digest"] == _digest(code):
        del request.session[WAITS]
        return True
    kept["tries"] = kept.get("tries", 0) + 1
    request.session[WAITS] = kept
    if kept["tries"] >= TRIES:
        del request.session[WAITS]
    return False


def _kept(request: HttpRequest, purpose: str) -> dict[str, Any]:
    kept: dict[str, Any] = request.session.get(WAITS) or {}
    return kept if kept.get("purpose") == purpose and kept["until"] > time.time() else {}


def _digest(code: str) -> str:
    return hashlib.sha256(normalize_user_code(code).encode()).hexdigest()


def remember(request: HttpRequest, account: Account) -> None:
    """This person has just shown who they are."""
    record_authentication(request, account, method="code", reauthenticated=True)


def recent(request: HttpRequest) -> bool:
    """Whether this person has shown who they are within the last minutes."""
    seen = [one["at"] for one in get_authentication_records(request, request.user)]
    return bool(seen) and time.time() - max(seen) < app_settings.REAUTHENTICATION_TIMEOUT


def fresh(view: View) -> View:
    """A view for somebody who has just shown who they are: by a code where there is no passkey and no app yet.

    With one of those allauth asks for it.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to("account_login", request)
        if not is_mfa_enabled(request.user) and not recent(request):
            return _to("again", request)
        return view(request, *args, **kwargs)

    return wrapped


def _to(name: str, request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.path})}")


__all__ = ["ADDRESS", "AGAIN", "LASTS", "TRIES", "begin", "fresh", "recent", "remember", "tried", "waits_for"]
