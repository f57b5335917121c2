# SPDX-License-Identifier: Apache-2.0
"""The keys of papers: made for readers when a paper is filed, handed out to them alone, destroyed after (P10, P21).

Who reads a paper is asked of the law by whoever calls; here it is carried out. A reader without a key of their own is
kept a wrap to the *house recipient*, unless the house keeps none for that person any more. What the house can open it
wraps for whoever lacks a wrap; what it cannot, the browser of another reader does.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from comity.core.clause import Fault, Malformed
from comity.core.evidence import Paper
from comity.desk import sealing
from comity.desk.ports import Coming, Handed, Keys, Missing, Papers, PersonKey, Traced, Wrap, Wraps
from comity.desk.sealing import Age, Identity, Reader, Sealed, Unopenable

LONGEST = 160 * 1024
"""The most bytes of a sealed text: 20,000 characters of four bytes each, padded, and what age adds."""
HOUSE = "house:"
"""What the name begins with under which a wrap is kept for everybody who votes in a house."""
NOBODY = ""
"""For whom the house keeps a wrap where a paper has no reader at all: it is not lost, and nobody is given it (P1)."""


_Wraps = Mapping[tuple[str, str], bytes]
"""Wraps by person and key id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPaper:
    """A paper that this server does not open for its reader: where it was sealed, and by which key it opens.

    `key` is empty where there is no wrap for the reader yet.
    """

    digest: str
    mode: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seals:
    """What sealing needs from outside: the tables, the format, the identity of the house, and what was sealed before.

    `denied` says for whom the house keeps no wrap now; `formerly` opens what the house sealed with its own seal.
    """

    papers: Papers
    wraps: Wraps
    keys: Keys
    age: Age
    house: Identity
    denied: Callable[[], Collection[str]]
    formerly: Callable[[bytes], bytes]


