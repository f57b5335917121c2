# SPDX-License-Identifier: Apache-2.0
"""Ending a way in: when everything was lost, and when somebody must not come in any more."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from comity.edge.accounts.models import Account


def has_way_in(person: str) -> bool:
    """Whether this person has shown an address that codes go to."""
    return bool(EmailAddress.objects.filter(user__person=person, verified=True).exists())


def close(person: str) -> bool:
    """Forget address, passkeys and codes, and end every session; False where there was no account.

    The account itself stays, so that it can be invited anew.
    """
    account = Account.objects.filter(person=person).first()
    if account is None:
        return False
    with transaction.atomic():
        EmailAddress.objects.filter(user=account).delete()
        Authenticator.objects.filter(user=account).delete()
        account.email = ""
        account.save(update_fields=["email"])
        account.end_sessions()
    return True


__all__ = ["close", "has_way_in"]
