# SPDX-License-Identifier: Apache-2.0
"""No committed file names a package registry's host or a path of the machine it was written on (P23).

A fresh machine has other mirrors and other folders; what names ours would work here and nowhere else.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, committed_files, shown

# Written in parts, so that this file does not name them either.
HOSTS = tuple(
    f"{name}.{ending}"
    for name, ending in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb.debian", "org"),
        ("crates", "io"),
        ("golang", "org"),
        ("rubygems", "org"),
        ("ghcr", "io"),
        ("docker", "io"),
    )
)
_FOLDER = re.compile(r"(?<![\w./:~-])/(?:work|root|home|Users|tmp|opt)/[\w.-]+")


def test_no_committed_file_names_a_registry_or_a_path_of_this_machine() -> None:
    """P23: a fresh clone on a fresh machine finds everything by name alone."""
    found = [f"{shown(p)}:{line}" for p in committed_files() for line in strangers(_text(p))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        f'"resolved": "https://registry.{HOSTS[2]}/axe-core/-/axe-core-4.tgz"',
        f"--index-url https://{HOSTS[0]}/simple",
        "cd " + "/work" + "/main && make",
        'HOME = "' + "/root" + '/.cache"',
        "data in " + "/home" + "/ada/comity",
    ],
)
def test_a_stranger_in_a_file_is_found(line: str) -> None:
    """P23: the gate can fail."""
    assert strangers(line)


def test_the_paths_of_every_machine_are_no_strangers() -> None:
    """P23: what Debian puts into the same place everywhere may be named."""
    assert not strangers("/usr/lib/postgresql, /run/postgresql, /dev/null, ./var/home/x, https://example.org/home/x")


def test_every_locked_package_has_its_hash_and_no_address() -> None:
    """P23: what is installed is what was tested, from whichever mirror it comes."""
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        blocks = re.split(r"\n(?=\S)", path.read_text("utf-8").strip())
        packages = [block for block in blocks if not block.startswith("#")]
        assert packages
        assert all("--hash=sha256:" in block and "://" not in block for block in packages), shown(path)


def strangers(text: str) -> list[str]:
    """`line number: what` for every host and path that only one machine knows."""
    return [
        f"{number}: {word}"
        for number, line in enumerate(text.splitlines(), 1)
        for word in (*(name for name in (*HOSTS, f"{ROOT}/") if name in line), *_FOLDER.findall(line))
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""
