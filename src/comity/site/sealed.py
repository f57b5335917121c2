# SPDX-License-Identifier: Apache-2.0
"""The papers of this community: for whom one is sealed, who opens it now, and what becomes of the keys of a case.

Who may read is asked of `core.access` here; how keys are made, kept and destroyed is `desk.custody`'s matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from comity.core import access, channel, keyring, tear
from comity.core.decider import fold
from comity.core.docket import Case, Docket, Fact, filed_as
from comity.core.evidence import Paper
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Kind, PaperKind, Verb
from comity.core.tear.rules import rules_of
from comity.desk import intake, past, petitions
from comity.desk.custody import HOUSE, Custody, SealedPaper, Seals
from comity.desk.filing import (
    Filing,
    ForAct,
    ForChannel,
    ForDemand,
    ForGround,
    ForPast,
    ForPetition,
    ForReport,
    ForTear,
    Texts,
)  # fmt: skip
from comity.desk.handle import Answer
from comity.desk.ports import Missing, Wrap
from comity.desk.room import Change
from comity.desk.sealing import Identity, Reader, Sealed
from comity.edge.age import Rage
from comity.edge.store.seal import kept_at
from comity.site import keeping, keys
from comity.site.outside import Outside

if TYPE_CHECKING:
    from comity.site.court import Court

_TURNS = frozenset({Kind.CASE, Kind.PARTY, Kind.ROLE, Kind.CONFLICT, Kind.PHASE, Kind.QUESTION, Kind.NOTICE, Kind.ACT})
"""The facts that may change who reads what; a clock, a measure or a contact never does by itself."""
Due = dict[str, frozenset[str]]


class PaperDesk:
    """Papers, for those whom the law opens them to."""

    def __init__(self, court: Court) -> None:
        self._court = court
        self.custody = Custody(self._seals(court.outside))

    def _seals(self, there: Outside) -> Seals:
        return Seals(
            papers=there.papers,
            wraps=there.wraps,
            keys=there.keys,
            age=there.age,
            house=there.house,
            denied=self._denied,
            formerly=lambda sealed: there.seal.open(sealed, about=b"paper"),
        )

    def _denied(self) -> frozenset[str]:
        """For whom the house keeps no wrap: for those who decide or preside, once its key is closed for them (P21).

        Never for the key for successors: what the house could open in its place would need no holder's word.
        """
        ring: keyring.Keyring | None = self._court.desk.state(keys.RING).state
        law = None if ring is None or ring.closed is None else self._court.law(self._court.outside.clock.now())
        if law is None:
            return frozenset({access.SUCCESSION})
        rules = keyring.rules_of(law.procedure, self._court.roster())
        return rules.deciders | rules.closers | {access.SUCCESSION}

    # -- filing -----------------------------------------------------------------------------------------------------

    def file(self, text: str | Sealed, filing: Filing) -> str:
        """Seal a text for its readers, or keep one that came sealed for them; its digest.

        Raises `Refusal` where it could not be filed anyway, `Malformed`, `Missing`.
        """
        persons, custody = partial(self.persons, filing), self.bringing(filing)
        if isinstance(text, Sealed):
            return custody.keep(text, persons(text.digest))
        return custody.seal(text, persons)

    def bringing(self, filing: Filing) -> Custody:
        """The custody in which whoever files has the key that they bring. Raises `Malformed` where it is none."""
        match filing:
            case ForReport(told=told) if told.recipient:
                return self.custody.bringing({told.reporter: told.recipient})
            case ForTear() if filing.recipient:
                return self.custody.bringing({filing.reporter: filing.recipient})
            case _:
                return self.custody

    def with_key(self, told: intake.Told, at: datetime, answer: Answer) -> Answer:
        """In the transaction in which something was told: keep the key that came with it. A repeated act keeps none."""
        if told.recipient and not answer.repeated:
            self.custody.enrol(told.reporter, told.recipient, at)
        return answer

    def readers(self, filing: Filing, digest: str) -> tuple[Reader, ...]:
        """For whom a browser wraps the key of a paper of that digest, and to which recipients."""
        return self.custody.told(self.bringing(filing).readers(self.persons(filing, digest)))

    def persons(self, filing: Filing, digest: str) -> Collection[str]:
        """Who reads a paper that is about to be filed, houses included."""
        match filing:
            case ForAct():
                law, case = self._court.case(filing.stream)
                return _readers(law, case, self._coming(law, case, filing, digest))
            case ForReport():
                return self._of_report(filing, digest)
            case ForTear():
                told = tear.Tear(reporter=filing.reporter, through=filing.through)
                return self._hearers(told)
            case ForChannel():
                return self._of_channel() | {filing.by}
            case ForGround():
                return access.keepers(*self._court.case(filing.stream))
            case ForPetition():
                return {filing.asker, *self._court.petitions.sealed_for(filing.asker, filing.case)}
            case ForPast():
                return {filing.by, *self._court.past.readers()}
            case ForDemand():
                return {filing.by, *self._court.demands.readers()}

    def _coming(self, law: Procedure, case: Case, filing: ForAct, digest: str) -> Paper:
        act = law.acts.get(filing.act)
        kind = filed_as(act) if act is not None else PaperKind.MINUTES
        phases = act.phases if act is not None else ()
        return Paper(
            digest=digest, kind=kind.value, act=filing.act, by=filing.by, about=filing.about,
            at=max(self._court.outside.clock.now(), case.now or self._court.outside.clock.now()),
            confidential=any(law.phases[p].confidential for p in phases if p in case.phases),
        )  # fmt: skip

    def _of_report(self, filing: ForReport, digest: str) -> Collection[str]:
        """The readers of what opens a case: the case as it will be is worked out, and nothing of it is written."""
        at = self._court.outside.clock.now()
        law = self._court.law(at, filing.told.intake)
        if law is None:
            raise Missing("no procedure is in force")
        command = intake.opening(law.procedure, self._court.spared(law.procedure), filing.told)
        docket = Docket(law=law.procedure, calendar=law.calendar, waiting={})
        opened = fold(docket, docket.decide(docket.initial, intake.with_words(command, digest), at))
        return _readers(law.procedure, opened, next(p for p in opened.papers if p.digest == digest))

    def _hearers(self, told: tear.Tear) -> Collection[str]:
        law = self._court.law(told.heard or self._court.outside.clock.now())
        if law is None or law.procedure.tears is None:
            return ()
        return access.hearers(told, rules_of(law.procedure, law.calendar), self._court.roster())

    def _of_channel(self) -> frozenset[str]:
        law = self._court.law(self._court.outside.clock.now())
        if law is None:
            return frozenset()
        persons, houses = channel.readers(law.procedure, self._court.roster())
        return persons | {f"{HOUSE}{role}" for role in houses}

    # -- reading ----------------------------------------------------------------------------------------------------

    def of_case(self, stream: str, person: str, digest: str) -> bool:
        """Whether `person` may open that paper of a case now."""
        law, case = self._court.case(stream)
        return any(
            paper.digest == digest and access.may_open(law, case, person, paper) is not None for paper in case.sealed
        )

    def of_tear(self, stream: str, person: str, digest: str = "") -> str:
        """The digest of what was told of a tear, another paper or a file of it, if `person` may hear it; else empty."""
        decider, folded = self._court.desk.decider(stream)
        if not isinstance(decider, tear.TearDecider) or not folded.version:
            return ""
        wanted: str = digest or folded.state.words
        heard = access.may_hear(folded.state, decider.rules, self._court.roster(), person)
        return wanted if heard is not None and wanted in folded.state.sealed else ""

    def may_open(self, stream: str, person: str, digest: str) -> bool:
        """Whether `person` may open that paper of a stream now: of a case, a tear, or what is said of the council."""
        if not person or not digest or not self._court.desk.state(stream).version:
            return False
        match stream.partition(":")[0]:
            case "case":
                ground = keeping.ground_for(self._court, stream, person, digest)
                return ground or self.of_case(stream, person, digest)
            case "tear":
                return self.of_tear(stream, person, digest) == digest
            case "channel":
                return self.of_note(stream, person, digest)
            case "petition":
                return self._court.petitions.may_read(person, digest)
            case "past":
                return self._court.past.may_read(person, digest)
            case "authority":
                return self._court.demands.may_read(person, digest)
            case _:
                return False

    def of_note(self, stream: str, person: str, digest: str) -> bool:
        """Whether `person` reads that note about the council."""
        state: channel.Channel | None = (
            self._court.desk.state(stream).state if stream == self._court.channel() else None
        )
        known = state is not None and any(note.words == digest for note in state.notes)
        return known and self._court.reads_channel(person)

    def read(
        self, digest: str, person: str, houses: Iterable[str] = (), secrets: Sequence[str] = ()
    ) -> str | SealedPaper:
        """A paper that is open to `person`, and to the houses they vote in. Raises `Missing`, `Unopenable`."""
        return self.custody.read(digest, [person, *(f"{HOUSE}{role}" for role in houses)], secrets)

    def lacking(self, stream: str, person: str) -> Mapping[str, tuple[Reader, ...]]:
        """Whose wraps the browser of `person` makes, for papers that it opens and others cannot yet."""
        lacking = self.custody.lacking(self.makes_for(stream, person), person)
        return {digest: self.custody.told(readers) for digest, readers in lacking.items()}

    def add(self, stream: str, person: str, wraps: Sequence[Wrap]) -> int:
        """Keep wraps that the browser of `person` made for others; only those that are lacking. Raises `Malformed`."""
        return self.custody.add(wraps, self.makes_for(stream, person), person)

    def makes_for(self, stream: str, person: str) -> Due:
        """The papers of a stream whose key `person` holds and wraps for others, each with everybody who reads it now.

        None of a stream whose texts only the house wraps.
        """
        if stream.startswith("case:"):
            law, case = self._court.case(stream)
            due, mine = self._due(stream, law, case), self._wrapped_by(stream, law, case, person)
        elif stream.startswith("tear:"):
            due, mine = self._heard(stream, person)
        else:
            texts = self._beside_cases(stream)
            due = {digest: people | {asker} - {""} for digest, (people, asker) in texts.items()}
            mine = frozenset(digest for digest, (people, _asker) in texts.items() if person in people)
        return {digest: due[digest] for digest in self.custody.held(mine, person)}

    def _heard(self, stream: str, person: str) -> tuple[Due, frozenset[str]]:
        """Who reads what lies with a tear, and what of it `person` wraps for others: whoever listens, as in a case no
        party does."""
        told: tear.Tear | None = self._court.desk.state(stream).state
        if told is None:
            return {}, frozenset()
        people = frozenset(self._hearers(told))
        listens = person in people - {told.reporter, told.through}
        return dict.fromkeys(told.sealed, people), told.sealed if listens else frozenset()

    def _beside_cases(self, stream: str) -> Texts:
        """Who reads the texts that lie in no case, of all requests, of the register or of the past cases."""
        match stream:
            case petitions.PETITIONS:
                return self._court.petitions.texts()
            case petitions.DEMANDS:
                return self._court.demands.texts()
            case past.PAST:
                return self._court.past.texts()
            case _:
                return {}

    def handing(self, stream: str, digest: str, person: str, secrets: Sequence[str]) -> str | SealedPaper:
        """As `read`; that a text of a case is handed out is noted first."""
        found = self.read(digest, person, secrets=secrets)
        if isinstance(found, str):
            self.hand(stream, person, digest)
        return found

    def hand(self, stream: str, person: str, digest: str) -> None:
        """Note that a paper of a case, or its key, is handed out to somebody of the council.

        What a party opens is written down nowhere: it would tell the council when they looked (P4). Raises `Exhausted`.
        """
        if stream.startswith("case:") and person not in self._court.case(stream)[1].bench.parties:
            self._court.outside.wraps.hand(digest, person)

    def _wrapped_by(self, stream: str, law: Procedure, case: Case, person: str) -> frozenset[str]:
        """The papers that `person` may wrap for others. No party does: a wrap that opens nothing would keep a reader
        out, and nobody can tell before they try (P10)."""
        return frozenset() if person in case.bench.parties else self._opened_to(stream, law, case, person)

    def _opened_to(self, stream: str, law: Procedure, case: Case, person: str) -> frozenset[str]:
        """The papers of a case that `person` opens now, and the grounds of its keeping where they read them."""
        found = {p.digest for p in case.sealed if access.may_open(law, case, person, p) is not None}
        seen = access.sees_keeping(law, case, person)
        return frozenset(found | keeping.grounds(self._court, stream)) if seen else frozenset(found)

    def due(self, stream: str) -> Due:
        """Who reads each paper of a case now, or could after a word of their own; and what is kept for successors."""
        return self._due(stream, *self._court.case(stream))

    def refresh(self, stream: str) -> None:
        """Make the wraps of a case that are missing and that the house can make."""
        due = self.due(stream)
        self.custody.follow(due, partial(access.excess_of, due))

    def _due(self, stream: str, law: Procedure, case: Case) -> Due:
        """Who reads each paper of a case, the grounds of its keeping, and what is told as a tear too."""
        keepers = frozenset(access.keepers(law, case))
        due = {**dict.fromkeys(keeping.grounds(self._court, stream), keepers), **_due(law, case)}
        for told in self._tears(stream, case):
            for digest in due.keys() & {told.words, *told.files}:
                due[digest] |= frozenset(self._hearers(told))
        return due

    def _tears(self, stream: str, case: Case) -> Iterator[tear.Tear]:
        """The tear that became this case, and the one that it is after all, also before that is told of.

        The same words are heard there, so their keys are made for both at once.
        """
        if case.earlier.startswith("tear:") and (told := self._court.desk.state(case.earlier).state) is not None:
            yield told
        if small := access.told_small(case):
            now: tear.Tear | None = self._court.desk.state(f"tear:{stream.removeprefix('case:')}").state
            files = {one.digest: one.size for one in small[1:]}
            yield now or tear.Tear(reporter=small[0].by, words=small[0].digest, files=files)

    # -- what follows ------------------------------------------------------------------------------------------------

    def follow(self, change: Change) -> None:
        """After an act on a case: wraps for those who read from now on, none for those who do not any more (P10)."""
        case: Case = change.state
        law = self._court.laws.procedure(case.digest)
        if not any(_turns(law, fact) for fact in change.events) or not self.custody.any_of(case.papers):
            return
        due = self._due(change.stream, law, case)
        self.custody.follow(due, partial(access.excess_of, due))


def _turns(law: Procedure, fact: Fact) -> bool:
    """Whether a fact may change who reads what. A ballot never does."""
    votes = fact.kind is Kind.ACT and fact.thing in law.acts and law.acts[fact.thing].verb is Verb.VOTE
    return fact.kind in _TURNS and not votes


def _readers(law: Procedure, case: Case, paper: Paper) -> frozenset[str]:
    houses = (f"{HOUSE}{role}" for role in access.houses(law, case, paper))
    return access.kept_for_successors(case).union(access.holders(law, case, paper), houses)


def _due(law: Procedure, case: Case) -> Due:
    """Who reads each paper of the case now, or could after a word of their own; houses included."""
    due: Due = dict(access.entitled_to(law, case))
    for paper in case.sealed:
        houses = {f"{HOUSE}{role}" for role in access.houses(law, case, paper)}
        due[paper.digest] |= houses | access.kept_for_successors(case)
    return due


HOUSE_KEY = "house.key"
"""The file of the home in which the identity of the house lies. Whoever has it and the database reads what it opens."""


def house_at_home(home: Path) -> Identity:
    """The identity of the house, made in the home where there is none."""
    age = Rage()
    kept = kept_at(home / HOUSE_KEY, lambda: f"{age.fresh().secret}\n".encode("ascii"))
    return age.identity(kept.decode("ascii").strip())


__all__ = ["HOUSE_KEY", "PaperDesk", "house_at_home"]
