# SPDX-License-Identifier: Apache-2.0
"""Who may know whom (P27): the import contracts of `pyproject.toml`, and that each of them can fail.

Every sabotage is one added import (or room) in a copy of the tree, on which the contracts must turn red.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, ROOT

SABOTAGE = {
    "the law knows the edge": ("core/decider.py", "from comity.edge import web", "floors"),
    "the law knows the desk": ("core/ballot.py", "import comity.desk", "floors"),
    "the desk knows the store": ("desk/__init__.py", "import comity.edge.store", "floors"),
    "the edge knows the site": ("edge/web/__init__.py", "from comity.site import settings", "floors"),
    "the site knows the command line": ("site/__init__.py", "import comity.cli", "floors"),
    "a floor that nobody placed": ("lounge/__init__.py", "", "floors"),
    "a lower room knows a higher one": ("core/clause.py", "import comity.core.procedure", "rooms"),
    "neighbours know each other": ("core/ballot.py", "import comity.core.calendar", "rooms"),
    "a room that nobody placed": ("core/lottery.py", "", "rooms"),
    "one adapter knows another": ("edge/web/apps.py", "import comity.edge.store", "adapters"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The tree's Python files and its contracts, to be spoilt."""
    shutil.copytree(PACKAGE, tmp_path / "comity", ignore=lambda _, names: [n for n in names if not _python(n)])
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_tree_keeps_its_contracts() -> None:
    """P27: the law stands on the standard library and on nothing above it."""
    checked = _lint(ROOT / "src", config=ROOT / "pyproject.toml")
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(("spoilt", "line", "contract"), SABOTAGE.values(), ids=SABOTAGE.keys())
def test_a_forbidden_import_turns_its_contract_red(copy: Path, spoilt: str, line: str, contract: str) -> None:
    """P27: the gate can fail."""
    path = copy / "comity" / spoilt
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{path.read_text('utf-8') if path.exists() else ''}\n{line}\n", "utf-8")
    checked = _lint(copy, config=copy / "pyproject.toml", contract=contract)
    assert checked.returncode == 1, checked.stdout
    assert "BROKEN" in checked.stdout or "not listed as layers" in checked.stdout, checked.stdout


def test_the_verifier_gets_a_contract_of_its_own_as_soon_as_it_exists() -> None:
    """P17: the verifier knows `core.log` and `core.entry` alone, held by a contract and not by habit."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    stated = any(contract["id"] == "verifier" for contract in settings["contracts"])
    assert (PACKAGE / "verify").exists() == stated


def _lint(path: Path, *, config: Path, contract: str = "") -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).parent / "lint-imports"),
        "--no-cache",
        "--no-logo",
        "--config",
        str(config),
    ]
    chosen = ["--contract", contract] if contract else []
    return subprocess.run(
        [*command, *chosen],
        cwd=path,
        env={**os.environ, "PYTHONPATH": str(path), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def _python(name: str) -> bool:
    return name.endswith(".py") or ("." not in name and name != "__pycache__")
