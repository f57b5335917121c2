# SPDX-License-Identifier: Apache-2.0
"""`comity watch`: what a newcomer tries first. No database, no home, nothing set up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from comity import cli

HARVEST = (
    ("oak", "I moved the harvest tally to the new sheet, so that everybody can see it."),
    ("rowan", "Thanks. It lacks last week, though. Could you have a look?"),
    ("oak", "I did look. As I said, last week was never sent to me."),
    ("alder", "It was sent, @oak. You always say it was not. Are you even reading your mail? This is ridiculous."),
    ("oak", "Stop twisting this, @alder. You are lying, and you are such an idiot."),
    ("hazel", "I may have put it in the wrong folder. Sorry, both of you."),
)


def line(n: int, author: str, text: object, conversation: str = "harvest", **more: object) -> dict[str, object]:
    """One message as a line of a file."""
    at = f"2026-03-{2 + n // 1440:02}T{n // 60 % 24:02}:{n % 60:02}:00Z"
    return {"conversation": conversation, "id": f"{conversation}-{n}", "author": author, "at": at, "text": text, **more}


def written(path: Path, lines: Iterable[object]) -> Path:
    """A file of lines; what is no text is written as JSON."""
    path.write_text("".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines), "utf-8")
    return path


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """A quarrel and a conversation that is none."""
    quarrel = [line(n, who, text) for n, (who, text) in enumerate(HARVEST)]
    calm = [line(n, who, "The fence is mended, thank you all.", "fence") for n, who in enumerate(("oak", "hazel"))]
    return written(tmp_path / "talk.jsonl", [*quarrel, *calm])


def answered(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, list[dict[str, object]], str]:
    """Exit code, lines of JSON, and what was said beside."""
    code = cli.main(["watch", *map(str, words), "--json"])
    out, err = capsys.readouterr()
    return code, [json.loads(one) for one in out.splitlines()], err


def test_it_reads_a_file_and_says_what_warmed(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P20: the conversation, its temperature, the words that moved it; within eighty columns and without colour."""
    assert cli.main(["watch", str(talk)]) == 0
    shown = capsys.readouterr().out
    assert "Warming: conversation harvest" in shown
    assert "ridiculous" in shown
    assert "Voice C" in shown
    assert "@A" in shown
    assert "alder" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "\033" not in shown


