# SPDX-License-Identifier: Apache-2.0
"""The public log over HTTP: static files with the types and the caching that C2SP tlog-tiles asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from comity.core.log.batches import USUAL
from comity.desk.publication import PublicLog
from comity.edge.store.unit import SqlStore
from comity.edge.tlog.shelf import HomeShelf
from comity.verify.places import Unreachable
from comity.verify.verdict import Asked, verdict
from tests.rooms import EPOCH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


@pytest.fixture
def log(tmp_path: Path, settings: Any) -> PublicLog:
    """The log of the home that the site serves, with one batch."""
    settings.COMITY = replace(configured.COMITY, home=tmp_path)
    found = PublicLog(SqlStore(), HomeShelf(tmp_path, "https://council.example.org", durable=False), every=USUAL)
    found.publish(EPOCH)
    return found


class OverDjango:
    """The site, as a place that the verifier reads."""

    def read(self, path: str, most: int) -> bytes:
        """One file."""
        answer = Client().get(f"/log/{path}")
        if answer.status_code != 200:
            raise Unreachable(path)
        return answer.content[: most + 1]


def test_the_served_log_holds(log: PublicLog) -> None:
    """P17: what the site serves is whole, by the independent verifier."""
    for n in range(1, 18):
        log.publish(EPOCH + n * timedelta(hours=6))
    assert verdict(OverDjango(), Asked(at=EPOCH)).size == 18 * 16


def test_files_have_the_types_and_the_caching_of_the_specification(log: PublicLog) -> None:
    """P17: a checkpoint for a few seconds, a tile for good; no cookie, nothing that depends on who asks."""
    found = {
        path: Client().get(f"/log/{path}") for path in ("checkpoint", "key", "tile/0/000.p/16", "tile/entries/000.p/16")
    }
    assert {answer.status_code for answer in found.values()} == {200}
    told = SimpleNamespace(
        **{name: found[path].headers for name, path in (("head", "checkpoint"), ("tile", "tile/0/000.p/16"))}
    )
    assert told.head["Content-Type"] == "text/plain; charset=utf-8"
    assert told.head["Cache-Control"] == "public, max-age=5"
    assert told.tile["Content-Type"] == "application/octet-stream"
    assert "immutable" in told.tile["Cache-Control"]
    assert not any(answer.cookies or "Cookie" in answer.headers.get("Vary", "") for answer in found.values())


@pytest.mark.parametrize(
    "path",
    ["tile/0/001", "tile/0/000.p/15", "tile/0/../../secret", "tile/entries/x000/000", "log.key", ".lock", "tile/"],
)
def test_nothing_else_of_the_home_is_served(path: str, log: PublicLog) -> None:
    """P21, P26: what is no path of a log is not looked for, and what is not there is a 404."""
    assert Client().get(f"/log/{path}").status_code == 404
    assert Client().post("/log/checkpoint").status_code in (403, 405)
