# SPDX-License-Identifier: Apache-2.0
"""A key of one's own in a real browser, with a passkey device that the browser plays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.keys_stage import device, make_key, signed_in
from tests.journeys.web_stage import Stage


@pytest.fixture
def named(served: Stage, address: str) -> str:
    """The site under a name, because a passkey belongs to a name."""
    return address.replace("127.0.0.1", "localhost")


def test_a_key_is_made_tried_and_opened_again(chromium: Any, named: str, served: Stage) -> None:
    """P21: the server has the public half and two wraps; words and passkey open it, and the policy holds."""
    context = signed_in(chromium, named, "member-1")
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    device(page)
    shown = make_key(page)
    assert len(set(shown)) > 12
    key = served.court.keys.own("member-1")
    assert key is not None
    assert [(one.by, one.label) for one in key.wrapped] == [("phrase", ""), ("passkey", "My phone")]
    page.get_by_label("The twenty-four words").first.fill(" ".join(shown[:-1]))
    page.get_by_role("button", name="Try them").click()
    page.get_by_text("These are 23 words; twenty-four are needed.").wait_for()
    page.get_by_label("The twenty-four words").first.fill("  ".join(shown).upper())
    page.get_by_role("button", name="Try them").click()
    page.get_by_text("The words still open your key.").wait_for()
    assert served.court.keys.count().drilled is not None
    page.get_by_role("button", name="Open it with My phone").click()
    page.get_by_role("heading", name="Add this device").wait_for()
    assert said == []
    context.close()
