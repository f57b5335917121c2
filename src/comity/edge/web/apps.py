# SPDX-License-Identifier: Apache-2.0
"""The doors as a Django application: templates, static files and template tags lie beside this file."""

from __future__ import annotations

from django.apps import AppConfig


class Web(AppConfig):
    """The application `web`. It has no tables: the store keeps everything."""

    name = "comity.edge.web"
    label = "web"
