# SPDX-License-Identifier: Apache-2.0
"""What anybody may read: the registry, the procedures, the seasons."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router

from comity.core.clause import Clause, Fault, Malformed
from comity.core.procedure.model import Procedure
from comity.core.procedure.render import render
from comity.core.suppression import told
from comity.desk import figures, registry
from comity.desk.canonical import instant
from comity.desk.petitions import Asked, asked
from comity.desk.ports import Missing
from comity.edge.api import door, published
from comity.edge.api.door import Court
from comity.edge.api.fields import ClauseOut
from comity.edge.api.limits import READING, Limit
from comity.edge.api.problems import clause_of

router = Router(tags=["The public"], throttle=[Limit("public", READING)])
ID = "[0-9a-f]{12}"


@router.get("/registry", response=published.RegistryOut, operation_id="search_registry")
def search(request: HttpRequest, asked: Query[published.RegistryIn]) -> published.RegistryOut:
    """Search the published entries, newest first."""
    court = door.court()
    since, until = _span(court, asked.season) if asked.season else ("", "")
    marks = {facet: tuple(getattr(asked, facet)) for facet in registry.FACETS if getattr(asked, facet)}
    sought = registry.Asking(
        text=asked.words, marks=marks, since=since, until=until, older=asked.older, limit=asked.limit
    )
    found = registry.search(court.desk.store, sought)
    return published.RegistryOut(
        entries=[entry_out(one) for one in found.entries],
        count=found.count if found.counted else None,
        all=found.all,
        next=found.next,
    )


def _span(court: Court, season: str) -> tuple[str, str]:
    found = figures.span(court, season) if season in dict(figures.known(court)) else None
    if found is None:
        raise Malformed([Fault(field="season", rule="known", text="there is no season of that name here")])
    return instant(found[0]), instant(found[1])


def entry_out(found: registry.Entry) -> published.EntryOut:
    """An entry as it was released."""
    return published.EntryOut(
        id=found.id, **{k: v for k, v in found.told.items() if k in published.EntryOut.model_fields}
    )


@router.get("/registry/facets", response=published.FacetsOut, operation_id="registry_facets")
def facets(request: HttpRequest) -> published.FacetsOut:
    """What the registry can be narrowed by, with how many of all entries each value is true."""
    counted = registry.facets(door.court().desk.store)
    return published.FacetsOut(
        **{
            name: [published.FacetOut(value=v, entries=told(n)) for v, n in counted.get(name, {}).items()]
            for name in registry.FACETS
        }
    )


@router.get("/registry/{id}", response=published.EntryOut, operation_id="read_entry")
def entry(request: HttpRequest, id: Annotated[str, Path(pattern=f"^{ID}$")]) -> published.EntryOut:
    """One entry."""
    found = registry.find(door.court().desk.store, id)
    if found is None:
        raise Http404
    return entry_out(found)


@router.get("/registry/{id}/matter", response=list[published.EntryOut], operation_id="read_matter")
def matter(request: HttpRequest, id: Annotated[str, Path(pattern=f"^{ID}$")]) -> list[published.EntryOut]:
    """Every entry on the same matter, oldest first: an entry is never changed, a later one corrects it."""
    found = registry.same_matter(door.court().desk.store, id)
    if not found:
        raise Http404
    return [entry_out(one) for one in found]


@router.get("/procedures", response=list[published.ProcedureOut], operation_id="list_procedures")
def procedures(request: HttpRequest) -> list[published.ProcedureOut]:
    """Every version that is known here, without its text."""
    court = door.court()
    here = _in_force(court)
    return [_procedure(law.procedure, here, text=False) for law in court.laws.ids.values()]


@router.get("/procedures/{community}/{version}", response=published.ProcedureOut, operation_id="read_procedure")
def procedure(
    request: HttpRequest,
    community: Annotated[str, Path(pattern="^[a-z0-9][a-z0-9.-]{0,60}$")],
    version: Annotated[str, Path(pattern="^[a-z0-9][a-z0-9.-]{0,60}$")],
) -> published.ProcedureOut:
    """One version with its text in plain words."""
    court = door.court()
    try:
        found = court.laws.named(f"{community}/{version}")
    except Missing as wrong:
        raise Http404 from wrong
    return _procedure(found.procedure, _in_force(court), text=True)


def _in_force(court: Court) -> str:
    """The digest of the version in force; empty where none is."""
    here = court.law(court.desk.clock.now())
    return "" if here is None else here.procedure.digest


def _procedure(law: Procedure, here: str, *, text: bool) -> published.ProcedureOut:
    return published.ProcedureOut(
        id=law.id,
        title=law.title,
        community=law.community,
        digest=law.digest,
        in_force=law.digest == here,
        href=f"/procedure/{law.id}",
        text=render(law) if text else None,
    )


@router.get("/seasons", response=list[published.SeasonRef], operation_id="list_seasons")
def seasons(request: HttpRequest) -> list[published.SeasonRef]:
    """Every season of the council, newest first."""
    return [published.SeasonRef(ref=ref, name=name) for ref, name in figures.known(door.court())]


@router.get("/seasons/{ref}", response=published.SeasonOut, operation_id="read_season")
def season(
    request: HttpRequest, ref: Annotated[str, Path(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
) -> published.SeasonOut:
    """The figures of one season; small numbers are null."""
    court = door.court()
    found = figures.season(court, ref) if ref in dict(figures.known(court)) else None
    if found is None:
        raise Http404
    answers = found.answers
    return published.SeasonOut(
        ref=found.ref,
        name=found.name,
        starts=found.starts,
        ends=found.ends,
        procedure=found.law.procedure.id,
        received=told(found.received),
        answers=published.AnswersOut(
            answered=told(answers.answered),
            middle_minutes=answers.middle,
            nine_in_ten_minutes=answers.nine_in_ten,
        ),
        data=_data(asked(court, found.starts, found.ends)),
        cycles=[_cycle(found.law.procedure, one) for one in found.cycles],
    )


def _data(found: Asked) -> published.DataOut:
    authorities = {code or "waiting": count for code, count in found.demands.items()}
    counted = {"petitions": found.petitions, "answered": found.answered, "late": found.late}
    return published.DataOut(authorities=authorities, **{name: told(count) for name, count in counted.items()})


def _cycle(law: Procedure, found: figures.Cycle) -> published.CycleOut:
    reports = [
        published.ReportOut(
            duty=owed.duty,
            clause=ClauseOut(**clause_of(Clause(document=law.id, id=owed.clause))),
            due=owed.due,
            filed=kept.filed,
            nil=kept.nil,
            late=kept.late,
            missed=kept.missed,
            figures={name: told(n) for name, n in kept.figures.items()},
        )
        for owed, kept in found.reports
    ]
    return published.CycleOut(
        name=found.name,
        starts=found.starts,
        ends=found.ends,
        received=told(found.received),
        released=found.released,
        reports=reports,
    )


__all__ = ["entry_out", "router"]
