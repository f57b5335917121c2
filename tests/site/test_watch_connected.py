# SPDX-License-Identifier: Apache-2.0
"""`comity watch sources`: whether a platform answers, and which marks a clause may name (P20, P26)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.cli import main
from comity.site.watch_connected import look
from tests.edge.platforms.conformance import START
from tests.edge.platforms.replay_forum import Forum, served

SECRET = "sixteen letters, or more"


@pytest.fixture
def forum() -> Iterator[tuple[Forum, str]]:
    """On loopback, with a key."""
    made = Forum({4: "Garden", 5: "Kitchen"}, now=START, key="k" * 20)
    with served(made) as address:
        yield made, address


def written(home: Path, address: str, *, key: str = "k" * 20) -> Path:
    """A home with one source."""
    path = home / "watch.toml"
    path.write_text(
        f'[forum]\nplatform = "discourse"\nurl = "{address}"\nkey = "{key}"\nkey_name = "watch"\n'
        f'hook_secret = "{SECRET}"\n',
        "utf-8",
    )
    path.chmod(0o600)
    return home


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command looks."""
    monkeypatch.setenv("COMITY_HOME", str(tmp_path))
    return tmp_path


def test_what_a_forum_shows_is_listed_as_a_clause_names_it(
    at_home: Path, forum: tuple[Forum, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """P20: and no word of any conversation is read for it."""
    written(at_home, forum[1])
    assert main(["watch", "sources"]) == 0
    told = capsys.readouterr().out
    assert "forum/4" in told
    assert "Kitchen" in told
    assert "/hooks/discourse/forum" in told
    assert forum[0].requests == ["/site.json"]
    assert main(["watch", "sources", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["spaces"] == {"forum/4": "Garden", "forum/5": "Kitchen"}
    assert found["wrong"] == ""


def test_a_platform_that_says_no_is_said_and_no_key_is_shown(
    at_home: Path, forum: tuple[Forum, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """P26: the answer is no, with the status."""
    written(at_home, forum[1], key="another-key-of-mine")
    assert main(["watch", "sources"]) == 1
    told = "".join(capsys.readouterr())
    assert "403" in told
    assert "another-key" not in told
    assert SECRET not in told


def test_a_file_that_others_may_read_is_a_fault(
    at_home: Path, forum: tuple[Forum, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """P21: a key lies in it."""
    (written(at_home, forum[1]) / "watch.toml").chmod(0o644)
    assert main(["watch", "sources"]) == 1
    assert "chmod 600" in capsys.readouterr().err


def test_without_a_source_the_answer_is_no(at_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P26: and it is said which file is meant."""
    assert main(["watch", "sources"]) == 1
    assert "watch.toml" in capsys.readouterr().err


def test_a_platform_that_only_speaks_first_says_where_it_speaks_to() -> None:
    """P26: GitHub is not read."""
    seen = look("hub", {"platform": "github", "hook_secret": SECRET}, "https://council.example")
    assert (seen.reads, seen.hears, seen.wrong) == (False, "https://council.example/hooks/github/hub", "")


def test_settings_that_are_wrong_are_said_for_one_source_alone() -> None:
    """P26: the others are asked all the same."""
    seen = look("hub", {"platform": "github"}, "https://council.example")
    assert "hub.hook_secret" in seen.wrong
