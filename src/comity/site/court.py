# SPDX-License-Identifier: Apache-2.0
"""The composition: which rooms, which store, which carriers. The web, the commands and a replay all build it here."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

from django.conf import settings

from comity.core import access, adoption, amendment, channel, council, tear, veto
from comity.core.clause import Fault, Malformed
from comity.core.docket import Case, Docket
from comity.core.log.batches import USUAL
from comity.core.procedure.model import Procedure
from comity.desk import house, intake, muting, registers
from comity.desk.clock import WallClock
from comity.desk.custody import SealedPaper
from comity.desk.errands import Worker
from comity.desk.filing import Filing
from comity.desk.handle import Answer, Desk
from comity.desk.ports import Clock, Missing
from comity.desk.publication import PublicLog, acknowledged
from comity.desk.sealing import Sealed
from comity.edge.store.papers import SqlPapers, SqlVault
from comity.edge.store.seal import Seal
from comity.edge.store.tombs import Tombs
from comity.edge.store.unit import SqlStore
from comity.edge.tlog.shelf import HomeShelf
from comity.site import addresses, authorities, carriers, keeping, keys, past, petitions, rooms, succession, watch_law
from comity.site.drills import HomeBeats
from comity.site.filed import FileDesk
from comity.site.laws import SHIPPED, Folders, Law
from comity.site.linted import Findings
from comity.site.memory import PatternDesk, pattern_room
from comity.site.muting import muting_room
from comity.site.outside import Outside
from comity.site.post import Post
from comity.site.rolls import RollFiles
from comity.site.sealed import PaperDesk, house_at_home

ADOPTION = "procedure:here"
"""The stream of this community's own procedure versions."""
KNOWN_AS = "known-as"
"""The kind under which the vault keeps by what name a party is known in the community."""


