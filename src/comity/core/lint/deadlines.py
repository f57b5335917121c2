# SPDX-License-Identifier: Apache-2.0
"""Laws about clocks that can be read off the text: a pause, a sliding aim, a deadline without consequence."""

from __future__ import annotations

from collections.abc import Iterator

from comity.core.clause import Fault
from comity.core.lint.felt import felt
from comity.core.lint.found import WARNING, fault, listed, ways_to_hold
from comity.core.lint.walk import Walk
from comity.core.procedure.model import Phase, Procedure
from comity.core.procedure.terms import CalendarPoint, Deadline, Either, Guard, Happened, Offset, anchors, atoms
from comity.core.procedure.words import Kind


def a_pause_holds_what_opens(walk: Walk) -> Iterator[Fault]:
    """Where a phase rests, the clock that opens it rests too; else the pause eats the time that was meant for it."""
    together = {frozenset(p.case.phases) for p in walk.places}
    for pausing in walk.law.phases.values():
        for owner in walk.law.phases.values():
            if owner.id not in pausing.pauses and any({pausing.id, owner.id} <= t for t in together):
                yield from _running_on(walk.law, pausing, owner)


def _running_on(law: Procedure, pausing: Phase, owner: Phase) -> Iterator[Fault]:
    for way in owner.exits:
        held = [id for id in way.then if id in pausing.pauses]
        for row in ways_to_hold(way.when):
            clocks = _clocks(law, row)
            if held and clocks and not clocks & frozenset(pausing.pauses):
                yield fault(
                    law, f"phase.{pausing.id}.pauses", rule="a pause holds what opens",
                    text=f"'{pausing.id}' pauses {listed(held)}, not {listed(sorted(clocks))}, whose passing opens it",
                    way_out=f"add {listed(sorted(clocks))} to the pauses of '{pausing.id}'",
                )  # fmt: skip


def _clocks(law: Procedure, row: tuple[Guard, ...]) -> frozenset[str]:
    """The clocks whose end a row of parts waits for, where nothing that people do is waited for beside them."""
    things = [g.anchor.thing for g in row if isinstance(g, Happened)]
    if any(law.kind(t) is Kind.ACT for t in things):
        return frozenset()
    return frozenset(t for t in things if law.kind(t) is Kind.CLOCK)


def no_sliding_clock(law: Procedure) -> Iterator[Fault]:
    """A clock aimed back from a calendar point names its anchor; without one it slides to a later point unseen."""
    terms = [(f"clock.{c.id}.due", c.due) for c in law.clocks.values()]
    terms += [(f"measure.{m.id}.ends", m.ends) for m in law.measures.values()]
    terms += [(f"measure.{m.id}.begins", m.begins) for m in law.measures.values() if m.begins is not None]
    for field, deadline in terms:
        if _slides(deadline):
            yield fault(
                law, field, rule="no sliding clock", severity=WARNING,
                text="counts back from a calendar point without an anchor: where it is past, a later one is taken",
                way_out="say after what: '... before period.point at least 3 days after thing.moment'",
            )  # fmt: skip


def _slides(deadline: Deadline) -> bool:
    match deadline:
        case Either(_, left, right):
            return _slides(left) or _slides(right)
        case Offset(CalendarPoint(after=None), quantity, True):
            return quantity is not None
        case _:
            return False


def every_deadline_has_a_consequence(law: Procedure) -> Iterator[Fault]:
    """When a clock passes something happens, or some guard asks whether it did."""
    heard = {a.anchor for a in felt(law, law.phases).everything if isinstance(a, Happened)}
    heard |= {a.anchor for act in law.acts.values() for a in atoms(act.when) if isinstance(a, Happened)}
    terms = [m.ends for m in law.measures.values()] + [m.begins for m in law.measures.values() if m.begins is not None]
    terms += [a.longest for a in law.acts.values() if a.longest is not None]
    heard |= {a for d in terms for a in anchors(d)}
    ends = {a.thing for a in heard if a.moment in ("passed", "met")}
    for clock in law.clocks.values():
        if not clock.late and clock.id not in ends:
            yield fault(
                law, f"clock.{clock.id}", rule="every deadline has a consequence",
                text=f"when '{clock.id}' passes nothing follows: no late effect, and no guard asks for it",
                way_out="add late = [...], or an exit that waits for its passing",
            )  # fmt: skip


__all__ = ["a_pause_holds_what_opens", "every_deadline_has_a_consequence", "no_sliding_clock"]
