# SPDX-License-Identifier: Apache-2.0
"""All of the law can be read in one folder that imports nothing but the standard library (P27)."""

from __future__ import annotations

import pytest

from tests.architecture.purity import CHECKS, faults_of
from tests.architecture.tree import CORE, python_files, shown

HEAD = "from dataclasses import dataclass\nfrom collections.abc import Mapping\n"
FROZEN = HEAD + "@dataclass(frozen=True, slots=True)\nclass State:\n    votes: int\n"
SABOTAGE = {
    "another floor": "from comity.edge.store import models",
    "the desk": "import comity.desk.handle",
    "a third party": "import django",
    "the machine": "import os",
    "the machine, renamed": "import os as calendar",
    "the network": "from socket import socket",
    "chance": "import random",
    "an id": "from uuid import uuid4",
    "the clock's module": "import time",
    "a neighbour without its name": "from . import clause",
    "an import inside a function": "def f():\n    import subprocess",
    "the clock": "import datetime as d\nat = d.datetime.now(d.UTC)",
    "today": "from datetime import date\nday = date.today()",
    "a file": "text = open('x')",
    "a file under another name": "read = open",
    "the terminal": "def f():\n    print('x')",
    "text that runs": "eval('1')",
    "a hash that differs from run to run": "key = hash('a')",
    "a dataclass that is not frozen": HEAD + "@dataclass\nclass State:\n    votes: int",
    "a dataclass without slots": HEAD + "@dataclass(frozen=True)\nclass State:\n    votes: int",
    "frozen switched off": HEAD + "@dataclass(frozen=False, slots=True)\nclass State:\n    votes: int",
    "a state changed in place": FROZEN + "def decide(state):\n    state.votes += 1",
    "a method that changes its object": FROZEN + "    def put(self):\n        self.votes = 1",
    "a way around frozen": FROZEN + "def decide(state):\n    object.__setattr__(state, 'votes', 1)",
    "a global": "seen = 0\ndef f():\n    global seen\n    seen = 1",
    "a list kept by the module": "cases = []",
    "a dict kept by the module": "cases: dict[str, int] = {}",
    "a dict made by a call": "import collections\ncases = collections.defaultdict(list)",
    "a rounded share": "share = 0.12",
}
LAWFUL = {
    "another room": "from comity.core.clause import Clause",
    "the standard library": "from datetime import UTC, datetime\nfrom zoneinfo import ZoneInfo",
    "a frozen copy": FROZEN
    + "from dataclasses import replace\ndef evolve(s):\n    return replace(s, votes=s.votes + 1)",
    "a read-only table": HEAD + "NAMES: Mapping[str, str] = {'a': 'b'}",
    "a constructor": "class No(Exception):\n    def __init__(self, why):\n        self.why = why",
    "a worksheet": "class Sheet:\n    def put(self):\n        self.slips = 1",
    "a public list": "__all__ = ['a']",
    "a local list": "def f():\n    found = []\n    found.append(1)\n    return found",
}


def test_every_room_of_the_law_is_pure() -> None:
    """P27: standard library only; no clock, no ids, no input or output, no changing state."""
    faults = [f"{shown(path)}:{fault}" for path in python_files(CORE) for fault in faults_of(path.read_text("utf-8"))]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("source", SABOTAGE.values(), ids=SABOTAGE.keys())
def test_impure_source_is_caught(source: str) -> None:
    """P27: the gate can fail."""
    assert faults_of(source)


@pytest.mark.parametrize("source", LAWFUL.values(), ids=LAWFUL.keys())
def test_lawful_source_passes(source: str) -> None:
    """P27: the gate lets through what the law needs."""
    assert not faults_of(source)


def test_every_check_of_purity_is_proved_to_fail() -> None:
    """P27: no check that nothing can turn red."""
    import ast

    trees = [ast.parse(source) for source in SABOTAGE.values()]
    assert all(any(list(check(tree)) for tree in trees) for check in CHECKS)
