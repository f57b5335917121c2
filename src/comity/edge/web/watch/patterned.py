# SPDX-License-Identifier: Apache-2.0
"""The pattern that fits a signal, as the library tells it: its name, what helped, and a quiet word for example."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from comity.edge.web.door import Court


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """What a page says of the pattern. `href` is where it can be read whole; empty where it has no page."""

    title: str
    lead: str
    mistaken: str
    helped: str
    quiet: str
    href: str


def fitting(court: Court, id: str, language: str) -> Fitting | None:
    """The pattern of that name; None where none fits, or where the library has none of the name."""
    told = court.watching.pattern(id, language) if id else None
    if told is None:
        return None
    parts = {name: _first(told.parts.get(name, "")) for name in ("mistaken", "helped", "quiet")}
    return Fitting(title=told.title, lead=_first(told.lead), href=_href(id), **parts)


def _first(text: str) -> str:
    """The first paragraph, without the marks of a list."""
    return text.strip().partition("\n\n")[0].lstrip("->* ").replace("\n", " ").strip()


def _href(id: str) -> str:
    try:
        return reverse("pattern", args=[id])
    except NoReverseMatch:
        return ""


__all__ = ["Fitting", "fitting"]
