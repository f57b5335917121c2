# SPDX-License-Identifier: Apache-2.0
"""Invented matters for the page of the design system: nobody here is anybody, and nothing happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.clause import promise
from comity.edge.web import names, spoken
from comity.edge.web.forms import Choice, Form
from comity.edge.web.pages import ClosedDoor, Way
from comity.edge.web.papers import Shown
from comity.edge.web.ruler import Arithmetic
from comity.edge.web.track import Deadline, Span, Track

NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
"""A Monday. The page stands still, so that two looks at it can be compared."""
CLAUSE = promise(5)
_ACT_ID = "invented-and-never-sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """One deadline as the stamp shows it."""

    name: str
    due: datetime | None
    due_today: bool = False
    overdue: bool = False


def stamps() -> tuple[Stamp, ...]:
    """A deadline that lies ahead, one of today, one that has passed, and none."""
    return (
        Stamp(name=_("ahead"), due=NOW + timedelta(days=3)),
        Stamp(name=_("due today"), due=NOW + timedelta(hours=6), due_today=True),
        Stamp(name=_("overdue"), due=NOW - timedelta(days=1), overdue=True),
        Stamp(name=_("none"), due=None),
    )


def refusals() -> tuple[ClosedDoor, ...]:
    """Not yet; not you; not under this version."""
    later = Way(text=_("Wait for the answer"), href="#refusals", until=NOW + timedelta(days=2))
    read = Way(text=_("Read the clause"), href=reverse("promises"))
    return (
        ClosedDoor(
            title=_("Not yet"), reason=_("The other side has not answered yet."), clause=promise(5), possible=(later,)
        ),
        ClosedDoor(title=_("Not you"), reason=_("You stepped aside from this case."), clause=promise(10)),
        ClosedDoor(
            title=_("Not under this version"),
            reason=_("This version has no clause for it."),
            clause=promise(6),
            possible=(read, later),
        ),
    )


def forms() -> tuple[Form, ...]:
    """A choice, a text, and both once more with what was wrong."""
    until = NOW + timedelta(days=3)
    choices = (
        Choice(value="yes", label=_("Yes, I agree")),
        Choice(value="no", label=_("No, I do not agree"), hint=_("It harms nobody.")),
    )
    asked = Form(
        act="asked", verb="consent", text=_("Agree to the exact words"), clause=CLAUSE, until=until, button=_("Say so"),
        waited=True, choices=choices, legend=_("Do you agree?"), act_id=_ACT_ID,
    )  # fmt: skip
    written = Form(
        act="written", verb="paper", text=_("Answer what is reported"), clause=CLAUSE, until=None,
        button=_("Seal and file it"), waited=True, paper=True, withhold=True, act_id=_ACT_ID,
    )  # fmt: skip
    no_choice = {"choice": _("Choose one of these.")}
    no_text = {"paper": _("Write something here; a sentence is enough.")}
    return (
        asked,
        written,
        replace(asked, act="asked-again", text=_("The same, sent without a choice"), errors=no_choice),
        replace(written, act="written-again", text=_("The same, sent without a text"), errors=no_text),
    )


def papers() -> tuple[Shown, ...]:
    """Open, veiled, and erased."""
    words = _("The bench by the pond was promised to two people. One of them found out on the day.")
    gone = _("This text was erased. That it was there, its digest proves.")

    def paper(title: str, *, text: str, veiled: bool) -> Shown:
        return Shown(
            kind="paper", title=title, text=text, gone=gone, veiled=veiled, by=str(names.TREES[1]), person="", at=NOW,
            clause=CLAUSE,
        )  # fmt: skip

    return (
        paper(_("Open"), text=words, veiled=False),
        paper(_("Veiled until asked for"), text=words, veiled=True),
        paper(_("Erased"), text="", veiled=False),
    )


def parties() -> tuple[tuple[str, int, str], ...]:
    """Four trees with their leaves, and how far each has come."""
    told = (_("Made the report."), _("Has not been told."), _("Somebody who is not known yet"), _("Has answered."))
    return tuple((str(names.TREES[n]), n % names.LEAVES, text) for n, text in enumerate(told))


def track() -> Track:
    """A case that was heard, rested, and is being decided."""
    begun = NOW - timedelta(days=24)
    heard, talked, decided = (begun + timedelta(days=n) for n in (2, 9, 20))

    def clock(
        text: str, set_: datetime, due: datetime, state: str, **more: tuple[tuple[datetime, datetime], ...]
    ) -> Deadline:
        return Deadline(
            clock="c", text=text, clause=CLAUSE, set=set_, due=due, state=state, rests=more.get("rests", ())
        )

    def span(name: str, began: datetime, ended: datetime | None, *clocks: Deadline) -> Span:
        return Span(
            phase="p", name=name, text=name, clause=CLAUSE, began=began, ended=ended, idle=False, deadlines=clocks
        )

    rest = ((heard + timedelta(days=3), heard + timedelta(days=5)),)
    return Track(
        spans=(
            span(_("Arrival"), begun, heard, clock(_("An answer within two days"), begun, heard, "met")),
            span(_("Hearing"), heard, talked, clock(_("Seven days to answer"), heard, talked, "passed", rests=rest)),
            span(_("Talk"), talked, decided),
            span(
                _("Decision"),
                decided,
                None,
                clock(_("A vote within a week"), decided, NOW + timedelta(days=3), "running"),
            ),
        ),
        opened=begun,
        now=NOW,
        closed=None,
    )


def sums() -> tuple[Arithmetic, ...]:
    """A vote that fell short, one that was carried, and a veto that stands some way off."""
    return (
        _sum(_("Yes"), 4, 7, Fraction(2, 3)),
        _sum(_("Yes"), 5, 7, Fraction(2, 3)),
        _sum(_("Against"), 1_204_900, 12_000_000, Fraction(3, 25), against=True),
    )


def _sum(answer: str, part: int, base: int, share: Fraction, *, against: bool = False) -> Arithmetic:
    needed = -(-base * share.numerator // share.denominator)
    return Arithmetic(
        answer=answer,
        part=part,
        base=base,
        base_name=spoken.base("supplied" if against else "seats"),
        share=f"{share.numerator}/{share.denominator}",
        needed=needed,
        distance=max(0, needed - part),
        met=part >= needed,
        left=part * share.denominator,
        right=base * share.numerator,
        numerator=share.numerator,
        denominator=share.denominator,
        strict=False,
        against=against,
    )


__all__ = ["CLAUSE", "NOW", "Stamp", "forms", "papers", "parties", "refusals", "stamps", "sums", "track"]
