# SPDX-License-Identifier: Apache-2.0
"""A platform hands over what somebody flagged there: public words and where they stand, as a report.

The procedure in force must have the channel `flag`. Whoever flagged it must have agreed that it is handed over; the
platform's token says who tells it for them, and the receipt is for the platform to give to them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from comity.core.clause import Fault, Malformed, Refusal
from comity.core.procedure.model import Procedure
from comity.desk import tokens
from comity.desk.court import law_in_force
from comity.desk.filing import ForReport
from comity.desk.intake import Told
from comity.desk.present import mark
from comity.edge.api import door, keys, shapes, who
from comity.edge.api.door import Receipt
from comity.edge.api.fields import Line, Sent, Text, Words
from comity.edge.api.keys import SecretKey
from comity.edge.api.limits import FILING, Limit

router = Router(tags=["Telling"], auth=who.TOKEN)
FLAG = "flag"
"""What the channel is called in a procedure."""


class FlagIn(Sent):
    """What was flagged: the public words of a post, and the address at which anybody reads them.

    `note` is what whoever flagged it adds; `consented` says that they agreed that it is handed over to this council.
    """

    link: Annotated[str, Field(max_length=2000, pattern=r"^https?://[^\s\u0000-\u001f\u007f]+$")]
    words: Words
    note: Text = ""
    platform: Line = ""
    consented: Literal[True]


@router.post(
    "/intake/flag", response={201: shapes.ReceiptOut, 200: shapes.ReceiptOut}, operation_id="flag_post",
    throttle=[Limit("filing", FILING)],
)  # fmt: skip
def flag(request: HttpRequest, body: FlagIn, idempotency_key: SecretKey = None) -> Status[shapes.ReceiptOut]:
    """Hand over what somebody flagged on a platform, for them. The receipt is theirs and is shown here alone."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.FLAG)
    law = law_in_force(court).procedure
    found = _receipt(caller.person, idempotency_key, body)
    if who.arrived(found):
        return Status(200, _shown(found, repeated=True))
    told = Told(
        intake=_intake(law), reporter=found.person, concerned=(), words="", through=caller.person,
        consented=body.consented, channel=FLAG, recipient=found.recipient,
    )  # fmt: skip
    words = court.file_paper(written(body), ForReport(told=told))
    whole = Told(
        intake=told.intake, reporter=told.reporter, concerned=(), words=words, through=told.through,
        consented=told.consented, channel=FLAG, recipient=told.recipient, sealed=found.leaf(words),
    )  # fmt: skip
    try:
        court.open_case(whole, case=found.case, act_id=found.act_id, at=court.desk.clock.now())
    except Refusal:
        if not who.arrived(found):
            raise
    return Status(201, _shown(found, repeated=False))


def _intake(law: Procedure) -> str:
    """The way in that has the channel; the first, which then says by what it comes, where none has it."""
    ways = [way for way in law.intakes.values() if way.starts]
    if not ways:
        raise Malformed([Fault(field="intake", rule="known", text="no way in opens a case here")])
    return next((way.id for way in ways if FLAG in way.channels), ways[0].id)


def written(body: FlagIn) -> str:
    """The report: what is public, marked as such, and apart from it what was added."""
    head = f"Flagged{f' on {body.platform}' if body.platform else ''}: {body.link}"
    parts = [head, f"Public text, as it stood there:\n{body.words}"]
    if body.note.strip():
        parts.append(f"Added by whoever flagged it:\n{body.note.strip()}")
    return "\n\n".join(parts)


def _receipt(person: str, key: str | None, body: FlagIn) -> Receipt:
    drawn = door.receipts()
    return drawn.fresh() if key is None else drawn.of(keys.receipt_bits(f"{person} {key}", body.model_dump_json()))


def _shown(found: Receipt, *, repeated: bool) -> shapes.ReceiptOut:
    return shapes.ReceiptOut(receipt=" ".join(found.words), mark=mark(found.case), repeated=repeated)


__all__ = ["FLAG", "FlagIn", "router", "written"]
