# SPDX-License-Identifier: Apache-2.0
"""What the page of one side needs, whichever door it stands behind: the same for both sides."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from comity.core.procedure.watching import CHANNEL
from comity.edge.web import calls, door, kept
from comity.edge.web.casefile import Casefile
from comity.edge.web.forms import Form
from comity.edge.web.hours import hours
from comity.edge.web.keys import lines, twelve
from comity.edge.web.papers import Where, signed_in
from comity.edge.web.plan import plan
from comity.edge.web.side import side
from comity.edge.web.track import track


def side_context(
    file: Casefile, person: str, offered: tuple[Form, ...], here: str, where: Where | None = None
) -> dict[str, Any]:
    """The parts of the page; `here` is where its forms go, `where` by which addresses what is sealed is fetched."""
    drawn = track(file, person)
    where, lock = twelve.read_by(door.court(), person, where or signed_in(file.stream))
    span = calls.at_hand(file, person)
    since = file.opened_for(person) or file.at
    return {
        "action": here,
        "readers_at": where.readers_at,
        "file": file,
        "pinned_on": file.case.opened if file.opened_for(person) == file.case.opened else None,
        "case": file.case,
        "from_watch": file.case.channel == CHANNEL,
        "side": side(door.court(), file, person, offered, where),
        "track": drawn,
        "plan": plan(drawn),
        "steps": drawn.spans,
        "due": drawn.due,
        "called": hours(file, person),
        "keeping": kept.terms(door.court(), file, person),
        "lead": span.text if span else _("Nothing is open any more."),
        "lock": lock,
        **lines.of_case(door.court(), file, person, offered),
        "succeeded": [at for at in door.court().succession.opened_in(file.stream) if at >= since],
    }


__all__ = ["side_context"]
