# SPDX-License-Identifier: Apache-2.0
"""How an installation is connected to platforms, and what its operator hears of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from comity.core.clause import Malformed
from comity.edge.stream.inbox import Tray
from comity.edge.stream.places import Places, Standing
from comity.site import watch_sources
from comity.site.watch_health import PATIENCE, Health, connected, health
from comity.site.watch_live import remembered
from tests.streams import EPOCH

FORUM = '[forum]\nplatform = "discourse"\nurl = "https://forum.example.org"\nkey = "env:FORUM_KEY"\n'


def written(home: Path, text: str) -> Path:
    """A home with that file."""
    (home / "watch.toml").write_text(text, "utf-8")
    return home


def test_a_source_is_a_table_and_its_key_stands_where_the_environment_says(tmp_path: Path) -> None:
    """P20: what opens a platform need lie in no file, and lies in no history."""
    found = watch_sources.read(written(tmp_path, FORUM), {"FORUM_KEY": "secret"})
    assert found == {"forum": {"platform": "discourse", "url": "https://forum.example.org", "key": "secret"}}
    assert watch_sources.read(tmp_path / "nowhere") == {}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("[forum", "watch.toml"),
        ('forum = "discourse"', "watch.toml: forum"),
        ("[Forum]\nplatform = 'x'", "watch.toml: Forum"),
        ("[forum]\nurl = 'x'", "watch.toml: forum.platform"),
        ("[forum]\nplatform = 7", "watch.toml: forum.platform"),
        (FORUM, "watch.toml: forum.key"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_and_no_value_is_repeated(tmp_path: Path, text: str, field: str) -> None:
    """P26: the operator reads which line, and a log reads no key."""
    with pytest.raises(Malformed) as caught:
        watch_sources.read(written(tmp_path, text), {})
    assert [fault.field for fault in caught.value.faults] == [field]


@pytest.mark.parametrize("platform", ["nowhere", "../secret", "asking"])
def test_a_platform_that_is_none_is_refused_by_name(tmp_path: Path, platform: str) -> None:
    """P26: nothing else of the program can be loaded by that word."""
    with pytest.raises(Malformed) as caught:
        watch_sources.connect("forum", {"platform": platform}, dict)
    assert caught.value.faults[0].field == "watch.toml: forum.platform"


def test_a_source_is_asked_for_its_own_spaces_alone() -> None:
    """P20: a clause about one platform opens nothing at another."""
    spaces = watch_sources.of_source("forum", lambda: {"forum/4": EPOCH, "forum-b/4": EPOCH, "room/4": EPOCH})
    assert list(spaces()) == ["forum/4"]


def test_a_clause_that_ends_is_obeyed_within_seconds() -> None:
    """P20: the law is asked again and again, and not with every message."""
    asked, now = [0], [0.0]

    def ask() -> Mapping[str, object]:
        asked[0] += 1
        return {}

    spaces = remembered(ask, lambda: now[0])  # type: ignore[arg-type]
    for now[0] in (0.0, 1.0, 4.9, 5.1, 6.0):
        spaces()
    assert asked == [2]


def standing(name: str, **known: object) -> Standing:
    """A source that stands so."""
    plain = {"asked": EPOCH, "heard": EPOCH, "error": "", "since": None, "told": 9, "passed_over": 0}
    return Standing(name=name, **{**plain, **known})  # type: ignore[arg-type]


def test_the_doctor_names_what_needs_a_human_and_only_then() -> None:
    """P20: a watch that sees nothing must not look like a calm community."""
    now = EPOCH + PATIENCE + timedelta(minutes=1)
    ill = Health(
        standing=(
            standing("down", error="ConnectionResetError", since=EPOCH),
            standing("idle"),
            standing("strange", asked=now, passed_over=2),
            standing("well", asked=now, error="ConnectionResetError", since=now),
        ),
        trays=(Tray(source="well", many=3, since=EPOCH), Tray(source="idle", many=1, since=now)),
        live=4,
    )
    assert [(rule, where) for rule, where, _ in ill.findings(now)] == [
        ("watch-source", "down"),
        ("watch-late", "idle"),
        ("watch-unread", "strange"),
        ("watch-waiting", "well"),
    ]
    assert list(ill.lines(now))[-2:] == [
        "well: read 0 s ago; told 9; 3 deliveries wait; ConnectionResetError",
        "4 conversations are live",
    ]


@pytest.mark.django_db
def test_a_site_that_watches_nothing_is_told_nothing_of_it() -> None:
    """P20: off until a clause adopts it, for the operator too."""
    assert (list(health().findings(EPOCH)), list(health().lines(EPOCH))) == ([], [])
    Places("default").failed("forum", "TimeoutError", EPOCH)
    assert list(health().lines(EPOCH)) == [
        "forum: not read yet; told 0; 0 deliveries wait; TimeoutError",
        "0 conversations are live",
    ]


@pytest.mark.django_db
def test_a_source_that_was_disconnected_is_nobodys_worry(tmp_path: Path) -> None:
    """P26: the doctor speaks of what the home names, and of the partitions that its workers share."""
    written(tmp_path, '[room]\nplatform = "matrix"\n')
    for name in ("forum", "room", "nats/1", "nats/7"):
        Places("default").failed(name, "TimeoutError", EPOCH)
    known = connected(tmp_path, "nats://host?partitions=2")
    assert [one.name for one in health(known).standing] == ["nats/1", "room"]
