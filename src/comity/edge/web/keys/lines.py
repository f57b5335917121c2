# SPDX-License-Identifier: Apache-2.0
"""What pages say and carry about sealing: the line beside a form, one's own key, wraps that others lack."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from comity.core.clause import Malformed, Refusal
from comity.desk.court import Court as CourtOutside
from comity.desk.filing import Filing, ForAct, ForGround
from comity.desk.ports import Missing
from comity.edge.web.casefile import Casefile
from comity.edge.web.door import Court
from comity.edge.web.forms import ASK, Form

E2E, SERVER = "e2e", "server"
MOST = 300
"""The most wraps that one opening of a page makes: they are sent in one piece, and none of it is cut off."""
_ANY = "0" * 64
"""A digest of no paper: who reads is asked before anything was written."""


def line(court: CourtOutside, filing: Filing) -> str:
    """How a paper would be sealed now: to its readers' keys alone, or with one that the server keeps for some reader.

    Empty where it could not be filed.
    """
    try:
        readers = court.papers.readers(filing, _ANY)
    except (Refusal, Malformed, Missing):
        return ""
    return SERVER if not readers or court.papers.custody.keeps(readers) else E2E


def lines(court: CourtOutside, file: Casefile, person: str, forms: Iterable[Form]) -> dict[str, str]:
    """The same for every form of a case that files a paper, by its act."""
    papers = [form for form in forms if form.paper]
    acts = {form.act: "" if form.act.startswith(ASK) else form.act for form in papers}
    found: dict[str, str] = {}
    for name, act in acts.items():
        found[name] = line(court, ForAct(stream=file.stream, act=act, by=person))
    return found


def lacking(court: CourtOutside, stream: str, person: str) -> list[dict[str, Any]]:
    """For which papers of a stream the browser of `person` makes wraps for others, once its key is open.

    At most `MOST` wraps for one opening; the next opening makes the next.
    """
    found: list[dict[str, Any]] = []
    many = 0
    for digest, readers in sorted(court.papers.lacking(stream, person).items()):
        many += len(readers)
        if found and many > MOST:
            break
        told = [{"person": r.person, "key": r.key, "recipient": r.recipient} for r in readers]
        found.append(
            {"digest": digest, "wrap": reverse("sealed-wrap", args=[*_named(stream), digest]), "readers": told}
        )
    return found


def _named(stream: str) -> list[str]:
    kind, _colon, ref = stream.partition(":")
    return [kind, ref]


def of_stream(court: Court, stream: str, person: str) -> dict[str, Any]:
    """One's own key and what it makes for others, for a page on which texts of a stream are read."""
    own = court.keys.own(person)
    return {
        "own_key": own,
        "own_ways": court.keys.ways(own),
        "lacking": lacking(court, stream, person) if own is not None else [],
        "lacking_to": reverse("wraps", args=_named(stream)),
    }


def of_keeping(court: Court, file: Casefile, person: str, acts: Iterable[str]) -> dict[str, Any]:
    """The same for the page of what is kept, whose forms file grounds."""
    by = line(court, ForGround(stream=file.stream, by=person))
    return {
        **of_stream(court, file.stream, person),
        "readers_at": reverse("kept-readers", args=[file.ref]),
        "sealing_by": dict.fromkeys(acts, by),
    }


def of_case(court: Court, file: Casefile, person: str, forms: Iterable[Form]) -> dict[str, Any]:
    """All of it for the page of a case."""
    return {
        **of_stream(court, file.stream, person),
        "sealing_by": lines(court, file, person, forms),
        "succeeded": court.succession.opened_in(file.stream),
    }


__all__ = ["E2E", "MOST", "SERVER", "lacking", "line", "lines", "of_case", "of_keeping", "of_stream"]
