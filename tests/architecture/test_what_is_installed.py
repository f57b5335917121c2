# SPDX-License-Identifier: Apache-2.0
"""What `make env` installs, what a council installs, and what the package says it needs are the same (P23)."""

from __future__ import annotations

import re
import tomllib

from tests.architecture.tree import ROOT

REQUIREMENTS = ROOT / "requirements"


def test_the_package_asks_for_what_the_run_file_asks_for() -> None:
    """P23: one list of what a council's machine needs, written in two places and never two lists."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (line.partition("#")[0].strip() for line in (REQUIREMENTS / "run.in").read_text("utf-8").splitlines())
    assert sorted(project["dependencies"]) == sorted(line for line in lines if line)


def test_what_is_tested_is_what_runs() -> None:
    """P23: every pin of a council's machine is a pin of the tests' machine, to the version."""
    assert pins("run") <= pins("test")
    assert pins("bootstrap") <= pins("test")


def test_every_name_asked_for_is_pinned() -> None:
    """P23: nothing is installed in whatever version happens to be newest."""
    for path in sorted(REQUIREMENTS.glob("*.in")):
        asked = set(re.findall(r"^[A-Za-z][\w.-]*", path.read_text("utf-8"), flags=re.M))
        assert {name.lower() for name in asked} <= {name for name, _ in pins(path.stem)}


def pins(stem: str) -> set[tuple[str, str]]:
    """Name and version of everything that `requirements/<stem>.txt` installs."""
    text = (REQUIREMENTS / f"{stem}.txt").read_text("utf-8")
    return set(re.findall(r"^([a-z0-9][a-z0-9.-]*)(?:\[[^]]*\])?==(\S+)", text, flags=re.M))
