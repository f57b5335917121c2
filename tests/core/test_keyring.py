# SPDX-License-Identifier: Apache-2.0
"""The ring of keys: who keeps one, how one ends, and when the house may do without its own."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comity.core import keyring
from comity.core.clause import Malformed, Refusal, promise
from comity.core.decider import fold
from comity.site.laws import SHIPPED, Folders
from tests.core.walking import MACHINE, digest, utc

AT = utc("2026-01-06T12:00")
GROUND = digest("ground")
LAW = Folders((SHIPPED,)).named("optimism/proposed").procedure
ROSTER = {"member": ("m1", "m2", "m3"), "lead": ("led",), "liaison": ("lia",)}
ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def recipient(seed: int) -> str:
    """A recipient's form; nobody has its identity."""
    drawn = hashlib.sha512(str(seed).encode()).digest()
    return "age1" + "".join(ALPHABET[byte % 32] for byte in drawn[:58])


def decider(**least: int) -> keyring.KeyringDecider:
    """The law of the ring for three who judge, of whom two are needed, one who presides, and a liaison."""
    return keyring.KeyringDecider(
        rules=keyring.KeyringRules(
            clause=promise(21),
            keepers=frozenset({"m1", "m2", "m3", "led", "lia"}),
            deciding={"member": ("m1", "m2", "m3")},
            least={"member": 2, **least},
            closers=frozenset({"led"}),
        )
    )


def ring(*commands: keyring.Command) -> keyring.Keyring:
    """The ring after these commands."""
    now = decider()
    state = now.initial
    for command in commands:
        state = fold(now, now.decide(state, command, AT), state)
    return state


def refused(state: keyring.Keyring, command: keyring.Command) -> Refusal:
    """The refusal of a command; every one cites the promise of sealing."""
    with pytest.raises(Refusal) as no:
        decider().decide(state, command, AT)
    assert no.value.clause == promise(21)
    return no.value


def enrol(person: str, seed: int, replaces: str = "") -> keyring.EnrolKey:
    return keyring.EnrolKey(by=person, recipient=recipient(seed), replaces=replaces)


def id_of(seed: int) -> str:
    return keyring.key_id(recipient(seed))


def test_a_key_is_known_by_its_recipient_and_by_nothing_secret() -> None:
    """P21: the ring keeps the public half, whose it is and since when."""
    state = ring(enrol("m1", 1))
    (key,) = state.keys.values()
    assert (key.person, key.id, key.recipient, key.since, key.live) == ("m1", id_of(1), recipient(1), AT, True)
    assert keyring.of_person(state, "m1") == key
    assert keyring.of_person(state, "m2") is None
    assert len(key.id) == 16


@pytest.mark.parametrize(
    "text", ["", "age1", recipient(1)[:-1], f"{recipient(1)}q", recipient(1).upper(), "AGE-SECRET-KEY-1" + "Q" * 58]
)
def test_what_is_no_recipient_is_said_by_its_field(text: str) -> None:
    """P26: an identity sent by mistake is refused before it could stand anywhere."""
    with pytest.raises(Malformed) as wrong:
        decider().decide(keyring.Keyring(), keyring.EnrolKey(by="m1", recipient=text), AT)
    assert [(f.field, f.rule) for f in wrong.value.faults] == [("recipient", "key.recipient")]


def test_only_those_who_hold_a_post_keep_a_key() -> None:
    """P21: a stranger's key is not known here."""
    no = refused(keyring.Keyring(), enrol("stranger", 1))
    assert (no.reason, no.field) == ("Only those who hold a post keep a key here.", "by")


def test_a_new_key_takes_the_place_of_the_old_one_and_only_of_that() -> None:
    """P21: a person has one key at a time; nothing is wrapped for the one before any more."""
    state = ring(enrol("m1", 1))
    assert refused(state, enrol("m1", 2)).reason == "You have a key already; a new one takes its place."
    other = refused(state, enrol("m1", 2, replaces=id_of(3)))
    assert other.reason == "Your key of now is another one than the one to be replaced."
    assert refused(keyring.Keyring(), enrol("m1", 2, replaces=id_of(1))).field == "replaces"
    state = ring(enrol("m1", 1), enrol("m1", 2, replaces=id_of(1)))
    old, new = state.keys[id_of(1)], state.keys[id_of(2)]
    assert (old.retired, old.why, old.live) == (AT, keyring.Why.ROTATED, False)
    assert keyring.of_person(state, "m1") == new


