# SPDX-License-Identifier: Apache-2.0
"""What the desk relies on in its ports, said once and asked of the fake and of both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from comity.core.clause import Malformed
from comity.desk.ports import (
    MODES,
    Certainty,
    Conflict,
    Done,
    Due,
    Effect,
    Leased,
    Missing,
    Papers,
    Promise,
    Record,
    Row,
    Standing,
    Store,
    Taken,
    Unit,
    Vault,
)
from tests.rooms import EPOCH

LEASE = timedelta(minutes=2)
MOMENT = timedelta(microseconds=1)


def record(data: str = "{}") -> Record:
    return Record(kind="Entered", schema=1, data=data, at="2024-01-04T19:00:00Z")


def effect(key: str, *, certainty: Certainty = Certainty.IDEMPOTENT, lane: str = "") -> Effect:
    return Effect(
        key=key, kind="letter", certainty=certainty, payload="{}", source="ledger:a", not_before=EPOCH, lane=lane
    )


def queue(store: Store, *effects: Effect) -> None:
    with store.transaction() as unit:
        unit.outbox.put(effects)


def claim(store: Store, at: datetime = EPOCH, *, by: str = "one", limit: int = 1) -> list[Leased]:
    with store.transaction() as unit:
        return list(unit.outbox.claim(at, by=by, length=LEASE, limit=limit))


def standing(store: Store, key: str) -> Standing:
    with store.reading() as unit:
        return next(s for s in Standing for slot in unit.outbox.standing(s) if slot.effect.key == key)


def test_a_stream_gives_back_its_events_in_order_and_chained(store: Store) -> None:
    """P25: what was appended is what is loaded, in the order of its versions."""
    with store.transaction() as unit:
        unit.history.append("ledger:a", [record('{"n":1}'), record('{"n":2}')], expected=0, act_id="1")
        unit.history.append("ledger:b", [record()], expected=0, act_id="2")
        unit.history.append("ledger:a", [record('{"n":3}')], expected=2, act_id="3")
    with store.reading() as unit:
        events = unit.history.load("ledger:a")
        assert [event.data for event in events] == ['{"n":1}', '{"n":2}', '{"n":3}']
        assert [event.version for event in events] == [1, 2, 3]
        assert [event.prev for event in events] == ["0" * 64, events[0].hash, events[1].hash]
        assert [event.version for event in unit.history.load("ledger:a", after=2)] == [3]
        assert unit.history.load("ledger:none") == []
        assert list(unit.history.streams()) == ["ledger:a", "ledger:b"]
        assert list(unit.history.streams(kind="jar")) == []


def test_many_streams_are_looked_for_together(store: Store) -> None:
    """P25: together they say what each says alone, however many they are, and none is where there is nothing."""
    names = [f"ledger:{number:04}" for number in range(600)]
    with store.transaction() as unit:
        for number, name in enumerate(names):
            events = [record(f'{{"n":{version}}}') for version in range(1 + number % 3)]
            unit.history.append(name, events, expected=0, act_id=name)
        for name in names[::100]:
            unit.boxes.put(name, "one", "yes:1")
            unit.boxes.put(name, "one", "no:2")
            unit.boxes.put(name, "two", "yes:1")
    with store.reading() as unit:
        assert unit.history.load_each({}) == {}
        assert unit.boxes.slips_each([]) == {}
        for after in range(4):
            known = dict.fromkeys([*names, "ledger:none"], after)
            alone = {name: unit.history.load(name, after=after) for name in names}
            assert unit.history.load_each(known) == {name: found for name, found in alone.items() if found}
        found = unit.history.load_each({names[2]: 2, names[5]: 0})
        assert [(name, len(events)) for name, events in sorted(found.items())] == [(names[2], 1), (names[5], 3)]
        slips = unit.boxes.slips_each([*names, "ledger:none"])
        assert slips == {name: unit.boxes.slips(name) for name in names[::100]}
        assert unit.boxes.slips("ledger:none") == {}


@pytest.mark.parametrize("expected", [0, 2])
def test_an_append_at_another_version_is_a_conflict(store: Store, expected: int) -> None:
    """P24: two writers never both believe that they were first."""
    with store.transaction() as unit:
        unit.history.append("ledger:a", [record()], expected=0, act_id="1")
    with pytest.raises(Conflict), store.transaction() as unit:
        unit.history.append("ledger:a", [record()], expected=expected, act_id="2")


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    """P24: all of an act is written or none of it."""
    with pytest.raises(ZeroDivisionError), store.transaction() as unit:
        _write_everywhere(unit)
        raise ZeroDivisionError
    with store.reading() as unit:
        assert unit.history.load("ledger:a") == []
        assert unit.acts.find("1") is None
        assert unit.deadlines.find("ledger:a") is None
        assert unit.rows.find("totals", "a") is None
        assert unit.outbox.count(Standing.QUEUED) == 0
        assert not unit.boxes.slips("ledger:a")
        with pytest.raises(Missing):
            unit.log.placed(Promise(place=1, leaf="0" * 64, until=EPOCH))


def _write_everywhere(unit: Unit) -> None:
    unit.history.append("ledger:a", [record()], expected=0, act_id="1")
    unit.acts.keep(done("1"))
    unit.deadlines.put(Due(stream="ledger:a", at=EPOCH))
    unit.rows.put("totals", Row(key="a", sort="", fields={}))
    unit.outbox.put([effect("k")])
    unit.boxes.put("ledger:a", "box", "slip")
    unit.log.append(b"leaf", at=EPOCH)


def test_an_inner_transaction_that_raises_leaves_the_outer_one_whole(store: Store) -> None:
    """P24: a refused inner step does not take the outer one with it."""
    with store.transaction() as outer:
        outer.rows.put("totals", Row(key="outer", sort="", fields={}))
        with pytest.raises(ZeroDivisionError), store.transaction() as inner:
            inner.rows.put("totals", Row(key="inner", sort="", fields={}))
            raise ZeroDivisionError
    with store.reading() as unit:
        assert [row.key for row in unit.rows.list("totals")] == ["outer"]


def done(act_id: str, refusal: str = "") -> Done:
    return Done(
        act_id=act_id,
        digest="d" * 64,
        stream="ledger:a",
        before=0,
        version=1,
        refusal=refusal,
        at="2024-01-04T19:00:00Z",
    )


def test_an_act_is_remembered_once(store: Store) -> None:
    """P1: the first answer of an act is its only one."""
    with store.transaction() as unit:
        unit.acts.keep(done("1", refusal='{"a":"b"}'))
    with store.reading() as unit:
        assert unit.acts.find("1") == done("1", refusal='{"a":"b"}')
        assert unit.acts.find("2") is None
    with pytest.raises(Conflict), store.transaction() as unit:
        unit.acts.keep(done("1"))


def test_an_effect_is_leased_to_one_worker_and_settled(store: Store) -> None:
    """P24: while one worker has an effect nobody else gets it."""
    queue(store, effect("k"))
    assert claim(store, EPOCH - MOMENT) == []
    (lease,) = claim(store)
    assert (lease.effect, lease.attempts, lease.until) == (effect("k"), 1, EPOCH + LEASE)
    assert claim(store, by="two") == []
    with store.transaction() as unit:
        assert unit.outbox.settle(lease, Standing.DONE)
    assert standing(store, "k") is Standing.DONE
    assert claim(store, EPOCH + timedelta(days=1)) == []


def test_a_key_is_queued_once(store: Store) -> None:
    """P24: the same cause never asks for the same effect twice."""
    queue(store, effect("k"))
    with pytest.raises(Conflict):
        queue(store, effect("k"))


def test_effects_come_oldest_first_up_to_the_limit(store: Store) -> None:
    """P24: nothing waits for ever behind what came later."""
    queue(store, effect("b"), effect("a"), effect("c"))
    assert [lease.effect.key for lease in claim(store, limit=2)] == ["b", "a"]
    assert [lease.effect.key for lease in claim(store, limit=2)] == ["c"]


def test_effects_of_one_lane_follow_each_other(store: Store) -> None:
    """P24: two follow-ups to one stream are never done at once or in another order."""
    queue(store, effect("1", lane="x"), effect("2", lane="x"), effect("3"), effect("4", lane="y"))
    leases = claim(store, limit=9)
    assert [lease.effect.key for lease in leases] == ["1", "3", "4"]
    assert claim(store, by="two") == []
    with store.transaction() as unit:
        unit.outbox.settle(leases[0], Standing.FAILED)
    assert [lease.effect.key for lease in claim(store)] == ["2"]


def test_an_effect_that_failed_comes_back_when_its_wait_is_over(store: Store) -> None:
    """P24: a failed attempt is repeated later and not at once."""
    queue(store, effect("k"))
    later = EPOCH + timedelta(minutes=1)
    with store.transaction() as unit:
        unit.outbox.settle(claim(store)[0], Standing.QUEUED, error="no answer", retry_at=later)
        assert unit.outbox.earliest() == later
    assert claim(store, later - MOMENT) == []
    (lease,) = claim(store, later)
    assert lease.attempts == 2
    with store.reading() as unit:
        assert unit.outbox.earliest() is None


@pytest.mark.parametrize(
    ("certainty", "after"),
    [
        (Certainty.IDEMPOTENT, Standing.QUEUED),
        (Certainty.READBACK, Standing.QUEUED),
        (Certainty.UNCERTAIN, Standing.ASKED),
    ],
)
def test_what_a_dead_worker_left_is_repeated_or_asked(store: Store, certainty: Certainty, after: Standing) -> None:
    """P24: an uncertain effect is never repeated on our own; the others come back."""
    queue(store, effect("k", certainty=certainty))
    claim(store)
    with store.transaction() as unit:
        assert unit.outbox.recover(EPOCH + LEASE) == 0
        assert unit.outbox.recover(EPOCH + LEASE + MOMENT) == 1
    assert standing(store, "k") is after
    assert bool(claim(store, EPOCH + 2 * LEASE)) is (after is Standing.QUEUED)


def test_a_worker_that_comes_back_late_is_heard_unless_another_took_over(store: Store) -> None:
    """P24: what is known to be done is never done again."""
    queue(store, effect("k", certainty=Certainty.UNCERTAIN), effect("m"))
    late, lost = claim(store, limit=2)
    with store.transaction() as unit:
        unit.outbox.recover(EPOCH + 2 * LEASE)
    claim(store, EPOCH + 2 * LEASE, by="two")
    with store.transaction() as unit:
        assert unit.outbox.settle(late, Standing.DONE)
        assert not unit.outbox.settle(lost, Standing.FAILED)
    assert standing(store, "k") is Standing.DONE
    assert standing(store, "m") is Standing.LEASED


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_human_answers_for_an_uncertain_effect(store: Store, carried_out: bool) -> None:
    """P24: only a human lets an uncertain effect be carried out again."""
    queue(store, effect("k", certainty=Certainty.UNCERTAIN))
    (lease,) = claim(store)
    with store.transaction() as unit:
        unit.outbox.recover(EPOCH + 2 * LEASE)
        assert unit.outbox.answer("k", carried_out=carried_out, at=EPOCH + 2 * LEASE)
        assert not unit.outbox.answer("k", carried_out=carried_out, at=EPOCH)
        assert unit.outbox.settle(lease, Standing.DONE) is carried_out
    assert standing(store, "k") is (Standing.DONE if carried_out else Standing.QUEUED)


def test_an_error_is_kept_for_people_without_what_a_database_refuses(store: Store) -> None:
    """P26: no text that another side sends breaks the outbox."""
    queue(store, effect("k"))
    with store.transaction() as unit:
        unit.outbox.settle(claim(store)[0], Standing.FAILED, error="gone")
        (slot,) = unit.outbox.standing(Standing.FAILED)
    assert (slot.effect, slot.attempts, slot.last_error) == (effect("k"), 1, "gone")


def test_a_deadline_moves_and_passes_in_order(store: Store) -> None:
    """P6: the earliest deadline comes first, and those of one instant by stream."""
    with store.transaction() as unit:
        for stream, hours in (("ledger:b", 1), ("ledger:a", 1), ("ledger:c", 9), ("ledger:d", 0)):
            unit.deadlines.put(Due(stream=stream, at=EPOCH + timedelta(hours=hours), what="loan"))
        unit.deadlines.put(Due(stream="ledger:c", at=EPOCH))
        unit.deadlines.drop("ledger:d")
        unit.deadlines.drop("ledger:never")
    with store.reading() as unit:
        assert [due.stream for due in unit.deadlines.passed(EPOCH)] == ["ledger:c"]
        passed = unit.deadlines.passed(EPOCH + timedelta(hours=1))
        assert [due.stream for due in passed] == ["ledger:c", "ledger:a", "ledger:b"]
        assert len(unit.deadlines.passed(EPOCH + timedelta(days=1), limit=1)) == 1
        assert unit.deadlines.find("ledger:a") == Due(stream="ledger:a", at=EPOCH + timedelta(hours=1), what="loan")
        assert unit.deadlines.find("ledger:d") is None


def test_a_box_keeps_slips_and_forgets_their_order(store: Store) -> None:
    """P11: whatever the order in which slips were laid, the box gives them in the order of their hashes."""
    slips = ("yes:1", "no:2", "yes:3")
    with store.transaction() as unit:
        for slip in slips:
            unit.boxes.put("jar:a", "one", slip)
        for slip in reversed(slips):
            unit.boxes.put("jar:a", "two", slip)
        unit.boxes.put("jar:b", "one", "yes:1")
    with store.reading() as unit:
        boxes = unit.boxes.slips("jar:a")
        assert boxes["one"] == boxes["two"]
        assert sorted(boxes["one"]) == sorted(slips)
    with store.transaction() as unit:
        unit.boxes.clear("jar:a", "one")
        assert set(unit.boxes.slips("jar:a")) == {"two"}
        assert set(unit.boxes.slips("jar:b")) == {"one"}


def test_the_same_slip_twice_is_noticed(store: Store) -> None:
    """P11: no ballot silently takes the place of another."""
    with store.transaction() as unit:
        unit.boxes.put("jar:a", "one", "yes:1")
        with pytest.raises(Taken):
            unit.boxes.put("jar:a", "one", "yes:1")
        unit.boxes.put("jar:a", "two", "yes:1")


def test_rows_are_put_replaced_sorted_and_dropped(store: Store) -> None:
    """P25: a read model can be thrown away and written again."""
    with store.transaction() as unit:
        for key, sort in (("a", "2"), ("b", "1"), ("c", "2")):
            unit.rows.put("list", Row(key=key, sort=sort, fields={"n": [1, None, "x"]}))
        unit.rows.put("list", Row(key="b", sort="3", fields={"open": True}))
        unit.rows.put("other", Row(key="a", sort="", fields={}))
    with store.reading() as unit:
        assert [row.key for row in unit.rows.list("list")] == ["a", "c", "b"]
        assert [row.key for row in unit.rows.list("list", newest_first=True)] == ["b", "c", "a"]
        assert [row.key for row in unit.rows.list("list", limit=1, offset=1)] == ["c"]
        assert unit.rows.find("list", "b") == Row(key="b", sort="3", fields={"open": True})
        assert unit.rows.count("list") == 3
    with store.transaction() as unit:
        unit.rows.drop("list", "a")
        unit.rows.drop("list", "never")
        assert unit.rows.find("list", "a") is None
        unit.rows.clear("list")
        assert unit.rows.count("list") == 0
        assert unit.rows.count("other") == 1


@pytest.mark.parametrize("mode", ["server", "arrival", "e2e"])
def test_a_paper_is_found_by_its_digest_until_it_is_erased(papers: Papers, mode: str) -> None:
    """P17:

    an erased text is gone for good; its digest stays, and the same text does not come back under it.
    """
    digest = papers.put(b"\x00sealed\xff", mode)
    assert papers.put(b"\x00sealed\xff", mode) == digest
    assert papers.get(digest) == (b"\x00sealed\xff", mode)
    papers.erase(digest)
    papers.put(b"\x00sealed\xff", mode)
    for missing in (digest, "0" * 64):
        with pytest.raises(Missing):
            papers.get(missing)


def test_where_papers_were_sealed_is_asked_for_many_at_once(papers: Papers) -> None:
    """P21: what is here is told; what was erased or never was is left out."""
    kept = {papers.put(mode.encode(), mode): mode for mode in MODES}
    gone = papers.put(b"gone", "e2e")
    papers.erase(gone)
    assert papers.modes([*kept, gone, "0" * 64]) == kept
    assert papers.modes([]) == {}


def test_a_paper_of_an_unknown_mode_is_malformed(papers: Papers) -> None:
    """P26: the error names the field and the rule."""
    with pytest.raises(Malformed) as wrong:
        papers.put(b"sealed", "plain")
    assert (wrong.value.faults[0].field, wrong.value.faults[0].rule) == ("mode", "known")


def test_the_vault_keeps_replaces_and_erases(vault: Vault) -> None:
    """P21: what is kept of a person can be destroyed, all of it and nobody else's."""
    vault.put("p1", "mail", "a@example.org")
    vault.put("p1", "mail", "b@example.org")
    vault.put("p1", "forum", "ß")
    vault.put("p2", "mail", "c@example.org")
    assert dict(vault.get("p1")) == {"forum": "ß", "mail": "b@example.org"}
    vault.put("p0", "mail", "B@Example.org")
    assert vault.who("mail", "b@example.ORG") == ("p0", "p1")
    assert vault.who("forum", "b@example.org") == ()
    vault.erase("p1")
    assert dict(vault.get("p1")) == {}
    assert dict(vault.get("p2")) == {"mail": "c@example.org"}
