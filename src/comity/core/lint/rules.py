# SPDX-License-Identifier: Apache-2.0
"""All the laws that a procedure is held to, and the one question: does it keep them?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from comity.core.calendar import Calendar
from comity.core.clause import Fault
from comity.core.lint import bodies, dead, deadlines, endings, fairness, hours, limits, undefined, watching
from comity.core.lint.found import ERROR, UNDEFINED, WARNING, fault
from comity.core.lint.walk import BOUND, Walk, walk
from comity.core.procedure.model import Procedure

WALKED: tuple[Callable[[Walk], Iterator[Fault]], ...] = (
    endings.every_case_can_end,
    endings.silence_leads_somewhere,
    endings.a_sitting_comes_to_rest,
    endings.somebody_is_left,
    fairness.no_sanction_before_a_hearing,
    fairness.agreement_before_notice,
    fairness.a_tear_notifies_nobody,
    deadlines.a_pause_holds_what_opens,
    limits.what_has_no_end_can_be_lifted,
    dead.nothing_is_dead,
)
"""Laws that are proved by walking through every state of a case."""

READ: tuple[Callable[[Procedure], Iterator[Fault]], ...] = (
    undefined.a_standard_of_proof,
    undefined.what_is_undefined,
    undefined.how_long_things_are_kept,
    deadlines.no_sliding_clock,
    deadlines.every_deadline_has_a_consequence,
    bodies.nobody_judges_in_the_own_cause,
    bodies.every_rule_can_be_met,
    bodies.a_veto_is_possible,
    limits.interim_measures_end_by_themselves,
    watching.who_reads_signals_judges_no_case,
    watching.others_prove_the_watch,
    watching.what_followed_a_signal_says_so,
    watching.a_watch_is_small,
)
"""Laws that can be read off the text."""

_ORDER = (ERROR, WARNING, UNDEFINED)


def lint(law: Procedure, calendar: Calendar, *, bound: int = BOUND) -> tuple[Fault, ...]:
    """Every law that this version does not keep: errors first, then warnings, then what it leaves undefined.

    `bound` is the number of states after which the walk stops; that it stopped is itself a finding.
    """
    walked = walk(law, calendar, bound=bound)
    found = [f for rule in WALKED for f in rule(walked)]
    found += [f for rule in READ for f in rule(law)]
    found += hours.no_impossible_clock(law, calendar)
    found += _unfinished(walked)
    return tuple(sorted(dict.fromkeys(found), key=lambda f: _ORDER.index(f.severity)))


def _unfinished(walked: Walk) -> Iterator[Fault]:
    if not walked.finished:
        yield fault(
            walked.law, "procedure", rule="unfinished", severity=WARNING,
            text=f"after {walked.left:,} states of a case the walk stopped: what lies beyond them was not proved",
            way_out="fewer phases that are open beside each other, or a larger bound",
        )  # fmt: skip


__all__ = ["READ", "WALKED", "lint"]