def test_a_key_is_used_once_by_anybody() -> None:
    """P10: somebody else's key, or an ended one, is not taken as one's own."""
    state = ring(enrol("m1", 1))
    assert refused(state, enrol("m2", 1)).reason == "This key was used here before; make a new one."
    ended = ring(enrol("m1", 1), keyring.RetireKey(by="m1", person="m1", key=id_of(1), why=keyring.Why.LOST))
    assert refused(ended, enrol("m1", 1)).field == "recipient"
    assert fold(decider(), decider().decide(ended, enrol("m1", 2), AT), ended).keys[id_of(2)].live


@pytest.mark.parametrize("why", [keyring.Why.LOST, keyring.Why.LEFT])
def test_a_key_ends_lost_or_left_and_for_good(why: keyring.Why) -> None:
    """P13: and what ended neither ends again nor is tried."""
    state = ring(enrol("m1", 1), keyring.RetireKey(by="m1", person="m1", key=id_of(1), why=why))
    assert (state.keys[id_of(1)].why, keyring.of_person(state, "m1")) == (why, None)
    again = keyring.RetireKey(by="m1", person="m1", key=id_of(1), why=why)
    assert refused(state, again).reason == "This key has ended."
    assert refused(state, keyring.DrillRecovery(by="m1", key=id_of(1))).reason == "This key has ended."


def test_a_key_rotates_only_by_a_new_one() -> None:
    """P7: the way to do it is said."""
    no = refused(ring(enrol("m1", 1)), keyring.RetireKey(by="m1", person="m1", key=id_of(1), why=keyring.Why.ROTATED))
    assert (no.field, [p.act for p in no.possible]) == ("why", ["EnrolKey"])


def test_anothers_key_looks_like_none() -> None:
    """P10: whose key is whose is not found out by trying."""
    state = ring(enrol("m1", 1))
    theirs = refused(state, keyring.DrillRecovery(by="m2", key=id_of(1)))
    none = refused(state, keyring.DrillRecovery(by="m2", key=id_of(9)))
    assert (theirs.reason, theirs.field) == (none.reason, none.field) == ("There is no such key.", "key")


def test_the_words_are_tried_and_it_is_known_when() -> None:
    """P13: the public count says how many and when, and never who."""
    drill = keyring.DrillRecovery(by="m1", key=id_of(1))
    state = ring(enrol("m1", 1), enrol("lia", 2))
    assert keyring.count(state, ("m1", "m2", "m3")) == keyring.Count(having=1, of=3)
    state = ring(enrol("m1", 1), enrol("lia", 2), drill)
    assert keyring.count(state, ("m1", "m2", "m3")) == keyring.Count(having=1, of=3, drilled=AT)
    assert keyring.count(state, ("m2",)) == keyring.Count(having=0, of=1)
    assert "m1" not in repr(keyring.count(state, ("m1",)))


def test_the_house_key_closes_once_enough_of_those_who_decide_have_one() -> None:
    """P21: by who presides, on a ground, and with the number that then had one."""
    close = keyring.CloseHouseKey(by="led", ground=GROUND)
    no = refused(ring(enrol("m1", 1), enrol("led", 4), enrol("lia", 5)), close)
    assert "Too few of those who decide have a key (member needs 2)" in no.text
    assert refused(ring(), close).reason == no.reason
    state = ring(enrol("m1", 1), enrol("m2", 2), close)
    assert state.closed == keyring.HouseKeyClosed(at=AT, by="led", ground=GROUND, having=2, deciding=3)
    assert refused(state, close).reason == "The server's key is closed."


def test_the_house_key_is_opened_again_on_a_ground() -> None:
    """P13: a council in which too few have a key left can go on."""
    first = (enrol("m1", 1), enrol("m2", 2), keyring.CloseHouseKey(by="led", ground=GROUND))
    reopen = keyring.ReopenHouseKey(by="led", ground=GROUND)
    assert refused(ring(), reopen).reason == "The server's key is open."
    state = ring(*first, reopen)
    assert state.closed is None
    assert state.reopened == keyring.HouseKeyReopened(at=AT, by="led", ground=GROUND)
    assert ring(*first, reopen, first[2]).reopened is None


@pytest.mark.parametrize("kind", [keyring.CloseHouseKey, keyring.ReopenHouseKey])
def test_the_house_key_is_not_for_everybody_and_not_without_a_ground(
    kind: type[keyring.CloseHouseKey] | type[keyring.ReopenHouseKey],
) -> None:
    """P7: neither for a member, nor with a text in place of a paper."""
    state = ring(enrol("m1", 1), enrol("m2", 2))
    assert refused(state, kind(by="m1", ground=GROUND)).field == "by"
    with pytest.raises(Malformed, match="SHA-256"):
        decider().decide(state, kind(by="led", ground="because"), AT)