class Custody:
    """The keys of the papers of one house."""

    def __init__(self, seals: Seals, brought: Mapping[str, Reader] | None = None) -> None:
        self._seals = seals
        self._house = sealing.key_id(seals.house.recipient)
        self._brought = brought or {}

    def bringing(self, recipients: Mapping[str, str]) -> Custody:
        """The same where these persons have these recipients, which are kept only with what they file.

        Whoever has a key already keeps that. Raises `Malformed` where one is none.
        """
        for recipient in recipients.values():
            self._checked(recipient)
        return Custody(self._seals, {p: _reader(p, recipient) for p, recipient in recipients.items()})

    def _checked(self, recipient: str) -> None:
        if not self._seals.age.is_recipient(recipient):
            raise Malformed([Fault(field="recipient", rule="age", text="a recipient of age v1 is written age1...")])

    def own(self, person: str) -> PersonKey | None:
        """The key that `person` has here, made in whatever way; None where the house keeps their wraps."""
        return self._seals.keys.newest([person]).get(person) if person else None

    def opens(self, person: str, secrets: Iterable[str]) -> bool:
        """Whether one of the secrets is the identity of the key that `person` has here."""
        own = self.own(person)
        return own is not None and any(self._seals.age.identity(one).recipient == own.recipient for one in secrets)

    def enrol(self, person: str, recipient: str, at: datetime) -> int:
        """Keep the key of somebody who has none; what the house kept for them goes to it. How many wraps.

        Once they have one another is passed over. To be called in the transaction of what it belongs to. Raises
        `Malformed` where it is no recipient, or somebody else's.
        """
        self._checked(recipient)
        if self.own(person) is None:
            made = PersonKey(person=person, id=sealing.key_id(recipient), recipient=recipient, made=at)
            self._seals.keys.put(made)
        return self.moved(person)

    def lost(self, person: str, at: datetime) -> None:
        """End the key of somebody who cannot open with it any more: its wraps are destroyed.

        The last wrap of a paper stays, because destroying it would destroy the paper.
        """
        own = self.own(person)
        if own is None:
            return
        self._seals.keys.retire(person, own.id, at=at)
        for wrap in self._seals.wraps.held(person):
            others = (one for one in self._seals.wraps.of(wrap.digest) if one.person != person)
            if wrap.key == own.id and any(others):
                self._seals.wraps.drop(wrap.digest, person, own.id)

    def readers(self, persons: Iterable[str]) -> tuple[Reader, ...]:
        """To which key the paper's key is wrapped for each: the own one, or the house's where there is none.

        Whoever has neither is left out.
        """
        names = sorted(set(persons))
        return tuple(self._among(names, self._newest(names), frozenset(self._seals.denied())))

    def _newest(self, names: Collection[str]) -> Mapping[str, Reader]:
        """The own key of each who has one, here or in what they file now."""
        kept = self._seals.keys.newest(names)
        here = {name: Reader(person=name, key=key.id, recipient=key.recipient) for name, key in kept.items()}
        return {**{name: self._brought[name] for name in names if name in self._brought}, **here}

    def _among(self, names: Iterable[str], own: Mapping[str, Reader], denied: frozenset[str]) -> Iterable[Reader]:
        for name in names:
            if reader := own.get(name):
                yield reader
            elif name not in denied:
                yield Reader(person=name, key=self._house, recipient=self._seals.house.recipient)

    def keeps(self, readers: Iterable[Reader]) -> bool:
        """Whether the house keeps a wrap for any of these readers."""
        return any(reader.key == self._house for reader in readers)

    def told(self, readers: Iterable[Reader]) -> tuple[Reader, ...]:
        """The readers as a browser is told them: under names that mean nothing to whoever sits before it (P4).

        A pseudonym would tell one side of a case who else is in it.
        """
        return tuple(Reader(person=self._alias(r.person), key=r.key, recipient=r.recipient) for r in readers)

    def _alias(self, person: str) -> str:
        secret = self._seals.house.secret.encode()
        return hmac.new(secret, f"reader {person}".encode(), hashlib.sha256).hexdigest()[:24]

    def seal(self, text: str, persons: Callable[[str], Iterable[str]]) -> str:
        """Seal a text in memory on its arrival; its digest. Whose it is is asked with the digest of what was sealed."""
        ciphertext, key = sealing.sealed(self._seals.age, text.encode())
        paper = Sealed(ciphertext=ciphertext, wraps={})
        readers = self.readers(persons(paper.digest)) or self._nobody()
        kept = any(reader.key == self._house for reader in readers)
        wraps = sealing.wrapped(self._seals.age, key.secret, readers)
        return self._put(Sealed(ciphertext=ciphertext, wraps=wraps), "server" if kept else "arrival")

    def keep_file(self, digest: str, coming: Coming, persons: Iterable[str]) -> None:
        """Note a file that has its place on the shelf, and wrap its key for whoever reads it.

        Raises `Malformed` where it was sealed elsewhere and a reader would get no wrap.
        """
        if not coming.secret:
            wraps = self.due(coming.wraps, persons)
            self._seals.papers.shelve(digest, "e2e", coming.size)
            return self._keep(digest, wraps)
        readers = self.readers(persons) or self._nobody()
        kept = any(reader.key == self._house for reader in readers)
        self._seals.papers.shelve(digest, "server" if kept else "arrival", coming.size)
        return self._keep(digest, sealing.wrapped(self._seals.age, coming.secret, readers))

    def _nobody(self) -> tuple[Reader, ...]:
        return (Reader(person=NOBODY, key=self._house, recipient=self._seals.house.recipient),)

    def keep(self, paper: Sealed, persons: Iterable[str]) -> str:
        """Keep a paper that was sealed in a browser; its digest. Wraps for anybody else than its readers are dropped.

        Raises `Malformed` where it is none, or where a reader who has a key would get no wrap: the page was old.
        """
        sealing.checked(paper, longest=LONGEST)
        wraps = self.due(paper.wraps, persons)
        return self._put(Sealed(ciphertext=paper.ciphertext, wraps=wraps), "e2e")

    def due(self, made: _Wraps, persons: Iterable[str]) -> _Wraps:
        """Those of the wraps that the readers are due, under their own names. Raises `Malformed` where one lacks."""
        due = {(self._alias(reader.person), reader.key): reader for reader in self.readers(persons)}
        if not due or due.keys() - made.keys():
            text = "who reads this changed while it was written: send it once more"
            raise Malformed([Fault(field="wraps", rule="readers", text=text)])
        return {(r.person, r.key): sealing.checked_wrap(made[name]) for name, r in due.items()}

    def _put(self, paper: Sealed, mode: str) -> str:
        digest = self._seals.papers.put(paper.ciphertext, mode)
        self._keep(digest, paper.wraps)
        return digest

    def _keep(self, digest: str, wraps: _Wraps) -> None:
        self._seals.wraps.put(
            Wrap(digest=digest, person=person, key=key, wrap=wrap) for (person, key), wrap in wraps.items()
        )

    def read(self, digest: str, names: Sequence[str], secrets: Sequence[str] = ()) -> str | SealedPaper:
        """A paper for a reader: its text where the house, or one of the `secrets`, opens it; else how it is sealed.

        The law was asked before. `names` are the reader's own and those of the houses they vote in. Raises `Missing`
        for an erased one, `Unopenable` where what is kept was changed.
        """
        ciphertext, mode = self._seals.papers.get(digest)
        if not sealing.is_age(ciphertext):
            return self._seals.formerly(ciphertext).decode()
        found = self._key(digest, mode, names, secrets)
        return found if isinstance(found, SealedPaper) else sealing.text_of(self._seals.age, ciphertext, found).decode()

    def key_of_file(self, digest: str, names: Sequence[str], secrets: Sequence[str] = ()) -> str | SealedPaper:
        """The key of a file for a reader, as `read` gives a text. Raises `Missing` for an erased one."""
        mode = self._seals.papers.shelved(digest)
        if mode is None:
            raise Missing(digest)
        return self._key(digest, mode, names, secrets)

    def _key(self, digest: str, mode: str, names: Sequence[str], secrets: Sequence[str]) -> str | SealedPaper:
        self._supply(digest, names[:1])
        every = self._seals.wraps.of(digest)
        wraps = [wrap for wrap in every if wrap.person in names]
        key = self._opened([wrap for wrap in wraps if wrap.key == self._house], [self._seals.house.secret])
        key = key or self._opened(wraps, secrets)
        if key:
            return key
        own = self._seals.keys.newest(names)
        live = [wrap.key for wrap in wraps if wrap.person in own and wrap.key == own[wrap.person].id]
        held = {f"{wrap.person} {wrap.key}": frozenset({wrap.key}) for wrap in every}
        return SealedPaper(digest=digest, mode=_mode(mode, held, self._house), key=live[0] if live else "")

    def wrap(self, digest: str, person: str) -> bytes | None:
        """The wrap of a paper to the reader's own key; None where there is none. The law was asked before."""
        own = self._seals.keys.newest([person]).get(person)
        wraps = (one for one in self._seals.wraps.of(digest) if own and (one.person, one.key) == (person, own.id))
        return next((one.wrap for one in wraps), None)

    def held(self, digests: Collection[str], person: str) -> frozenset[str]:
        """Of which of these papers `person` has a wrap to the key that they have now. The law was asked before."""
        own = self.own(person)
        every = self._seals.wraps.holders(digests) if own is not None and digests else {}
        return frozenset(d for d, by in every.items() if own is not None and own.id in by.get(person, ()))

    def ciphertext(self, digest: str) -> bytes | None:
        """The paper as it is sealed; None where the house sealed it with its own seal. Raises `Missing`."""
        found, _mode = self._seals.papers.get(digest)
        return found if sealing.is_age(found) else None

    def modes(self, digests: Collection[str]) -> Mapping[str, str]:
        """How each of these papers is sealed now, by digest, as one of `MODES`.

        A text that was sealed in a browser is `server` for as long as the house keeps a key of it for some reader; one
        for which it kept a key is `arrival` once that reader has their own.
        """
        held = self._seals.wraps.holders(digests)
        return {d: _mode(m, held.get(d, {}), self._house) for d, m in self._seals.papers.modes(digests).items()}

    def traced(self, digests: Collection[str]) -> Sequence[Traced]:
        """Every wrap that was made of these papers and is not forgotten, oldest first. The law was asked before."""
        return self._seals.wraps.traced(digests)

    def is_kept(self, key: str) -> bool:
        """Whether this is the house's own key, kept for a reader who has none."""
        return key == self._house

    def handed(self, digests: Collection[str]) -> Sequence[Handed]:
        """To whom these papers were handed out, oldest first. The law was asked before."""
        return self._seals.wraps.handed(digests)

    def useless(self, digest: str, person: str) -> bool:
        """Destroy the wrap of a reader who says that it opens nothing: then it lacks, and another reader makes one.

        The last wrap of a paper stays, because destroying it would destroy the paper; False then, or where none is.
        """
        own = self.own(person)
        others = any(one.person not in (person, NOBODY) for one in self._seals.wraps.of(digest))
        return own is not None and others and self._seals.wraps.useless(digest, person, own.id) > 0

    def _made_useless(self, by: str, digests: Collection[str]) -> frozenset[tuple[str, str]]:
        """For which readers of which papers `by` made a wrap that opened nothing: they make no other for them."""
        return frozenset((one.digest, one.person) for one in self.traced(digests) if one.useless and one.by == by)

    def any_of(self, papers: Iterable[Paper]) -> bool:
        """Whether any of these papers has a key of its own; what was played from a record has none."""
        digests = {paper.digest for paper in papers}
        return bool(digests) and bool(self._seals.wraps.holders(digests))

    def lacking(self, due: Mapping[str, Collection[str]], by: str = "") -> dict[str, tuple[Reader, ...]]:
        """Which readers lack a wrap to the key they have, by digest; what the house can wrap itself it has wrapped.

        With `by`, those for whom that person may make one.
        """
        held, denied = self._seals.wraps.holders(due), frozenset(self._seals.denied()) if due else frozenset()
        own = self._newest({person for people in due.values() for person in people})
        every = {
            digest: [r for r in self._among(sorted(people), own, denied) if r.key not in _keys(held, digest, r.person)]
            for digest, people in due.items()
            if held.get(digest)
        }
        bad = self._made_useless(by, [digest for digest, readers in every.items() if readers and by])
        found = {d: tuple(r for r in readers if (d, r.person) not in bad) for d, readers in every.items()}
        return {digest: readers for digest, readers in found.items() if readers}

    def add(self, wraps: Iterable[Wrap], due: Mapping[str, Collection[str]], by: str) -> int:
        """Keep wraps that the browser of `by` made for others who lack one; all others are dropped. How many were kept.

        They name readers as `told` does. Raises `Malformed` where one is no wrap.
        """
        asked = {(d, self._alias(r.person), r.key): r.person for d, many in self.lacking(due, by).items() for r in many}
        given = [one for one in wraps if (one.digest, one.person, one.key) in asked]
        for one in given:
            sealing.checked_wrap(one.wrap)
        mine = (replace(one, person=asked[one.digest, one.person, one.key]) for one in given)
        self._seals.wraps.put(mine, by=by)
        return len(given)

    def follow(self, due: Mapping[str, Collection[str]], excess: Callable[[sealing.Holding], sealing.Holding]) -> None:
        """Bring the wraps of papers up to what the law says now: the missing ones made, the excess ones destroyed.

        `due` are the readers of each paper; `excess` says who of those that hold a key must not any more.
        """
        for digest, readers in self.lacking(due).items():
            self._supply(digest, [reader.person for reader in readers])
        own = self._seals.keys.newest({person for people in due.values() for person in people})
        held = {
            digest: [p for p, keys in by.items() if p not in due[digest] or keys & self._good(own.get(p))]
            for digest, by in self._seals.wraps.holders(due).items()
        }
        for digest, people in excess(held).items():
            for person in people:
                self._seals.wraps.drop(digest, person)

    def _good(self, own: PersonKey | None) -> frozenset[str]:
        return frozenset({self._house} if own is None else {own.id})

    def moved(self, person: str) -> int:
        """What the house keeps for somebody who has a key of their own by now goes to that key, and is destroyed here.

        How many wraps. To be called where a key is made known, in the same transaction. Raises
        `Malformed` where nobody can seal to it.
        """
        own = self.own(person)
        if own is None:
            return 0
        self._checked(own.recipient)
        kept = [wrap for wrap in self._seals.wraps.held(person) if wrap.key == self._house]
        for wrap in kept:
            self._supply(wrap.digest, [person])
        return len(kept)

    def _supply(self, digest: str, persons: Sequence[str]) -> None:
        """Wraps for those who lack one, where the house can open the paper; its own goes once another is there."""
        wraps = self._seals.wraps.of(digest)
        kept = [wrap for wrap in wraps if wrap.key == self._house]
        there = {(wrap.person, wrap.key) for wrap in wraps}
        lack = [r for r in self.readers(persons) if (r.person, r.key) not in there]
        if not kept:
            return
        secret = self._opened(kept, [self._seals.house.secret]) if lack else ""
        if secret:
            self._keep(digest, sealing.wrapped(self._seals.age, secret, lack))
        have = {r.person for r in self.readers(persons) if r.key != self._house and (secret or r not in lack)}
        for wrap in kept:
            if wrap.person in have:
                self._seals.wraps.drop(digest, wrap.person, self._house)

    def _opened(self, wraps: Sequence[Wrap], secrets: Sequence[str]) -> str:
        """The paper's key from the first wrap that one of the secrets opens; empty where none does."""
        for wrap in wraps if secrets else ():
            try:
                return sealing.secret_in(self._seals.age, wrap.wrap, secrets)
            except Unopenable:
                continue
        return ""


def _reader(person: str, recipient: str) -> Reader:
    return Reader(person=person, key=sealing.key_id(recipient), recipient=recipient)


def _mode(mode: str, held: Mapping[str, frozenset[str]], house: str) -> str:
    """Where a paper was sealed, as long as the house keeps no key of it; one without any wrap is under its own seal."""
    if not held or any(house in keys for keys in held.values()):
        return "server"
    return "arrival" if mode == "server" else mode


def _keys(held: Mapping[str, Mapping[str, frozenset[str]]], digest: str, person: str) -> frozenset[str]:
    return held.get(digest, {}).get(person, frozenset())


__all__ = ["HOUSE", "LONGEST", "Custody", "SealedPaper", "Seals"]
