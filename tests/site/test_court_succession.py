# SPDX-License-Identifier: Apache-2.0
"""The key for successors in a whole court: a council that is gone leaves cases that its successors open (P13)."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest

from comity.core import clerk, council, keyring
from comity.core.access import SUCCESSION
from comity.core.clause import Malformed, Refusal
from comity.desk import sealing
from comity.desk.ports import PersonKey, Standing, Wrap
from comity.desk.sealing import Identity
from comity.desk.succession import Dealt
from comity.desk.succession_doctor import OLD, worries
from comity.edge.age import Rage
from tests.site.courthouse import ANNA, BEN, CASE, MEMBERS, SEASON, START, House
from tests.site.test_court_keys import key_of, make

AGE = Rage()
HOLDERS = ("deputy-1", "deputy-2", "panel-1")
NEW = ("next-1", "next-2", "next-3")
OTHER = "case:two"


def sealed_to(text: str, recipient: str) -> bytes:
    return AGE.seal(text.encode(), [recipient])


class Kept:
    """A court in which everybody who reads has a key of their own, and a key is kept for successors."""

    def __init__(self, house: House) -> None:
        self.house = house.sitting()
        self.own: dict[str, Identity] = {}
        self.secret = AGE.fresh()
        for person in (*MEMBERS, "chair", *HOLDERS):
            self.own[person] = AGE.fresh()
            make(house, person, self.own[person])
        for person in (ANNA, BEN):
            self.own[person] = AGE.fresh()
            key = key_of(self.own[person])
            house.outside.keys.put(
                PersonKey(person=person, id=key, recipient=self.own[person].recipient, made=house.clock.at)
            )
        self.shares = {holder: f"share of {holder}" for holder in HOLDERS}
        self.ceremony()

    @property
    def desk(self) -> Any:
        return self.house.court.succession

    def ceremony(self, least: int = 2, *, by: str = "chair", secret: Identity | None = None) -> bool:
        """What a browser does: here the shares are texts, for the court never joins any."""
        fresh = secret or self.secret
        dealt = [
            Dealt(
                holder=holder, key=key_of(self.own[holder]), mark=hashlib.sha256(text.encode()).hexdigest(),
                sealed=sealed_to(text, self.own[holder].recipient),
            )
            for holder, text in self.shares.items()
        ]  # fmt: skip
        act = f"ceremony-{fresh.recipient[4:20]}"
        made = self.desk.make(by, fresh.recipient, least, dealt, act_id=act, at=self.house.clock.at)
        self.secret = fresh
        return bool(made)

    def held(self, case: str = CASE) -> set[str]:
        """Who holds a wrap of the first paper of a case."""
        digest = self.house.case(case).papers[0].digest
        return {wrap.person for wrap in self.house.outside.wraps.of(digest)}

    def everybody_leaves(self) -> None:
        """The members and who presides step down, and their keys end; the next council sits down, with keys."""
        for role, people in (("member", MEMBERS), ("chair", ("chair",))):
            for person in people:
                self.house.perform(council.StepDown(role=role, person=person, by=person), person, SEASON)
        self.house.work()
        self.house.seat({"member": NEW})
        self.house.work()
        for person in NEW:
            self.own[person] = AGE.fresh()
            make(self.house, person, self.own[person])

    def ask(self, by: str = NEW[0], *cases: str, act: str = "ask-for-the-shares") -> bool:
        ground = self.house.court.file_paper("Nobody of the former council is left.")
        return bool(self.desk.ask(by, ground, cases or (CASE,), act_id=act, at=self.house.clock.at))

    def answer(self, holder: str, *, agrees: bool = True, asking: str = "1") -> bool:
        to = self.desk.recipient_of(self.desk.ring().askings[asking])
        given = (to.id, sealed_to(self.shares[holder], to.recipient)) if agrees else None
        act = f"answer-{asking}-{holder}"
        return bool(self.desk.answer(holder, asking, given, act_id=act, at=self.house.clock.at))

    def joined(self, by: str = NEW[0]) -> list[Wrap]:
        """What the asker's browser makes of what it is given."""
        found = self.desk.to_join(by, self.house.clock.at)
        assert found is not None
        marks = {one["mark"]: AGE.open(base64.b64decode(one["wrap"]), [self.own[by].secret]) for one in found["shares"]}
        assert all(hashlib.sha256(text).hexdigest() == mark for mark, text in marks.items())
        made = []
        for paper in found["papers"]:
            secret = sealing.secret_in(AGE, base64.b64decode(paper["wrap"]), [self.secret.secret])
            for to in paper["readers"]:
                wrap = sealed_to(f"{secret}\n", to["recipient"])
                made.append(Wrap(digest=paper["digest"], person=to["person"], key=to["key"], wrap=wrap))
        return made

    def open(self, by: str = NEW[0], asking: str = "1") -> bool:
        made = self.joined(by)
        return bool(self.desk.open(by, asking, made, act_id=f"open-{asking}", at=self.house.clock.at))

    def refused(self, what: Any) -> str:
        with pytest.raises(Refusal) as no:
            what()
        return no.value.reason


