# SPDX-License-Identifier: Apache-2.0
"""Cases, for whoever has part in them: what they see, what is open to them, and doing it.

What is not and what is not yours is the same 404 (P10). Everything that is offered comes from `options`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path, Router
from pydantic import Field

from comity.core import ballot
from comity.core.clause import Clause, Fault, Malformed
from comity.core.docket import Command, DeclareFree, DoAct, Option, SettleAsk, Ticking, asked, options, to_declare
from comity.core.party import Kind, Party
from comity.core.procedure.model import Act
from comity.core.procedure.words import Verb
from comity.desk import casefile, tokens
from comity.desk.casefile import CASE, Casefile
from comity.desk.custody import SealedPaper
from comity.desk.filing import ForAct
from comity.desk.handle import Answer
from comity.desk.ports import Missing
from comity.desk.registers import CASES
from comity.desk.sealing import Unopenable
from comity.desk.seen import seen
from comity.edge.api import door, files, keys, shapes, who
from comity.edge.api.door import Court
from comity.edge.api.fields import ClauseOut
from comity.edge.api.keys import Key
from comity.edge.api.limits import ACTING, READING, Limit
from comity.edge.api.problems import clause_of

router = Router(tags=["Case rooms"], auth=who.EITHER)
Ref = Annotated[str, Path(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
DECLARE = "declare-free"
PAGE = 25
_NO_PAPER = hashlib.sha256(b"").hexdigest()
"""A digest that no sealed text has: for an act that is refused before anything is sealed."""


@router.get("/cases", response=shapes.CasesOut, operation_id="list_cases", throttle=[Limit("known", READING)])
def cases(
    request: HttpRequest, older: Annotated[str, Field(pattern="^([A-Za-z0-9][A-Za-z0-9._-]{0,79})?$")] = ""
) -> shapes.CasesOut:
    """The cases that exist for the caller, newest first."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.READ)
    found = list(islice(_files(court, caller.person, older), PAGE + 1))
    return shapes.CasesOut(
        cases=[_line(file, caller.person) for file in found[:PAGE]],
        next=found[PAGE - 1].ref if len(found) > PAGE else "",
    )


def _files(court: Court, person: str, older: str) -> Iterator[Casefile]:
    """The cases that exist for `person` after `older`, newest first. A case that does not leaves no gap (P10)."""
    first = _file(court, f"{CASE}{older}", person) if older else None
    with court.desk.store.reading() as unit:
        row = None if first is None else unit.rows.find(CASES, first.stream)
    past = None if row is None else (row.sort, row.key)
    return seen(court.desk, CASES, person, past=past, step=PAGE)


def _line(file: Casefile, person: str) -> shapes.CaseLine:
    waits = bool(asked(file.law, file.case, person)) or bool(options(file.law, file.case, person, file.at))
    return shapes.CaseLine(
        ref=file.ref, mark=file.mark, procedure=file.law.id, open=file.case.open, waits_for_you=waits
    )


def _file(court: Court, stream: str, person: str) -> Casefile | None:
    """The case as it stands now, if it exists for `person`."""
    found = casefile.read(court.desk, stream, court.desk.clock.now())
    return found if found is not None and found.visible_to(person) else None


def _seen(court: Court, stream: str, person: str) -> Casefile:
    found = _file(court, stream, person)
    if found is None:
        raise Http404
    return found


@router.get("/cases/{ref}", response=shapes.CaseOut, operation_id="read_case", throttle=[Limit("known", READING)])
def case(request: HttpRequest, ref: Ref) -> shapes.CaseOut:
    """One case as it stands at this instant: its clocks, and what is open to the caller until when."""
    caller = who.of(request)
    caller.may(tokens.READ)
    return shown(door.court(), f"{CASE}{ref}", caller.person)


def shown(court: Court, stream: str, person: str) -> shapes.CaseOut:
    """A case for one person. Raises `Http404` where it does not exist for them."""
    file = _seen(court, stream, person)
    law, state = file.law, file.case
    return shapes.CaseOut(
        ref=file.ref,
        mark=file.mark,
        procedure=law.id,
        digest=law.digest,
        opened=file.opened_for(person),
        closed=state.closed,
        outcome=state.outcome,
        phases=list(file.phases_for(person)),
        deadlines=_deadlines(file, person),
        called=[
            shapes.CalledOut(act=id, at=at, clause=_clause(law.cite(id))) for id, at in file.called_for(person).items()
        ],
        options=[_option(file, one) for one in options(law, state, person, file.at)],
        asks=[
            shapes.AskOut(ask=q.ask, text=q.text, about=q.about, answers=list(q.answers), clause=_clause(q.clause))
            for q in asked(law, state, person)
        ],
        to_declare=list(to_declare(law, state, person)),
        papers=[
            shapes.PaperOut(
                digest=p.digest,
                kind=p.kind,
                at=file.at_for(person, p.at),
                by="" if p.withheld and p.by != person else p.by,
                clause=_clause(clause),
                files=[shapes.BesideOut(digest=f.digest, size=f.size) for f in file.files_beside(p)],
            )
            for p, clause in file.papers_for(person)
        ],
    )


