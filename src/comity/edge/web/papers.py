# SPDX-License-Identifier: Apache-2.0
"""The papers of a case as one person may read them: the text where a clause opens it, and never a word more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.clause import Clause
from comity.core.evidence import Paper, text_beside
from comity.core.procedure.words import PaperKind
from comity.desk.custody import SealedPaper
from comity.desk.ports import Missing
from comity.desk.sealing import Unopenable
from comity.edge.web import beside, spoken
from comity.edge.web.beside import FileShown
from comity.edge.web.casefile import Casefile
from comity.edge.web.door import Court
from comity.edge.web.names import called
from comity.edge.web.trail import Trail, Trails

_VEILED = frozenset({PaperKind.REPORT, PaperKind.EVIDENCE})
"""Opened by a click: what came in unseen may distress (P14)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """By which addresses somebody fetches what is sealed, and what else opens it in this one request.

    `at` gives the address of a paper by its digest; its wrap lies one step below. At `readers_at` the browser asks for
    whom it seals a paper. `secrets` are identities that the request itself brought: worked out from words that were
    typed without script, held for that request, and kept nowhere. Those words are typed at `words_at`;
    `by_words` says that what is sealed to this reader opens by them; `in_case` that it is a paper of a case.
    """

    at: Callable[[str], str]
    readers_at: str = ""
    secrets: tuple[str, ...] = ()
    words_at: str = ""
    by_words: bool = False
    in_case: bool = True


def signed_in(stream: str, secrets: tuple[str, ...] = ()) -> Where:
    """The addresses for somebody who is signed in."""
    kind, _colon, ref = stream.partition(":")
    asks = reverse("case-readers", args=[ref]) if kind == "case" else ""
    return Where(
        at=lambda digest: reverse("sealed", args=[kind, ref, digest]),
        readers_at=asks,
        secrets=secrets,
        words_at=reverse("own-words"),
        in_case=kind not in ("tear", "petition", "authority", "past"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What the reader's browser opens: where it lies, and what is said while it is closed or cannot be opened."""

    paper: str
    wrap: str
    still: str
    trouble: str
    in_case: bool = True

    @property
    def again(self) -> str:
        """What is pressed where the key that was made for the reader opens nothing."""
        return _("This key opens nothing: give it back")

    @property
    def given(self) -> str:
        """What is said then."""
        if not self.in_case:
            return _(
                "It was given back. Another is made once somebody else who reads this opens their key on this page."
            )
        return _("It was given back. Another is made as soon as somebody else who reads this opens the case.")

    @property
    def last(self) -> str:
        """What is said where it is the only key of the paper that is left."""
        return _("It stays: nobody else has a key of this that could make you another. Tell the lead.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is shown of a paper: its text, or the seal under which it lies, or why it is not here (`gone`)."""

    text: str = ""
    gone: str = ""
    seal: Seal | None = None

    @property
    def there(self) -> bool:
        """Whether there is something to read, here or once it is opened."""
        return bool(self.text) or self.seal is not None


def body(read: Callable[[], str | SealedPaper | None], where: Where) -> Body:
    """What there is to be shown of the paper that `read` reads."""
    try:
        found = read()
    except Missing:
        return Body(gone=_("This text was erased. That it was there, its digest proves."))
    except Unopenable:
        return Body(gone=_("This text cannot be opened: what is kept of it is not what was sealed."))
    if isinstance(found, SealedPaper):
        return Body(seal=_seal(found, where)) if found.key else Body(gone=_not_yet(where))
    return Body(text=found or "", gone=_("This text is not here to be opened."))


def _not_yet(where: Where) -> str:
    if not where.in_case:
        return _(
            "This is sealed, and not to you yet. It will be once somebody who reads it opens their key on this page."
        )
    return _("This is sealed, and not to you yet. It will be once somebody who reads it has opened the case.")


def _seal(found: SealedPaper, where: Where) -> Seal:
    address = where.at(found.digest)
    still, trouble = _by_words() if where.by_words else _by_key()
    return Seal(paper=address, wrap=f"{address}/wrap", still=still, trouble=trouble, in_case=where.in_case)


def _by_key() -> tuple[str, str]:
    return (
        _("This is sealed to your key. It opens here, in your browser, while your key is open."),
        _("This does not open with your key. Open your key again; if that does not help, tell the lead."),
    )


def _by_words() -> tuple[str, str]:
    return (
        _("This is sealed to your twelve words. It opens here once you have typed them on this page."),
        _("This does not open with your words. Whoever wrote it may have sealed it to others; ask the council."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One paper: what it is, its text or why there is none, who filed it, when, under which clause it is open."""

    kind: str
    title: str
    text: str
    gone: str
    veiled: bool
    by: str
    person: str
    at: datetime
    clause: Clause | None
    seal: Seal | None = None
    mode: str = ""
    files: tuple[FileShown, ...] = ()
    trails: tuple[Trail, ...] = ()


def shown(court: Court, file: Casefile, person: str, where: Where | None = None) -> tuple[Shown, ...]:
    """Every paper that `person` may open, oldest first."""
    at = where or signed_in(file.stream)
    opened = file.papers_for(person)
    trails = Trails(court, file, person, [*(paper for paper, _clause in opened), *file.case.files])
    found = ((_whole(court, file, person, one, at), trails.of(one[0], _beside(file, one[0]))) for one in opened)
    return tuple(replace(one, mode=trail[0].mode, trails=trail) for one, trail in found)


def _beside(file: Casefile, paper: Paper) -> list[Paper]:
    return [one for one in file.case.files if text_beside([paper], one) is not None]


def _whole(court: Court, file: Casefile, person: str, opened: tuple[Paper, Clause], at: Where) -> Shown:
    paper, clause = opened
    found = _shown(file, person, paper, clause, _body(court, file, person, paper, at))
    files = (
        beside.shown(court, file.stream, person, one, at=at.at(one.digest), secrets=at.secrets)
        for one in _beside(file, paper)
    )
    return replace(found, files=tuple(replace(one, by_words=at.by_words) for one in files))


def _body(court: Court, file: Casefile, person: str, paper: Paper, where: Where) -> Body:
    return body(lambda: court.read_paper(file.stream, person, paper.digest, where.secrets), where)


def _shown(file: Casefile, person: str, paper: Paper, clause: Clause, found: Body) -> Shown:
    kind = PaperKind(paper.kind)
    return Shown(
        kind=kind.value,
        title=spoken.paper(kind),
        text=found.text,
        gone=found.gone,
        veiled=kind in _VEILED and paper.by != person,
        by=author(file, paper, person),
        person="" if paper.withheld else paper.by,
        at=file.at_for(person, paper.at),
        clause=clause,
        seal=found.seal,
    )


def author(file: Casefile, paper: Paper, person: str) -> str:
    """Who filed it, as a page tells `person`."""
    if paper.withheld and paper.by != person:
        return _("its author withheld")
    return called(file, paper.by, to=person) or _("filed with the report")


__all__ = ["Body", "Seal", "Shown", "Where", "author", "body", "shown", "signed_in"]
