# SPDX-License-Identifier: Apache-2.0
"""The sample lets anybody take anybody's seat; so it is never served over another history (P10, P21)."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from comity.site.commands import NOT_ASKED, YES, serve
from tests.journeys import web_stage

pytestmark = pytest.mark.django_db


def served(settings: Any, *, sample: bool) -> int:
    """What `comity serve` answers where the server itself would run."""
    settings.COMITY_SAMPLE = sample
    with mock.patch.object(serve, "_serve") as run, mock.patch("django.core.management.call_command"):
        code = serve.run(Namespace(workers=1))
    assert run.called is (code == YES)
    return code


def test_a_council_that_is_no_sample_is_not_served_as_one(settings: Any, tmp_path: Path, capsys: Any) -> None:
    """P10, P21: one setting must not open every seat of a real council."""
    assert served(settings, sample=True) == YES, "nothing lies here yet"
    with web_stage.opened(tmp_path):
        assert served(settings, sample=True) == NOT_ASKED
        assert "COMITY_SAMPLE=1" in capsys.readouterr().err
        assert served(settings, sample=False) == YES
