# SPDX-License-Identifier: Apache-2.0
"""The accounts: a pseudonym that the council's history knows, and the address to which codes are sent.

There is no name, no password, no role and no permission here. What somebody may do, the history says (P27).
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

PERSON = 80
"""The most characters of a pseudonym, as in addresses."""


def fresh_stamp() -> str:
    """A new stamp: sessions that carry the old one are over."""
    return secrets.token_hex(16)


class Roll(BaseUserManager["Account"]):
    """Who has an account."""

    def invited(self, person: str) -> Account:
        """The account of that person, made on the first invitation."""
        return self.get_or_create(person=person)[0]


class Account(AbstractBaseUser):
    """One person's way in. Neither a password nor the time of the last visit is kept."""

    password = None  # type: ignore[assignment]  # nobody has one
    last_login = None  # nobody's visits are recorded

    id = models.BigAutoField(primary_key=True)
    person = models.CharField(max_length=PERSON, unique=True)
    email = models.EmailField(blank=True)
    stamp = models.CharField(max_length=32, default=fresh_stamp)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Roll] = Roll()

    USERNAME_FIELD = "person"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "account"

    def __str__(self) -> str:
        return self.person

    def has_usable_password(self) -> bool:
        """Never."""
        return False

    def set_unusable_password(self) -> None:
        """There is nothing to set."""

    def check_password(self, raw_password: str | None) -> bool:
        """Never right."""
        return False

    def get_session_auth_hash(self) -> str:
        """What a session is bound to: another stamp ends every session of this person."""
        return str(salted_hmac("comity.edge.accounts.stamp", self.stamp, algorithm="sha256").hexdigest())

    def end_sessions(self) -> None:
        """Sign out everywhere."""
        self.stamp = fresh_stamp()
        self.save(update_fields=["stamp"])


class Counted(models.Model):
    """The table of Django's database cache, in which rate limits are counted for all processes of the server."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "counted"


__all__ = ["Account", "Counted", "Roll", "fresh_stamp"]
