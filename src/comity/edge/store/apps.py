# SPDX-License-Identifier: Apache-2.0
"""The store as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Tables and migrations; no signal, no admin."""

    name = "comity.edge.store"
    label = "store"
    verbose_name = "store"
    default_auto_field = "django.db.models.BigAutoField"
