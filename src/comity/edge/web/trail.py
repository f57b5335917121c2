# SPDX-License-Identifier: Apache-2.0
"""The custody of a paper and of the files beside it: who handed it in, its digest, and who ever held its key.

Whoever may open a paper reads who handed it in and its digest. Who holds its key is read by those who judge or preside
and are no party: to one side of a case it would tell who else is in it (P4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comity.core.access import sees_keeping
from comity.core.evidence import Paper
from comity.desk.custody import HOUSE, Custody
from comity.desk.ports import Handed, Traced
from comity.edge.web.casefile import Casefile
from comity.edge.web.door import Court
from comity.edge.web.names import called, plainly

MOST = 20
"""How many handings out are told, the latest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One key that was wrapped for somebody: for whom, from when, until when it was destroyed, if it was."""

    who: str
    kept: bool
    made: datetime
    gone: datetime | None
    by: str = ""
    useless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """One paper or file: what it is, its digest, how it is sealed, and who held its key, where that is told.

    `holders` is None for whoever is not told; `handed` says to whom it was handed out and when, the
    last of them; `before` how many there are besides.
    """

    title: str
    digest: str
    mode: str
    holders: tuple[Held, ...] | None = None
    handed: tuple[tuple[str, datetime], ...] = ()
    before: int = 0


class Trails:
    """The custody of the papers of a case as one person reads it, asked of the house once for all of them."""

    def __init__(self, court: Court, file: Casefile, person: str, papers: Sequence[Paper]) -> None:
        self._custody: Custody = court.papers.custody
        self._file, self._person = file, person
        self._tells = sees_keeping(file.law, file.case, person)
        digests = {paper.digest for paper in papers}
        self._modes = self._custody.modes(digests)
        asked = digests if self._tells else set()
        self._held: Mapping[str, list[Traced]] = {digest: [] for digest in asked}
        for one in self._custody.traced(asked):
            self._held[one.digest].append(one)
        self._handed: dict[str, list[Handed]] = {digest: [] for digest in asked}
        for given in self._custody.handed(asked):
            self._handed[given.digest].append(given)

    def of(self, paper: Paper, files: Sequence[Paper]) -> tuple[Trail, ...]:
        """Of a text, then of each file beside it."""
        titles = (_("The text"), *(_("File %(n)d") % {"n": n} for n, _file in enumerate(files, 1)))
        found = zip(titles, (paper, *files), strict=True)
        return tuple(self._one(title, one.digest) for title, one in found)

    def _one(self, title: str, digest: str) -> Trail:
        holders = tuple(self._holder(one) for one in self._held.get(digest, ())) if self._tells else None
        given = self._handed.get(digest, [])
        told = tuple((called(self._file, one.person, to=self._person), one.at) for one in given[-MOST:])
        return Trail(
            title=title, digest=digest, mode=self._modes.get(digest, ""), holders=holders, handed=told,
            before=len(given) - len(told),
        )  # fmt: skip

    def _holder(self, one: Traced) -> Held:
        if one.person.startswith(HOUSE):
            who = plainly(one.person.removeprefix(HOUSE))
        else:
            who = called(self._file, one.person, to=self._person) or _("nobody yet")
        by = called(self._file, one.by, to=self._person) if one.by else ""
        kept = self._custody.is_kept(one.key)
        return Held(who=who, kept=kept, made=one.made, gone=one.gone, by=by, useless=one.useless)


__all__ = ["Held", "Trail", "Trails"]
