# SPDX-License-Identifier: Apache-2.0
"""Which act of one procedure is another's of a second one, so that the same conduct can be tried under both.

Two acts are alike only where verb, standings, kind of paper and kind of contact agree. Of several the one with the
same name is taken, else the one that the same things wait for and that stands beside the same acts. An act on which
nothing waits never becomes one on which something does, and a mere note is found again by its name alone: looking
into a matter is not handing it over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from comity.core import clerk
from comity.core.docket.options import codes
from comity.core.procedure.model import Act, Procedure, Question
from comity.core.procedure.terms import Answered, Guard, Happened, atoms
from comity.core.procedure.words import PARTIES, Standing, Verb

_ON_QUESTIONS = (Verb.VOTE, Verb.ANSWER, Verb.TALLY)


@dataclass(frozen=True)
class Likeness:
    """How acts, questions, answers and roles of `old` are said in `new`."""

    old: Procedure
    new: Procedure

    @cached_property
    def acts(self) -> Mapping[str, str]:
        """The act of `new` for every act of `old` that has one."""
        found = {id: self._act(act) for id, act in self.old.acts.items()}
        return {id: other for id, other in found.items() if other}

    @cached_property
    def questions(self) -> Mapping[str, str]:
        """The question of `new` for every question of `old` that has one."""
        found = {id: self._question(question) for id, question in self.old.questions.items()}
        return {id: other for id, other in found.items() if other}

    @property
    def without(self) -> tuple[str, ...]:
        """The acts of `old` that `new` does not have."""
        return tuple(id for id in self.old.acts if id not in self.acts)

    @property
    def unknown(self) -> frozenset[str]:
        """The acts of `new` that nobody did under `old`, because it has none like them."""
        return frozenset(self.new.acts) - frozenset(self.acts.values())

    def answer(self, act: str, code: str) -> str:
        """A code of an act of `old` as `new` says it: by its name, else by its place counted from the last one."""
        old, new = codes(self.old, self.old.acts[act]), codes(self.new, self.new.acts[self.acts[act]])
        if not code or code in new or code not in old:
            return code
        if not new:
            return ""
        from_last = len(_named(old)) - old.index(code)
        return _named(new)[max(0, len(_named(new)) - from_last)]

    def roles(self, held: Sequence[str]) -> tuple[str, ...]:
        """A party's roles in `new`: the same names, else those of the same standing."""
        return tuple(dict.fromkeys(r for role in held if (r := self._role(role))))

    def roster(self, roster: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Who holds the roles of the bodies in `new`; a role of another name goes to those of the same standing."""
        made: dict[str, tuple[str, ...]] = {}
        for role in self.new.roles.values():
            if role.stands in PARTIES or role.stands is Standing.PUBLIC or role.weighted:
                continue
            same = [people for name, people in roster.items() if self._stands(name) is role.stands]
            made[role.id] = roster.get(role.id) or (same[0] if same and not _known(self.old, role.id, self.new) else ())
        return {role: people for role, people in made.items() if people}

    def intake(self, id: str) -> str:
        """The way in: of the same name, else the first that opens a case."""
        opening = [one.id for one in self.new.intakes.values() if one.starts]
        return id if id in opening else next(iter(opening), "")

    def _stands(self, role: str) -> Standing | None:
        return self.old.roles[role].stands if role in self.old.roles else None

    def _role(self, role: str) -> str:
        if role in self.new.roles:
            return role
        stands = self._stands(role)
        return next((r.id for r in self.new.roles.values() if r.stands is stands), "")

    def _question(self, old: Question) -> str:
        if old.id in self.new.questions:
            return old.id
        place = _alike(self.old, old).index(old.id)
        others = _alike_in(self.new, old, self.old)
        return others[place] if place < len(others) else ""

    def _act(self, old: Act) -> str:
        same = self.new.acts.get(old.id)
        if same is not None and same.verb is old.verb and old.verb not in _ON_QUESTIONS:
            return same.id
        able = [act for act in self.new.acts.values() if self._may_be(old, act)]
        ranked = sorted(able, key=lambda act: self._rank(old, act), reverse=True)
        return ranked[0].id if ranked else ""

    def _may_be(self, old: Act, new: Act) -> bool:
        one, two = _bench(self.old, old), _bench(self.new, new)
        if _form(self.old, old) != _form(self.new, new) or bool(one) != bool(two) or (one and not one & two):
            return False
        if old.verb in _ON_QUESTIONS:
            return self.questions.get(old.question or "") == new.question
        mere_note = old.verb is Verb.NOTE and not waits(self.old, old)
        return not mere_note and bool(waits(self.old, old)) == bool(waits(self.new, new))

    def _rank(self, old: Act, new: Act) -> tuple[bool, Fraction, bool]:
        shared = _overlap(waits(self.old, old), waits(self.new, new))
        beside = _overlap(_beside(self.old, old), _beside(self.new, new))
        return (old.id == new.id, shared + beside, bool(old.choices) == bool(new.choices))


def _named(answers: Sequence[str]) -> Sequence[str]:
    """The answers without the ballot that chooses nothing."""
    return [a for a in answers if a != "abstain"]


def _known(old: Procedure, role: str, new: Procedure) -> bool:
    """Whether another role of `new` already has the name that the holders have in `old`."""
    stands = new.roles[role].stands
    return any(r.id in new.roles for r in old.roles.values() if r.stands is stands and not r.weighted)


def _alike(law: Procedure, question: Question) -> list[str]:
    return _alike_in(law, question, law)


def _alike_in(law: Procedure, question: Question, of: Procedure) -> list[str]:
    """The questions of `law` that are put to the same standing, for each person or once, as findings or not."""
    stands = of.roles[question.to].stands
    same = (q for q in law.questions.values() if law.roles[q.to].stands is stands and q.finding is question.finding)
    return [q.id for q in same if bool(q.per) is bool(question.per)]


def _form(law: Procedure, act: Act) -> tuple[object, ...]:
    """What two acts must agree in."""
    stands = frozenset(law.roles[r].stands for r in act.by)
    sides = frozenset({Standing.REPORTER, Standing.RESPONDENT}) & stands
    confidential = any(law.phases[p].confidential for p in act.phases)
    return (act.verb, sides, act.paper, act.contact, confidential)


def _bench(law: Procedure, act: Act) -> frozenset[Standing]:
    """The standings of the bench under which the act is done; two acts must share one, or both have none."""
    stands = frozenset(law.roles[r].stands for r in act.by)
    return frozenset({Standing.JUDGE, Standing.PRESIDES}) & stands


def waits(law: Procedure, act: Act) -> frozenset[tuple[str, str]]:
    """What waits for an act: the verbs of acts that it makes possible, clocks that it stops, exits that it opens."""
    acts = {("act", other.verb.value) for other in law.acts.values() if _names(other.when, act.id)}
    clocks = {("clock", "") for clock in law.clocks.values() if _names(clock.stops, act.id)}
    closes = {
        ("exit", "closes" if way.close else "opens")
        for phase in law.phases.values()
        for way in phase.exits
        if _names(way.when, act.id)
    }
    return frozenset(acts | clocks | closes)


def _names(guard: Guard, act: str) -> bool:
    return any(isinstance(a, Happened) and a.anchor.thing == act for a in atoms(guard))


def named_by(law: Procedure, guard: Guard) -> tuple[str, ...]:
    """The acts that a guard waits for, in its order; a question stands for the acts that answer it."""
    found: list[str] = []
    for atom in atoms(guard):
        thing = atom.anchor.thing if isinstance(atom, Happened) else atom.question if isinstance(atom, Answered) else ""
        if thing in law.acts:
            found.append(thing)
        found.extend(act.id for act in law.acts.values() if thing and act.question == thing)
    return tuple(dict.fromkeys(found))


def needed(law: Procedure, wished: Iterable[str]) -> frozenset[str]:
    """The acts without which the wished ones cannot be done: what their guards wait for, and who must be appointed."""
    found: set[str] = set()
    left = list(wished)
    while left:
        act = law.acts[left.pop()]
        new = {*named_by(law, act.when)[:1], *_appointing(law, act)} - found
        found |= new
        left += new
    return frozenset(found)


def _appointing(law: Procedure, act: Act) -> tuple[str, ...]:
    """The acts that name who does this one, where nobody does it but those who are named in the case."""
    naming = {one.role: one.id for one in law.acts.values() if one.verb is Verb.APPOINT and one.role}
    return tuple(naming[role] for role in act.by) if act.by and naming.keys() >= set(act.by) else ()


def own_clocks(law: Procedure, act: str) -> tuple[str, ...]:
    """The clocks that wait for an act: those that it stops, and those at whose end its question is counted."""
    stopped = tuple(clock.id for clock in law.clocks.values() if act in named_by(law, clock.stops))
    question = law.acts[act].question
    counted = clerk.window_clock(law, question) if question else ""
    return (*stopped, *((counted,) if counted else ()))


def _beside(law: Procedure, act: Act) -> frozenset[tuple[object, ...]]:
    """The forms of the acts that are possible in the same phases."""
    return frozenset(_form(law, other) for other in law.acts.values() if set(other.phases) & set(act.phases))


def _overlap(left: Iterable[object], right: Iterable[object]) -> Fraction:
    one, two = set(left), set(right)
    return Fraction(len(one & two), len(one | two)) if one | two else Fraction(1)


__all__ = ["Likeness", "named_by", "needed", "own_clocks", "waits"]
