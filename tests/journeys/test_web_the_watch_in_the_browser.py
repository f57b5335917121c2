# SPDX-License-Identifier: Apache-2.0
"""A signal in a real browser: the list goes on by itself, a verdict takes one key, and all of it fits a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from comity.core import council, watch
from comity.core.watch import Verdict, signal
from comity.desk.watch.spaces import STREAM, digest, signal_stream
from tests.journeys.browser import faults, window
from tests.journeys.test_web_the_watch import SPACE, put
from tests.journeys.web_stage import PROPOSED, Stage

pytestmark = pytest.mark.django_db(transaction=True)


def shown_to_liaisons(stage: Stage) -> None:
    """A space is watched, and what the model says was proved."""

    def act(command: Any, by: str, stream: str = STREAM) -> None:
        act_id = f"{type(command).__name__}/{by}/{stream}"
        stage.court.perform(command, act_id=act_id, actor=by, stream=stream, at=stage.clock.at)

    body = stage.court.laws.named(PROPOSED).procedure.roles["liaison"].filled_by[0]
    act(council.Appoint(role="liaison", person="liaison-1", body=body), body, "council:sample")
    act(watch.OpenSpace(by="lead", space=SPACE), "lead")
    act(watch.PutUpSign(by="lead", space=SPACE, mark="https://forum.example/sign"), "lead")
    for n in range(20):
        put(stage, f"proof-{n}")
        judge = signal.JudgeSignal(by="member-1", verdict=Verdict.USEFUL)
        act(judge, "member-1", signal_stream(digest(f"proof-{n}")))
    stage.later(days=15)
    act(watch.GoLive(by="member-2", of="model/policy"), "member-2")


def test_a_signal_comes_by_itself_and_is_judged_by_one_key_on_a_phone(
    served: Stage, chromium: Any, address: str
) -> None:
    """P20: nobody has to reload; u, n and k do what the buttons do; no axe finding, nothing wider than the screen."""
    shown_to_liaisons(served)
    options: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "bypass_csp": True}
    page = window(chromium, address, "liaison-1", **options).new_page()
    page.clock.install()
    page.goto("/liaison/signals/")
    assert page.inner_text("h1") == "All is calm"
    at = put(served, "one")
    page.clock.fast_forward(61_000)
    page.wait_for_selector("text=One conversation is worth a look")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{at}")
    assert faults(page, at) == []
    page.keyboard.press("u")
    page.wait_for_selector("button[data-key=u][aria-pressed=true]")
    served.later(seconds=1)
    state = served.court.desk.state(signal_stream(digest("one"))).state
    assert (state.verdict, state.judged_by) == (Verdict.USEFUL, "liaison-1")
    assert state.judged is not None
    assert state.judged - served.clock.at < timedelta(hours=1)
