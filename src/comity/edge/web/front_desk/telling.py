# SPDX-License-Identifier: Apache-2.0
"""What the report page asks, and what becomes of it: a case, a tear, or a wish for support.

Who is concerned is asked beside the text, before anything is read (P10). Which ways in there are, the procedure says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from comity.core.clause import promise
from comity.core.party import Party
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import PARTIES, Standing
from comity.core.tear import ChooseSupport, Hear
from comity.desk.filing import Filing, ForReport, ForTear
from comity.desk.handle import Answer
from comity.desk.intake import Told
from comity.desk.ports import Coming
from comity.desk.publication import promise as promise_leaf
from comity.desk.sealing import Sealed
from comity.edge.web import agreement, arriving
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.filing import filed
from comity.edge.web.forms import Choice
from comity.edge.web.front_desk import asked, reach
from comity.edge.web.locator import Keyed
from comity.edge.web.names import plainly
from comity.edge.web.pages import Note

TEAR, REPORT, SUPPORT = "tear", "report", "support"
DOORS = (TEAR, REPORT, SUPPORT)
FORM = "form"
"""What the name of a channel begins with that is a page like this one."""
NOBODY = "none"
OPERATOR = "operator"
NOT_SAID = "not-said"
_ASKED = (Standing.JUDGE, Standing.PRESIDES, Standing.HELPER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One kind of people who might be part of it, and the seats among which to choose."""

    role: str
    label: str
    hint: str
    seats: tuple[Choice, ...] = ()
    chosen: str = ""

    @property
    def field(self) -> str:
        """The name of the field for the seat."""
        return f"seat-{self.role}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The words of one of the three doors, and what it asks."""

    door: str
    title: str
    lead: str
    question: str
    hint: str
    button: str
    open: bool
    intakes: tuple[Choice, ...]
    asks_concerned: bool
    posts: tuple[Post, ...]
    parts: tuple[Choice, ...]
    asked: tuple[asked.Question, ...]
    before: tuple[Note, ...]
    notes: tuple[Note, ...]
    narrowed: bool = False
    """Whether some kinds of matter are left out, because strangers cannot tell them here now."""

    @property
    def takes(self) -> bool:
        """Whether there is anything that can be told here now."""
        return self.open and (bool(self.intakes) or not self.narrowed)


def page(door: str, law: Procedure, roster: Mapping[str, tuple[str, ...]], sent: Mapping[str, str]) -> Page:
    """The page of one door under the procedure in force."""
    title, lead, question, hint, button = _words(door)
    is_report = door == REPORT
    return Page(
        door=door,
        title=title,
        lead=lead,
        question=question,
        hint=hint,
        button=button,
        open=is_report or law.tears is not None,
        intakes=_intakes(law) if is_report else (),
        asks_concerned=is_report,
        posts=_posts(law, roster, sent) if is_report else (),
        parts=_parts(law) if is_report else (),
        asked=asked.questions(law, sent) if is_report else (),
        before=_before(door, law),
        notes=_notes(door, law),
    )


def _words(door: str) -> tuple[str, str, str, str, str]:
    match door:
        case "tear":
            return (
                _("Tell us what you noticed"),
                _("A few lines are enough. Nobody is notified, and nothing is kept about a person."),
                _("What did you notice?"),
                _("Leave names out where you can: it is about what happened, and how it could be mended."),
                _("Tell it"),
            )
        case "support":
            return (
                _("Ask for support"),
                _("Somebody listens first. No report is opened unless you ask for one."),
                _("What would help you?"),
                _("Say as much or as little as you like. How somebody may reach you is asked below, apart from it."),
                _("Ask for support"),
            )
        case _:
            return (
                _("Report a broken rule"),
                _("About three minutes. Nothing is sent before the last button."),
                _("What happened?"),
                _("What was done or said, where and when."),
                _("Seal and send it"),
            )


def _intakes(law: Procedure) -> tuple[Choice, ...]:
    """The ways in that come by a form; all of them where the procedure names no form."""
    ways = [i for i in law.intakes.values() if i.starts]
    by_form = [i for i in ways if any(channel.startswith(FORM) for channel in i.channels)]
    return tuple(Choice(value=i.id, label=plainly(i.id), hint=i.text) for i in by_form or ways)


