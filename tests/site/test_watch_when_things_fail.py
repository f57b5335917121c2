# SPDX-License-Identifier: Apache-2.0
"""`comity watch` where the disk is full, a pipe closed, a forum slow or a run killed: a sentence, and no loss."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from comity import cli
from comity.site.watch_run import Progress
from comity.site.watch_source import open_lines
from tests.edge.platforms.loopback import Answer, answering
from tests.edge.platforms.replay_forum import Forum, served
from tests.site.test_watch_command import COMITY, _community, answered, line, written
from tests.site.test_watch_forum import NOON, QUARREL, forum

ROOM = 400_000_000
"""Bytes that a process may hold which is told of a line of a hundred megabytes."""


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """Forty conversations, so that a budget is fitted."""
    return written(tmp_path / "talk.jsonl", _community(40))


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of our own for what lies about for a while."""
    folder = tmp_path / "for-a-while"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def asked(*words: object, **more: object) -> subprocess.CompletedProcess[bytes]:
    """As somebody types it."""
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 60, **more}
    ran = subprocess.run([COMITY, "watch", *map(str, words)], check=False, **given)  # type: ignore[call-overload]
    return cast("subprocess.CompletedProcess[bytes]", ran)


def test_a_full_disk_is_said_in_a_sentence(talk: Path) -> None:
    """P26: the output has no room: what, which rule, 2; no traceback, and nothing more when the process ends."""
    for words in ((talk,), (talk, "--json", "--risk")):
        with Path("/dev/full").open("wb") as full:
            done = asked(*words, stdout=full)
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr
        assert b"Exception" not in done.stderr
        assert b"output: No space left on device (rule: write)" in done.stderr or "--json" in words


@pytest.mark.parametrize(("option", "named"), [("--state", "state"), ("--svg", "pictures"), ("--save-policy", "pol")])
def test_what_cannot_be_kept_is_said_and_leaves_what_was_there(
    talk: Path, tmp_path: Path, option: str, named: str
) -> None:
    """P26: a policy that a site lives by is never half a policy."""
    (tmp_path / "pol").write_text("as it was", "utf-8")
    done = asked(talk, option, tmp_path / named, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (99, 99)))
    assert done.returncode == 2, done.stderr
    assert option.encode() in done.stderr
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "pol").read_text("utf-8") == "as it was"
    assert not (tmp_path / "pol.new").exists()


