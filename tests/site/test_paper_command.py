# SPDX-License-Identifier: Apache-2.0
"""`comity paper open` and `comity report`: a paper is read beside any server, and sealed as the site seals (P21)."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from comity.desk import sealing
from comity.desk.sealing import Reader
from comity.edge.age import Rage
from tests.desk.test_shares_join import LINES, SECRET
from tests.site.test_operators_commands import comity, environment

AGE = Rage()
WORDS = "Grüße aus dem Garten.\nZwei Zeilen."


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Any]:
    """A paper, its wrap, and the file of a reader's key, as `age-keygen` writes one."""
    own, (paper, key) = AGE.fresh(), sealing.sealed(AGE, WORDS.encode())
    reader = Reader(person="m1", key=sealing.key_id(own.recipient), recipient=own.recipient)
    (wrap,) = sealing.wrapped(AGE, key.secret, [reader]).values()
    found = {"paper": tmp_path / "paper.age", "wrap": tmp_path / "wrap.age", "key": tmp_path / "my.key"}
    found["paper"].write_bytes(paper)
    found["wrap"].write_bytes(wrap)
    found["key"].write_text(f"# created: 2026-11-25\n# public key: {own.recipient}\n{own.secret}\n", "utf-8")
    return {**found, "secret": key.secret}


def opened(home: Path, *words: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "comity.cli", "paper", "open", *(str(word) for word in words)]
    return subprocess.run(command, env=environment(home), capture_output=True, check=False, timeout=60)


def test_a_paper_opens_from_files_without_any_database(tmp_path: Path, files: dict[str, Any]) -> None:
    """P21: a reader depends on no server of ours; nothing is made in the home."""
    home = tmp_path / "nowhere"
    ended = opened(home, files["paper"], "--wrap", files["wrap"], "--key", files["key"])
    assert (ended.returncode, ended.stdout.decode(), ended.stderr) == (0, WORDS, b"")
    files["key"].write_text(files["secret"])
    assert opened(home, files["paper"], "--key", files["key"]).stdout.decode() == WORDS
    assert not home.exists()


def test_another_key_opens_nothing_and_says_so(tmp_path: Path, files: dict[str, Any]) -> None:
    """P10, P26: the answer is no, in one sentence, and not a word of the text."""
    files["key"].write_text(AGE.fresh().secret)
    for words in ([files["paper"], "--wrap", files["wrap"]], [files["paper"]], [files["wrap"]]):
        ended = opened(tmp_path, *words, "--key", files["key"])
        assert ended.returncode == 1
        assert ended.stdout == b""
        assert b"does not open with this key" in ended.stderr
        assert b"Traceback" not in ended.stderr


def test_a_paper_opens_with_shares_that_holders_saved(tmp_path: Path, files: dict[str, Any]) -> None:
    """P13: two of three holders, on the day on which the site itself is gone; one alone opens nothing."""
    secret = AGE.identity(SECRET)
    to = Reader(person="succession:", key=sealing.key_id(secret.recipient), recipient=secret.recipient)
    (wrap,) = sealing.wrapped(AGE, files["secret"], [to]).values()
    files["wrap"].write_bytes(wrap)
    shares = []
    for n, line in enumerate(LINES[2]):
        shares.append(tmp_path / f"{n}.txt")
        shares[-1].write_text(f"{line}\n")
    ended = opened(tmp_path, files["paper"], "--wrap", files["wrap"], "--share", shares[0], "--share", shares[2])
    assert (ended.returncode, ended.stdout.decode()) == (0, WORDS)
    alone = opened(tmp_path, files["paper"], "--wrap", files["wrap"], "--share", shares[0])
    assert (alone.returncode, alone.stdout) == (2, b"")
    assert b"2 different shares join this key, and here are 1" in alone.stderr
    both = opened(tmp_path, files["paper"], "--key", files["key"], "--share", shares[0])
    assert both.returncode == 2


