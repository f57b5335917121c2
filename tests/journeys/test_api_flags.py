# SPDX-License-Identifier: Apache-2.0
"""A platform hands over what somebody flagged there, with their consent; they come back with the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.desk import tokens
from comity.edge.api import limits
from comity.edge.web.locator import typed
from comity.site.laws import SHIPPED
from tests.journeys import web_stage
from tests.journeys.api_stage import Program, key, with_receipt, with_token
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
POST = {
    "link": "https://forum.example/t/12", "words": "Robin lives at the mill.", "platform": "The forum",
    "note": "That is my address.", "consented": True,
}  # fmt: skip
USUAL, FLAGS = 'channels = ["form", "mail", "in-person"]', 'channels = ["form", "mail", "in-person", "flag"]'


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A council whose procedure has the channel."""
    limits.BUCKETS.clear()
    text = (SHIPPED / "fernhollow" / "2026.toml").read_text("utf-8")
    folder = tmp_path / "procedures" / "flagging"
    folder.mkdir(parents=True)
    (folder / "2026.toml").write_text(text.replace("fernhollow/2026", "flagging/2026").replace(USUAL, FLAGS), "utf-8")
    with web_stage.opened(tmp_path, procedure="flagging/2026") as found:
        yield found


def flagged(bot: Program, body: dict[str, Any], status: int = 201, *, by: str = "") -> Any:
    return bot.post("/intake/flag", body, status, key=by or key())


def test_what_was_flagged_is_a_report_with_consent_and_its_public_text_marked(stage: Stage) -> None:
    """P1, P3, P24: once for each key; who told it for whom is on the record, and the receipt leads back."""
    bot, once = with_token(stage, "forum-bot", tokens.FLAG), key()
    first = flagged(bot, POST, by=once)
    again = flagged(bot, POST, 200, by=once)
    assert (again["receipt"], again["repeated"]) == (first["receipt"], True)
    found = typed(first["receipt"])
    assert found is not None
    case = stage.court.case(found.case)[1]
    assert (case.channel, case.through) == ("flag", "forum-bot")
    reporter = with_receipt(first["receipt"])
    (paper,) = reporter.get("/status")["case"]["papers"]
    text = reporter.get(f"/cases/{found.case.removeprefix('case:')}/papers/{paper['digest']}")["text"]
    assert "Public text, as it stood there:\nRobin lives at the mill." in text
    assert text.endswith("Added by whoever flagged it:\nThat is my address.")
    assert "came by flag" in Person("lead").read(f"/chambers/case/{found.case.removeprefix('case:')}")


def test_without_consent_a_scope_or_a_link_nothing_is_handed_over(stage: Stage) -> None:
    """P4, P26: each fault names its field; a token for something else is refused, and a guest is not known."""
    bot = with_token(stage, "forum-bot", tokens.FLAG)
    for field, value in (("consented", False), ("link", "mailto:x"), ("link", "https://a b"), ("words", ""), ("x", 1)):
        told = flagged(bot, {**POST, field: value}, 422)
        assert field in str(told["faults"])
    flagged(bot, {name: told for name, told in POST.items() if name != "consented"}, 422)
    flagged(with_token(stage, "forum-bot", tokens.READ, tokens.ACT), POST, 403)
    flagged(Program(), POST, 401)
    assert stage.cases() == []


def test_where_the_procedure_has_no_such_channel_it_is_refused_with_its_clause(tmp_path: Path) -> None:
    """P7: and it says by which channels a report does come."""
    limits.BUCKETS.clear()
    with web_stage.opened(tmp_path) as stage:
        told = flagged(with_token(stage, "forum-bot", tokens.FLAG), POST, 422)
        assert told["clause"]["id"] == "P2"
        assert "mail" in told["detail"]
        assert stage.cases() == []
