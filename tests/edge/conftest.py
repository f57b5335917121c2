# SPDX-License-Identifier: Apache-2.0
"""A database whose commits are real, for tests of what happens between processes and in files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.databases import fresh_url, opened


@pytest.fixture
def beside_url(tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker, db_kind: None) -> str:
    """The address of a new database of the kind under test."""
    with django_db_blocker.unblock():
        return fresh_url(tmp_path)


@pytest.fixture
def db_kind(db: None) -> None:
    """Make sure that the server of the database under test runs."""


@pytest.fixture
def empty_beside(tmp_path: Path, beside: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Another, empty database of the same kind; its alias."""
    (tmp_path / "empty").mkdir()
    with django_db_blocker.unblock(), opened(fresh_url(tmp_path / "empty")) as alias:
        yield alias


@pytest.fixture
def beside(beside_url: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A new database of the kind under test, brought to this version; its alias."""
    with django_db_blocker.unblock(), opened(beside_url) as alias:
        yield alias
