# SPDX-License-Identifier: Apache-2.0
"""The watch through a whole court: from a model's word to what a liaison is shown, and to its end. All invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from comity.core import watch
from comity.core.clause import Refusal
from comity.core.watch import Mode, Verdict, signal
from comity.desk.ports import Missing
from comity.desk.watch import spaces, verdicts
from comity.desk.watch.evidence import MOST_LINES, Evidence, Line
from comity.desk.watch.message import Message, Told
from comity.desk.watch.patterns import Cues
from comity.desk.watch.shelf import SIGNALS
from comity.desk.watch.signal import Kind, Reading, Reason, Signal
from comity.desk.watch.sink import CourtSink
from comity.desk.watch.spaces import STREAM, digest, signal_stream
from comity.desk.watch.trace import Library
from comity.desk.watch.tried import named
from comity.site.laws import SHIPPED, Folders
from tests.site.courthouse import START

if TYPE_CHECKING:
    from tests.site.courthouse import House

SPACE, TALK = "chat/harvest", "chat/harvest/1"
DAY = timedelta(days=1)


class Scripted:
    """A fold that reads the temperature off a message: the number after its last blank."""

    version = "model/policy"

    def step(self, state: bytes, told: Told) -> tuple[bytes, Signal | None]:
        """Nothing is said."""
        return state, None

    def reading(self, state: bytes, message: Message) -> tuple[bytes, Reading, Signal | None]:
        """The number."""
        risk = int(message.text.split()[-1]) / 100
        return state, Reading(conversation=TALK, message=message.id, at=message.at, risk=risk), None

    def expired(self, state: bytes, at: object) -> bool:
        """Never."""
        return False


class Kept:
    """The last words of one conversation."""

    def __init__(self, *messages: Message) -> None:
        self.messages = list(messages)

    def of(self, conversation: str) -> Sequence[Message]:
        """All of them."""
        return self.messages if conversation == TALK else ()


def said(n: int, author: str, text: str) -> Message:
    return Message(conversation=TALK, id=f"m{n}", author=author, at=START + n * timedelta(minutes=5), text=text)


MESSAGES = (
    said(1, "ann", "I moved the tally. 18"),
    said(2, "@bob:chat.example", "Thanks ann, could @carl have a look? 22"),
    said(3, "ann", "As I said, it was never sent. 41"),
    said(4, "@bob:chat.example", "Stop twisting this, Ann! 72"),
    said(5, "ann", "Sorry, both of you. 48"),
)


def spoken(name: str = "one", **more: object) -> Signal:
    why = (
        Reason(code="you", weight=1.5, message="m4", words=("Stop twisting",)),
        Reason(code="again", weight=0.9, message="m3", words=("As I said",)),
        Reason(code="voices", weight=0.3),
    )
    given = {
        "id": name, "kind": Kind.WARMING, "conversation": TALK, "message": "m4", "at": START, "risk": 0.72,
        "change": 0.4, "reasons": why, "model": "model", "policy": "policy", "space": SPACE,
        "place": "https://chat.example/harvest/m4", "step": "let-it-rest",
    }  # fmt: skip
    return Signal(**{**given, **more})  # type: ignore[arg-type]


@pytest.fixture
def here(house: House) -> House:
    """Fernhollow with a lead, two members and two liaisons, one of whom also sits; the harvest is watched."""
    laws = Folders((SHIPPED / "fernhollow",), adopted=house.home / "adopted")
    house = type(house)(
        store=house.outside.store, papers=house.outside.papers, vault=house.outside.vault, home=house.home, laws=laws,
        keys=house.outside.keys, wraps=house.outside.wraps,
    )  # fmt: skip
    house.adopt("fernhollow/2026")
    house.constitute()
    seats = {"member": ("m1", "m2"), "lead": ("led",), "liaison": ("lia", "lio")}
    house.seat(seats)
    house.perform(watch.OpenSpace(by="led", space=SPACE), "led", STREAM)
    house.perform(watch.PutUpSign(by="led", space=SPACE, mark="https://chat.example/sign"), "led", STREAM)
    return house


def sink(house: House, kept: Kept | None = None) -> CourtSink:
    return house.court.watching.sink(Scripted(), kept or Kept(*MESSAGES), limit=lambda place: 0.6)


def live(house: House) -> None:
    """What the model says was proved, and is shown."""
    for n in range(6):
        sink(house).put([spoken(f"proof-{n}")])
        stream = signal_stream(digest(f"proof-{n}"))
        house.perform(signal.JudgeSignal(by="m1", verdict=Verdict.USEFUL), "m1", stream)
    house.wait(days=14)
    house.work()
    house.perform(watch.GoLive(by="m2", of="model/policy"), "m2", STREAM)


def shown(house: House, name: str = "one", person: str = "lia") -> Evidence | None:
    return house.court.watching.shown(signal_stream(digest(name)), person)


def rows(house: House) -> int:
    """How many signals stand in the read model."""
    with house.court.desk.store.reading() as unit:
        return unit.rows.count(SIGNALS)


def line(house: House, n: int) -> Line:
    found = shown(house)
    assert found is not None
    return found.lines[n]


def test_a_signal_of_the_model_reaches_its_judges_first_and_liaisons_once_it_was_proved(here: House) -> None:
    """P20: shadow first, through the whole court, its verdicts counted by the worker."""
    sink(here).put([spoken()])
    assert shown(here) is None
    assert shown(here, person="m1") is not None
    live(here)
    sink(here).put([spoken("two")])
    assert shown(here, "two") is not None
    assert [shown(here, "two", person) for person in ("m1", "led", "", "anybody")] == [None] * 4
    assert verdicts.tally(here.court)["model/policy"].unseen == watch.Tally(useful=6)


def test_what_is_shown_has_voices_and_no_name(here: House) -> None:
    """P20: neither speakers nor those whom they address, by whole mark or by its local part."""
    live(here)
    sink(here).put([spoken()])
    found = shown(here)
    assert found is not None
    assert [one.voice for one in found.lines] == ["A", "B", "A", "B"]
    assert [one.text for one in found.lines] == [
        "I moved the tally. 18", "Thanks @A, could @somebody have a look? 22", "As I said, it was never sent. 41",
        "Stop twisting this, @A! 72",
    ]  # fmt: skip
    assert [one.risk for one in found.lines] == [180, 220, 410, 720]
    assert [(m.words, m.tenths) for m in found.lines[3].marks] == [("Stop twisting", 15)]
    assert (found.limit, found.whole[0].words, found.place) == (600, "voices", "https://chat.example/harvest/m4")
    events = str(here.court.desk.events(signal_stream(digest("one")))) + str(here.court.desk.events(STREAM))
    assert not any(word in events for word in ("ann", "bob", "carl", "twisting", "m4", TALK))


def test_a_signal_that_comes_again_changes_nothing_and_one_about_another_space_is_not_kept(here: House) -> None:
    """P24, P20: the runner may be killed and say it again; a space that rests says nothing."""
    live(here)
    for _ in range(3):
        sink(here).put([spoken(), spoken()])
    assert len(here.court.desk.events(signal_stream(digest("one")))) == 1
    assert spaces.state(here.court).spent(here.clock.at) == 1
    sink(here).put([spoken("kitchen", space="chat/kitchen")])
    here.perform(watch.PauseSpace(by="led", space=SPACE), "led", STREAM)
    sink(here).put([spoken("later")])
    assert [shown(here, name) for name in ("kitchen", "later")] == [None, None]


def test_it_is_taken_back_with_the_transaction_in_which_it_was_put(here: House) -> None:
    """P24: what the runner did not commit was never said."""
    live(here)
    with pytest.raises(ZeroDivisionError), here.court.desk.store.transaction():
        sink(here).put([spoken()])
        raise ZeroDivisionError
    assert shown(here) is None
    assert spaces.state(here.court).spent(here.clock.at) == 0


def test_a_week_shows_no_more_than_its_budget(here: House) -> None:
    """P20: what is over it is shown to nobody, and no word of it is kept."""
    live(here)
    sink(here).put([spoken(f"s{n}") for n in range(8)])
    modes = [here.court.desk.state(signal_stream(digest(f"s{n}"))).state.mode for n in range(8)]
    assert modes == [Mode.LIVE] * 5 + [Mode.OVER] * 3
    assert shown(here, "s7") is None
    assert here.court.desk.state(signal_stream(digest("s7"))).state.evidence == ""


def test_words_that_are_gone_at_their_platform_are_gone_here(here: House) -> None:
    """P20: at once, also out of the paper that held them; an edited message reads as it reads there."""
    live(here)
    sink(here).put([spoken()])
    before = here.court.desk.state(signal_stream(digest("one"))).state.evidence
    sink(here).changed(TALK, "m4", None)
    assert (line(here, 3).text, line(here, 3).gone, line(here, 3).marks) == ("", True, ())
    sink(here).changed(TALK, "m3", "It was never sent. 41")
    assert (line(here, 2).text, line(here, 2).marks) == ("It was never sent. 41", ())
    sink(here).changed(TALK, "m99", None)
    here.work()
    with pytest.raises(Missing):
        here.court.watching.read_shown(before)
    sink(here).changed(TALK, "", None)
    assert all(line(here, n).gone for n in range(4))


def test_an_edit_brings_no_name_into_what_is_shown(here: House) -> None:
    """P20: who is named in the new words is the voice that they are there; who is none of them is somebody."""
    live(here)
    sink(here).put([spoken()])
    sink(here).changed(TALK, "m3", "ann told bob and @JD so, and carl is no voice. 41")
    assert line(here, 2).text == "@A told @B and @somebody so, and carl is no voice. 41"
    sink(here, Kept(*MESSAGES[3:4])).changed(TALK, "m4", "bob would say it otherwise. 41")
    assert line(here, 3).text == "@B would say it otherwise. 41"


def test_one_message_that_the_model_cannot_read_hides_no_signal(here: House) -> None:
    """P20: nobody blinds the watch by one message, neither in the runner nor where a signal is shown."""
    live(here)
    strange = replace(MESSAGES[1], text="no number of any kind")
    sink(here, Kept(MESSAGES[0], strange, *MESSAGES[2:])).put([spoken()])
    assert [line(here, n).risk for n in range(4)] == [180, 180, 410, 720]


def test_words_that_go_after_the_end_of_a_signal_stop_no_reading(here: House) -> None:
    """P24: the end of a signal may be worked off later than it came."""
    live(here)
    sink(here).put([spoken()])
    here.clock.at += 31 * DAY
    sink(here).changed(TALK, "m4", None)
    sink(here).changed(TALK, "m3", None)
    here.work()
    assert here.court.desk.state(signal_stream(digest("one"))).state.expired is not None


def test_words_are_gone_also_where_their_platform_knows_only_their_space(here: House) -> None:
    """P20: what was taken back in a thread that a restarted reader does not know is taken out of what is shown."""
    live(here)
    sink(here).put([spoken()])
    sink(here).changed("chat/kitchen", "m4", None)
    assert line(here, 3).text
    sink(here).changed(SPACE, "m4", None)
    assert [line(here, n).gone for n in range(4)] == [False, False, False, True]


def test_a_conversation_that_cooled_says_so_and_shows_how(here: House) -> None:
    """P20: what made the watch speak stays marked; what was said since stands below it."""
    live(here)
    kept = Kept(*MESSAGES[:4])
    sink(here, kept).put([spoken()])
    kept.messages.append(MESSAGES[4])
    calm = (Reason(code="sorry", weight=-1.0, message="m5", words=("Sorry",)),)
    eased = spoken("eased", kind=Kind.EASED, message="m5", risk=0.48, reasons=calm)
    for _ in range(2):
        sink(here, kept).put([eased])
    state = here.court.desk.state(signal_stream(digest("one"))).state
    assert state.eased is not None
    assert [m.tenths for m in line(here, 3).marks] == [15]
    assert (line(here, 4).risk, [m.tenths for m in line(here, 4).marks]) == (480, [-10])


def test_a_signal_expires_by_the_clock_and_its_words_are_destroyed(here: House) -> None:
    """P20: nobody has to remember it."""
    live(here)
    sink(here).put([spoken()])
    paper = here.court.desk.state(signal_stream(digest("one"))).state.evidence
    assert paper
    assert rows(here) == 7
    here.wait(days=31)
    here.work()
    assert (shown(here), rows(here)) == (None, 0)
    with pytest.raises(Missing):
        here.court.watching.read_shown(paper)


def test_a_sign_that_is_gone_ends_the_reading_and_no_person_speaks_for_the_runner(here: House) -> None:
    """P20: whoever checks the signs says it once; what only the runner says is refused to everybody."""
    assert spaces.sign_seen(here.court, SPACE, stands=True, mark="https://chat.example/sign", at=here.clock.at) is None
    assert spaces.sign_seen(here.court, SPACE, stands=False, at=here.clock.at) is not None
    assert spaces.sign_seen(here.court, SPACE, stands=False, at=here.clock.at) is None
    assert here.court.watching.watched() == {}
    no = here.refused(watch.AdmitSignal(id=digest("x"), space=SPACE, version="m/p"), "lia", STREAM)
    assert no.clause.id == "P10"
    with pytest.raises(Refusal):
        here.perform(watch.MissSign(by="clerk", space=SPACE), "lia", STREAM)


def test_what_is_shown_is_bounded_and_leads_nowhere_but_to_a_page(here: House) -> None:
    """P20, P26: the last lines of a long talk and how many came before; an address is one that a browser asks for."""
    live(here)
    many = [said(n, f"p{n % 30}", f"word {n}") for n in range(MOST_LINES + 5)]
    sink(here, Kept(*many)).put([spoken(message=many[-1].id, place="javascript:alert(1)")])
    found = shown(here)
    assert found is not None
    assert (len(found.lines), found.before, found.place) == (MOST_LINES, 5, "")
    assert (found.lines[0].text, found.lines[-1].text) == ("word 5", f"word {MOST_LINES + 4}")
    assert {line.voice for line in found.lines} >= {"A", "Z", "AA", "AD"}


def test_who_steps_aside_from_a_conversation_reads_no_other_signal_of_it_now_or_later(here: House) -> None:
    """P10: neither one that stands already, nor one that is raised when the first is long forgotten."""
    live(here)
    sink(here).put([spoken(), spoken("beside"), spoken("apart", conversation="chat/harvest/2")])
    here.perform(signal.StepAside(by="lia"), "lia", signal_stream(digest("one")))
    here.work()
    read = [[shown(here, name, person) is not None for name in ("one", "beside")] for person in ("lia", "lio")]
    assert read == [[False, False], [True, True]]
    assert here.court.watching.read(signal_stream(digest("apart")), "lia") is not None
    here.wait(days=40)
    here.work()
    sink(here).put([spoken("anew")])
    assert (shown(here, "anew", "lia"), shown(here, "anew", "lio") is None) == (None, False)
    here.refused(signal.HandOver(by="lio", to="lia"), "lio", signal_stream(digest("anew")))


def test_hostile_words_are_shown_plainly_and_break_nothing(here: House) -> None:
    """P26: a megabyte, control characters, marks that turn the writing round, names made of signs."""
    live(here)
    nasty = (
        said(1, ".*", "x" * 1_000_000 + " 10"),
        said(2, "\u017f(", "\u202e\x00\x1b[31mevil\u2066 \u017f( @S 20"),
        said(3, "12", "@12 and 12 apples 30"),
    )
    sink(here, Kept(*nasty)).put([spoken(message="m3")])
    found = shown(here)
    assert found is not None
    assert len(found.lines[0].text) < 2000
    assert not any(c in found.lines[1].text for c in "\u202e\x00\x1b\u2066")
    assert "12 apples" in found.lines[2].text


def test_a_changed_pattern_is_counted_where_it_would_have_been_named_and_shown_to_no_liaison(here: House) -> None:
    """P20: with cues that nobody trusts yet the signal is the same, and how often they would have fitted is kept."""
    cues = Cues(words=("twisting this",), messages=1, voices=1)
    usual = replace(here.court.patterns.library().patterns[0], cues=cues, version=7)
    tried = replace(usual, shadow=True)
    for name, known in (("with", (tried,)), ("without", ()), ("trusted", (usual,))):
        where = here.court.watching.sink(
            Scripted(), Kept(*MESSAGES), limit=lambda place: 0.6, library=partial(Library, known)
        )
        where.put([spoken(name)])
        where.put([spoken(name)])
    state = spaces.state(here.court)
    assert {pattern: len(found) for pattern, found in state.tried.items()} == {f"{usual.id}/7": 1}
    assert [one.id for one in named(state, f"{usual.id}/7")] == [digest("with")]
    told = [here.court.desk.state(signal_stream(digest(name))).state.pattern for name in ("with", "without")]
    assert told == ["", ""]