class Court:
    """One community's council: the desk with its rooms, the worker with its carriers, the papers."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self.ballots, self.tokens = outside.ballots, outside.tokens
        self.beats, self.brake = outside.beats, outside.brake
        self.log = PublicLog(outside.store, outside.shelf, every=outside.every)
        self.laws = outside.laws
        self.post = Post(outside.seal, outside.vault, outside.clock, outside.store, sample=outside.sample)
        self.files = FileDesk(self)
        self.papers = PaperDesk(self)
        self.petitions = petitions.PetitionDesk(self, self._current)
        self.addresses = addresses.Addresses(self)
        self.past = past.PastDesk(self, self._current)
        self.demands = authorities.DemandDesk(self, self._current)
        self.watching = watch_law.WatchDesk(self)
        found = (
            rooms.case_room(self.laws, self.papers.follow),
            rooms.tear_room(self._law_at, self.roster),
            rooms.veto_room(self.laws),
            rooms.council_room(self._current),
            rooms.channel_room(self._current, self.roster),
            keys.keyring_room(self.laws, self._current, self.roster),
            keeping.keeping_room(self.laws),
            petitions.petition_room(self.laws, self._current, self.roster),
            authorities.authority_room(self.laws, self._current, self.roster),
            past.past_room(self._current, self.roster),
            muting_room(self._current, self.roster),
            pattern_room(self.laws, self._current, self.roster),
            *watch_law.rooms(self._current, self.roster),
            rooms.adoption_room(lambda: self.law(self.outside.clock.now()), self.amends),
        )
        self.desk = Desk(store=outside.store, rooms={room.kind: room for room in found}, clock=outside.clock)
        self.keys = keys.key_desk(self, self._opened)
        self.patterns = PatternDesk(self, self._opened)
        self.succession = succession.succession_desk(self, self.keys)
        self.worker = Worker(self.desk, carriers.of(self, outside.public_url))

    def _current(self) -> Law:
        return self._law_at(None)

    def _law_at(self, at: datetime | None) -> Law:
        """The version in force `at`, or now. Raises `Missing` where there is none."""
        law = self.law(at or self.outside.clock.now())
        if law is None:
            raise Missing("no procedure is in force")
        return law

    def law(self, at: datetime, intake: str = "") -> Law | None:
        """The version in force `at` for a matter that came in that way, or None where none was adopted."""
        digest = adoption.in_force(self.versions(), at, intake)
        return None if digest is None else self.laws.law(digest)

    def versions(self) -> adoption.Procedures:
        """The community's procedures so far. Folded without rules, because the rules are those of the one in force."""
        return reduce(adoption.evolve, self.desk.events(ADOPTION), adoption.Procedures())

    def council(self) -> str:
        """The stream of the season that runs now: the last that has started, else the first; empty where none is."""
        now = self.outside.clock.now()
        with self.desk.store.reading() as unit:
            seasons = unit.history.streams(kind="council")
        states = self.desk.states(seasons)
        begun = [one for one in seasons if (states[one].state.starts or now) <= now]
        return next(iter((*reversed(begun), *seasons)), "")

    def roster(self) -> Mapping[str, tuple[str, ...]]:
        """Who holds each role of the bodies now."""
        season = self.council()
        return council.holders(self.desk.state(season).state) if season else {}

    def sitting(self) -> Mapping[str, tuple[str, ...]]:
        """The roster, with the roles that somebody has left and nobody holds. Empty at the end of a season.

        The end of a season is no vacancy: who sits afterwards, the next season's history says.
        """
        season = self.council()
        if not season or self.desk.state(season).state.ended is not None:
            return {}
        events = self.desk.events(season)
        held = (e.role for e in events if isinstance(e, council.SeatTaken | council.Appointed | council.Delegated))
        return {**dict.fromkeys(held, ()), **self.roster()}

    def open_cases(self) -> tuple[str, ...]:
        """The streams of the cases that are not closed."""
        with self.desk.store.reading() as unit:
            return tuple(row.key for row in registers.every(unit.rows, registers.OPEN))

    def spared(self, law: Procedure, keeps: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, tuple[str, ...]]:
        """Who sits in a case, those left out whose places are full under its procedure (P14)."""
        with self.desk.store.reading() as unit:
            load = unit.rows.tally(registers.OPEN, "person")
        return council.spared(rooms.council_rules(law), self.sitting() if keeps else self.roster(), load, keeps=keeps)

    def open_case(self, told: intake.Told, *, case: str, act_id: str, at: datetime) -> Answer:
        """Open a case under the procedure in force, once. Raises `Refusal`, `muting.Shut`, `Malformed`, `Missing`."""
        before = intake.added_before(self.desk, case, act_id)
        if before is not None:
            law, roster = self.laws.procedure(before.digest), before.roster
        else:
            found = self.law(at, told.intake)
            if found is None:
                raise Missing("no procedure is in force")
            law, roster = found.procedure, self.spared(found.procedure)
            muting.let_in(self, told.way, told.intake)

        def act() -> Answer:
            answer = intake.open_case(self.desk, law, roster, told, case=case, act_id=act_id, at=at)
            return self.papers.with_key(told, at, answer)

        return acknowledged(self.desk.store, told.sealed, self.outside.clock.now(), act)

    def perform(self, command: Any, *, act_id: str, actor: str, stream: str, at: datetime) -> Answer:
        """Do any act on any stream; votes of a house reach their case in the same breath.

        Whoever comes through this door is a person: the clerk's acts follow from others and never come in here. A
        version that is adopted is kept at home, so that cases pinned to it can be read for as long as they are.
        """
        if actor == access.CLERK:
            raise access.in_anothers_name()
        return self._perform(command, act_id=act_id, actor=actor, stream=stream, at=at)

    def take_over(self, command: adoption.Command, *, act_id: str, at: datetime) -> Answer:
        """What a record says to have become of a version without saying who did it. Raises `Refusal`, `Malformed`."""
        return self._perform(command, act_id=act_id, actor=access.CLERK, stream=ADOPTION, at=at)

    def _perform(self, command: Any, *, act_id: str, actor: str, stream: str, at: datetime) -> Answer:
        if isinstance(command, adoption.Adopt):
            self.laws.keep(command.digest)
        if isinstance(command, veto.Cast | veto.Recast | veto.ImportTally):
            return house.vote(self.desk, command, act_id=act_id, actor=actor, stream=stream, at=at)
        return self.desk.handle(command, act_id=act_id, actor=actor, stream=stream, at=at)

    def file_paper(self, text: str | Sealed, filing: Filing | None = None) -> str:
        """Seal a text for whoever reads it by law, or keep one that came sealed for them; its digest.

        Without `filing` it is a text that anybody may read, or one played from a public record: then the house's own
        seal. Raises `Refusal`, `Malformed`, `Missing`.
        """
        if filing is not None:
            return self.papers.file(text, filing)
        if isinstance(text, Sealed):
            raise Malformed([Fault(field="sealed", rule="readers", text="what anybody may read is not sealed")])
        return self.outside.papers.put(self.outside.seal.seal(text.encode(), about=b"paper"), "server")

    def read_paper(
        self, stream: str, person: str, digest: str, secrets: Sequence[str] = ()
    ) -> str | SealedPaper | None:
        """A paper of a case, if `person` may open it; None where not, as if there were none (P10).

        Its text where the house or one of the `secrets` opens it; else how it is sealed. Raises `Missing`.
        """
        opens = self.papers.of_case(stream, person, digest)
        return self.papers.handing(stream, digest, person, secrets) if opens else None

    def read_ground(self, stream: str, person: str, digest: str) -> str | SealedPaper | None:
        """The ground of a hold on a case or of what was destroyed of it, if `person` sees that. Raises `Missing`."""
        return self.papers.read(digest, person) if keeping.ground_for(self, stream, person, digest) else None

    def read_tear(
        self, stream: str, person: str, digest: str = "", secrets: Sequence[str] = ()
    ) -> str | SealedPaper | None:
        """What was told of a tear, or another paper of it, if `person` may hear it; None where not.

        Raises `Missing` for an erased text.
        """
        found = self.papers.of_tear(stream, person, digest)
        return self.papers.read(found, person, secrets=secrets) if found else None

    def channel(self) -> str:
        """The stream of what liaisons say about the council of this season; empty where no season began."""
        return f"channel:{self.council().partition(':')[2]}" if self.council() else ""

    def reads_channel(self, person: str) -> bool:
        """Whether `person` may read what liaisons say about the council: they, and who oversees it."""
        law = self.law(self.outside.clock.now())
        if law is None or not person:
            return False
        houses = [r for r in channel.overseeing_roles(law.procedure) if law.procedure.roles[r].weighted]
        votes = any(person in self.outside.rolls.roll(r, self.outside.clock.now()).roll.weights for r in houses)
        return channel.reads(law.procedure, self.roster(), person, votes=votes)

    def read_note(self, person: str, digest: str) -> str | SealedPaper | None:
        """The text of a note about the council, if `person` reads them. Raises `Missing` for an erased text."""
        if not self.papers.of_note(self.channel(), person, digest):
            return None
        law = self._current()
        return self.papers.read(digest, person, channel.readers(law.procedure, self.roster())[1])

    def letter(self, name: str) -> str:
        """The community's own letter of that name; empty where it keeps none, or where the file cannot be read."""
        return self.outside.letter(name)

    def known_as(self, person: str) -> str:
        """As what a party is known here, for those who have to declare on them; empty where nothing is kept."""
        return self.outside.vault.get(person).get(KNOWN_AS, "")

    def keep_known_as(self, person: str, text: str) -> None:
        """Keep in the vault as what a party is known here, and never in an event."""
        self.outside.vault.put(person, KNOWN_AS, text)

    def keep_contact(self, person: str, ways: Mapping[str, str]) -> None:
        """Keep how a person may be reached, in the vault and nowhere else."""
        for kind, text in ways.items():
            self.outside.vault.put(person, kind, text)

    def own_contact(self, person: str) -> Mapping[str, str]:
        """How the person before the page said that they may be reached."""
        return self.outside.vault.get(person)

    def forget_contact(self, person: str) -> None:
        """Destroy it. As what a party is known stays, because those who decide must still declare on them (P10).

        No link that was sent before lets anybody in after this.
        """
        known_as = self.known_as(person)
        self.outside.vault.erase(person)
        self.post.end_links(person)
        if known_as:
            self.keep_known_as(person, known_as)

    def forget_person(self, person: str) -> None:
        """Destroy everything that the vault keeps of a person; no link lets them in after this."""
        self.outside.tombs.person(person)
        self.outside.vault.erase(person)
        self.post.end_links(person)

    def erase_paper(self, digest: str) -> None:
        """Destroy the text of a paper; its digest stays, and so does every proof (P17)."""
        self.outside.tombs.paper(digest)
        self.outside.papers.erase(digest)

    def contact(self, stream: str, person: str, about: str) -> Mapping[str, str]:
        """How `about` may be reached, where `person` may know it; else nothing, as if nothing were kept.

        For a case who presides may know it; for a tear those who listen.
        """
        decider, folded = self.desk.decider(stream)
        if isinstance(decider, Docket):
            allowed = access.may_reach(decider.law, folded.state, person, about) is not None
        elif isinstance(decider, tear.TearDecider) and folded.version and about == folded.state.reporter:
            allowed = bool(access.listens_as(decider.rules.listens, self.roster(), person))
        else:
            allowed = False
        return self.own_contact(about) if allowed else {}

    def seal(self, text: str) -> str:
        """A secret that must wait in a table, sealed with the key of the house."""
        return base64.urlsafe_b64encode(self.outside.seal.seal(text.encode(), about=b"secret")).decode()

    def unseal(self, sealed: str) -> str:
        """The secret. Raises `Unsealable`."""
        return self.outside.seal.open(base64.urlsafe_b64decode(sealed), about=b"secret").decode()

    def amend(self, command: Any, *, act_id: str, actor: str, at: datetime) -> Answer:
        """Do something with a version of the procedure, in the community's one history of them."""
        return self.perform(command, act_id=act_id, actor=actor, stream=ADOPTION, at=at)

    def amends(self, person: str) -> amendment.Steps:
        """What `person` may do with versions now; nothing where none is in force."""
        law = self.law(self.outside.clock.now())
        if law is None:
            return frozenset()
        voices = {name for role in law.procedure.roles.values() if role.weighted for name in self._voices(role.id)}
        return amendment.steps(law.procedure, self.roster(), voices, person)

    def _voices(self, house: str) -> Mapping[str, int]:
        try:
            return self.roll(house).roll.weights
        except Malformed:
            return {}

    def findings(self, digest: str) -> tuple[Fault, ...] | None:
        """What the linter found in a version; None where the worker has not read it yet."""
        return self.outside.findings.found(digest)

    def read_public(self, digest: str) -> str | None:
        """What anybody may read: a comment on a version, the ground of a muting; None where it is neither."""
        remarks = (remark.paper for one in self.versions().proposals.values() for remark in one.comments)
        grounds = (ground for one in muting.state(self).spells for ground in (one.ground, one.reopened))
        return self._opened(digest) if digest in {*remarks, *grounds} else None

    def roll(self, role: str) -> house.Roll:
        """Who votes with what weight for a house now. Raises `Malformed` where its roll cannot be read."""
        return self.outside.rolls.roll(role, self.outside.clock.now())

    def read_for_house(self, window: str, person: str, digest: str) -> str | SealedPaper | None:
        """The text of a paper that a house reads before it votes, if `person` is of that house; None where not."""
        found: veto.Window | None = self.desk.state(window).state
        if found is None or found.terms is None:
            return None
        law, case = self.case(found.terms.case)
        question = house.asked(found.terms)[0]
        if not access.hears(law, case, found, person):
            return None
        if digest in {veto.ground_of(vote.ground)[1] for vote in found.votes.values()}:
            return self._opened(digest)
        for paper in case.papers:
            if paper.digest == digest and access.house_may_open(law, case, question, paper) is not None:
                return self.papers.read(digest, person, access.houses(law, case, paper))
        return None

    def _opened(self, digest: str) -> str:
        sealed, _ = self.outside.papers.get(digest)
        return self.outside.seal.open(sealed, about=b"paper").decode()

    def case(self, stream: str) -> tuple[Any, Case]:
        """A case with its pinned law. Raises `Missing` where there is none."""
        decider, folded = self.desk.decider(stream)
        if not isinstance(decider, Docket):
            raise Missing(stream)
        return decider.law, folded.state


def here() -> Court:
    """The court of this installation, as its settings say."""
    own = settings.COMITY
    return build(home=own.home, public_url=own.public_url, sample=settings.COMITY_SAMPLE, every=own.checkpoints)


def build(
    *, home: Path, rolls: house.Rolls | None = None, clock: Clock | None = None, public_url: str = "",
    sample: bool = False, every: timedelta = USUAL,
) -> Court:  # fmt: skip
    """A court on the Django database, with its keys and drafts in `home`."""
    return Court(
        Outside(
            store=SqlStore(every=every),
            laws=Folders((SHIPPED, home / "procedures"), adopted=home / "adopted"),
            papers=SqlPapers(),
            vault=SqlVault(Seal.at_home(home)),
            seal=Seal.at_home(home),
            house=house_at_home(home),
            clock=clock or WallClock(),
            rolls=rolls or RollFiles(home / "rolls"),
            letters=home / "letters",
            shelf=HomeShelf(home, public_url),
            every=every,
            findings=Findings(home / "linted"),
            beats=HomeBeats(home / "heartbeat.json"),
            public_url=public_url,
            tombs=Tombs(home),
            sample=sample,
        )
    )


__all__ = ["ADOPTION", "Court", "Outside", "build", "here"]
