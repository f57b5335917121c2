# SPDX-License-Identifier: Apache-2.0
"""A sample of small changes to the law, each tried against the tests of its room: minutes where `mutants` takes hours.

    python -m bench.sampled                      120 changes, drawn from all of core
    python -m bench.sampled --many 400 docket    400 changes, drawn from one room
    python -m bench.sampled --seed 7 --show ballot
    python -m bench.sampled --each --many 60     60 changes from every room, and a share for all of core

With `--each` the share for all of core weighs every room by the number of changes that it has room for.

A change swaps a comparison, a boolean, an operator or a constant, negates a condition, empties a return, or drops a
statement. It is made in memory, in a process of its own; the files are not touched. The same seed draws the same
changes from the same source. Prints what survived, and keeps the share that was caught in `docs/measured.json`.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import signal
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import CodeType

from bench.measured import keep

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "src" / "comity" / "core"
TESTS = ROOT / "tests" / "core"
SLOWER = 3
"""How many times as long as without a change the tests may take; what is slower hangs, and is caught."""
BREATH = 20
"""Seconds that are allowed beside it: other work on the machine is no hang."""
NEAR = {
    "procedure": "test_grammar test_parse test_render test_diff test_oversight test_docket_votes test_lint",
    "docket": "test_docket test_entry",
    "recusal": "test_recusal test_docket",
    "sanction": "test_sanction test_docket_measures",
    "party": "test_party test_docket_acts test_docket_hearing",
    "clause": "test_clause test_docket_acts",
    "decider": "test_decider test_docket",
}
"""Beside the tests that begin with the room's name: which tests hold a room."""
LONGEST = 600
"""Seconds for the tests as they are."""
LONG = "in_any_order"
"""Tests that are tried last, on what survived the others."""


@dataclass(frozen=True, slots=True)
class Change:
    """One small change: the file, the line, which node of its tree and which turn of it, and what it does."""

    path: Path
    line: int
    node: int
    turn: int
    what: str

    @property
    def room(self) -> str:
        """The room that the file belongs to."""
        return self.path.relative_to(CORE).parts[0].removesuffix(".py")

    def tree(self) -> ast.Module:
        """The source of the file after the change."""
        tree = ast.parse(self.path.read_text("utf-8"))
        if self.what:
            _turn(next(n for at, n in enumerate(ast.walk(tree)) if at == self.node), self.turn)
        return ast.fix_missing_locations(tree)


# Making changes

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip


