# SPDX-License-Identifier: Apache-2.0
"""Keys in a whole court: made with words, replaced without losing a paper, ended when somebody leaves."""

from __future__ import annotations

import base64

import pytest

from comity.core import council, keyring
from comity.core.clause import Malformed, Refusal
from comity.desk import sealing
from comity.desk.keys import PASSKEY, PHRASE, Fresh, read_papers, read_ways
from comity.desk.ports import Wrapped
from comity.desk.sealing import Identity
from comity.edge.age import Rage
from tests.site.courthouse import MEMBERS, SEASON, House

AGE = Rage()


def way(own: Identity, by: str = PHRASE, label: str = "") -> Wrapped:
    """An identity as it is kept: here sealed to itself, for no browser opens it."""
    return Wrapped(by=by, label=label, blob=base64.b64encode(AGE.seal(own.secret.encode(), [own.recipient])).decode())


def make(house: House, person: str, own: Identity, *, replaces: str = "", **more: object) -> None:
    fresh = Fresh(recipient=own.recipient, wrapped=(way(own),), replaces=replaces, **more)  # type: ignore[arg-type]
    house.court.keys.make(person, fresh, act_id=f"make-{own.recipient[4:24]}", at=house.clock.at)


def key_of(own: Identity) -> str:
    return sealing.key_id(own.recipient)


def test_what_the_server_kept_for_somebody_goes_to_their_key_when_they_make_one(house: House) -> None:
    """P21: from then on their browser alone opens it; and the ring counts them."""
    house.sitting()
    house.report()
    digest, own = house.case().papers[0].digest, AGE.fresh()
    before = {wrap.person: wrap.key for wrap in house.outside.wraps.of(digest)}
    assert before["chair"] == key_of(house.outside.house)
    make(house, "chair", own)
    after = {wrap.person: wrap.key for wrap in house.outside.wraps.of(digest)}
    assert after == {**before, "chair": key_of(own)}
    assert [wrap.digest for wrap in house.court.keys.held("chair", key_of(own))] == [digest]
    assert house.court.keys.count().of == len(MEMBERS) + 3


def test_a_new_key_takes_every_paper_along_or_is_not_made(house: House) -> None:
    """P13: replacing a key loses nothing; where one paper would be lost nothing is changed."""
    house.sitting()
    house.report()
    old, new = AGE.fresh(), AGE.fresh()
    make(house, "chair", old)
    keys, custody = house.court.keys, house.court.papers.custody
    with pytest.raises(Malformed, match="1 papers came"):
        make(house, "chair", new, replaces=key_of(old))
    assert keys.own("chair") is not None
    assert [key.person for key in keys.ring().keys.values()] == ["chair"]
    (wrap,) = keys.held("chair", key_of(old))
    secret = sealing.secret_in(AGE, wrap.wrap, [old.secret])
    again = AGE.seal(f"{secret}\n".encode(), [new.recipient])
    third = Fresh(recipient=new.recipient, wrapped=(way(new),), replaces=key_of(old), papers=((wrap.digest, again),))
    keys.make("chair", third, act_id="make-the-third-one", at=house.clock.at)
    assert custody.wrap(wrap.digest, "chair") == again
    assert keys.held("chair", key_of(old)) == ()
    former = house.outside.keys.find("chair", key_of(old))
    assert former is not None
    assert (former.retired, former.wrapped) == (house.clock.at, ())


def test_a_key_is_never_kept_by_a_passkey_alone(house: House) -> None:
    """P13: neither at first nor later; a passkey comes and goes, new words take the place of the old."""
    house.sitting()
    own = AGE.fresh()
    alone = Fresh(recipient=own.recipient, wrapped=(way(own, PASSKEY, "phone"),))
    with pytest.raises(Malformed, match="printed words"):
        house.court.keys.make("chair", alone, act_id="make-by-passkey-alone", at=house.clock.at)
    make(house, "chair", own)
    keys, phone, words = house.court.keys, way(own, PASSKEY, "phone"), way(own)
    keys.add_way("chair", key_of(own), phone)
    keys.add_way("chair", key_of(own), words)
    kept = keys.own("chair")
    assert kept is not None
    assert [(one.by, one.blob) for one in kept.wrapped] == [(PASSKEY, phone.blob), (PHRASE, words.blob)]
    keys.end_way("chair", key_of(own), phone.blob)
    with pytest.raises(Malformed, match="printed words"):
        keys.end_way("chair", key_of(own), words.blob)
    with pytest.raises(Refusal):
        keys.add_way("member-1", key_of(own), phone)


def test_somebody_who_leaves_leaves_no_key_behind(house: House) -> None:
    """P13: whoever steps down has no key any more, and that is recorded; the others keep theirs."""
    house.sitting()
    house.report()
    one, other = AGE.fresh(), AGE.fresh()
    make(house, MEMBERS[0], one)
    make(house, MEMBERS[1], other)
    house.perform(council.StepDown(role="member", person=MEMBERS[0], by=MEMBERS[0]), MEMBERS[0], SEASON)
    house.work()
    ring = house.court.keys.ring()
    assert ring.keys[key_of(one)].why is keyring.Why.LEFT
    assert house.court.keys.own(MEMBERS[0]) is None
    assert house.outside.keys.find(MEMBERS[0], key_of(one)).wrapped == ()  # type: ignore[union-attr]
    assert set(keyring.live(ring)) == {MEMBERS[1]}


def test_the_server_keeps_nothing_new_for_those_who_decide_once_its_key_is_closed(house: House) -> None:
    """P21: closed by who presides, on a ground that anybody reads; a member without a key gets no wrap."""
    house.sitting()
    for person in (*MEMBERS[:5], "deputy-1", "chair"):
        make(house, person, AGE.fresh())
    ground = house.court.file_paper("Enough of us have a key.")
    with pytest.raises(Refusal):
        house.court.keys.close(MEMBERS[0], ground, act_id="close-by-a-member", at=house.clock.at)
    house.court.keys.close("chair", ground, act_id="close-by-the-chair", at=house.clock.at)
    assert house.court.keys.ground(ground) == "Enough of us have a key."
    assert house.court.keys.ground("0" * 64) is None
    house.report()
    digest = house.case().papers[0].digest
    assert not {wrap.person for wrap in house.outside.wraps.of(digest)} & {*MEMBERS[5:]}
    house.court.keys.reopen("chair", ground, act_id="open-by-the-chair", at=house.clock.at)
    assert house.court.keys.ring().closed is None


NO_TEXT = {"by": 1, "label": "", "blob": "", "hint": ""}


@pytest.mark.parametrize("told", [None, [], {}, ["x"], [{"by": "phrase"}], [NO_TEXT]])
def test_what_is_no_way_to_keep_a_key_is_said(told: object) -> None:
    """P26: whatever a browser sends."""
    with pytest.raises(Malformed):
        read_ways(told)


@pytest.mark.parametrize("told", [None, {}, ["x"], [{"digest": "a"}], [{"digest": "a", "wrap": "é"}]])
def test_what_is_no_list_of_wraps_is_said(told: object) -> None:
    """P26: whatever a browser sends."""
    with pytest.raises(Malformed):
        read_papers(told)
