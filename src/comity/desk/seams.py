# SPDX-License-Identifier: Apache-2.0
"""The ports that stand outside an act's transaction: papers, vault, ballots' seal, clock.

What an act refers to is put there before the act: a paper without an act is harmless, an act without its
paper is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


class Missing(Exception):
    """There is nothing under this name, or it was erased."""


MODES = ("server", "arrival", "e2e")
"""Where a paper was sealed, and for whom (P21).

`e2e`: in the browser, to its readers' keys. `arrival`: by the server in memory when it arrived, to its readers' keys
alone. `server`: by the server, which keeps a key of its own for at least one reader.
"""


class Papers(Protocol):
    """The sealed texts, by the digest of their ciphertext (P21). Never searched, never read by a model."""

    def put(self, ciphertext: bytes, mode: str) -> str:
        """Keep a sealed text;

        `mode` is one of `MODES`. The digest (SHA-256, hex) under which events name it. Raises `Malformed` for
        another mode.
        """

    def get(self, digest: str) -> tuple[bytes, str]:
        """The ciphertext and its mode. Raises `Missing` where it never was or was erased."""

    def modes(self, digests: Collection[str]) -> Mapping[str, str]:
        """Where each of these papers and files was sealed, by digest; those that are not here are left out."""

    def shelve(self, digest: str, mode: str, size: int) -> None:
        """Note a file that lies on the shelf. An erased one is not brought back."""

    def shelved(self, digest: str) -> str | None:
        """The mode of a file that lies on the shelf; None where it never was or was erased."""

    def known(self, digest: str) -> bool:
        """Whether anything was ever kept or noted under this digest."""

    def forget(self, digest: str) -> None:
        """Take back that a file was noted, and its wraps: what it was for did not happen."""

    def erase(self, digest: str) -> None:
        """Destroy the ciphertext and every wrap of its key;

        the digest stays known as erased, so that nobody puts another text there.
        """


class Coming(Protocol):
    """A file that is being sealed as it comes, and that nothing refers to yet."""

    secret: str
    """The identity of its own to which it is sealed; it is wrapped for its readers and then forgotten.

    Empty where it was sealed elsewhere, by whoever made its `wraps` as well.
    """
    wraps: Mapping[tuple[str, str], bytes]
    """What came with it for its readers, by person and key id."""
    digest: str
    """The SHA-256 of what is sealed, in hex; empty before it is finished."""

    @property
    def size(self) -> int:
        """How many bytes lie inside the seal."""

    def write(self, part: bytes) -> None:
        """Seal and write one more part. Raises `Exhausted` where there is no room."""

    def finish(self) -> None:
        """No part is missing: close it. Raises `Exhausted`."""

    def settle(self, place: Path) -> None:
        """Give it its place."""

    def drop(self) -> None:
        """Destroy what came, unless it was kept."""


IN_ORDER, TRUE = "in order", "SHA-256"
"""The rules that a parcel breaks of which a part is missing, and one whose bytes are not those of its digest."""


class Parcels(Protocol):
    """Files that were sealed elsewhere and come in parts; nothing refers to them yet.

    Whose a parcel is says the pseudonym of whoever is signed in, or nothing, and its token. `Missing` is raised where
    there is none of that person under that token.
    """

    def begin(self, person: str) -> str:
        """A parcel begins to come; its token. Raises `Exhausted`."""

    def parts(self, person: str, token: str) -> int:
        """How many parts are whole."""

    def take(self, person: str, token: str, nth: int, part: bytes) -> int:
        """Take part `nth`, from nought; how many are whole now, durably. Raises `Malformed`, `Exhausted`."""

    def whole(self, person: str, token: str, digest: str) -> int:
        """No part is missing: check it; the size inside the seal. Raises `Malformed`, `Exhausted`."""

    def hold(self, person: str, coming: Coming) -> str:
        """A file that was sealed here, and is finished, waits as a parcel does; its token. Raises `Exhausted`."""

    def waiting(self, person: str, token: str, digest: str, wraps: Mapping[tuple[str, str], bytes]) -> Coming:
        """A whole parcel, for the act that files it with these wraps."""

    def with_key(self, person: str, token: str, digest: str, secret: str) -> Coming:
        """A whole parcel, for the act that files it, with its own key. Raises `Malformed` where that opens it not."""

    def drop(self, person: str, token: str) -> None:
        """Destroy what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """A person's identity, sealed so that only that person opens it: by a passkey or by the recovery phrase.

    `blob` is an age file in base64, `label` what the person calls it, `hint` names a passkey to the browser.
    """

    by: str
    label: str
    blob: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonKey:
    """One key of one person. The server knows the recipient and the wrapped identity, never the identity (P21).

    `id` is what `sealing.key_id` makes of the recipient; `wrapped` is empty once the key was retired.
    """

    person: str
    id: str
    recipient: str
    made: datetime
    retired: datetime | None = None
    wrapped: tuple[Wrapped, ...] = ()


