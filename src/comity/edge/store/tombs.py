# SPDX-License-Identifier: Apache-2.0
"""The list of what was destroyed, in a file of the home beside the database.

A backup that is older than a destruction brings the text back. This list is no part of the database, so a restore into
the same home, or with a copy of the list, destroys it again before anybody can read it (P17, P21). A line is the digest
of a paper, or a person of whom everything in the vault was destroyed; neither tells what it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from comity.edge.store import models
from comity.edge.store.papers import SqlPapers
from comity.edge.store.shelf import FileShelf

FILE = "destroyed"
_PAPER, _PERSON = "paper", "person"


class Tombs:
    """The list in one home."""

    def __init__(self, home: Path) -> None:
        self._path, self.shelf = home / FILE, FileShelf(home)

    def paper(self, digest: str) -> None:
        """Remember that a paper was destroyed, and destroy it where it is a file; durable when this returns."""
        self._add(f"{_PAPER} {digest}")
        self.shelf.erase(digest)

    def person(self, person: str) -> None:
        """Remember that everything the vault kept of a person was destroyed."""
        self._add(f"{_PERSON} {person}")

    def _add(self, line: str) -> None:
        if line in self._lines():
            return
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())

    def _lines(self) -> Iterator[str]:
        if self._path.is_file():
            with self._path.open(encoding="utf-8") as file:
                yield from (line.rstrip("\n") for line in file)

    def papers(self) -> frozenset[str]:
        """The digests of the papers on the list."""
        found = (line.partition(" ") for line in self._lines())
        return frozenset(name for kind, _, name in found if kind == _PAPER)

    def again(self, alias: str = "default") -> None:
        """Destroy everything on the list once more, in a database that was just brought back."""
        papers, contacts = SqlPapers(alias), models.Contact.objects.using(alias)
        for line in self._lines():
            kind, _, name = line.partition(" ")
            if kind == _PAPER:
                self.shelf.erase(name)
                papers.erase(name)
            elif kind == _PERSON:
                contacts.filter(person=name).delete()


__all__ = ["FILE", "Tombs"]
