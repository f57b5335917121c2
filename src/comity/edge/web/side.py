# SPDX-License-Identifier: Apache-2.0
"""One case as one side of it sees it: the same parts in the same order for whoever told and for whoever answers.

The front desk shows it to whoever holds a receipt, the case room to whoever was told. What may be read and done is
asked of the law; here it is put in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comity.core.access import may_preview, measures_seen, unopened
from comity.core.clause import Clause
from comity.core.docket import more_time, shut
from comity.core.procedure.words import PARTIES, PaperKind, Standing, Verb
from comity.edge.web import agreement, calls, pages, papers, reasons
from comity.edge.web.casefile import Casefile
from comity.edge.web.door import Court
from comity.edge.web.forms import Form
from comity.edge.web.measured import Measured, measured, substantive
from comity.edge.web.names import called, leaf, plainly
from comity.edge.web.papers import Shown
from comity.edge.web.preview import Preview, preview
from comity.edge.web.withheld import Withheld, withheld

WAYS = 4
"""How many of the open doors stand beside a closed one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice: its words, its clause, when it was sent and when it was opened."""

    text: str
    clause: Clause
    sent: datetime
    read: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one side says: who, their part, the papers. Both sides get a sheet of the same size."""

    name: str
    leaf: int
    part: str
    papers: tuple[Shown, ...]
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreeing:
    """The words that wait for agreement, and what goes out with them."""

    act: str
    paper: Shown | None
    goes_out: tuple[Notice, ...]
    then: tuple[tuple[str, Clause], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Everything that the page of one side shows of the case."""

    reporter: bool
    unopened: bool
    notices: tuple[Notice, ...]
    agreeing: Agreeing | None
    accounts: tuple[Account, ...]
    decisions: tuple[Shown, ...]
    others: tuple[Shown, ...]
    measures: tuple[Measured, ...]
    preview: Preview | None
    withheld: tuple[Withheld, ...]
    contacts: tuple[tuple[str, int], ...]
    waited: tuple[tuple[Form, str], ...]
    possible: tuple[Form, ...]
    retaliation: tuple[Form, ...]
    later: pages.ClosedDoor | None
    closed: tuple[pages.ClosedDoor, ...]


def side(court: Court, file: Casefile, person: str, forms: tuple[Form, ...], where: papers.Where | None = None) -> Side:
    """The case as `person`, a party to whom it exists, sees it."""
    closed = unopened(file.law, file.case, person)
    shown = () if closed else papers.shown(court, file, person, where)
    accounts = () if closed or not _summoned(file) else _accounts(file, person, shown)
    agreeing = _agreeing(file, forms, shown)
    used = {id(p) for account in accounts for p in account.papers}
    used |= {id(agreeing.paper)} if agreeing is not None else set()
    decisions = tuple(p for p in shown if p.kind == PaperKind.DECISION)
    retaliation = tuple(f for f in forms if _tells_anew(file, f))
    return Side(
        reporter=_stands(file, person, Standing.REPORTER),
        unopened=closed,
        notices=_notices(file, person),
        agreeing=agreeing,
        accounts=accounts,
        decisions=decisions,
        others=tuple(p for p in shown if id(p) not in used and p not in decisions),
        measures=measured(file, person, measures_seen(file.law, file.case, person)),
        preview=preview(file, person) if may_preview(file.law, file.case, person) else None,
        withheld=withheld(file, person),
        contacts=substantive(file, person),
        waited=calls.in_order(file, tuple(f for f in forms if f.waited)),
        possible=tuple(f for f in forms if not f.waited and f not in retaliation),
        retaliation=retaliation,
        later=_later(file, person, forms),
        closed=_closed(file, person),
    )


def _stands(file: Casefile, person: str, standing: Standing) -> bool:
    return bool(set(file.case.bench.parties[person].roles) & set(file.law.stands(standing)))


def _summoned(file: Casefile) -> bool:
    """Whether anybody on the other side was told: only then there are two sides to show."""
    return any(file.law.notices[id].summons for id, _to in file.case.notices)


def _tells_anew(file: Casefile, form: Form) -> bool:
    """Whether the form tells of something that happened since: the way to say that somebody retaliates."""
    act = file.law.acts.get(form.act)
    return act is not None and act.verb is Verb.PAPER and act.paper is PaperKind.REPORT


def _notices(file: Casefile, person: str) -> tuple[Notice, ...]:
    mine = [(id, sent) for (id, to), sent in file.case.notices.items() if to == person]
    return tuple(
        Notice(text=file.law.notices[id].text, clause=file.law.cite(id), sent=sent.sent, read=sent.read)
        for id, sent in sorted(mine, key=lambda one: one[1].sent)
    )


def _agreeing(file: Casefile, forms: tuple[Form, ...], shown: tuple[Shown, ...]) -> Agreeing | None:
    acts = agreement.words_consents(file.law)
    asked = next((f.act for f in forms if f.act in acts), None)
    if asked is None:
        return None
    words = [p for p in shown if p.kind == PaperKind.WORDS]
    summons = [n for n in file.law.notices.values() if n.summons]
    return Agreeing(
        act=asked,
        paper=words[-1] if words else None,
        goes_out=tuple(Notice(text=n.text, clause=file.law.cite(n.id), sent=file.at, read=None) for n in summons),
        then=_then(file),
    )


def _then(file: Casefile) -> tuple[tuple[str, Clause], ...]:
    """What the other side may do once it was told: the acts that file an answer."""
    acts = (a for a in file.law.acts.values() if a.paper is PaperKind.ANSWER)
    phases = dict.fromkeys(phase for act in acts for phase in act.phases)
    return tuple((file.law.phases[id].text, file.law.cite(id)) for id in phases)


def _accounts(file: Casefile, person: str, shown: tuple[Shown, ...]) -> tuple[Account, ...]:
    """Who told, with the words as they were last written; who is named, with what they answered."""
    found = []
    for party in file.case.bench.parties.values():
        stands = {file.law.roles[r].stands for r in party.roles}
        if Standing.REPORTER in stands:
            mine = tuple(p for p in shown if p.kind == PaperKind.WORDS)[-1:]
        elif Standing.RESPONDENT in stands:
            mine = tuple(p for p in shown if p.kind == PaperKind.ANSWER and p.person == party.person)
        else:
            continue
        found.append(
            Account(
                name=called(file, party.person, to=person),
                leaf=leaf(file, party.person),
                part=", ".join(plainly(r).lower() for r in party.roles if file.law.roles[r].stands in PARTIES),
                papers=mine,
                told=Standing.REPORTER in stands,
            )
        )
    return tuple(sorted(found, key=lambda one: not one.told))


def _later(file: Casefile, person: str, forms: tuple[Form, ...]) -> pages.ClosedDoor | None:
    """Why the deadline cannot be moved by this person, with what can be done instead."""
    no = more_time(file.law, file.case, person, file.at)
    if no is None or not any(f.waited and f.until for f in forms):
        return None
    open_now = (f for f in sorted(forms, key=lambda f: f.waited) if f.until is not None and not _tells_anew(file, f))
    ways = tuple(pages.Way(text=f.text, href=f"#{f.anchor}", until=f.until) for f in open_now)
    return pages.ClosedDoor(title=_("More time"), reason=reasons.said(no), clause=no.clause, possible=ways[:WAYS])


def _closed(file: Casefile, person: str) -> tuple[pages.ClosedDoor, ...]:
    """Every other door that is meant for this person and closed now."""
    found = shut(file.law, file.case, person, file.at)
    return tuple(
        pages.ClosedDoor(title=one.text, reason=reasons.said(one.refusal), clause=one.refusal.clause)
        for one in found
        if one.verb is not Verb.EXTEND
    )


__all__ = ["Account", "Agreeing", "Notice", "Side", "side"]
