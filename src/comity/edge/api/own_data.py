# SPDX-License-Identifier: Apache-2.0
"""One's own data: a copy of what is one's own in a case, and what one asked about it."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from comity.core.access import copied, keeping_seen, may_ask, measures_seen
from comity.core.clause import Fault, Malformed
from comity.core.petition import Petition, SubmitPetition
from comity.core.procedure.words import CONTACTS
from comity.desk import casefile, keeping, tokens
from comity.desk.casefile import CASE, Casefile
from comity.desk.custody import SealedPaper
from comity.desk.filing import ForPetition
from comity.desk.petitions import PETITIONS, petitions
from comity.desk.ports import Missing
from comity.desk.sealing import Unopenable
from comity.edge.api import door, keys, shapes, who
from comity.edge.api.door import Court
from comity.edge.api.fields import Sent
from comity.edge.api.keys import Key
from comity.edge.api.limits import ACTING, READING, Limit
from comity.edge.api.rooms import Ref
from comity.edge.api.who import Caller

router = Router(tags=["Your data"], auth=who.EITHER)


class CopiedPaperOut(Schema):
    """One paper of the copy; its text, or how it is sealed to the caller; neither where it was erased."""

    digest: str
    kind: str
    at: datetime
    yours: bool
    text: str | None = None
    sealed: shapes.SealedOut | None = None


class CopiedMeasureOut(Schema):
    """A measure on the caller."""

    measure: str
    begins: datetime | None
    ends: datetime | None


class KeptOut(Schema):
    """Until when something is kept (null: no end by time), or when it was destroyed."""

    what: str
    kind: str
    until: datetime | None
    destroyed: datetime | None


class CopyOut(Schema):
    """What is the caller's own in one case. What others wrote is theirs and not in it."""

    ref: str
    procedure: str
    digest: str
    person: str
    part: list[str]
    reached: dict[str, str]
    papers: list[CopiedPaperOut]
    measures: list[CopiedMeasureOut]
    kept: list[KeptOut]


class RequestIn(Sent):
    """What is asked: `access`, `rectification` or `erasure`; `ref` names a case of one's own, or nothing."""

    kind: Annotated[str, Field(pattern="^(access|rectification|erasure)$")]
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    ref: Annotated[str, Field(pattern="^([A-Za-z0-9][A-Za-z0-9._-]{0,79})?$")] = ""


class RequestOut(Schema):
    """One request: when the answer is due; its outcome, and the document and clause on which that rests."""

    id: str
    kind: str
    asked: datetime
    due: datetime
    missed: bool
    ended: datetime | None
    outcome: str
    document: str
    clause: str
    words: CopiedPaperOut | None
    longer: CopiedPaperOut | None
    answer: CopiedPaperOut | None


class RequestsOut(Schema):
    """Everything that the caller asked, oldest first."""

    requests: list[RequestOut]


class AskedOut(Schema):
    """The id of the request, and when its answer is due."""

    id: str
    due: datetime
    repeated: bool


