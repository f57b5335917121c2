# SPDX-License-Identifier: Apache-2.0
"""The sample community, opened for tests on a day of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from django.core.management import call_command
from django.test import override_settings

from comity.desk.clock import SetClock
from comity.edge.store.keys import SqlKeys, SqlWraps
from comity.edge.store.papers import SqlPapers, SqlVault
from comity.edge.store.unit import SqlStore
from comity.edge.web import door
from comity.site import court as courts
from comity.site import sample
from tests import databases

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
"""An hour of the sample's today at which nothing of it has changed yet."""


@contextmanager
def opened(home: Path) -> Iterator[courts.Court]:
    """The sample in a database beside the one under test, and the pages with it as their court."""
    call_command("migrate", interactive=False, verbosity=0)  # sessions lie in the site's own database
    with databases.opened(databases.fresh_url(home)) as alias:
        built = sample.build(home, NOW, alias=alias)
        assert built.unmet == ()
        usual = courts.build(home=home, clock=SetClock(NOW)).outside
        vault = SqlVault(usual.seal, alias)
        keys, wraps = SqlKeys(alias), SqlWraps(alias)
        court = courts.Court(
            replace(usual, store=SqlStore(alias), papers=SqlPapers(alias), vault=vault, keys=keys, wraps=wraps)
        )
        with mock.patch.object(door, "court", return_value=court), _in_the_sample():
            yield court


def _in_the_sample() -> override_settings:
    """Rates are counted in memory: the table for them is in the site's own database, and not in the one beside it."""
    counted = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    return override_settings(COMITY_SAMPLE=True, CACHES=counted)


__all__ = ["NOW", "opened"]
