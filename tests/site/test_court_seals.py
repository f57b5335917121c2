# SPDX-License-Identifier: Apache-2.0
"""Who holds the key of a paper, all the way through a court: made at filing, handed out by law, destroyed after."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from comity.core import keyring, tear
from comity.core.clause import Malformed, Refusal
from comity.core.party import Party
from comity.desk import sealing
from comity.desk.custody import SealedPaper
from comity.desk.filing import ForAct, ForReport, ForTear
from comity.desk.intake import Told, told_of_tear
from comity.desk.ports import PersonKey, Wrap
from comity.desk.sealing import Identity, Sealed
from comity.edge.age import Rage
from tests.site.courthouse import ANNA, BEN, CASE, MEMBERS, PASSED, SEATS, House

WORDS = "What happened in the long thread."
AGE = Rage()
BENCH = ("chair", *MEMBERS)
"""Everybody who presides or judges while enough of them are left."""


def enrol(house: House, *persons: str) -> dict[str, Identity]:
    """These persons have a key of their own from now on; the browser of each holds its identity."""
    made = {person: AGE.fresh() for person in persons}
    for person, own in made.items():
        id = sealing.key_id(own.recipient)
        house.outside.keys.put(PersonKey(person=person, id=id, recipient=own.recipient, made=house.clock.at))
        house.court.papers.custody.moved(person)
    return made


def modes(house: House) -> list[str]:
    return [house.outside.papers.get(paper.digest)[1] for paper in house.case().papers]


def first(house: House) -> str:
    return house.case().papers[0].digest


def holding(house: House, digest: str) -> set[str]:
    return {wrap.person for wrap in house.outside.wraps.of(digest)}


def opened(house: House, person: str, own: Identity, digest: str, stream: str = CASE) -> str:
    """The paper as the browser of `person` opens it: by the wrap that the server hands out, if it does."""
    read = house.court.read_tear if stream.startswith("tear:") else house.court.read_paper
    found = read(stream, person, digest)
    assert isinstance(found, SealedPaper)
    assert found.key == sealing.key_id(own.recipient)
    wrap = house.court.papers.custody.wrap(digest, person)
    paper = house.court.papers.custody.ciphertext(digest)
    assert wrap is not None
    assert paper is not None
    return sealing.text_of(AGE, paper, sealing.secret_in(AGE, wrap, [own.secret])).decode()


def in_the_browser(house: House, text: str, filing: Any) -> Sealed:
    """What the browser makes of a text: the paper, and a wrap for each reader that the server names."""
    ciphertext, key = sealing.sealed(AGE, text.encode())
    paper = Sealed(ciphertext=ciphertext, wraps={})
    readers = house.court.papers.readers(filing, paper.digest)
    return Sealed(ciphertext=ciphertext, wraps=sealing.wrapped(AGE, key.secret, readers))


def test_with_nobody_enrolled_the_house_keeps_every_key_and_says_so(house: House) -> None:
    """P10, P21: each reader has a wrap of their own to the house's key; the mode of the paper tells it."""
    house.sitting()
    house.report(WORDS)
    assert modes(house) == ["server"]
    assert holding(house, first(house)) == {ANNA, *BENCH}
    house.free(MEMBERS[0])
    assert house.court.read_paper(CASE, MEMBERS[0], first(house)) == WORDS


def test_a_paper_is_sealed_on_arrival_to_keys_that_the_house_does_not_have(house: House) -> None:
    """P21: where every reader has a key the house opens nothing, with all that lies in its home and its tables."""
    house.sitting()
    keys = enrol(house, ANNA, *BENCH)
    house.report(WORDS)
    assert modes(house) == ["arrival"]
    house.free(MEMBERS[0])
    assert opened(house, MEMBERS[0], keys[MEMBERS[0]], first(house)) == WORDS
    assert opened(house, ANNA, keys[ANNA], first(house)) == WORDS
    wraps = house.outside.wraps.of(first(house))
    for wrap in wraps:
        with pytest.raises(sealing.Unopenable):
            sealing.secret_in(AGE, wrap.wrap, [house.outside.house.secret])


