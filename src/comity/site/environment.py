# SPDX-License-Identifier: Apache-2.0
"""What the operator says through environment variables, read once and checked before anything starts (P26).

`COMITY_HOME`          the folder with all state; default `./var`
`COMITY_DATABASE_URL`  `sqlite:///FILE` (a relative file lies in the home), or
                       `postgresql://NAME@/DATABASE?host=/SOCKET`; default SQLite in the home
`COMITY_BIND`          address and port that the server listens on; default `127.0.0.1:8000`
`COMITY_PUBLIC_URL`    the address that people type; default `http://` and the bind address
`COMITY_SECRET_KEY`    signs sessions and links, at least 32 characters; default: made once, kept in the home
`COMITY_SAMPLE`        `1` serves the sample community: pages say so, and signed links let anybody sit in its
                       council; `replay`: pages say that a public record is replayed here; default `0`
`COMITY_MAILBOX_URL`   `imaps://NAME:WORD@HOST/FOLDER`: where letters are fetched from; none by default
`COMITY_MAIL_URL`      `smtp://NAME:WORD@HOST:587`, `smtps://...` or `file:`; default `file:`, which lays the
                       letters in the home and sends none
`COMITY_STREAM_URL`    `nats://NAME:WORD@HOST:4222?partitions=16&replicas=1`: a NATS JetStream server through which many
                       workers share the watch; none by default: one worker does it, in the database
`COMITY_EMERGENCY`     what the front desk says to somebody in danger; default: the numbers 112 and 911
`COMITY_NOT_HERE`      what must not be sent to the council, and where to report it instead; default: plain words
`COMITY_CHECKPOINT_HOURS`  hours from one checkpoint of the public log to the next, counted from midnight UTC: 1, 2,
                       3, 4, 6, 8, 12 or 24; default 6
`COMITY_MAIL_FROM`     the sender of every letter, an address without a name; default `post@` and the public host

Nothing here imports Django. A variable that cannot be read is a `Malformed` naming the variable and the rule.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from comity.core.clause import Fault, Malformed
from comity.edge.mailbox import address
from comity.edge.stream.nats.address import address as stream_address

VARIABLES = (
    "COMITY_HOME",
    "COMITY_DATABASE_URL",
    "COMITY_BIND",
    "COMITY_PUBLIC_URL",
    "COMITY_SECRET_KEY",
    "COMITY_MAIL_URL",
    "COMITY_MAILBOX_URL",
    "COMITY_MAIL_FROM",
    "COMITY_SAMPLE",
    "COMITY_EMERGENCY",
    "COMITY_NOT_HERE",
    "COMITY_CHECKPOINT_HOURS",
    "COMITY_STREAM_URL",
)
HOURS = ("1", "2", "3", "4", "6", "8", "12", "24")
LONGEST_WORDS = 600
KEPT = "settings.env"
"""Where a home keeps settings of its own, one `NAME=value` a line; what is set outside comes before them."""
BUSY_SECONDS = 20
SHORTEST_SECRET = 32
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")
_POSTGRESQL_OPTIONS = frozenset({"host", "port", "sslmode", "sslrootcert", "connect_timeout"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """Where the server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Every setting of one installation, checked. `database` and `mail` are in Django's own shapes."""

    home: Path
    database: Mapping[str, object]
    bind: Bind
    public_url: str
    mail: Mapping[str, object]
    mail_from: str
    secret_key: str
    sample: bool = False
    emergency: str = ""
    not_here: str = ""
    replayed: bool = False
    checkpoints: timedelta = timedelta(hours=6)
    mailbox: str = field(default="", repr=False)
    stream: str = field(default="", repr=False)

    @property
    def public_host(self) -> str:
        """The host name of the public address."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def encrypted(self) -> bool:
        """Whether people reach the site over TLS."""
        return self.public_url.startswith("https://")


def read(variables: Mapping[str, str]) -> Environment:
    """The settings in `variables` (`os.environ`). Raises `Malformed`; makes the secret on first use."""
    home = Path(variables.get("COMITY_HOME") or "var").resolve()
    variables = {**kept(home), **variables}
    bind = read_bind(variables.get("COMITY_BIND") or "127.0.0.1:8000")
    public_url = read_public_url(variables.get("COMITY_PUBLIC_URL") or f"http://{bind}")
    return Environment(
        home=home,
        database=read_database(variables.get("COMITY_DATABASE_URL") or "sqlite:///comity.sqlite3", home=home),
        bind=bind,
        public_url=public_url,
        mailbox=read_mailbox(variables.get("COMITY_MAILBOX_URL", "")),
        stream=read_stream(variables.get("COMITY_STREAM_URL", "")),
        mail=read_mail(variables.get("COMITY_MAIL_URL") or "file:", home=home),
        mail_from=read_sender(variables.get("COMITY_MAIL_FROM", ""), public_url=public_url),
        secret_key=read_secret(variables.get("COMITY_SECRET_KEY", ""), home=home),
        emergency=read_words(variables.get("COMITY_EMERGENCY", ""), field="COMITY_EMERGENCY"),
        not_here=read_words(variables.get("COMITY_NOT_HERE", ""), field="COMITY_NOT_HERE"),
        checkpoints=read_hours(variables.get("COMITY_CHECKPOINT_HOURS") or "6"),
        sample=read_sample(variables.get("COMITY_SAMPLE") or "0") == "1",
        replayed=read_sample(variables.get("COMITY_SAMPLE") or "0") == "replay",
    )


def kept(home: Path) -> dict[str, str]:
    """The variables that `<home>/settings.env` gives where they are not set outside. Raises `Malformed`."""
    path = home / KEPT
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    except (OSError, UnicodeDecodeError) as error:
        raise _malformed(str(path), "a text file", "cannot be read", "") from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        name, sign, value = line.partition("=")
        if line.strip() and not line.lstrip().startswith("#"):
            if not sign or name not in VARIABLES or name == "COMITY_HOME":
                raise _malformed(
                    f"{path}: line {number}", "NAME=value", f"{name[:40]!r} is no setting", "COMITY_BIND=127.0.0.1:8000"
                )
            found[name] = value.strip()
    return found


def read_bind(text: str) -> Bind:
    """`host:port`, an IPv6 host in brackets."""
    rule = "host:port, port 1 to 65535"
    split = _split(f"//{text}", field="COMITY_BIND", rule=rule)
    port = _port(split, field="COMITY_BIND")
    if not split.hostname or not port or split.path or split.username is not None:
        raise _malformed("COMITY_BIND", rule, f"{text!r} is no address with a port", "127.0.0.1:8000")
    return Bind(host=split.hostname, port=port)


def read_public_url(text: str) -> str:
    """An http or https address without path, query or name; returned without a trailing slash."""
    split = _split(text, field="COMITY_PUBLIC_URL", rule="http or https address")
    _port(split, field="COMITY_PUBLIC_URL")
    bare = split.path in ("", "/") and not split.query and not split.fragment and split.username is None
    if split.scheme not in ("http", "https") or not split.hostname or not bare:
        raise _malformed(
            "COMITY_PUBLIC_URL",
            "http or https address",
            f"{text!r} is not an http or https address of a host alone",
            "https://council.example.org",
        )
    return f"{split.scheme}://{split.netloc}"


def read_database(url: str, *, home: Path) -> dict[str, object]:
    """Django's description of the database at `url`; either acknowledges only what is on the disk (P24)."""
    split = _split(url, field="COMITY_DATABASE_URL", rule="database address")
    if split.scheme == "sqlite":
        return _sqlite(split, home=home)
    if split.scheme in ("postgresql", "postgres"):
        return _postgresql(split)
    raise _malformed(
        "COMITY_DATABASE_URL",
        "sqlite or postgresql",
        f"{split.scheme or 'nothing'!r} is no database that Comity knows",
        "sqlite:///comity.sqlite3 or postgresql://name@/database?host=/run/postgresql",
    )


