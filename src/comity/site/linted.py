# SPDX-License-Identifier: Apache-2.0
"""What the linter found in the versions that were proposed here.

It takes seconds to walk through every state of a case, so a version is read beside the worker, and a page shows what
was kept.

A version is named by its digest, so what was found once stays true as long as the linter stays the same one.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from comity.core.clause import Fault
from comity.core.lint import lint
from comity.desk.ports import Missing
from comity.site.laws import Law

if TYPE_CHECKING:
    from comity.site.court import Court


class Findings:
    """The findings by the digest of a version, in a folder or, where there is none, in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._kept: dict[str, tuple[Fault, ...]] = {}

    def found(self, digest: str) -> tuple[Fault, ...] | None:
        """What was found; None where nobody has read this version yet."""
        path = self._path(digest)
        if digest not in self._kept and path is not None and path.is_file():
            read = json.loads(path.read_text(encoding="utf-8"))
            self._kept[digest] = tuple(Fault(**one) for one in read)
        return self._kept.get(digest)

    def keep(self, digest: str, faults: tuple[Fault, ...]) -> None:
        """Keep what was found."""
        path = self._path(digest)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".new")
            beside.write_text(json.dumps([asdict(one) for one in faults], ensure_ascii=False), encoding="utf-8")
            beside.replace(path)
        self._kept[digest] = faults

    def _path(self, digest: str) -> Path | None:
        return None if self._folder is None else self._folder / f"{digest}.json"


def unread(court: Court) -> Law | None:
    """A proposed version that was not read yet, those that wait for a decision first; None where there is none."""
    known = court.versions()
    waiting_first = sorted(known.proposals.items(), key=lambda item: known.standing(item[0]) is not None)
    for digest, proposal in waiting_first:
        if proposal.withdrawn is None and court.findings(digest) is None:
            try:
                return court.laws.law(digest)
            except Missing:
                continue
    return None


def read_one(court: Court) -> bool:
    """Read one version that was not read yet; whether there was one."""
    law = unread(court)
    if law is not None:
        _read(court.outside.findings, law)
    return law is not None


def _read(findings: Findings, law: Law) -> None:
    findings.keep(law.procedure.digest, lint(law.procedure, law.calendar))


class Reader:
    """Reads beside the worker, one version at a time, in a thread that ends with the process whatever it is doing."""

    def __init__(self, court: Court) -> None:
        self._court = court
        self._thread: Thread | None = None

    def go_on(self) -> None:
        """Begin with the next version, unless one is being read."""
        if self._thread is not None and self._thread.is_alive():
            return
        law = unread(self._court)
        if law is not None:
            self._thread = Thread(target=_read, args=(self._court.outside.findings, law), daemon=True)
            self._thread.start()


__all__ = ["Findings", "Reader", "read_one", "unread"]