def _clause(clause: Clause) -> ClauseOut:
    return ClauseOut(**clause_of(clause))


def _deadlines(file: Casefile, person: str) -> list[shapes.DeadlineOut]:
    return [
        shapes.DeadlineOut(clock=id, due=running.due, clause=_clause(file.law.cite(id)))
        for id, running in file.clocks_for(person).items()
        if running.state is Ticking.RUNNING and running.due is not None
    ]


def _option(file: Casefile, option: Option) -> shapes.OptionOut:
    act = file.law.acts[option.act]
    return shapes.OptionOut(
        act=option.act,
        verb=option.verb.value,
        text=option.text,
        clause=_clause(option.clause),
        until=option.until,
        abouts=[a for a in option.abouts if a],
        choices=list(option.choices),
        takes=_takes(act, option),
        roles=list(act.enters) if act.verb is Verb.ENTER else [],
        numbers=_numbers(file, act),
    )


def _takes(act: Act, option: Option) -> list[str]:
    needs = {
        "about": any(option.abouts) or act.verb is Verb.APPOINT,
        "choice": bool(option.choices),
        "text": act.verb is Verb.PAPER,
        "files": act.verb is Verb.PAPER,
        "until": act.verb is Verb.EXTEND or act.at,
        "numbers": act.verb is Verb.TALLY,
        "party": act.verb is Verb.ENTER,
        "withheld": act.verb is Verb.PAPER and act.withhold,
    }
    return [name for name, needed in needs.items() if needed]


def _numbers(file: Casefile, act: Act) -> list[str]:
    if act.verb is not Verb.TALLY or not act.question:
        return []
    question = file.law.questions[act.question]
    return [*question.ids, "abstain", *dict.fromkeys(s.supply for s in question.stages if s.supply)]


