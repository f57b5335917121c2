# SPDX-License-Identifier: Apache-2.0
"""What ends when somebody who lost their way in is invited anew."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core import mail

from comity.site.commands import invite
from tests.journeys import web_stage
from tests.journeys.api_stage import with_token
from tests.journeys.test_web_sign_in import signed_up
from tests.journeys.web_stage import Person, Stage


@pytest.fixture
def stage(db: None, static_files: None, tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as found:
        yield found


@pytest.fixture
def letters(settings: Any) -> list[Any]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


def test_whoever_is_invited_anew_comes_in_by_no_letter_and_no_token_of_before(
    stage: Stage, letters: list[Any], capsys: Any
) -> None:
    """P13: whoever has the lost phone has the letters on it, and every link in them."""
    signed_up(stage, letters)
    link = f"/come-in/{stage.court.post.enter('member-1')}"
    Person().read(link)
    program = with_token(stage, "member-1")
    program.get("/token")
    with mock.patch("comity.site.court.here", return_value=stage.court):
        assert invite.run(Namespace(person="member-1", mail="", anew=True, json=True)) == 0
    assert json.loads(capsys.readouterr().out)["invited"]
    Person().read(link, status=410)
    program.get("/token", 401)