def test_a_role_that_nobody_holds_closes_nothing() -> None:
    """P13: even where its file asks for nobody, one must be able to open."""
    rules = keyring.KeyringRules(clause=promise(21), deciding={"member": ()}, least={"member": 0})
    assert rules.short(frozenset()) == ("member",)
    assert rules.deciders == frozenset()
    nobody = keyring.KeyringDecider(rules=keyring.KeyringRules(clause=promise(21), closers=frozenset({"led"})))
    with pytest.raises(Refusal) as no:
        nobody.decide(nobody.initial, keyring.CloseHouseKey(by="led", ground=GROUND), AT)
    assert no.value.about == {"role": "", "least": "1"}


def test_posts_and_those_who_decide_come_from_the_procedure() -> None:
    """P27: by standing: who judges decides, who presides closes, every holder of a post keeps a key."""
    rules = keyring.rules_of(LAW, ROSTER)
    assert rules.keepers == {"m1", "m2", "m3", "led", "lia"}
    assert rules.deciders == {"m1", "m2", "m3"}
    assert rules.closers == {"led"}
    assert rules.least == {"member": LAW.roles["member"].least}
    without = keyring.rules_of(LAW, {"member": ("m1", "m2")})
    assert without.closers == {"m1", "m2"}
    assert keyring.rules_of(LAW, {}).deciders == frozenset()


@given(st.integers(0, 10_000))
def test_the_id_of_a_key_is_no_secret_and_always_the_same(seed: int) -> None:
    """P25: it follows from the recipient alone."""
    assert keyring.key_id(recipient(seed)) == keyring.key_id(recipient(seed))
    assert keyring.is_recipient(recipient(seed))


people = st.sampled_from(["m1", "m2", "m3", "led", "lia", "stranger"])
seeds = st.integers(1, 6)
ids = seeds.map(id_of)
commands: st.SearchStrategy[keyring.Command] = st.one_of(
    st.builds(enrol, people, seeds, st.one_of(st.just(""), ids)),
    st.builds(keyring.RetireKey, by=people, person=people, key=ids, why=st.sampled_from(list(keyring.Why))),
    st.builds(keyring.DrillRecovery, by=people, key=ids),
    st.builds(keyring.CloseHouseKey, by=people, ground=st.just(GROUND)),
    st.builds(keyring.ReopenHouseKey, by=people, ground=st.just(GROUND)),
)


class RingMachine(RuleBasedStateMachine):
    """Any order of acts with keys, by anybody."""

    @initialize()
    def begin(self) -> None:
        self.now, self.at = decider(), AT
        self.state = self.now.initial
        self.history: list[keyring.Event] = []

    @rule(command=commands)
    def act(self, command: keyring.Command) -> None:
        self.at += timedelta(hours=1)
        try:
            events = self.now.decide(self.state, command, self.at)
        except Refusal:
            return
        assert events
        self.history += events
        self.state = fold(self.now, events, self.state)

    @rule(person=people)
    def replace_by_a_new_one(self, person: str) -> None:
        before = keyring.of_person(self.state, person)
        fresh = len(self.state.keys) + 100
        self.act(enrol(person, fresh, before.id if before else ""))
        assert (keyring.of_person(self.state, person) is not None) == (person in self.now.rules.keepers)

    @invariant()
    def everybody_has_one_live_key_at_most_and_no_key_lives_twice(self) -> None:
        owners = [key.person for key in self.state.keys.values() if key.live]
        assert len(owners) == len(set(owners))
        assert set(keyring.live(self.state)) == set(owners) <= self.now.rules.keepers
        assert all((key.retired is None) == (key.why is None) for key in self.state.keys.values())

    @invariant()
    def the_house_key_was_closed_when_enough_had_one(self) -> None:
        assert all(e.having >= 2 for e in self.history if isinstance(e, keyring.HouseKeyClosed))
        turns = [type(e) for e in self.history if isinstance(e, keyring.HouseKeyClosed | keyring.HouseKeyReopened)]
        assert all(
            kind is (keyring.HouseKeyReopened if n % 2 else keyring.HouseKeyClosed) for n, kind in enumerate(turns)
        )
        assert (self.state.closed is not None) == (len(turns) % 2 == 1)

    @invariant()
    def the_history_replays(self) -> None:
        assert fold(self.now, self.history) == self.state
        assert (self.now.advance(self.state, self.at), self.now.due(self.state)) == ((), None)


RingMachine.TestCase.settings = MACHINE
TestRing = RingMachine.TestCase
