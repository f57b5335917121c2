# SPDX-License-Identifier: Apache-2.0
"""Every sentence of the pages stands in the catalogue from which translations are made."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import PACKAGE

WEB = PACKAGE / "edge" / "web"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext"}
_TRANS = re.compile(r"""\{%\s*trans\s+(?:"([^"]*)"|'([^']*)')""")
_MSGID = re.compile(r'^msgid(?:_plural)? ((?:"(?:[^"\\]|\\.)*"\n)+)', re.M)


def test_every_sentence_of_the_pages_can_be_translated() -> None:
    """P2: a page in the reader's language begins with a whole catalogue."""
    known = set(catalogue(CATALOGUE.read_text("utf-8")))
    missing = sorted({text for text in (*in_python(), *in_templates()) if text not in known})
    assert not missing, "run makemessages; missing:\n" + "\n".join(missing)


def test_a_sentence_that_is_missing_is_found() -> None:
    """P2: the gate can fail."""
    assert "Nobody wrote this sentence." not in set(catalogue(CATALOGUE.read_text("utf-8")))
    assert list(catalogue('msgid "One "\n"two"\nmsgstr ""\n')) == ["One two"]


def catalogue(text: str) -> Iterator[str]:
    """The messages of a catalogue."""
    for match in _MSGID.finditer(text):
        yield "".join(ast.literal_eval(line) for line in match[1].splitlines())


def in_python() -> Iterator[str]:
    """What the code marks for translation."""
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def in_templates() -> Iterator[str]:
    """What the templates mark for translation as it stands."""
    for path in _templates():
        yield from (double or single for double, single in _TRANS.findall(path.read_text("utf-8")))


def _templates() -> list[Path]:
    return sorted(WEB.glob("templates/**/*.html"))
