# SPDX-License-Identifier: Apache-2.0
"""The read models that pages list from: docket, registry, first answers, windows of the house, small tears.

They can be thrown away and worked out again from the history. `cases`: one row a case, keyed by its stream, marked with
the persons who may have part in it and with those who may lead a talk in it; `open-cases`: those not closed. `entries`:
one row a published entry, keyed by `stream/version`, as the event tells it, marked and worded for the registry.
`answered`: when somebody of the council first took a matter up. `told`: one row a party, with the cases of which they
were told. `windows`: one row a window of the house.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain

from comity.core import tear, veto
from comity.core.access import CLERK
from comity.core.docket import Case, Fact
from comity.core.docket.options import waiting
from comity.core.mediation import talks
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Kind
from comity.desk.canonical import instant
from comity.desk.ports import Row, Rows
from comity.desk.room import Change, Projector
from comity.desk.words import searchable

CASES = "cases"
ENTRIES = "entries"
OPEN = "open-cases"
ANSWERED = "answered"
WINDOWS = "windows"
TEARS = "tears"
OPEN_TEARS = "open-tears"
TOLD = "told"
PAGE = 500
"""Rows that are read at a time where all are needed."""


def cases(law_of: Callable[[str], Procedure]) -> Projector:
    """The docket's list. Nothing of what anybody wrote stands in it."""

    def project(change: Change, rows: Rows) -> None:
        case: Case = change.state
        if case.opened is not None:
            _shelve(change, case, law_of(case.digest), rows)

    return project


def _shelve(change: Change, case: Case, law: Procedure, rows: Rows) -> None:
    assert case.opened is not None
    fields = {
        "procedure": case.procedure,
        "digest": case.digest,
        "intake": case.intake,
        "opened": instant(case.opened),
        "closed": "" if case.closed is None else instant(case.closed),
        "outcome": case.outcome,
        "phases": sorted(case.phases),
        "asks": list(waiting(case)),
        "due": "" if change.due is None else instant(change.due),
        "earlier": case.earlier,
        "inherited": case.inherited,
        "through": case.through,
    }
    marks = (*_persons(case), *_leading(law, case), *_through(case.through))
    row = Row(key=change.stream, sort=instant(case.opened), fields=fields, marks=marks)
    rows.put(CASES, row)
    if case.closed is None:
        rows.put(OPEN, Row(key=change.stream, sort=instant(case.opened), fields={}, marks=row.marks))
    else:
        rows.drop(OPEN, change.stream)


def told(change: Change, rows: Rows) -> None:
    """Of which cases a party was told. A party to whom nothing was sent stands in no row (P4)."""
    case: Case = change.state
    sent = [f for f in change.events if isinstance(f, Fact) and (f.kind, f.moment) == (Kind.NOTICE, "sent")]
    for person in dict.fromkeys(f.who for f in sent if f.who in case.bench.parties):
        streams = sorted({*told_of(rows, person), change.stream})
        rows.put(TOLD, Row(key=person, sort="", fields={"cases": streams}))


def told_of(rows: Rows, person: str) -> tuple[str, ...]:
    """The streams of the cases of which `person` was told as a party."""
    found = rows.find(TOLD, person)
    return () if found is None else tuple(found.fields["cases"])


def _through(person: str) -> tuple[tuple[str, str], ...]:
    """Who told it for somebody else, so that they find what they raised."""
    return (("through", person),) if person else ()


def _persons(case: Case) -> tuple[tuple[str, str], ...]:
    """Who may have part in the case. Whether it exists for them, `access` says (P10)."""
    bench = case.bench
    held = chain.from_iterable((*bench.holders.values(), *bench.appointed.values()))
    away = {person for person in bench.conflicts if bench.aside(person) and person not in bench.parties}
    return tuple(
        ("person", person) for person in dict.fromkeys((*bench.parties, *held)) if person and person not in away
    )


def _leading(law: Procedure, case: Case) -> tuple[tuple[str, str], ...]:
    """Who may lead a talk of the case. Whether they do, and what of it is theirs, the law says."""
    roles = dict.fromkeys(role for talk in talks(law) for role in talk.leads)
    people = dict.fromkeys(person for role in roles for person in case.bench.of(role))
    return tuple(("leads", person) for person in people if person)


def entries(law_of: Callable[[str], Procedure]) -> Projector:
    """The public registry: each entry as it was released, to be sought by what it tells and by nothing else."""

    def project(change: Change, rows: Rows) -> None:
        first = change.version - len(change.events)
        for number, fact in enumerate(change.events, first + 1):
            if isinstance(fact, Fact) and fact.kind is Kind.CASE and fact.moment == "published":
                rows.put(ENTRIES, entry_row(law_of(change.state.digest), change.stream, number, fact))

    return project


