# SPDX-License-Identifier: Apache-2.0
"""Every sentence that a page can show, found where it is written.

Pages and templates mark theirs for translation. The law marks nothing, because it imports nothing: a refusal gives its
reason in English, a procedure is read aloud through templates, and both are the keys of the catalogues. Here they are
found by their place: what is handed to a parameter called `reason`, what stands in a `REASONS`, and every text of the
modules that read a procedure aloud.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

from comity.core.procedure.words import VERBS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "comity"
MARKED = {
    "_": (None,), "gettext": (None,), "gettext_lazy": (None,), "gettext_noop": (None,), "ngettext": (None, None),
    "ngettext_lazy": (None, None), "pgettext": ("context", None), "pgettext_lazy": ("context", None),
    "npgettext": ("context", None, None),
}  # fmt: skip
"""The calls that mark a sentence, and what their first arguments are."""
ALOUD = ("render", "sentences", "sheets", "oversight", "diff")
"""The modules of `core/procedure` that read a procedure aloud."""
GUIDE = PACKAGE / "edge" / "web" / "tour" / "guide.toml"
SAID = frozenset({"name", "text", "who", "waits", "title", "look", "try"})
"""What of the tour's guide is read by people; the rest names things."""
_WORD = re.compile(r"[A-Za-z]{2,}")
_LABEL = re.compile(r"[A-Z][a-z]+( [a-z]+)*")

Sentence = tuple[str, str, str]
"""Context, singular, plural; empty where there is none."""


def all_of_them() -> list[Sentence]:
    """Every sentence, in an order that a new one does not disturb."""
    found = {*in_templates(), *in_pages(), *in_reasons(), *in_the_law_aloud()}
    return sorted({*found, *in_the_tour(), *in_the_linter()})


def in_templates() -> Iterator[Sentence]:
    """What templates mark."""
    for path in sorted(PACKAGE.glob("**/templates/**/*")):
        if path.is_file():
            yield from in_template(path.read_text("utf-8"))


def in_template(text: str) -> Iterator[Sentence]:
    """What one template marks. Lines begin at the margin, because a template's indentation is not Python's."""
    source = "\n".join(line.strip() for line in str(templatize(text)).splitlines())
    keywords = dict.fromkeys(MARKED)
    found: Any = extract_python(BytesIO(source.encode()), keywords, (), {"encoding": "utf-8"})
    for _line, name, said, _comments in found:
        yield _sentence(name, [said] if isinstance(said, str) else [one for one in said if one is not None])


def in_pages() -> Iterator[Sentence]:
    """What the code of the edge and the site marks."""
    for floor in ("edge", "site"):
        for path in sorted((PACKAGE / floor).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKED:
                    texts = [text for argument in node.args[:3] for text in _texts(argument)]
                    if texts:
                        yield _sentence(node.func.id, texts)


def _sentence(name: str, texts: list[str]) -> Sentence:
    places = MARKED[name]
    if places[0] == "context":
        return (texts[0], texts[1], texts[2] if len(places) > 2 else "")
    return ("", texts[0], texts[1] if len(places) > 1 else "")


def in_reasons() -> Iterator[Sentence]:
    """Why the law, the desk or a page says no."""
    for floor in ("core", "desk", "edge"):
        for path in sorted((PACKAGE / floor).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            yield from (("", text, "") for text in (*_handed_in(tree), *_rows(tree)))


def _handed_in(tree: ast.Module) -> Iterator[str]:
    """What is handed to a parameter or a field called `reason`."""
    places = {"Refusal": 0, "No": 0, **dict(_takers(tree))}
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in places:
            given = [k.value for k in call.keywords if k.arg == "reason"] or call.args[places[name] : places[name] + 1]
            yield from (text for one in given for text in _texts(one))


def _takers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [a.arg for a in node.args.args if a.arg != "self"]
            if "reason" in names:
                yield node.name, names.index("reason")


def _rows(tree: ast.Module) -> Iterator[str]:
    """What stands in the rows of reasons of a room."""
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "REASONS":
            row = node.value
            for one in row.elts if isinstance(row, ast.Tuple) else ():
                yield from _texts(named.get(one.id, one) if isinstance(one, ast.Name) else one)


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts that an expression can be."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*_texts(one), *_texts(other))
        case _:
            pass


def in_the_law_aloud() -> Iterator[Sentence]:
    """The templates and labels with which a procedure is read aloud."""
    yield from (("", text, "") for text in VERBS.values())
    for name in ALOUD:
        tree = ast.parse((PACKAGE / "core" / "procedure" / f"{name}.py").read_text("utf-8"))
        silent = set(_silent(tree))
        for node in ast.walk(tree):
            if id(node) not in silent:
                yield from (("", text, "") for text in _texts(node) if _WORD.search(text))


def in_the_tour() -> Iterator[Sentence]:
    """What the guide of the tour says, with its lines joined as pages show them."""
    told = tomllib.loads(GUIDE.read_text("utf-8"))
    parts = (*told["door"], *told["stop"], *(guest for door in told["door"] for guest in door["guest"]))
    yield from (("", " ".join(text.split()), "") for part in parts for key, text in part.items() if key in SAID)


def in_the_linter() -> Iterator[Sentence]:
    """The laws that the linter proves of a procedure, by name; what it finds is said in English below each."""
    for path in sorted((PACKAGE / "core" / "lint").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "rule":
                yield from (("", text, "") for text in _texts(node.value))


def _silent(tree: ast.Module) -> Iterator[int]:
    """Texts that nobody reads: docstrings, names of things, what is compared, the pieces of a frame."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as text):
                yield id(text)
            case ast.JoinedStr(values=pieces):
                yield from (id(piece) for piece in pieces)
            case ast.FormattedValue(format_spec=ast.JoinedStr() as how):
                yield from (id(inner) for inner in ast.walk(how))
            case ast.Compare() | ast.MatchValue():
                yield from (id(inner) for inner in ast.walk(node))
            case ast.Dict(keys=keys, values=values) if all(isinstance(v, ast.Constant) for v in values):
                yield from (id(inner) for key in keys if key is not None for inner in ast.walk(key))
            case ast.Dict(keys=keys):
                yield from (
                    id(key) for key in keys if isinstance(key, ast.Constant) and not _LABEL.fullmatch(str(key.value))
                )
            case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")], value=value):
                yield from (id(inner) for inner in ast.walk(value))
            case ast.Call(func=ast.Attribute(attr="removesuffix" | "get" | "replace" | "items")):
                yield from (id(inner) for one in node.args for inner in ast.walk(one))
            case _:
                pass


__all__ = ["Sentence", "all_of_them", "in_template"]