def read_mailbox(url: str) -> str:
    """The address of a mailbox that letters are fetched from; empty where none is."""
    if not url:
        return ""
    try:
        address(url)
    except ValueError as wrong:  # what raised it repeats the word
        way_out = "imaps://NAME:WORD@HOST/INBOX"
        raise _malformed("COMITY_MAILBOX_URL", "address of a mailbox", str(wrong), way_out) from None
    return url


def read_stream(url: str) -> str:
    """The address of a stream that many workers share; empty where there is none."""
    if not url:
        return ""
    try:
        stream_address(url)
    except ValueError as wrong:  # what raised it repeats no word
        way_out = "nats://NAME:WORD@HOST:4222?partitions=16"
        raise _malformed("COMITY_STREAM_URL", "address of a NATS server", str(wrong), way_out) from None
    return url


def read_mail(url: str, *, home: Path) -> dict[str, object]:
    """Django's mail settings for `url`."""
    split = _split(url, field="COMITY_MAIL_URL", rule="mail address of a server")
    if split.scheme == "file" and not split.netloc and not split.path:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(home / "mail"),
        }
    if split.scheme not in ("smtp", "smtps") or not split.hostname:
        raise _malformed(
            "COMITY_MAIL_URL",
            "smtp, smtps or file",
            "is neither an smtp or smtps address with a host, nor file:",
            "smtps://name:word@mail.example.org:465",
        )
    wrapped = split.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": split.hostname,
        "EMAIL_PORT": _port(split, field="COMITY_MAIL_URL") or (465 if wrapped else 587),
        "EMAIL_HOST_USER": unquote(split.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(split.password or ""),
        "EMAIL_USE_SSL": wrapped,
        "EMAIL_USE_TLS": not wrapped,
        "EMAIL_TIMEOUT": 30,
    }


