# SPDX-License-Identifier: Apache-2.0
"""The windows of the house: how they stand, and a delegate's vote. For everybody else there is no window at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path, Router

from comity.core import veto
from comity.core.access import hears
from comity.core.decider import fold
from comity.core.veto import Choice, Window, grounded, standing
from comity.desk import casefile, house, tokens
from comity.desk.ports import Sought
from comity.desk.registers import WINDOWS, window_id
from comity.edge.api import door, keys, shapes, who
from comity.edge.api.door import Court
from comity.edge.api.keys import Key
from comity.edge.api.limits import ACTING, READING, Limit

router = Router(tags=["The house"], auth=who.TOKEN)
MOST = 200
"""How many windows are looked through, newest first."""
Id = Annotated[str, Path(pattern="^[0-9a-f]{12}$")]


@router.get("/windows", response=shapes.WindowsOut, operation_id="list_windows", throttle=[Limit("known", READING)])
def windows(request: HttpRequest) -> shapes.WindowsOut:
    """The windows that exist for the caller: who stands on the roll, or brings the numbers; newest first."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.VOTE)
    with court.desk.store.reading() as unit:
        rows = unit.rows.list(WINDOWS, newest_first=True, limit=MOST)
    return shapes.WindowsOut(windows=list(_lines(court, [row.key for row in rows], caller.person)))


def _lines(court: Court, streams: list[str], person: str) -> Iterator[shapes.WindowLine]:
    for stream in streams:
        window = _now(court, stream)
        if window.terms is not None and _hears(court, window, window.terms, person):
            yield shapes.WindowLine(**_line(stream, window, window.terms))


def _line(stream: str, window: Window, terms: veto.Terms) -> dict[str, Any]:
    return {
        "id": window_id(stream),
        "opens": terms.opens,
        "closes": terms.closes,
        "stage": window.stage.value,
        "outcome": window.outcome.value if window.outcome else "",
    }


def _now(court: Court, stream: str) -> Window:
    """The window as it stands at this instant."""
    decider, folded = court.desk.decider(stream)
    at = max(court.desk.clock.now(), folded.last or court.desk.clock.now())
    found: Window = fold(decider, decider.advance(folded.state, at), folded.state)
    return found


def _hears(court: Court, window: Window, terms: veto.Terms, person: str) -> bool:
    """Whether the window exists for `person`, as the law of its case says."""
    if person in terms.roll.weights:  # whoever stands on the roll: no case need be read to know it
        return True
    file = casefile.read(court.desk, terms.case, court.desk.clock.now())
    return file is not None and hears(file.law, file.case, window, person)


def _find(court: Court, id: str, person: str) -> tuple[str, Window, veto.Terms]:
    """Raises `Http404` where there is none, or none for `person`."""
    with court.desk.store.reading() as unit:
        row = next(iter(unit.rows.list(WINDOWS, sought=Sought(marks={"id": (id,)}), limit=1)), None)
    window = None if row is None else _now(court, row.key)
    if row is None or window is None or window.terms is None or not _hears(court, window, window.terms, person):
        raise Http404
    return row.key, window, window.terms


@router.get("/windows/{id}", response=shapes.WindowOut, operation_id="read_window", throttle=[Limit("known", READING)])
def window(request: HttpRequest, id: Id) -> shapes.WindowOut:
    """One window: the numbers, the base, what is needed, the distance; and how the caller voted."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.VOTE)
    stream, found, terms = _find(court, id, caller.person)
    stands = standing(found)
    assert stands is not None
    vote = found.votes.get(caller.person)
    return shapes.WindowOut(
        **_line(stream, found, terms),
        question=house.asked(terms)[0],
        measure=stands.measure,
        veto=str(stands.numbers.veto),
        stand=str(stands.numbers.stand),
        abstain=str(stands.numbers.abstain),
        base=str(stands.base),
        needed=str(stands.needed),
        distance=str(stands.distance),
        met=stands.met,
        names_somebody=stands.names_somebody,
        your_weight=str(terms.roll.weights.get(caller.person, 0)),
        your_choice=vote.choice.value if vote else "",
        clause=terms.clause,
        grounds=_grounds(court, terms),
    )


def _grounds(court: Court, terms: veto.Terms) -> list[shapes.WayOut]:
    """On which of these an objection rests; none: no reason is asked."""
    file = casefile.read(court.desk, terms.case, court.desk.clock.now())
    question = None if file is None else file.law.questions.get(house.asked(terms)[0])
    return [shapes.WayOut(id=g.id, text=g.text) for g in question.grounds] if question else []


@router.post("/windows/{id}/votes", response=shapes.DoneOut, operation_id="cast_vote", throttle=[Limit("acts", ACTING)])
def cast(request: HttpRequest, id: Id, body: shapes.VoteIn, idempotency_key: Key = None) -> shapes.DoneOut:
    """Vote with the weight of the roll, or change the own vote. It reaches the case in the same breath."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.VOTE)
    stream, found, terms = _find(court, id, caller.person)
    act_id = keys.act_id(caller.person, idempotency_key)
    if keys.before(court, act_id) is not None:
        return shapes.DoneOut(act=body.choice, repeated=True)
    kind = veto.Recast if caller.person in found.votes else veto.Cast
    known = {one.id for one in _grounds(court, terms)}
    ground = body.ground if body.ground in known or not body.ground else grounded("", court.file_paper(body.ground))
    command = kind(delegate=caller.person, choice=Choice(body.choice), ground=ground)
    at = court.desk.clock.now()
    answer = court.perform(command, act_id=act_id, actor=caller.person, stream=stream, at=at)
    return shapes.DoneOut(act=body.choice, repeated=answer.repeated)


__all__ = ["router"]
