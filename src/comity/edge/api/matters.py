# SPDX-License-Identifier: Apache-2.0
"""A small tear or a report that begins with a signal: for somebody who agreed to it, or of what a liaison saw.

It is told as on the page of the liaison desk. The signal keeps a link by digest, and the matter nothing of the signal
but that it came by the watch, where the procedure has that channel (P4, P20).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Path, Router, Status

from comity.core.clause import Fault, Malformed, Refusal, promise
from comity.core.procedure.watching import CHANNEL
from comity.core.tear import Hear
from comity.core.tear.rules import no_door
from comity.core.watch.signal import Act, Matter
from comity.desk import tokens
from comity.desk.court import law_in_force
from comity.desk.filing import ForReport, ForTear
from comity.desk.handle import Answer
from comity.desk.intake import Told
from comity.desk.present import mark
from comity.desk.publication import promise as promise_leaf
from comity.desk.watch import spaces
from comity.desk.watch.begun import begin
from comity.desk.watch.spaces import signal_stream
from comity.edge.api import door, files, intake, keys, shapes, who
from comity.edge.api.door import Court, Receipt
from comity.edge.api.keys import SecretKey
from comity.edge.api.limits import FILING, Limit
from comity.edge.api.signal_shapes import MatterIn
from comity.edge.api.signals import live

router = Router(tags=["The watch"], auth=who.TOKEN)
OWN = "own"
_ACTS: Mapping[str, Act] = {"tear": Act.TEAR, "report": Act.REPORT}


@router.post(
    "/signals/{id}/matters", response={201: shapes.ReceiptOut, 200: shapes.ReceiptOut},
    operation_id="begin_from_signal", throttle=[Limit("filing", FILING)],
)  # fmt: skip
def matter(
    request: HttpRequest,
    id: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    body: MatterIn,
    idempotency_key: SecretKey = None,
) -> Status[shapes.ReceiptOut]:
    """Begin a tear or a report from a signal, with consent. The receipt is for whoever it is told for, and shown here
    alone; of a tear of one's own there is none, because the liaison's own seat leads back to it."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.LIAISE)
    found = _receipt(caller.person, idempotency_key, id, body)
    if _arrived(court, found):
        return Status(200, _shown(court, found, body, repeated=True))
    live(court, id, caller.person)
    if all(one.act is not _ACTS[body.matter] for one in court.watching.options(signal_stream(id), caller.person)):
        raise Http404
    if body.whose != OWN and not body.consented:
        text = "whoever it is told for must have agreed; without their yes it stays theirs to tell"
        raise Malformed([Fault(field="consented", rule="consent", text=text, clause=promise(4).id)])
    file = _tear if body.matter == "tear" else _report
    try:
        file(court, caller.person, id, body, found)
    except Refusal:
        if not _arrived(court, found):
            raise
    return Status(201, _shown(court, found, body, repeated=False))


def _receipt(person: str, key: str | None, id: str, body: MatterIn) -> Receipt:
    drawn = door.receipts()
    if key is None:
        return drawn.fresh()
    return drawn.of(keys.receipt_bits(f"{person} {id} {key}", body.model_dump_json()))


def _arrived(court: Court, found: Receipt) -> bool:
    return any(court.desk.state(stream).version for stream in (found.case, found.tear))


def _shown(court: Court, found: Receipt, body: MatterIn, *, repeated: bool) -> shapes.ReceiptOut:
    tear = body.matter == "tear"
    words = "" if tear and body.whose == OWN else " ".join(found.words)
    return shapes.ReceiptOut(receipt=words, mark=mark(found.tear if tear else found.case), repeated=repeated)


def _report(court: Court, person: str, id: str, body: MatterIn, found: Receipt) -> None:
    law = law_in_force(court).procedure
    way, other = intake.way_in(law, body), body.whose != OWN
    told = Told(
        intake=way,
        reporter=found.person,
        concerned=intake.concerned(court, law, body),
        words="",
        tags=intake.tags(law, body),
        through=person if other else "",
        consented=other and body.consented,
        channel=CHANNEL if CHANNEL in law.intakes[way].channels else "",
        recipient=found.recipient,
    )
    words = court.file_paper(body.words, ForReport(told=told))

    def act(sent: Mapping[str, int]) -> Answer:
        whole = replace(told, words=words, sealed=found.leaf(words), files=sent)
        answer = court.open_case(whole, case=found.case, act_id=found.act_id, at=court.desk.clock.now())
        begin(court, person, id, found.case, matter=Matter.REPORT, act_id=found.act_id)
        return answer

    files.filed(court, body.files, ForReport(told=told), words, act)


def _tear(court: Court, person: str, id: str, body: MatterIn, found: Receipt) -> None:
    law, own, at = law_in_force(court).procedure, body.whose == OWN, court.desk.clock.now()
    if law.tears is None:
        raise no_door(law)
    reporter = person if own else found.person
    filing = ForTear(reporter=reporter, through=person, recipient="" if own else found.recipient)
    words = court.file_paper(body.words, filing)
    where = court.file_paper(body.conversation.strip() or _where(court, person, id)) if own else ""

    def act(sent: Mapping[str, int]) -> Answer:
        hear = Hear(by=person, reporter=reporter, words=words, consented=body.consented, conversation=where, files=sent)
        with court.desk.store.transaction() as unit:
            answer = court.perform(hear, act_id=found.act_id, actor=person, stream=found.tear, at=at)
            if not own:
                court.papers.custody.enrol(reporter, found.recipient, at)
            promise_leaf(unit, found.leaf(words), at)
            begin(court, person, id, found.tear, matter=Matter.TEAR, act_id=found.act_id)
        return answer

    files.filed(court, body.files, filing, words, act)


def _where(court: Court, person: str, id: str) -> str:
    """Where the conversation of the signal is: its address, else the words of its space."""
    shown = court.watching.shown(signal_stream(id), person)
    if shown is not None and shown.place:
        return shown.place
    state = court.watching.read(signal_stream(id), person)
    space = None if state is None else spaces.rules(court).spaces.get(state.space)
    return space.text if space is not None else "" if state is None else state.space


__all__ = ["matter", "router"]
