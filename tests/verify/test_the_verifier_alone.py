# SPDX-License-Identifier: Apache-2.0
"""The verifier as a wheel of its own: it needs `cryptography`, and nothing of ours but the log's rooms (P17)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.verify.logs import KEY, numbered, write

ALONE = ("cryptography", "cffi", "pycparser")


def built(folder: Path, into: Path) -> Path:
    """The wheel of the project in a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    [wheel] = into.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The verifier's wheel."""
    return built(ROOT / "packages" / "verify", tmp_path_factory.mktemp("verify"))


@pytest.fixture(scope="module")
def alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of a new environment with the verifier, `cryptography` as it lies here, and nothing else."""
    home = tmp_path_factory.mktemp("alone") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin" / "python"
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())
    for name in ALONE:
        for file in distribution(name).files or ():
            found = Path(str(file.locate()))
            if ".." not in file.parts and found.is_file():
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(found, site / file)
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    return python


def test_the_wheel_holds_the_verifier_and_the_logs_rooms_and_no_more(wheel: Path) -> None:
    """P17: what a stranger runs to check us is small enough to be read."""
    with zipfile.ZipFile(wheel) as packed:
        names = [name for name in packed.namelist() if ".dist-info/" not in name]
        meta = next(packed.read(name).decode() for name in packed.namelist() if name.endswith("/METADATA"))
    rooms = ("comity/__init__.py", "comity/py.typed", "comity/core/__init__.py", "comity/core/entry.py")
    assert all(name in rooms or name.startswith(("comity/verify/", "comity/core/log/")) for name in names)
    assert [line for line in meta.splitlines() if line.startswith("Requires-Dist")] == ["Requires-Dist: cryptography"]


def test_it_runs_alone(alone: Path, tmp_path: Path) -> None:
    """P17: neither Django nor anything else of ours is there."""
    write(tmp_path / "log", numbered(20))
    command = [str(alone), "-I", "-m", "comity.verify.command", str(tmp_path / "log"), "--key", KEY.vkey]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "20 entries" in ran.stdout
    assert subprocess.run([str(alone), "-I", "-c", "import django"], capture_output=True, check=False).returncode


def test_the_whole_package_has_the_verifier_too(tmp_path: Path) -> None:
    """P23: who installs Comity has the command as well, from the same files."""
    whole = built(ROOT, tmp_path)
    with zipfile.ZipFile(whole) as packed:
        names = set(packed.namelist())
        scripts = next(packed.read(name).decode() for name in names if name.endswith("/entry_points.txt"))
    assert "comity/verify/command.py" in names
    assert "comity-verify = comity.verify.command:main" in scripts
