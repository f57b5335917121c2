# SPDX-License-Identifier: Apache-2.0
"""Coming in: with a passkey, with a code by letter, with an invitation."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.core.internal import ratelimit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.edge.accounts.adapter import INVITED, TOLD
from comity.edge.accounts.forms import Address
from comity.edge.accounts.models import Account
from comity.edge.accounts.porter import porter

LIMIT = {"app": "allauth.account", "action": "request_login_code"}


class Told:
    """A page that says once what the last one left."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the sentence."""
        found: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**found, "told": self.request.session.pop(TOLD, "") if TOLD in self.request.session else ""}


class SignIn(Told, RequestLoginCodeView):  # type: ignore[misc]  # allauth tells no types
    """The page to come in by: a passkey, or an address to which a code goes."""

    template_name = "accounts/sign_in.html"
    form_class = RequestLoginCodeForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page."""
        return _private(super().get(request, *args, **kwargs))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """`?again` forgets an address to which a code is on its way."""
        if "again" in request.GET and not request.user.is_authenticated:
            clear_login(request)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What waits behind each door, in a sentence."""
        return {**super().get_context_data(**kwargs), "behind": porter().waits()}

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page with what is wrong."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


class Confirm(Told, ConfirmLoginCodeView):  # type: ignore[misc]
    """Type the code that was sent."""

    template_name = "accounts/code.html"


class ByKey(LoginWebAuthnView):  # type: ignore[misc]
    """Come in with a passkey: the browser sends its answer here."""


class Second(Told, AuthenticateView):  # type: ignore[misc]
    """A passkey, or a code of the app or of the list, after the code by letter."""

    template_name = "accounts/second.html"


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Make an account with an invitation: the address that is typed gets a code, and the code lets in."""
    person = porter().invited(token)
    if not person:
        return _private(render(request, "accounts/over.html", status=410))
    form = Address(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, key=form.cleaned_data["email"], **LIMIT):
            return _invited(request, person, form.cleaned_data["email"], free=form.free())
        form.add_error("email", _("No code can be sent to this address now. Try another one, or wait a minute."))
    context = {"form": form, "token": token}
    status = 422 if form.errors else 200
    return _private(render(request, "accounts/invitation.html", context, status=status))


def _invited(request: HttpRequest, person: str, address: str, *, free: bool) -> HttpResponse:
    """The page that asks for the code, the same for every address; one that is somebody else's gets no letter.

    The address belongs to nobody before the code was typed: until then it is no way in (`arriving`).
    """
    logout(request)
    account = Account.objects.invited(person) if free else None
    if free:
        request.session[INVITED] = {"person": person, "to": address}
    LoginCodeVerificationProcess.initiate(request=request, user=account, email=address)
    return HttpResponseRedirect(reverse("account_confirm_login_code"))


@require_http_methods(["GET", "HEAD"])
def closed(request: HttpRequest) -> HttpResponse:
    """The account of this person is closed."""
    return _private(render(request, "accounts/closed.html", status=403))


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response


__all__ = ["ByKey", "Confirm", "Second", "SignIn", "closed", "invitation"]