class Keys(Protocol):
    """The public keys of people, and their identities as only they can open them."""

    def put(self, key: PersonKey) -> None:
        """Keep a new key. Doing it again changes nothing. Raises `Malformed` where somebody else has that key."""

    def find(self, person: str, id: str) -> PersonKey | None:
        """That key of the person, retired or not."""

    def every(self, person: str) -> Sequence[PersonKey]:
        """All keys of a person, the newest first, retired ones included."""

    def newest(self, persons: Collection[str]) -> Mapping[str, PersonKey]:
        """The newest key that was not retired, of everybody among `persons` who has one."""

    def rewrap(self, person: str, id: str, wrapped: Iterable[Wrapped]) -> bool:
        """Put other wraps in place of those of a key. False where it is not there or was retired."""

    def retire(self, person: str, id: str, *, at: datetime) -> bool:
        """End a key and destroy its wrapped identity. False where it is not there or was retired before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrap:
    """The key of one paper, sealed to one key of one reader: an age file that holds the paper's identity."""

    digest: str
    person: str
    key: str
    wrap: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """That a paper's key was wrapped for one key of one reader; `gone` is when that wrap was destroyed.

    `by` is whose browser made it for somebody else; empty where it was made at the filing, or by the house.
    `useless`: its reader found that it opens nothing.
    """

    digest: str
    person: str
    key: str
    made: datetime
    gone: datetime | None = None
    by: str = ""
    useless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """That a paper, or the key that opens it, was handed out to somebody: the first time on a day."""

    digest: str
    person: str
    at: datetime


class Wraps(Protocol):
    """Who holds the key of which paper, and who ever did."""

    def put(self, wraps: Iterable[Wrap], *, by: str = "") -> None:
        """Keep wraps, made by whose browser. One that is there for that paper, person and key stays as it is."""

    def of(self, digest: str) -> Sequence[Wrap]:
        """Every wrap of a paper, by person and key."""

    def held(self, person: str) -> Sequence[Wrap]:
        """Every wrap that a person holds, by paper and key."""

    def holders(self, digests: Collection[str]) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """By paper and by person the ids of the keys to which there is a wrap; papers without any left out."""

    def traced(self, digests: Collection[str]) -> Sequence[Traced]:
        """Every wrap that was made of these papers, oldest first; nothing of one that was erased."""

    def drop(self, digest: str, person: str, key: str = "") -> int:
        """Destroy a person's wraps of a paper, or the one to that key. How many."""

    def drop_key(self, person: str, key: str) -> int:
        """Destroy every wrap to that key of a person. How many."""

    def useless(self, digest: str, person: str, key: str) -> int:
        """Destroy a wrap of which its reader says that it opens nothing, and keep that it was said. How many."""

    def hand(self, digest: str, person: str) -> None:
        """Note that a paper, or its key, was handed out to somebody, once a day. Nothing is ever taken back."""

    def handed(self, digests: Collection[str]) -> Sequence[Handed]:
        """To whom these papers were handed out, oldest first; nothing of one that was erased."""


class Vault(Protocol):
    """Contacts and platform accounts, which the server must read to act; deletable, and never in an event."""

    def put(self, person: str, kind: str, text: str) -> None:
        """Keep one contact or account of a person, in place of the former of that kind."""

    def get(self, person: str) -> Mapping[str, str]:
        """All that is kept of a person, by kind; empty where nothing is."""

    def erase(self, person: str) -> None:
        """Destroy all that is kept of a person."""

    def who(self, kind: str, text: str) -> tuple[str, ...]:
        """Of whom that contact is kept, letters large and small alike, in the order of their names."""


class BallotSeal(Protocol):
    """What keeps a ballot apart from its member before it is dropped. First trusted; later blind tokens."""

    def slip(self, choice: str) -> str:
        """The slip that goes into the box for a choice."""


class Clock(Protocol):
    """The only clock. The desk asks it where an act brings no instant of its own."""

    def now(self) -> datetime:
        """This instant, with its zone."""


__all__ = [
    "IN_ORDER",
    "MODES",
    "TRUE",
    "BallotSeal",
    "Clock",
    "Coming",
    "Keys",
    "Missing",
    "Papers",
    "Parcels",
    "PersonKey",
    "Traced",
    "Vault",
    "Wrap",
    "Wrapped",
    "Wraps",
]
