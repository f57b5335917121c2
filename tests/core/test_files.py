# SPDX-License-Identifier: Apache-2.0
"""Files beside a text: named by digest and padded size, open to whoever may open the text, and to nobody else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from comity.core import access, evidence
from comity.core.clause import Refusal
from comity.core.docket import DoAct, OpenCase
from comity.core.evidence import LARGEST_CLASS, MOST_FILES
from tests.core.laws import full
from tests.core.sitting import PAPER, PARTIES, ROSTER, Sitting, heard

PICTURE, LETTER = "1" * 64, "2" * 64


def _answered(files: Mapping[str, int]) -> Sitting:
    case = heard(full())
    case.paper("answer", "res", files=files)
    return case


def test_a_file_is_open_to_whoever_may_open_the_text_and_to_nobody_else() -> None:
    """P10: one rule for a text and what lies beside it."""
    case = _answered({PICTURE: 4096, LETTER: 512})
    text = next(p for p in case.state.papers if p.act == "answer")
    people = {*(p.person for p in PARTIES), *(p for many in ROSTER.values() for p in many), "stranger"}
    for file in case.state.files:
        for person in people:
            opened = access.may_open(case.law, case.state, person, text)
            assert access.may_open(case.law, case.state, person, file) == opened, person
        assert access.holders(case.law, case.state, file) == access.holders(case.law, case.state, text)
    assert {f.digest: f.size for f in case.state.files} == {PICTURE: 4096, LETTER: 512}


def test_a_file_is_no_paper_of_its_own_and_has_its_trail() -> None:
    """P17: what counts papers counts texts; custody tells who handed the file in, when, by which act."""
    case = _answered({PICTURE: 4096})
    assert PICTURE not in {p.digest for p in case.state.papers}
    assert PICTURE in {p.digest for p in case.state.sealed}
    assert [(by, act) for by, _at, act in evidence.custody(case.state.sealed, PICTURE)] == [("res", "answer")]
    assert PICTURE in access.entitled_to(case.law, case.state)


def test_a_file_whose_text_is_not_there_is_open_to_nobody_but_through_it() -> None:
    """P10: a file alone opens nothing."""
    case = _answered({PICTURE: 4096})
    (file,) = case.state.files
    stray = evidence.Paper(digest=LETTER, kind=file.kind, act=file.act, by="rep", at=file.at, beside="9" * 64, size=1)
    assert access.may_open(case.law, case.state, "rep", stray) is None


@pytest.mark.parametrize(
    "files",
    [
        {"a name.png": 1},
        {PICTURE: 0},
        {PICTURE: -1},
        {PICTURE: LARGEST_CLASS + 1},
        {f"{n:064x}": 1 for n in range(MOST_FILES + 1)},
    ],
)
def test_what_cannot_be_a_file_is_refused_by_name(files: Mapping[str, int]) -> None:
    """P26: a clear refusal that names the field; a name of a file never enters the history (P21)."""
    case = heard(full())
    with pytest.raises(Refusal) as no:
        case.must(DoAct(act="answer", by="res", paper=PAPER, files=files))
    assert no.value.field == "files"
    assert "name.png" not in str(no.value)


def test_files_lie_beside_a_text_only() -> None:
    """P26: an act that files no paper takes no files, a case that opens without words neither."""
    law = full()
    case = Sitting(law)
    opening = OpenCase(intake="report", digest=law.digest, parties=PARTIES, roster=ROSTER, files={PICTURE: 1})
    with pytest.raises(Refusal) as no:
        case.must(opening)
    assert no.value.field == "files"
    no_paper = "'{act}' files no paper, so no file lies beside it"
    assert heard(full()).refused("read-summons", "res", no_paper, files={PICTURE: 1}).field == "files"