@router.get("/cases/{ref}/copy", response=CopyOut, operation_id="read_copy", throttle=[Limit("known", READING)])
def copy(request: HttpRequest, ref: Ref) -> CopyOut:
    """A copy of what is the caller's own in a case, to take along."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.READ)
    file = casefile.read(court.desk, f"{CASE}{ref}", court.desk.clock.now())
    if file is None or not file.visible_to(caller.person) or caller.person not in file.case.bench.parties:
        raise Http404
    person = caller.person
    return CopyOut(
        ref=ref,
        procedure=file.law.id,
        digest=file.law.digest,
        person=person,
        part=list(file.case.bench.parties[person].roles),
        reached=dict(court.own_contact(person)),
        papers=[
            _paper(court, file.stream, caller, one.digest, kind=one.kind, at=at, yours=one.by == person)
            for one in copied(file.law, file.case, person)
            for at in (file.at_for(person, one.at),)
        ],
        measures=[
            CopiedMeasureOut(measure=one.measure, begins=one.begins, ends=one.ends)
            for one in measures_seen(file.law, file.case, person)
            if one.about == person
        ],
        kept=_kept(court, file, person),
    )


def _kept(court: Court, file: Casefile, person: str) -> list[KeptOut]:
    state = keeping.read(court.desk, file.stream, file.at).state
    mine = {paper.digest for paper in keeping_seen(file.law, file.case, person)} | {CONTACTS}
    return [
        KeptOut(what=what, kind=one.kind, until=state.ends(what), destroyed=one.gone)
        for what, one in state.things.items()
        if what in mine
    ]


def _paper(
    court: Court, stream: str, caller: Caller, digest: str, *, kind: str, at: datetime, yours: bool
) -> CopiedPaperOut:
    """A paper that is open to the caller."""
    person, secrets = caller.person, caller.secrets
    made = CopiedPaperOut(digest=digest, kind=kind, at=at, yours=yours)
    try:
        if stream == PETITIONS:
            found = court.petitions.read(person, digest, secrets)
        else:
            found = court.read_paper(stream, person, digest, secrets)
    except (Missing, Unopenable):
        return made
    if not isinstance(found, SealedPaper):
        return made.model_copy(update={"text": found})
    paper, wrap = court.papers.custody.ciphertext(digest), court.papers.custody.wrap(digest, person)
    sealed = shapes.SealedOut(mode=found.mode, key=found.key, paper=_base64(paper), wrap=_base64(wrap))
    return made.model_copy(update={"sealed": sealed})


def _base64(found: bytes | None) -> str:
    return base64.b64encode(found or b"").decode("ascii")


@router.get("/requests", response=RequestsOut, operation_id="list_requests", throttle=[Limit("known", READING)])
def requests(request: HttpRequest) -> RequestsOut:
    """What the caller asked about their own data, and the answers."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.READ)
    own = petitions(court.desk, court.desk.clock.now()).of(caller.person)
    return RequestsOut(requests=[_asked(court, caller, id, one) for id, one in own.items()])


def _asked(court: Court, caller: Caller, id: str, one: Petition) -> RequestOut:
    def shown(digest: str, kind: str, at: datetime) -> CopiedPaperOut | None:
        yours = kind == "request"
        return _paper(court, PETITIONS, caller, digest, kind=kind, at=at, yours=yours) if digest else None

    return RequestOut(
        id=id,
        kind=one.kind,
        asked=one.at,
        due=one.until,
        missed=one.missed,
        ended=one.ended,
        outcome=one.outcome,
        document=one.document,
        clause=one.clause,
        words=shown(one.words, "request", one.at),
        longer=shown(one.ground, "ground", one.at),
        answer=shown(one.answer, "answer", one.ended or one.at),
    )


@router.post(
    "/requests", response={201: AskedOut}, operation_id="ask_request", throttle=[Limit("acts", ACTING)]
)  # fmt: skip
def ask(request: HttpRequest, body: RequestIn, idempotency_key: Key = None) -> Status[AskedOut]:
    """Ask what is kept of oneself, that something is put right, or that something is destroyed."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.ACT)
    act_id = keys.act_id(caller.person, idempotency_key)
    id = f"asked-{hashlib.sha256(act_id.encode()).hexdigest()[:16]}"
    repeated = keys.before(court, act_id) is not None
    if not repeated:
        case = _case(court, body.ref, caller.person)
        words = court.file_paper(body.text, ForPetition(asker=caller.person, case=case))
        wish = SubmitPetition(by=caller.person, id=id, kind=body.kind, words=words, case=case)
        at = court.desk.clock.now()
        court.perform(wish, act_id=act_id, actor=caller.person, stream=PETITIONS, at=at)
    due = petitions(court.desk, court.desk.clock.now()).all[id].until
    return Status(201, AskedOut(id=id, due=due, repeated=repeated))


def _case(court: Court, ref: str, person: str) -> str:
    """The stream of the case that is named. Raises `Malformed` where it is none of theirs, or none at all (P4)."""
    file = casefile.read(court.desk, f"{CASE}{ref}", court.desk.clock.now()) if ref else None
    if ref and (file is None or not may_ask(file.law, file.case, person)):
        raise Malformed([Fault(field="ref", rule="known", text="is no case of yours")])
    return f"{CASE}{ref}" if ref else ""


__all__ = ["router"]
