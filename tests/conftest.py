# SPDX-License-Identifier: Apache-2.0
"""Where the tests run: a home of their own, and the database that COMITY_TEST_DATABASE names.

`sqlite` (the default) or `postgresql`; a PostgreSQL is started only when the first test asks for a database.
The tests of `core/` ask for neither.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.servers import postgresql

DATABASE = os.environ.get("COMITY_TEST_DATABASE", "sqlite")
SLOW = Path(__file__).parent / "slow"
HOME = Path(tempfile.mkdtemp(prefix="comity-test-"))

for _name in [
    name for name in os.environ if name.startswith("COMITY_") and name not in ("COMITY_TEST_DATABASE", "COMITY_SLOW")
]:
    del os.environ[_name]
os.environ["COMITY_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
if DATABASE == "postgresql":
    os.environ["COMITY_DATABASE_URL"] = "postgresql://comity@/postgres?host=/not-started-yet"

settings.register_profile("fast", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("slow", parent=settings.get_profile("fast"), max_examples=1000)
settings.load_profile("slow" if os.environ.get("COMITY_SLOW") else "fast")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a database that we do not know, before anything runs on another one instead."""
    if DATABASE not in ("sqlite", "postgresql"):
        raise pytest.UsageError(f"COMITY_TEST_DATABASE is {DATABASE!r}: sqlite or postgresql")
    import django

    django.setup()  # pytest-django looked for the settings before this file named them


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in `tests/slow` is slow, said or not."""
    for item in items:
        if SLOW in item.path.parents:
            item.add_marker(pytest.mark.slow)


def pytest_report_header(config: pytest.Config) -> str:
    """The database on the first lines of every run."""
    return f"database: {DATABASE}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Start PostgreSQL, where asked for, before Django makes its test database: each process one of its own."""
    with ExitStack() as servers:
        if DATABASE == "postgresql":
            _move_to(servers.enter_context(postgresql(durable=False)))
        yield


def _move_to(url: str) -> None:
    from django.db import connections

    from comity.site.environment import read_database

    described = read_database(url, home=HOME)
    os.environ["COMITY_DATABASE_URL"] = url
    for alias in connections:
        connections[alias].settings_dict.update(HOST=described["HOST"])


@pytest.fixture
def database(db: None) -> str:
    """The name of the database under test, set up: `sqlite` or `postgresql`."""
    return DATABASE


@pytest.fixture(scope="session")
def static_files() -> None:
    """The static files, collected once under their hashed names as `comity serve` does."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def client(client: object, static_files: None) -> object:
    """Django's test client, with the static files that the pages name."""
    return client
