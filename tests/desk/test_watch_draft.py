# SPDX-License-Identifier: Apache-2.0
"""A pattern filled in field by field is the pattern that its file says, whatever is typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.core.clause import Malformed
from comity.desk.watch import draft
from comity.desk.watch.draft import Draft, Example
from comity.desk.watch.patterns import SECTIONS, SHAPES, parse
from comity.site import patterns

ANY = st.text(max_size=40).map(lambda text: text.encode(errors="ignore").decode())


def test_every_pattern_that_ships_is_the_same_after_it_was_read_into_fields_and_written_again() -> None:
    """M12: nothing of a file is lost by who fills in a form."""
    for one in patterns.patterns():
        again = parse(draft.written(draft.read(patterns.source(one.id)), one.id, one.version))
        assert again == one
        assert dict(again.parts) == dict(one.parts)


@given(
    st.builds(
        Draft, title=ANY, lead=ANY, parts=st.dictionaries(st.sampled_from(list(SECTIONS)), ANY), step=ANY,
        shapes=st.lists(st.sampled_from(SHAPES), max_size=3).map(tuple), messages=ANY, voices=ANY,
        languages=st.lists(ANY, max_size=2).map(tuple),
        phrases=st.dictionaries(st.sampled_from(draft.PHRASES), st.dictionaries(ANY, ANY, max_size=2)),
        fits=st.lists(st.builds(Example, talk=ANY), max_size=2).map(tuple),
        unlike=st.lists(st.builds(Example, talk=ANY, why=ANY), max_size=2).map(tuple),
    )
)  # fmt: skip
def test_whatever_is_typed_is_a_file_or_a_fault_with_a_field(typed: Draft) -> None:
    """P26: no text of somebody's breaks out of its field, and nothing else than `Malformed` is raised."""
    faults = []
    try:
        assert parse(draft.written(typed, "late-change", 1), name="late-change").id == "late-change"
    except Malformed as no:
        faults = list(no.faults)
    assert all(one.field and one.rule and one.rule != "toml" for one in faults)


def test_no_file_is_an_empty_draft() -> None:
    """M12: a pattern that nobody wrote yet."""
    assert draft.read("") == Draft()
