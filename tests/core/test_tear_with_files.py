# SPDX-License-Identifier: Apache-2.0
"""Files beside what was told of a small tear."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comity.core import tear
from comity.core.clause import Refusal, promise
from tests.core.test_tear import DECIDER, REPORTER, START, WORDS, fresh, hear, listened
from tests.core.walking import digest

FILE = {digest("f"): 1024}
REPORT = tear.BecomeReport(by=REPORTER, words=WORDS)


def test_files_lie_beside_what_was_told_and_beside_the_report_that_it_becomes() -> None:
    """P21, P4: by digest and size, under the limits of every text; what is handed on is said before the report is."""
    walk = fresh()
    more = {digest("g"): 2048}
    assert walk.must(replace(hear(), files=FILE))[1:] == [tear.FilesLaid(at=START, files=FILE)]
    assert walk.state.sealed == {WORDS, *FILE}
    walk.must(replace(REPORT, files={**FILE, **more}))
    assert [type(one) for one in walk.history[2:]] == [tear.FilesHandedOn, tear.BecameReport]
    assert (walk.state.files, walk.state.handed) == (FILE, {**FILE, **more})


@pytest.mark.parametrize("files", [{"my-street.png": 1}, {digest("f"): 0}, {digest(str(n)): 1 for n in range(11)}])
def test_no_other_files_lie_beside_a_tear_than_beside_a_report(files: dict[str, int]) -> None:
    """P26: at most ten, each by its digest, none empty."""
    for command, walk in ((replace(hear(), files=files), fresh()), (replace(REPORT, files=files), listened())):
        with pytest.raises(Refusal) as caught:
            DECIDER.decide(walk.state, command, START)
        assert (caught.value.field, caught.value.clause) == ("files", promise(26))
