# SPDX-License-Identifier: Apache-2.0
"""A copy of what is a party's own, to take along: one archive, made while it is asked for and kept nowhere.

What it holds, the law says (`access.copied`). What is sealed to the party's own key stays so: the file, and the wrap of
its key. Names of files and the archive's own say nothing of what it is about.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from comity.core.access import copied, measures_seen
from comity.core.evidence import Paper
from comity.desk.custody import SealedPaper
from comity.desk.ports import Missing
from comity.desk.sealing import Unopenable
from comity.edge.web import kept, ways
from comity.edge.web.casefile import Casefile
from comity.edge.web.door import Court
from comity.edge.web.measured import measured
from comity.edge.web.names import called

NAME = "copy.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copied:
    """One paper in the copy: what it is, and its files by name; none where its text is gone."""

    told: dict[str, Any]
    files: dict[str, bytes]


def answer(court: Court, file: Casefile, person: str, secrets: tuple[str, ...] = ()) -> HttpResponse:
    """The archive, as something to be saved. `secrets` are identities that this one request brought."""
    response = HttpResponse(archive(court, file, person, secrets), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{NAME}"'
    add_never_cache_headers(response)
    return response


def archive(court: Court, file: Casefile, person: str, secrets: tuple[str, ...] = ()) -> bytes:
    """The copy of `person`, a party to whom the case exists."""
    papers = tuple(_papers(court, file, person, secrets))
    told = json.dumps(_told(court, file, person, papers), ensure_ascii=False, indent=2)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo("read-me.txt"), _read_me())
        made.writestr(zipfile.ZipInfo("copy.json"), f"{told}\n")
        for paper in papers:
            for name, content in paper.files.items():
                made.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _told(court: Court, file: Casefile, person: str, papers: tuple[_Copied, ...]) -> dict[str, Any]:
    party, found = file.case.bench.parties[person], kept.terms(court, file, person)
    own = (term for term in measures_seen(file.law, file.case, person) if term.about == person)
    return {
        "case": file.mark,
        "procedure": file.case.procedure,
        "made": _instant(file.at),
        "you": {"called": called(file, person), "part": list(party.roles)},
        "reached": dict(ways.own(court.own_contact(person))),
        "papers": [paper.told for paper in papers],
        "measures": [
            {"text": m.text, "from": _instant(m.begins), "to": _instant(m.ends)} for m in measured(file, person, own)
        ],
        "kept": [
            {"what": one.title, "until": _instant(one.ends), "destroyed": _instant(one.gone)} for one in found.lines
        ],
        "terms": [{"text": one.text, "clause": one.clause.id} for one in found.terms],
    }


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at is not None else None


def _papers(court: Court, file: Casefile, person: str, secrets: tuple[str, ...]) -> Iterator[_Copied]:
    for number, paper in enumerate(copied(file.law, file.case, person), 1):
        files = {f"{number:02}{end}": text for end, text in _files(court, file, person, paper, secrets).items()}
        yield _Copied(
            told={
                "kind": paper.kind,
                "filed": _instant(file.at_for(person, paper.at)),
                "yours": paper.by == person,
                "sha256": paper.digest,
                "files": list(files),
            },
            files=files,
        )


def _files(court: Court, file: Casefile, person: str, paper: Paper, secrets: tuple[str, ...]) -> dict[str, bytes]:
    """By ending: the text, or what is sealed and the wrap of its key; nothing where it cannot be opened any more."""
    try:
        found = court.read_paper(file.stream, person, paper.digest, secrets)
        if not isinstance(found, SealedPaper):
            return {".txt": found.encode()} if found is not None else {}
        ciphertext, wrap = (
            court.papers.custody.ciphertext(paper.digest),
            court.papers.custody.wrap(paper.digest, person),
        )
    except (Missing, Unopenable):
        return {}
    sealed = {".age": ciphertext, ".wrap.age": wrap}
    return {end: content for end, content in sealed.items() if content is not None}


def _read_me() -> str:
    parts = (
        _("This is a copy of what is yours: what you wrote, the exact words, what was decided, how you are reached."),
        _("copy.json says what each file is and until when it is kept. What others wrote is theirs and not in it."),
        _("A file that ends in .age is sealed. With your key in the file my.key it opens so, on one line:"),
        "age -d -i <(age -d -i my.key 01.wrap.age) 01.age",
        _("Before the text stand four bytes that say its length; the zeros after it only hide how long it is."),
    )
    return "\n\n".join((*parts, ""))


__all__ = ["NAME", "answer", "archive"]
