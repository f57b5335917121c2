# SPDX-License-Identifier: Apache-2.0
"""What a listener may do with a tear now, as forms, and what becomes of a form that is sent.

What is possible, `core.tear.options` says. The choices that are the reporter's alone are never among these.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.clause import Clause, Refusal
from comity.core.tear import (
    AskForReport,
    CloseDialogue,
    Command,
    HaveQuietWord,
    HoldDialogue,
    LetRest,
    Listen,
    OfferDialogue,
)
from comity.desk.filing import ForTear
from comity.desk.handle import Answer
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.taking import Attempt, take, whole
from comity.edge.web.tears.tearfile import Tearfile, roles_of

CONVERSATION, CHAIRS, MENDED, ANSWER = "conversation", "chairs", "mended", "answer"
_YES, _NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One form: its words, the one field that it asks for (empty: none), and the last attempt.

    `answers`: it may also tell the reporter in words how it ended.
    """

    act: str
    title: str
    text: str
    button: str
    clause: Clause
    asks: str = ""
    first: bool = False
    answers: bool = False
    act_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    sent: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """Where the form stands on its page."""
        return f"do-{self.act}"


_Make = Callable[[str, str, Reader], Command]
"""From who acts, the role and the form to the command; a text stands in it as it was typed, until it is sealed."""
_STEPS: Mapping[str, tuple[type, object, object, object, str, _Make]] = {
    "listen": (
        Listen,
        gettext_lazy("Take it up"),
        gettext_lazy("You read it, and whoever told it sees that somebody listens. Nobody else is told."),
        gettext_lazy("I listen"),
        "",
        lambda by, role, read: Listen(by=by, role=role),
    ),
    "quiet-word": (
        HaveQuietWord,
        gettext_lazy("Have a quiet word"),
        gettext_lazy(
            "Write down that it was had, and in which conversation. Never with whom, and never what was said."
        ),
        gettext_lazy("A quiet word was had"),
        CONVERSATION,
        lambda by, role, read: HaveQuietWord(by=by, role=role, conversation=read.line(CONVERSATION, needed=True)),
    ),
    "offer": (
        OfferDialogue,
        gettext_lazy("Offer a dialogue"),
        gettext_lazy(
            "So many chairs, each with a link of its own. Whom they are for is not recorded; nobody has to come."
        ),
        gettext_lazy("Offer it"),
        CHAIRS,
        lambda by, role, read: OfferDialogue(by=by, role=role, chairs=read.number(CHAIRS)),
    ),
    "hold": (
        HoldDialogue,
        gettext_lazy("The dialogue met"),
        gettext_lazy("That it met is counted. What was said stays with those who were there."),
        gettext_lazy("It met"),
        "",
        lambda by, role, read: HoldDialogue(by=by, role=role),
    ),
    "close": (
        CloseDialogue,
        gettext_lazy("End the dialogue"),
        gettext_lazy("Mended, or not: neither says that anybody did anything."),
        gettext_lazy("End it"),
        MENDED,
        lambda by, role, read: CloseDialogue(
            by=by, role=role, mended=read.one_of(MENDED, (_YES, _NO)) == _YES, words=read.text(ANSWER, needed=False)
        ),
    ),
    "ask": (
        AskForReport,
        gettext_lazy("Ask whether it should become a report"),
        gettext_lazy("Once, and the answer is up to the reporter. Silence is a no."),
        gettext_lazy("Ask the reporter"),
        "",
        lambda by, role, read: AskForReport(by=by, role=role),
    ),
    "rest": (
        LetRest,
        gettext_lazy("Leave it at that"),
        gettext_lazy("It ends, and nothing is kept about a person."),
        gettext_lazy("Let it rest"),
        "",
        lambda by, role, read: LetRest(by=by, role=role, words=read.text(ANSWER, needed=False)),
    ),
}
"""The steps of a listener in the order in which they are offered: command, words, the field, how it is made."""


_FIRST = frozenset({"listen", "quiet-word", "hold"})
"""Steps that lead on. An offer that is open waits for others, and ending it is nothing to press for."""


_ENDS = (CloseDialogue, LetRest)
"""Steps with which the reporter may be told in words how it ended."""


def offered(file: Tearfile) -> tuple[Step, ...]:
    """What a listener may do now."""
    found = [
        Step(
            act=act,
            title=str(title),
            text=str(text),
            button=str(button),
            clause=file.rules.clause,
            asks=asks,
            answers=kind in _ENDS and bool(file.tear.reporter),
        )
        for act, (kind, title, text, button, asks, _make) in _STEPS.items()
        if kind in file.possible
    ]
    return tuple(replace(one, first=n == 0 and one.act in _FIRST) for n, one in enumerate(found))


def do(court: Court, file: Tearfile, person: str, request: HttpRequest) -> str | Attempt:
    """Do what the form says. The code of what to say next, or the attempt. Raises `Exhausted`."""
    read = Reader(request)

    def act(act_id: str) -> Answer:
        step = next((one for one in offered(file) if one.act == read.raw("act")), None)
        roles = roles_of(court, file, person)
        if step is None or not roles:
            text = _("This is not possible now. What is possible stands below.")
            raise Refusal(text, clause=file.rules.clause)
        command = _STEPS[step.act][5](person, roles[0], read)
        whole(read)
        return court.perform(sealed(court, file, command), act_id=act_id, actor=person, stream=file.stream, at=file.at)

    return take(court, read, act)


def sealed(court: Court, file: Tearfile, command: Command) -> Command:
    """The command with what was typed as a paper: what people write stands in no event (P21).

    Words are sealed for whoever reads the tear. A place, such as a thread, is shown among other text, and lies
    under the seal of the house.
    """
    match command:
        case HaveQuietWord(conversation=where):
            return replace(command, conversation=court.file_paper(where))
        case CloseDialogue(words=words) | LetRest(words=words) if words:
            filing = ForTear(reporter=file.tear.reporter, through=file.tear.through)
            return replace(command, words=court.file_paper(words, filing))
        case _:
            return command


def with_attempt(steps: tuple[Step, ...], attempt: Attempt | None) -> tuple[Step, ...]:
    """The forms, with what was typed into the one that was not taken."""
    if attempt is None:
        return steps
    sent, errors = attempt.sent, attempt.errors
    return tuple(replace(one, sent=sent, errors=errors) if one.act == attempt.form else one for one in steps)


__all__ = ["Step", "do", "offered", "with_attempt"]
