# SPDX-License-Identifier: Apache-2.0
"""What becomes of a wrap that opens nothing, and what is kept of whom a paper was handed out to."""

from __future__ import annotations

import pytest

from comity.desk import sealing
from comity.desk.ports import Wrap
from comity.desk.sealing import Identity
from tests.site.courthouse import ANNA, CASE, MEMBERS, House
from tests.site.test_court_seals import AGE, BENCH, WORDS, enrol, first, holding, opened

TEAR = "tear:one"


def wrapped_by(house: House, person: str, secret: str, digest: str, stream: str = CASE) -> int:
    """The browser of `person` makes what lacks of a paper, around `secret`; how many wraps were kept."""
    lacking = house.court.papers.lacking(stream, person).get(digest, ())
    made = [
        Wrap(digest=digest, person=name, key=key, wrap=bytes(inside))
        for (name, key), inside in sealing.wrapped(AGE, secret, lacking).items()
    ]
    return house.court.papers.add(stream, person, made)


def test_a_wrap_that_opens_nothing_is_given_back_and_another_reader_makes_the_next(house: House) -> None:
    """P10, P13: one of the bench keeps nobody out: who made it is on the record, and makes no other for that reader."""
    house.sitting()
    keys = enrol(house, ANNA, *BENCH)
    house.report(WORDS)
    digest, (bad, out, good) = first(house), MEMBERS[:3]
    house.free(bad, out, good)
    house.outside.wraps.drop(digest, out)
    assert wrapped_by(house, bad, AGE.fresh().secret, digest) == 1
    with pytest.raises(sealing.Unopenable):
        opened(house, out, keys[out], digest)
    custody = house.court.papers.custody
    assert not custody.useless(digest, "mallory")
    assert custody.useless(digest, out)
    assert not custody.useless(digest, out)
    assert wrapped_by(house, bad, AGE.fresh().secret, digest) == 0
    own = custody.wrap(digest, good)
    assert own is not None
    assert wrapped_by(house, good, sealing.secret_in(AGE, own, [keys[good].secret]), digest) == 1
    assert opened(house, out, keys[out], digest) == WORDS
    traces = [(t.by, t.useless) for t in custody.traced([digest]) if t.person == out]
    assert traces[1:] == [(bad, True), (good, False)]


def test_the_last_key_of_a_paper_is_never_given_back(house: House) -> None:
    """P1: that would destroy the paper."""
    house.sitting()
    enrol(house, ANNA, *BENCH)
    house.report(WORDS)
    digest = first(house)
    for person in holding(house, digest) - {MEMBERS[0]}:
        house.outside.wraps.drop(digest, person)
    assert not house.court.papers.custody.useless(digest, MEMBERS[0])
    assert holding(house, digest) == {MEMBERS[0]}


def test_to_whom_of_the_council_a_paper_was_handed_out_is_kept_once_a_day_and_never_of_a_party(house: House) -> None:
    """P4, P10: who read it is on the record; when a side looks is nobody's business."""
    house.sitting()
    house.report(WORDS)
    digest, reader = first(house), MEMBERS[0]
    handed = house.court.papers.custody.handed
    assert house.court.read_paper(CASE, reader, digest) is None
    assert list(handed([digest])) == []
    house.free(reader)
    for _again in range(3):
        assert house.court.read_paper(CASE, reader, digest) == WORDS
        assert house.court.read_paper(CASE, ANNA, digest) == WORDS
    house.court.papers.hand(CASE, reader, digest)
    assert [one.person for one in handed([digest])] == [reader]
    house.outside.papers.erase(digest)
    assert list(handed([digest])) == []


def small(house: House, *enrolled: str) -> dict[str, Identity]:
    """A report that two of the bench read, and that is a tear after all: nobody has worked on it since. The keys."""
    house.sitting()
    keys = enrol(house, *enrolled)
    house.report(WORDS, concerned=())
    house.free("chair")
    house.do("screen", "chair", choice="small")
    return keys


def test_what_is_a_tear_after_all_is_wrapped_at_once_for_those_who_listen(house: House) -> None:
    """P2, P10: in the transaction of the act; no other act on the case is waited for, and none takes it away again."""
    keys = small(house, *BENCH)
    assert holding(house, first(house)) >= {*MEMBERS, "chair", ANNA}
    house.work()
    assert opened(house, MEMBERS[0], keys[MEMBERS[0]], first(house), TEAR) == WORDS
    house.court.papers.refresh(CASE)
    assert holding(house, first(house)) >= {*MEMBERS}


def test_where_the_house_opens_nothing_the_browser_of_whoever_screened_wraps_for_those_who_listen(house: House) -> None:
    """P10, P21: on the page that answers their act, before the tear is there; a listener hands it on to the next."""
    keys = small(house, ANNA, *BENCH)
    digest = first(house)
    screened = holding(house, digest) & {*MEMBERS}
    (waits, later, *_others) = sorted({*MEMBERS} - screened)
    lacking = house.court.papers.lacking(CASE, "chair")
    assert len(lacking[digest]) == len({*MEMBERS} - screened)
    own = house.court.papers.custody.wrap(digest, "chair")
    assert own is not None
    secret = sealing.secret_in(AGE, own, [keys["chair"].secret])
    assert wrapped_by(house, "chair", secret, digest) == len(lacking[digest])
    house.work()
    assert opened(house, waits, keys[waits], digest, TEAR) == WORDS
    house.outside.wraps.drop(digest, later)
    for person in (ANNA, "mallory", later):
        assert house.court.papers.lacking(TEAR, person) == {}, "nobody hands on what they do not listen to, or hold"
    assert wrapped_by(house, waits, secret, digest, TEAR) == 1
    assert opened(house, later, keys[later], digest, TEAR) == WORDS
    assert house.court.papers.lacking(TEAR, waits) == {}
