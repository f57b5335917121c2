# SPDX-License-Identifier: Apache-2.0
"""One form for each thing that somebody may do now, made from `docket.options` and `docket.asked` and nothing else.

What a form asks for follows from the act's verb. Words of a procedure are shown as its file has them.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.clause import Clause
from comity.core.docket import Option, asked, options, secrecy_too_small, steady
from comity.core.docket import Question as Ask
from comity.core.docket.options import GO_ON
from comity.core.party import Kind
from comity.core.procedure.model import Act
from comity.core.procedure.words import PaperKind, Verb
from comity.edge.web.casefile import Casefile
from comity.edge.web.names import called, plainly
from comity.edge.web.zones import OFFERED

BUTTONS = {
    Verb.NOTE: gettext_lazy("Say that it was done"),
    Verb.PAPER: gettext_lazy("Seal and file it"),
    Verb.CONSENT: gettext_lazy("Say so"),
    Verb.READ: gettext_lazy("Open the notice"),
    Verb.ENTER: gettext_lazy("Enter this party"),
    Verb.DECLARE: gettext_lazy("Step aside"),
    Verb.CHALLENGE: gettext_lazy("Ask that this person steps aside"),
    Verb.CONFIRM: gettext_lazy("Rule on it"),
    Verb.CONTACT: gettext_lazy("Record the contact"),
    Verb.APPOINT: gettext_lazy("Appoint"),
    Verb.VOTE: gettext_lazy("Cast the ballot"),
    Verb.TALLY: gettext_lazy("Bring these numbers"),
    Verb.ANSWER: gettext_lazy("Answer for the council"),
    Verb.IMPOSE: gettext_lazy("Impose it now"),
    Verb.LIFT: gettext_lazy("Lift it"),
    Verb.EXTEND: gettext_lazy("Move the deadline"),
}
_WAITED = frozenset({Verb.VOTE, Verb.TALLY, Verb.ANSWER, Verb.READ, Verb.CONSENT, Verb.CONFIRM})
_WAITED_PAPERS = frozenset({PaperKind.WORDS, PaperKind.ANSWER, PaperKind.PERSPECTIVE, PaperKind.DECISION})
_KINDS = {
    Kind.PERSON: gettext_lazy("A person"),
    Kind.ORGANISATION: gettext_lazy("An organisation"),
    Kind.UNKNOWN: gettext_lazy("Somebody who is not known yet"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to choose: what is sent, and what is read."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a template needs to draw one form. `sent` and `errors` are of the last attempt, empty at first.

    `moment` is the question for an instant, where the act takes one.
    """

    act: str
    verb: str
    text: str
    clause: Clause
    until: datetime | None
    button: str
    waited: bool
    standing: bool = False
    abouts: tuple[Choice, ...] = ()
    choices: tuple[Choice, ...] = ()
    legend: str = ""
    paper: bool = False
    withhold: bool = False
    moment: str = ""
    free_person: bool = False
    roles: tuple[Choice, ...] = ()
    kinds: tuple[Choice, ...] = ()
    tags: tuple[Choice, ...] = ()
    unknown: tuple[Choice, ...] = ()
    known_as: bool = False
    letter: bool = False
    opened: bool = False
    numbers: tuple[Choice, ...] = ()
    warning: str = ""
    act_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    sent: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    beside: bool = False
    """Whether files may lie beside its text though it is no act of a case."""
    along: tuple[Mapping[str, str], ...] = ()
    """Files that are there already and are handed on with it: the digest of each, and where its wrap is fetched."""

    @property
    def files(self) -> bool:
        """Whether files may lie beside what is written here."""
        return self.paper and (self.verb == Verb.PAPER or self.beside)

    @property
    def zones(self) -> tuple[tuple[str, str], ...]:
        """The zones in which an hour may be typed: what is sent, and what is read."""
        return OFFERED if self.moment else ()

    @property
    def anchor(self) -> str:
        """Where the form stands on its page."""
        return f"do-{self.act}"

    @property
    def only(self) -> Choice | None:
        """Whom it is about where there is one possibility only."""
        return self.abouts[0] if len(self.abouts) == 1 else None


def forms(file: Casefile, person: str) -> tuple[Form, ...]:
    """Everything that `person` may do in the case now, asks first, then in the order of the file."""
    asks = tuple(_of_ask(file, ask, person) for ask in asked(file.law, file.case, person))
    return (*asks, *(_of_option(file, o, person) for o in options(file.law, file.case, person, file.at)))


def waits(file: Casefile, person: str) -> tuple[Form, ...]:
    """Those of the forms that the case waits for, and does not merely allow. No other is made for it."""
    law, case = file.law, file.case
    asks = file.once("asked", person, lambda: asked(law, case, person))
    able = file.once("called upon", person, lambda: steady(law, case, person, filter(_calls, law.acts.values())))
    found = (option for option in able if _waited(file, law.acts[option.act], person))
    return (*(_of_ask(file, ask, person) for ask in asks), *(_of_option(file, option, person) for option in found))


