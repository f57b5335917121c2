# SPDX-License-Identifier: Apache-2.0
"""The runner of the watch as a Django application: its tables and nothing else."""

from __future__ import annotations

from django.apps import AppConfig


class Runner(AppConfig):
    """The application `stream`."""

    name = "comity.edge.stream"
    label = "stream"
    verbose_name = "stream"
    default_auto_field = "django.db.models.BigAutoField"
