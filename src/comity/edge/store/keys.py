# SPDX-License-Identifier: Apache-2.0
"""The keys of people in the table `person_key`, and who holds the key of which paper in `paper_wrap`.

Neither table holds anything that opens a paper by itself: recipients are public, everything else is sealed (P21).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from comity.core.clause import Fault, Malformed
from comity.desk.clock import WallClock
from comity.desk.ports import Clock, Handed, PersonKey, Traced, Wrap, Wrapped
from comity.edge.store import models
from comity.edge.store.meaning import written

BATCH = 500
"""The most digests that one question names."""


class SqlKeys:
    """The keys in the Django database `alias`."""

    def __init__(self, alias: str = "default") -> None:
        self._alias = alias

    def put(self, key: PersonKey) -> None:
        """Keep a new key. Raises `Malformed` where somebody else has it."""
        row = models.PersonKey(
            person=key.person,
            key=key.id,
            recipient=key.recipient,
            made=key.made,
            retired=key.retired,
            wrapped=_text(key.wrapped),
        )
        with written(self._alias):
            models.PersonKey.objects.using(self._alias).bulk_create([row], ignore_conflicts=True)
            if not self._rows(key.person).filter(key=key.id, recipient=key.recipient).exists():
                raise Malformed([Fault(field="recipient", rule="own", text="is the key of somebody else")])

    def find(self, person: str, id: str) -> PersonKey | None:
        """That key of the person."""
        found = self._rows(person).filter(key=id).first()
        return None if found is None else _key(found)

    def every(self, person: str) -> Sequence[PersonKey]:
        """All keys of a person, the newest first."""
        return [_key(one) for one in self._rows(person).order_by("-made", "-id")]

    def newest(self, persons: Collection[str]) -> Mapping[str, PersonKey]:
        """The newest live key of each."""
        rows = models.PersonKey.objects.using(self._alias).filter(person__in=sorted(set(persons)), retired=None)
        return {one.person: _key(one) for one in rows.order_by("made", "id")}

    def rewrap(self, person: str, id: str, wrapped: Iterable[Wrapped]) -> bool:
        """Other wraps for a live key."""
        return self._rows(person).filter(key=id, retired=None).update(wrapped=_text(wrapped)) > 0

    def retire(self, person: str, id: str, *, at: datetime) -> bool:
        """End a live key."""
        return self._rows(person).filter(key=id, retired=None).update(retired=at, wrapped=_text(())) > 0

    def _rows(self, person: str) -> QuerySet[models.PersonKey]:
        return models.PersonKey.objects.using(self._alias).filter(person=person)


def _text(wrapped: Iterable[Wrapped]) -> str:
    return json.dumps([{"by": one.by, "label": one.label, "blob": one.blob, "hint": one.hint} for one in wrapped])


def _key(row: models.PersonKey) -> PersonKey:
    wrapped = tuple(Wrapped(**one) for one in json.loads(row.wrapped))
    return PersonKey(
        person=row.person, id=row.key, recipient=row.recipient, made=row.made, retired=row.retired, wrapped=wrapped
    )


class SqlWraps:
    """The wraps in the Django database `alias`."""

    def __init__(self, alias: str = "default", clock: Clock | None = None) -> None:
        self._alias, self._clock = alias, clock or WallClock()

    def put(self, wraps: Iterable[Wrap], *, by: str = "") -> None:
        """Keep wraps; what is there stays."""
        rows = [models.PaperWrap(digest=w.digest, person=w.person, key=w.key, wrap=w.wrap) for w in wraps]
        with written(self._alias):
            held, now = self.holders({row.digest for row in rows}), self._clock.now()
            fresh = [r for r in rows if r.key not in held.get(r.digest, {}).get(r.person, ())]
            self._rows().bulk_create(fresh, ignore_conflicts=True)
            self._traces().bulk_create(
                models.WrapTrace(digest=r.digest, person=r.person, key=r.key, made=now, by=by) for r in fresh
            )

    def traced(self, digests: Collection[str]) -> Sequence[Traced]:
        """Every wrap that was made of these papers."""
        asked = sorted(set(digests))
        batches = (asked[start : start + BATCH] for start in range(0, len(asked), BATCH))
        rows = [row for some in batches for row in self._traces().filter(digest__in=some)]
        rows.sort(key=lambda row: (row.made, row.id))
        return [
            Traced(digest=r.digest, person=r.person, key=r.key, made=r.made, gone=r.gone, by=r.by, useless=r.useless)
            for r in rows
        ]

    def useless(self, digest: str, person: str, key: str) -> int:
        """Destroy a wrap, and say of it that it opened nothing."""
        which = {"digest": digest, "person": person, "key": key}
        with written(self._alias):
            self._traces().filter(**which, gone=None).update(useless=True)
            return self._destroyed(which)

    def hand(self, digest: str, person: str) -> None:
        """Note that a paper was handed out."""
        now = self._clock.now()
        row = models.Handing(digest=digest, person=person, day=now.date().isoformat(), at=now)
        if not self._handings().filter(digest=digest, person=person, day=row.day).exists():
            with written(self._alias):
                self._handings().bulk_create([row], ignore_conflicts=True)

    def handed(self, digests: Collection[str]) -> Sequence[Handed]:
        """To whom these papers were handed out."""
        asked = sorted(set(digests))
        batches = (asked[start : start + BATCH] for start in range(0, len(asked), BATCH))
        rows = [row for some in batches for row in self._handings().filter(digest__in=some)]
        rows.sort(key=lambda row: (row.at, row.id))
        return [Handed(digest=r.digest, person=r.person, at=r.at) for r in rows]

    def _handings(self) -> QuerySet[models.Handing]:
        return models.Handing.objects.using(self._alias)

    def of(self, digest: str) -> Sequence[Wrap]:
        """Every wrap of a paper."""
        return sorted(map(_wrap, self._rows().filter(digest=digest)), key=lambda one: (one.person, one.key))

    def held(self, person: str) -> Sequence[Wrap]:
        """Every wrap that a person holds."""
        return sorted(map(_wrap, self._rows().filter(person=person)), key=lambda one: (one.digest, one.key))

    def holders(self, digests: Collection[str]) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """By paper and by person the ids of their keys."""
        found: dict[str, dict[str, frozenset[str]]] = {}
        asked = sorted(set(digests))
        for start in range(0, len(asked), BATCH):
            rows = self._rows().filter(digest__in=asked[start : start + BATCH])
            for digest, person, key in rows.values_list("digest", "person", "key"):
                of = found.setdefault(digest, {})
                of[person] = of.get(person, frozenset()) | {key}
        return found

    def drop(self, digest: str, person: str, key: str = "") -> int:
        """Destroy a person's wraps of a paper."""
        which = {"digest": digest, "person": person, **({"key": key} if key else {})}
        return self._destroyed(which)

    def drop_key(self, person: str, key: str) -> int:
        """Destroy every wrap to that key of a person."""
        return self._destroyed({"person": person, "key": key})

    def _destroyed(self, which: Mapping[str, str]) -> int:
        with written(self._alias):
            self._traces().filter(**which, gone=None).update(gone=self._clock.now())
            return self._rows().filter(**which).delete()[0]

    def _traces(self) -> QuerySet[models.WrapTrace]:
        return models.WrapTrace.objects.using(self._alias)

    def _rows(self) -> QuerySet[models.PaperWrap]:
        return models.PaperWrap.objects.using(self._alias)


def _wrap(row: models.PaperWrap) -> Wrap:
    return Wrap(digest=row.digest, person=row.person, key=row.key, wrap=bytes(row.wrap))


__all__ = ["SqlKeys", "SqlWraps"]