@pytest.fixture
def kept(house: House) -> Kept:
    return Kept(house)


def test_the_key_for_successors_is_wrapped_for_in_open_cases_and_reads_nothing(kept: Kept) -> None:
    """P13: every paper of an open case; no page is opened to it, and the house keeps nothing in its place."""
    kept.house.report()
    digest = kept.house.case().papers[0].digest
    assert SUCCESSION in kept.held()
    wrap = kept.house.court.papers.custody.wrap(digest, SUCCESSION)
    assert wrap is not None
    assert AGE.open(wrap, [kept.secret.secret]).startswith(b"AGE-SECRET-KEY-1")
    assert not kept.house.court.papers.may_open(CASE, SUCCESSION, digest)
    assert kept.desk.uncovered() == 0


def test_papers_of_before_the_ceremony_come_to_it_from_the_house_and_from_readers(house: House) -> None:
    """P13: what the server can wrap it wraps at once; what it cannot waits for the browser of a reader."""
    house.sitting()
    house.report()
    kept = Kept.__new__(Kept)
    kept.house, kept.own, kept.secret = house, {p: AGE.fresh() for p in HOLDERS}, AGE.fresh()
    kept.shares = {holder: f"share of {holder}" for holder in HOLDERS}
    for holder, own in kept.own.items():
        make(house, holder, own)
    assert SUCCESSION not in kept.held()
    assert kept.desk.uncovered() == 0
    kept.ceremony()
    assert SUCCESSION in kept.held()


def test_a_paper_that_the_house_cannot_open_waits_for_a_reader(kept: Kept) -> None:
    """P13: a second ceremony takes the first one's wraps; a reader's browser makes those of the new key."""
    kept.house.report()
    kept.house.free("chair")
    kept.ceremony(secret=AGE.fresh())
    assert SUCCESSION not in kept.held()
    assert kept.desk.uncovered() == 1
    lacking = kept.house.court.papers.lacking(CASE, "chair")
    ((digest, (reader,)),) = lacking.items()
    assert reader.recipient == kept.secret.recipient
    wrap = sealed_to("AGE-SECRET-KEY-1\n", reader.recipient)
    kept.house.court.papers.add(CASE, "chair", [Wrap(digest=digest, person=reader.person, key=reader.key, wrap=wrap)])
    assert kept.desk.uncovered() == 0


