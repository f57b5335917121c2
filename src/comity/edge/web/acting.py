# SPDX-License-Identifier: Apache-2.0
"""From a sent form to an act at the desk. Sending a form twice does it once, and says so (P24)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest

from comity.core import ballot
from comity.core.clause import Malformed, Refusal
from comity.core.docket import Command, DoAct, SettleAsk
from comity.core.party import Kind, Party
from comity.desk.handle import Answer
from comity.edge.web.casefile import Casefile
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.forms import ASK, Form
from comity.edge.web.reasons import fault_table, said

DONE = "done"
BEFORE = "before"
BALLOT = "ballot "
"""What the next page is told to say: it was done, it was done before, the ballot's mark."""

NO_PAPER = hashlib.sha256(b"").hexdigest()
"""A digest that no sealed text has: for an act that is refused before anything is sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A form that was sent and not taken: what was typed, and why not."""

    form: Form | None
    refusal: Refusal | None = None
    status: int = 422


def do(court: Court, file: Casefile, person: str, offered: tuple[Form, ...], request: HttpRequest) -> str | Attempt:
    """Do what the form says. The code of what to say next, or the attempt with what is wrong. Raises `Exhausted`.

    Raises `Malformed` where what is wrong belongs to no form of the page.
    """
    name = Reader(request).raw("act")
    form = next((f for f in offered if f.act == name), None)
    try:
        return _done(court, file, person, form, request)
    except Malformed as wrong:
        if form is None:  # there is no form beside which the faults could stand
            raise
        return Attempt(form=again(form, request, fault_table(wrong.faults)))
    except Refusal as no:
        if no.field == "act_id":
            return BEFORE
        return _refused(form, request, no)


def _done(court: Court, file: Casefile, person: str, form: Form | None, request: HttpRequest) -> str:
    read = Reader(request)
    act_id = read.act_id()
    if read.faults:
        raise Malformed(read.faults)
    if known(court, act_id):
        return BEFORE
    command, code = _command(court, person, form, read, act_id)
    answer = perform(court, file, command, act_id=act_id, person=person)
    return BEFORE if answer.repeated else code


def perform(court: Court, file: Casefile, command: Command, *, act_id: str, person: str) -> Answer:
    """One act on the case, now. Raises `Refusal`, `Malformed`, `Exhausted`."""
    return court.perform(command, act_id=act_id, actor=person, stream=file.stream, at=_instant(court, file))


def _instant(court: Court, file: Casefile) -> datetime:
    """Now, or the last event of the case where clocks disagree."""
    return max(court.desk.clock.now(), file.case.now or file.at)


def known(court: Court, act_id: str) -> bool:
    """Whether a form of that number was answered before, whatever is possible now."""
    with court.desk.store.reading() as unit:
        return unit.acts.find(act_id) is not None


def _command(court: Court, person: str, form: Form | None, read: Reader, act_id: str) -> tuple[DoAct | SettleAsk, str]:
    """What the form asks for. What nobody offered goes to the desk as it is, which refuses it with its clause."""
    if form is None:
        return DoAct(act=read.raw("act")[:200], by=person, paper=NO_PAPER), DONE
    if form.act.startswith(ASK):
        return _settling(court, person, form, read), DONE
    command = _act(court, person, form, read, act_id)
    text = read.text("paper") if form.paper else ""
    known_as = read.line("known_as") if form.known_as else ""
    if read.faults:
        raise Malformed(read.faults)
    if known_as and command.party is not None:
        court.keep_known_as(command.party.person, known_as)  # before the act: a name without a party harms nobody
    if form.paper:
        return replace(command, paper=court.file_paper(text)), DONE
    return command, f"{BALLOT}{ballot.mark(command.ballot)}" if command.ballot else DONE


def _settling(court: Court, person: str, form: Form, read: Reader) -> SettleAsk:
    answer = read.one_of("choice", tuple(c.value for c in form.choices))
    text = read.text("paper")
    if read.faults:
        raise Malformed(read.faults)
    return SettleAsk(ask=form.act.removeprefix(ASK), by=person, answer=answer, ground=court.file_paper(text))


def _act(court: Court, person: str, form: Form, read: Reader, act_id: str) -> DoAct:
    choice = read.one_of("choice", tuple(c.value for c in form.choices)) if form.choices else ""
    is_vote = form.verb == "vote"
    return DoAct(
        act=form.act,
        by=person,
        about=_about(form, read),
        choice="" if is_vote else choice,
        party=_party(form, read, act_id) if form.roles else None,
        until=read.instant("until") if form.moment else None,
        numbers={n.value: read.number(f"number-{n.value}") for n in form.numbers},
        ballot=court.ballots.slip(choice) if is_vote and choice else "",
        withheld=form.withhold and read.raw("withheld") == "yes",
    )


def _about(form: Form, read: Reader) -> str:
    if form.free_person:
        return read.person("about")
    return read.one_of("about", tuple(a.value for a in form.abouts)) if form.abouts else ""


def _party(form: Form, read: Reader, act_id: str) -> Party:
    """A party under a new pseudonym, worked out from the form's number so that sending it twice enters one."""
    roles = tuple(r for r in read.many("roles") if r in {c.value for c in form.roles})
    if not roles:
        read.one_of("roles", tuple(c.value for c in form.roles))
    kind = read.one_of("kind", tuple(k.value for k in form.kinds))
    known = read.one_of("unknown", tuple(u.value for u in form.unknown), needed=False) if form.unknown else ""
    tags = frozenset(t for t in read.many("tags") if t in {c.value for c in form.tags})
    person = known or f"party-{hashlib.sha256(act_id.encode()).hexdigest()[:12]}"
    return Party(person=person, roles=roles, kind=Kind(kind or Kind.PERSON), tags=tags)


def _refused(form: Form | None, request: HttpRequest, no: Refusal) -> Attempt:
    errors = {no.field: said(no)} if no.field else {}
    return Attempt(form=again(form, request, errors), refusal=no, status=422 if no.field else 403)


def again(form: Form | None, request: HttpRequest, errors: Mapping[str, str]) -> Form | None:
    """The form with everything that was typed into it."""
    if form is None:
        return None
    read = Reader(request)
    sent = {name: read.raw(name) for name in request.POST if name not in ("csrfmiddlewaretoken", "act_id", "act")}
    sent["roles"], sent["tags"] = " ".join(read.many("roles")), " ".join(read.many("tags"))
    return replace(form, sent=sent, errors=dict(errors))


def with_attempt(offered: tuple[Form, ...], attempt: Attempt | None) -> tuple[Form, ...]:
    """The forms, the one that was not taken in place of the empty one."""
    if attempt is None or attempt.form is None:
        return offered
    again = attempt.form
    return tuple(again if f.act == again.act else f for f in offered)


__all__ = ["BALLOT", "BEFORE", "DONE", "Attempt", "again", "do", "known", "perform", "with_attempt"]
