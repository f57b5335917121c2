# SPDX-License-Identifier: Apache-2.0
"""From a post in a forum to what a judge reads, and back when its author takes it away: all but the model (P20)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from comity.core import watch
from comity.desk.watch.spaces import STREAM
from comity.edge.platforms.discourse import connect
from comity.edge.stream.inbox import SqlInbox
from comity.edge.stream.leases import Leases
from comity.edge.stream.recent import SqlRecent
from comity.edge.stream.runner import SqlStream
from comity.site.laws import SHIPPED, Folders
from comity.site.watch_signs import Signs
from tests.edge.platforms.hook_conformance import SECRET
from tests.edge.platforms.replay_forum import Webhook, served
from tests.edge.platforms.test_discourse_sign import KEY, Moderated
from tests.site.test_watch_live import raised_ids
from tests.streams import Counting

if TYPE_CHECKING:
    from tests.site.courthouse import House

pytestmark = pytest.mark.django_db
SPACE = "forum/4"


class Watched:
    """A site whose clause names a category, that forum, and everything between."""

    def __init__(self, house: House, forum: Moderated, address: str) -> None:
        self.house, self.forum = house, forum
        forum.address = address
        settings = {"url": address, "key": KEY, "key_name": "watch", "hook_secret": SECRET}
        self.connection = connect("forum", settings, house.court.watching.watched)
        outside, counting = house.outside, Counting()
        recent = SqlRecent(outside.seal)
        transaction, watched = outside.store.transaction, house.court.watching.watched
        self.stream = SqlStream(
            counting, house.court.watching.sink(counting, recent), transaction=transaction, spaces=watched,
            clock=house.clock, recent=recent,
        )  # fmt: skip
        self.inbox = SqlInbox(transaction=transaction, spaces=watched, clock=house.clock, lock=outside.seal)
        hook = self.connection.hook
        assert hook
        hook._now = house.clock.now  # type: ignore[attr-defined]

        def target(headers: object, body: bytes) -> int:
            self.inbox.put(hook.receive(headers, body))  # type: ignore[arg-type]
            return 202

        self.webhook = Webhook(target, SECRET)
        forum.hooks.append(self.webhook)

    def wait(self, minutes: int) -> None:
        """Time goes on in the house and in the forum."""
        self.house.wait(minutes=minutes)
        self.forum.now = self.house.clock.now()

    def look_at_signs(self) -> None:
        """As `comity work` does every five minutes."""
        Signs(court=self.house.court, connections={"forum": self.connection}, leases=Leases("one")).turn()

    def poll(self) -> None:
        """One turn of the reader."""
        assert self.connection.reader
        for batch in self.connection.reader.read(self.stream.cursor("forum")):
            self.stream.feed("forum", batch)

    def hear(self) -> None:
        """What the forum sends, and one turn of the runner over it."""
        self.forum.deliver()
        self.stream.drain("forum", self.inbox)


@pytest.fixture
def here(real_house: House) -> Iterator[Watched]:
    """A category is opened by the lead; no sign stands there yet."""
    house = real_house
    shutil.copytree(SHIPPED / "fernhollow", house.home / "laws" / "fernhollow")
    text = house.home / "laws" / "fernhollow" / "2026.toml"
    text.write_text(text.read_text("utf-8").replace('mark = "chat/harvest"', f'mark = "{SPACE}"'), "utf-8")
    laws = Folders((house.home / "laws" / "fernhollow",), adopted=house.home / "adopted")
    house = type(house)(
        store=house.outside.store, papers=house.outside.papers, vault=house.outside.vault, home=house.home, laws=laws,
        keys=house.outside.keys, wraps=house.outside.wraps,
    )  # fmt: skip
    house.adopt("fernhollow/2026")
    house.constitute()
    house.seat({"member": ("m1", "m2"), "lead": ("led",), "liaison": ("lia", "lio")})
    house.perform(watch.OpenSpace(by="led", space=SPACE), "led", STREAM)
    forum = Moderated({4: "Garden", 6: "Staff"}, now=house.clock.now() - timedelta(minutes=10), key=KEY)
    forum.topic(1, category=4)
    forum.say(1, 1, "<p>!!! long before</p>")
    with served(forum) as address:
        yield Watched(house, forum, address)


def test_a_forum_is_read_from_its_sign_on_and_heard_live(here: Watched) -> None:
    """P20: by a clause, with a sign, and what its author takes back is shown to nobody."""
    here.poll()
    assert here.forum.requests == []
    here.look_at_signs()
    [sign] = [one for one in here.forum.topics.values() if one.get("pinned")]
    assert sign["category_id"] == 4
    here.wait(5)
    here.forum.say(101, 1, "<p>Where is the tally!</p>", user_id=7)
    here.forum.say(102, 1, "<p>Stop twisting this!</p>", user_id=8)
    here.poll()
    assert here.stream.standing()[0].told == 2
    here.wait(1)
    here.forum.say(103, 1, "<p>You do!!</p>", user_id=7)
    here.hear()
    [raised] = raised_ids(here.house)
    shown = here.house.court.watching.shown(raised, "m1")
    assert shown is not None
    assert [line.text for line in shown.lines] == ["Where is the tally!", "Stop twisting this!", "You do!!"]
    here.forum.delete(102)
    here.hear()
    shown = here.house.court.watching.shown(raised, "m1")
    assert shown is not None
    assert "Stop twisting this!" not in [line.text for line in shown.lines]


def test_where_the_sign_is_taken_away_nothing_more_is_asked(here: Watched) -> None:
    """P20: a moderator deletes the topic, and the watch of the category is over within one look."""
    here.look_at_signs()
    here.wait(5)
    here.forum.say(101, 1, "<p>Where is the tally!</p>")
    here.poll()
    [sign] = [id for id, one in here.forum.topics.items() if one.get("pinned")]
    here.forum.topics[sign]["deleted_at"] = here.forum.now.isoformat()
    here.wait(5)
    here.look_at_signs()
    asked = len(here.forum.requests)
    here.forum.say(102, 1, "<p>Stop twisting this!</p>")
    here.poll()
    here.hear()
    assert len(here.forum.requests) == asked
    assert here.stream.standing()[0].told == 1
