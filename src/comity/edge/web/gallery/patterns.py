# SPDX-License-Identifier: Apache-2.0
"""The pattern library in the gallery: every pattern, and a page for each that prints well. For anybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from comity.core.suppression import FEWEST
from comity.desk.patterns import Shown, how_often
from comity.edge.web import door, pages
from comity.edge.web.gallery import prose, talks
from comity.edge.web.pattern_words import SECTION_SAID, often, step


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One pattern in the list."""

    id: str
    title: str
    lead: str
    language: str
    often: str
    tried: bool
    picture: talks.Drawn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a pattern's text."""

    name: str
    heading: str
    html: SafeString


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every pattern, by title, with how often the council saw it."""
    court = door.court()
    counts, known = how_often(court), court.patterns.known(get_language() or "en")
    context = {
        "cards": tuple(card(one, often(counts, one.id) if one.id in counts else "") for one in known),
        "fewest": FEWEST,
        "changes": court.patterns.rules().adopted,
        "clause": court.patterns.rules().clause,
    }
    return pages.show(request, "gallery/patterns.html", context, private=False)


def card(one: Shown, seen: str) -> Card:
    """A pattern as it stands in the list."""
    return Card(
        id=one.id,
        title=one.text.title,
        lead=prose.plain(one.text.lead),
        language=one.language,
        often=seen,
        tried=one.tried,
        picture=talks.drawn(one.pattern.fits[0], one.pattern.cues) if one.pattern.fits else None,
    )


@require_safe
def one(request: HttpRequest, id: str) -> HttpResponse:
    """One pattern. Raises `Http404`."""
    court = door.court()
    known = court.patterns.known(get_language() or "en")
    found = next((shown for shown in known if shown.id == id), None)
    if found is None:
        raise Http404
    pattern = found.pattern
    example = talks.drawn(pattern.fits[0], pattern.cues) if pattern.fits else None
    context = {
        "one": found,
        "lead": prose.html(found.text.lead),
        "sections": sections(found),
        "step": step(pattern.step),
        "often": often(how_often(court), id),
        "fewest": FEWEST,
        "example": example,
        "example_said": talks.in_words(example) if example else "",
        "unlike": tuple(talks.drawn(other, pattern.cues) for other in pattern.unlike),
        "phrases": (*pattern.cues.opens, *pattern.cues.words, *pattern.cues.answers),
        "before": _beside(known, id, -1),
        "after": _beside(known, id, 1),
    }
    return pages.show(request, "gallery/pattern.html", context, private=False)


def sections(found: Shown) -> tuple[Section, ...]:
    """The parts of the text, in their order."""
    return tuple(
        Section(name=name, heading=str(SECTION_SAID[name]), html=prose.html(text))
        for name, text in found.text.parts.items()
    )


def _beside(known: tuple[Shown, ...], id: str, by: int) -> Shown | None:
    place = [one.id for one in known].index(id) + by
    return known[place] if 0 <= place < len(known) else None


__all__ = ["page", "one", "sections"]