@pytest.mark.parametrize("words", ["- <&-", "{talk} >&-", "{talk} --json >&-", "/proc/self/mem"])
def test_what_is_closed_or_broken_is_no_traceback(talk: Path, words: str) -> None:
    """P26: standard input or output that somebody closed, a file that gives nothing."""
    done = subprocess.run(
        ["sh", "-c", f"exec {COMITY} watch {words.format(talk=talk)}"], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_whoever_reads_only_the_beginning_disturbs_nobody(talk: Path) -> None:
    """P26: `comity watch ... | head -1`."""
    ran = subprocess.run(
        ["bash", "-c", f"{COMITY} watch {talk} --json --risk | head -1; exit ${{PIPESTATUS[0]}}"],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr, len(ran.stdout.splitlines())) == (0, b"", 1)


def test_what_another_command_prints_is_read_once_and_whole(talk: Path, apart: Path) -> None:
    """P20: `comity watch <(...)` is read as standard input is, and not as a file that turned out to be empty."""
    for words in ("<(cat {talk}) --json", "- --json < {talk}", "<(cat {talk}) --json --svg {svg}"):
        typed = words.format(talk=talk, svg=apart.parent / "svg")
        ran = subprocess.run(["bash", "-c", f"{COMITY} watch {typed}"], capture_output=True, timeout=60, check=True)
        assert json.loads(ran.stdout.splitlines()[-1])["messages"] == 480
    ran = subprocess.run(
        ["bash", "-c", f"{COMITY} watch <(cat {talk}) --budget 5"], capture_output=True, timeout=60, check=False
    )
    assert (ran.returncode, b"can be read once" in ran.stderr) == (2, True)
    assert list((apart.parent / "svg").iterdir())
    assert not list(apart.iterdir()), "people's words lie about"


def test_a_fitted_run_goes_on_when_its_source_grew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P24: by the thresholds that it began with; fitted anew it would contradict what it said."""
    whole, state, policy = _community(40), tmp_path / "state", tmp_path / "policy.json"
    path = written(tmp_path / "talk.jsonl", whole[:300])
    assert answered(capsys, path, "--state", state, "--save-policy", policy)[0] == 0
    written(path, whole)
    code, grown, _ = answered(capsys, path, "--state", state)
    assert code == 0
    assert grown[-1]["messages"] == 480
    assert grown == answered(capsys, path, "--policy", policy)[1]
    assert cli.main(["watch", str(path), "--state", str(state), "--budget", "3%"]) == 2
    assert cli.main(["watch", str(path), "--state", str(state), "--shadow"]) == 2


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(200, b"<html>", {"Content-Type": "text/html"}), "/posts.json must be an answer in JSON"),
        (Answer(404, b"no"), "was answered 404"),
        (Answer(302, b"", {"Location": "/posts.json"}), "was answered 302"),
        (Answer(200, {}), "latest_posts must be a list"),
        (Answer(429, b"", {"Retry-After": "900"}), "asks to come again in 900 s"),
    ],
)
def test_what_is_no_forum_is_said_with_what_to_type(
    answer: Answer, said: str, apart: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """P26: a wrong address is the first thing that a newcomer types."""
    with answering(lambda _: answer) as address:
        assert cli.main(["watch", address]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert address in err
    assert "for instance the address of a Discourse forum" in err


@pytest.mark.parametrize("address", ["https://[::1", "http://forum.example.org", "https://"])
def test_an_address_that_is_none_is_said(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """P26: nothing is asked of anybody."""
    assert cli.main(["watch", address]) == 2
    assert "SOURCE" in capsys.readouterr().err


@pytest.fixture
def forum_of_many() -> Iterator[tuple[Forum, str]]:
    """A forum whose reading takes some requests."""
    one = Forum({4: "workshop"}, now=NOON)
    for topic in range(30):
        one.topic(topic, category=4)
    for n in range(1, 601):
        one.say(n, n % 30, f"<p>{QUARREL[n % 4]}</p>", username=f"member-{n % 3}", user_id=n % 3 + 1)
    with served(one) as address:
        yield one, address


def test_reading_a_forum_that_is_killed_goes_on_and_says_the_very_same(
    forum_of_many: tuple[Forum, str], tmp_path: Path
) -> None:
    """P24: kill -9 while a forum is read, again and again: byte for byte what nobody killed says."""
    words = [COMITY, "watch", forum_of_many[1], "--json", "--risk", "--budget", "8%"]
    whole = subprocess.run(words, capture_output=True, check=True).stdout
    state, out = tmp_path / "state", tmp_path / "out.jsonl"
    kills = 0
    for n in range(4):
        with out.open("ab") as file, subprocess.Popen([*words, "--state", str(state)], stdout=file) as run:
            cursor, before = Path(f"{state}.cursor"), Path(f"{state}.cursor").exists()
            while not cursor.exists() and run.poll() is None:
                time.sleep(0.005)
            time.sleep(0.02 * n + (0.45 if before else 0))
            run.send_signal(signal.SIGKILL)
            kills += run.wait() < 0
        with Path(f"{state}.messages").open("ab") as file:
            file.write(b'{"conversation": "7", "id": "half of a li')
    assert kills
    with out.open("ab") as file:
        subprocess.run([*words, "--state", str(state)], stdout=file, check=True)
    assert out.read_bytes() == whole


def test_what_was_kept_of_one_forum_is_not_mixed_with_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """P26: and a cursor that somebody broke is said."""
    state = str(tmp_path / "state")
    with forum(*QUARREL) as (_, one), forum(*QUARREL) as (_, other):
        assert cli.main(["watch", one, "--state", state]) == 0
        assert cli.main(["watch", other, "--state", state]) == 2
        assert "was begun with another forum" in capsys.readouterr().err
        Path(f"{state}.cursor").write_text("what", "utf-8")
        assert cli.main(["watch", one, "--state", state]) == 2
        assert "--state" in capsys.readouterr().err


def test_what_was_read_of_a_forum_does_not_stay_where_nobody_asked_for_it(apart: Path) -> None:
    """P20: people's words lie nowhere once they were read."""
    with forum(*QUARREL) as (_, address):
        done = asked(address, "--json")
    assert done.returncode == 0
    assert done.stderr == b"comity watch: 4 posts read\n"
    assert not list(apart.iterdir())


def test_a_forum_that_is_slow_is_said_to_be_slow(apart: Path) -> None:
    """P26: while nobody answers it is told that it is asked again, and Ctrl-C ends it at once."""
    with (
        answering(lambda _: Answer(500, b"")) as address,
        subprocess.Popen([COMITY, "watch", address], stderr=subprocess.PIPE) as run,
    ):
        ended = threading.Timer(20, run.kill)
        ended.start()
        assert run.stderr is not None
        assert run.stderr.readline() == b"comity watch: no answer; asking again in 1 s\n"
        run.send_signal(signal.SIGINT)
        assert run.wait() == 2
        assert b"Traceback" not in run.stderr.read()
        ended.cancel()
    assert not list(apart.iterdir())


def test_ids_and_instants_at_the_edges(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P26: ten thousand letters of an id are refused by field and rule; any instant is read."""
    lines = [
        line(0, "oak", "Good morning."),
        {**line(1, "oak", "Hello."), "id": "x" * 10_000},
        {**line(2, "", "Hello.")},
        {**line(3, "oak", "Hello."), "reply_to": "x" * 10_000},
        {**line(4, "oak", "Hello."), "at": "0001-01-01T00:00:00+14:00"},
        {**line(5, "oak", "Hello."), "at": "9999-12-31T23:59:59-12:00"},
        {**line(6, "oak", "Hello."), "at": -62135596800},
        {**line(7, "oak", "Hello."), "at": 253402300799.9999999},
        {**line(8, "oak", "a" * 1_000_000)},
        {**line(9, "oak", "\ud800\x00\u202e")},
    ]
    code, told, err = answered(capsys, written(tmp_path / "talk.jsonl", lines))
    assert code == 0
    for number, field, rule in ((2, "id", "length"), (3, "author", "length"), (4, "reply_to", "length")):
        assert f"line {number}: {field}:" in err
        assert f"(rule: {rule})" in err
    assert int(str(told[-1]["messages"])) + int(str(told[-1]["malformed"])) == len(lines)


def test_a_line_of_a_hundred_megabytes_costs_no_memory(tmp_path: Path) -> None:
    """P26: it is passed over and told; what stands after it is read."""
    path = tmp_path / "talk.jsonl"
    with path.open("wb") as file:
        file.write(b'{"conversation": "a", "text": "')
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(f'"}}\n{json.dumps(line(0, "oak", "Good morning."))}\n'.encode())
    done = asked(path, "--json", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (ROOM, ROOM)))
    assert done.returncode == 0
    assert b"line 1: line: has more than 8 000 000 bytes (rule: length)" in done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["messages"] == 1


def test_a_long_fit_says_how_far_it_is(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P23: before the first signal a long file is read once for its budget, and nobody should think that it hangs."""
    lines = open_lines(str(talk))
    with lines.stream:
        progress = Progress(lines, "fitting a budget: ")
        progress._began -= 100
        progress._shown -= 100
        for _ in range(64):
            progress.show(640)
    assert "fitting a budget: 640 messages, 6 a second" in capsys.readouterr().err
    assert cli.main(["watch", str(talk), "--budget", "none"]) == 0
    assert "Not fitted to this community, as was asked." in capsys.readouterr().out
