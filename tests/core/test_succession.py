# SPDX-License-Identifier: Apache-2.0
"""The key for successors: who makes it, who holds its shares, and that nobody opens anything alone (P13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comity.core import keyring
from comity.core.clause import Malformed, Refusal, promise
from comity.core.decider import fold
from comity.core.keyring import (
    AnswerSuccession,
    AskSuccession,
    DrillShare,
    MakeSuccession,
    OpenSuccession,
    Share,
    WithdrawSuccession,
)
from comity.site.laws import SHIPPED, Folders
from tests.core.test_keyring import AT, GROUND, enrol, id_of, recipient
from tests.core.walking import MACHINE, digest

LAW = Folders((SHIPPED,)).named("optimism/proposed").procedure
COUNCIL, FALLBACK = ("m1", "m2", "m3", "led"), ("g1", "g2")
SEEDS = {person: n for n, person in enumerate((*COUNCIL, *FALLBACK), start=1)}
KEY = id_of(50)
DAY = timedelta(days=1)
OPENED = OpenSuccession(by="m1", asking="1", told={"case:a": ("anna",)})


def decider() -> keyring.KeyringDecider:
    """The law of the ring for a council of four and two who would take over; `lia` has a post beside."""
    return keyring.KeyringDecider(
        rules=keyring.KeyringRules(
            clause=promise(21), keepers=frozenset((*COUNCIL, *FALLBACK, "lia")), deciding={"member": COUNCIL[:3]},
            least={"member": 2}, closers=frozenset({"led"}), council=frozenset(COUNCIL), fallback=frozenset(FALLBACK),
        )
    )  # fmt: skip


def share(holder: str) -> Share:
    return Share(holder=holder, key=id_of(SEEDS.get(holder, 90)), mark=digest(f"share of {holder}"))


def make(*holders: str, least: int = 2, by: str = "led", seed: int = 50) -> MakeSuccession:
    shares = tuple(map(share, holders or ("m1", "g1", "g2")))
    return MakeSuccession(by=by, recipient=recipient(seed), least=least, shares=shares)


def ask(by: str = "m1", *successors: str, cases: tuple[str, ...] = ("case:a",)) -> AskSuccession:
    return AskSuccession(by=by, ground=GROUND, cases=cases, successors=successors or tuple(dict.fromkeys((by, "m2"))))


def agree(by: str, agrees: bool = True, asking: str = "1") -> AnswerSuccession:
    return AnswerSuccession(by=by, asking=asking, agrees=agrees)


def after(*commands: keyring.Command, state: keyring.Keyring | None = None) -> keyring.Keyring:
    """The ring after everybody made a key, and after these commands, one a day."""
    now = decider()
    state = state or fold(now, [e for p, seed in SEEDS.items() for e in now.decide(now.initial, enrol(p, seed), AT)])
    for n, command in enumerate(commands, start=1):
        state = fold(now, now.decide(state, command, AT + n * DAY), state)
    return state


def refused(state: keyring.Keyring, command: keyring.Command, days: int = 9) -> Refusal:
    with pytest.raises(Refusal) as no:
        decider().decide(state, command, AT + days * DAY)
    assert no.value.clause == promise(13)
    return no.value


def asking(state: keyring.Keyring, id: str = "1") -> keyring.Asking:
    return state.askings[id]


def test_the_key_is_known_by_its_public_half_and_by_the_marks_of_its_shares() -> None:
    """P13: how many join it, who holds one, since when; nothing that opens."""
    key = after(make()).succession
    assert key is not None
    assert (key.key, key.recipient, key.least, set(key.shares)) == (KEY, recipient(50), 2, {"m1", "g1", "g2"})
    assert (key.can_be_joined, key.drilled, key.joined) == (True, None, None)
    assert key.shares["g1"].mark == share("g1").mark


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (replace(make(), recipient="AGE-SECRET-KEY-1"), "recipient"),
        (make("g1", least=1), "least"), (make("m1", "g1", least=1), "least"), (make("m1", "g1", least=3), "least"),
        (replace(make(), shares=(share("g1"),) * 10, least=2), "least"), (make("g1", "g1"), "shares"),
        (replace(make(), shares=tuple(replace(share(p), mark=digest("x")) for p in ("m1", "g1"))), "shares"),
        (replace(make(), shares=(replace(share("m1"), mark="x"), share("g1"))), "shares"),
    ],
)  # fmt: skip
def test_what_can_be_no_ceremony_is_said_by_its_field(command: MakeSuccession, field: str) -> None:
    """P13, P26: never one alone, never more than nine, each share of another and unlike another."""
    with pytest.raises(Malformed) as wrong:
        decider().decide(after(), command, AT + DAY)
    assert field in {fault.field for fault in wrong.value.faults}


def test_who_may_lead_it_and_who_may_hold_a_share() -> None:
    """P13: who presides leads; the council and who takes over hold, with a key of their own; one holds it outside."""
    assert (
        refused(after(), make(by="m1")).reason == "Only those who preside lead the ceremony of the key for successors."
    )
    assert refused(after(), make("m1", "lia")).reason.startswith("A share is held by somebody of the council")
    assert refused(after(), make("m1", "m2")).reason == "At least one share is held outside the council."
    lost = keyring.RetireKey(by="g1", person="g1", key=id_of(SEEDS["g1"]), why=keyring.Why.LOST)
    assert refused(after(lost), make()).reason.startswith("Who holds a share needs a key of their own")
    assert refused(after(), make(seed=1)).field == "recipient"
    assert refused(after(make()), make()).field == "recipient"


def test_a_share_is_tried_without_joining_anything() -> None:
    """P13: the age of the drill is that of the share that was tried longest ago; one that never was leaves none."""
    one = after(make(), DrillShare(by="m1", key=KEY), DrillShare(by="g1", key=KEY))
    assert one.succession is not None
    assert one.succession.drilled is None
    whole = after(make(), *(DrillShare(by=p, key=KEY) for p in ("m1", "g1", "g2"))).succession
    assert whole is not None
    assert whole.drilled == AT + 2 * DAY
    assert refused(one, DrillShare(by="m2", key=KEY)).reason == "You hold no share of this key."
    assert refused(one, DrillShare(by="m1", key="another")).field == "key"
    assert refused(after(), DrillShare(by="m1", key=KEY)).reason == "No key for successors was made here."


def test_a_share_goes_along_to_another_key_and_is_lost_with_one_that_ends() -> None:
    """P13: a holder who makes another key in its place keeps the share; who lost it or left gives none any more."""
    rotated = after(make(), enrol("m1", 70, id_of(SEEDS["m1"])), ask(by="m2"), agree("m1"))
    assert asking(rotated).agreed == ("m1",)
    left = [keyring.RetireKey(by="x", person=p, key=id_of(SEEDS[p]), why=keyring.Why.LEFT) for p in ("m1", "g2")]
    gone = after(make(), *left)
    assert gone.succession is not None
    assert not gone.succession.can_be_joined
    assert refused(gone, ask(by="m2")).about == {"least": "2"}
    again = after(make(), ask(by="m2"), left[0], enrol("m1", 71))
    assert refused(again, agree("m1")).reason == "You hold no share of this key."


def test_it_is_asked_for_by_who_sits_and_for_who_sits() -> None:
    """P13: one asking at a time, for fourteen days, with a ground, cases and successors."""
    state = after(make())
    assert refused(after(), ask()).reason == "No key for successors was made here."
    assert refused(state, ask("m1", "m1", "lia")).field == "successors"
    assert refused(state, ask("m1", "m2")).field == "by"
    assert refused(state, ask("lia", "m1")).field == "by"
    for wrong in (replace(ask(), ground="because"), replace(ask(), cases=()), replace(ask(), cases=("case:a",) * 2)):
        with pytest.raises(Malformed):
            decider().decide(state, wrong, AT + 9 * DAY)
    waiting = after(make(), ask())
    one = asking(waiting)
    assert (one.by, one.cases, one.until, one.waits(AT + 15 * DAY)) == ("m1", ("case:a",), AT + 16 * DAY, True)
    assert refused(waiting, ask(by="m2")).reason == "Another asking waits for its answers."
    assert refused(waiting, agree("g1"), days=16).reason == "There is no such asking, or it is over."
    later = decider().decide(waiting, ask(by="m2"), AT + 16 * DAY)
    assert fold(decider(), later, waiting).askings["2"].by == "m2"


def test_it_is_opened_by_who_asked_once_enough_have_agreed_and_never_before() -> None:
    """P13: with fewer than was said nobody opens anything; the parties are named in what is recorded."""
    state = after(make(least=3, seed=50), ask())
    for n, holder in enumerate(("m1", "g1")):
        state = after(agree(holder), state=state)
        assert refused(state, OPENED).about == {"least": "3"}, n
    state = after(agree("g2"), state=state)
    assert refused(state, replace(OPENED, by="m2")).reason == "Only who asked carries it out or takes it back."
    with pytest.raises(Malformed):
        decider().decide(state, replace(OPENED, told={"case:b": ()}), AT + 9 * DAY)
    done = after(OPENED, state=state)
    assert (asking(done).end, asking(done).ended) == (keyring.End.OPENED, AT + DAY)
    assert done.succession is not None
    assert done.succession.joined == AT + DAY
    assert refused(done, OPENED).field == "asking"


def test_it_is_refused_as_soon_as_too_few_are_left_who_could_agree() -> None:
    """P13: a holder answers once; two of three who do not agree end it."""
    state = after(make(), ask(), agree("g1", False))
    assert asking(state).end is None
    assert refused(state, agree("g1")).reason == "You have answered."
    assert refused(state, agree("m2")).reason == "You hold no share of this key."
    over = after(agree("g2", False), state=state)
    assert (asking(over).end, asking(over).agreed) == (keyring.End.REFUSED, ())
    assert refused(over, agree("m1")).field == "asking"


def test_it_is_taken_back_by_who_asked_and_ends_with_the_key() -> None:
    """P13: another ceremony ends what was asked of the former key."""
    state = after(make(), ask())
    assert refused(state, WithdrawSuccession(by="m2", asking="1")).field == "by"
    assert asking(after(WithdrawSuccession(by="m1", asking="1"), state=state)).end is keyring.End.WITHDRAWN
    other = after(agree("g1"), make(seed=51), state=state)
    assert asking(other).end is keyring.End.REPLACED
    assert other.succession is not None
    assert other.succession.key == id_of(51)


def test_anybody_may_know_how_often_it_was_asked_for_opened_and_refused() -> None:
    """P13: counted of all time and of a span; an asking that nobody answered counts as asked."""
    state = after(
        make(), ask(), agree("m1"), agree("g1"), OPENED, ask(), agree("g1", False, "2"), agree("g2", False, "2")
    )
    every = state.askings.values()
    assert keyring.broken(every) == keyring.Broken(asked=2, opened=1, refused=1)
    assert keyring.broken(every, until=AT + 3 * DAY) == keyring.Broken(asked=1)
    assert keyring.broken(every, since=AT + 6 * DAY) == keyring.Broken(asked=1, refused=1)
    assert keyring.broken(()) == keyring.Broken()


def test_council_and_fallback_body_come_from_the_procedure() -> None:
    """P27: by standing and by who takes over: a house holds no share, nor does who only helps."""
    roster = {"member": ("m1",), "lead": ("led",), "guest": ("g1", "m1"), "appeal-panel": ("p1",), "liaison": ("lia",)}
    rules = keyring.rules_of(LAW, roster)
    assert rules.council == {"m1", "led"}
    assert rules.fallback == {"g1", "p1"}
    assert rules.holding == {"m1", "led", "g1", "p1"}


everybody = st.sampled_from((*COUNCIL, *FALLBACK, "lia", "stranger"))
numbers = st.integers(1, 4).map(str)
commands: st.SearchStrategy[keyring.Command] = st.one_of(
    st.builds(
        lambda holders, least, by, seed: make(*holders, least=least, by=by, seed=seed),
        st.lists(everybody, min_size=1, max_size=5), st.integers(1, 4), everybody, st.integers(50, 56),
    ),
    st.builds(ask, everybody, everybody, everybody),
    st.builds(AnswerSuccession, by=everybody, asking=numbers, agrees=st.sampled_from((True, True, False))),
    st.builds(WithdrawSuccession, by=everybody, asking=numbers),
    st.builds(OpenSuccession, by=everybody, asking=numbers, told=st.just({})),
    st.builds(
        lambda p: keyring.RetireKey(by=p, person=p, key=id_of(SEEDS.get(p, 90)), why=keyring.Why.LEFT), everybody
    ),
)  # fmt: skip


class SuccessionMachine(RuleBasedStateMachine):
    """Any order of ceremonies, askings, answers and openings, by anybody, while some leave."""

    @initialize()
    def begin(self) -> None:
        self.at, self.state = AT, after(make())
        self.history: list[keyring.Event] = []
        self.opened: list[tuple[keyring.Asking, keyring.Succession, datetime]] = []

    @rule(command=commands)
    def act(self, command: keyring.Command) -> None:
        self.at += timedelta(hours=7)
        try:
            events = decider().decide(self.state, command, self.at)
        except (Refusal, Malformed):
            return
        if isinstance(command, OpenSuccession) and self.state.succession is not None:
            self.opened.append((self.state.askings[command.asking], self.state.succession, self.at))
        self.history += events
        self.state = fold(decider(), events, self.state)

    @rule(holders=st.sets(st.sampled_from(("m1", "g1", "g2")), min_size=2))
    def go_the_whole_way(self, holders: set[str]) -> None:
        self.act(make(seed=60 + len(self.history) % 30))
        self.act(ask())
        for holder in holders:
            self.act(agree(holder, asking=str(len(self.state.askings))))
        self.act(replace(OPENED, asking=str(len(self.state.askings)), told={}))

    @invariant()
    def nothing_was_opened_by_fewer_than_was_said_or_by_one_alone(self) -> None:
        for one, key, at in self.opened:
            assert len(set(one.agreed)) >= key.least >= 2
            assert set(one.agreed) <= set(key.shares)
            assert one.waits(at)

    @invariant()
    def one_waits_at_most_and_each_ends_once(self) -> None:
        assert sum(one.waits(self.at) for one in self.state.askings.values()) <= 1
        ends = [e.asking for e in self.history if isinstance(e, keyring.SuccessionOpened | keyring.SuccessionRefused)]
        assert len(ends) == len(set(ends))

    @invariant()
    def the_count_is_that_of_the_history(self) -> None:
        found = keyring.broken(self.state.askings.values())
        kinds = [type(e) for e in self.history]
        assert (found.asked, found.opened, found.refused) == (
            kinds.count(keyring.SuccessionAsked), kinds.count(keyring.SuccessionOpened),
            kinds.count(keyring.SuccessionRefused),
        )  # fmt: skip


SuccessionMachine.TestCase.settings = MACHINE
TestSuccession = SuccessionMachine.TestCase