def test_a_key_that_comes_with_a_report_is_kept_with_it_and_never_changed(house: House) -> None:
    """P1, P21: the house keeps no wrap for whoever told, then or later; a repeated act brings no other key in."""
    house.sitting()
    own, other = AGE.fresh(), AGE.fresh()
    house.report(WORDS, recipient=own.recipient)
    kept = house.court.papers.custody.own(ANNA)
    assert kept is not None
    assert kept.recipient == own.recipient
    wrap = house.court.papers.custody.wrap(first(house), ANNA)
    assert wrap is not None
    assert sealing.secret_in(AGE, wrap, [own.secret])
    assert isinstance(house.court.read_paper(CASE, ANNA, first(house)), SealedPaper)
    assert house.court.read_paper(CASE, ANNA, first(house), [other.secret, own.secret]) == WORDS
    with pytest.raises(Malformed):
        house.court.papers.custody.bringing({ANNA: "age1" + "q" * 58})
    house.court.papers.custody.enrol(ANNA, other.recipient, house.clock.at)
    assert house.court.papers.custody.own(ANNA) == kept


def test_a_lost_key_ends_and_what_it_read_is_wrapped_for_the_next(house: House) -> None:
    """P21: the wraps of the lost key are destroyed, never the last one of a paper; the house wraps for the next key."""
    house.sitting()
    own, later = AGE.fresh(), AGE.fresh()
    house.report(WORDS, recipient=own.recipient)
    custody, at = house.court.papers.custody, house.clock.at
    custody.lost(ANNA, at)
    assert custody.own(ANNA) is None
    assert ANNA not in holding(house, first(house))
    custody.enrol(ANNA, later.recipient, at)
    assert house.court.read_paper(CASE, ANNA, first(house), [later.secret]) == WORDS
    assert isinstance(house.court.read_paper(CASE, ANNA, first(house), [own.secret]), SealedPaper)
    custody.lost(MEMBERS[0], at)
    assert MEMBERS[0] in holding(house, first(house)), "who has no key loses none"


def test_no_wrap_is_handed_out_before_the_word_on_who_is_concerned(house: House) -> None:
    """P10: declare before reading; the wrap lies there and nobody gets it."""
    house.sitting()
    keys = enrol(house, MEMBERS[0])
    house.report(WORDS)
    assert MEMBERS[0] in holding(house, first(house))
    assert not house.court.papers.may_open(CASE, MEMBERS[0], first(house))
    assert house.court.read_paper(CASE, MEMBERS[0], first(house)) is None
    house.free(MEMBERS[0])
    assert opened(house, MEMBERS[0], keys[MEMBERS[0]], first(house)) == WORDS


def test_before_the_parties_are_entered_two_of_the_council_hold_the_key(house: House) -> None:
    """P10: who screens, and whoever told; the others once somebody was entered."""
    house.sitting()
    house.report(WORDS, concerned=())
    two = holding(house, first(house)) - {ANNA}
    assert len(two) == 2
    assert "chair" in two
    respondent = Party(person=BEN, roles=("respondent",))
    house.do("enter-party", "chair", party=respondent)
    assert holding(house, first(house)) == {ANNA, *BENCH}


def test_who_steps_aside_loses_every_wrap_in_the_same_act_and_gets_none_later(house: House) -> None:
    """P10: the key of a recused member opens nothing that was filed and nothing that comes."""
    house.sitting()
    keys = enrol(house, ANNA, *BENCH)
    house.report(WORDS)
    house.to_the_vote()
    house.free(*MEMBERS[:2])
    before = [paper.digest for paper in house.case().papers]
    house.do("step-aside", MEMBERS[0])
    assert all(MEMBERS[0] not in holding(house, digest) for digest in before)
    later = house.paper("write-perspective", MEMBERS[1], "How it looks from here.")
    assert MEMBERS[0] not in holding(house, later)
    assert house.court.read_paper(CASE, MEMBERS[0], later) is None
    assert opened(house, MEMBERS[1], keys[MEMBERS[1]], later) == "How it looks from here."


