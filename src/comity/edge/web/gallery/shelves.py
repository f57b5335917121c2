# SPDX-License-Identifier: Apache-2.0
"""What somebody looks for in the registry: read from the address, and drawn as the facets beside the shelves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core import suppression
from comity.core.clause import Fault, Malformed, promise
from comity.core.procedure.model import Procedure
from comity.desk import figures, registry
from comity.desk.canonical import instant
from comity.edge.web.door import Court
from comity.edge.web.names import plainly

TITLES = {
    "outcome": gettext_lazy("How it ended"),
    "measure": gettext_lazy("What followed"),
    "clause": gettext_lazy("Clause"),
    "kind": gettext_lazy("What was published"),
    "cycle": gettext_lazy("Cycle"),
    "procedure": gettext_lazy("Under which procedure"),
}
FIRST = 6
"""Values of a facet that are shown at once; the rest are behind a line of their own."""
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a facet: what is sent, what is read, of how many entries it is true."""

    value: str
    label: str
    number: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way to narrow the registry. `first` are shown, `rest` are folded away."""

    name: str
    title: str
    first: tuple[Value, ...]
    rest: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """The registry as somebody asked for it."""

    found: registry.Found
    facets: tuple[Facet, ...]
    text: str
    season: str
    seasons: tuple[Value, ...]
    narrowed: bool
    query: str
    older: str


def asking(court: Court, asked: QueryDict) -> registry.Asking:
    """What the address asks for. Raises `Malformed` for a season that never was."""
    season = asked.get("season", "")[:LONGEST]
    since, until = _span(court, season) if season else ("", "")
    marks = {facet: tuple(dict.fromkeys(v[:LONGEST] for v in asked.getlist(facet)[:50])) for facet in registry.FACETS}
    return registry.Asking(
        text=asked.get("words", "")[:LONGEST],
        marks={facet: values for facet, values in marks.items() if any(values)},
        since=since,
        until=until,
        older=asked.get("older", "")[:LONGEST],
    )


def _span(court: Court, season: str) -> tuple[str, str]:
    found = figures.span(court, season) if season in dict(figures.known(court)) else None
    if found is None:
        text = _("There is no season of that name here.")
        raise Malformed([Fault(field="season", rule=_("one of the choices"), text=text, clause=str(promise(26)))])
    return instant(found[0]), instant(found[1])


def shelves(court: Court, request: HttpRequest) -> Shelves:
    """One page of the registry, and what it can be narrowed by."""
    asked = asking(court, request.GET)
    found = registry.search(court.desk.store, asked)
    kept = request.GET.copy()
    kept.pop("older", None)
    query = kept.urlencode()
    older = kept.copy()
    older["older"] = found.next
    season = request.GET.get("season", "")
    return Shelves(
        found=found,
        facets=_facets(court, asked),
        text=asked.text,
        season=season,
        seasons=tuple(
            Value(value=ref, label=season_name(name), number="", chosen=ref == season)
            for ref, name in figures.known(court)
        ),
        narrowed=asked.narrowed,
        query=query,
        older=older.urlencode() if found.more else "",
    )


def season_name(season: str) -> str:
    """A season in words."""
    return _("Season %(name)s") % {"name": season} if season.isdigit() else plainly(season)


def _facets(court: Court, asked: registry.Asking) -> tuple[Facet, ...]:
    names = Names(law.procedure for law in court.laws.ids.values())
    counted = registry.facets(court.desk.store)
    return tuple(_facet(names, name, counted[name], asked) for name in registry.FACETS if counted.get(name))


def _facet(names: Names, name: str, counted: Mapping[str, int], asked: registry.Asking) -> Facet:
    chosen = asked.marks.get(name, ())
    values = [
        Value(value=v, label=names.label(name, v), number=small(n), chosen=v in chosen)
        for v, n in sorted(counted.items(), key=lambda item: order(name, *item))
    ]
    first = [one for n, one in enumerate(values) if n < FIRST or one.chosen]
    return Facet(
        name=name,
        title=str(TITLES[name]),
        first=tuple(first),
        rest=tuple(v for v in values if v not in first),
    )


def order(name: str, value: str, number: int) -> tuple[Any, ...]:
    """Cycles newest first, everything else by how often it comes."""
    if name == "cycle":
        kind, _space, id = value.rpartition(" ")
        return (kind, -int(id) if id.isdigit() else 0, id)
    return (-number, value)


def small(number: int) -> str:
    """A number, or `under 3` where it could point at somebody (P18)."""
    if suppression.told(number) is None:
        return _("under %(fewest)d") % {"fewest": suppression.FEWEST}
    return str(number)


class Names:
    """What the marks of entries are called, in the words of the procedures that are known here."""

    def __init__(self, laws: Iterable[Procedure]) -> None:
        self._laws = tuple(laws)

    def label(self, facet: str, value: str) -> str:
        """One value in words."""
        match facet:
            case "outcome":
                return self._outcome(*value.partition("=")[::2])
            case "measure":
                return plainly(value)
            case "clause":
                return f"§ {value}"
            case "procedure":
                return value
            case _:
                return plainly(value)

    def _outcome(self, question: str, answer: str) -> str:
        known = (law.questions[question] for law in self._laws if question in law.questions)
        texts = (a.text for one in known for a in one.answers if a.id == answer)
        return f"{plainly(question)}: {next(texts, plainly(answer)).lower()}"


__all__ = ["Facet", "Names", "Shelves", "Value", "asking", "season_name", "shelves", "small"]
