# SPDX-License-Identifier: Apache-2.0
"""What one person can hold in the head: the length of files and functions, and the words that name them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, ROOT, committed_files, python_files, shown

LONGEST_FILE = {"core": 300, "elsewhere": 400}
LONGEST_FUNCTION = {"core": 40, "desk": 40, "elsewhere": 60}
NINE_IN_TEN_WITHIN = {"core": 25, "desk": 25, "edge": 40, "site": 40}

# path -> (lines allowed, reason)
EXCUSED_FILES: dict[str, tuple[int, str]] = {}
# Names that say nothing, or accuse somebody before a finding.
BANNED_WORDS = "utils util helpers helper common misc manager service user suspect offender violation ticket".split()


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    """P27: the law is for reading."""
    ours = [p for p in committed_files() if p.suffix in (".py", ".mjs", ".js", ".ts", ".css", ".html")]
    long = [f"{shown(p)}: {_lines(p)} lines, {_longest(p)} allowed" for p in ours if _lines(p) > _longest(p)]
    assert not long, "\n".join(long)


def test_every_excuse_is_still_needed() -> None:
    """P27: a list of exceptions that only shrinks."""
    for name in EXCUSED_FILES:
        path = ROOT / name
        assert _lines(path) > LONGEST_FILE.get(_floor(path), LONGEST_FILE["elsewhere"]), (
            f"{name} needs no excuse any more"
        )


def test_no_function_is_longer_than_a_screen() -> None:
    """P27: a rule is read in one look."""
    long = [
        f"{shown(path)}:{function.lineno}: {function.name} has {length} lines"
        for path in (*python_files(PACKAGE), *python_files(ROOT / "tests"))
        for function, length in functions(path.read_text("utf-8"))
        if length > LONGEST_FUNCTION.get(_floor(path), LONGEST_FUNCTION["elsewhere"])
    ]
    assert not long, "\n".join(long)


@pytest.mark.parametrize(("floor", "limit"), NINE_IN_TEN_WITHIN.items())
def test_nine_functions_in_ten_are_short(floor: str, limit: int) -> None:
    """P27: the law is written in short sentences."""
    lengths = sorted(n for path in python_files(PACKAGE / floor) for _, n in functions(path.read_text("utf-8")))
    assert lengths[len(lengths) * 9 // 10] <= limit


def test_every_source_file_names_its_licence_on_the_first_line() -> None:
    """P27: whoever copies one file knows what they may do with it."""
    ours = [p for p in committed_files() if p.suffix in (".py", ".mjs", ".ts") or p.name in ("Makefile", "run")]
    bare = [shown(p) for p in ours if "SPDX-License-Identifier: Apache-2.0" not in _head(p)]
    assert not bare, "\n".join(bare)


def test_nothing_is_named_with_an_empty_word_or_an_accusing_one() -> None:
    """P5: nobody is called an offender by the very names in the source."""
    wrong = [f"{shown(p)}: {name}" for p in python_files(PACKAGE) for name in names(p) if banned(name)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["user_id", "CaseManager", "core/utils.py", "SuspectNotified", "open_ticket"])
def test_a_banned_word_is_found_inside_a_name(name: str) -> None:
    """P5: the gate can fail."""
    assert banned(name)


def test_a_long_function_is_measured_without_its_docstring() -> None:
    """P27: the gate can fail, and a good docstring is no reason for it to."""
    [(_, length)] = functions('def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n    return a\n')
    assert length == 3


def functions(source: str) -> list[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Every function of a file with its length in lines, its docstring and decorators left out."""
    nodes = ast.walk(ast.parse(source))
    return [(n, _length(n)) for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def names(path: Path) -> Iterator[str]:
    """The names that a file gives: its own, and those of its classes, functions and arguments."""
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.arg(arg=name):
                yield name
            case _:
                pass


def banned(name: str) -> bool:
    """Whether one of the words in a name is banned: `CaseManager` is case, manager."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return any(word.lower().removesuffix("s") in BANNED_WORDS or word.lower() in BANNED_WORDS for word in words)


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is None:
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def _longest(path: Path) -> int:
    return EXCUSED_FILES.get(shown(path), (LONGEST_FILE.get(_floor(path), LONGEST_FILE["elsewhere"]), ""))[0]


def _floor(path: Path) -> str:
    """`core`, `desk`, `edge`, ... for a file of the package; `elsewhere` for any other."""
    if not path.is_relative_to(PACKAGE):
        return "elsewhere"
    return path.relative_to(PACKAGE).parts[0]


def _head(path: Path) -> str:
    return "\n".join(path.read_text("utf-8").splitlines()[:2])