def _of_ask(file: Casefile, ask: Ask, person: str) -> Form:
    about = called(file, ask.about, to=person)
    heading = ask.text or _("The procedure leaves open what follows: %(thing)s") % {"thing": plainly(ask.thing)}
    return Form(
        act=f"{ASK}{ask.ask}",
        verb="ask",
        text=f"{heading} ({about})" if about else heading,
        clause=ask.clause,
        until=None,
        button=_("Say what follows"),
        waited=True,
        choices=tuple(_answer(file, ask.thing, a) for a in ask.answers),
        legend=_("What follows"),
        paper=True,
    )


ASK = "ask:"
"""What the name of a form begins with that settles an ask and does no act."""


def _answer(file: Casefile, thing: str, answer: str) -> Choice:
    if answer == GO_ON:
        return Choice(value=answer, label=_("It was looked at, and the case goes on"))
    question = file.law.questions.get(thing)
    texts = {} if question is None else {a.id: a.text for a in question.answers}
    return Choice(value=answer, label=texts.get(answer, plainly(answer)))


def _of_option(file: Casefile, option: Option, person: str) -> Form:
    act = file.law.acts[option.act]
    plain = Form(
        act=act.id,
        verb=act.verb.value,
        text=option.text or plainly(act.id),
        clause=option.clause,
        until=option.until,
        button=str(BUTTONS[act.verb]),
        waited=_waited(file, act, person),
        standing=not act.phases,
        abouts=tuple(Choice(value=a, label=called(file, a, to=person)) for a in option.abouts if a),
        choices=tuple(_choice(file, act, c) for c in option.choices),
        legend=_legend(file, act),
        paper=act.verb is Verb.PAPER,
        withhold=act.verb is Verb.PAPER and act.withhold,
        moment=_moment(act),
        free_person=act.verb is Verb.APPOINT,
        warning=_warning(file, act),
    )
    extra = _EXTRAS.get(act.verb)
    return plain if extra is None else extra(file, act, plain)


def _waited(file: Casefile, act: Act, person: str) -> bool:
    """Presentation only: what goes to the top of a list. What is possible, `options` says."""
    if act.verb is Verb.TALLY:
        return not file.brings_itself(act.question or "")
    if act.verb is not Verb.PAPER or not _calls(act):
        return _calls(act)
    return all(mark.who != person for mark in file.case.trace.get((act.id, "done"), ()))


def _calls(act: Act) -> bool:
    """Whether a case can wait for such an act, whoever does it."""
    if act.verb is Verb.PAPER:
        return act.paper in _WAITED_PAPERS and bool(act.phases)
    return act.verb in _WAITED


def _choice(file: Casefile, act: Act, code: str) -> Choice:
    if act.verb is Verb.CONSENT:
        return Choice(value=code, label=_("Yes, I agree") if code == "yes" else _("No, I do not agree"))
    if act.verb is Verb.CONFIRM:
        return Choice(value=code, label=_("Upheld: this person steps aside") if code == "upheld" else _("Dismissed"))
    if code == "abstain":
        return Choice(value=code, label=_("Abstain"), hint=_("Counted as cast; supports no answer."))
    return _answer(file, act.question or "", code)


def _legend(file: Casefile, act: Act) -> str:
    if act.verb is Verb.CONSENT:
        return _("Your answer")
    return file.law.questions[act.question].text if act.question else _("Which")


def _moment(act: Act) -> str:
    """What is asked where the act takes an instant; empty where it takes none."""
    if act.verb is Verb.EXTEND:
        return _("Until when?")
    return _("For when?") if act.at else ""


def _warning(file: Casefile, act: Act) -> str:
    if act.verb is not Verb.VOTE or not act.question or not secrecy_too_small(file.law, file.case, act.question):
        return ""
    return _("So few are entitled that a count could tell how one of them voted: this vote cannot be secret.")


def _party_fields(file: Casefile, act: Act, form: Form) -> Form:
    unknown = (p.person for p in file.case.bench.parties.values() if not p.known)
    return replace(
        form,
        known_as=True,
        roles=tuple(Choice(value=r, label=plainly(r), hint=file.law.roles[r].text) for r in act.enters),
        kinds=tuple(Choice(value=k.value, label=str(text)) for k, text in _KINDS.items()),
        tags=tuple(Choice(value=t, label=text) for t, text in file.law.tags.items()),
        unknown=tuple(Choice(value=p, label=called(file, p)) for p in unknown),
    )


def _number_fields(file: Casefile, act: Act, form: Form) -> Form:
    question = file.law.questions[act.question or ""]
    answers = [Choice(value=a.id, label=a.text) for a in question.answers]
    supplies = dict.fromkeys(s.supply for s in question.stages if s.supply)
    bases = [Choice(value=s, label=plainly(s), hint=_("what the share is a share of")) for s in supplies]
    return replace(form, numbers=(*answers, Choice(value="abstain", label=_("Abstain")), *bases))


_EXTRAS = {Verb.ENTER: _party_fields, Verb.TALLY: _number_fields}

__all__ = ["ASK", "BUTTONS", "Choice", "Form", "forms", "waits"]
