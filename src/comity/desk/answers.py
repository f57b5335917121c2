# SPDX-License-Identifier: Apache-2.0
"""What is remembered of an act: what was asked, and the refusal, so that repeating it repeats the answer.

The digest covers stream, actor and command, without the fields that are written nowhere: a short ballot could
be guessed from its digest. So an act repeated with another ballot gets the first answer and the first ballot
stays.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime

from comity.core.clause import Clause, Fault, Malformed, Possible, Refusal, promise
from comity.desk.canonical import canonical
from comity.desk.room import Room

LONGEST = 200
"""The most characters that the id of an act or the name of an actor may have."""

LONGEST_STREAM = 120
"""The most characters that a stream's name may have; keys worked out from it still fit an act's id."""

_NAME = re.compile(r"[!-~\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]+")
_STREAM = re.compile(r"[a-z][a-z0-9-]*:[!-~]+")


def digest(room: Room, *, stream: str, actor: str, command: object) -> str:
    """SHA-256, hex, of what somebody asked. Raises Malformed for text that cannot be kept."""
    written = room.codec.write(command, without=room.unrecorded)
    asked = {"actor": actor, "command": written.data, "kind": written.kind, "stream": stream}
    return hashlib.sha256(canonical(asked).encode()).hexdigest()


def named(*, act_id: str, actor: str, stream: str, at: datetime) -> None:
    """Check the three names of an act and its instant. Raises Malformed with every fault."""
    faults = [
        _fault("act_id", act_id, _NAME, LONGEST),
        _fault("actor", actor, _NAME, LONGEST),
        _fault("stream", stream, _STREAM, LONGEST_STREAM),
    ]
    if at.tzinfo is None:
        faults.append(Fault(field="at", rule="zone", text="is an instant without its offset from UTC"))
    if found := [fault for fault in faults if fault is not None]:
        raise Malformed(found)


def _fault(field: str, text: str, pattern: re.Pattern[str], longest: int) -> Fault | None:
    if len(text) > longest:
        return Fault(field=field, rule="length", text=f"is text of at most {longest} characters")
    if pattern.fullmatch(text) is None:
        return Fault(field=field, rule="letters", text="has letters that a name cannot have, or none at all")
    return None


def is_stream(text: str) -> bool:
    """Whether `text` can be the name of a stream."""
    return _fault("stream", text, _STREAM, LONGEST_STREAM) is None


def kept(refusal: Refusal) -> str:
    """A refusal as canonical JSON. Its facts are events and stand in the history instead."""
    return canonical(
        {
            "about": refusal.about,
            "clause": {"document": refusal.clause.document, "id": refusal.clause.id},
            "field": refusal.field,
            "possible": [{"act": p.act, "text": p.text, "until": p.until} for p in refusal.possible],
            "reason": refusal.reason,
        }
    )


def refused(text: str) -> Refusal:
    """The refusal that `kept` wrote."""
    read = json.loads(text)
    return Refusal(
        read["reason"],
        clause=Clause(**read["clause"]),
        about=read["about"],
        field=read["field"],
        possible=[Possible(**possible) for possible in read["possible"]],
    )


def another_content(act_id: str) -> Refusal:
    """Why an act id cannot be used for something else."""
    return Refusal(
        "The act {act} was already done with another content; a new act needs a new id.",
        clause=promise(24),
        about={"act": act_id},
        field="act_id",
    )


def backwards(at: str, last: str) -> Refusal:
    """Why an act cannot be dated before what already happened."""
    return Refusal(
        "The act is dated {at}, before the last event of its stream at {last}; time does not go back.",
        clause=promise(6),
        about={"at": at, "last": last},
        field="at",
    )


def slip_taken() -> Refusal:
    """Why a slip that equals another is not laid into the box."""
    return Refusal(
        "This very slip already lies in the box; a ballot needs a nonce of its own.",
        clause=promise(11),
        field="ballot",
    )


__all__ = [
    "LONGEST",
    "LONGEST_STREAM",
    "another_content",
    "backwards",
    "digest",
    "is_stream",
    "kept",
    "named",
    "refused",
    "slip_taken",
]