def test_it_speaks_json_one_line_a_signal_then_one_a_conversation(
    talk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """P20: a machine gets every reason; nobody's name is among them."""
    code, lines, _ = answered(capsys, talk, "--risk")
    assert code == 0
    kinds = [str(one["type"]) for one in lines]
    assert kinds == [*["risk"] * 4, "signal", *["risk"] * 4, "conversation", "conversation", "summary"]
    harvest = next(one for one in lines if one["type"] == "conversation")
    assert {**harvest, "max_risk": 0, "last_risk": 0} == {
        "type": "conversation", "conversation": "harvest", "messages": 6, "max_risk": 0, "last_risk": 0,
        "first_alert": "harvest-3", "signals": 1,
    }  # fmt: skip
    assert not any(name in json.dumps(lines) for name in ("alder", "rowan", "hazel"))


def test_a_shadow_is_marked(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P20: tried, and nobody would be told."""
    _, lines, _ = answered(capsys, talk, "--shadow")
    assert [one["shadow"] for one in lines if one["type"] == "signal"] == [True]
    cli.main(["watch", str(talk), "--shadow"])
    assert "nobody would be told" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "field", "rule"),
    [
        ("not json", "line", "json"),
        ("[1]", "line", "object"),
        ("{}", "line", "fields"),
        ('{"conversation": "a", "id": "1", "author": "b", "at": "yesterday", "text": ""}', "at", "instant"),
        ('{"conversation": "a", "id": "1", "author": "b", "at": true, "text": ""}', "at", "instant"),
        ('{"conversation": "a", "id": "1", "author": "b", "at": 1e300, "text": ""}', "at", "instant"),
        ('{"conversation": "a", "id": "1", "author": "b", "text": ""}', "at", "required"),
        ('{"conversation": "a", "id": "1", "author": "b", "at": 1, "text": 7}', "text", "text"),
        ('{"conversation": ["a"], "id": "1", "author": "b", "at": 1, "text": ""}', "conversation", "text"),
        (f'{{"conversation": "{"a" * 600}", "id": "1", "author": "b", "at": 1, "text": ""}}', "conversation", "length"),
        ('{"conversation": "a", "id": "", "author": "b", "at": 1, "text": ""}', "id", "length"),
        ("[" * 100_000, "line", "json"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_field_and_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, wrong: str, field: str, rule: str
) -> None:
    """P26: which line, which field, which rule; the others are read all the same."""
    path = written(tmp_path / "talk.jsonl", [line(0, "oak", "Good morning."), wrong, line(1, "hazel", "Good morning.")])
    code, lines, err = answered(capsys, path)
    assert code == 0
    assert f"line 2: {field}:" in err
    assert f"(rule: {rule})" in err
    assert lines[-1]["messages"] == 2
    assert lines[-1]["malformed"] == 1
    assert cli.main(["watch", str(path), "--strict"]) == 2


def test_bytes_that_are_no_text_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P26: and where nothing can be read at all, the answer is no."""
    path = tmp_path / "talk.jsonl"
    path.write_bytes(b"\xff\xfe\x00\n\x00\x01\n")
    code, lines, err = answered(capsys, path)
    assert code == 1
    assert "line 1: line: is not UTF-8 at byte 0 (rule: encoding)" in err
    assert lines[-1]["malformed"] == 2


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["nowhere.jsonl"], "SOURCE"),
        (["."], "SOURCE"),
        (["{talk}", "--budget", "often"], "--budget"),
        (["{talk}", "--budget", "-3"], "--budget"),
        (["-", "--budget", "3"], "--budget"),
        (["{talk}", "--policy", "{talk}"], "talk.jsonl"),
        (["{talk}", "--policy", "none.json"], "--policy"),
        (["{talk}", "--state", "{talk}"], "--state"),
        (["ftp://forum.example.org"], "SOURCE"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(
    talk: Path, capsys: pytest.CaptureFixture[str], *, words: list[str], field: str
) -> None:
    """P26: 2, the field, the rule, and no traceback."""
    assert cli.main(["watch", *(word.format(talk=talk) for word in words)]) == 2
    err = capsys.readouterr().err
    assert field in err
    assert "rule:" in err


def test_a_policy_is_fitted_kept_and_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P20: a budget is fitted to a community's own stream without labels, and kept as a small file."""
    path, policy = written(tmp_path / "talk.jsonl", _community(40)), tmp_path / "policy.json"
    code, lines, _ = answered(capsys, path, "--budget", "10%", "--save-policy", policy)
    assert code == 0
    assert 1 <= int(str(lines[-1]["flagged"])) <= 4
    assert json.loads(policy.read_text("utf-8"))["budget"].startswith("10.0% of conversations")
    _, again, _ = answered(capsys, path, "--policy", policy)
    assert again == lines
    _, silent, _ = answered(capsys, path, "--budget", "0")
    assert silent[-1]["signals"] == 0


def _community(many: int, each: int = 12) -> list[Mapping[str, object]]:
    """Conversations of which some are quarrels."""
    calm = ("The tally is in the sheet.", "Thanks, I will look tonight.", "Shall we meet on Friday?", "Agreed.")
    return [
        line(c * each + n, f"member-{n % 3}", HARVEST[n % 6][1] if c % 13 == 5 else calm[(n + c) % 4], f"talk-{c}")
        for c in range(many) for n in range(each)
    ]  # fmt: skip


def test_pictures_say_what_they_show(talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P20: a drawing of the house, light and dark, told in words too, with nothing fetched and nobody named."""
    assert cli.main(["watch", str(talk), "--svg", str(tmp_path / "pictures")]) == 0
    capsys.readouterr()
    [path] = (tmp_path / "pictures").iterdir()
    text = path.read_text("utf-8")
    root = ElementTree.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    assert root.attrib["role"] == "img"
    assert "harvest" in (root.findtext(f"{space}title") or "")
    assert "the watch spoke" in (root.findtext(f"{space}desc") or "")
    assert "idiot" in text
    assert "prefers-color-scheme:dark" in text
    assert not any(word in text for word in ("alder", "rowan", "href", "url("))


def test_it_starts_at_once_and_needs_no_home(talk: Path, tmp_path: Path) -> None:
    """P23: tried before anything is set up: neither a setting nor a database, and no file is left behind."""
    environment = {"PATH": os.environ["PATH"], "COMITY_DATABASE_URL": "nonsense://", "COMITY_HOME": "/nowhere"}
    before = sorted(tmp_path.rglob("*"))
    done = subprocess.run([COMITY, "watch", str(talk), "--json"], env=environment, capture_output=True, check=True)
    assert b'"type": "summary"' in done.stdout
    assert sorted(tmp_path.rglob("*")) == before


COMITY = str(Path(sys.executable).with_name("comity"))


def test_a_killed_run_goes_on_and_says_the_very_same(tmp_path: Path) -> None:
    """P24: kill -9 at any moment; begun again, the output is byte for byte that of a run which nobody killed."""
    path = written(tmp_path / "talk.jsonl", _community(400, 30))
    words = [COMITY, "watch", str(path), "--json", "--risk", "--budget", "none"]
    whole = subprocess.run(words, capture_output=True, check=True).stdout
    out, state = tmp_path / "out.jsonl", tmp_path / "state"
    kills = 0
    for _ in range(3):
        with out.open("ab") as file, subprocess.Popen([*words, "--state", str(state)], stdout=file) as run:
            kills += _killed(run, state)
    assert kills, "no run was killed: the input is too short"
    with out.open("ab") as file:
        subprocess.run([*words, "--state", str(state)], stdout=file, check=True)
    assert out.read_bytes() == whole
    again = subprocess.run([*words, "--state", str(state)], capture_output=True, check=True)
    assert again.stdout == whole, "what was said is said again where the output is another one"


def _killed(run: subprocess.Popen[bytes], state: Path) -> bool:
    """Kill a run a little after it kept something; False where it came to its end before."""
    began, size = time.monotonic(), _size(state)
    while run.poll() is None:
        if _size(state) != size and time.monotonic() - began > 0.3:
            run.send_signal(signal.SIGKILL)
            return run.wait() != 0
        time.sleep(0.05)
    return False


def _size(state: Path) -> tuple[int, ...]:
    return tuple(p.stat().st_size for p in (state, Path(f"{state}-wal")) if p.exists())


def test_a_state_of_another_source_is_refused(talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P26: nothing is mixed up."""
    state = tmp_path / "state"
    assert answered(capsys, talk, "--state", state)[0] == 0
    talk.write_text(talk.read_text("utf-8").replace("Thanks", "Thank you"), "utf-8")
    assert cli.main(["watch", str(talk), "--state", str(state), "--json"]) == 2
    assert "began differently" in capsys.readouterr().out
    assert cli.main(["watch", str(talk), "--state", str(state), "--shadow"]) == 2
    assert "--state" in capsys.readouterr().err


def test_a_source_that_grew_is_read_on(talk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P24: the same as if it had been read whole."""
    text = talk.read_text("utf-8").splitlines(keepends=True)
    talk.write_text("".join(text[:4]), "utf-8")
    assert answered(capsys, talk, "--state", tmp_path / "state")[0] == 0
    talk.write_text("".join(text), "utf-8")
    _, grown, _ = answered(capsys, talk, "--state", tmp_path / "state")
    assert grown == answered(capsys, talk)[1]


def test_hostile_texts_move_no_cursor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P26: control characters, direction marks, half characters: what they would do to a terminal is not done."""
    evil = "you \x1b[2Jidiot \u202eesrever \x00 \ud800 you are lying \x9b31m\r\x08 \u2066idiot"
    path = written(tmp_path / "talk.jsonl", [line(n, "a\x1b[31m", evil, "c\x1b]0;x\x07\u202e") for n in range(8)])
    assert cli.main(["watch", str(path), "--risk", "--all", "--svg", str(tmp_path / "pictures")]) == 0
    shown = capsys.readouterr().out
    assert "Warming" in shown
    assert not set(shown) & {chr(n) for n in (*range(10), *range(11, 32), *range(127, 160), 0x202E, 0x2066)}
    for picture in (tmp_path / "pictures").iterdir():
        ElementTree.fromstring(picture.read_text("utf-8"))
    assert answered(capsys, path)[0] == 0


def test_edits_and_removals_are_lines_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P20: what was taken back heats nothing."""
    last = line(4, *HARVEST[4])
    lines = [*(line(n, who, text) for n, (who, text) in enumerate(HARVEST[:4])), last]
    removed = {"conversation": "harvest", "id": "harvest-4", "at": last["at"], "removed": True}
    path = written(tmp_path / "talk.jsonl", [*lines, removed, {**lines[3], "text": "Sorry.", "edited": True}, lines[0]])
    code, told, _ = answered(capsys, path)
    assert code == 0
    assert told[-1]["messages"] == 5
    assert told[-1]["repeated"] == 1


def test_the_example_of_the_documents_is_what_the_documents_say(capsys: pytest.CaptureFixture[str]) -> None:
    """P23: what the first page tells a newcomer to type works, and the watch speaks of the quarrel alone."""
    code, lines, _ = answered(capsys, Path(__file__).parents[2] / "docs" / "harvest.jsonl")
    assert code == 0
    assert {str(one["conversation"]) for one in lines if one["type"] == "signal"} == {"harvest"}
