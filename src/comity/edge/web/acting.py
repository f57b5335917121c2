# SPDX-License-Identifier: Apache-2.0
"""From a sent form to an act at the desk. Sending a form twice does it once, and says so (P24)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest

from comity.core import ballot
from comity.core.docket import Command, DoAct, SettleAsk
from comity.core.party import Kind, Party
from comity.desk.filing import ForAct
from comity.desk.handle import Answer
from comity.desk.ports import Coming
from comity.desk.sealing import Sealed
from comity.edge.web import arriving
from comity.edge.web.casefile import Casefile
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.filing import filed
from comity.edge.web.forms import ASK, Form
from comity.edge.web.taking import BALLOT, DONE, Attempt, take, whole

NO_PAPER = hashlib.sha256(b"").hexdigest()
"""A digest that no sealed text has: for an act that is refused before anything is sealed."""


def do(court: Court, file: Casefile, person: str, offered: tuple[Form, ...], request: HttpRequest) -> str | Attempt:
    """Do what the form says. The code of what to say next, or the attempt with what is wrong. Raises `Exhausted`.

    Raises `Malformed` where what is wrong belongs to no form of the page.
    """
    read, code = Reader(request), DONE
    form = next((f for f in offered if f.act == read.raw("act")), None)
    coming = arriving.came(request, read) if form is not None and form.files else ()

    def act(act_id: str) -> Answer:
        nonlocal code
        sent = _Sent(court=court, file=file, person=person, read=read, act_id=act_id)
        command, code = _command(sent, form)
        return sent.performed(command, coming)

    done = take(court, read, act, stands=form is not None)
    if isinstance(done, Attempt):
        return replace(done, errors=arriving.again(done.errors, coming))
    return code if done == DONE else done


def perform(court: Court, file: Casefile, command: Command, *, act_id: str, person: str) -> Answer:
    """One act on the case, now. Raises `Refusal`, `Malformed`, `Exhausted`."""
    return court.perform(command, act_id=act_id, actor=person, stream=file.stream, at=_instant(court, file))


def _instant(court: Court, file: Casefile) -> datetime:
    """Now, or the last event of the case where clocks disagree."""
    return max(court.desk.clock.now(), file.case.now or file.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """What was sent, by whom, and to which case."""

    court: Court
    file: Casefile
    person: str
    read: Reader
    act_id: str

    def filed(self, act: str, about: str, paper: str | Sealed) -> str:
        """The paper that an act files; its digest. Raises `Malformed`, `Refusal`."""
        filing = ForAct(stream=self.file.stream, act=act, by=self.person, about=about)
        return filed(self.court, paper, filing, "paper")

    def performed(self, command: DoAct | SettleAsk, coming: tuple[Coming, ...]) -> Answer:
        """The act, with the files that came beside its text. Raises `Refusal`, `Malformed`, `Exhausted`."""

        def act(files: Mapping[str, int]) -> Answer:
            done = replace(command, files=files) if files and isinstance(command, DoAct) else command
            return perform(self.court, self.file, done, act_id=self.act_id, person=self.person)

        if not coming or not isinstance(command, DoAct):
            return act({})
        filing = ForAct(stream=self.file.stream, act=command.act, by=self.person, about=command.about)
        return arriving.filed(self.court, coming, filing, command.paper, act)


def _command(sent: _Sent, form: Form | None) -> tuple[DoAct | SettleAsk, str]:
    """What the form asks for. What nobody offered goes to the desk, which refuses it with its clause; a name that no
    act has stays behind, because the refusal is kept and somebody may have typed there what is nobody's (P21)."""
    read = sent.read
    if form is None:
        whole(read)
        named = read.raw("act")
        return DoAct(act=named if named in sent.file.law.acts else "", by=sent.person, paper=NO_PAPER), DONE
    if form.act.startswith(ASK):
        return _settling(sent, form), DONE
    command = _act(sent.court, sent.person, form, read, sent.act_id)
    paper = read.paper("paper") if form.paper else ""
    known_as = read.line("known_as") if form.known_as else ""
    whole(read)
    if known_as and command.party is not None:
        # before the act: a name without a party harms nobody
        sent.court.keep_known_as(command.party.person, known_as)
    if form.paper:
        return replace(command, paper=sent.filed(command.act, command.about, paper)), DONE
    return command, f"{BALLOT}{ballot.mark(command.ballot)}" if command.ballot else DONE


def _settling(sent: _Sent, form: Form) -> SettleAsk:
    answer = sent.read.one_of("choice", tuple(c.value for c in form.choices))
    paper = sent.read.paper("paper")
    whole(sent.read)
    ground = sent.filed("", "", paper)
    return SettleAsk(ask=form.act.removeprefix(ASK), by=sent.person, answer=answer, ground=ground)


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


def with_attempt(offered: tuple[Form, ...], attempt: Attempt | None) -> tuple[Form, ...]:
    """The forms, with everything that was typed into the one that was not taken."""
    if attempt is None:
        return offered
    sent, errors = attempt.sent, attempt.errors
    return tuple(replace(f, sent=sent, errors=errors) if f.act == attempt.form else f for f in offered)


__all__ = ["NO_PAPER", "do", "perform", "with_attempt"]
