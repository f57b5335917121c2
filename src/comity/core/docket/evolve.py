# SPDX-License-Identifier: Apache-2.0
"""The case after one fact. It only copies what the fact says and knows no procedure, so replay needs none (P25)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TypeVar

from comity.core import party, sanction
from comity.core.docket.state import Asked, Box, Case, Fact, Mark, Running, Sent, Ticking, box_key
from comity.core.evidence import Paper
from comity.core.procedure.words import ANCHORABLE, Kind
from comity.core.recusal import Bench, Conflict

_K = TypeVar("_K")
_V = TypeVar("_V")


def evolve(case: Case, fact: Fact) -> Case:
    """The case after `fact`."""
    handler = _HANDLERS.get((fact.kind, fact.moment))
    after = case if handler is None else handler(case, fact)
    trace = after.trace
    if fact.kind in ANCHORABLE:
        place = (fact.thing, fact.moment)
        mark = Mark(at=fact.at, who=fact.who, about=fact.about)
        trace = {**trace, place: (*trace.get(place, ()), mark)}
    return replace(after, trace=trace, now=fact.at)


def _with(table: Mapping[_K, _V], key: _K, value: _V) -> dict[_K, _V]:
    return {**table, key: value}


def _without(table: Mapping[_K, _V], keys: Iterable[_K]) -> dict[_K, _V]:
    gone = frozenset(keys)
    return {k: v for k, v in table.items() if k not in gone}


def _text(fact: Fact, name: str) -> str:
    return value if isinstance(value := fact.value.get(name, ""), str) else ""


def _list(fact: Fact, name: str) -> tuple[str, ...]:
    return tuple(value) if isinstance(value := fact.value.get(name, ()), tuple | list) else ()


def _numbers(fact: Fact, name: str) -> Mapping[str, int]:
    return dict(value) if isinstance(value := fact.value.get(name, {}), Mapping) else {}


def _flag(fact: Fact, name: str) -> bool:
    return fact.value.get(name) is True


def _opened(case: Case, f: Fact) -> Case:
    bench = replace(case.bench, brought=_text(f, "through") if _flag(f, "brought") else "")
    return replace(
        case, procedure=_text(f, "procedure"), digest=_text(f, "digest"), intake=_text(f, "intake"), opened=f.at,
        earlier=_text(f, "earlier"), inherited=_text(f, "inherited"), through=_text(f, "through"), bench=bench,
        channel=_text(f, "channel"),
    )  # fmt: skip


def _closed(case: Case, f: Fact) -> Case:
    ended = replace(case, phases={}, held=(), clocks={}, asks={}, waits=frozenset(), called={})
    return replace(ended, outcome=_text(f, "code"), closed=f.at)


def _asked(case: Case, f: Fact) -> Case:
    id = _text(f, "ask")
    ask = Asked(id=id, role=f.who, thing=_text(f, "thing"), about=f.about, since=f.at)
    return replace(case, asks=_with(case.asks, id, ask))


def _entered(case: Case, f: Fact) -> Case:
    new = party.Party(
        person=f.about, roles=_list(f, "roles"), kind=party.Kind(_text(f, "kind") or "person"),
        tags=frozenset(_list(f, "tags")),
    )  # fmt: skip
    return _bench(case, replace(case.bench, parties=party.entered(case.bench.parties, new)))


def _bench(case: Case, bench: Bench) -> Case:
    return replace(case, bench=bench)


def _seated(case: Case, f: Fact) -> Case:
    return _bench(case, replace(case.bench, holders=_with(case.bench.holders, f.thing, _list(f, "persons"))))


def _appointed(case: Case, f: Fact) -> Case:
    now = tuple(dict.fromkeys((*case.bench.appointed.get(f.thing, ()), f.about)))
    return _bench(case, replace(case.bench, appointed=_with(case.bench.appointed, f.thing, now)))


def _conflict(conflict: Conflict) -> Callable[[Case, Fact], Case]:
    def handler(case: Case, f: Fact) -> Case:
        return _bench(case, replace(case.bench, conflicts=_with(case.bench.conflicts, f.about, conflict)))

    return handler


def _cleared(case: Case, f: Fact) -> Case:
    said = case.bench.cleared.get(f.about, frozenset()) | frozenset(_list(f, "parties"))
    return _bench(case, replace(case.bench, cleared=_with(case.bench.cleared, f.about, said)))


def _phase_opened(case: Case, f: Fact) -> Case:
    """A new round: what the things of this phase did before no longer counts."""
    case = _still_heard(case, f)
    clears = frozenset((*_list(f, "clears"), f.thing))
    return replace(
        case, phases=_with(case.phases, f.thing, f.at), held=tuple(h for h in case.held if h != f.thing),
        rounds=_with(case.rounds, f.thing, case.rounds.get(f.thing, 0) + 1),
        stayed=frozenset(s for s in case.stayed if s.partition("/")[0] != f.thing),
        trace={k: v for k, v in case.trace.items() if k[0] not in clears},
        clocks=_without(case.clocks, clears), waits=case.waits - clears,
        answers={k: v for k, v in case.answers.items() if k[0] not in clears},
        boxes={k: b for k, b in case.boxes.items() if b.question not in clears}, called=_without(case.called, clears),
    )  # fmt: skip


def _still_heard(case: Case, f: Fact) -> Case:
    """A chance to answer that lasted no time was none (P5); if it is still there at rest, that is said again."""
    return replace(case, heard={person: at for person, at in case.heard.items() if at < f.at})


def _phase_closed(case: Case, f: Fact) -> Case:
    gone, over, case = frozenset(_list(f, "clocks")), _list(f, "called"), _still_heard(case, f)
    live = {k: c for k, c in case.clocks.items() if k not in gone or c.state in (Ticking.MET, Ticking.PASSED)}
    return replace(case, phases=_without(case.phases, [f.thing]), clocks=live, called=_without(case.called, over))


def _clock_set(case: Case, f: Fact) -> Case:
    running = Running(state=Ticking.RUNNING, set=f.at, due=f.until)
    asks = _without(case.asks, [f.thing]) if f.thing in case.waits else case.asks
    return replace(case, clocks=_with(case.clocks, f.thing, running), waits=case.waits - {f.thing}, asks=asks)


def _clock(state: Ticking) -> Callable[[Case, Fact], Case]:
    def handler(case: Case, f: Fact) -> Case:
        old = case.clocks[f.thing]
        paused = f.at if state is Ticking.PAUSED else None
        due = f.until if f.until is not None else old.due
        return replace(case, clocks=_with(case.clocks, f.thing, replace(old, state=state, due=due, paused=paused)))

    return handler


def _put(case: Case, f: Fact) -> Case:
    key = box_key(f.thing, f.about)
    box = Box(id=_text(f, "box"), question=f.thing, about=f.about, role=_text(f, "role"))
    answers = {k: v for k, v in case.answers.items() if k != (f.thing, f.about)}
    puts = _with(case.puts, key, case.puts.get(key, 0) + 1)
    return replace(case, boxes=_with(case.boxes, key, box), answers=answers, puts=puts)


def _issued(case: Case, f: Fact) -> Case:
    key = box_key(f.thing, f.about)
    box = case.boxes[key]
    return replace(case, boxes=_with(case.boxes, key, replace(box, issued=box.issued | {f.who})))


def _tallied(case: Case, f: Fact) -> Case:
    key = box_key(f.thing, f.about)
    return replace(case, boxes=_with(case.boxes, key, replace(case.boxes[key], numbers=_numbers(f, "numbers"))))


def _counted(case: Case, f: Fact) -> Case:
    key = box_key(f.thing, f.about)
    base = _numbers(f, "measure").get("base", 0)
    box = replace(case.boxes[key], open=False, counts=_numbers(f, "counts"), base=base)
    return replace(case, boxes=_with(case.boxes, key, box))


def _answered(case: Case, f: Fact) -> Case:
    key = box_key(f.thing, f.about)
    boxes = case.boxes
    if key in boxes:
        boxes = _with(boxes, key, replace(boxes[key], open=False))
    return replace(case, answers=_with(case.answers, (f.thing, f.about), _text(f, "answer")), boxes=boxes)


def _voided_box(case: Case, f: Fact) -> Case:
    return replace(case, boxes=_without(case.boxes, [box_key(f.thing, f.about)]))


def _sent(case: Case, f: Fact) -> Case:
    return replace(case, notices=_with(case.notices, (f.thing, f.who), Sent(sent=f.at)))


def _read(case: Case, f: Fact) -> Case:
    old = case.notices[(f.thing, f.who)]
    return replace(case, notices=_with(case.notices, (f.thing, f.who), replace(old, read=old.read or f.at)))


def _done(case: Case, f: Fact) -> Case:
    if digest := _text(f, "paper"):
        paper = Paper(
            digest=digest, kind=_text(f, "kind"), act=f.thing, by=f.who, at=f.at, about=f.about,
            withheld=_flag(f, "withheld"), confidential=_flag(f, "confidential"),
        )  # fmt: skip
        beside = (replace(paper, digest=d, beside=digest, size=n) for d, n in _numbers(f, "files").items())
        case = replace(case, papers=(*case.papers, paper), files=(*case.files, *beside))
    if contact := _text(f, "contact"):
        side = (contact, f.about)
        case = replace(case, contacts=_with(case.contacts, side, case.contacts.get(side, 0) + 1))
    return case if f.until is None else replace(case, called=_with(case.called, f.thing, f.until))


def _imposed(case: Case, f: Fact) -> Case:
    old = case.terms.get(sanction.key(f.thing, f.about))
    term = sanction.Term(
        measure=f.thing, about=f.about, life=sanction.Life.WAITING, imposed=f.at, interim=_flag(f, "interim"),
        on_person=_flag(f, "on-person"), before=timedelta() if old is None else old.served(f.at),
    )  # fmt: skip
    return _term(case, f, term)


def _term(case: Case, f: Fact, term: sanction.Term) -> Case:
    return replace(case, terms=_with(case.terms, sanction.key(f.thing, f.about), term))


def _timed(case: Case, f: Fact) -> Case:
    term = case.terms[sanction.key(f.thing, f.about)]
    timed = replace(term, begins=f.until) if _text(f, "which") == "begins" else replace(term, ends=f.until)
    key = sanction.key(f.thing, f.about)
    asks = _without(case.asks, [key]) if key in case.waits else case.asks
    return _term(replace(case, waits=case.waits - {key}, asks=asks), f, timed)


def _life(change: Callable[[sanction.Term, Fact], sanction.Term]) -> Callable[[Case, Fact], Case]:
    def handler(case: Case, f: Fact) -> Case:
        return _term(case, f, change(case.terms[sanction.key(f.thing, f.about)], f))

    return handler


def _released(term: sanction.Term, f: Fact) -> sanction.Term:
    after = sanction.released(term, f.at)
    return replace(after, ends=f.until) if f.until is not None else after


_Handler = Callable[[Case, Fact], Case]
_HANDLERS: Mapping[tuple[Kind, str], _Handler] = MappingProxyType({
    (Kind.CASE, "opened"): _opened,
    (Kind.CASE, "closed"): _closed,
    (Kind.CASE, "asked"): _asked,
    (Kind.CASE, "settled"): lambda c, f: replace(c, asks=_without(c.asks, [_text(f, "ask")])),
    (Kind.CASE, "recorded"): lambda c, f: replace(c, codes=(*c.codes, _text(f, "code"))),
    (Kind.CASE, "referred"): lambda c, f: replace(c, referred=(*c.referred, _text(f, "to"))),
    (Kind.CASE, "published"): lambda c, f: replace(c, entries=(*c.entries, _text(f, "entry"))),
    (Kind.CASE, "waits"): lambda c, f: replace(c, waits=c.waits | {_text(f, "thing")}),
    (Kind.PARTY, "entered"): _entered,
    (Kind.PARTY, "identified"): _entered,
    (Kind.PARTY, "heard"): lambda c, f: replace(c, heard=_with(c.heard, f.about, f.at)),
    (Kind.ROLE, "seated"): _seated,
    (Kind.ROLE, "appointed"): _appointed,
    (Kind.ACT, "done"): _done,
    (Kind.PHASE, "opened"): _phase_opened,
    (Kind.PHASE, "closed"): _phase_closed,
    (Kind.PHASE, "held"): lambda c, f: replace(c, held=(*c.held, f.thing)),
    (Kind.PHASE, "beside"): lambda c, f: replace(c, stayed=c.stayed | {_text(f, "exit")}),
    (Kind.CLOCK, "set"): _clock_set,
    (Kind.CLOCK, "paused"): _clock(Ticking.PAUSED),
    (Kind.CLOCK, "resumed"): _clock(Ticking.RUNNING),
    (Kind.CLOCK, "extended"): _clock(Ticking.RUNNING),
    (Kind.CLOCK, "met"): _clock(Ticking.MET),
    (Kind.CLOCK, "passed"): _clock(Ticking.PASSED),
    (Kind.QUESTION, "put"): _put,
    (Kind.QUESTION, "issued"): _issued,
    (Kind.QUESTION, "tallied"): _tallied,
    (Kind.QUESTION, "counted"): _counted,
    (Kind.QUESTION, "answered"): _answered,
    (Kind.QUESTION, "voided"): _voided_box,
    (Kind.NOTICE, "sent"): _sent,
    (Kind.NOTICE, "read"): _read,
    (Kind.MEASURE, "imposed"): _imposed,
    (Kind.MEASURE, "timed"): _timed,
    (Kind.MEASURE, "begun"): _life(lambda t, f: sanction.begun(t, f.at)),
    (Kind.MEASURE, "stayed"): _life(lambda t, f: sanction.stayed(t, f.at)),
    (Kind.MEASURE, "released"): _life(_released),
    (Kind.MEASURE, "ended"): _life(lambda t, f: sanction.finished(t, f.at, sanction.Life.ENDED)),
    (Kind.MEASURE, "voided"): _life(lambda t, f: sanction.finished(t, f.at, sanction.Life.VOIDED)),
    (Kind.CONFLICT, "declared"): _conflict(Conflict.DECLARED),
    (Kind.CONFLICT, "cleared"): _cleared,
    (Kind.CONFLICT, "challenged"): _conflict(Conflict.CHALLENGED),
    (Kind.CONFLICT, "confirmed"): _conflict(Conflict.CONFIRMED),
    (Kind.CONFLICT, "dismissed"): _conflict(Conflict.DISMISSED),
    (Kind.LINK, "made"): lambda c, f: replace(c, linked=tuple(dict.fromkeys((*c.linked, f.thing)))),
    (Kind.LINK, "undone"): lambda c, f: replace(c, linked=tuple(one for one in c.linked if one != f.thing)),
    (Kind.LINK, "takes-up"): lambda c, f: replace(c, earlier=f.thing),
})  # fmt: skip

__all__ = ["evolve"]
