# SPDX-License-Identifier: Apache-2.0
"""Databases beside the one under test: committed for real, for what a rolled-back transaction cannot show."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from comity.site.environment import read_database


@contextmanager
def opened(url: str, *, migrated: bool = True) -> Iterator[str]:
    """A database under an alias of its own, brought to this version; gives the alias."""
    alias = f"beside-{secrets.token_hex(4)}"
    described = {"default": connections.settings["default"], alias: read_database(url, home=Path("/"))}
    connections.settings[alias] = connections.configure_settings(described)[alias]
    try:
        if migrated:
            call_command("migrate", database=alias, verbosity=0, interactive=False)
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


def fresh_url(folder: Path) -> str:
    """The address of a new, empty database of the kind under test:

    a file in `folder`, or one more on the server.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"sqlite:///{folder / 'beside.sqlite3'}"
    name = f"beside_{secrets.token_hex(4)}"
    server = os.environ["COMITY_DATABASE_URL"]
    with opened(server, migrated=False) as alias, connections[alias].cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


def use(url: str) -> None:
    """Set Django up on the database at `url` as the only one, and bring it to this version.

    For programs of their own.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    os.environ["COMITY_DATABASE_URL"] = url
    import django

    django.setup()
    described = {"default": read_database(url, home=Path("/"))}
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings(described)["default"]
    call_command("migrate", verbosity=0, interactive=False)
