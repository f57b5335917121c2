# SPDX-License-Identifier: Apache-2.0
"""The tables around the phases of a procedure file, read."""

from __future__ import annotations

from comity.core.procedure import frame
from comity.core.procedure.table import Table
from comity.core.procedure.things import named, share

FEWEST_SHARES, MOST_SHARES = 2, 9
"""Of the key for successors: never one alone, and no more than can be brought together in a week."""
_COMMUNITY = frame.Adopter(
    id="community", text="The community.", clause="amendment", share=None, quorum=None, approvals=0
)


def reading(t: Table) -> frame.Reading:
    """A `[[reading]]`."""
    found = frame.Reading(clause=t.text("clause"), says=t.text("says"), by=t.text("by"))
    t.finish()
    return found


def intake(t: Table) -> frame.Intake:
    """An `[[intake]]`."""
    id, text, clause = named(t)
    found = frame.Intake(id=id, text=text, clause=clause, channels=t.names("channels"), starts=t.names("starts"))
    t.finish()
    return found


def duty(t: Table) -> frame.Duty:
    """A `[[duty]]`."""
    id, text, clause = named(t)
    found = frame.Duty(
        id=id, text=text, clause=clause, by=t.name("by"), period=t.name("period"), point=t.name("point"),
        nil=t.flag("nil"),
    )  # fmt: skip
    t.finish()
    return found


def keep(t: Table) -> frame.Keep:
    """A `[[retention]]`."""
    id, text, clause = named(t)
    found = frame.Keep(
        id=id, text=text, clause=clause, what=t.names("what"), after=t.text("after"), endings=t.names("endings")
    )
    _quantity(t, "after", found.after)
    if not found.what:
        t.fault("what", "required", "'what' names the kinds of papers, or contacts")
    t.finish()
    return found


def tears(t: Table | None) -> frame.Tears | None:
    """The `[tear]` table."""
    if t is None:
        return None
    found = frame.Tears(
        text=t.text("text"), clause=t.text("clause", "tear"), expires=t.text("expires"), listens=t.names("listens")
    )
    _quantity(t, "expires", found.expires)
    t.finish()
    return found


def succession(t: Table | None) -> frame.Succession | None:
    """The `[succession]` table."""
    if t is None:
        return None
    found = frame.Succession(
        text=t.text("text"), clause=t.text("clause", "succession"),
        shares=t.number("shares", least=FEWEST_SHARES, most=MOST_SHARES),
        needed=t.number("needed", least=FEWEST_SHARES, most=MOST_SHARES), reopens=t.flag("reopens"),
    )  # fmt: skip
    if found.needed is not None and found.shares is not None and found.needed > found.shares:
        t.fault("needed", "shares", "'needed' counts some of the 'shares': it is not more than they are")
    t.finish()
    return found


def _quantity(t: Table, key: str, text: str) -> None:
    count, _, unit = text.partition(" ")
    if not (
        count.isascii()
        and count.isdecimal()
        and len(count) <= 3
        and unit.rstrip("s") in {"hour", "day", "week", "month"}
    ):
        t.fault(key, "quantity", f"'{key}' is a quantity of at most 999, for instance '90 days'")


def amendment(top: Table) -> frame.Amendment:
    """The `[amendment]` table with its `[[amendment.adopter]]`s; the community as a whole where there is none."""
    t = top.table("amendment")
    if t is None:
        return frame.Amendment(adopters=(_COMMUNITY,), open="", override="")
    found = frame.Amendment(
        adopters=tuple(_adopter(a) for a in t.tables("adopter")),
        open=t.text("open", ""),
        override=t.text("override", ""),
    )
    if not found.adopters:
        t.fault("adopter", "required", "an amendment needs a body that adopts it")
    if found.open:
        _quantity(t, "open", found.open)
    t.finish()
    return found


def _adopter(t: Table) -> frame.Adopter:
    id, text, clause = named(t)
    found = frame.Adopter(
        id=id,
        text=text,
        clause=clause,
        share=share(t) if t.has("share") else None,
        quorum=share(t, "quorum") if t.has("quorum") else None,
        approvals=t.number("approvals", 0) or 0,
    )
    t.finish()
    return found


def plain(t: Table) -> frame.Plain:
    """A `[[clause]]`."""
    id, text, clause = named(t)
    found = frame.Plain(section=t.text("section"), id=id, text=text, clause=clause)
    t.finish()
    return found


__all__ = [
    "FEWEST_SHARES",
    "MOST_SHARES",
    "amendment",
    "duty",
    "intake",
    "keep",
    "plain",
    "reading",
    "succession",
    "tears",
]
