# SPDX-License-Identifier: Apache-2.0
"""`comity`: every command can be asked what it does, and says no in one sentence."""

from __future__ import annotations

import argparse
import json
import os
import pkgutil
import re
import shlex
from types import SimpleNamespace

import pytest

from comity import cli
from comity.core.clause import Fault, Malformed, Possible, Refusal, promise
from comity.site import commands
from comity.site.commands import Command

EVERY = cli.commands()
BY_NAME = {command.NAME: command for command in EVERY}


def test_every_command_module_is_on_the_command_line() -> None:
    """P23: nothing is built that nobody can ask for."""
    modules = {module.name for module in pkgutil.iter_modules(commands.__path__)}
    assert modules == set(cli.COMMANDS)
    assert list(BY_NAME) == list(cli.COMMANDS)


@pytest.mark.parametrize("command", EVERY, ids=BY_NAME)
def test_every_command_has_help_with_an_example(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    """P23: what a command does can be read where it is typed."""
    with pytest.raises(SystemExit) as ended:
        cli.main([command.NAME, "--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert "example:" in shown
    assert command.HELP.endswith(".")


@pytest.mark.parametrize("command", EVERY, ids=BY_NAME)
def test_every_example_can_be_typed_as_it_stands(command: Command) -> None:
    """P23: an example that the command itself refuses would teach a mistake."""
    lines = command.EXAMPLE.replace("\\\n", " ").splitlines()
    assert lines
    for line in lines:
        words = [word for word in shlex.split(line, comments=True) if not re.match(r"COMITY_\w+=", word)]
        ours = words[words.index("comity") + 1 :] if "comity" in words else []
        ours = ours[: next((n for n, word in enumerate(ours) if word in ("|", ">", "<")), len(ours))]
        assert ours, line
        assert cli.parser().parse_args(ours).chosen.NAME == command.NAME


@pytest.mark.parametrize("command", EVERY, ids=BY_NAME)
def test_every_option_says_what_it_does(command: Command) -> None:
    """P23: no option without a sentence."""
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert all(action.help for action in parser._actions if not isinstance(action, argparse._SubParsersAction))


@pytest.mark.parametrize("words", [[], ["nonsense"], ["serve", "--workers", "0"], ["serve", "--workers", "many"]])
def test_what_cannot_be_understood_exits_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """P26: 2 means: could not be asked."""
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    assert "usage: comity" in capsys.readouterr().err


REFUSAL = Refusal(
    "the {seat} is taken",
    about={"seat": "lead's seat"},
    clause=promise(7),
    possible=[Possible(act="wait", text="wait for the term's end", until="2024-05-30")],
)
MALFORMED = Malformed([Fault(field="phase[2].due", rule="deadline", text="is no deadline", way_out="3 days after x")])


def test_a_refusal_is_one_sentence_with_its_clause_and_a_way_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """P7: every refusal says which clause refuses, and what would be possible instead."""
    assert _answer(monkeypatch, REFUSAL) == 1
    assert capsys.readouterr().err == (
        "comity: the lead's seat is taken (comity § P7)\n"
        "  possible instead: wait for the term's end, until 2024-05-30\n"
    )


def test_a_malformed_document_is_told_field_by_field(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """P26: a clear error that names the field and the rule."""
    assert _answer(monkeypatch, MALFORMED) == 2
    assert capsys.readouterr().err == (
        "comity: phase[2].due: is no deadline (rule: deadline); for instance 3 days after x\n"
    )


def test_a_machine_gets_the_same_answers_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """P26: what a person reads, a program can read too."""
    assert _answer(monkeypatch, REFUSAL, as_json=True) == 1
    assert json.loads(capsys.readouterr().out)["clause"] == "comity § P7"
    assert _answer(monkeypatch, MALFORMED, as_json=True) == 2
    assert json.loads(capsys.readouterr().out)["malformed"][0]["field"] == "phase[2].due"


def test_a_reader_who_leaves_early_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """P26: `comity replay ... | head` ends without a traceback."""
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    assert _answer(monkeypatch, BrokenPipeError()) == 0


@pytest.mark.django_db
def test_migrate_says_that_nothing_is_to_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    """P23: both commands work twice in a row."""
    assert cli.main(["migrate", "--check"]) == 0
    assert "at this version" in capsys.readouterr().out
    assert cli.main(["migrate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"applied": []}


@pytest.mark.django_db
def test_migrate_works_lists_out_again_where_they_say_less_than_they_should() -> None:
    """P25: a home of an earlier version lists what this one lists; one that does already is left in peace."""
    from comity.desk.ports import Row
    from comity.desk.rebuild import SHELVED, stale
    from comity.site import court

    desk = court.here().desk
    for before, left in (("of another version", 0), ("of this version", 1)):
        with desk.store.transaction() as unit:
            if before == "of another version":
                unit.rows.clear(SHELVED)
            unit.rows.put("cases", Row(key="case:of-no-history", sort="", fields={}))
        assert stale(desk) is not bool(left)
        assert cli.main(["migrate"]) == 0
        assert not stale(desk)
        with desk.store.reading() as unit:
            assert unit.rows.count("cases") == left


def _answer(monkeypatch: pytest.MonkeyPatch, error: BaseException, *, as_json: bool = False) -> int:
    """What `comity` does where a command ends in `error`."""

    def fail(_args: argparse.Namespace) -> int:
        raise error

    command = SimpleNamespace(
        NAME="fail", HELP="Fail.", EXAMPLE="comity fail", NEEDS_SITE=False, run=fail,
        add_arguments=lambda parser: parser.add_argument("--json", action="store_true", help="JSON"),
    )  # fmt: skip
    monkeypatch.setattr(cli, "commands", lambda: (command,))
    return cli.main(["fail", "--json"] if as_json else ["fail"])