def test_successors_open_the_open_cases_of_a_council_that_is_gone(kept: Kept) -> None:
    """P13: asked, two holders agree, joined; the successors hold wraps, declare, and read; the parties hear of it."""
    kept.house.report()
    kept.everybody_leaves()
    assert kept.held() == {ANNA, SUCCESSION}
    assert kept.desk.hanging() == 0  # whoever reported holds one
    kept.ask()
    kept.answer("deputy-1")
    assert kept.desk.to_join(NEW[0], kept.house.clock.at) is None
    kept.answer("panel-1")
    assert kept.desk.to_join(NEW[1], kept.house.clock.at) is None
    assert kept.open()
    assert set(kept.held()) & {*NEW}
    who = next(p for p in NEW if p in kept.held())
    digest = kept.house.case().papers[0].digest
    assert not kept.house.court.papers.may_open(CASE, who, digest)  # the law first
    kept.house.free(who)
    assert kept.house.court.papers.may_open(CASE, who, digest)
    wrap = kept.house.court.papers.custody.wrap(digest, who)
    assert wrap is not None
    secret = sealing.secret_in(AGE, wrap, [kept.own[who].secret])
    ciphertext = kept.house.court.papers.custody.ciphertext(digest)
    assert ciphertext is not None
    assert sealing.text_of(AGE, ciphertext, secret).decode() == "What happened in the long thread."


def test_the_parties_are_told_and_the_public_counts(kept: Kept) -> None:
    """P13: who reported gets a letter; nothing of the case is in the figures; the given shares are gone."""
    kept.house.report()
    kept.everybody_leaves()
    kept.ask()
    kept.answer("deputy-1")
    kept.answer("panel-1")
    before = len(kept.house.outside.wraps.held(NEW[0]))
    kept.open()
    assert kept.desk.broken() == keyring.Broken(asked=1, opened=1)
    (event,) = [e for e in kept.house.court.desk.events("keys:here") if isinstance(e, keyring.SuccessionOpened)]
    assert event.told == {CASE: (ANNA,)}
    assert kept.desk.opened_in(CASE) == (kept.house.clock.at,)
    assert kept.desk.opened_in(OTHER) == ()
    papers = len({paper.digest for paper in kept.house.case().papers})
    assert len(kept.house.outside.wraps.held(NEW[0])) <= before - 2 + papers
    with kept.house.outside.store.reading() as unit:
        letters = [slot.effect for slot in unit.outbox.standing(Standing.QUEUED) if slot.effect.kind == clerk.MAIL]
    ours = [json.loads(effect.payload) for effect in letters if effect.source == "keys:here"]
    assert [one["to"] for one in ours] == [*HOLDERS, NEW[0], ANNA]
    assert [one["case"] for one in ours] == ["keys:here"] * 4 + [CASE]
    kept.house.work()  # a letter of a stream that is no case is none that cannot be sent


def test_who_stepped_aside_or_is_a_party_never_becomes_a_successor_in_that_case(kept: Kept) -> None:
    """P10: neither by asking for them nor by stepping aside after the asking."""
    kept.house.report()
    kept.everybody_leaves()
    kept.house.do("step-aside", NEW[2])
    kept.ask()
    assert NEW[2] not in kept.desk.ring().askings["1"].successors
    named = keyring.AskSuccession(by=NEW[0], ground="0" * 64, cases=(CASE,), successors=(NEW[0], NEW[2]))
    assert kept.house.refused(named, NEW[0], "keys:here").field == "successors"
    kept.answer("deputy-1")
    kept.answer("deputy-2")
    made = kept.joined()
    kept.house.do("step-aside", NEW[1])
    kept.desk.open(NEW[0], "1", made, act_id="open-late", at=kept.house.clock.at)
    assert not kept.held() & {NEW[1], NEW[2]}


def test_a_closed_case_is_never_opened_by_it(kept: Kept) -> None:
    """P13: its wraps go when the case is closed; asking for it is refused as for a case that never was."""
    kept.house.report()
    kept.house.do("screen", "chair", choice="not-for-us")
    assert not kept.house.case().open
    assert SUCCESSION not in kept.held()
    kept.everybody_leaves()
    for stream in (CASE, "case:never", "tear:one"):
        command = keyring.AskSuccession(by=NEW[0], ground="0" * 64, cases=(stream,), successors=(NEW[0],))
        assert (
            kept.house.refused(command, NEW[0], "keys:here").reason == "The key for successors opens open cases only."
        )
    assert not kept.held() & {*NEW}


