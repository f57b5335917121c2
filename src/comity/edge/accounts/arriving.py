# SPDX-License-Identifier: Apache-2.0
"""What follows when somebody has come in."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.http import HttpRequest

from comity.edge.accounts.adapter import INVITED
from comity.edge.accounts.models import Account
from comity.edge.accounts.porter import porter


def listen() -> None:
    """Hear of everybody who comes in."""
    user_logged_in.connect(came_in, dispatch_uid="comity.accounts.came_in")


def came_in(sender: object, **told: Any) -> None:
    """Use the invitation up, and let letters go to the address that was proved."""
    account = told["user"]
    if isinstance(account, Account):
        _keep_invited(told["request"], account)
        porter().arrived(account.person, proved(account))


def _keep_invited(request: HttpRequest, account: Account) -> None:
    """The address that was typed on an invitation is this person's once the code that went to it was typed back."""
    waits = request.session.pop(INVITED, None)
    if not waits or waits["person"] != account.person or waits["to"] not in _typed_back(request, account):
        return
    move(account, waits["to"])


def _typed_back(request: HttpRequest, account: Account) -> list[str]:
    records = get_authentication_records(request, account)
    return [str(one.get("email", "")) for one in records if one["method"] == "code"]


def move(account: Account, address: str) -> bool:
    """Codes go to this address from now on, which was shown to be read, and to no other.

    False where it became somebody else's meanwhile.
    """
    with transaction.atomic():
        if EmailAddress.objects.filter(email__iexact=address).exclude(user=account).exists():
            return False
        EmailAddress.objects.filter(user=account).delete()
        EmailAddress.objects.create(user=account, email=address, primary=True, verified=True)
        account.email = address
        account.save(update_fields=["email"])
    return True


def proved(account: Account) -> str:
    """The address that this person has shown to read; empty where there is none."""
    found = EmailAddress.objects.filter(user=account, verified=True).order_by("-primary").first()
    return found.email if found else ""


__all__ = ["came_in", "listen", "move", "proved"]