def read_sender(text: str, *, public_url: str) -> str:
    """The sender of every letter: an address, and no name that would say what a letter is about."""
    if text and not _ADDRESS.fullmatch(text):
        raise _malformed(
            "COMITY_MAIL_FROM", "an address alone", f"{text!r} is not an address alone", "post@example.org"
        )
    return text or f"post@{urlsplit(public_url).hostname}"


def read_sample(text: str) -> str:
    """`1`, `replay` or `0`."""
    if text not in ("0", "1", "replay"):
        way_out = "leave it unset: that is 0"
        raise _malformed("COMITY_SAMPLE", "0, 1 or replay", f"{text!r} is neither 0 nor 1 nor replay", way_out)
    return text


def read_hours(text: str) -> timedelta:
    """The time from one checkpoint of the public log to the next: a day is a multiple of it."""
    if text not in HOURS:
        rule = f"one of {', '.join(HOURS)}"
        raise _malformed("COMITY_CHECKPOINT_HOURS", rule, f"{text[:20]!r} is none of them", "leave it unset: that is 6")
    return timedelta(hours=int(text))


def read_words(text: str, *, field: str) -> str:
    """A few sentences that a page shows as they are; empty where the page's own are to stand."""
    if len(text) > LONGEST_WORDS or not text.replace("\n", "").isprintable():
        raise _malformed(field, f"at most {LONGEST_WORDS} letters", "is too long, or no plain text", "shorten it")
    return text.strip()


def read_secret(given: str, *, home: Path) -> str:
    """The given secret, or the one in `home/secret`: made on first use, readable by its owner alone."""
    if given and len(given) < SHORTEST_SECRET:
        rule = f"at least {SHORTEST_SECRET} characters"
        raise _malformed("COMITY_SECRET_KEY", rule, f"has only {len(given)} characters", "leave it unset: one is made")
    return given or _kept_secret(home)


def _kept_secret(home: Path) -> str:
    kept = home / "secret"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not kept.exists():
            _make_secret(kept)
        return kept.read_text("ascii")
    except OSError as error:
        way_out = "name a folder that this account may write"
        raise _malformed("COMITY_HOME", "a writable folder", f"{home}: {error.strerror}", way_out) from error


def _make_secret(kept: Path) -> None:
    """Two processes that start together agree on one secret: the file appears whole, and only once."""
    descriptor, draft = tempfile.mkstemp(prefix="secret.", dir=kept.parent)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, kept)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)


def _sqlite(split: SplitResult, *, home: Path) -> dict[str, object]:
    name = unquote(split.path.removeprefix("/"))
    if split.netloc or not name or name.startswith(":") or split.query:
        raise _malformed(
            "COMITY_DATABASE_URL",
            "sqlite:///file",
            "names no file (a database in memory would lose what it acknowledged)",
            "sqlite:///comity.sqlite3",
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(home / name),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": BUSY_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
        "TEST": {"NAME": str(home / f"test_{Path(name).name}")},
    }


def _postgresql(split: SplitResult) -> dict[str, object]:
    options = dict(parse_qsl(split.query, keep_blank_values=True))
    name = unquote(split.path.removeprefix("/"))
    unknown = sorted(set(options) - _POSTGRESQL_OPTIONS)
    if not name or "/" in name or unknown:
        wrong = f"does not know {', '.join(unknown)}" if unknown else "names no database"
        rule = "postgresql://name:word@host:port/database?host=&port=&sslmode="
        raise _malformed("COMITY_DATABASE_URL", rule, wrong, "postgresql://name@/database?host=/run/postgresql")
    port = options.pop("port", "") or _port(split, field="COMITY_DATABASE_URL")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(split.username or ""),
        "PASSWORD": unquote(split.password or ""),
        "HOST": options.pop("host", "") or split.hostname or "",
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, **options},
    }


def _split(text: str, *, field: str, rule: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError as error:
        raise _malformed(field, rule, f"cannot be read: {error}", "") from error


def _port(split: SplitResult, *, field: str) -> int | None:
    try:
        return split.port
    except ValueError as error:
        raise _malformed(field, "port 1 to 65535", "has a port that is no number from 1 to 65535", "") from error


def _malformed(field: str, rule: str, text: str, way_out: str) -> Malformed:
    """Never repeats an address that may carry a password."""
    return Malformed([Fault(field=field, rule=rule, text=text, way_out=way_out)])


__all__ = ["VARIABLES", "Bind", "Environment", "read"]
