# SPDX-License-Identifier: Apache-2.0
"""The marks that every page uses: a clause that links to its words, an instant with its zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote

from django import template
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core.clause import Clause
from comity.desk.files import KINDS
from comity.edge.web.beside import said
from comity.edge.web.instants import dated, in_short, in_words
from comity.edge.web.names import plainly

register = template.Library()
PROMISES = "comity"
MOST_KEPT = 4096
"""How many links to clauses are kept as they stand in a language, how many instants, and how many stamps."""


def address(clause: Clause) -> str:
    """Where the words of a clause can be read."""
    if clause.document == PROMISES:
        return f"{reverse('promises')}#{quote(clause.id)}"
    return f"{reverse('procedure', args=[clause.document])}#{quote(clause.id)}"


@register.simple_tag
def cite(clause: Clause | None) -> SafeString | str:
    """The clause as a link, or nothing."""
    if clause is None or not clause.id:
        return ""
    return _cited(clause, get_language(), get_script_prefix())


@lru_cache(maxsize=MOST_KEPT)
def _cited(clause: Clause, language: str | None, prefix: str) -> SafeString:
    """The link as it stands in one language, on a site that lies there."""
    label = _("clause %(id)s of %(document)s") % {"id": clause.id, "document": clause.document}
    return format_html(
        '<a class="cite" href="{}" title="{}"><bdi dir="ltr">§ {}</bdi></a>', address(clause), label, clause.id
    )


@register.simple_tag
def file_kinds() -> list[tuple[str, str]]:
    """What a file may be, in words, by the code that a script finds in its first bytes."""
    return [(kind or "none", said(kind)) for kind in (*KINDS, "txt", "")]


@register.filter
def instant(at: datetime | None) -> SafeString | str:
    """The instant in full, with its zone."""
    return "" if at is None else _told(at, get_language(), in_words)


@lru_cache(maxsize=MOST_KEPT)
def _told(at: datetime, language: str | None, say: Callable[[datetime], str]) -> SafeString:
    """An instant as it is said in one language."""
    return format_html('<time datetime="{}">{}</time>', at.astimezone(UTC).isoformat(), say(at))


@register.filter
def short(at: datetime | None) -> SafeString | str:
    """Day and hour only."""
    return "" if at is None else _told(at, get_language(), in_short)


@register.filter(name="dated")
def in_years(at: datetime | None) -> SafeString | str:
    """Day, month and year, for what lies years ahead."""
    return "" if at is None else _told(at, get_language(), dated)


@register.simple_tag
def stamp(due: datetime | None, due_today: bool, overdue: bool) -> SafeString:
    """When something is due, as the first thing in its row."""
    return _stamped(due, due_today, overdue, get_language())


@lru_cache(maxsize=MOST_KEPT)
def _stamped(due: datetime | None, due_today: bool, overdue: bool, language: str | None) -> SafeString:
    """The stamp as it stands in one language."""
    return render_to_string("parts/stamp.html", {"due": due, "due_today": due_today, "overdue": overdue})


@register.filter
def words(id: str) -> str:
    """A name of the procedure as words."""
    return plainly(id)


@register.filter
def whole(number: int) -> str:
    """A whole number with its thousands apart, exact at any size."""
    return f"{number:,}".replace(",", "\u202f")


@register.inclusion_tag("parts/error.html")
def error(errors: dict[str, str], field: str, act: str = "") -> dict[str, str]:
    """What is wrong with one field, beside it."""
    return {"text": errors.get(field, ""), "id": f"{act}{'-' if act else ''}{field}-error"}


@register.filter
def get(table: dict[str, object], key: str) -> object:
    """One value of a table, or nothing."""
    return table.get(key, "") if table else ""


@register.filter
def unlocalized(number: float) -> str:
    """A coordinate as SVG reads it, in every language."""
    return f"{number:.1f}"


@register.filter
def block(value: object, name: str) -> SafeString:
    """A value as JSON that scripts read and nobody runs: a block with the attribute `data-<name>`."""
    return format_html("<script data-{} {}", name, SafeString(json_script(value).removeprefix("<script ")))
