# SPDX-License-Identifier: Apache-2.0
"""That two cases are about the same, said by somebody who reads both; and that a new one takes up an earlier one.

A link stands in the history of both cases. It decides nothing: no clock, no guard and no answer knows of it, and it is
told to nobody by the facts of a case. Who may make it and who reads it says `access.linking`.
"""

from __future__ import annotations

from comity.core.clause import Refusal, promise
from comity.core.docket.commands import LinkCase, NoteLink, TakeUp, UnlinkCase
from comity.core.docket.motion import Motion
from comity.core.docket.state import Fact
from comity.core.procedure.words import Kind

CASES = "case:"
"""How the name of a case begins."""
MADE, UNDONE, TAKES_UP, TAKEN_UP = "made", "undone", "takes-up", "taken-up"


def link(m: Motion, command: LinkCase | UnlinkCase) -> None:
    """Record it. Said again it stands as before. Raises `Refusal` where the two to be parted are not linked."""
    _a_case(m, command.other)
    if isinstance(command, UnlinkCase) and command.other not in m.case.linked:
        raise Refusal("these two cases are not linked", clause=promise(10), field="other")
    m.say(Kind.LINK, command.other, MADE if isinstance(command, LinkCase) else UNDONE, who=command.by)


def take_up(m: Motion, command: TakeUp) -> None:
    """Record it. Raises `Refusal` where the case is closed or takes up one already."""
    _a_case(m, command.other)
    if not m.case.open:
        raise Refusal("a closed case takes up no other", clause=promise(13), field="other")
    if m.case.earlier:
        raise Refusal("this case takes up an earlier one already", clause=promise(13), field="other")
    m.say(Kind.LINK, command.other, TAKES_UP, who=command.by)


def note(m: Motion, command: NoteLink) -> None:
    """Record what was said in the other case. What is known already is not noted twice."""
    _a_case(m, command.other)
    linked = command.other in m.case.linked
    if command.says == TAKEN_UP or (command.says == MADE and not linked) or (command.says == UNDONE and linked):
        m.say(Kind.LINK, command.other, command.says, who=command.by, value={"noted": True})


def _a_case(m: Motion, other: str) -> None:
    if m.case.opened is None:
        raise Refusal("this case was never opened", clause=promise(1))
    if not other.startswith(CASES) or other == CASES:
        raise Refusal("the other is named as a case: 'case:' and its reference", clause=promise(26), field="other")


def echo(stream: str, fact: Fact) -> NoteLink | None:
    """What the clerk notes in the other case because of a fact of the case `stream`; None where nothing is left to."""
    says = {MADE: MADE, UNDONE: UNDONE, TAKES_UP: TAKEN_UP}.get(fact.moment)
    if fact.kind is not Kind.LINK or says is None or fact.value.get("noted"):
        return None
    return NoteLink(by=fact.who, other=stream, says=says)


__all__ = [
    "CASES",
    "MADE",
    "TAKEN_UP",
    "TAKES_UP",
    "UNDONE",
    "echo",
    "link",
    "note",
    "take_up",
]
