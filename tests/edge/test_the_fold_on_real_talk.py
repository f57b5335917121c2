# SPDX-License-Identifier: Apache-2.0
"""What the policy and the reasons are held to on real conversations: calibrated, grounded, and still not deaf (P20)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from comity.desk.watch.message import Message
from comity.desk.watch.signal import Kind, Signal
from comity.edge.detector import shipped
from comity.edge.detector.calibration import Point, calibrate, flagged, tracks
from comity.edge.detector.fold import Watch
from comity.edge.detector.policy import DEFAULT, Policy
from comity.edge.detector.state import unpack

DATA = Path(__file__).parents[2].parent / "shared" / "data"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"the data for tests is not at {DATA}")


@cache
def gone_awry(name: str) -> list[tuple[bool, list[Message]]]:
    """Conversations, and whether each derails after its last message."""
    found = []
    for n, line in enumerate((DATA / "cga-dev" / f"{name}.jsonl").read_text("utf-8").splitlines()):
        row = json.loads(line)
        texts = row["src"].split("[SEP]")
        told = [Message(conversation=f"{name}-{n}", id=str(i), author="", at=BEGAN + timedelta(hours=i), text=text)
                for i, text in enumerate(texts)]  # fmt: skip
        found.append((row["tgt"], told))
    return found


@cache
def forum() -> list[Message]:
    """The posts of the stored forum, as plain as somebody reads them."""
    from comity.edge.platforms.discourse import posts

    lines = (DATA / "optimism-forum" / "posts.jsonl").read_text("utf-8").splitlines()
    return [message for line in lines if (message := posts.message(json.loads(line)))]


@cache
def courses(name: str) -> list[tuple[bool, list[Point]]]:
    """The courses of conversations under the shipped model."""
    found = tracks(shipped.watch(), [one for _, told in gone_awry(name) for one in told])
    return [(derails, found[told[0].conversation]) for derails, told in gone_awry(name)]


@cache
def topics() -> list[list[Point]]:
    """The courses of the forum's topics."""
    return list(tracks(shipped.watch(), forum()).values())


@pytest.mark.parametrize("share", [0.08, 0.03])
@pytest.mark.parametrize("name", ["wiki", "cmv"])
def test_a_calm_forum_stays_calm_and_the_watch_does_not_become_deaf(name: str, share: float) -> None:
    """P20: fitted to the forum, few ordinary topics are spoken of, and of conversations that derail at least four
    fifths of those that a threshold at one false alarm in ten would find."""
    policy = calibrate(topics(), share=share, base=replace(DEFAULT, least=1))
    assert 0 < sum(flagged(policy, one) for one in topics()) / len(topics()) <= share
    calm = sorted(max(point.odds for point in one) for derails, one in courses(name) if not derails)
    tenth = calm[int(len(calm) * 0.9)]
    derailing = [one for derails, one in courses(name) if derails]
    found = sum(max(point.odds for point in one) > tenth for one in derailing)
    assert sum(flagged(policy, one) for one in derailing) >= 0.8 * found
    both = replace(policy, odds=tuple(max(limit, tenth) for limit in policy.odds))
    assert sum(flagged(both, one) for one in derailing) >= 0.8 * found, "also where neither flags more than its share"


def test_a_budget_holds_on_the_half_of_the_forum_that_it_was_not_fitted_to() -> None:
    """P20: what is promised to liaisons is about what they get."""
    fitted, unseen = topics()[::2], topics()[1::2]
    policy = calibrate(fitted, share=0.08)
    assert sum(flagged(policy, one) for one in unseen) / len(unseen) <= 0.12


@pytest.mark.parametrize(("name", "odds"), [("wiki", -0.7), ("cmv", -0.3)])
def test_without_the_words_that_it_shows_a_signal_would_not_have_been_made(name: str, odds: float) -> None:
    """P20: taken out of the texts and folded again, in at least 95 of 100 signals."""
    watch = shipped.watch(Policy(odds=(odds,)))
    asked = held = 0
    for _, told in gone_awry(name)[::2]:
        state = b""
        for n, one in enumerate(told):
            state, signal = watch.step(state, one)
            if signal and signal.kind is Kind.WARMING:
                asked += 1
                held += _odds([_without(before, signal) for before in told[: n + 1]], watch) < odds
    assert asked >= 20
    assert held >= 0.95 * asked


def _odds(told: Sequence[Message], watch: Watch) -> float:
    state = b""
    for one in told:
        state, _ = watch.step(state, one)
    found = unpack(state, watch.mark, len(watch.model.channels))
    assert found
    return found.spoken.now


def _without(one: Message, signal: Signal) -> Message:
    warm = [reason for reason in signal.reasons if reason.message == one.id and reason.weight > 0]
    shown = {words for reason in warm for words in reason.words}
    text = one.text
    for words in sorted(shown, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){r'[^0-9A-Za-z]+'.join(map(re.escape, words.split()))}(?!\w)", " ", text)
    return replace(one, text=text)
