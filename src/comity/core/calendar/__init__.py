# SPDX-License-Identifier: Apache-2.0
"""Seasons, voting cycles, working days, releases: dates in, instants out.

A community writes its calendar as data; this room turns "two working days before" and "the end of the next
cycle" into instants, once, when a deadline is set (P6). It knows no community: every kind of period and every
point in it is a name from the file. It deliberately does not guess: beyond the last period that a calendar
lists the answer is None, and a human extends the calendar.
"""

from comity.core.calendar.dates import UNITS, Calendar, Period
from comity.core.calendar.document import parse_calendar

__all__ = ["UNITS", "Calendar", "Period", "parse_calendar"]
