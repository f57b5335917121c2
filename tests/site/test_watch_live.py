# SPDX-License-Identifier: Apache-2.0
"""The live watch of a site, put together: law, signs, runner, what liaisons are shown. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from comity.core import watch
from comity.core.clause import Malformed
from comity.desk.watch import spaces
from comity.desk.watch.message import Message, Removed
from comity.desk.watch.ports import Batch, Connection, Refused
from comity.desk.watch.spaces import STREAM, signal_stream
from comity.desk.watch.trace import Library
from comity.edge.detector import policy as policies
from comity.edge.stream.leases import Leases
from comity.edge.stream.recent import SqlRecent
from comity.edge.stream.runner import SqlStream
from comity.site import watch_signs
from comity.site.laws import SHIPPED, Folders
from comity.site.watch_health import unsigned
from comity.site.watch_live import POLICY, Following, fold
from comity.site.watch_signs import Signs, last_mark
from tests.streams import Counting

if TYPE_CHECKING:
    from tests.site.courthouse import House

pytestmark = pytest.mark.django_db
SPACE = "chat/harvest"


class Board:
    """Where a platform keeps its signs."""

    def __init__(self) -> None:
        self.up: dict[str, str] = {}
        self.asked: list[str] = []
        self.private = False

    def put_up(self, space: str, text: str) -> str:
        self.asked.append("put up")
        if self.private:
            raise Refused("space", "a private room is never watched")
        self.up[space] = text
        return f"sign-of-{space}"

    def stands(self, space: str, mark: str) -> bool:
        self.asked.append("stands?")
        return space in self.up

    def take_down(self, space: str, mark: str) -> None:
        self.asked.append("take down")
        self.up.pop(space, None)


@pytest.fixture
def here(real_house: House) -> House:
    """Fernhollow with a lead, members and a liaison; the harvest is opened, and no sign stands there."""
    house = real_house
    laws = Folders((SHIPPED / "fernhollow",), adopted=house.home / "adopted")
    house = type(house)(
        store=house.outside.store, papers=house.outside.papers, vault=house.outside.vault, home=house.home, laws=laws,
        keys=house.outside.keys, wraps=house.outside.wraps,
    )  # fmt: skip
    house.adopt("fernhollow/2026")
    house.constitute()
    house.seat({"member": ("m1", "m2"), "lead": ("led",), "liaison": ("lia", "lio")})
    house.perform(watch.OpenSpace(by="led", space=SPACE), "led", STREAM)
    return house


def signs(house: House, board: Board) -> Signs:
    """The signs of a site that is connected to one platform, as another process would begin with them."""
    return Signs(court=house.court, connections={"chat": Connection(sign=board)}, leases=Leases("one"))


def test_what_the_council_accepts_of_a_pattern_holds_within_seconds_and_without_a_restart(here: House) -> None:
    """M12: the fold of a running worker follows the library; a text that looks for the same changes nothing."""
    now, known = [0.0], [Library(here.court.patterns.library().patterns)]
    following = Following(fold(here.home, known[0]), lambda: known[0], lambda: now[0])
    first, before = following.newest(), following.version
    cues = replace(known[0].patterns[0].cues, shapes=("quick",))
    known.append(Library((replace(known[0].patterns[0], cues=cues), *known[0].patterns[1:])))
    known.reverse()
    assert following.newest() is first
    now[0] = 6.0
    after = following.newest()
    assert (after.library, after.model, after.policy) == (known[0], first.model, first.policy)
    assert following.version != before
    known.insert(0, Library((replace(known[0].patterns[0], title="Said better"), *known[0].patterns[1:])))
    now[0] = 12.0
    assert following.newest() is after


def runner(house: House) -> SqlStream:
    """The runner of a site, with a fold that counts marks."""
    recent, counting = SqlRecent(house.outside.seal), Counting()
    return SqlStream(
        counting, house.court.watching.sink(counting, recent), transaction=house.outside.store.transaction,
        spaces=house.court.watching.watched, clock=house.clock, recent=recent,
        longest=lambda: spaces.rules(house.court).states,
    )  # fmt: skip


def told(house: House, *texts: str) -> tuple[Message, ...]:
    """Messages of one conversation, said a minute from now on."""
    return tuple(
        Message(
            conversation="chat/harvest-7", id=f"m{n}", author=f"a{n % 2}", text=text, space=SPACE,
            at=house.clock.now() + timedelta(minutes=n),
        )
        for n, text in enumerate(texts, 1)
    )  # fmt: skip


def test_nothing_is_read_before_the_sign_stands_and_nothing_after_it_is_gone(here: House) -> None:
    """P20: who speaks there can see that it is watched, or is not read."""
    board, stream = Board(), runner(here)
    stream.feed("chat", Batch(told=told(here, "!", "!", "!"), cursor="1"))
    assert stream.standing()[0].told == 0
    assert signs(here, board).turn() > 0
    assert board.up[SPACE] == f"{spaces.rules(here.court).sign}\nhttps://council.example/watched"
    stream.feed("chat", Batch(told=told(here, "!", "!", "!"), cursor="2"))
    assert stream.standing()[0].told == 3
    board.up.clear()
    signs(here, board).turn()
    stream.feed("chat", Batch(told=told(here, "!", "!", "!"), cursor="3"))
    assert stream.standing()[0].told == 3
    assert stream.forget(here.clock.now()) == 1


def test_a_sign_that_somebody_took_away_is_put_up_by_no_program(here: House) -> None:
    """P20: a program does not argue; when the same sign stands again, it is read again, from then on."""
    board = Board()
    signs(here, board).turn()
    words = board.up.pop(SPACE)
    for _ in range(3):
        here.wait(minutes=10)
        signs(here, board).turn()
    assert board.asked == ["put up", "stands?", "stands?", "stands?"]
    assert here.court.watching.watched() == {}
    board.up[SPACE] = words
    here.wait(minutes=10)
    signs(here, board).turn()
    assert here.court.watching.watched() == {SPACE: here.clock.now()}


def test_a_space_that_is_opened_anew_gets_its_sign_anew(here: House) -> None:
    """P20: what a program does not do by itself, whoever opens the space does; and it is read from then on."""
    board = Board()
    signs(here, board).turn()
    board.up.clear()
    here.wait(minutes=10)
    signs(here, board).turn()
    here.perform(watch.CloseSpace(by="led", space=SPACE), "led", STREAM)
    here.perform(watch.OpenSpace(by="led", space=SPACE), "led", STREAM)
    signs(here, board).turn()
    assert SPACE in board.up
    assert here.court.watching.watched() == {SPACE: here.clock.now()}


def test_a_sign_gets_the_words_of_the_clause_in_force(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """P20: what stands there is what was voted on; one that stands is replaced, one that was taken away is not."""
    board = Board()
    looking = signs(here, board)
    looking.turn()
    looking.turn()
    assert board.asked == ["put up", "stands?"]
    monkeypatch.setattr(watch_signs, "words", lambda _: "Other words.")
    looking.turn()
    assert board.up[SPACE] == "Other words."
    board.up.clear()
    monkeypatch.setattr(watch_signs, "words", lambda _: "New words.")
    looking.turn()
    assert not board.up


def test_the_doctor_names_a_space_where_no_sign_stands(here: House, caplog: pytest.LogCaptureFixture) -> None:
    """P20, P26: nothing of it is read, and whoever runs the site learns that, and what a person has to do there."""
    board = Board()
    board.private = True
    signs(here, board).turn()
    [(rule, where, text)] = unsigned(here.court)
    assert (rule, where) == ("watch-sign", SPACE)
    assert "nothing of it is read" in text
    assert f"no sign in {SPACE}: space: a private room is never watched" in caplog.text
    board.private = False
    signs(here, board).turn()
    assert list(unsigned(here.court)) == []


def test_a_space_that_is_closed_loses_its_sign_and_a_private_one_is_never_read(here: House) -> None:
    """P20: what is not watched does not say that it is."""
    board = Board()
    board.private = True
    signs(here, board).turn()
    assert here.court.watching.watched() == {}
    board.private = False
    here.wait(minutes=10)
    signs(here, board).turn()
    assert last_mark(here.court, SPACE) == f"sign-of-{SPACE}"
    here.perform(watch.CloseSpace(by="led", space=SPACE), "led", STREAM)
    here.wait(minutes=10)
    closed = signs(here, board)
    closed.turn()
    closed.turn()
    assert board.asked[-1] == "take down"
    assert board.asked.count("take down") == 1


def test_a_clause_that_ended_and_came_back_reads_nothing_of_the_time_between(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P20: also where the sign still hangs at a platform that nobody of us takes it from."""
    board, in_force = Board(), spaces.rules
    monkeypatch.setattr(board, "take_down", lambda space, mark: None)
    signs(here, board).turn()
    assert here.court.watching.watched() == {SPACE: here.clock.now()}
    monkeypatch.setattr(spaces, "rules", lambda court: replace(in_force(court), spaces={}))
    here.wait(minutes=10)
    signs(here, board).turn()
    monkeypatch.setattr(spaces, "rules", in_force)
    here.wait(days=3)
    assert here.court.watching.watched() == {}
    signs(here, board).turn()
    assert here.court.watching.watched() == {SPACE: here.clock.now()}


