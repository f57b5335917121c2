# SPDX-License-Identifier: Apache-2.0
"""Telling: a report or a small tear comes in, a receipt goes back, and with the receipt it can be asked after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from comity.core import tear
from comity.core.clause import Clause, Fault, Malformed, Refusal, promise
from comity.core.decider import fold
from comity.core.muting import API
from comity.core.party import Party
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import PARTIES, Standing
from comity.core.tear.rules import no_door
from comity.desk import muting
from comity.desk.court import law_in_force
from comity.desk.filing import ForReport, ForTear
from comity.desk.handle import Answer
from comity.desk.intake import Told, told_of_tear
from comity.desk.present import mark
from comity.desk.publication import promise as promise_leaf
from comity.edge.api import door, files, keys, rooms, shapes, who
from comity.edge.api.door import Court, Receipt
from comity.edge.api.keys import Key, SecretKey
from comity.edge.api.limits import ACTING, FILING, READING, Limit

router = Router(tags=["Telling"])
OPERATOR = "operator"
_ASKED = (Standing.JUDGE, Standing.PRESIDES, Standing.HELPER)
_CHOICES: Mapping[str, Any] = {
    "withdraw": tear.Withdraw, "support": tear.ChooseSupport, "report": tear.BecomeReport,
}  # fmt: skip


@router.get("/intake", response=shapes.DoorsOut, operation_id="read_intake", throttle=[Limit("public", READING)])
def doors(request: HttpRequest) -> shapes.DoorsOut:
    """What can be told, and what is asked beside the text, so that who is concerned does not screen it."""
    court = door.court()
    law, roster = law_in_force(court).procedure, court.roster()
    return shapes.DoorsOut(
        procedure=law.id,
        intakes=[shapes.WayOut(id=i.id, text=i.text) for i in law.intakes.values() if i.starts],
        tears=law.tears is not None,
        concerned=[
            shapes.SeatOut(role=r.id, text=r.text, holders=list(roster[r.id]))
            for r in law.roles.values()
            if r.stands in _ASKED and not r.weighted and roster.get(r.id)
        ],
        parts=[shapes.WayOut(id=r, text=law.roles[r].text) for r in _parts(law)],
        about_yourself=[shapes.WayOut(id=tag, text=text) for tag, text in law.asked.items()],
    )


def _parts(law: Procedure) -> list[str]:
    return [r.id for r in law.roles.values() if r.stands in PARTIES and r.stands is not Standing.REPORTER]


@router.post(
    "/reports", response={201: shapes.ReceiptOut, 200: shapes.ReceiptOut}, operation_id="file_report",
    throttle=[Limit("filing", FILING)],
)  # fmt: skip
def report(request: HttpRequest, body: shapes.ReportIn, idempotency_key: SecretKey = None) -> Status[shapes.ReceiptOut]:
    """File a report. Its words are sealed on arrival; the receipt is the only way back and is shown here alone."""
    court = door.court()
    law = law_in_force(court).procedure
    found = _receipt(idempotency_key, body)
    if who.arrived(found):
        return Status(200, _shown(found, repeated=True))
    about, intake = concerned(court, law, body), way_in(law, body)
    known = tags(law, body)
    way = "" if who.known(request) else API
    muting.let_in(court, way, intake)
    told = Told(
        intake=intake,
        reporter=found.person,
        concerned=about,
        words="",
        tags=known,
        recipient=found.recipient,
        way=way,
    )
    words = court.file_paper(body.words, ForReport(told=told))

    def act(sent: Mapping[str, int]) -> Answer:
        whole = replace(told, words=words, sealed=found.leaf(words), files=sent)
        return court.open_case(whole, case=found.case, act_id=found.act_id, at=court.desk.clock.now())

    try:
        files.filed(court, body.files, ForReport(told=told), words, act)
    except Refusal:
        if not who.arrived(found):
            raise
    return Status(201, _shown(found, repeated=False))


@router.post(
    "/tears", response={201: shapes.ReceiptOut, 200: shapes.ReceiptOut}, operation_id="tell_tear",
    throttle=[Limit("filing", FILING)],
)  # fmt: skip
def tell(request: HttpRequest, body: shapes.TearIn, idempotency_key: SecretKey = None) -> Status[shapes.ReceiptOut]:
    """Tell of a small tear, or ask for support. Nobody is notified, and nothing is kept about a person."""
    court = door.court()
    law = law_in_force(court).procedure
    if law.tears is None:
        raise no_door(law)
    found = _receipt(idempotency_key, body)
    if who.arrived(found):
        return Status(200, _shown(found, repeated=True))
    person, at = found.person, court.desk.clock.now()
    filing = ForTear(reporter=person, recipient=found.recipient)
    words = court.file_paper(body.words, filing)

    def act(sent: Mapping[str, int]) -> Answer:
        hear = tear.Hear(by=person, reporter=person, words=words, files=sent)
        with court.desk.store.transaction() as unit:
            done = court.perform(hear, act_id=found.act_id, actor=person, stream=found.tear, at=at)
            if body.support:
                also = f"{found.act_id}/support"
                court.perform(tear.ChooseSupport(by=person), act_id=also, actor=person, stream=found.tear, at=at)
            court.papers.custody.enrol(person, found.recipient, at)
            promise_leaf(unit, found.leaf(words), at)
        return done

    files.filed(court, body.files, filing, words, act)
    return Status(201, _shown(found, repeated=False))


def _receipt(key: str | None, body: shapes.ReportIn | shapes.TearIn) -> Receipt:
    drawn = door.receipts()
    if key is None:
        return drawn.fresh()
    none = {"files"} if not body.files else None
    return drawn.of(keys.receipt_bits(key, body.model_dump_json(exclude=none)))


def _shown(found: Receipt, *, repeated: bool) -> shapes.ReceiptOut:
    told = found.tear if door.court().desk.state(found.tear).version else found.case
    return shapes.ReceiptOut(receipt=" ".join(found.words), mark=mark(told), repeated=repeated)


def way_in(law: Procedure, body: shapes.ReportIn) -> str:
    """The way in that the body names, or the first. Raises `Malformed`."""
    ways = [i.id for i in law.intakes.values() if i.starts]
    if body.intake and body.intake not in ways:
        raise Malformed([_unknown("intake", ways)])
    return body.intake or ways[0]


def tags(law: Procedure, body: shapes.ReportIn) -> frozenset[str]:
    """What whoever tells says of themselves. Raises `Malformed`."""
    if not set(body.about_yourself) <= set(law.asked):
        raise Malformed([_unknown("about_yourself", list(law.asked))])
    return frozenset(body.about_yourself)


def concerned(court: Court, law: Procedure, body: shapes.ReportIn) -> tuple[Party, ...]:
    """Those who sit and are concerned, in a part that says least where none was told (P10)."""
    sitting = {p for r, people in court.roster().items() if r in law.roles for p in people} | {OPERATOR}
    parts = _parts(law)
    faults = [] if set(body.concerned) <= sitting else [_unknown("concerned", sorted(sitting))]
    if body.part and body.part not in parts:
        faults.append(_unknown("part", parts))
    if faults:
        raise Malformed(faults)
    least = (r for s in (Standing.WITNESS, Standing.AFFECTED, Standing.RESPONDENT) for r in law.stands(s))
    part = body.part or next(least, "")
    return tuple(Party(person=person, roles=(part,)) for person in dict.fromkeys(body.concerned))


def _unknown(field: str, known: list[str]) -> Fault:
    return Fault(field=field, rule="known", text=f"is none of: {', '.join(known)}")


@router.get(
    "/status", response=shapes.StatusOut, operation_id="read_status", auth=who.ONLY_RECEIPT,
    throttle=[Limit("receipt", READING)],
)  # fmt: skip
def status(request: HttpRequest) -> shapes.StatusOut:
    """Where the report or tear of this receipt stands, and what its reporter can do."""
    court, caller = door.court(), who.of(request)
    assert caller.receipt is not None
    if court.desk.state(caller.receipt.case).version:
        return shapes.StatusOut(kind="case", case=rooms.shown(court, caller.receipt.case, caller.person))
    found, _at = _tear(court, caller.receipt)
    possible = tear.options(found)
    return shapes.StatusOut(
        kind="support" if found.support else "tear",
        stage=found.stage.value,
        expires=found.expires if found.open else None,
        choices=[name for name, kind in _CHOICES.items() if kind in possible],
        files=[shapes.BesideOut(digest=digest, size=size) for digest, size in found.files.items()],
    )


def _tear(court: Court, receipt: Receipt) -> tuple[tear.Tear, datetime]:
    decider, folded = court.desk.decider(receipt.tear)
    at = max(court.desk.clock.now(), folded.last or court.desk.clock.now())
    return fold(decider, decider.advance(folded.state, at), folded.state), at


@router.get(
    "/status/log", response=shapes.LogOut, operation_id="read_log_proof", auth=who.ONLY_RECEIPT,
    throttle=[Limit("receipt", READING)],
)  # fmt: skip
def in_the_log(request: HttpRequest) -> shapes.LogOut:
    """What the public log has signed about this report or tear: its promise, and the proof once there is one."""
    court, caller = door.court(), who.of(request)
    assert caller.receipt is not None
    found = court.log.standing(caller.receipt.tag)
    return shapes.LogOut(
        promise=court.log.promise(caller.receipt.tag).decode() if found is not None else None,
        until=None if found is None else found.until,
        proof=court.log.proof(caller.receipt.tag).decode() if found is not None and found.published else None,
    )


@router.post(
    "/status/acts", response=shapes.DoneOut, operation_id="act_by_receipt", auth=who.ONLY_RECEIPT,
    throttle=[Limit("receipt-acts", ACTING)],
)  # fmt: skip
def act(request: HttpRequest, body: shapes.ActIn, idempotency_key: Key = None) -> shapes.DoneOut:
    """Do what `GET /status` offers: agree to the exact words, add something, withdraw."""
    court, caller = door.court(), who.of(request)
    assert caller.receipt is not None
    if court.desk.state(caller.receipt.case).version:
        return rooms.done(court, caller.receipt.case, caller.person, body, idempotency_key)
    return _mend(court, caller.receipt, body, idempotency_key)


def _mend(court: Court, receipt: Receipt, body: shapes.ActIn, key: str | None) -> shapes.DoneOut:
    id = keys.act_id(receipt.person, key)
    if keys.before(court, id) is not None:
        return shapes.DoneOut(act=body.act, repeated=True)
    found, at = _tear(court, receipt)
    kind = _CHOICES.get(body.act)
    if kind is None or kind not in tear.options(found):
        raise Refusal("this is not possible now", clause=_clause(court, receipt))
    if kind is tear.BecomeReport:
        if not body.text.strip():
            raise Malformed([Fault(field="text", rule="not empty", text="a report needs its words")])
        told = told_of_tear(law_in_force(court).procedure, receipt.tear, receipt.person)
        words = court.file_paper(body.text, ForReport(told=told))

        def act(sent: Mapping[str, int]) -> Answer:
            with court.desk.store.transaction():
                along = court.files.along(
                    receipt.tear, receipt.person, ForReport(told=told), words, secrets=(), made={}
                )
                command = tear.BecomeReport(by=receipt.person, words=words, files={**along, **sent})
                return court.perform(command, act_id=id, actor=receipt.person, stream=receipt.tear, at=at)

        done = files.filed(court, body.files, ForReport(told=told), words, act)
    else:
        done = court.perform(kind(by=receipt.person), act_id=id, actor=receipt.person, stream=receipt.tear, at=at)
    return shapes.DoneOut(act=body.act, repeated=done.repeated)


def _clause(court: Court, receipt: Receipt) -> Clause:
    law = law_in_force(court).procedure
    return Clause(document=law.id, id=law.tears.clause) if law.tears else promise(4)


__all__ = ["concerned", "router", "tags", "way_in"]
