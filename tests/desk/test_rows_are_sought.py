# SPDX-License-Identifier: Apache-2.0
"""Read models are sought by mark, word and place: asked of the fake and of both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comity.desk.ports import Row, Sought, Store
from comity.desk.words import plain, searchable, sought

MARKED = (
    Row(key="a", sort="1", fields={}, marks=(("fruit", "pear"), ("cycle", "1")), words="a quiet word"),
    Row(key="b", sort="2", fields={}, marks=(("fruit", "plum"), ("cycle", "1")), words="a quieter room"),
    Row(key="c", sort="3", fields={}, marks=(("fruit", "plum"), ("cycle", "2")), words="nothing"),
)


@pytest.mark.parametrize(
    ("sought", "keys"),
    [
        (Sought(marks={"fruit": ("plum",)}), ["c", "b"]),
        (Sought(marks={"fruit": ("plum", "pear"), "cycle": ("1",)}), ["b", "a"]),
        (Sought(marks={"fruit": ("fig",)}), []),
        (Sought(marks={"fruit": ("p\x00lum", "\x00")}), []),
        (Sought(marks={"fruit": ("plum", "\x00")}), ["c", "b"]),
        (Sought(words=("quiet",)), ["b", "a"]),
        (Sought(words=("quiet", "room")), ["b"]),
        (Sought(words=("uiet",)), []),
        (Sought(words=("n", "nothing"), marks={"cycle": ("2",)}), ["c"]),
        (Sought(since="2"), ["c", "b"]),
        (Sought(since="1", until="3"), ["b", "a"]),
    ],
)
def test_rows_are_sought_by_mark_word_and_place(store: Store, sought: Sought, keys: list[str]) -> None:
    """P25: both databases find the same rows, and in the same order."""
    with store.transaction() as unit:
        for row in MARKED:
            unit.rows.put("sought", row)
        unit.rows.put("another", Row(key="z", sort="2", fields={}, marks=MARKED[1].marks, words="quiet"))
    with store.reading() as unit:
        assert [row.key for row in unit.rows.list("sought", newest_first=True, sought=sought)] == keys
        assert unit.rows.count("sought", sought=sought) == len(keys)
        assert unit.rows.count("sought", sought=sought, most=1) == min(1, len(keys))


def test_rows_are_read_on_from_where_a_page_ended(store: Store) -> None:
    """P25: a reader who goes on sees every row once, whatever came in meanwhile."""
    with store.transaction() as unit:
        for row in MARKED:
            unit.rows.put("sought", row)
    with store.reading() as unit:
        page = unit.rows.list("sought", newest_first=True, limit=2)
        rest = unit.rows.list("sought", newest_first=True, past=(page[-1].sort, page[-1].key))
        assert [row.key for row in (*page, *rest)] == ["c", "b", "a"]
        assert [row.key for row in unit.rows.list("sought", past=("1", "a"))] == ["b", "c"]


def test_marks_are_counted_and_go_with_their_row(store: Store) -> None:
    """P18: how many entries there are of a kind is counted and never kept as a number of its own."""
    with store.transaction() as unit:
        for row in (*MARKED, *MARKED):
            unit.rows.put("sought", row)
        before = unit.rows.state("sought")
    with store.transaction() as unit:
        assert unit.rows.tally("sought", "fruit") == {"pear": 1, "plum": 2}
        unit.rows.put("sought", replace(MARKED[0], words="loud"))
        assert unit.rows.state("sought") == before
        unit.rows.put("sought", Row(key="d", sort="4", fields={}))
        assert unit.rows.state("sought") != before
        unit.rows.drop("sought", "c")
    with store.transaction() as unit:
        assert unit.rows.tally("sought", "fruit") == {"pear": 1, "plum": 1}
        assert unit.rows.count("sought", sought=Sought(words=("word",))) == 0
        assert unit.rows.count("sought", sought=Sought(words=("loud",))) == 1
        unit.rows.clear("sought")
    with store.reading() as unit:
        assert unit.rows.tally("sought", "fruit") == {}
        assert unit.rows.count("sought", sought=Sought(words=("loud",))) == 0


def test_what_was_noted_first_stands(store: Store) -> None:
    """P25: a row that is only noted is the same whether a stream is seen act by act or all at once."""
    with store.transaction() as unit:
        unit.rows.note("first", Row(key="a", sort="1", fields={"n": 1}))
        unit.rows.note("first", Row(key="a", sort="2", fields={"n": 2}))
    with store.reading() as unit:
        assert unit.rows.find("first", "a") == Row(key="a", sort="1", fields={"n": 1})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Schönes Wörtchen", ("schones", "wortchen")),
        ("§ 2.4 -- a_b", ("2", "4", "a", "b")),
        ("STRASSE Straße", ("strasse", "strasse")),
        ('\'; DROP* "x" & | :*', ("drop", "x")),
        ("كلمة", ("كلمة",)),
    ],
)
def test_words_are_cut_and_folded_alike(text: str, found: tuple[str, ...]) -> None:
    """P26: whatever is typed into a search becomes words, and nothing else reaches a database."""
    assert plain(text) == found
    assert searchable(text, text) == " ".join(dict.fromkeys(found))


def test_a_search_takes_a_few_words_only() -> None:
    """P26: a text of any length asks for no more work than a dozen words."""
    assert len(sought(" ".join(f"word{n}" for n in range(1000)))) == 12


@pytest.mark.parametrize("typed", ["' or 1=1 --", "a:* & !b", 'NEAR("x" "y")', "words:x", "ﬁ ½ ²", "\U0001d518 \u0301"])
def test_no_search_breaks_a_database(store: Store, typed: str) -> None:
    """P26: the signs that a database's own language knows are words or nothing."""
    with store.reading() as unit:
        assert unit.rows.list("sought", sought=Sought(words=sought(typed))) == []
