# SPDX-License-Identifier: Apache-2.0
"""Files beside a text: given their place, noted in the transaction of the act that files them, opened for readers.

A file has its place on the disk before the act, and is known to the house with the act or not at all: an acknowledged
file is there, one whose act was refused is gone, and a machine that stops in between leaves what is swept later (P24).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from comity.core.clause import Fault, Malformed, Refusal
from comity.core.tear import Tear
from comity.desk.custody import Custody, SealedPaper
from comity.desk.filing import Filing
from comity.desk.handle import Answer
from comity.desk.ports import Coming, Missing, Parcels, Wrap
from comity.desk.sealing import Reader, Unopenable, Wraps, key_id, secret_in, wrapped

if TYPE_CHECKING:
    from comity.site.court import Court

Act = Callable[[Mapping[str, int]], Answer]


class FileDesk:
    """The files of a community."""

    def __init__(self, court: Court) -> None:
        self._court = court

    def begin(self, name: str) -> Coming:
        """A file begins to come. Raises `Exhausted`."""
        return self._court.outside.files.begin(name)

    @property
    def parcels(self) -> Parcels:
        """Files that were sealed elsewhere and come in parts."""
        return self._court.outside.files.parcels

    def filed(self, coming: Sequence[Coming], filing: Filing, text: str, act: Act) -> Answer:
        """Do the act with the files beside its text (a digest): all of it or nothing.

        Raises what the act raises, and `Exhausted`. Where the act was done before nothing is kept a second time.
        """
        if not coming:
            return act({})
        shelf = self._court.outside.files
        persons, custody = self._court.papers.persons(filing, text), self._court.papers.bringing(filing)
        kept: dict[str, Coming] = {}
        try:
            for one in coming:
                kept[shelf.keep(one)] = one
            return self._noted(kept, custody, persons, act)
        finally:
            self._clear(kept)

    def along(
        self, stream: str, person: str, filing: Filing, text: str, *, secrets: Sequence[str], made: Mapping[str, Wraps]
    ) -> Mapping[str, int]:
        """The files of a tear that go along where it becomes a report, made readable for whoever reads that report.

        `made` are the wraps of those whose key the browser of `person` opened. One whose key nobody opens
        now stays behind. To be called in the transaction of the act. Raises `Malformed`.
        """
        told: Tear = self._court.desk.state(stream).state
        custody, found = self._court.papers.bringing(filing), {}
        for digest, size in told.files.items():
            there = self._court.outside.wraps.of(digest) if self._court.outside.papers.shelved(digest) else ()
            due = self._anew(there, person, secrets, lambda: custody.readers(self._court.papers.persons(filing, text)))
            if there and not due and digest in made:
                due = custody.due(made[digest], self._court.papers.persons(filing, text))
            if due:
                held = {(one.person, one.key) for one in there}
                fresh = ((name, wrap) for name, wrap in due.items() if name not in held)
                self._court.outside.wraps.put(
                    Wrap(digest=digest, person=name, key=key, wrap=wrap) for (name, key), wrap in fresh
                )
                found[digest] = size
        return found

    def _anew(
        self, there: Sequence[Wrap], person: str, secrets: Sequence[str], readers: Callable[[], Iterable[Reader]]
    ) -> Wraps:
        """Wraps of a file's key for new readers, where the house or a secret of `person` opens it; else none."""
        age, house = self._court.outside.age, self._court.outside.house
        opening = [(one, [house.secret]) for one in there if one.key == key_id(house.recipient)]
        opening += [(one, list(secrets)) for one in there if one.person == person and secrets]
        for one, keys in opening:
            with suppress(Unopenable):
                return wrapped(age, secret_in(age, one.wrap, keys), readers())
        return {}

    def _noted(self, kept: Mapping[str, Coming], custody: Custody, persons: Iterable[str], act: Act) -> Answer:
        """What a refusal wrote stays written, so it is raised only after the transaction."""
        outside = self._court.outside
        people, refused = tuple(persons), None
        with outside.store.transaction():
            fresh = [digest for digest in kept if not outside.papers.known(digest)]
            for digest in fresh:
                custody.keep_file(digest, kept[digest], people)
            try:
                answer = act({digest: one.size for digest, one in kept.items()})
            except Refusal as no:
                refused = no
            if refused is not None or answer.repeated:
                for digest in fresh:
                    outside.papers.forget(digest)
            elif len(fresh) < len(kept):
                raise Malformed([Fault(field="files", rule="sealed anew", text="one of these files was filed before")])
        if refused is not None:
            raise refused
        return answer

    def _clear(self, kept: Mapping[str, Coming]) -> None:
        """What was not filed does not stay on the shelf; what was filed is waited for no more."""
        for digest, one in kept.items():
            if self._court.outside.papers.shelved(digest) is None:
                self._court.outside.files.erase(digest)
            else:
                one.drop()

    def opened(
        self, stream: str, person: str, digest: str, secrets: Sequence[str] = ()
    ) -> Iterator[bytes] | SealedPaper | None:
        """What is inside a file, if `person` may open it now; how it is sealed where the house cannot.

        None where it is not theirs, as if there were none (P10). Raises `Missing` for an erased one.
        """
        if not self.is_open(stream, person, digest):
            return None
        key = self._court.papers.custody.key_of_file(digest, [person], secrets)
        if isinstance(key, str):
            self._court.papers.hand(stream, person, digest)
        return key if isinstance(key, SealedPaper) else self._court.outside.files.opened(digest, key)

    def raw(self, stream: str, person: str, digest: str) -> Iterator[bytes] | None:
        """A file as it is sealed, under the same rule. Raises `Missing`."""
        if not self.is_open(stream, person, digest):
            return None
        if self._court.outside.papers.shelved(digest) is None:
            raise Missing(digest)
        return self._court.outside.files.raw(digest)

    def is_open(self, stream: str, person: str, digest: str) -> bool:
        """Whether this is a file of that case or tear that `person` may open now."""
        if not person or not stream.startswith(("case:", "tear:")) or not self._court.desk.state(stream).version:
            return False
        if stream.startswith("tear:"):
            told: Tear = self._court.desk.state(stream).state
            return digest in told.files and self._court.papers.of_tear(stream, person, digest) == digest
        _law, case = self._court.case(stream)
        return any(file.digest == digest for file in case.files) and self._court.papers.of_case(stream, person, digest)


__all__ = ["FileDesk"]
