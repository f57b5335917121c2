# SPDX-License-Identifier: Apache-2.0
"""How much `comity watch` remembers: as much as is being talked about, however long its source is (P20, P25)."""

from __future__ import annotations

import json
import tracemalloc
from functools import partial
from pathlib import Path

import pytest

from comity import cli
from comity.site import watch_run
from comity.site.watch_talks import Talks

TEXTS = ("Thanks, I look at the tally.", "Stop twisting this. You are lying, you idiot.", "You never look, liar.")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Forty conversations, five of them at a time, each of seven messages; every tenth is taken up again at the end."""
    rows = [(n // 5 * 7 + k, f"talk-{n}", k) for n in range(40) for k in range(7)]
    rows = [*sorted(rows), *((400 + n, f"talk-{n}", 7) for n in range(0, 40, 10))]
    said = [
        json.dumps({"conversation": talk, "id": f"{talk}-{k}", "author": "ab"[k % 2],
                    "text": TEXTS[(k + len(talk)) % 3],
                    "at": f"2026-03-{2 + at // 24:02}T{at % 24:02}:00:00Z"})
        for at, talk, k in rows
    ]  # fmt: skip
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(said), "utf-8")
    return path


@pytest.mark.parametrize("how", [("--json", "--risk"), ("--all",), ()], ids=["json", "all", "plain"])
def test_what_was_put_away_is_said_as_if_it_never_had_been(
    many: Path, how: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """P20: with three conversations in memory every signal, temperature and line is the one that it was with all."""
    words = ["watch", str(many), "--budget", "none", *how]
    assert cli.main(words) == 0
    whole = capsys.readouterr().out
    monkeypatch.setattr(watch_run, "Talks", partial(Talks, 3))
    assert cli.main([*words, "--state", str(many.with_suffix(".kept"))]) == 0
    assert capsys.readouterr().out == whole
    assert "talk-30" in whole


def test_memory_does_not_grow_with_how_many_conversations_there_were() -> None:
    """P25: ten thousand conversations take no more of it than two thousand, and none is lost."""
    peaks = []
    for number in (2_000, 10_000):
        tracemalloc.start()
        talks = Talks(100)
        for n in range(number):
            talks.begin(f"talk-{n}").state = bytes(1_200)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(talks) == number
        first = talks.of("talk-0")
        assert first
        assert first.state == bytes(1_200)
        assert [record.place for record in talks] == list(range(number))
    assert peaks[1] < 1.2 * peaks[0]
