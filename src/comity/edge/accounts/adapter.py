# SPDX-License-Identifier: Apache-2.0
"""How allauth is told what this house wants: no sign-up, no letter from within a request, secrets sealed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.edge.accounts.models import Account
from comity.edge.accounts.porter import porter

TOLD = "comity-told"
INVITED = "comity-invited"
"""The key under which a session keeps for whom an invitation is and to which address its code went."""
CODE = "account/email/login_code"


class Entrance(DefaultAccountAdapter):  # type: ignore[misc]  # allauth tells no types
    """The accounts of this house."""

    error_messages: ClassVar[dict[str, object]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": gettext_lazy("This is not the code. Compare it sign by sign."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait some minutes, then ask for a new code."),
        "rate_limited": gettext_lazy("Too many tries. Wait some minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account is made by invitation."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Have a code carried by the worker; nothing else is ever sent, and nothing to an address that is unknown."""
        if template_prefix != CODE:
            return
        found = Account.objects.filter(emailaddress__email__iexact=email, is_active=True).first()
        person = found.person if found is not None else _invited(context["request"], email)
        if person:
            lasts = timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
            porter().send_code(person, email, context["code"], lasts=lasts)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first door that stands open."""
        return reverse("landing")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The front desk."""
        return reverse("front")

    def add_message(  # noqa: PLR0917  # the shape is allauth's
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Keep for the next page what went wrong. That a code is on its way, the page of the code says itself."""
        if message and level >= messages.WARNING:
            request.session[TOLD] = str(message)


def _invited(request: HttpRequest, address: str) -> str:
    """Who typed this address on the page of an invitation; empty where nobody did."""
    waits = request.session.get(INVITED) or {}
    return str(waits["person"]) if waits.get("to") == address else ""


class Second(DefaultMFAAdapter):  # type: ignore[misc]  # allauth tells no types
    """Passkeys and codes. What could be copied from the database and used is sealed with the key of the house."""

    error_messages: ClassVar[dict[str, object]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This is not the code, or it was used before."),
        "unverified_email": gettext_lazy("First come in with a code that was sent to your address."),
    }

    def encrypt(self, text: str) -> str:
        """Sealed."""
        return porter().seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Opened."""
        return porter().open(encrypted_text)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is sent about it."""

    def generate_authenticator_name(self, account: object, type: object) -> str:
        """What a key is called before somebody calls it something else."""
        return _("A passkey")


__all__ = ["CODE", "INVITED", "TOLD", "Entrance", "Second"]
