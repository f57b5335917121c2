# SPDX-License-Identifier: Apache-2.0
"""The key of the public log, in the home: one line, as other programs for signed notes write it too.

    PRIVATE+KEY+<origin>+<id>+<base64 of type and seed>

The origin is the log's address without its scheme, fixed when the key is made: a council that moves keeps its log.
"""

from __future__ import annotations

import base64
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from comity.core.log.notes import ED25519, Key, plain
from comity.desk.log_files import Broken

FILE = "log.key"
_PREFIX = "PRIVATE+KEY+"


def origin(public_url: str) -> str:
    """The origin of the log at an address that people type."""
    return f"{urlsplit(public_url).netloc or 'localhost'}/log"


def at_home(home: Path, name: str) -> tuple[Key, Ed25519PrivateKey]:
    """The key in the home, made there under that name on first use. Raises `Broken` where the file is no key."""
    path = home / FILE
    if not path.exists():
        _make(path, name)
    try:
        return _read(path.read_text("ascii").strip())
    except (OSError, ValueError) as wrong:
        raise Broken(f"{FILE} in the home is no key of a log") from wrong


def _read(line: str) -> tuple[Key, Ed25519PrivateKey]:
    name, id, text = line.removeprefix(_PREFIX).split("+", 2)
    seed = plain(text)
    if not line.startswith(_PREFIX) or seed is None or len(seed) != 33 or seed[:1] != ED25519:
        raise ValueError("no key")
    private = Ed25519PrivateKey.from_private_bytes(seed[1:])
    key = Key(name, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    if key.id().hex() != id:
        raise ValueError("no key")
    return key, private


def _make(path: Path, name: str) -> None:
    """Made whole before it gets its name, so that two processes agree on one."""
    private = Ed25519PrivateKey.generate()
    seed = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    key = Key(name, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{_PREFIX}{name}+{key.id().hex()}+{base64.b64encode(ED25519 + seed).decode()}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()


def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature holds."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


__all__ = ["FILE", "at_home", "holds", "origin"]
