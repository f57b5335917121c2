# SPDX-License-Identifier: Apache-2.0
"""Deadlines, guards, shares and effects in plain words.

Every sentence is a template with `{named}` places, so that a translation needs nothing but a catalogue: `translate`
turns the English template into that of another language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from comity.core.ballot import Base, Comparison, Share, Stage
from comity.core.procedure import model
from comity.core.procedure.model import Procedure
from comity.core.procedure.terms import (
    Always,
    Anchor,
    Answered,
    Both,
    CalendarPoint,
    Counted,
    Deadline,
    Either,
    Guard,
    Happened,
    Never,
    Not,
    Offset,
    OneOf,
    PeriodPoint,
    Point,
    Quantity,
    Tagged,
    Until,
)
from comity.core.procedure.words import Kind

Translate = Callable[[str], str]

_HAPPENED: Mapping[tuple[Kind, str], str] = {
    (Kind.CASE, "opened"): "the case was opened",
    (Kind.CASE, "closed"): "the case was closed",
    (Kind.CASE, "recorded"): "something was recorded in the case",
    (Kind.CASE, "referred"): "the matter was handed on",
    (Kind.CASE, "published"): "an entry was published",
    (Kind.CASE, "asked"): "somebody was asked what follows",
    (Kind.CASE, "settled"): "who was asked has answered",
    (Kind.ACT, "done"): "“{thing}” is done",
    (Kind.ACT, "declined"): "“{thing}” is declined",
    (Kind.PHASE, "opened"): "“{thing}” has begun",
    (Kind.PHASE, "closed"): "“{thing}” is over",
    (Kind.PHASE, "answered"): "every question of “{thing}” is answered",
    (Kind.CLOCK, "set"): "the time of “{thing}” has begun to run",
    (Kind.CLOCK, "met"): "“{thing}” was kept",
    (Kind.CLOCK, "passed"): "the time of “{thing}” has passed",
    (Kind.CLOCK, "extended"): "“{thing}” was extended",
    (Kind.QUESTION, "put"): "the question “{thing}” is put",
    (Kind.QUESTION, "answered"): "the question “{thing}” is answered",
    (Kind.QUESTION, "tied"): "the vote on “{thing}” was a tie",
    (Kind.QUESTION, "short"): "no answer to “{thing}” reached its share",
    (Kind.NOTICE, "sent"): "the notice “{thing}” was sent",
    (Kind.NOTICE, "read"): "the notice “{thing}” was read",
    (Kind.NOTICE, "owed"): "the notice “{thing}” waits for somebody to be known",
    (Kind.ROLE, "seated"): "who is “{thing}” was said",
    (Kind.ROLE, "appointed"): "somebody was made “{thing}” in this case",
    (Kind.ROLE, "fell"): "too few of “{thing}” are free of conflict",
    (Kind.MEASURE, "imposed"): "the measure “{thing}” was decided",
    (Kind.MEASURE, "begun"): "the measure “{thing}” took effect",
    (Kind.MEASURE, "stayed"): "the measure “{thing}” was put to rest",
    (Kind.MEASURE, "released"): "the measure “{thing}” took effect again",
    (Kind.MEASURE, "ended"): "the measure “{thing}” ended",
    (Kind.MEASURE, "voided"): "the measure “{thing}” was undone",
    (Kind.MEASURE, "timed"): "the time of the measure “{thing}” was fixed",
}
_MOVES: Mapping[str, str] = {
    "stayed": "the measure “{thing}” rests",
    "released": "the measure “{thing}” takes effect again",
    "voided": "the measure “{thing}” is undone, with everything it caused",
    "ended": "the measure “{thing}” ends",
}
_BASES: Mapping[Base, str] = {
    Base.SEATS: "of all seats",
    Base.ENTITLED: "of those who may vote in this case",
    Base.CAST: "of the votes cast, abstentions included",
    Base.DECIDED: "of the votes cast, abstentions left out",
    Base.SUPPLIED: "of the “{supply}”",
}
_ANSWERED: Mapping[str, str] = {
    "": "the answer to “{question}” is “{answer}”",
    "any": "the answer to “{question}” about somebody is “{answer}”",
    "every": "the answer to “{question}” about everybody is “{answer}”",
}
_COUNTED: Mapping[str, str] = {
    "<": "there are fewer than {number} of “{role}”",
    "<=": "there are at most {number} of “{role}”",
    ">": "there are more than {number} of “{role}”",
    ">=": "there are at least {number} of “{role}”",
}
_TAGGED: Mapping[str, str] = {
    "any": "any {role} is marked: {tag}",
    "every": "every {role} is marked: {tag}",
}
_NUMBERED: Mapping[str, str] = {"Way out": "Way out {number}", "Carried by,": "Carried by, {number}"}
_ORDINALS: Mapping[int, str] = {1: "next", 2: "second next", 3: "third next"}


def same(text: str) -> str:
    """No translation: English."""
    return text


def name(id: str) -> str:
    """A name as people read it."""
    return id.replace("-", " ")


class Sentences:
    """What the terms of one procedure say, in the language of `translate`."""

    __slots__ = ("law", "translate")

    def __init__(self, law: Procedure, translate: Translate = same) -> None:
        self.law, self.translate = law, translate

    def say(self, template: str, **places: str) -> str:
        """One template with its places filled."""
        return self.translate(template).format_map(places)

    def label(self, text: str) -> str:
        """The label of a line; one that counts its lines keeps its number."""
        head, _, number = text.rpartition(" ")
        return self.say(_NUMBERED[head], number=number) if head in _NUMBERED else self.translate(text)

    def joined(self, parts: tuple[str, ...], last: str) -> str:
        """A row: commas, and `last` (and, or) before the last of them."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.translate(last)} {parts[-1]}"

    def names(self, ids: tuple[str, ...], last: str = "and") -> str:
        """Names in a row."""
        return self.joined(tuple(name(i) for i in ids), last)

    # -- guards ---------------------------------------------------------------------------------------------------

    def guard(self, guard: Guard) -> str:
        """When a guard holds."""
        match guard:
            case Always():
                return self.say("always")
            case Both(parts):
                return self.joined(tuple(self._inside(g) for g in parts), "and")
            case OneOf(parts):
                return self.joined(tuple(self._inside(g) for g in parts), "or")
            case Not(inner):
                return self.say("it is not so that {what}", what=self._inside(inner))
            case Happened(anchor):
                return self.anchor(anchor)
            case _:
                return self._atom(guard)

    def _inside(self, guard: Guard) -> str:
        words = self.guard(guard)
        return f"({words})" if isinstance(guard, Both | OneOf) else words

    def _atom(self, guard: Answered | Counted | Tagged) -> str:
        match guard:
            case Answered(question, answer, each):
                found = next((a.text for a in self.law.questions[question].answers if a.id == answer), answer)
                return self.say(_ANSWERED.get(each, _ANSWERED[""]), question=name(question), answer=found)
            case Counted(role, comparison, number):
                return self.say(_COUNTED[comparison], number=str(number), role=name(role))
            case Tagged(each, role, tag):
                return self.say(_TAGGED[each], role=name(role), tag=self.law.tags.get(tag, tag))

    def anchor(self, anchor: Anchor) -> str:
        """What has happened."""
        kind = self.law.kind(anchor.thing) or Kind.CASE
        words = self.say(_HAPPENED.get((kind, anchor.moment), "“{thing}” has come about"), thing=name(anchor.thing))
        if not anchor.by:
            return words
        return self.say("{what} by {count} {role}", what=words, count=anchor.by, role=name(anchor.role))

    # -- deadlines ------------------------------------------------------------------------------------------------

    def deadline(self, deadline: Deadline) -> str:
        """When it is."""
        match deadline:
            case Never():
                return self.say("without an end of its own")
            case Until(anchor):
                return self.say("until {what}", what=self.anchor(anchor))
            case Either(earlier, left, right):
                which = (
                    "the earlier of these two: {left}; {right}"
                    if earlier
                    else "the later of these two: {left}; {right}"
                )
                return self.say(which, left=self.deadline(left), right=self.deadline(right))
            case Offset(point, quantity, backward):
                return self._offset(point, quantity, backward)

    def _offset(self, point: Point, quantity: Quantity | None, backward: bool) -> str:
        at = self._point(point)
        if quantity is None:
            return at
        template = "{length} before {point}" if backward else "{length} after {point}"
        return self.say(template, length=self.quantity(quantity), point=at)

    def quantity(self, quantity: Quantity) -> str:
        """So many of a unit, as one phrase: how a number changes its noun differs by language."""
        unit = quantity.unit.removesuffix("s")
        return self.translate(f"{quantity.count} {unit if quantity.count == 1 else unit + 's'}")

    def _point(self, point: Point) -> str:
        match point:
            case Anchor():
                return self.anchor(point)
            case PeriodPoint(period, at, nth, after):
                return self.say(
                    "the “{point}” of the {which} {period} after {what}",
                    point=name(at), which=self.translate(_ORDINALS[nth]), period=period, what=self.anchor(after),
                )  # fmt: skip
            case CalendarPoint():
                return self._calendar_point(point)

    def _calendar_point(self, point: CalendarPoint) -> str:
        places = {"which": self.translate(_ORDINALS[point.nth]), "point": name(point.point), "period": point.period}
        if point.after is None:
            return self.say("the {which} “{point}” of a {period}", **places)
        places["what"] = self.anchor(point.after)
        if point.least is None:
            return self.say("the {which} “{point}” of a {period} after {what}", **places)
        return self.say(
            "the {which} “{point}” of a {period} that is at least {length} after {what}",
            **places, length=self.quantity(point.least),
        )  # fmt: skip

    # -- votes and effects ----------------------------------------------------------------------------------------

    def stage(self, stage: Stage) -> str:
        """What a rule asks for."""
        said = f"{self.share(stage.share)} {self.say(_BASES[stage.base], supply=name(stage.supply))}"
        if stage.passing is not None:
            said += self.say(" for {answers}", answers=self.names(tuple(sorted(stage.passing)), "or"))
        if stage.quorum is not None:
            of = self.say(_BASES[Base.SUPPLIED if stage.supply else Base.ENTITLED], supply=name(stage.supply))
            said += self.say("; {share} {of} must have voted", share=self.share(stage.quorum), of=of)
        return said + (self.say(", for cases opened from {day}", day=f"{stage.since:%Y-%m-%d}") if stage.since else "")

    def share(self, share: Share) -> str:
        """A share of something."""
        part = f"{share.numerator}/{share.denominator}"
        if share.denominator == 100:
            part = f"{share.numerator} %"
        words = "more than {part}" if share.comparison is Comparison.MORE_THAN else "at least {part}"
        return self.say("all" if share.numerator == share.denominator else words, part=part)

    def effect(self, effect: model.Effect) -> str:
        """What is brought about, and when it depends."""
        words = self._effect(effect)
        return (
            words
            if effect.given == Always()
            else self.say("{what}, if {when}", what=words, when=self.guard(effect.given))
        )

    def _effect(self, effect: model.Effect) -> str:
        match effect:
            case model.Tell(notice=id):
                to = self.names(self.law.notices[id].to)
                return self.say("the notice “{thing}” goes to {to}", thing=name(id), to=to)
            case model.Impose(measure=id):
                return self.say("the measure “{thing}” is imposed", thing=name(id))
            case model.Move(moment=moment, measure=id):
                return self.say(_MOVES[moment], thing=name(id))
            case model.Ask(role=role, text=text):
                return self.say("{role} is asked: {text}", role=name(role), text=text)
            case model.Refer(to=to):
                return self.say("the matter is handed to: {to}", to=name(to))
            case _:
                return self._record(effect)

    def _record(self, effect: model.Effect) -> str:
        match effect:
            case model.Put(question=id):
                return self.say("the question “{thing}” is put", thing=name(id))
            case model.Count(question=id):
                return self.say("the votes on “{thing}” are counted as they are", thing=name(id))
            case model.Record(code=code):
                return self.say("the case records: {thing}", thing=name(code))
            case model.Publish(entry=entry):
                return self.say("published: {thing}", thing=name(entry))
            case _:
                return ""


__all__ = ["Sentences", "Translate", "name", "same"]