@pytest.mark.parametrize("inside", [b"", b"# nothing\n", b"\xff\xfe", b"no key\n"])
def test_what_is_no_key_file_is_said(tmp_path: Path, files: dict[str, Any], inside: bytes) -> None:
    """P26: the error names the field."""
    files["key"].write_bytes(inside)
    ended = opened(tmp_path, files["paper"], "--wrap", files["wrap"], "--key", files["key"])
    assert ended.returncode in (1, 2)
    assert b"key" in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_what_cannot_be_read_is_said(tmp_path: Path, files: dict[str, Any]) -> None:
    """P26: a file that is not there, a digest that is not here."""
    for words in ([tmp_path / "none"], [files["paper"], "--wrap", tmp_path / "none"], ["0" * 64]):
        ended = opened(tmp_path / "home", *words, "--key", files["key"])
        assert ended.returncode == 2
        assert b"Traceback" not in ended.stderr


def test_a_report_from_the_command_line_is_sealed_as_the_sites_is(tmp_path: Path) -> None:
    """P21: what lies in the database is an age file; the house's key opens it while nobody has a key of their own."""
    home = tmp_path / "home"
    assert comity(home, "new", str(home), "--small", "--community", "Our garden").returncode == 0
    ended = comity(home, "report", "--text", WORDS, "--json")
    assert json.loads(ended.stdout)["opened"], ended.stdout + ended.stderr
    with closing(sqlite3.connect(home / "comity.sqlite3")) as database:
        kept = database.execute("SELECT digest, mode, ciphertext FROM paper ORDER BY mode").fetchall()
    (digest, mode) = next((digest, mode) for digest, mode, sealed in kept if sealed.startswith(sealing.HEADER))
    assert mode == "server"
    assert opened(home, digest, "--key", home / "house.key").stdout.decode() == WORDS
    (tmp_path / "my.key").write_text(AGE.fresh().secret)
    assert opened(home, digest, "--key", tmp_path / "my.key").returncode == 1


STEP = """
import os, signal, sys
import django
django.setup()
from datetime import UTC, datetime
from comity.core.docket import DoAct
from comity.core.party import Party
from comity.core.procedure.words import Standing
from comity.desk.filing import ForReport
from comity.desk.intake import Told
from comity.site.court import here

court, stage = here(), sys.argv[1]
stream, at = "case:one", datetime.now(UTC)
law = court.law(at).procedure
member = "member-1"
if stage == "tell":
    concerned = (Party(person="ben", roles=law.stands(Standing.RESPONDENT)[:1]),)
    told = Told(intake=next(iter(law.intakes)), reporter="anna", concerned=concerned, words="")
    words = court.file_paper("Words.", ForReport(told=told))
    told = Told(intake=told.intake, reporter="anna", concerned=concerned, words=words)
    court.open_case(told, case=stream, act_id="open", at=at)
elif stage in ("killed", "done"):
    if stage == "killed":
        court.outside.wraps.drop = lambda *_all: os.kill(os.getpid(), signal.SIGKILL)
    aside = next(act.id for act in law.acts.values() if act.verb == "declare")
    court.perform(DoAct(act=aside, by=member), act_id="aside", actor=member, stream=stream, at=at)
digest = court.desk.state(stream).state.papers[0].digest
held = member in {one.person for one in court.outside.wraps.of(digest)}
print(held, court.desk.state(stream).state.bench.aside(member))
"""


def test_a_kill_between_an_act_and_its_wraps_leaves_neither(tmp_path: Path) -> None:
    """P10, P24: `kill -9` before the wrap is destroyed: the member has not stepped aside; done again, both are."""
    home, script = tmp_path / "home", tmp_path / "step.py"
    assert comity(home, "new", str(home), "--small", "--community", "Our garden").returncode == 0
    script.write_text(STEP)

    def step(stage: str) -> tuple[int, str]:
        known = {**environment(home), "DJANGO_SETTINGS_MODULE": "comity.site.settings"}
        command = [sys.executable, str(script), stage]
        ended = subprocess.run(command, env=known, capture_output=True, text=True, check=False, timeout=120)
        return ended.returncode, ended.stdout.strip() or ended.stderr

    assert step("tell") == (0, "True False")
    assert step("killed")[0] == -signal.SIGKILL
    assert step("look") == (0, "True False")
    assert step("done") == (0, "False True")
