# SPDX-License-Identifier: Apache-2.0
"""Where a scenario is played: in a database that is thrown away afterwards, or in the site's own."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from comity.core.calendar import Calendar
from comity.core.clause import Fault, Malformed
from comity.core.procedure.model import Procedure
from comity.desk.clock import SetClock
from comity.desk.ports import Missing
from comity.desk.replay.account import Account, account
from comity.desk.replay.beside import Beside, beside, under
from comity.desk.replay.play import EPOCH, Player, ScenarioRolls, Way, name
from comity.desk.replay.scenario import Scenario
from comity.edge.store.keys import SqlKeys, SqlWraps
from comity.edge.store.papers import SqlPapers, SqlVault
from comity.edge.store.seal import Seal
from comity.edge.store.tombs import Tombs
from comity.edge.store.unit import SqlStore
from comity.site import court
from comity.site.laws import SHIPPED, Folders, Law, read_law
from comity.site.sealed import house_at_home

ALIAS = "replay"


class Adopted:
    """The versions as a court knows them."""

    def __init__(self, played: court.Court) -> None:
        self._court = played

    def digest(self, id: str) -> str:
        """The digest of a version. Raises KeyError where there is none of that id."""
        try:
            return self._court.laws.named(id).procedure.digest
        except Missing as wrong:
            raise KeyError(id) from wrong

    def roles(self, digest: str) -> Collection[str]:
        """The roles that a version knows."""
        return self._court.laws.procedure(digest).roles if digest else ()

    def procedure(self, digest: str) -> Procedure:
        """The version of that digest. Raises `Missing`."""
        return self._court.laws.procedure(digest)

    def way(self, digest: str) -> Way:
        """How the version of that digest is followed by another one: by the first body that it names."""
        if not digest:
            return Way()
        body = self._court.laws.procedure(digest).amendment.adopters[0]
        return Way(body=body.id, approvals=body.approvals, counted=bool(body.share or body.quorum))

    def in_force(self, at: datetime) -> str:
        """The digest that a case opened `at` is pinned to; empty where no version is in force."""
        law = self._court.law(at)
        return "" if law is None else law.procedure.digest


def replay(scenario: Scenario, *, keep: bool) -> Account:
    """Play a scenario and tell it. Raises `Malformed` where it names a version or a calendar that is not here.

    `keep` plays into the site's own database, which must be empty or hold this very scenario already.
    """
    here = laws()
    _known(scenario, here)
    if keep:
        return live(scenario, home=settings.COMITY.home)
    with tempfile.TemporaryDirectory(prefix="comity-replay-") as made, _database(Path(made)):
        return _played(scenario, _court(scenario, here, alias=ALIAS, home=Path(made)))


def live(scenario: Scenario, *, home: Path, alias: str = "default") -> Account:
    """Play a scenario into the database `alias` of the site whose keys and procedures lie in `home`."""
    return _played(scenario, played_court(scenario, home=home, alias=alias))


def played_court(scenario: Scenario, *, home: Path, alias: str = "default") -> court.Court:
    """The court of such a site under a clock that is set by hand."""
    own = Folders((SHIPPED, home / "procedures"), adopted=home / "adopted")
    return _court(scenario, own, alias=alias, home=home)


def laws() -> Folders:
    """Every version that ships, is drafted in the home or was adopted here."""
    home = settings.COMITY.home
    return Folders((home / "adopted", SHIPPED, home / "procedures"))


def law_named(name: str) -> Law:
    """A procedure version by its id or by its file. Raises `Malformed`."""
    here = laws()
    if name in here.ids:
        return here.named(name)
    if name.endswith(".toml"):
        return read_law(Path(name))
    known = ", ".join(here.ids)
    raise Malformed([Fault(field="procedure", rule="known", text=f"there is no version '{name}'; there are: {known}")])


def beside_law(told: Account, name: str) -> Beside:
    """The cases of an account under another version, named by its id or its file. Raises `Malformed`."""
    law = law_named(name)
    return beside(told, laws(), law.procedure, law.calendar)


def under_law(told: Account, name: str) -> Account:
    """The account as it would be under another version. Raises `Malformed`."""
    return under(told, beside_law(told, name), calendar_of(told.scenario, laws()))


class Kept(Enum):
    """What the site's own database holds."""

    NOTHING = auto()
    BEGUN = auto()
    """A part of the scenario: playing it once more goes on where it stopped, because every act is done once."""
    WHOLE = auto()
    OTHER = auto()


def has_history(alias: str = "default") -> bool:
    """Whether anything ever happened in a database."""
    with SqlStore(alias).reading() as unit:
        return bool(unit.history.streams())


def kept(scenario: Scenario, alias: str = "default") -> Kept:
    """How much of a scenario a database holds: the site's own, where no other is named."""
    with SqlStore(alias).reading() as unit:
        if not unit.history.streams():
            return Kept.NOTHING
        first, last = (unit.acts.find(f"replay/{name(scenario)}/{n}") for n in (1, len(scenario.lines)))
    if first is None:
        return Kept.OTHER
    return Kept.BEGUN if last is None else Kept.WHOLE


def _known(scenario: Scenario, here: Folders) -> None:
    faults = [
        Fault(field=f"procedures[{number}].id", rule="known", text=f"there is no procedure version '{one.id}' here")
        for number, one in enumerate(scenario.procedures, 1)
        if one.id not in here.ids
    ]
    if calendar_of(scenario, here) is None:
        faults.append(Fault(field="calendar", rule="known", text=f"there is no calendar '{scenario.calendar}' here"))
    if faults:
        raise Malformed(faults)


def calendar_of(scenario: Scenario, here: Folders) -> Calendar | None:
    """The calendar by which a scenario's periods are told."""
    try:
        return here.calendar(scenario.calendar)
    except Missing:
        return None


def _court(scenario: Scenario, here: Folders, *, alias: str, home: Path) -> court.Court:
    seal, clock = Seal.at_home(home), SetClock(EPOCH)
    return court.Court(
        court.Outside(
            store=SqlStore(alias),
            laws=here,
            papers=SqlPapers(alias),
            vault=SqlVault(seal, alias),
            seal=seal,
            keys=SqlKeys(alias),
            wraps=SqlWraps(alias, clock),
            house=house_at_home(home),
            clock=clock,
            rolls=ScenarioRolls(scenario.rolls),
            public_url=settings.COMITY.public_url,
            tombs=Tombs(home),
        )
    )


def _played(scenario: Scenario, at_court: court.Court) -> Account:
    clock = at_court.outside.clock
    assert isinstance(clock, SetClock)
    adopted = Adopted(at_court)
    outcomes = Player(scenario, at_court, adopted, clock).play()
    return account(scenario, outcomes, at_court.desk, adopted, calendar_of(scenario, at_court.laws))


@contextmanager
def _database(home: Path) -> Iterator[None]:
    """A database under the alias `replay`. Nobody relies on what it acknowledges, so it does not wait for the disk."""
    described = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(home / "replay.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA synchronous=OFF;"},
    }
    whole = connections.configure_settings({"default": {}, ALIAS: described})
    connections.databases[ALIAS] = whole[ALIAS]
    try:
        call_command("migrate", database=ALIAS, interactive=False, verbosity=0)
        yield
    finally:
        connections[ALIAS].close()
        delattr(connections._connections, ALIAS)  # type: ignore[attr-defined]
        del connections.databases[ALIAS]


__all__ = [
    "ALIAS",
    "Adopted",
    "calendar_of",
    "Kept",
    "has_history",
    "kept",
    "law_named",
    "laws",
    "live",
    "played_court",
    "replay",
    "under_law",
]
