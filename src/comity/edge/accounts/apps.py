# SPDX-License-Identifier: Apache-2.0
"""Accounts as a Django application: one table of its own, and allauth's beside it."""

from __future__ import annotations

from django.apps import AppConfig


class Accounts(AppConfig):
    """The application `accounts`."""

    name = "comity.edge.accounts"
    label = "accounts"
    verbose_name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for who came in."""
        from comity.edge.accounts import arriving

        arriving.listen()
