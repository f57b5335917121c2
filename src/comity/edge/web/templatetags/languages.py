# SPDX-License-Identifier: Apache-2.0
"""The page in other languages: the menu at its foot, and the one offer at its head."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from comity.core.ballot import Share
from comity.edge.web import languages, spoken

register = template.Library()


@register.filter
def share(asked: Share) -> str:
    """A share with its comparison in words."""
    return spoken.share(asked)


@register.inclusion_tag("parts/languages.html", takes_context=True)
def language_menu(context: dict[str, Any]) -> dict[str, Any]:
    """Every language by its own name. A page that answers no to an address says nothing of that address (P10)."""
    request = context.get("request")
    path = reverse("front") if request is None or "status" in context else request.get_full_path()
    return {"tongues": languages.menu(path)}


@register.inclusion_tag("parts/offered.html", takes_context=True)
def language_offered(context: dict[str, Any]) -> dict[str, Any]:
    """The language that the browser asks for, where it is another one."""
    found = languages.offered(context["request"]) if "request" in context else None
    return {"tongue": found[0], "sentence": found[1]} if found else {}