def _posts(law: Procedure, roster: Mapping[str, tuple[str, ...]], sent: Mapping[str, str]) -> tuple[Post, ...]:
    labels = {
        Standing.JUDGE: _("A council member"),
        Standing.PRESIDES: _("The council lead"),
        Standing.HELPER: _("A liaison or helper"),
    }
    asked = [r for r in law.roles.values() if r.stands in _ASKED and not r.weighted and roster.get(r.id)]
    alone = {s: sum(r.stands is s for r in asked) == 1 for s in _ASKED}
    found = [
        Post(
            role=role.id,
            label=labels[role.stands] if alone[role.stands] else f"{labels[role.stands]}: {plainly(role.id).lower()}",
            hint=role.text,
            seats=_seats(roster[role.id]),
            chosen=sent.get(f"seat-{role.id}", ""),
        )
        for role in asked
    ]
    operator = Post(
        role=OPERATOR,
        label=_("Whoever runs this server"),
        hint=_("Who could reach the machine that this page comes from."),
    )
    return (*found, operator)


def _seats(people: tuple[str, ...]) -> tuple[Choice, ...]:
    seats = tuple(Choice(value=p, label=plainly(p)) for p in people)
    return (*seats, Choice(value=NOT_SAID, label=_("I would rather not say"))) if len(seats) > 1 else seats


def _parts(law: Procedure) -> tuple[Choice, ...]:
    roles = (r for r in law.roles.values() if r.stands in PARTIES and r.stands is not Standing.REPORTER)
    return tuple(Choice(value=r.id, label=f"{plainly(r.id)}. {r.text}") for r in roles)


def _before(door: str, law: Procedure) -> tuple[Note, ...]:
    """What must stand beside the button that sends: who reads it, and when the other side hears."""
    if door != REPORT:
        return _notes(door, law)[:1]
    readers = _("Those of the council who are free of conflict read it.")
    return (Note(title="", text=readers, clause=promise(10)), agreement.in_short(law))


