# SPDX-License-Identifier: Apache-2.0
"""`comity watch https://...`: a live forum, read by anybody, against a server that speaks Discourse's API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity import cli
from tests.edge.platforms.replay_forum import STORED, Forum, served, stored

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
QUARREL = (
    "I moved the harvest tally to the new sheet.",
    "It lacks last week. You always say it was sent. This is ridiculous.",
    "Stop twisting this. You are lying, and you are such an idiot.",
    "Liar. Shame on you, you pathetic fool.",
)


@contextmanager
def forum(*texts: str) -> Iterator[tuple[Forum, str]]:
    """A forum with one topic, and its address."""
    one = Forum({4: "workshop"}, now=NOON)
    one.topic(7, category=4)
    for n, text in enumerate(texts, 1):
        one.say(n, 7, f"<p>{text}</p>", username=f"member-{n % 2}", user_id=n % 2 + 1)
    with served(one) as address:
        yield one, address


def test_a_forum_is_read_by_its_address(capsys: pytest.CaptureFixture[str]) -> None:
    """P20: public posts alone, and the same signals as from a file."""
    with forum(*QUARREL) as (_, address):
        assert cli.main(["watch", address, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["conversation"] for one in lines if one["type"] == "signal"] == ["7"]
    assert lines[-1]["messages"] == len(QUARREL)


def test_a_forum_is_read_on_from_where_it_was_read_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P24: what was fetched is not fetched again; what was said since, and edits, are."""
    state = str(tmp_path / "state")
    with forum(*QUARREL[:2]) as (one, address):
        assert cli.main(["watch", address, "--json", "--state", state]) == 0
        capsys.readouterr()
        one.say(3, 7, f"<p>{QUARREL[2]}</p>", username="member-1", user_id=2)
        one.say(4, 7, f"<p>{QUARREL[3]}</p>", username="member-0", user_id=1)
        assert cli.main(["watch", address, "--json", "--state", state]) == 0
        again = capsys.readouterr().out
        cli.main(["watch", address, "--json"])
        assert again == capsys.readouterr().out


def test_where_no_forum_answers_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """P26: field and rule, and 2."""
    with forum(QUARREL[0]) as (_, address):
        pass
    assert cli.main(["watch", address]) == 2
    assert "SOURCE" in capsys.readouterr().err


@pytest.mark.skipif(not STORED.exists(), reason=f"the stored forum is not at {STORED}")
def test_the_stored_forum_is_the_same_from_its_file_and_from_its_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """P20: at most 8 in 100 ordinary topics are spoken of, and hardly anything differs between file and address."""
    assert cli.main(["watch", str(STORED / "posts.jsonl"), "--json", "--budget", "8%"]) == 0
    from_file = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    with served(stored()) as address:
        assert cli.main(["watch", address, "--json", "--budget", "8%"]) == 0
    live = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert live[-1]["messages"] == from_file[-1]["messages"] > 2_500
    assert live[-1]["conversations"] == from_file[-1]["conversations"] == 133
    assert 0 < from_file[-1]["flagged"] <= 0.08 * 133
    assert abs(live[-1]["flagged"] - from_file[-1]["flagged"]) <= 3
