# SPDX-License-Identifier: Apache-2.0
"""What stands in a case is shown by a rule of the law that says who sees it, never read off by a page (P4, P8, P10).

`phases_for`, `clocks_for`, `facts_for`, `opened_for`, `papers_for` of a casefile ask such rules. Whoever reads a case
itself is named below with the reason for which nothing leaks there; a reason that is needed no more has to go.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import PACKAGE, python_files

EDGE = PACKAGE / "edge"
RAW = frozenset(
    {"opened", "phases", "rounds", "trace", "clocks", "boxes", "answers", "asks", "notices", "papers", "contacts"}
)
"""What a case holds and not everybody of it sees."""
FACTS = "facts"
CASES = frozenset({"case", "state"})
EXCUSES: dict[str, tuple[str, str]] = {
    "web/chambers/bench.py": (
        "answers boxes contacts notices opened papers",
        "chambers show a case to whom it exists and who is no party; papers are counted and not opened",
    ),
    "web/chambers/handover.py": ("papers", "how many papers lie in a case that stands in the reader's chambers"),
    "web/chambers/reporting.py": ("opened", "counted by whole periods, among the cases that exist for the reader"),
    "web/templates/chambers/case.html": ("opened", "chambers show a case to no party"),
    "web/forms.py": ("trace", "whether the reader did an act of their own before"),
    "web/house/decision.py": (
        "notices papers phases",
        "that everybody had notice and answered, and what house_may_open opens, is what the house is asked about",
    ),
    "web/liaison_desk/follow.py": ("notices", "that a message waits for whom the reader raised the case for"),
    "web/preview.py": ("facts notices", "the entry that was released, and how many others could recognise somebody"),
    "web/provider_room/referral.py": (
        "clocks facts phases trace",
        "the talk that the reader leads, and no more",
    ),
    "web/measured.py": ("contacts", "the contacts of both sides that P8 discloses"),
    "web/side.py": ("notices", "the reader's own notices"),
    "web/side_page.py": ("opened", "shown where opened_for says that it is the reader's to know"),
}
"""For each file what it reads, and why nobody learns more by it than is theirs."""


def raw_reads(source: str) -> Iterator[tuple[int, str]]:
    """The line and the name of everything that is read off a case: `x.case.phases`, `state.papers`, `file.facts`."""
    tree = ast.parse(source)
    known = CASES | set(_aliases(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        owner = _name(node.value)
        if (node.attr in RAW and owner in known) or (node.attr == FACTS and owner == "file"):
            yield node.lineno, node.attr


def _aliases(tree: ast.AST) -> Iterator[str]:
    """The names to which a case is given: `now = file.case`, `law, state = file.law, file.case`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _given(target, node.value)
        elif isinstance(node, ast.arg) and isinstance(node.annotation, ast.Name) and node.annotation.id == "Case":
            yield node.arg


def _given(target: ast.expr, value: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name) and _name(value) in CASES and isinstance(value, ast.Attribute):
        yield target.id
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from _given(one, other)


def _name(node: ast.expr) -> str:
    """The last name of an expression: `case` of `seen.file.case`, `file` of `file`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def found() -> dict[str, set[str]]:
    """What each file of the outside world reads off a case."""
    read: dict[str, set[str]] = {}
    for path in python_files(EDGE):
        for _line, name in raw_reads(path.read_text("utf-8")):
            read.setdefault(_shown(path), set()).add(name)
    for path in sorted(EDGE.rglob("*.html")):
        for name in re.findall(r"\bcase\.(\w+)", path.read_text("utf-8")):
            if name in RAW:
                read.setdefault(_shown(path), set()).add(name)
    return read


def _shown(path: Path) -> str:
    return path.relative_to(EDGE).as_posix()


def test_no_page_and_no_interface_reads_a_case_where_a_rule_says_who_sees_it() -> None:
    """P4, P10: every leak of this kind came from a page that read the case itself."""
    reads = found()
    wrong = {path: names - set(EXCUSES.get(path, ("", ""))[0].split()) for path, names in reads.items()}
    assert {path: sorted(names) for path, names in wrong.items() if names} == {}


def test_every_excuse_is_needed_and_has_its_reason() -> None:
    """P4: a list of exceptions that grows by itself protects nobody."""
    reads = found()
    idle = {path: set(names.split()) - reads.get(path, set()) for path, (names, _why) in EXCUSES.items()}
    assert {path: sorted(names) for path, names in idle.items() if names} == {}
    assert all(len(why.split()) > 3 for _names, why in EXCUSES.values())


def test_a_raw_read_is_found_under_every_name() -> None:
    """P4: the gate can fail."""
    for source in (
        "x = file.case.phases",
        "x = seen.file.case.papers",
        "now = file.case\nx = now.clocks",
        "law, it = file.law, file.case\nx = it.boxes",
        "def f(after: Case) -> int:\n    return len(after.contacts)",
        "x = [f for f in file.facts]",
    ):
        assert [name for _line, name in raw_reads(source)], source
    assert not list(raw_reads("x = file.law.phases, court.papers, file.phases_for(person), act.phases"))
