# SPDX-License-Identifier: Apache-2.0
"""No phase, question, answer, sanction, role or name of any community stands in Python (P27).

Every name that a procedure file of this repository gives is looked for among the text constants of the law and of
the desk. A word that the engine itself defines may coincide with a community's; such words are the closed lists of
`core.procedure.words` and the few below.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from functools import cache

import pytest

from comity.core.procedure import words
from tests.architecture.tree import PACKAGE, ROOT, python_files, shown

FILES = tuple(p for p in sorted((ROOT / "procedures").glob("*/*.toml")) if p.name != "calendar.toml")
COMMUNITIES = frozenset(path.parent.name for path in FILES) - {"near", "django"}  # an English word and our framework
# word -> what it is in the engine
ENGINE_WORDS = {
    "yes": "a choice of the verb consent",
    "no": "a choice of the verb consent",
    "upheld": "a choice of the verb confirm",
    "dismissed": "a choice of the verb confirm",
    "abstain": "a ballot that chooses nothing",
    "stands": "a key of a role's table",
    "removal": "a key of a role's table",
    "summons": "a key of a notice's table",
    "inherited": "a field of the fact that a case was opened",
    "tear": "the stream of the small case, to which a case may be referred",
    "veto": "the stream of a house's window",
    "vetoed": "how such a window may end",
    "patterns": "what a closed case is coded with",
    "window": "a key of the errand that brings a window's numbers to its case",
    "carry-out": "a kind of errand",
    "undo": "a kind of errand",
    "missed": "how a deadline ended, as a replay tells it",
    "dropped": "the same",
    "nothing": "what a replay shows where a list is empty",
    "warning": "how grave a fault of a procedure file is",
    "none": "a window that nobody has opened",
    "after": "a word of the grammar of deadlines",
    "finding": "a key of a question's table",
    "outcome": "a field of the fact that a box was counted",
}


@pytest.mark.parametrize("floor", ["core", "desk"])
def test_nothing_that_a_community_named_stands_in_the_code(floor: str) -> None:
    """P27: what the community voted on is read from its file and from nowhere else."""
    given = {name for path in FILES for name in names_given(tomllib.loads(path.read_text("utf-8")))}
    assert len(given) > 100
    ours = engine_words()
    found = [
        f"{shown(path)}:{line}: {text!r}"
        for path in python_files(PACKAGE / floor)
        for line, text in constants(path.read_text("utf-8"))
        if text in given and text not in ours
    ]
    assert not found, "\n".join(found)


def test_no_community_is_known_by_name() -> None:
    """P27: the house serves any community; which one, it learns from a folder."""
    found = [
        f"{shown(path)}:{line}: {text!r}"
        for path in python_files(PACKAGE)
        for line, text in constants(path.read_text("utf-8"))
        if text.lower() in COMMUNITIES
    ]
    assert not found, "\n".join(found)


def test_a_name_in_the_code_is_found() -> None:
    """P27: the gate can fail."""
    source = 'def next(phase):\n    """evaluation"""\n    return "veto-window" if phase == "evaluation" else ""\n'
    assert {"veto-window", "evaluation"} <= {text for _, text in constants(source)}
    assert not list(constants('"""evaluation"""\n__all__ = ["evaluation"]\n'))
    assert set(names_given({"phase": [{"id": "evaluation", "act": [{"id": "vote"}]}]})) == {"evaluation", "vote"}


@pytest.mark.parametrize("word", ENGINE_WORDS)
def test_every_excused_word_still_stands_in_the_code(word: str) -> None:
    """P27: a list of exceptions that only shrinks."""
    assert word in used()


@cache
def used() -> frozenset[str]:
    """Every text constant of the law and of the desk."""
    paths = (path for floor in ("core", "desk") for path in python_files(PACKAGE / floor))
    return frozenset(text for path in paths for _, text in constants(path.read_text("utf-8")))


def engine_words() -> frozenset[str]:
    """The closed lists of the engine: every value of its enumerations, every moment, and the excused words."""
    enums = (kind for kind in vars(words).values() if isinstance(kind, type) and issubclass(kind, StrEnum))
    moments = (moment for table in words.MOMENTS.values() for moment in table)
    return frozenset((*(member.value for kind in enums for member in kind), *moments, *ENGINE_WORDS))


def names_given(table: object) -> Iterator[str]:
    """Every `id` in a procedure file, however deep."""
    match table:
        case {"id": str(name), **rest}:
            yield name
            yield from names_given(rest)
        case dict():
            for value in table.values():
                yield from names_given(value)
        case list():
            for value in table:
                yield from names_given(value)
        case _:
            return


def constants(source: str) -> Iterator[tuple[int, str]]:
    """Every text constant of a file with its line; docstrings and `__all__` are no part of what runs."""
    tree = ast.parse(source)
    silent = {id(inner) for node in _silent(tree) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value


def _silent(tree: ast.Module) -> Iterator[ast.stmt]:
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Assign(targets=[ast.Name(id="__all__")]):
                yield node
            case _:
                pass