def test_an_act_whose_wraps_could_not_follow_was_not_done(real_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """P10, P24: between stepping aside and losing the wraps there is no instant: one transaction, or nothing."""
    house = real_house
    house.sitting()
    house.report(WORDS)
    house.free(MEMBERS[0])
    held, version = holding(house, first(house)), house.court.desk.state(CASE).version

    def killed(*_args: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(house.outside.wraps, "drop", killed)
    with pytest.raises(KeyboardInterrupt):
        house.do("step-aside", MEMBERS[0])
    assert (holding(house, first(house)), house.court.desk.state(CASE).version) == (held, version)
    monkeypatch.undo()
    house.do("step-aside", MEMBERS[0])
    assert MEMBERS[0] not in holding(house, first(house))


def test_a_paper_that_the_browser_sealed_is_kept_as_it_came(house: House) -> None:
    """P21: the server has seen no word of it; its readers open it, and whoever has no key reads by the house's."""
    house.sitting()
    keys = enrol(house, "chair")
    told = Told(intake="report", reporter=ANNA, concerned=(Party(person=BEN, roles=("respondent",)),), words="")
    paper = in_the_browser(house, WORDS, ForReport(told=told))
    kept = house.court.file_paper(paper, ForReport(told=told))
    house.court.open_case(replace(told, words=kept), case=CASE, act_id="sealed", at=house.clock.at)
    assert modes(house) == ["e2e"]
    assert first(house) == paper.digest
    house.free("chair", MEMBERS[0])
    assert opened(house, "chair", keys["chair"], first(house)) == WORDS
    assert house.court.read_paper(CASE, MEMBERS[0], first(house)) == WORDS


def test_the_browser_of_one_side_learns_no_name_of_another(house: House) -> None:
    """P4: readers are told under names that mean nothing."""
    house.sitting()
    house.report(WORDS)
    house.to_the_vote()
    readers = house.court.papers.readers(ForAct(stream=CASE, act="answer", by=BEN), "0" * 64)
    assert len(readers) > 3
    assert not {reader.person for reader in readers} & {ANNA, BEN, "chair", *MEMBERS}


def test_a_page_that_grew_old_is_told_so_and_nothing_is_kept(house: House) -> None:
    """P10, P26: a wrap is missing for somebody who reads by now: the error names the rule; sealed anew it is taken."""
    house.sitting()
    house.report(WORDS)
    house.to_the_vote()
    house.free(*MEMBERS)
    filing = ForAct(stream=CASE, act="write-perspective", by=MEMBERS[1])
    paper = in_the_browser(house, "A view.", filing)
    enrol(house, MEMBERS[2])
    with pytest.raises(Malformed) as wrong:
        house.court.file_paper(paper, filing)
    assert [(fault.field, fault.rule) for fault in wrong.value.faults] == [("wraps", "readers")]
    house.court.file_paper(in_the_browser(house, "A view.", filing), filing)


def test_wraps_for_people_who_do_not_read_are_thrown_away(house: House) -> None:
    """P10: nobody gives a paper to somebody else by sealing it for them."""
    house.sitting()
    house.report(WORDS)
    house.to_the_vote()
    house.free(*MEMBERS)
    filing = ForAct(stream=CASE, act="write-perspective", by=MEMBERS[1])
    paper = in_the_browser(house, "A view.", filing)
    spare = dict(paper.wraps)
    spare["mallory", "0" * 16] = next(iter(paper.wraps.values()))
    digest = house.court.file_paper(Sealed(ciphertext=paper.ciphertext, wraps=spare), filing)
    assert holding(house, digest) == {*BENCH}


def test_who_makes_a_key_gets_what_the_house_kept_and_the_house_keeps_it_no_longer(house: House) -> None:
    """P21: the house's wrap is destroyed in the same moment."""
    house.sitting()
    house.report(WORDS)
    house.free(MEMBERS[0])
    keys = enrol(house, MEMBERS[0])
    wraps = [wrap for wrap in house.outside.wraps.of(first(house)) if wrap.person == MEMBERS[0]]
    assert [wrap.key for wrap in wraps] == [sealing.key_id(keys[MEMBERS[0]].recipient)]
    assert opened(house, MEMBERS[0], keys[MEMBERS[0]], first(house)) == WORDS


def close(house: House) -> None:
    command = keyring.CloseHouseKey(by="chair", ground=PASSED)
    for person in (*BENCH, *SEATS["deputy"]):
        own = house.outside.keys.newest([person])[person]
        house.perform(keyring.EnrolKey(by=person, recipient=own.recipient), person, "keys:here")
    house.perform(command, "chair", "keys:here")


def test_once_the_house_key_is_closed_no_wrap_is_kept_for_those_who_decide(house: House) -> None:
    """P21: from then on a member without a key of their own reads nothing new; a reporter without one still does."""
    house.sitting()
    enrol(house, *BENCH, *SEATS["deputy"])
    close(house)
    house.outside.keys.retire(MEMBERS[0], house.outside.keys.newest(MEMBERS)[MEMBERS[0]].id, at=house.clock.at)
    house.report(WORDS)
    assert MEMBERS[0] not in holding(house, first(house))
    house.free(MEMBERS[0])
    found = house.court.read_paper(CASE, MEMBERS[0], first(house))
    assert isinstance(found, SealedPaper)
    assert found.key == ""
    assert house.court.read_paper(CASE, ANNA, first(house)) == WORDS


def test_a_browser_wraps_for_whoever_lacks_one_and_for_nobody_else(house: House) -> None:
    """P10, P13: a newcomer's wrap is made by the browser of a reader; a wrap for anybody else is passed over."""
    house.sitting()
    keys = enrol(house, ANNA, *BENCH)
    house.report(WORDS)
    digest, old = first(house), keys[MEMBERS[1]]
    house.free(MEMBERS[0], MEMBERS[1])
    house.outside.wraps.drop(digest, MEMBERS[1])
    lacking = house.court.papers.lacking(CASE, MEMBERS[0])
    assert [reader.recipient for reader in lacking[digest]] == [old.recipient]
    wrap = house.court.papers.custody.wrap(digest, MEMBERS[0])
    assert wrap is not None
    secret = sealing.secret_in(AGE, wrap, [keys[MEMBERS[0]].secret])
    made = [
        Wrap(digest=digest, person=person, key=key, wrap=bytes(inside))
        for (person, key), inside in sealing.wrapped(AGE, secret, lacking[digest]).items()
    ]
    foreign = Wrap(digest=digest, person="mallory", key="0" * 16, wrap=made[0].wrap)
    assert house.court.papers.lacking(CASE, ANNA) == {}, "a party could make one that opens nothing"
    assert house.court.papers.add(CASE, ANNA, made) == 0
    assert house.court.papers.add(CASE, MEMBERS[0], [*made, foreign]) == 1
    assert house.court.papers.add(CASE, MEMBERS[0], made) == 0
    assert opened(house, MEMBERS[1], old, digest) == WORDS
    assert house.court.papers.lacking(CASE, MEMBERS[0]) == {}
    assert house.court.papers.lacking(CASE, MEMBERS[2]) == {}


def test_a_tear_is_sealed_to_those_who_listen_and_its_report_to_those_who_screen(house: House) -> None:
    """P2, P4, P10: each matter has its own readers, and a tear that became a report is read as one."""
    house.sitting()
    listening = MEMBERS
    words = house.court.file_paper("A sharp tone.", ForTear(reporter=ANNA))
    assert holding(house, words) == {ANNA, *listening}
    hear = tear.Hear(by=ANNA, reporter=ANNA, words=words)
    house.perform(hear, ANNA, "tear:one")
    assert house.court.read_tear("tear:one", listening[0]) == "A sharp tone."
    assert house.court.read_tear("tear:one", "mallory") is None
    law = house.court.law(house.clock.at)
    assert law is not None
    told = told_of_tear(law.procedure, "tear:one", ANNA)
    report = house.court.file_paper("It did not stay small.", ForReport(told=told))
    house.perform(tear.BecomeReport(by=ANNA, words=report), ANNA, "tear:one")
    house.work()
    assert ANNA in holding(house, report)
    two = holding(house, report) - {ANNA, *listening}
    assert two <= {*BENCH}
    assert "chair" in two
    assert house.court.read_paper("case:one-told", ANNA, report) == "It did not stay small."


def test_what_could_not_be_filed_is_not_sealed(house: House) -> None:
    """P7: the refusal comes with its clause before anything is kept."""
    house.sitting()
    told = Told(intake="no-such-way", reporter=ANNA, concerned=(), words="")
    with pytest.raises(Refusal):
        house.court.file_paper(WORDS, ForReport(told=told))


def test_the_stock_program_opens_what_the_court_sealed(house: House, tmp_path: Path, age: Callable[..., bytes]) -> None:
    """P21: a reader with a key needs none of our programs: `age` opens the wrap, and with it the paper."""
    house.sitting()
    keys = enrol(house, ANNA, *BENCH)
    house.report(WORDS)
    own = keys[ANNA]
    wrap, paper = (house.court.papers.custody.wrap(first(house), ANNA), house.court.papers.custody.ciphertext)
    assert wrap is not None
    secret = age("-d", inside=wrap, key=own.secret)
    whole = age("-d", inside=paper(first(house)), key=secret.decode())
    assert sealing.unpadded(whole).decode() == WORDS


@pytest.fixture
def age(tmp_path: Path) -> Callable[..., bytes]:
    """Debian's age, as `tools/system-packages` installs it."""

    def run(*words: str, inside: bytes, key: str) -> bytes:
        identity = tmp_path / "identity"
        identity.write_text(key, "ascii")
        done = subprocess.run(["age", *words, "-i", str(identity)], input=inside, capture_output=True, check=True)
        return done.stdout

    return run
