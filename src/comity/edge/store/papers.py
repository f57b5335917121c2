# SPDX-License-Identifier: Apache-2.0
"""The sealed papers and the vault.

A paper comes here sealed; its digest is that of the ciphertext. What the vault keeps is sealed here, with the
key in the home, so that the database or a backup of it alone tells no contact (P21).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from types import MappingProxyType

from django.db.models import QuerySet

from comity.core.clause import Fault, Malformed
from comity.desk.ports import MODES, Missing
from comity.edge.store import models
from comity.edge.store.meaning import written
from comity.edge.store.seal import Seal


class SqlPapers:
    """The papers in one database."""

    def __init__(self, alias: str = "default") -> None:
        self._alias = alias

    def put(self, ciphertext: bytes, mode: str) -> str:
        """Keep a sealed text. An erased one is not brought back by putting it again."""
        if mode not in MODES:
            raise Malformed([Fault(field="mode", rule="known", text=f"is one of {', '.join(MODES)}, not {mode}")])
        digest = hashlib.sha256(ciphertext).hexdigest()
        with written(self._alias):
            self._papers().bulk_create(
                [models.Paper(digest=digest, mode=mode, ciphertext=ciphertext)], ignore_conflicts=True
            )
        return digest

    def get(self, digest: str) -> tuple[bytes, str]:
        """The ciphertext and its mode. Raises `Missing` where it never was or was erased."""
        found = self._papers().filter(digest=digest).first()
        if found is None or found.ciphertext is None:
            raise Missing(digest)
        return bytes(found.ciphertext), found.mode

    def modes(self, digests: Collection[str]) -> Mapping[str, str]:
        """Where each of these texts and files was sealed."""
        asked = self._papers().filter(digest__in=sorted(set(digests)))
        found = asked.exclude(ciphertext__isnull=True, size__isnull=True)
        return dict(found.values_list("digest", "mode"))

    def shelve(self, digest: str, mode: str, size: int) -> None:
        """Note a file that lies on the shelf. An erased one is not brought back."""
        with written(self._alias):
            row = models.Paper(digest=digest, mode=mode, ciphertext=None, size=size)
            self._papers().bulk_create([row], ignore_conflicts=True)

    def shelved(self, digest: str) -> str | None:
        """The mode of a file that lies on the shelf."""
        return self._papers().filter(digest=digest, size__isnull=False).values_list("mode", flat=True).first()

    def known(self, digest: str) -> bool:
        """Whether anything was ever kept or noted under this digest."""
        return self._papers().filter(digest=digest).exists()

    def forget(self, digest: str) -> None:
        """Take back that a file was noted, and its wraps."""
        with written(self._alias):
            self._papers().filter(digest=digest, size__isnull=False).delete()
            self._unwrap(digest)

    def erase(self, digest: str) -> None:
        """Destroy the ciphertext and the wraps of its key, and keep the digest."""
        with written(self._alias):
            self._papers().filter(digest=digest).update(ciphertext=None, size=None)
            self._unwrap(digest)

    def _unwrap(self, digest: str) -> None:
        """Destroy every wrap of a paper, and what was known of who had one."""
        for table in (models.PaperWrap, models.WrapTrace, models.Handing):
            table.objects.using(self._alias).filter(digest=digest).delete()

    def _papers(self) -> QuerySet[models.Paper]:
        return models.Paper.objects.using(self._alias)


class SqlVault:
    """The vault in one database, sealed with a key that is not in the database."""

    def __init__(self, seal: Seal, alias: str = "default") -> None:
        self._seal = seal
        self._alias = alias

    def put(self, person: str, kind: str, text: str) -> None:
        """Keep one contact or account, in place of the former of that kind."""
        sealed = self._seal.seal(text.encode(), about=_about(person, kind))
        self._contacts().update_or_create(person=person, kind=kind, defaults={"sealed": sealed})

    def get(self, person: str) -> Mapping[str, str]:
        """All that is kept of a person, by kind."""
        kept = self._contacts().filter(person=person).order_by("kind")
        return MappingProxyType(
            {one.kind: self._seal.open(bytes(one.sealed), about=_about(person, one.kind)).decode() for one in kept}
        )

    def erase(self, person: str) -> None:
        """Destroy all that is kept of a person."""
        self._contacts().filter(person=person).delete()

    def who(self, kind: str, text: str) -> tuple[str, ...]:
        """Of whom that contact is kept. Each one is opened: no index of contacts lies beside them."""
        kept = self._contacts().filter(kind=kind).order_by("person").iterator()
        opened = ((one.person, self._seal.open(bytes(one.sealed), about=_about(one.person, kind))) for one in kept)
        return tuple(person for person, found in opened if found.decode().casefold() == text.casefold())

    def _contacts(self) -> QuerySet[models.Contact]:
        return models.Contact.objects.using(self._alias)


def _about(person: str, kind: str) -> bytes:
    """What a sealed contact is bound to, so that it cannot be moved to somebody else's name."""
    return f"{len(person)}:{person}:{kind}".encode()


__all__ = ["SqlPapers", "SqlVault"]
