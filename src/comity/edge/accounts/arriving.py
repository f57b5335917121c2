# SPDX-License-Identifier: Apache-2.0
"""What follows when somebody has come in."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_logged_in

from comity.edge.accounts.models import Account
from comity.edge.accounts.porter import porter


def listen() -> None:
    """Hear of everybody who comes in."""
    user_logged_in.connect(came_in, dispatch_uid="comity.accounts.came_in")


def came_in(sender: object, **told: Any) -> None:
    """Use the invitation up, and let letters go to the address that was proved."""
    account = told["user"]
    if isinstance(account, Account):
        porter().arrived(account.person, proved(account))


def proved(account: Account) -> str:
    """The address that this person has shown to read; empty where there is none."""
    found = EmailAddress.objects.filter(user=account, verified=True).order_by("-primary").first()
    return found.email if found else ""


__all__ = ["came_in", "listen", "proved"]
