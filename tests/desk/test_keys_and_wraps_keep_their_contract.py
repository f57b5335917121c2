# SPDX-License-Identifier: Apache-2.0
"""The ports of keys and wraps: the fake in memory and both databases answer alike."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.core.clause import Malformed
from comity.desk.ports import Keys, Missing, Papers, PersonKey, Wrap, Wrapped, Wraps
from comity.desk.sealing import key_id
from tests.rooms import EPOCH

PHRASE = Wrapped(by="phrase", label="printed", blob="YWdl")
PASSKEY = Wrapped(by="passkey", label="telephone", blob="YWdlIQ==")


def key(person: str, recipient: str, *, days: int = 0) -> PersonKey:
    made = EPOCH + timedelta(days=days)
    return PersonKey(person=person, id=key_id(recipient), recipient=recipient, made=made, wrapped=(PHRASE,))


def wrap(digest: str, person: str, id: str, inside: bytes = b"age") -> Wrap:
    return Wrap(digest=digest * 64, person=person, key=id, wrap=inside)


def test_a_key_is_found_and_the_newest_that_lives_is_the_one_to_seal_to(keys: Keys) -> None:
    """P21: what is sealed from now on goes to the key that its owner uses."""
    old, new, other = key("m1", "age1old"), key("m1", "age1new", days=1), key("m2", "age1other")
    for one in (old, new, other, old):
        keys.put(one)
    assert keys.find("m1", old.id) == old
    assert keys.find("m2", old.id) is None
    assert list(keys.every("m1")) == [new, old]
    assert keys.newest(["m1", "m2", "m3"]) == {"m1": new, "m2": other}


def test_nobody_takes_the_key_of_another(keys: Keys) -> None:
    """P21: a recipient belongs to one person, so that a wrap tells for whom it is."""
    keys.put(key("m1", "age1one"))
    with pytest.raises(Malformed) as wrong:
        keys.put(key("m2", "age1one"))
    assert (wrong.value.faults[0].field, wrong.value.faults[0].rule) == ("recipient", "own")
    assert keys.find("m2", key_id("age1one")) is None


def test_a_retired_key_lets_nobody_in_any_more(keys: Keys) -> None:
    """P13: a lost or rotated key keeps its public half for the record, and nothing that opens anything."""
    old, new = key("m1", "age1old"), key("m1", "age1new", days=1)
    keys.put(old)
    keys.put(new)
    assert keys.rewrap("m1", new.id, [PHRASE, PASSKEY])
    assert keys.newest(["m1"])["m1"].wrapped == (PHRASE, PASSKEY)
    gone = EPOCH + timedelta(days=2)
    assert keys.retire("m1", new.id, at=gone)
    assert not keys.retire("m1", new.id, at=gone)
    assert not keys.rewrap("m1", new.id, [PHRASE])
    assert not keys.retire("m2", old.id, at=gone)
    found = keys.find("m1", new.id)
    assert found is not None
    assert (found.retired, found.wrapped) == (gone, ())
    assert keys.newest(["m1"]) == {"m1": old}
    keys.put(new)
    assert keys.newest(["m1"]) == {"m1": old}


def test_wraps_are_kept_once_for_each_paper_person_and_key(sealed_papers: tuple[Papers, Wraps]) -> None:
    """P10: who holds the key of which paper is known, and nobody puts another wrap in place of one that is there."""
    _, wraps = sealed_papers
    wraps.put([wrap("a", "m2", "k2"), wrap("a", "m1", "k1"), wrap("b", "m1", "k1"), wrap("a", "m1", "k9")])
    wraps.put([wrap("a", "m1", "k1", b"another")])
    assert list(wraps.of("a" * 64)) == [wrap("a", "m1", "k1"), wrap("a", "m1", "k9"), wrap("a", "m2", "k2")]
    assert list(wraps.held("m1")) == [wrap("a", "m1", "k1"), wrap("a", "m1", "k9"), wrap("b", "m1", "k1")]
    assert wraps.holders(["a" * 64, "c" * 64]) == {"a" * 64: {"m1": {"k1", "k9"}, "m2": {"k2"}}}
    assert wraps.holders([]) == {}


def test_wraps_are_destroyed_by_person_by_key_or_with_their_paper(sealed_papers: tuple[Papers, Wraps]) -> None:
    """P10, P17: what somebody must not open any more has no wrap left, and an erased paper has none at all."""
    papers, wraps = sealed_papers
    digest = papers.put(b"sealed", "e2e")
    wraps.put([Wrap(digest=digest, person="m1", key="k1", wrap=b"age")])
    wraps.put([wrap("a", "m1", "k1"), wrap("a", "m1", "k2"), wrap("a", "m2", "k3"), wrap("b", "m2", "k3")])
    assert wraps.drop("a" * 64, "m1", "k2") == 1
    assert wraps.drop("a" * 64, "m1") == 1
    assert wraps.drop("a" * 64, "m1") == 0
    assert wraps.drop_key("m2", "k3") == 2
    assert [one.person for one in wraps.of(digest)] == ["m1"]
    papers.erase(digest)
    assert list(wraps.of(digest)) == []
    with pytest.raises(Missing):
        papers.get(digest)


def test_who_ever_held_the_key_of_a_paper_is_known_until_the_paper_is_erased(
    sealed_papers: tuple[Papers, Wraps],
) -> None:
    """P10, P17: a wrap is made once and destroyed once, and made anew it is another; of an erased one nothing stays."""
    papers, wraps = sealed_papers
    digest = papers.put(b"age", "e2e")
    one, other = Wrap(digest=digest, person="m1", key="k1", wrap=b"age"), wrap("b", "m1", "k1")
    wraps.put([one, other])
    wraps.put([one])
    assert [t.digest for t in wraps.traced([digest])] == [digest]
    wraps.drop(digest, "m1")
    wraps.put([one])
    found = [(t.person, t.key, t.gone is not None) for t in wraps.traced([digest])]
    assert found == [("m1", "k1", True), ("m1", "k1", False)]
    wraps.drop_key("m1", "k1")
    wraps.put([one])
    papers.erase(digest)
    assert list(wraps.traced([digest])) == []
    assert list(wraps.traced([])) == []


def test_a_wrap_that_opened_nothing_is_destroyed_and_whoever_made_it_is_known(
    sealed_papers: tuple[Papers, Wraps],
) -> None:
    """P10: the next one for that reader is another, and what was said of the first stays said of it alone."""
    papers, wraps = sealed_papers
    digest = papers.put(b"age", "e2e")
    wraps.put([Wrap(digest=digest, person="m2", key="k2", wrap=b"age")])
    wraps.put([Wrap(digest=digest, person="m1", key="k1", wrap=b"bad")], by="m2")
    assert wraps.useless(digest, "m1", "k9") == 0
    assert wraps.useless(digest, "m1", "k1") == 1
    wraps.put([Wrap(digest=digest, person="m1", key="k1", wrap=b"age")], by="m3")
    found = [(t.person, t.by, t.useless, t.gone is not None) for t in wraps.traced([digest])]
    assert found == [("m2", "", False, False), ("m1", "m2", True, True), ("m1", "m3", False, False)]


def test_to_whom_a_paper_was_handed_out_is_noted_once_a_day_and_goes_with_the_paper(
    sealed_papers: tuple[Papers, Wraps],
) -> None:
    """P10, P17: rows are added and never changed; of an erased paper nothing stays."""
    papers, wraps = sealed_papers
    digest = papers.put(b"age", "e2e")
    wraps.put([Wrap(digest=digest, person="m1", key="k1", wrap=b"age")])
    for person in ("m1", "m2", "m1", "m1"):
        wraps.hand(digest, person)
    assert [one.person for one in wraps.handed([digest])] == ["m1", "m2"]
    assert list(wraps.handed([])) == []
    papers.erase(digest)
    assert list(wraps.handed([digest])) == []
