# SPDX-License-Identifier: Apache-2.0
"""A council on a database of its own, its site on a port, and Debian's browser before it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from unittest import mock

import pytest
from django.db import router
from django.test.testcases import LiveServerThread
from pytest_django import DjangoDbBlocker

from tests.databases import fresh_url, opened

if TYPE_CHECKING:  # this file is read before Django is set up
    from tests.journeys.web_stage import Stage

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """Debian's browser. The driver asks for no network and no home of its own."""
    sync_api = pytest.importorskip("playwright.sync_api")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("chromium is not installed: make test says how")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the driver keeps a loop running in this thread
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Beside:
    """Accounts, sessions and limits lie in the same database as the council that is served."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def db_for_read(self, model: object, **hints: object) -> str:
        """There."""
        return self._alias

    def db_for_write(self, model: object, **hints: object) -> str:
        """There too."""
        return self._alias


@pytest.fixture
def served(tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """A council in a database whose commits are real, because the site reads it from threads of its own."""
    from tests.journeys import web_stage

    with (
        django_db_blocker.unblock(),
        opened(fresh_url(tmp_path)) as alias,
        mock.patch.object(router, "routers", [Beside(alias)]),
        web_stage.opened(tmp_path, alias=alias) as found,
    ):
        yield found


@pytest.fixture
def address(served: Stage, static_files: None) -> Iterator[str]:
    """The site of `served` on a port of its own; it serves its static files itself, as `comity serve` does."""
    thread = LiveServerThread("127.0.0.1", cast(Any, lambda handler: handler))
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
