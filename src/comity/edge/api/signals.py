# SPDX-License-Identifier: Apache-2.0
"""Signals of the watch, for the liaisons who read them: what waits, one with its evidence, and what is done about it.

A program of an existing monitor comes in here with the token of a liaison. Whoever reads no signals finds nothing, and
whoever stepped aside finds nothing of that conversation: the same 404 as for a signal that never was (P10, P20).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path, Router

from comity.core.channel import liaison_roles
from comity.core.clause import Fault, Malformed
from comity.core.watch import Mode, Verdict, WatchRules, figures
from comity.core.watch import signal as law
from comity.desk import tokens
from comity.desk.present import mark
from comity.desk.watch import shelf, spaces
from comity.desk.watch.begun import Known
from comity.desk.watch.evidence import Evidence
from comity.desk.watch.spaces import signal_stream
from comity.desk.watch.temperature import SPEAKS, Kept
from comity.edge.api import door, keys, shapes, who
from comity.edge.api import signal_shapes as told
from comity.edge.api.door import Court
from comity.edge.api.fields import ClauseOut
from comity.edge.api.keys import Key
from comity.edge.api.limits import ACTING, READING, Limit
from comity.edge.api.problems import clause_of

router = Router(tags=["The watch"], auth=who.TOKEN)
Id = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.get("/signals", response=told.SignalsOut, operation_id="list_signals", throttle=[Limit("known", READING)])
def signals(request: HttpRequest) -> told.SignalsOut:
    """The live signals that the caller reads, and the quiet words that they know of. Liaisons alone find this list."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.SIGNALS)
    rules, at = spaces.rules(court), court.desk.clock.now()
    if caller.person not in rules.readers and not _is_liaison(court, caller.person, at):
        raise Http404
    streams = shelf.streams(court.desk, Mode.LIVE)
    read = court.watching.read_each(streams, caller.person)
    words = court.watching.words_of(streams, caller.person)
    found = figures(rules, spaces.state(court), at)
    return told.SignalsOut(
        signals=[told.SignalLine(**_line(rules, stream, one)) for stream, one in read.items()],
        quiet_words=[told.SignalLine(**_line(rules, stream, one)) for stream, one in words.items()],
        figures=told.FiguresOut(
            judged=found.judged, useful=found.useful, unneeded=found.unneeded, spent=found.spent, budget=found.budget
        ),
    )


def _is_liaison(court: Court, person: str, at: datetime) -> bool:
    found, roster = court.law(at), court.roster()
    return found is not None and any(person in roster.get(role, ()) for role in liaison_roles(found.procedure))


def live(court: Court, id: str, person: str) -> law.Signal:
    """A live signal that `person` reads now. Raises `Http404` for every other."""
    found = court.watching.read(signal_stream(id), person)
    if found is None or found.mode is not Mode.LIVE:
        raise Http404
    return found


def _line(rules: WatchRules, stream: str, one: law.Signal) -> dict[str, Any]:
    id, space = stream.partition(":")[2], rules.spaces.get(one.space)
    word = one.word
    return {
        "id": id, "mark": shelf.mark_of(id), "space": one.space, "space_text": space.text if space else one.space,
        "clause": ClauseOut(**clause_of(rules.cite(one.space))), "raised": one.raised, "expires": one.expires,
        "eased": one.eased, "left": one.left, "waits": one.waits, "risk": one.risk / 1000, "holder": one.holder,
        "verdict": one.verdict.value if one.verdict is not None else "",
        "word": None if word is None else told.QuietWordOut(
            offered=word.offered, again=word.again, until=word.until, had=word.had, looked=word.looked
        ),
    }  # fmt: skip


@router.get("/signals/{id}", response=told.SignalOut, operation_id="read_signal", throttle=[Limit("known", READING)])
def signal(request: HttpRequest, id: Id) -> told.SignalOut:
    """One live signal: what was said without a name, what moved it, and what is open to the caller."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.SIGNALS)
    stream, found = signal_stream(id), live(court, id, caller.person)
    shown = court.watching.shown(stream, caller.person)
    return told.SignalOut(
        **_line(spaces.rules(court), stream, found),
        version=found.version,
        pattern=found.pattern,
        step=found.step,
        evidence=None if shown is None else _evidence(shown),
        options=[
            told.SignalOptionOut(act=one.act.value, until=one.until, choices=list(one.choices))
            for one in court.watching.options(stream, caller.person)
        ],
        begun=[_matter(one) for one in court.watching.begun(stream, caller.person)],
    )


def _matter(one: Known) -> told.MatterOut:
    return told.MatterOut(matter=one.of.matter.value, mark=mark(one.stream), ref=one.stream.partition(":")[2])


def _evidence(shown: Evidence) -> told.EvidenceOut:
    scale = Kept(shown.limit, shown.calm)
    spoke = next((line.risk for line in shown.lines if line.id == shown.spoke), shown.limit)
    return told.EvidenceOut(
        said=[
            told.SaidOut(
                place=place, voice=line.voice, at=line.at, text=line.text, gone=line.gone,
                spoke=line.id == shown.spoke, temperature=scale.temperature(line.risk),
                marks=[told.MarkOut(words=one.words, degrees=scale.moved(one.tenths, line.risk)) for one in line.marks],
            )
            for place, line in enumerate(shown.lines, 1 + shown.before)
        ],
        before=shown.before, speaks=SPEAKS, whole=scale.moved(sum(one.tenths for one in shown.whole), spoke),
        place=shown.place,
    )  # fmt: skip


@router.post(
    "/signals/{id}/acts", response=shapes.DoneOut, operation_id="act_on_signal", throttle=[Limit("acts", ACTING)]
)
def act(request: HttpRequest, id: Id, body: told.SignalActIn, idempotency_key: Key = None) -> shapes.DoneOut:
    """Judge it, offer a quiet word, say that it was had or looked after, hand it over, let it be, or step aside."""
    court, caller = door.court(), who.of(request)
    caller.may(tokens.LIAISE)
    stream, act_id = signal_stream(id), keys.act_id(caller.person, idempotency_key)
    if keys.before(court, act_id) is not None:  # also where stepping aside has ended the reading
        return shapes.DoneOut(act=body.act, repeated=True)
    if stream not in court.watching.words_of((stream,), caller.person):
        live(court, id, caller.person)
    at = court.desk.clock.now()
    answer = court.perform(_command(caller.person, body), act_id=act_id, actor=caller.person, stream=stream, at=at)
    return shapes.DoneOut(act=body.act, repeated=answer.repeated)


def _command(person: str, body: told.SignalActIn) -> Any:
    match body.act:
        case "judge":
            return law.JudgeSignal(by=person, verdict=_verdict(body.choice))
        case "offer-word":
            return law.OfferQuietWord(by=person, again=_instant(body.again))
        case "hand-over":
            return law.HandOver(by=person, to=body.choice)
        case "leave-it":
            return law.LeaveSignal(by=person)
        case "had-word":
            return law.HadQuietWord(by=person)
        case "looked-again":
            return law.FollowUp(by=person)
        case _:
            return law.StepAside(by=person)


def _verdict(choice: str) -> Verdict:
    known = [one.value for one in Verdict]
    if choice not in known:
        raise Malformed([Fault(field="choice", rule="known", text=f"is none of: {', '.join(known)}")])
    return Verdict(choice)


def _instant(again: datetime | None) -> datetime:
    try:
        if again is not None and again.tzinfo is not None:
            return again.astimezone(UTC)
    except OverflowError:
        pass
    raise Malformed([Fault(field="again", rule="date and hour", text="needs an instant with its offset from UTC")])


__all__ = ["live", "router"]
