# SPDX-License-Identifier: Apache-2.0
"""The interface as a Django application: one table, in which requests are counted."""

from __future__ import annotations

from django.apps import AppConfig


class Interface(AppConfig):
    """The application `interface`."""

    name = "comity.edge.api"
    label = "interface"
    verbose_name = "interface"
    default_auto_field = "django.db.models.BigAutoField"
