# SPDX-License-Identifier: Apache-2.0
"""A report and a tear in the public log: the promise at once, the proof after the next instant, nothing that tells."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.core import entry
from comity.core.log import notes, promises, proofs
from comity.core.log.tree import Wrong, leaf_hash
from comity.edge.tlog.key import holds
from comity.edge.web.locator import Locator
from comity.verify.places import Folder
from comity.verify.verdict import Asked, verdict
from tests.journeys import api_stage, web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A council at work."""
    with web_stage.opened(tmp_path) as opened:
        yield opened


def files(found: Locator, number: int, status: int = 200) -> Any:
    """One of the two files."""
    answer = Person().client.get(f"/receipt/{found.bits}/note-{number}.txt")
    assert answer.status_code == status
    return answer


def of(stage: Stage, kind: str) -> Locator:
    """The receipt of something that was just told."""
    if kind == "report":
        _reporter, status = web_stage.report()
        return Locator(status.rstrip("/").rpartition("/")[2])
    person = Person()
    form = next(f for f in web_stage.forms(person.read(f"/report/{kind}")) if "receipt" in f["hidden"])
    answer = person.send(f"/report/{kind}", form, words="It was loud again.")
    assert answer.status_code == 303
    return Locator(answer.headers["Location"].rstrip("/").rpartition("/")[2])


@pytest.mark.parametrize("kind", ["report", "tear", "support"])
def test_what_was_told_has_the_logs_word_at_once_and_its_proof_later(kind: str, stage: Stage) -> None:
    """P1: both files are checked by somebody who has nothing but the log's key, and lead to the sealed paper."""
    found = of(stage, kind)
    page = Person().read(f"/status/{found.bits}")
    assert "note-2.txt" in page
    assert "note-3.txt" not in page
    word = files(found, 2)
    assert word.headers["Content-Disposition"] == 'attachment; filename="note-2.txt"'
    assert "no-store" in word.headers["Cache-Control"]
    files(found, 3, 404)
    stage.later(hours=6)
    stage.court.log.publish(stage.clock.at)
    assert "note-3.txt" in Person().read(f"/status/{found.bits}")
    assert "note-3.txt" in Person().read(f"/receipt/{found.bits}")
    proof = proofs.parse(files(found, 3).content)
    key = stage.court.log.key
    assert key is not None
    assert proofs.check(proof, key, holds).size == 16
    promise = promises.parse(word.content, key, holds)
    assert promise.leaf == leaf_hash(proof.entry)
    assert promise.until <= stage.clock.at
    assert proof.entry == entry.sealed(found.leaf(paper_of(stage, found)).digest)


def paper_of(stage: Stage, found: Locator) -> str:
    """The digest of the sealed words."""
    case, tear = stage.court.desk.state(found.case).state, stage.court.desk.state(found.tear).state
    return str(case.papers[0].digest if case is not None else tear.words)


def test_the_whole_way_is_checked_from_outside(stage: Stage, tmp_path: Path) -> None:
    """P1, P17: the verifier reads the folder, the promise and the proof."""
    found = of(stage, "report")
    word = files(found, 2).content
    stage.court.log.publish(stage.clock.at)
    proof = files(found, 3).content
    shelf = stage.court.outside.shelf
    assert shelf is not None
    asked = Asked(at=stage.clock.at, vkey=shelf.key.vkey, receipts=(("a", word), ("b", proof)))
    assert verdict(Folder(shelf.folder), asked).kept  # type: ignore[attr-defined]


def test_neither_a_stranger_nor_the_database_finds_the_leaf_of_a_case(stage: Stage) -> None:
    """P4, P21: another receipt gets a 404 as for what never was; the queue names no case and no person."""
    found, other = of(stage, "report"), Locator("0" * 32)
    assert files(other, 2, 404).content == files(found, 3, 404).content
    with stage.court.desk.store.reading() as unit:
        [(_place, leaf)] = unit.log.waiting()
    assert entry.is_sealed(leaf)
    text = leaf.decode() + found.tag
    assert found.case.removeprefix("case:") not in text
    assert found.person not in text


def test_the_same_form_sent_twice_is_one_leaf(stage: Stage) -> None:
    """P1, P24: no double click makes a second promise."""
    person = Person()
    form = next(f for f in web_stage.forms(person.read("/report/tear")) if "receipt" in f["hidden"])
    for _ in range(2):
        assert person.send("/report/tear", form, words="It was loud again.").status_code == 303
    with stage.court.desk.store.reading() as unit:
        assert len(unit.log.waiting()) == 1


def test_a_log_that_is_stuck_breaks_no_page(stage: Stage) -> None:
    """P26: the files are not to be had, the report is, and nothing is a 5xx."""
    found = of(stage, "report")
    shelf = stage.court.outside.shelf
    assert shelf is not None
    shelf.write("checkpoint", b"nothing")
    files(found, 3, 404)
    assert "note-2.txt" not in Person().read(f"/status/{found.bits}")
    another = of(stage, "report")
    Person().read(f"/receipt/{another.bits}")


def test_the_promise_is_no_note_that_anybody_could_take_for_a_checkpoint(stage: Stage) -> None:
    """P17: it is signed as a kind of its own."""
    word = files(of(stage, "report"), 2).content
    key = stage.court.log.key
    assert key is not None
    with pytest.raises(Wrong):
        notes.checkpoint(word, key, holds)
    assert base64.b64decode(word.split()[-1])[:4] == key.id(promises.KIND)


def test_a_program_is_given_the_same_files(stage: Stage) -> None:
    """P1: the promise as soon as something is told, the proof once its checkpoint is signed."""
    program, _mark = api_stage.report()
    first = program.get("/status/log")
    assert (first["proof"], first["until"] is not None) == (None, True)
    stage.later(hours=7)
    stage.court.log.publish(stage.clock.at)
    told = program.get("/status/log")
    key = stage.court.log.key
    assert key is not None
    proof = proofs.parse(told["proof"].encode())
    proofs.check(proof, key, holds)
    assert promises.parse(told["promise"].encode(), key, holds).leaf == leaf_hash(proof.entry)
    assert told["promise"] == first["promise"]
    api_stage.Program().get("/status/log", 401)
