# SPDX-License-Identifier: Apache-2.0
"""Laws about the watch: who reads does not judge, nobody proves their own tool, and what followed from it says so."""

from __future__ import annotations

from collections.abc import Iterator

from comity.core.clause import Fault
from comity.core.lint.found import ERROR, WARNING, listed
from comity.core.procedure.frame import Watching
from comity.core.procedure.model import Procedure
from comity.core.procedure.watching import CHANNEL
from comity.core.procedure.words import PARTIES, Standing

MANY = 20
"""More signals in a week than anybody reads one by one."""
_OUTSIDE = frozenset({*PARTIES, Standing.PUBLIC})


def who_reads_signals_judges_no_case(law: Procedure) -> Iterator[Fault]:
    """P20, P10: signals are for those who help; whoever reads them decides on nobody."""
    w = law.watch
    if w is None:
        return
    for role in w.reads:
        if law.roles[role].stands is not Standing.HELPER or law.roles[role].weighted:
            yield _fault(
                w, "reads", rule="who reads signals judges no case",
                text=f"'{role}' would read signals and does not stand as a helper",
                way_out="let a role that stands as helper read them, such as liaisons",
            )  # fmt: skip


def others_prove_the_watch(law: Procedure) -> Iterator[Fault]:
    """P20: would-be signals are judged by somebody of a body who will not be shown the live ones."""
    w = law.watch
    if w is None:
        return
    both = [role for role in w.judges if role in w.reads]
    if both:
        yield _fault(
            w, "judges", rule="others prove the watch",
            text=f"{listed(both)} would prove the watch and then read its signals",
            way_out="let another role judge the would-be signals",
        )  # fmt: skip
    for key, named in (("opens", w.opens), ("judges", w.judges)):
        outside = [r for r in named if law.roles[r].stands in _OUTSIDE or law.roles[r].weighted]
        if outside:
            yield _fault(
                w, key, rule="a body answers for the watch", text=f"{listed(outside)} holds no seat of a body",
                way_out="name roles that are held by a seat or an appointment",
            )  # fmt: skip


def what_followed_a_signal_says_so(law: Procedure) -> Iterator[Fault]:
    """P20: a report that began with a signal comes by a channel of its own, and so its notice can say it."""
    w = law.watch
    if w is not None and not any(CHANNEL in way.channels for way in law.intakes.values() if way.starts):
        yield _fault(
            w, "text", rule="what followed a signal says so",
            text="no way in that opens a case has the channel 'watch'",
            way_out="add \"watch\" to the channels of the way in by which liaisons tell something",
        )  # fmt: skip


def a_watch_is_small(law: Procedure) -> Iterator[Fault]:
    """More signals than anybody reads, or nowhere to take one but to a case."""
    w = law.watch
    if w is not None and w.budget > MANY:
        yield _fault(
            w, "budget", rule="a watch is small", severity=WARNING,
            text=f"{w.budget} signals a week are more than anybody reads with care", way_out=f"budget = {MANY // 4}",
        )  # fmt: skip
    if w is not None and law.tears is None:
        yield _fault(
            w, "text", rule="a watch is small", severity=WARNING,
            text="there is no door for a small tear, so a signal could only become a case",
            way_out="add the table [tear]",
        )  # fmt: skip


def _fault(w: Watching, key: str, *, rule: str, text: str, way_out: str, severity: str = ERROR) -> Fault:
    return Fault(field=f"watch.{key}", rule=rule, text=text, severity=severity, way_out=way_out, clause=w.clause)


__all__ = [
    "MANY", "a_watch_is_small", "others_prove_the_watch", "what_followed_a_signal_says_so",
    "who_reads_signals_judges_no_case",
]  # fmt: skip
