# SPDX-License-Identifier: Apache-2.0
"""What the linter says of the sample laws, word for word, and every state that it walks through.

The pages lie in `spoken/`. A walk that misses states, or tells two apart that are alike, shows in them at once. Where a
change is meant, write them anew with `python -m tests.core.walked` and read what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from comity.core.calendar import Calendar
from comity.core.clause import Fault
from comity.core.lint import lint, walk
from comity.core.lint.course import Course
from comity.core.procedure.model import Procedure
from tests.core.everything import SPOKEN, everything
from tests.core.laws import CALENDAR, SHORT_CALENDAR, full, minimal
from tests.core.linted import calendar, faults, good
from tests.core.test_lint import BROKEN, ENDLESS, SERVING, TOLD_FIRST

COUNTED = (
    ('when = "evaluation-opens.passed"', 'when = "evaluation-opens.passed and (count member >= 2 or count elder < 1)"'),
    ('when = "told-first-time.passed"', 'when = "told-first-time.passed and not every respondent is office-holder"'),
    ('when = "mediation-time.passed"', 'when = "mediation-time.passed or agree-to-mediation.declined by any reporter"'),
)
WAITS = (ENDLESS, (TOLD_FIRST, SERVING + TOLD_FIRST), ('close = "decided"', 'then = ["serving"]'))
LAWS: Mapping[str, Callable[[], tuple[Procedure, Calendar]]] = {
    "good": lambda: (good(), calendar()),
    "counted and marked": lambda: (good(*COUNTED), calendar()),
    "waits for the lifting": lambda: (good(*WAITS), calendar()),
    "everything": lambda: (everything(), calendar()),
    "minimal": lambda: (minimal(), CALENDAR),
    "full": lambda: (full(), CALENDAR),
    "full without a calendar": lambda: (full(), SHORT_CALENDAR),
}
"""The laws that are walked through."""
BOUND = 100
"""States of the law that has everything: it has thousands, and the first hundred see every kind of step."""


def findings() -> str:
    """Everything that the linter finds, in a law that breaks one promise and in the sample laws."""
    lines = ["# What the linter finds", ""]
    for rule, changes in BROKEN.items():
        lines += [f"## Broken: {rule}", "", *_said(faults(*changes)), ""]
    for name, law in LAWS.items():
        lines += [f"## The law: {name}", "", *_said(lint(*law(), bound=BOUND)), ""]
    return "\n".join(lines)


def _said(found: tuple[Fault, ...]) -> Iterator[str]:
    for f in found:
        yield f"- {f.severity} at {f.field} [{f.clause}], {f.rule}: {f.text}"
        yield from (f"  - {what}: {text}" for what, text in (("seen", f.witness), ("instead", f.way_out)) if text)


def walks() -> str:
    """Every state that a case can come to, by the way on which it was first reached, and where each step leads."""
    lines = ["# Every state of a case", ""]
    for name, law in LAWS.items():
        walked = walk(*law(), bound=BOUND)
        lines += [f"## {name}: {len(walked.places)} states, {len(walked.ways)} steps", ""]
        ends: dict[int, list[str]] = {}
        for way in walked.ways:
            ends.setdefault(way.start, []).append(f"{way.end}{'' if way.step.silent else '!'}")
        for place in walked.places:
            open_now = ", ".join((*place.case.phases, place.case.outcome or ""))
            leads = " ".join(ends.get(place.number, []))
            lines.append(f"{place.number} from {place.came}: {place.label} | {open_now} | {leads}")
        lines += ["", f"offered: {', '.join(sorted(walked.offered))}", ""]
    return "\n".join(lines)


def courses() -> str:
    """The course of a case in which everybody acts at the last lawful instant, for some hours of filing."""
    lines = ["# Everybody at the last instant", ""]
    for name, law in LAWS.items():
        course = Course(*law())
        for hours in (0, 100, 333):
            filed = datetime(2026, 1, 6, 9, tzinfo=UTC) + timedelta(hours=hours)
            lines += [f"## {name}, filed {filed:%Y-%m-%d %H:%M}", ""]
            for stay in course.stays(filed):
                due = ", ".join(f"{id} {stay.set[id]:%m-%d %H:%M} to {at:%m-%d %H:%M}" for id, at in stay.due.items())
                ends = f"{stay.ends:%m-%d %H:%M}" if stay.ends else "open"
                lines.append(f"- {stay.phase.id}: {stay.opened:%m-%d %H:%M}, ends {ends}; {due}")
            lines.append("")
    return "\n".join(lines)


PAGES: Mapping[str, Callable[[], str]] = {"findings": findings, "walks": walks, "courses": courses}
"""The pages, and how they are made."""

if __name__ == "__main__":
    for page, make in PAGES.items():
        (SPOKEN / f"{page}.md").write_text(make(), "utf-8")