def another_council(kept: Kept) -> None:
    """The members step down, and others sit down in their places, with keys; who presides stays."""
    for person in MEMBERS:
        kept.house.perform(council.StepDown(role="member", person=person, by=person), person, SEASON)
    kept.house.work()
    kept.house.seat({"member": NEW})
    kept.house.work()
    for person in NEW:
        kept.own[person] = AGE.fresh()
        make(kept.house, person, kept.own[person])


def lacking(kept: Kept) -> set[str]:
    """Whose keys the first case still lacks, of those who sat down later: what who presides would wrap for."""
    keys = {key_of(kept.own[person]): person for person in NEW}
    found = kept.house.court.papers.lacking(CASE, "chair").values()
    return {keys[reader.key] for readers in found for reader in readers if reader.key in keys}


def test_who_sits_down_later_gets_a_closed_case_only_where_an_open_one_takes_it_up(kept: Kept) -> None:
    """P13: then they declare on it and read, by a wrap of a reader who stayed; who left holds nothing of it."""
    kept.house.report()
    kept.house.free("chair")
    kept.house.do("screen", "chair", choice="not-for-us")
    another_council(kept)
    digest = kept.house.case().papers[0].digest
    kept.house.report("It goes on.", case=OTHER, earlier="case:never")
    kept.house.work()
    assert (kept.house.case().bench.of("member"), lacking(kept)) == (MEMBERS, set())
    kept.house.report("It goes on and on.", case="case:three", earlier=CASE)
    kept.house.work()
    assert (kept.house.case().bench.of("member"), lacking(kept)) == (NEW, {*NEW})
    assert not kept.house.court.papers.may_open(CASE, NEW[0], digest)
    kept.house.free(NEW[0])
    assert kept.house.court.papers.may_open(CASE, NEW[0], digest)
    assert not kept.held() & {*MEMBERS, SUCCESSION}
    kept.house.perform(council.StepDown(role="member", person=NEW[1], by=NEW[1]), NEW[1], SEASON)
    kept.house.work()
    assert kept.house.case().bench.of("member") == (NEW[0], NEW[2])


def test_with_fewer_than_it_takes_nothing_is_handed_out_and_nothing_opens(kept: Kept) -> None:
    """P13: also where somebody sends wraps without having been given anything; and a refusal ends it."""
    kept.house.report()
    kept.everybody_leaves()
    kept.ask()
    kept.answer("deputy-1")
    wrap = Wrap(digest=kept.house.case().papers[0].digest, person="x", key="y", wrap=sealing.HEADER)
    opens = lambda: kept.desk.open(NEW[0], "1", [wrap], act_id="too-early", at=kept.house.clock.at)  # noqa: E731
    assert "too few" in kept.refused(opens).lower()
    kept.answer("deputy-2", agrees=False)
    kept.answer("panel-1", agrees=False)
    assert kept.desk.broken() == keyring.Broken(asked=1, refused=1)
    assert kept.desk.asking(kept.house.clock.at) is None
    assert kept.held() == {ANNA, SUCCESSION}


def test_a_new_key_does_not_take_the_place_of_one_on_which_papers_hang(kept: Kept) -> None:
    """P13: not before they were opened; where too few shares are left to join it, it may."""
    kept.house.report()
    kept.everybody_leaves()
    kept.house.seat({"chair": (NEW[0],)})
    digest = kept.house.case().papers[0].digest
    kept.house.outside.wraps.drop(digest, ANNA)
    assert kept.desk.hanging() == 1
    assert "hang on the key of now" in kept.refused(lambda: kept.ceremony(by=NEW[0], secret=AGE.fresh()))
    kept.ask()
    kept.answer("deputy-1")
    kept.answer("deputy-2")
    kept.open()
    assert kept.desk.hanging() == 0
    assert kept.ceremony(by=NEW[0], secret=AGE.fresh())


