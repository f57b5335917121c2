# SPDX-License-Identifier: Apache-2.0
"""The whole way, with nothing played: a clause, a sign in a real room, what is said there, a signal, and its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from comity.core import watch
from comity.desk.watch import spaces
from comity.edge.platforms.matrix import connect
from comity.edge.stream.leases import Leases
from comity.site.laws import SHIPPED, Folders
from comity.site.watch_health import unsigned
from comity.site.watch_signs import Signs
from tests.edge.platforms.matrix.conftest import SOURCE, Stage
from tests.site.conftest import on_database
from tests.site.test_watch_live import raised_ids, runner

if TYPE_CHECKING:
    from tests.site.courthouse import House

pytestmark = pytest.mark.django_db


def community(home: Path, space: str) -> House:
    """Fernhollow at this hour, whose harvest is talked over in `space`; it is opened."""
    folder = home / "fernhollow"
    folder.mkdir()
    for file in (SHIPPED / "fernhollow").iterdir():
        (folder / file.name).write_text(file.read_text("utf-8").replace("chat/harvest", space), "utf-8")
    bare = on_database(home)
    house = type(bare)(
        store=bare.outside.store, papers=bare.outside.papers, vault=bare.outside.vault, home=home,
        keys=bare.outside.keys, wraps=bare.outside.wraps, laws=Folders((folder,), adopted=home / "adopted"),
    )  # fmt: skip
    house.adopt("fernhollow/2026")
    house.constitute()
    house.seat({"member": ("m1", "m2"), "lead": ("led",), "liaison": ("lia", "lio")})
    house.perform(watch.OpenSpace(by="led", space=space), "led", spaces.STREAM)
    house.clock.at = datetime.now(UTC) - timedelta(seconds=1)
    return house


class Site:
    """A community whose watch reads one room."""

    def __init__(self, stage: Stage, home: Path) -> None:
        self.room = stage.alba.room(name="The harvest", power_level_content_override={"users": {stage.watch.name: 50}})
        for other in (stage.bo, stage.cyd):
            other.join(self.room)
        stage.alba.invite(self.room, stage.watch.name)
        self.house = community(home, f"{SOURCE}/{self.room}")
        settings = {"url": stage.server.address, "token": stage.watch.token}
        self._connection = connect(SOURCE, settings, self.house.court.watching.watched)
        self._signs = Signs(court=self.house.court, connections={SOURCE: self._connection}, leases=Leases("one"))
        self._stream = runner(self.house)

    def look_at_signs(self) -> None:
        """As `comity work` does every five minutes."""
        self.house.clock.at = datetime.now(UTC)
        self._signs.turn()

    def read(self) -> int:
        """As `comity work` does all the time; how many messages were folded until now."""
        assert self._connection.reader
        self.house.clock.at = datetime.now(UTC)
        for batch in self._connection.reader.read(self._stream.cursor(SOURCE)):
            self._stream.feed(SOURCE, batch)
        return sum(one.told for one in self._stream.standing())

    def worries(self) -> list[str]:
        """What the doctor says of its signs."""
        return [rule for rule, _, _ in unsigned(self.house.court)]


def test_a_room_is_watched_from_its_sign_to_the_end_of_it(stage: Stage, tmp_path: Path) -> None:
    """P20: nothing before the sign, a signal with the words after it, nothing once a moderator took it away."""
    site = Site(stage, tmp_path)
    court = site.house.court
    stage.alba.say(site.room, "Nobody watches here! Yet! Say it!")
    assert (site.read(), site.worries()) == (0, ["watch-sign"])
    site.look_at_signs()
    [pinned] = stage.bo.call("GET", f"/rooms/{site.room}/state/m.room.pinned_events")["pinned"]
    shown = stage.bo.call("GET", f"/rooms/{site.room}/event/{pinned}")["content"]["body"]
    assert shown == f"{spaces.rules(court).sign}\nhttps://council.example/watched"
    said = ["Where is the tally?", "Stop twisting this!", "You do!!"]
    for words, speaker in zip(said, (stage.alba, stage.bo, stage.alba), strict=True):
        speaker.say(site.room, words)
    assert (site.read(), site.worries()) == (3, [])
    [raised] = raised_ids(site.house)
    told = court.watching.shown(raised, "m1")
    assert told is not None
    assert [line.text for line in told.lines] == said
    stage.alba.state(site.room, "m.room.pinned_events", {"pinned": []})
    site.look_at_signs()
    stage.bo.say(site.room, "Unread! Unread! Unread!")
    assert (site.read(), site.worries()) == (3, ["watch-sign"])
    assert court.watching.watched() == {}