def _notes(door: str, law: Procedure) -> tuple[Note, ...]:
    if door != REPORT:
        return (
            Note(
                title=_("Who hears of it"),
                text=_("Those whom the procedure names as listeners, and nobody else."),
                clause=promise(4),
            ),
            Note(
                title=_("What it cannot become"),
                text=_("No finding, no vote, no record on a person. You may turn it into a report; nobody else may."),
                clause=promise(4),
            ),
        )
    return (
        Note(
            title=_("Who will read this"),
            text=_("The members of the council and its lead who are free of conflict. Nobody whom you name below."),
            clause=promise(10),
        ),
        agreement.note(law),
        Note(
            title=_("What this page cannot promise"),
            text=_(
                "With script the text is sealed in your browser, without it by the server when it arrives. Whoever "
                "runs the server could serve an altered script, or read before it is sealed what came without script."
            ),
            clause=promise(21),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A report page as it came in, checked."""

    intake: str
    words: str | Sealed
    concerned: tuple[Party, ...]
    tags: frozenset[str]
    ways: Mapping[str, str]
    way: str = ""
    """By which way a stranger came; empty for whoever is known here (`core.muting`)."""


def read(page: Page, law: Procedure, form: Reader) -> Sent:
    """What was sent. The faults stand in `form`."""
    intake = form.one_of("intake", tuple(i.value for i in page.intakes)) if page.intakes else ""
    words = form.paper("words")
    concerned = _concerned(page, law, form) if page.asks_concerned else ()
    tags, ways = asked.read(page.asked, form), reach.read(form)
    return Sent(intake=intake, words=words, concerned=concerned, tags=tags, ways=ways)


def _concerned(page: Page, law: Procedure, form: Reader) -> tuple[Party, ...]:
    chosen = [c for c in form.many("concerned") if c == NOBODY or c in {p.role for p in page.posts}]
    if not chosen:
        text = _(
            "Choose one or more of these people, or “None of these, or I do not know”. It is asked "
            "before the text is sealed."
        )
        form.fault("concerned", _("answered before the text is sealed"), text, promise(10))
    elif NOBODY in chosen and len(chosen) > 1:
        form.fault(
            "concerned",
            _("one answer or the other"),
            _("You chose people and also “None of these”. Take one of the two away."),
            promise(10),
        )
    part = form.one_of("part", tuple(p.value for p in page.parts), needed=False)
    found = (_seat(post, form) for post in page.posts if post.role in chosen)
    return tuple(Party(person=person, roles=(part or _unsaid(law),)) for person in dict.fromkeys(found) if person)


def _seat(post: Post, form: Reader) -> str:
    """Who sits there; empty where the reporter would rather not say, or has not chosen yet."""
    if post.role == OPERATOR:
        return OPERATOR
    if len(post.seats) == 1:
        return post.seats[0].value
    found = form.one_of(post.field, tuple(s.value for s in post.seats))
    return "" if found == NOT_SAID else found


def _unsaid(law: Procedure) -> str:
    """The part of somebody whose part was not told: the one that says least, and still keeps them from judging."""
    for standing in (Standing.WITNESS, Standing.AFFECTED, Standing.RESPONDENT):
        if roles := law.stands(standing):
            return roles[0]
    return ""


def as_it_stands(page: Page, law: Procedure, form: Reader) -> Sent:
    """The same before everything is filled in: by the first way in, where none was chosen yet."""
    sent = read(page, law, form)
    return replace(sent, intake=page.intakes[0].value) if page.intakes and not sent.intake else sent


def filing(door: str, sent: Sent, found: Keyed) -> Filing:
    """Who reads what comes in by that door, and to which key of their own whoever tells it."""
    if door != REPORT:
        return ForTear(reporter=found.person, recipient=found.recipient)
    return ForReport(told=_told(sent, found))


def _told(sent: Sent, found: Keyed) -> Told:
    return Told(
        intake=sent.intake,
        reporter=found.person,
        concerned=sent.concerned,
        words="",
        tags=sent.tags,
        recipient=found.recipient,
        way=sent.way,
    )


def open_case(court: Court, sent: Sent, locator: Keyed, *, at: datetime, coming: tuple[Coming, ...] = ()) -> None:
    """Seal the words, keep the contact and open the case with the files that came: all or nothing.

    Raises `Refusal`, `Malformed`, `Exhausted`.
    """
    told = _told(sent, locator)
    words = filed(court, sent.words, ForReport(told=told), "words")

    def act(files: Mapping[str, int]) -> Answer:
        whole = replace(told, words=words, sealed=locator.leaf(words), files=files)
        with court.desk.store.transaction():
            court.keep_contact(locator.person, sent.ways)
            return court.open_case(whole, case=locator.case, act_id=locator.act_id, at=at)

    arriving.filed(court, coming, ForReport(told=told), words, act)


def open_tear(
    court: Court, sent: Sent, locator: Keyed, *, support: bool, at: datetime, coming: tuple[Coming, ...] = ()
) -> None:
    """Seal the words and let the tear be heard, as a wish for support where it is one, with the files that came.

    All of it or nothing (P24). Raises `Refusal`, `Malformed`, `Exhausted`.
    """
    person, stream = locator.person, locator.tear
    filing = ForTear(reporter=person, recipient=locator.recipient)
    words = filed(court, sent.words, filing, "words")
    hear = Hear(by=person, reporter=person, words=words, named=reach.CALLED in sent.ways)

    def act(files: Mapping[str, int]) -> Answer:
        whole = replace(hear, files=files)
        with court.desk.store.transaction() as unit:
            court.keep_contact(person, sent.ways)
            done = court.perform(whole, act_id=locator.act_id, actor=person, stream=stream, at=at)
            if support:
                also = f"{locator.act_id}/support"
                court.perform(ChooseSupport(by=person), act_id=also, actor=person, stream=stream, at=at)
            court.papers.custody.enrol(person, locator.recipient, at)
            promise_leaf(unit, locator.leaf(words), at)
        return done

    arriving.filed(court, coming, filing, words, act)


__all__ = [
    "DOORS",
    "REPORT",
    "SUPPORT",
    "TEAR",
    "Page",
    "Sent",
    "filing",
    "open_case",
    "open_tear",
    "page",
    "read",
]
