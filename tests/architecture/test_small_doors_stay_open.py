# SPDX-License-Identifier: Apache-2.0
"""What a muting can reach is written down: a new door is not closed by mistake, and an old one not left out."""

from __future__ import annotations

import ast

from comity.core import muting
from tests.architecture.tree import PACKAGE, python_files

LETS_IN = {
    "edge/api/intake.py": "report",
    "edge/web/front_desk/strangers.py": "let_in",
    "site/court.py": "open_case",
    "site/incoming.py": "take",
    "site/drills.py": "_tried",
    "edge/web/front_desk/views.py": "_front",
    "edge/web/muted.py": "shut",
    "edge/web/front_desk/strangers.py notice": "notice",
}
"""Where it is asked whether a way is muted, by file: in one function each, and nowhere else."""


def _asked() -> set[tuple[str, str]]:
    found = set()
    for path in [*python_files(PACKAGE / "edge"), *python_files(PACKAGE / "site"), *python_files(PACKAGE / "desk")]:
        where = path.relative_to(PACKAGE).as_posix()
        if where == "desk/muting.py":
            continue
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                named = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
                if named and call.func.attr in ("let_in", "shut") and _of_muting(call.func.value):  # type: ignore[attr-defined]
                    found.add((where, function.name))
    return found


def _of_muting(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in ("muting", "muted", "desk")


def test_no_door_but_these_asks_whether_it_is_muted() -> None:
    """P2: the page of a receipt, the small doors and every act of a case never ask, so nothing can close them."""
    assert _asked() == {(where.partition(" ")[0], function) for where, function in LETS_IN.items()}


def test_only_what_a_stranger_reports_can_be_marked_by_its_way() -> None:
    """P2: a case that a liaison opens, or that a tear becomes, names no way."""
    marked = {
        path.relative_to(PACKAGE).as_posix()
        for path in [*python_files(PACKAGE / "edge"), *python_files(PACKAGE / "site"), *python_files(PACKAGE / "desk")]
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "Told"
        and any(word.arg == "way" for word in call.keywords)
    }
    assert marked == {"edge/api/intake.py", "edge/web/front_desk/telling.py", "site/incoming.py"}


def test_the_ways_that_can_be_muted_are_these_three() -> None:
    """P2: one more is a decision that somebody writes down (docs/decisions/0037)."""
    assert muting.WAYS == ("report", "api", "mail")
    assert muting.NEVER == ("tear", "support", "come-back")
