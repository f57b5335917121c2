# SPDX-License-Identifier: Apache-2.0
"""`comity watch sources`: asks every platform of `<home>/watch.toml` once, and says plainly what it sees there."""

from __future__ import annotations

import json
import os
import stat
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from comity.core.clause import Malformed
from comity.desk.watch.ports import Connection, Later, Refused
from comity.site import watch_sources
from comity.site.commands import NO, YES

HELP = "Ask every platform that this site is connected to whether it answers, and name the spaces that it shows us."
EXAMPLE = "comity watch sources\ncomity watch sources --json"
PRIVATE = stat.S_IRWXG | stat.S_IRWXO


@runtime_checkable
class Shows(Protocol):
    """A reader that can say which spaces it may see."""

    def spaces(self) -> Mapping[str, str]:
        """Each by its mark, with its name. Raises `Later`, `Refused`, `OSError`."""


@dataclass(kw_only=True)
class Seen:
    """What was found out about one source. `wrong` is empty where nothing is."""

    source: str
    platform: str
    reads: bool = False
    hears: str = ""
    sign: bool = False
    spaces: dict[str, str] = field(default_factory=dict)
    wrong: str = ""

    def lines(self) -> list[str]:
        """For people."""
        way = "is read" if self.reads else "is not read"
        told = [f"{self.source} ({self.platform}) {way}{'; ' + self.wrong if self.wrong else ''}"]
        if self.hears:
            told.append(f"  it may send what happens to {self.hears}")
        if not self.sign:
            told.append("  no sign can stand there with these settings, so nothing of it is watched")
        told.extend(f"  {mark:<16} {name}" for mark, name in self.spaces.items())
        return told


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="answer as JSON, one object a source")


def run(args: Namespace) -> int:
    """Ask them. The answer is no where one did not answer, or where others may read the file. Raises `Malformed`."""
    from comity.site import environment

    found = environment.read(os.environ)
    open_to_others = _open_to_others(found.home / watch_sources.FILE)
    sources = [look(name, settings, found.public_url) for name, settings in watch_sources.read(found.home).items()]
    for one in sources:
        told = json.dumps(asdict(one), ensure_ascii=False, sort_keys=True) if args.json else "\n".join(one.lines())
        sys.stdout.write(f"{told}\n")
    if open_to_others:
        sys.stderr.write(f"comity: {watch_sources.FILE}: others on this machine may read it: chmod 600\n")
    if not sources:
        sys.stderr.write(f"comity: no {watch_sources.FILE} names a source in {found.home.name}\n")
    return NO if open_to_others or not sources or any(one.wrong for one in sources) else YES


def look(name: str, settings: Mapping[str, str], public_url: str) -> Seen:
    """One source. No word of a conversation is read."""
    seen = Seen(source=name, platform=settings["platform"])
    try:
        connection = watch_sources.connect(name, settings, dict)
        _look(seen, connection, public_url)
    except Malformed as wrong:
        seen.wrong = "; ".join(f"{fault.field}: {fault.text} ({fault.rule})" for fault in wrong.faults)
    except Refused as wrong:
        seen.wrong = f"refused: {wrong}"
    except Later as later:
        seen.wrong = f"asks to come again in {later.seconds:.0f} s"
    except OSError as wrong:
        seen.wrong = f"does not answer: {wrong.strerror or wrong}"
    return seen


def _look(seen: Seen, connection: Connection, public_url: str) -> None:
    seen.reads, seen.sign = connection.reader is not None, connection.sign is not None
    if connection.hook is not None:
        seen.hears = f"{public_url}/hooks/{seen.platform}/{seen.source}"
    reader: object = connection.reader
    if isinstance(reader, Shows):
        seen.spaces = dict(reader.spaces())


def _open_to_others(path: Path) -> bool:
    return path.is_file() and bool(path.stat().st_mode & PRIVATE)


__all__ = ["Seen", "Shows", "add_arguments", "look", "run"]