@router.get(
    "/cases/{ref}/papers/{digest}", response=shapes.PaperTextOut, operation_id="read_paper",
    throttle=[Limit("known", READING)],
)  # fmt: skip
def paper(
    request: HttpRequest, ref: Ref, digest: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
) -> shapes.PaperTextOut:
    """The text of one paper, where a clause opens it to the caller."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.READ)
    file = _seen(court, f"{CASE}{ref}", caller.person)
    if all(paper.digest != digest for paper, _clause in file.papers_for(caller.person)):
        raise Http404
    try:
        found = court.read_paper(file.stream, caller.person, digest, caller.secrets)
    except (Missing, Unopenable):
        found = None
    if isinstance(found, SealedPaper):
        return shapes.PaperTextOut(digest=digest, text=None, sealed=_sealed(court, file.stream, caller.person, found))
    return shapes.PaperTextOut(digest=digest, text=found)


def _sealed(court: Court, stream: str, person: str, found: SealedPaper) -> shapes.SealedOut:
    """What the caller opens with a key of their own; that its wrap is handed out is noted."""
    paper, wrap = court.papers.custody.ciphertext(found.digest), court.papers.custody.wrap(found.digest, person)
    if wrap is not None:
        court.papers.hand(stream, person, found.digest)
    return shapes.SealedOut(mode=found.mode, key=found.key, paper=_base64(paper), wrap=_base64(wrap))


def _base64(found: bytes | None) -> str:
    return base64.b64encode(found or b"").decode("ascii")


@router.post("/cases/{ref}/acts", response=shapes.DoneOut, operation_id="do_act", throttle=[Limit("acts", ACTING)])
def do(request: HttpRequest, ref: Ref, body: shapes.ActIn, idempotency_key: Key = None) -> shapes.DoneOut:
    """Do one act: an option, an answer to an ask, or `declare-free`. A refusal says its clause and the ways on."""
    caller = who.of(request)
    caller.may(tokens.ACT)
    return done(door.court(), f"{CASE}{ref}", caller.person, body, idempotency_key)


def done(court: Court, stream: str, person: str, body: shapes.ActIn, key: str | None) -> shapes.DoneOut:
    """One act on a case that exists for `person`. Raises `Http404`, `Refusal`, `Malformed`, `Exhausted`."""
    file = _seen(court, stream, person)
    id = keys.act_id(person, key)
    if keys.before(court, id) is not None:
        return shapes.DoneOut(act=body.act, repeated=True)
    command = _command(court, file, person, body, id)
    at = max(court.desk.clock.now(), file.case.now or file.at)
    answer = _performed(
        court,
        body,
        ForAct(stream=stream, act=body.act, by=person, about=body.about),
        command,
        lambda whole: court.perform(whole, act_id=id, actor=person, stream=stream, at=at),
    )
    slip = command.ballot if isinstance(command, DoAct) else ""
    return shapes.DoneOut(act=body.act, repeated=answer.repeated, ballot=ballot.mark(slip) if slip else "")


def _performed(
    court: Court, body: shapes.ActIn, filing: ForAct, command: Command, perform: Callable[[Command], Answer]
) -> Answer:
    """The act, with the files beside its text where it files one."""
    if not body.files:
        return perform(command)
    if not isinstance(command, DoAct) or command.paper in ("", _NO_PAPER):
        raise Malformed(
            [Fault(field="files", rule="beside a text", text="this act files no text beside which they lie")]
        )
    return files.filed(court, body.files, filing, command.paper, lambda sent: perform(replace(command, files=sent)))


def _command(court: Court, file: Casefile, person: str, body: shapes.ActIn, id: str) -> Command:
    """What the body asks for. What nobody offers goes to the desk, which refuses it with its clause; a name that no act
    has stays behind, because the refusal is kept and may have been meant for another field (P21)."""
    if body.act == DECLARE:
        return DeclareFree(by=person, of=tuple(body.parties))
    if any(q.ask == body.act for q in asked(file.law, file.case, person)):
        return SettleAsk(ask=body.act, by=person, answer=body.choice, ground=_paper(court, file, person, "", body))
    found = next((o for o in options(file.law, file.case, person, file.at) if o.act == body.act), None)
    if found is None:
        return DoAct(act=body.act if body.act in file.law.acts else "", by=person, paper=_NO_PAPER)
    act = file.law.acts[body.act]
    faults = list(_faults(file, act, found, body))
    if faults:
        raise Malformed(faults)
    command = _act(court, act, person, body, id)
    if act.verb is not Verb.PAPER:
        return command
    return replace(command, paper=_paper(court, file, person, act.id, body))


def _act(court: Court, act: Act, person: str, body: shapes.ActIn, id: str) -> DoAct:
    votes = act.verb is Verb.VOTE
    return DoAct(
        act=act.id,
        by=person,
        about=body.about,
        choice="" if votes else body.choice,
        party=_party(court, body.party, id) if body.party is not None and act.verb is Verb.ENTER else None,
        until=body.until.astimezone(UTC) if body.until is not None and _is_instant(body.until) else None,
        numbers={name: int(number) for name, number in body.numbers.items()},
        ballot=court.ballots.slip(body.choice) if votes else "",
        withheld=body.withheld and act.withhold,
    )


def _faults(file: Casefile, act: Act, option: Option, body: shapes.ActIn) -> Any:
    """What an option asks for and the body does not bring."""
    abouts = [a for a in option.abouts if a]
    if abouts and not body.about and len(abouts) > 1:
        yield Fault(field="about", rule="known", text=f"is none of: {', '.join(abouts)}")
    if (abouts and body.about and body.about not in abouts) or (act.verb is Verb.APPOINT and not body.about):
        yield Fault(field="about", rule="known", text=f"is none of: {', '.join(abouts) or 'a pseudonym'}")
    if option.choices and body.choice not in option.choices:
        yield Fault(field="choice", rule="known", text=f"is none of: {', '.join(option.choices)}")
    if (act.verb is Verb.EXTEND or act.at) and not _is_instant(body.until):
        yield Fault(field="until", rule="date and hour", text="needs an instant with its offset from UTC")
    if act.verb is Verb.ENTER:
        yield from _party_faults(file, act, body.party)
    if act.verb is Verb.TALLY and set(body.numbers) != set(_numbers(file, act)):
        yield Fault(field="numbers", rule="whole", text=f"needs each of: {', '.join(_numbers(file, act))}")


def _is_instant(named: datetime | None) -> bool:
    """Whether it has its zone, and is an instant that UTC can say."""
    try:
        return named is not None and named.tzinfo is not None and bool(named.astimezone(UTC))
    except OverflowError:
        return False


def _party_faults(file: Casefile, act: Act, party: shapes.PartyIn | None) -> Any:
    if party is None or not party.roles or not set(party.roles) <= set(act.enters):
        yield Fault(field="party.roles", rule="known", text=f"needs one or more of: {', '.join(act.enters)}")
        return
    if party.kind not in {k.value for k in Kind}:
        yield Fault(field="party.kind", rule="known", text=f"is none of: {', '.join(k.value for k in Kind)}")
    if not set(party.tags) <= set(file.law.tags):
        yield Fault(field="party.tags", rule="known", text=f"is none of: {', '.join(file.law.tags)}")
    if party.unknown and party.unknown not in {p.person for p in file.case.bench.parties.values() if not p.known}:
        yield Fault(field="party.unknown", rule="known", text="is no party that is not known yet")


def _party(court: Court, party: shapes.PartyIn, id: str) -> Party:
    """A party under a new pseudonym, worked out from the act's id so that sending it twice enters one."""
    person = party.unknown or f"party-{hashlib.sha256(id.encode()).hexdigest()[:12]}"
    if party.known_as:
        court.keep_known_as(person, party.known_as)  # before the act: a name without a party harms nobody
    roles = tuple(dict.fromkeys(party.roles))
    return Party(person=person, roles=roles, kind=Kind(party.kind), tags=frozenset(party.tags))


def _paper(court: Court, file: Casefile, person: str, act: str, body: shapes.ActIn) -> str:
    if not body.text.strip():
        raise Malformed([Fault(field="text", rule="not empty", text="needs at least a sentence")])
    return court.file_paper(body.text, ForAct(stream=file.stream, act=act, by=person, about=body.about))


__all__ = ["done", "router", "shown"]
