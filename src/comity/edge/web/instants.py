# SPDX-License-Identifier: Apache-2.0
"""Instants in words: always with their zone, never relative alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def in_words(at: datetime) -> str:
    """`Thursday 18 June 2026, 12:00 UTC`."""
    utc = at.astimezone(UTC)
    return _("%(day)s, %(hour)s UTC") % {"day": date_format(utc, _("l j F Y")), "hour": date_format(utc, "H:i")}


def in_short(at: datetime) -> str:
    """`18 June, 12:00`: for pictures and tables whose year and zone stand beside them."""
    return date_format(at.astimezone(UTC), _("j F, H:i"))


def day(at: datetime | date) -> str:
    """`18 June`."""
    return date_format(at.astimezone(UTC) if isinstance(at, datetime) else at, _("j F"))


def dated(at: datetime) -> str:
    """`18 June 2026`: for what lies years ahead."""
    return date_format(at.astimezone(UTC), _("j F Y"))


def length(span: timedelta) -> str:
    """`3 days`, `12 hours`, `40 minutes`: the largest unit of which there are at least two, or one exactly."""
    minutes = max(0, round(span.total_seconds() / 60))
    days, hours = minutes // 1440, minutes // 60
    if days >= 2 or (days == 1 and minutes % 1440 == 0):
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if hours >= 1:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


__all__ = ["dated", "day", "in_short", "in_words", "length"]
