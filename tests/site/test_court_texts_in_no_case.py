# SPDX-License-Identifier: Apache-2.0
"""What lies in no case (requests, the register of authorities, past cases) reaches who comes to read it later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from comity.core import authority, council, keyring, petition
from comity.core.past import PastCase, TakePastCases
from comity.desk import sealing
from comity.desk.custody import SealedPaper
from comity.desk.filing import ForDemand, ForPast, ForPetition
from comity.desk.past import PAST
from comity.desk.petitions import DEMANDS, PETITIONS
from comity.desk.ports import Wrap
from comity.desk.sealing import Identity, Reader
from tests.site.courthouse import ANNA, BEN, MEMBERS, SEASON, SEATS, House
from tests.site.test_court_seals import AGE, BENCH, close, enrol, holding

NEW = "chair-2"
WORDS = "What was written before they came."


def asked(house: House, by: str = ANNA) -> str:
    """Somebody asks about their own data; the digest of their words."""
    words = house.court.file_paper(WORDS, ForPetition(asker=by))
    house.perform(petition.SubmitPetition(by=by, id=f"of-{by}", kind="access", words=words), by, PETITIONS)
    return words


def demanded(house: House) -> str:
    """An authority asks for papers; the digest of what is entered of it."""
    words = house.court.file_paper(WORDS, ForDemand(by="chair"))
    entered = authority.EnterDemand(
        by="chair", id="one", authority="court", basis="order", scope=("papers",), words=words, due=None, case="",
        concerned=(), silent=None,
    )  # fmt: skip
    house.perform(entered, "chair", DEMANDS)
    return words


def taken(house: House) -> str:
    """A past case is taken over; the digest of its text."""
    words = house.court.file_paper(WORDS, ForPast(by="chair"))
    closed = datetime(2023, 3, 1, tzinfo=UTC)
    case = PastCase(
        id="past-0000000000000001", row="0" * 32, closed=closed, kind="doxxing", ending="measure", opened=None,
        about=(), words=words,
    )  # fmt: skip
    house.perform(TakePastCases(by="chair", cases=(case,)), "chair", PAST)
    return words


KINDS: list[tuple[str, Callable[[House], str]]] = [
    (PETITIONS, asked),
    (DEMANDS, demanded),
    (PAST, taken),
]
EACH = pytest.mark.parametrize(("stream", "file"), KINDS, ids=["petition", "authority", "past"])


@pytest.fixture
def keys(house: House) -> dict[str, Identity]:
    """A council whose house key is closed for those who decide; whoever asks has a key as well."""
    house.sitting()
    found = enrol(house, ANNA, *BENCH, *SEATS["deputy"])
    close(house)
    return found


def another_chair(house: House) -> Identity:
    """Who presides steps down; somebody else sits down, with a key."""
    house.perform(council.StepDown(role="chair", person="chair", by="chair"), "chair", SEASON)
    house.work()
    house.seat({"chair": (NEW,)})
    own = enrol(house, NEW)[NEW]
    house.perform(keyring.EnrolKey(by=NEW, recipient=own.recipient), NEW, "keys:here")
    house.work()
    return own


def read(house: House, stream: str, person: str, digest: str) -> str | SealedPaper | None:
    court = house.court
    reading = {PETITIONS: court.petitions.read, DEMANDS: court.demands.read, PAST: court.past.read}
    return reading[stream](person, digest)


def secret_of(house: House, person: str, own: Identity, digest: str) -> str:
    wrap = house.court.papers.custody.wrap(digest, person)
    assert wrap is not None
    return sealing.secret_in(AGE, wrap, [own.secret])


def wraps(digest: str, secret: str, *readers: Reader) -> list[Wrap]:
    made = sealing.wrapped(AGE, secret, readers)
    return [Wrap(digest=digest, person=name, key=key, wrap=bytes(inside)) for (name, key), inside in made.items()]


def at_the_browser(house: House, stream: str, person: str, digest: str, secret: str) -> int:
    """What the browser of a holder makes for whoever lacks a wrap of this text; how many the server kept."""
    readers = house.court.papers.lacking(stream, person).get(digest, ())
    return house.court.papers.add(stream, person, wraps(digest, secret, *readers))


@EACH
def test_who_presides_later_reads_it_once_a_reader_opened_the_page(
    house: House, keys: dict[str, Identity], stream: str, file: Callable[[House], str]
) -> None:
    """P13, P21: the house cannot open it any more; the browser of a reader makes the wrap, and only what lacks."""
    digest = file(house)
    own = another_chair(house)
    found = read(house, stream, NEW, digest)
    assert isinstance(found, SealedPaper)
    assert found.key == ""
    lacking = house.court.papers.lacking(stream, MEMBERS[0])
    assert [reader.recipient for reader in lacking[digest]] == [own.recipient]
    secret = secret_of(house, MEMBERS[0], keys[MEMBERS[0]], digest)
    assert at_the_browser(house, stream, MEMBERS[0], digest, secret) == 1
    assert at_the_browser(house, stream, MEMBERS[0], digest, secret) == 0
    found = read(house, stream, NEW, digest)
    assert isinstance(found, SealedPaper)
    assert found.key == sealing.key_id(own.recipient)
    sealed = house.court.papers.custody.ciphertext(digest)
    assert sealed is not None
    assert sealing.text_of(AGE, sealed, secret_of(house, NEW, own, digest)).decode() == WORDS


@EACH
def test_who_holds_no_key_of_it_makes_no_wrap(
    house: House, keys: dict[str, Identity], stream: str, file: Callable[[House], str]
) -> None:
    """P10: not a stranger, not a reader without a wrap, not who read it once, not who asked it: one could lock out."""
    digest = file(house)
    another_chair(house)
    due = house.court.papers.lacking(stream, MEMBERS[0])[digest]
    made = wraps(digest, AGE.fresh().secret, *due)
    for person in ("mallory", "", NEW, "chair", ANNA):
        assert house.court.papers.lacking(stream, person) == {}
        assert house.court.papers.makes_for(stream, person) == {}
        assert house.court.papers.add(stream, person, made) == 0
    assert NEW not in holding(house, digest)


@EACH
def test_a_wrap_for_who_may_not_read_it_is_passed_over(
    house: House, keys: dict[str, Identity], stream: str, file: Callable[[House], str]
) -> None:
    """P10: neither for a stranger, nor for who left, nor for a text of another stream, whatever the browser sends."""
    digest = file(house)
    another_chair(house)
    custody, secret = house.court.papers.custody, secret_of(house, MEMBERS[0], keys[MEMBERS[0]], digest)
    before = holding(house, digest)
    enrol(house, "mallory", BEN)
    for person in ("mallory", BEN):
        readers = custody.readers([person])
        for named in (readers, custody.told(readers)):
            assert house.court.papers.add(stream, MEMBERS[0], wraps(digest, secret, *named)) == 0
    (due,) = house.court.papers.lacking(stream, MEMBERS[0])[digest]
    for other in {PETITIONS, DEMANDS, PAST, "petition:other", "channel:here", "tear:none"} - {stream}:
        assert house.court.papers.add(other, MEMBERS[0], wraps(digest, secret, due)) == 0
    assert holding(house, digest) == before


def test_nobody_makes_wraps_of_what_they_asked_themselves(house: House, keys: dict[str, Identity]) -> None:
    """P10: a member who asks about their own data is no reader of it as a member, and gets no say in who reads it."""
    digest = asked(house, MEMBERS[0])
    own = another_chair(house)
    assert MEMBERS[0] in holding(house, digest)
    assert house.court.papers.lacking(PETITIONS, MEMBERS[0]) == {}
    lacking = house.court.papers.lacking(PETITIONS, MEMBERS[1])
    assert [reader.recipient for reader in lacking[digest]] == [own.recipient]
