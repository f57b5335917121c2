# SPDX-License-Identifier: Apache-2.0
"""What makes a room of the law pure, as functions from a file's source to what is wrong with it (P27).

Each fault is one line: the line's number and what is wrong. `faults_of` asks all of them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

ALLOWED = frozenset(
    "__future__ base64 binascii bisect collections dataclasses datetime enum fractions functools hashlib heapq "
    "itertools json math operator re string textwrap tomllib types typing zoneinfo".split()
)
# What reads the world, writes to it, or runs text.
BANNED_NAMES = frozenset(
    "__import__ breakpoint compile delattr eval exec exit globals locals open print quit setattr".split()
)
# The same, or differs from run to run; but also good names for a field, so only the call is banned.
BANNED_CALLS = frozenset("hash id input".split())
BANNED_METHODS = frozenset("now utcnow today fromtimestamp read_text write_text getenv urandom".split())
_MUTABLE_CALLS = frozenset("list dict set bytearray defaultdict deque Counter OrderedDict".split())
_READ_ONLY = frozenset("Mapping Sequence Collection Set AbstractSet tuple frozenset".split())


def faults_of(source: str) -> list[str]:
    """Everything that is wrong with one file of `core/`."""
    tree = ast.parse(source)
    return [fault for check in CHECKS for fault in check(tree)]


def imports(tree: ast.Module) -> Iterator[str]:
    """Only the allowed part of the standard library, and other rooms of the law, by their full names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (_import(node, alias.name) for alias in node.names if not _allowed(alias.name))
        elif isinstance(node, ast.ImportFrom):
            name = "." * node.level + (node.module or "")
            if not _allowed(name):
                yield _import(node, name)


def calls(tree: ast.Module) -> Iterator[str]:
    """No clock, no input or output, nothing that runs text, nothing that differs from run to run."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if name in BANNED_NAMES:
                yield f"{node.lineno}: {name} is not for the law"
            case ast.Call(func=ast.Name(id=name)) if name in BANNED_CALLS:
                yield f"{node.lineno}: {name}() is not for the law"
            case ast.Call(func=ast.Attribute(attr=name)) if name in BANNED_METHODS:
                yield f"{node.lineno}: .{name}() is not for the law: instants come in as arguments"


def dataclasses(tree: ast.Module) -> Iterator[str]:
    """Every dataclass is frozen and slotted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for decorator in node.decorator_list:
                if _name(decorator) == "dataclass" and not {"frozen", "slots"} <= _switched_on(decorator):
                    yield f"{node.lineno}: {node.name} is a dataclass but not frozen and slotted"


def assignments(tree: ast.Module) -> Iterator[str]:
    """Nobody changes another's attribute; a worksheet (a plain class, no dataclass) may change its own."""
    own = {id(inner) for sheet in _worksheets(tree) for inner in ast.walk(sheet)}
    for node in ast.walk(tree):
        match node:
            case ast.Global(names=names):
                yield f"{node.lineno}: global {', '.join(names)}"
            case ast.Attribute(attr="__setattr__"):
                yield f"{node.lineno}: __setattr__ goes behind frozen=True"
            case ast.Attribute(attr=name, value=owner, ctx=ast.Store() | ast.Del()):
                if id(node) not in own or _name(owner) != "self":
                    yield f"{node.lineno}: .{name} is assigned: make a changed copy instead"
            case _:
                pass


def module_state(tree: ast.Module) -> Iterator[str]:
    """A module keeps nothing that can change: constants are tuples or read-only by their type."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=targets, value=value) if _mutable(value):
                names = ", ".join(map(_name, targets))
            case ast.AnnAssign(target=target, annotation=kind, value=ast.expr() as value) if _mutable(value):
                names = "" if _read_only(kind) else _name(target)
            case _:
                continue
        if names and names != "__all__":
            yield f"{node.lineno}: {names} can be changed: annotate it as Mapping or use a tuple"


def exact_numbers(tree: ast.Module) -> Iterator[str]:
    """No number in the law is rounded."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield f"{node.lineno}: {node.value} is a rounded number"


CHECKS: tuple[Callable[[ast.Module], Iterator[str]], ...] = (
    imports,
    calls,
    dataclasses,
    assignments,
    module_state,
    exact_numbers,
)


def _allowed(name: str) -> bool:
    return name.partition(".")[0] in ALLOWED or f"{name}.".startswith("comity.core.")


def _import(node: ast.stmt, name: str) -> str:
    return f"{node.lineno}: import of {name}"


def _worksheets(tree: ast.Module) -> Iterator[ast.ClassDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and "dataclass" not in map(_name, node.decorator_list):
            yield node


def _name(node: ast.expr) -> str:
    """The last name of an expression: `dataclass` of `dataclasses.dataclass(frozen=True)`."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case ast.Call():
            return _name(node.func)
        case ast.Subscript():
            return _name(node.value)
        case _:
            return ""


def _switched_on(decorator: ast.expr) -> set[str]:
    if not isinstance(decorator, ast.Call):
        return set()
    on = (k for k in decorator.keywords if isinstance(k.value, ast.Constant) and k.value.value is True)
    return {keyword.arg for keyword in on if keyword.arg}


def _mutable(value: ast.expr) -> bool:
    displays = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
    return isinstance(value, displays) or (isinstance(value, ast.Call) and _name(value) in _MUTABLE_CALLS)


def _read_only(annotation: ast.expr) -> bool:
    if _name(annotation) in ("Final", "ClassVar") and isinstance(annotation, ast.Subscript):
        return _read_only(annotation.slice)
    return _name(annotation) in _READ_ONLY
