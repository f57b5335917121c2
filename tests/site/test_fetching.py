# SPDX-License-Identifier: Apache-2.0
"""Letters of a mailbox become reports: deleted there once they lie here sealed, left where they cannot be taken."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail

from comity import cli
from comity.core.clause import Malformed
from comity.edge import mailbox
from comity.edge.mailbox import Unreachable
from comity.site import court as courts
from comity.site import environment, fetching, incoming
from comity.site.fetching import Fetched
from tests.journeys import web_stage
from tests.journeys.web_stage import Stage
from tests.site.imap_server import Box, serving
from tests.site.test_incoming import SECRET, letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as found:
        yield found


def fetch(stage: Stage, box: Box, url: str = "imap://council:word@{}/INBOX") -> Fetched:
    with serving(box) as there:
        return fetching.fetch(stage.court, mailbox.address(url.format(there)), stage.clock.at)


def test_every_new_letter_is_a_report_and_is_deleted_where_it_lay_in_clear(stage: Stage) -> None:
    """P1, P21: each is answered with its receipt; what was read there before is not touched."""
    box = Box(letters={4: letter(), 7: letter("Another matter."), 9: letter("Old.")}, marks={9: {"Seen"}})
    assert fetch(stage, box) == Fetched(taken=2)
    assert list(box.letters) == [9]
    assert len(stage.cases()) == len(mail.outbox) == 2
    assert not any(SECRET in said for said in box.said)
    assert fetch(stage, box) == Fetched()


def test_what_cannot_be_taken_is_marked_and_left_and_what_a_machine_wrote_is_not_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P1, P26: no letter disappears; one that is too large is not even read."""
    monkeypatch.setattr(incoming, "LARGEST", 5000)
    machine = letter("Out of office.", Auto_Submitted="auto-replied")
    box = Box(letters={1: letter(From="nobody"), 2: letter("x" * 9000), 3: machine, 4: letter()})
    assert fetch(stage, box) == Fetched(taken=1, automatic=1, left=2)
    assert set(box.letters) == {1, 2}
    assert all(box.marks[number] == {"Seen", "Flagged"} for number in (1, 2))
    assert not any(said.startswith("UID FETCH 2 (BODY") for said in box.said)


@pytest.mark.parametrize("broken", ["LOGIN", "SELECT", "SEARCH", "FETCH", "STORE", "EXPUNGE"])
def test_a_line_that_breaks_anywhere_loses_nothing_and_doubles_nothing(stage: Stage, broken: str) -> None:
    """P1, P24: fetched again, a letter that was taken already is the same report."""
    box = Box(letters={1: letter()}, broken=broken)
    with pytest.raises(Unreachable):
        fetch(stage, box)
    box.broken = ""
    box.marks = {number: marks for number, marks in box.marks.items() if broken == "EXPUNGE"}
    done = fetch(stage, box)
    assert done.left == 0
    assert len(stage.cases()) == 1


@pytest.mark.parametrize("url", ["imap://council:wrong@{}/INBOX", "imap://council:word@{}/Other"])
def test_a_wrong_word_or_folder_is_said_without_repeating_the_word(stage: Stage, url: str) -> None:
    """P21, P26: nothing is fetched, and no log tells the word."""
    with pytest.raises(Unreachable) as no:
        fetch(stage, Box(letters={1: letter()}), url)
    assert "wrong" not in str(no.value)
    assert "word" not in str(no.value)


def test_an_address_that_is_none_is_named_with_its_rule_and_its_word_is_shown_nowhere() -> None:
    """P26, P21: the variable, what is wrong with it, and never what it was."""
    for url in ("pop://a:b@c", "imaps://c/INBOX", "imaps://a:b@c/IN%22BOX", "imaps://a@c"):
        with pytest.raises(Malformed) as wrong:
            environment.read_mailbox(url)
        assert wrong.value.faults[0].field == "COMITY_MAILBOX_URL"
        assert "a:b" not in wrong.value.faults[0].text
    kept = environment.read_mailbox("imaps://name:s%40cret@mail.example")
    found = mailbox.address(kept)
    assert (found.port, found.word, found.folder, found.wrapped) == (993, "s@cret", "INBOX", True)
    assert "s@cret" not in repr(found)


def test_the_command_says_what_became_of_them_and_asks_for_a_mailbox(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """P23: 0 where all were taken, 1 where a human is needed, 75 without the server, 2 where no mailbox is set."""
    monkeypatch.setattr(courts, "here", lambda: stage.court)
    monkeypatch.setattr(settings, "COMITY", replace(settings.COMITY, mailbox=""))
    assert cli.main(["mail", "fetch"]) == 2
    assert cli.main(["mail", "fetch", "letter.eml"]) == 2
    assert cli.main(["mail", "take"]) == 2
    with serving(Box(letters={1: letter(), 2: letter(From="nobody")})) as there:
        monkeypatch.setattr(settings, "COMITY", replace(settings.COMITY, mailbox=f"imap://council:word@{there}"))
        assert cli.main(["mail", "fetch", "--json"]) == 1
        assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"taken": 1, "automatic": 0, "left": 1}
        assert cli.main(["mail", "fetch"]) == 0
    assert cli.main(["mail", "fetch"]) == 75
    assert "word" not in capsys.readouterr().err


def test_the_worker_fetches_by_itself_and_goes_on_when_the_server_is_away(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """P1, P21: no timer of the operator is needed; what goes wrong is named by its kind alone, and tried again."""
    box = Box(letters={1: letter(), 2: letter(From="nobody")})
    with serving(box) as there:
        fetcher = fetching.Fetcher(stage.court, f"imap://council:word@{there}/INBOX")
        assert fetcher.once() == Fetched(taken=1, left=1)
        assert len(stage.cases()) == 1
    assert fetcher.once() == Fetched()
    assert "could not be read" in caplog.text
    assert SECRET not in caplog.text
    assert "council" not in caplog.text
    assert fetching.Fetcher(stage.court, "").once() == Fetched()


def test_the_worker_begins_a_fetching_only_where_none_is_under_way(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P24: each letter is taken by one fetching at a time."""
    begun: list[int] = []
    gate = threading.Event()
    fetcher = fetching.Fetcher(stage.court, "imap://council:word@localhost:1/INBOX")

    def once() -> Fetched:
        begun.append(1)
        gate.wait(5)
        return Fetched()

    monkeypatch.setattr(fetcher, "once", once)
    monkeypatch.setattr(fetching, "EVERY_SECONDS", 0.0)
    for _turn in range(3):
        fetcher.go_on()
    gate.set()
    assert begun == [1]