def changes(path: Path) -> Iterator[Change]:
    """Every small change to one file."""
    tree = ast.parse(path.read_text("utf-8"))
    unseen = {id(inner) for part in _unseen(tree) for inner in ast.walk(part)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in unseen or not isinstance(node, _CHANGED):
            continue
        for turn in range(_turns(node)):
            what = _turn(deepcopy(node), turn)
            if what:
                yield Change(path, getattr(node, "lineno", 0), number, turn, what)


_CHANGED = (
    ast.Compare, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Constant, ast.Return, ast.If, ast.IfExp, ast.Expr,
)  # fmt: skip


def _unseen(tree: ast.Module) -> Iterator[ast.AST]:
    """Annotations are never evaluated, and the purity test of the law holds what decorators say."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(returns=returns, decorator_list=decorators):
                yield from (*decorators, *([returns] if returns is not None else []))
            case ast.ClassDef(decorator_list=decorators):
                yield from decorators
            case ast.arg(annotation=ast.AST() as annotation) | ast.AnnAssign(annotation=annotation):
                yield annotation
            case _:
                pass


def _turns(node: ast.AST) -> int:
    return len(node.ops) if isinstance(node, ast.Compare) else 1


def _turn(node: ast.AST, turn: int) -> str:
    """Change the node in place; what was done, or nothing where there is nothing to do."""
    match node:
        case ast.Compare(ops=ops):
            old = ops[turn]
            ops[turn] = _COMPARED[type(old)]()
            return f"{type(old).__name__} -> {type(ops[turn]).__name__}"
        case ast.BoolOp(op=ast.And()):
            node.op = ast.Or()
            return "and -> or"
        case ast.BoolOp(op=ast.Or()):
            node.op = ast.And()
            return "or -> and"
        case ast.BinOp(op=op) if type(op) in _COMPUTED:
            node.op = _COMPUTED[type(op)]()
            return f"{type(op).__name__} -> {type(node.op).__name__}"
        case ast.UnaryOp(op=ast.Not()):
            node.op = ast.UAdd()
            node.operand = ast.Call(func=ast.Name(id="bool", ctx=ast.Load()), args=[node.operand], keywords=[])
            return "not dropped"
        case ast.If() | ast.IfExp():
            node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
            return "condition negated"
        case _:
            pass
    return _plain_turn(node)


def _plain_turn(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=bool() as old):
            node.value = not old
            return f"{old} -> {not old}"
        case ast.Constant(value=int() as old):
            node.value = old + 1
            return f"{old} -> {old + 1}"
        case ast.Return(value=ast.AST() as old) if not isinstance(old, ast.Constant):
            node.value = ast.Constant(value=None)
            return "returns None"
        case ast.Expr(value=ast.Call()):
            node.value = ast.Constant(value=None)
            return "statement dropped"
        case _:
            pass
    return ""


# Trying them


class _Changed(importlib.abc.MetaPathFinder):
    """Finds one module in its changed form."""

    def __init__(self, change: Change) -> None:
        parts = change.path.relative_to(CORE.parent.parent).with_suffix("").parts
        self.package = change.path.name == "__init__.py"
        self.name = ".".join(parts[:-1] if self.package else parts)
        self.change = change

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The changed module under its own name."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(
            fullname, self.change.path, loader=_Loader(fullname, self.change),
            submodule_search_locations=[str(self.change.path.parent)] if self.package else None,
        )  # fmt: skip


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, change: Change) -> None:
        super().__init__(fullname, str(change.path))
        self.change = change

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.change.tree(), str(self.change.path), "exec", dont_inherit=True)


def near(change: Change, *, long: bool) -> list[str]:
    """The test files that hold the room of a change."""
    starts = NEAR.get(change.room, f"test_{change.room}").split()
    found = [p for p in sorted(TESTS.glob("test_*.py")) if p.stem.startswith(tuple(starts))]
    return [str(p) for p in found if (LONG in p.stem) is long]


def caught(change: Change, patience: Mapping[bool, int]) -> bool:
    """Whether some test of its room turns red, or takes longer than `patience` (in seconds; long tests apart)."""
    return any(_red(change, files, patience[long]) for long in (False, True) if (files := near(change, long=long)))


def _red(change: Change, files: Sequence[str], patience: int) -> bool:
    child = os.fork()
    if child == 0:
        os._exit(_in_child(change, files, patience))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0


def _in_child(change: Change, files: Sequence[str], patience: int) -> int:
    signal.alarm(patience)
    sys.meta_path.insert(0, _Changed(change))
    quiet = ["-x", "-q", "-c", os.devnull, "--rootdir", str(ROOT), "--import-mode=importlib", "--noconftest",
             "-p", "no:cacheprovider", "-p", "no:django", "-W", "ignore"]  # fmt: skip
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        try:
            import hypothesis
            import pytest

            hypothesis.settings.register_profile("sampled", deadline=None, derandomize=True, database=None)
            hypothesis.settings.load_profile("sampled")
            return int(pytest.main([*quiet, *files]))
        except BaseException:  # whatever a change breaks, it was noticed
            return 1


def main() -> int:
    """Draw changes, try them, print what survived."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("only", nargs="*", help="rooms or files of core; all where left out")
    asked.add_argument("--many", type=int, default=120)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--each", action="store_true", help="so many from each room")
    asked.add_argument("--show", action="store_true", help="print every change, not only what survived")
    wanted = asked.parse_args()
    import hypothesis.stateful  # noqa: F401 - loaded once here, and inherited by every process
    import pytest  # noqa: F401

    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sites = _sites(wanted.only)
    drawn = _drawn(sites, many=wanted.many, seed=wanted.seed, each=wanted.each)
    patience = _patience(drawn)
    if patience is None:
        return 2
    survived = _tried(drawn, patience, show=wanted.show)
    return _report(sites, drawn, survived, whole=not wanted.only and wanted.each)


def _sites(only: Sequence[str]) -> Mapping[str, Sequence[Change]]:
    """Every small change that can be made, by room."""
    sites: dict[str, list[Change]] = {}
    for path in sorted(CORE.rglob("*.py")):
        if not only or path.stem in only or set(only) & set(path.parts):
            for change in changes(path):
                sites.setdefault(change.room, []).append(change)
    return {room: found for room, found in sites.items() if near(found[0], long=False)}


def _drawn(sites: Mapping[str, Sequence[Change]], *, many: int, seed: int, each: bool) -> Sequence[Change]:
    """So many changes, from all rooms together or from each."""
    whole = [c for found in sites.values() for c in found]
    drawn = []
    for pool in [list(found) for found in sites.values()] if each else [whole]:
        random.Random(seed).shuffle(pool)
        drawn += pool[:many]
    return drawn


def _patience(drawn: Sequence[Change]) -> Mapping[str, Mapping[bool, int]] | None:
    """The seconds that each room's tests may take; None where they are red although nothing is changed."""
    allowed: dict[str, dict[bool, int]] = {}
    for change in {c.room: c for c in drawn}.values():
        as_it_is = Change(change.path, 0, 0, 0, "")
        allowed[change.room] = {}
        for long in (False, True):
            began = monotonic()
            files = near(change, long=long)
            if files and _red(as_it_is, files, LONGEST):
                print(f"the tests of {change.room} are red without any change")
                return None
            allowed[change.room][long] = BREATH + int(SLOWER * (monotonic() - began))
    return allowed


def _tried(drawn: Sequence[Change], patience: Mapping[str, Mapping[bool, int]], *, show: bool) -> Collection[Change]:
    """What survived, printed as it is found."""
    survived = set()
    for change in drawn:
        found = caught(change, patience[change.room])
        if not found:
            survived.add(change)
        if show or not found:
            place = f"{change.path.relative_to(CORE)}:{change.line}"
            print(f"{'caught  ' if found else 'survived'}  {place}  {change.what}", flush=True)
    return survived


def _report(
    sites: Mapping[str, Sequence[Change]], drawn: Sequence[Change], survived: Collection[Change], *, whole: bool
) -> int:
    """A share for each room, and one for all of them, each room weighed by its number of sites; kept if `whole`."""
    weighed = 0.0
    figures: dict[str, tuple[float | int | str, str]] = {}
    for room in dict.fromkeys(c.room for c in drawn):
        tried = [c for c in drawn if c.room == room]
        caught_here = sum(c not in survived for c in tried)
        weighed += caught_here / len(tried) * len(sites[room])
        figures[f"mutants.sampled.{room}"] = (caught_here * 100 // len(tried), "percent caught")
        figures[f"mutants.sampled.{room}.drawn"] = (len(tried), f"count of {len(sites[room])}")
        print(f"{room:<12} {caught_here:>4} of {len(tried):>4} caught, drawn from {len(sites[room])}")
    share = int(weighed * 100 // sum(len(sites[c]) for c in {c.room for c in drawn}))
    print(f"{len(drawn) - len(survived)} of {len(drawn)} caught; weighed by sites {share} %")
    if whole:
        keep({**figures, "mutants.sampled": (share, "percent caught"), "mutants.sampled.drawn": (len(drawn), "count")})
    return int(share < 90)


if __name__ == "__main__":
    sys.exit(main())
