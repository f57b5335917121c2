# SPDX-License-Identifier: Apache-2.0
"""Beginning a version of one's own from the text of another, and a home to keep it in.

Nothing that exists is written over, so that founding a council again goes on where it stopped. No Django here: where
the home is, decides what Django is told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from comity.core.clause import Fault, Malformed
from comity.core.procedure.parse import parse_procedure
from comity.site.environment import KEPT
from comity.site.laws import CALENDAR, Law, read_law

MOST_SEATS = 30

_ID = re.compile(r"^id = .*$", re.MULTILINE)
_COMMUNITY = re.compile(r"^community = .*$", re.MULTILINE)
_SINCE = re.compile(r"^(since|supersedes) = .*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What whoever founds a council asked for. `seats` by role; a role that is not named has its own number."""

    community: str
    like: Law
    seats: Mapping[str, int]
    bind: str
    public_url: str


def begun(text: str, version: str, community: str) -> str:
    """The text of a version under a name of one's own; when it began and what it follows is left out."""
    head, mark, rest = text.partition("[procedure]")
    first, *others = re.split(r"(?=^\[)", rest, maxsplit=1, flags=re.MULTILINE)
    first = _SINCE.sub("", first)
    first = _ID.sub(lambda _: f"id = {json.dumps(version)}", first, count=1)
    first = _COMMUNITY.sub(lambda _: f"community = {json.dumps(community, ensure_ascii=False)}", first, count=1)
    return head + mark + first + "".join(others)


def short_name(community: str) -> str:
    """A community's name as a part of a version's id."""
    return re.sub(r"[^a-z0-9]+", "-", community.lower()).strip("-")[:40] or "community"


def draft(home: Path, wish: Wish) -> Law:
    """The community's own procedure in its home, with its calendar; the one that is there already is kept.

    Raises `Malformed`.
    """
    name = short_name(wish.community)
    path = home / "procedures" / name / "1.toml"
    text = begun(wish.like.text, f"{name}/1", wish.community)
    parse_procedure(text, wish.like.calendar)
    if wish.like.dates:
        _once(path.with_name(CALENDAR), wish.like.dates)
    _once(path, text)
    return read_law(path)


def settings_file(home: Path, wish: Wish) -> Path:
    """What `comity` reads in this home where a variable is not set outside."""
    lines = (
        "# What Comity reads where the variable is not set outside; docs/operating.md explains each.",
        f"COMITY_BIND={wish.bind}",
        f"COMITY_PUBLIC_URL={wish.public_url}",
        "# COMITY_DATABASE_URL=postgresql://name@/database?host=/run/postgresql",
        "# COMITY_MAIL_URL=smtps://name:word@mail.example.org:465",
    )
    _once(home / KEPT, "\n".join(lines) + "\n")
    return home / KEPT


def _once(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.write_text(text, encoding="utf-8")
    except OSError as wrong:
        told = f"{path}: {wrong.strerror or 'cannot be written'}"
        raise Malformed([Fault(field="FOLDER", rule="a writable folder", text=told)]) from wrong


__all__ = ["MOST_SEATS", "Wish", "begun", "draft", "settings_file", "short_name"]