def entry_row(law: Procedure, stream: str, number: int, fact: Fact) -> Row:
    """One released entry. Its marks and words are codes and texts of the procedure; no person's text is among them."""
    told = _told(fact)
    key = f"{stream}/{number}"
    findings, measures = (_parts(told.get(name, ())) for name in ("findings", "measures"))
    voted = [(q, a) for q, a in findings if q in law.questions and law.questions[q].stages] or findings
    marks = {
        "id": [entry_id(key)],
        "matter": [matter(stream)],
        "kind": [str(told.get("entry", ""))],
        "cycle": [str(told.get("period", ""))],
        "procedure": [law.id],
        "outcome": [f"{question}={answer}" for question, answer in voted],
        "measure": [measure for measure, _ in measures],
        "clause": [law.cite(thing).id for thing, _ in (*findings, *measures)],
    }
    return Row(
        key=key,
        sort=instant(fact.at),
        fields={"case": stream, "at": instant(fact.at), **told},
        marks=tuple((kind, value) for kind, values in marks.items() for value in dict.fromkeys(values) if value),
        words=searchable(*_words(law, findings, measures), *(v for k, vs in marks.items() if k in _SAID for v in vs)),
    )


_SAID = ("kind", "cycle", "procedure", "measure", "clause")
"""Marks whose very names can be searched for."""


def _parts(listed: object) -> list[tuple[str, str]]:
    """`thing/number=answer`, as thing and answer."""
    found = listed if isinstance(listed, list | tuple) else ()
    return [(one.partition("=")[0].partition("/")[0], one.partition("=")[2]) for one in found]


def _words(law: Procedure, findings: list[tuple[str, str]], measures: list[tuple[str, str]]) -> Iterator[str]:
    for thing, answer in findings:
        question = law.questions.get(thing)
        texts = {a.id: a.text for a in question.answers} if question else {}
        yield from (thing, question.text if question else "", texts.get(answer, answer))
    for thing, life in measures:
        yield from (law.measures[thing].text if thing in law.measures else "", life)


def entry_id(key: str) -> str:
    """The public id of an entry: worked out from its place in the history, and telling nothing of it."""
    return hashlib.sha256(f"entry {key}".encode()).hexdigest()[:12]


def matter(stream: str) -> str:
    """What the entries of one case have in common, without naming the case."""
    return hashlib.sha256(f"matter {stream}".encode()).hexdigest()[:32]


def answered(change: Change, rows: Rows) -> None:
    """When somebody of the council first took a matter up: what nobody asked the clerk for is no answer (P2)."""
    state = change.state
    begun = state.heard if isinstance(state, tear.Tear) else state.opened
    first = next(iter(_answers(state, change.events)), None)
    if begun is not None and first is not None:
        minutes = int((first - begun).total_seconds() // 60)
        rows.note(ANSWERED, Row(key=change.stream, sort=instant(begun), fields={"minutes": minutes}))


def _answers(state: object, events: Iterable[object]) -> Iterator[datetime]:
    for event in events:
        if isinstance(event, tear.Listened):
            yield event.at
        if isinstance(event, Fact) and isinstance(state, Case) and _by_the_bench(event, state):
            yield event.at


def _by_the_bench(fact: Fact, case: Case) -> bool:
    return fact.kind is Kind.ACT and fact.who not in ("", CLERK) and fact.who not in case.bench.parties


def windows(change: Change, rows: Rows) -> None:
    """The windows of the house. Who voted what stands in the window alone."""
    window: veto.Window = change.state
    if window.terms is None:
        return
    terms = window.terms
    fields = {
        "case": terms.case,
        "question": terms.question,
        "closes": instant(terms.closes),
        "closed": "" if window.closed is None else instant(window.closed),
        "outcome": "" if window.outcome is None else window.outcome.value,
    }
    marks = (("id", window_id(change.stream)),)
    rows.put(WINDOWS, Row(key=change.stream, sort=instant(terms.opens), fields=fields, marks=marks))


def window_id(stream: str) -> str:
    """The public id of a window: worked out from its stream, which names its case, and telling nothing of it."""
    return hashlib.sha256(f"window {stream}".encode()).hexdigest()[:12]


def _told(fact: Fact) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fact.value.items()}


def tears(change: Change, rows: Rows) -> None:
    """The small tears, for those who listen: where each stands and who took it up. No word of what was told."""
    now: tear.Tear = change.state
    if now.heard is None or now.expires is None:
        return
    before = rows.find(TEARS, change.stream)
    listener = "" if before is None else str(before.fields["listener"])
    for event in change.events:
        listener = event.by if isinstance(event, tear.Listened) else listener
    fields = {
        "stage": now.stage.value,
        "heard": instant(now.heard),
        "expires": instant(now.expires),
        "ended": "" if now.ended is None else instant(now.ended),
        "outcome": "" if now.outcome is None else now.outcome.value,
        "support": now.support,
        "through": now.through,
        "listener": listener,
    }
    rows.put(TEARS, Row(key=change.stream, sort=instant(now.heard), fields=fields, marks=_through(now.through)))
    if now.open:
        rows.put(OPEN_TEARS, Row(key=change.stream, sort=instant(now.expires), fields=fields))
    else:
        rows.drop(OPEN_TEARS, change.stream)


def every(rows: Rows, table: str) -> Iterator[Row]:
    """All rows of a table, however many."""
    start = 0
    while page := rows.list(table, limit=PAGE, offset=start):
        yield from page
        start += len(page)


__all__ = [
    "ANSWERED", "CASES", "ENTRIES", "OPEN", "OPEN_TEARS", "TEARS", "TOLD", "WINDOWS", "answered", "cases", "entries",
    "entry_id", "entry_row", "every", "matter", "tears", "told", "told_of", "window_id",
    "windows",
]  # fmt: skip
