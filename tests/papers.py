# SPDX-License-Identifier: Apache-2.0
"""Papers, keys, wraps and the vault in memory.

Each passes the same contract tests as the real store (`tests/desk`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from comity.core.clause import Fault, Malformed
from comity.desk.clock import SetClock
from comity.desk.ports import MODES, Handed, Missing, PersonKey, Traced, Wrap, Wrapped


class MemoryPapers:
    def __init__(self, wraps: MemoryWraps | None = None) -> None:
        self.kept: dict[str, tuple[bytes, str] | None] = {}
        self.files: dict[str, str] = {}
        self.wraps = wraps or MemoryWraps()

    def put(self, ciphertext: bytes, mode: str) -> str:
        if mode not in MODES:
            raise Malformed([Fault(field="mode", rule="known", text=f"is one of {MODES}")])
        digest = hashlib.sha256(ciphertext).hexdigest()
        self.kept.setdefault(digest, (ciphertext, mode))
        return digest

    def get(self, digest: str) -> tuple[bytes, str]:
        found = self.kept.get(digest)
        if found is None:
            raise Missing(digest)
        return found

    def modes(self, digests: Collection[str]) -> Mapping[str, str]:
        texts = {digest: found[1] for digest in digests if (found := self.kept.get(digest)) is not None}
        return texts | {digest: self.files[digest] for digest in digests if digest in self.files}

    def shelve(self, digest: str, mode: str, size: int) -> None:
        if digest not in self.kept:
            self.kept[digest] = None
            self.files[digest] = mode

    def shelved(self, digest: str) -> str | None:
        return self.files.get(digest)

    def known(self, digest: str) -> bool:
        return digest in self.kept

    def forget(self, digest: str) -> None:
        if self.files.pop(digest, None) is not None:
            del self.kept[digest]
        self.wraps.kept = {name: wrap for name, wrap in self.wraps.kept.items() if name[0] != digest}

    def erase(self, digest: str) -> None:
        self.files.pop(digest, None)
        if digest in self.kept:
            self.kept[digest] = None
        self.wraps.kept = {name: wrap for name, wrap in self.wraps.kept.items() if name[0] != digest}


class MemoryKeys:
    def __init__(self) -> None:
        self.kept: list[PersonKey] = []

    def put(self, key: PersonKey) -> None:
        known = [one for one in self.kept if one.recipient == key.recipient]
        if any(one.person != key.person for one in known):
            raise Malformed([Fault(field="recipient", rule="own", text="is the key of somebody else")])
        if not known:
            self.kept.append(key)

    def find(self, person: str, id: str) -> PersonKey | None:
        return next((one for one in self.kept if (one.person, one.id) == (person, id)), None)

    def every(self, person: str) -> Sequence[PersonKey]:
        return sorted((one for one in reversed(self.kept) if one.person == person), key=lambda o: o.made, reverse=True)

    def newest(self, persons: Collection[str]) -> Mapping[str, PersonKey]:
        live = {name: [one for one in self.every(name) if one.retired is None] for name in persons}
        return {name: keys[0] for name, keys in live.items() if keys}

    def rewrap(self, person: str, id: str, wrapped: Iterable[Wrapped]) -> bool:
        return self._change(person, id, wrapped=tuple(wrapped))

    def retire(self, person: str, id: str, *, at: datetime) -> bool:
        return self._change(person, id, retired=at, wrapped=())

    def _change(self, person: str, id: str, **fields: object) -> bool:
        found = self.find(person, id)
        if found is None or found.retired is not None:
            return False
        self.kept[self.kept.index(found)] = replace(found, **fields)  # type: ignore[arg-type]
        return True


class MemoryWraps:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], bytes] = {}
        self.traces: list[Traced] = []
        self.handings: list[Handed] = []
        self.clock = SetClock(datetime(2024, 1, 1, tzinfo=UTC))

    def put(self, wraps: Iterable[Wrap], *, by: str = "") -> None:
        for one in wraps:
            if (one.digest, one.person, one.key) not in self.kept:
                made = Traced(digest=one.digest, person=one.person, key=one.key, made=self.clock.now(), by=by)
                self.traces.append(made)
            self.kept.setdefault((one.digest, one.person, one.key), one.wrap)

    def traced(self, digests: Collection[str]) -> Sequence[Traced]:
        known = {name[0] for name in self.kept}
        return [one for one in self.traces if one.digest in digests and one.digest in known]

    def useless(self, digest: str, person: str, key: str) -> int:
        which = (digest, person, key)
        self.traces = [
            replace(one, useless=True) if (one.digest, one.person, one.key) == which and one.gone is None else one
            for one in self.traces
        ]
        return self.drop(digest, person, key)

    def hand(self, digest: str, person: str) -> None:
        now = self.clock.now()
        if all((one.digest, one.person, one.at.date()) != (digest, person, now.date()) for one in self.handings):
            self.handings.append(Handed(digest=digest, person=person, at=now))

    def handed(self, digests: Collection[str]) -> Sequence[Handed]:
        known = {name[0] for name in self.kept}
        return [one for one in self.handings if one.digest in digests and one.digest in known]

    def of(self, digest: str) -> Sequence[Wrap]:
        return [one for one in self._all() if one.digest == digest]

    def held(self, person: str) -> Sequence[Wrap]:
        return [one for one in self._all() if one.person == person]

    def holders(self, digests: Collection[str]) -> Mapping[str, Mapping[str, frozenset[str]]]:
        found: dict[str, dict[str, frozenset[str]]] = {}
        for one in self._all():
            if one.digest in digests:
                of = found.setdefault(one.digest, {})
                of[one.person] = of.get(one.person, frozenset()) | {one.key}
        return found

    def drop(self, digest: str, person: str, key: str = "") -> int:
        return self._forget(lambda name: name[:2] == (digest, person) and key in ("", name[2]))

    def drop_key(self, person: str, key: str) -> int:
        return self._forget(lambda name: name[1:] == (person, key))

    def _all(self) -> list[Wrap]:
        return [Wrap(digest=d, person=p, key=k, wrap=wrap) for (d, p, k), wrap in sorted(self.kept.items())]

    def _forget(self, over: Callable[[tuple[str, str, str]], bool]) -> int:
        before, now = len(self.kept), self.clock.now()
        ends = [one.gone is None and over((one.digest, one.person, one.key)) for one in self.traces]
        self.traces = [replace(one, gone=now) if ended else one for one, ended in zip(self.traces, ends, strict=True)]
        self.kept = {name: wrap for name, wrap in self.kept.items() if not over(name)}
        return before - len(self.kept)


class MemoryVault:
    def __init__(self) -> None:
        self.kept: dict[str, dict[str, str]] = {}

    def put(self, person: str, kind: str, text: str) -> None:
        self.kept.setdefault(person, {})[kind] = text

    def get(self, person: str) -> Mapping[str, str]:
        return dict(sorted(self.kept.get(person, {}).items()))

    def erase(self, person: str) -> None:
        self.kept.pop(person, None)

    def who(self, kind: str, text: str) -> tuple[str, ...]:
        found = (person for person, kept in self.kept.items() if kept.get(kind, "").casefold() == text.casefold())
        return tuple(sorted(found))
