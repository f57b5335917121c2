# SPDX-License-Identifier: Apache-2.0
"""`work`, `tick`, `doctor`, `backup` and `restore`, as an operator types them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import stop


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
    return {**kept, "COMITY_HOME": str(home)}


def comity(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one command in a home of its own."""
    command = [sys.executable, "-m", "comity.cli", *words]
    return subprocess.run(command, env=environment(home), capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose database is at this version."""
    home = tmp_path / "home"
    assert comity(home, "migrate").returncode == 0
    return home


def test_a_fresh_installation_is_healthy(home: Path) -> None:
    """P23: after the first two commands nothing waits for anybody."""
    for words in (("tick", "--json"), ("work", "--once", "--json"), ("doctor", "--json")):
        ended = comity(home, *words)
        assert (ended.returncode, ended.stderr) == (0, "")
        assert isinstance(json.loads(ended.stdout), dict)
    assert json.loads(comity(home, "doctor", "--json").stdout) == {"findings": []}


def test_a_drill_goes_every_way_in_of_a_new_council_and_the_doctor_reads_of_it(home: Path, tmp_path: Path) -> None:
    """P1: with the settings of a real installation; nothing of it is kept but the instant."""
    assert comity(home, "drill").returncode == 1  # no procedure is in force, so no way leads anywhere
    new = tmp_path / "garden"
    assert comity(new, "new", str(new), "--small", "--community", "Our garden").returncode == 0
    laid_out = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--settings=comity.site.settings"]
    subprocess.run(laid_out, env=environment(new), check=True, timeout=60, capture_output=True)  # as `serve` does
    ended = comity(new, "drill", "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert set(json.loads(ended.stdout).values()) == {"came through"}
    assert (new / "heartbeat.json").is_file()
    (new / "house.key").write_text("no identity", "ascii")
    assert comity(new, "drill").returncode != 0


def test_a_database_that_was_never_made_is_said(tmp_path: Path) -> None:
    """P26: the doctor says which command is missing."""
    ended = comity(tmp_path / "home", "doctor")
    assert ended.returncode == 2
    assert "comity migrate" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_key_that_others_can_read_is_found(home: Path) -> None:
    """P21: the keys are for the owner alone."""
    (home / "seal.key").touch()
    (home / "seal.key").write_bytes(os.urandom(32))
    (home / "seal.key").chmod(0o644)
    ended = comity(home, "doctor", "--json")
    assert ended.returncode == 1
    assert [one["rule"] for one in json.loads(ended.stdout)["findings"]] == ["open-key"]


@pytest.mark.parametrize("option", ["--carried-out", "--not-carried-out"])
def test_nobody_answers_for_what_was_not_asked(home: Path, option: str) -> None:
    """P24: an answer to no question changes nothing, and says so."""
    ended = comity(home, "doctor", option, "case:a/1/1")
    assert ended.returncode == 1
    assert "case:a/1/1" in ended.stderr


def test_a_backup_is_brought_back_into_another_home(home: Path, tmp_path: Path) -> None:
    """P25: two commands, and the second says no where there is a history to lose."""
    file = str(tmp_path / "b.tar")
    saved = comity(home, "backup", "--json", file)
    assert saved.returncode == 0
    back = comity(tmp_path / "other", "restore", "--json", file)
    assert json.loads(back.stdout) == json.loads(saved.stdout)
    assert comity(tmp_path / "other", "doctor").returncode == 0
    ended = comity(home, "backup", str(tmp_path / "nowhere" / "b.tar"))
    assert (ended.returncode, "file:" in ended.stderr) == (2, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_stops_when_it_is_told_to(home: Path, number: signal.Signals) -> None:
    """P24: the worker finishes what it has in hand and ends with yes."""
    command = [sys.executable, "-m", "comity.cli", "work", "--json"]
    worker = subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with worker:
        assert worker.stdout is not None
        assert worker.stderr is not None
        assert b"working as" in worker.stderr.readline()
        assert stop(worker, gently=number) == 0
        assert json.loads(worker.stdout.read()) == {"carried_out": 0}


def test_a_roll_is_imported_for_a_house_that_the_procedure_knows(home: Path, tmp_path: Path) -> None:
    """P15, P26: the house and every wrong line are named; what was there before stays until the file is right."""
    lines = tmp_path / "delegates.csv"
    lines.write_text("delegate,weight\nanna.eth,7000000\nben-2,1\n", "utf-8")
    assert comity(home, "roll", "show", "token-house").returncode == 1
    ended = comity(home, "roll", "import", "token-house", str(lines), "--amount", "9000000", "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["weight"] == 7_000_001
    lines.write_text("delegate,weight\nanna.eth,many\n", "utf-8")
    wrong = comity(home, "roll", "import", "token-house", str(lines))
    assert wrong.returncode == 2
    assert "line 2" in wrong.stderr
    assert json.loads(comity(home, "roll", "show", "token-house", "--json").stdout)["delegates"] == 2
    for words in (("import", "no-house", str(lines)), ("import", "token-house", str(tmp_path / "none.csv"))):
        none = comity(home, "roll", *words)
        assert (none.returncode, "Traceback" in none.stderr) == (2, False)


def test_an_invitation_is_printed_once_for_whoever_has_no_way_in(home: Path) -> None:
    """P21, P26: a link that says nothing; a strange name and a strange address are told with their rule."""
    told = json.loads(comity(home, "invite", "member-3", "--json").stdout)
    assert told["invited"]
    assert "member" not in told["link"]
    assert "/sign-in/invitation/" in told["link"]
    assert json.loads(comity(home, "invite", "member-3", "--mail", "a@b.example", "--json").stdout)["invited"]
    for words, field in ((("../etc",), "person"), (("member-3", "--mail", "nobody"), "--mail")):
        ended = comity(home, "invite", *words)
        assert ended.returncode == 2
        assert f"comity: {field}:" in ended.stderr


def test_a_token_is_made_listed_and_ended(home: Path) -> None:
    """P10: the operator can give a program a part for a time, and take it back; P21: the secret is shown once."""
    words = ("token", "new", "--person", "member-1", "--label", "a script", "--scope", "cases:read", "--json")
    made = json.loads(comity(home, *words).stdout)
    assert made["token"].startswith("comity_")
    listed = comity(home, "token", "list", "--person", "member-1", "--json").stdout
    assert json.loads(listed)["id"] == made["id"]
    assert made["token"] not in listed
    assert [comity(home, "token", "end", made["id"]).returncode for _ in range(2)] == [0, 1]
    faulty = comity(home, "token", "new", "--person", "member-1", "--label", "", "--scope", "all", "--days", "0")
    assert faulty.returncode == 2
    assert all(field in faulty.stderr for field in ("label", "scopes", "days"))


def test_the_public_log_is_published_and_its_folder_holds(home: Path) -> None:
    """P17, P24: twice in one interval is once; what lies in the home is what the verifier accepts."""
    from comity.verify.command import main

    first, again = comity(home, "checkpoint", "--json"), comity(home, "checkpoint", "--json")
    assert (first.returncode, first.stderr) == (0, "")
    assert json.loads(first.stdout)["size"] in (16, 32)  # an instant may lie between the two
    assert json.loads(again.stdout)["key"] == json.loads(first.stdout)["key"]
    assert main([str(home / "log"), "--key", json.loads(first.stdout)["key"]]) == 0
    (home / "log.key").write_text("nothing", "ascii")
    refused, ticked = comity(home, "checkpoint"), comity(home, "tick")
    assert refused.returncode == ticked.returncode == 1
    assert "nothing was signed" in refused.stderr
    assert "Traceback" not in refused.stderr + ticked.stderr
    assert "log-broken" in comity(home, "doctor", "--json").stdout
