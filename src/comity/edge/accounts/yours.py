# SPDX-License-Identifier: Apache-2.0
"""Your sign-in: passkeys, codes, the address, and wherever else you are signed in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.views import IndexView, ReauthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comity.edge.accounts import proof
from comity.edge.accounts.adapter import TOLD
from comity.edge.accounts.arriving import move, proved
from comity.edge.accounts.forms import Address, Code
from comity.edge.accounts.models import Account
from comity.edge.accounts.porter import porter
from comity.edge.accounts.views import Told


@method_decorator(never_cache, name="dispatch")
class Yours(Told, IndexView):  # type: ignore[misc]  # allauth tells no types
    """What you come in with."""

    template_name = "accounts/yours.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the address that codes go to."""
        return {**super().get_context_data(**kwargs), "address": proved(_account(self.request))}


@method_decorator([never_cache, proof.fresh], name="dispatch")
class AddKey(AddWebAuthnView):  # type: ignore[misc]
    """A new passkey. Every one can be used alone, so the key itself must know its owner."""

    template_name = "accounts/key_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the browser is asked for."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "js_data": {"creation_options": auth.begin_registration(self.request.user, True)}}

    def form_valid(self, form: Any) -> HttpResponse:
        """Whoever has just added a key has shown who they are."""
        return _shown(self.request, super().form_valid(form))


@method_decorator(never_cache, name="dispatch")
class RenameKey(EditWebAuthnView):  # type: ignore[misc]
    """Call a passkey something else."""

    template_name = "accounts/key_rename.html"
    success_url = reverse_lazy("mfa_index")


@method_decorator(never_cache, name="dispatch")
class RemoveKey(RemoveWebAuthnView):  # type: ignore[misc]
    """Forget a passkey."""

    template_name = "accounts/key_remove.html"
    success_url = reverse_lazy("mfa_index")


@method_decorator([never_cache, proof.fresh], name="dispatch")
class AddApp(ActivateTOTPView):  # type: ignore[misc]
    """Join an app that shows codes."""

    template_name = "accounts/app_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the secret in groups of four, as one reads it from a page into a phone."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        secret = found["form"].secret
        return {**found, "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}

    def form_valid(self, form: Any) -> HttpResponse:
        """Whoever has just joined an app has shown who they are."""
        return _shown(self.request, super().form_valid(form))


@method_decorator(never_cache, name="dispatch")
class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]
    """Forget the app."""

    template_name = "accounts/app_remove.html"


@method_decorator(never_cache, name="dispatch")
class Codes(ViewRecoveryCodesView):  # type: ignore[misc]
    """The codes for the day on which everything else is lost."""

    template_name = "accounts/recovery.html"


@method_decorator(never_cache, name="dispatch")
class NewCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """A new list; the old one ends."""

    template_name = "accounts/recovery_new.html"


@method_decorator(never_cache, name="dispatch")
class AgainByCode(Told, ReauthenticateView):  # type: ignore[misc]
    """Show once more that it is you, with a code of the app or of the list."""

    template_name = "accounts/again_code.html"


@method_decorator(never_cache, name="dispatch")
class AgainByKey(Told, ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Show once more that it is you, with a passkey."""

    template_name = "accounts/again_key.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Here again, with what was wrong."""
        self.request.session[TOLD] = str(next(iter(form.errors.get("credential", [])), ""))
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Show once more that it is you: a code goes to your address, and is typed here."""
    account = _account(request)
    if is_mfa_enabled(account):
        if proof.recent(request):
            return HttpResponseRedirect(get_next_redirect_url(request) or reverse("mfa_index"))
        raise ReauthenticationRequired
    if request.method != "POST":
        waits = proof.waits_for(request, proof.AGAIN)
        if not waits and not proof.begin(request, account, proved(account), proof.AGAIN):
            return _asked(request, "accounts/again.html", _too_many(), status=429)
        return _asked(request, "accounts/again.html")
    form = Code(request.POST)
    if form.is_valid() and proof.tried(request, form.cleaned_data["code"], proof.AGAIN):
        proof.remember(request, account)
        return HttpResponseRedirect(get_next_redirect_url(request) or reverse("mfa_index"))
    return _asked(request, "accounts/again.html", _wrong(), status=422)


@login_required
@never_cache
@proof.fresh
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Have codes and letters go to another address, which shows by a code that it is read."""
    raise_if_reauthentication_required(request, app="allauth.mfa")
    account = _account(request)
    if request.method == "POST" and "code" in request.POST:
        return _moved(request, account)
    form = Address(request.POST if request.method == "POST" else None, person=account.person)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["email"]
        if proof.begin(request, account, to, proof.ADDRESS, silent=not form.free()):
            return _asked(request, "accounts/address_code.html")
        form.add_error("email", _("No code can be sent to this address now. Try another one, or wait a minute."))
    context = {"form": form, "address": proved(account)}
    return render(request, "accounts/address.html", context, status=422 if form.errors else 200)


def _moved(request: HttpRequest, account: Account) -> HttpResponse:
    to = proof.waits_for(request, proof.ADDRESS)
    form = Code(request.POST)
    if not form.is_valid() or not to or not proof.tried(request, form.cleaned_data["code"], proof.ADDRESS):
        return _asked(request, "accounts/address_code.html", _wrong(), status=422)
    if not move(account, to):
        return _asked(request, "accounts/address_code.html", _wrong(), status=422)
    porter().arrived(account.person, to)
    request.session[TOLD] = _("Codes and letters go to the new address from now on.")
    return HttpResponseRedirect(reverse("mfa_index"))


@login_required
@require_POST
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    account = _account(request)
    account.end_sessions()
    update_session_auth_hash(request, account)
    request.session[TOLD] = _("You are signed in here only. Every other browser has to sign in anew.")
    return HttpResponseRedirect(reverse("mfa_index"))


def _shown(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    proof.remember(request, _account(request))
    return response


def _account(request: HttpRequest) -> Account:
    account = request.user
    assert isinstance(account, Account)
    return account


def _asked(request: HttpRequest, template: str, error: str = "", *, status: int = 200) -> HttpResponse:
    purpose = proof.AGAIN if template.endswith("again.html") else proof.ADDRESS
    context = {"to": proof.waits_for(request, purpose), "error": error, "next": get_next_redirect_url(request) or ""}
    return render(request, template, context, status=status)


def _wrong() -> str:
    return str(get_adapter().error_messages["incorrect_code"])


def _too_many() -> str:
    return str(get_adapter().error_messages["rate_limited"])


__all__ = [
    "AddApp", "AddKey", "AgainByCode", "AgainByKey", "Codes", "NewCodes", "RemoveApp", "RemoveKey", "RenameKey",
    "Yours", "address", "again", "elsewhere",
]  # fmt: skip