def test_one_platform_that_answers_nonsense_keeps_no_other_from_being_looked_at(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P20, P26: its space is not read; the others are, and their signs are looked at."""
    strange, forum = Board(), Board()
    monkeypatch.setattr(strange, "put_up", lambda space, text: "x" * 400)
    here.perform(watch.OpenSpace(by="led", space="forum/workshop"), "led", STREAM)
    connections = {"chat": Connection(sign=strange), "forum": Connection(sign=forum)}
    Signs(court=here.court, connections=connections, leases=Leases("one")).turn()
    assert set(here.court.watching.watched()) == {"forum/workshop"}


def test_a_signal_is_raised_with_the_words_around_it_and_loses_those_that_are_taken_back(here: House) -> None:
    """P20: from a platform's message to what a judge reads, in one transaction."""
    signs(here, Board()).turn()
    here.wait(hours=1)
    stream, messages = runner(here), told(here, "Where is the tally?", "Stop twisting this!", "You do!!")
    assert stream.feed("chat", Batch(told=messages, cursor="3")) == 1
    [raised] = raised_ids(here)
    shown = here.court.watching.shown(raised, "m1")
    assert shown is not None
    assert [line.text for line in shown.lines] == ["Where is the tally?", "Stop twisting this!", "You do!!"]
    gone = Removed(conversation=messages[1].conversation, id="m2", at=here.clock.now(), space=SPACE)
    stream.feed("chat", Batch(told=(gone,), cursor="4"))
    shown = here.court.watching.shown(raised, "m1")
    assert shown is not None
    assert "Stop twisting this!" not in [line.text for line in shown.lines]


def raised_ids(house: House) -> Iterator[str]:
    """The streams of every signal."""
    with house.court.desk.store.reading() as unit:
        yield from unit.history.streams(kind=signal_stream("").partition(":")[0])


def test_the_shipped_model_runs_behind_the_runner(here: House) -> None:
    """P20: the model and the runner agree on what a state is."""
    signs(here, Board()).turn()
    here.wait(hours=1)
    model, recent = fold(here.home), SqlRecent(here.outside.seal)
    stream = SqlStream(
        model, here.court.watching.sink(model, recent), transaction=here.outside.store.transaction,
        spaces=here.court.watching.watched, clock=here.clock, recent=recent,
    )  # fmt: skip
    stream.feed("chat", Batch(told=told(here, *["You are wrong again and you know it."] * 20), cursor="20"))
    assert (stream.standing()[0].told, stream.standing()[0].passed_over) == (20, 0)


def test_a_policy_that_was_fitted_here_is_the_one_that_speaks(tmp_path: Path) -> None:
    """P20: a community's own calibration, and a clear word where its file is none."""
    (tmp_path / POLICY).write_text(policies.written(replace(policies.DEFAULT, least=7)), "utf-8")
    assert fold(tmp_path).policy.least == 7
    (tmp_path / POLICY).write_text("{}", "utf-8")
    with pytest.raises(Malformed) as caught:
        fold(tmp_path)
    assert caught.value.faults[0].field == POLICY