def test_what_is_no_share_is_said_and_an_old_page_too(kept: Kept) -> None:
    """P26: no age file, too long, or sealed to a key that the asker has no more."""
    kept.house.report()
    kept.everybody_leaves()
    kept.ask()
    to = kept.desk.recipient_of(kept.desk.ring().askings["1"])
    for given in ((to.id, b"share"), (to.id, sealing.HEADER + bytes(5000)), ("another", sealed_to("x", to.recipient))):
        with pytest.raises(Malformed):
            kept.desk.answer("deputy-1", "1", given, act_id=f"wrong-{len(given[1])}", at=kept.house.clock.at)
    bad = Dealt(holder="deputy-1", key=key_of(kept.own["deputy-1"]), mark="0" * 64, sealed=b"x")
    with pytest.raises(Malformed):
        kept.desk.make("chair", AGE.fresh().recipient, 2, [bad], act_id="bad", at=kept.house.clock.at)


def test_a_share_lies_there_for_its_holder_alone_and_goes_when_they_leave(kept: Kept) -> None:
    """P13: and nothing that was given is left once an asking is over."""
    kept.house.report()
    share = kept.desk.share("deputy-1")
    assert share is not None
    assert AGE.open(share, [kept.own["deputy-1"].secret]) == b"share of deputy-1"
    assert kept.desk.share("member-1") is None
    assert kept.desk.candidates()[-1].outside
    kept.desk.drilled("deputy-1", kept.desk.now().key, act_id="drill", at=START + timedelta(days=1))
    kept.house.clock.at = START + timedelta(days=2)
    kept.ask("chair")
    kept.answer("deputy-1")
    given = len(kept.house.outside.wraps.held("chair"))
    kept.desk.withdraw("chair", "1", act_id="back", at=kept.house.clock.at)
    assert len(kept.house.outside.wraps.held("chair")) == given - 1
    kept.house.perform(council.StepDown(role="deputy", person="deputy-1", by="deputy-1"), "deputy-1", SEASON)
    kept.house.work()
    assert kept.desk.share("deputy-1") is None
    assert [held.holder for held in kept.desk.now().live] == ["deputy-2", "panel-1"]


def rules(kept: Kept) -> set[str]:
    """What `comity doctor` would say of it."""
    having = kept.house.court.keys.count().having
    return {rule for rule, _text in worries(kept.desk, having, kept.house.clock.at)}


def test_the_doctor_says_what_would_keep_open_cases_closed(house: House) -> None:
    """P13: no key, too few shares outside, a paper that it does not open, an old drill, a key that was joined."""
    house.sitting()
    bare = Kept.__new__(Kept)
    bare.house = house
    assert rules(bare) == set()  # nobody has a key: the server opens for everybody
    make(house, MEMBERS[0], AGE.fresh())
    assert rules(bare) == {"no-succession"}
    left = council.StepDown(role="member", person=MEMBERS[0], by=MEMBERS[0])
    house.perform(left, MEMBERS[0], SEASON)
    house.work()
    assert rules(bare) == set()


def test_the_doctor_knows_how_old_the_drill_is_and_how_many_are_left(kept: Kept) -> None:
    """P13: a key is good for as long as enough holders open it."""
    assert rules(kept) == set()
    kept.house.clock.at += OLD + timedelta(days=1)
    assert rules(kept) == {"old-drill"}
    for holder in HOLDERS:
        kept.desk.drilled(holder, kept.desk.now().key, act_id=f"drill-{holder}", at=kept.house.clock.at)
    assert rules(kept) == set()
    for holder in HOLDERS[:2]:
        key = key_of(kept.own[holder])
        kept.house.court.keys.lost(holder, key, act_id=f"lost-{holder}", at=kept.house.clock.at)
    assert rules(kept) == {"few-shares"}
    assert kept.desk.share(HOLDERS[0]) is None
    kept.shares = {"panel-1": "one", "member-1": "two", "member-2": "three"}
    assert kept.ceremony(secret=AGE.fresh())
    assert rules(kept) == {"few-outside"}
