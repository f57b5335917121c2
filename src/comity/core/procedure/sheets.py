# SPDX-License-Identifier: Apache-2.0
"""What each thing of a procedure says, line by line in plain words: what is rendered, and what is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from comity.core.procedure.model import (
    Act,
    Clock,
    Exit,
    Keep,
    Measure,
    Notice,
    Phase,
    Procedure,
    Question,
    Role,
    Succession,
)
from comity.core.procedure.sentences import Sentences, name
from comity.core.procedure.terms import ALWAYS, Happened, Not, atoms
from comity.core.procedure.words import UNDEFINED, VERBS, On

_NEVER = Not(ALWAYS)
_BEGINNING: Mapping[tuple[bool, bool], str] = {
    (False, False): "{phases} begins", (False, True): "{phases} begin",
    (True, False): "{phases} begins beside this", (True, True): "{phases} begin beside this",
}  # fmt: skip
"""What an exit opens: whether the phase stays, and whether it opens more than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One thing: its kind and name, the label of its clause, whom it concerns, its text and its lines by label."""

    kind: str
    id: str
    clause: str
    text: str
    concerns: tuple[str, ...]
    lines: Mapping[str, str]


class Sheets:
    """The sheets of one procedure."""

    __slots__ = ("law", "words")

    def __init__(self, law: Procedure, words: Sentences) -> None:
        self.law, self.words = law, words

    def all(self) -> Iterator[Sheet]:
        """Every thing, in the order of the file."""
        yield from (self.role(r) for r in self.law.roles.values())
        for phase in self.law.phases.values():
            yield self.phase(phase)
            yield from (self.act(self.law.acts[a]) for a in phase.acts)
            yield from (self.clock(self.law.clocks[c]) for c in phase.clocks)
        yield from (self.act(a) for a in self.law.acts.values() if not self._inside(a))
        yield from (self.question(q) for q in self.law.questions.values())
        yield from (self.notice(n) for n in self.law.notices.values())
        yield from (self.measure(m) for m in self.law.measures.values())
        yield from (self.keep(k) for k in self.law.keeps.values())
        yield from self.memory()
        yield from self.watch()

        yield from (self.succession(s) for s in (self.law.succession,) if s is not None)

    def _inside(self, act: Act) -> bool:
        return any(act.id in p.acts for p in self.law.phases.values())

    def role(self, r: Role) -> Sheet:
        """Who takes part."""
        say, lines = self.words.say, {}
        if r.seats is not None:
            lines["Seats"] = str(r.seats)
        if r.cap is not None:
            lines["Carries"] = f"at most {r.cap} open cases each; further ones pass by"
        if r.least > 1:
            lines["At least"] = say("{number} must be free of conflict", number=str(r.least))
        if r.otherwise is not None:
            lines["Otherwise"] = say("{role} takes over where too few are free", role=name(r.otherwise))
        if r.without:
            lines["Without"] = say(
                "whoever is {roles} in the case does not count here", roles=self.words.names(r.without)
            )
        if r.weighted:
            lines["Votes"] = say("by weight")
        if r.filled_by != ("community",) or r.elected:
            how = "elected by {bodies}" if r.elected else "appointed by {bodies}"
            lines["Filled"] = say(how, bodies=self.words.names(r.filled_by, "or"))
        if r.apart:
            lines["Apart"] = say("nobody is {roles} at the same time", roles=self.words.names(r.apart, "or"))
        if r.removal:
            who, why = self.words.names(r.removed_by, "or"), self.words.names(r.removal, "or")
            lines["Removed"] = say("by {who}, on: {why}", who=who, why=why)
        return Sheet(kind="role", id=r.id, clause=r.clause, text=r.text, concerns=(r.id,), lines=lines)

    def phase(self, p: Phase) -> Sheet:
        """A step of the course: what happens at its beginning, what rests, the ways out and what silence means."""
        say, lines = self.words.say, {}
        if p.puts:
            lines["Questions"] = self.words.names(p.puts)
        if p.does:
            lines["At the beginning"] = self.words.joined(tuple(self.words.effect(e) for e in p.does), "and")
        if p.pauses:
            lines["Rests meanwhile"] = self.words.names(p.pauses)
        if p.confidential:
            lines["In confidence"] = say("what is said here is no evidence")
        for n, way in enumerate(p.exits, 1):
            lines[f"Way out {n}"] = self.way(way)
        lines["If nobody does anything"] = self._silence(p)
        acting = tuple(dict.fromkeys(r for a in p.acts for r in self.law.acts[a].by))
        return Sheet(kind="phase", id=p.id, clause=p.clause, text=p.text, concerns=acting, lines=lines)

    def way(self, way: Exit) -> str:
        """One way out: when, what it brings about, what comes next."""
        parts = [self.words.effect(e) for e in way.does]
        if way.close is not None:
            parts.append(self.words.say("the case is closed: {code}", code=name(way.close)))
        elif way.then:
            parts.append(self.words.say(_BEGINNING[way.stay, len(way.then) > 1], phases=self.words.names(way.then)))
        else:
            parts.append(self.words.say("this ends"))
        when = self.words.guard(way.when)
        return self.words.say("when {when}: {what}", when=when, what=self.words.joined(tuple(parts), "and"))

    def _silence(self, p: Phase) -> str:
        said = [self._when_late(self.law.clocks[c], p) for c in p.clocks]
        if not said:
            return self.words.say("no clock of this phase runs out")
        return "; ".join(said)

    def _when_late(self, c: Clock, p: Phase) -> str:
        follows = [self.words.effect(e) for e in c.late]
        for n, way in enumerate(p.exits, 1):
            if any(
                isinstance(a, Happened) and a.anchor.thing == c.id and a.anchor.moment == "passed"
                for a in atoms(way.when)
            ):
                follows.append(self.words.say("see way out {number}", number=str(n)))
        what = self.words.joined(tuple(follows), "and") or self.words.say("nothing follows here")
        return self.words.say("once “{clock}” has passed, {what}", clock=name(c.id), what=what)

    def act(self, a: Act) -> Sheet:
        """Who may do what, and while what."""
        lines = {"Who": self.words.names(a.by, "or"), "What": self.words.translate(VERBS[a.verb])}
        if a.when != ALWAYS:
            lines["Once"] = self.words.guard(a.when)
        if a.choices:
            lines["Gives one of"] = self.words.names(a.choices, "or")
        if a.at:
            lines["Names"] = self.words.say("an instant, which those in the case are told")
        if a.longest is not None:
            lines["At most until"] = self.words.deadline(a.longest)
        if not a.phases:
            lines["Possible"] = self.words.say("at any time while the case is open")
        elif len(a.phases) > 1 or not self._inside(a):
            lines["Possible"] = self.words.say("during {phases}", phases=self.words.names(a.phases, "or"))
        if a.afterwards:
            lines["Also"] = self.words.say("when the case is closed")
        if a.withhold:
            lines["Name"] = self.words.say("its author may stay unnamed")
        return Sheet(kind="act", id=a.id, clause=a.clause, text=a.text, concerns=a.by, lines=lines)

    def clock(self, c: Clock) -> Sheet:
        """Until when, what keeps it, and what its passing brings."""
        lines = {"Until": self.words.deadline(c.due)}
        if c.stops != _NEVER:
            lines["Kept when"] = self.words.guard(c.stops)
        if c.late:
            lines["Otherwise"] = self.words.joined(tuple(self.words.effect(e) for e in c.late), "and")
        acting = tuple(dict.fromkeys(r for a in self.law.phases[c.phase].acts for r in self.law.acts[a].by))
        return Sheet(kind="clock", id=c.id, clause=c.clause, text=c.text, concerns=acting, lines=lines)

    def question(self, q: Question) -> Sheet:
        """Who decides what, by which share and standard."""
        say = self.words.say
        lines = {"Answers": self.words.joined(tuple(f"“{a.text}”" for a in q.answers), "or"), "Decided by": name(q.to)}
        if q.per is not None:
            lines["Put"] = say("for each {role}", role=name(q.per))
        if q.given != ALWAYS:
            lines["Only if"] = self.words.guard(q.given)
        for n, stage in enumerate(q.stages, 1):
            lines["Carried by" if len(q.stages) == 1 else f"Carried by, {n}"] = self.words.stage(stage)
        if q.finding:
            lines["Standard of proof"] = self._open(q.standard)
            lines["Who has to show it"] = self._open(q.burden)
        if q.stages:
            lines["A tie gives"] = self._answer(q, q.tied)
            lines["Too few give"] = self._answer(q, q.short)
        if q.grounds:
            lines["An objection names one of"] = self.words.joined(tuple(f"“{g.text}”" for g in q.grounds), "or")
        if q.secret:
            lines["Ballots"] = say("secret")
        concerns = tuple(dict.fromkeys((q.to, *((q.per,) if q.per else ()))))
        return Sheet(kind="question", id=q.id, clause=q.clause, text=q.text, concerns=concerns, lines=lines)

    def _open(self, text: str) -> str:
        return self.words.say("the text does not say") if text == UNDEFINED else text

    def _answer(self, q: Question, answer: str) -> str:
        if answer != UNDEFINED:
            return next(f"“{a.text}”" for a in q.answers if a.id == answer)
        who = self.words.names(q.asks, "or") or self.words.translate("whoever presides")
        return self.words.say("the text does not say; {who} is asked", who=who)

    def keep(self, k: Keep) -> Sheet:
        """How long something is kept after a case was closed."""
        lines = {
            "Of a case": self.words.names(k.what),
            "Destroyed": self.words.say("{length} after the case is closed", length=self.words.translate(k.after)),
        }
        if k.endings:
            lines["Only when closed as"] = self.words.names(k.endings, "or")
        return Sheet(kind="term of keeping", id=k.id, clause=k.clause, text=k.text, concerns=(), lines=lines)

    def watch(self) -> Iterator[Sheet]:
        """What may be watched, within which limits, and each of its spaces; nothing where no clause says so."""
        w, say = self.law.watch, self.words.say
        if w is None:
            return
        lines = {
            "The sign says": f"“{w.sign}”",
            "Signals are read by": self.words.names(w.reads),
            "Opened and closed by": self.words.names(w.opens, "or"),
            "Shown": say("at most {count} signals a week", count=str(w.budget)),
            "Unseen at first": say(
                "for {length}, and until {count} would-be signals were judged by {who}",
                length=self.words.translate(w.shadow), count=str(w.judged), who=self.words.names(w.judges, "or"),
            ),
            "Forgotten": say(
                "a silent conversation after {states}, a signal after {signals}, a quiet word after {quiet}",
                states=self.words.translate(w.states), signals=self.words.translate(w.signals),
                quiet=self.words.translate(w.quiet),
            ),
        }  # fmt: skip
        concerns = tuple(dict.fromkeys((*w.reads, *w.opens, *w.judges)))
        yield Sheet(kind="watch", id="watch", clause=w.clause, text=w.text, concerns=concerns, lines=lines)
        for space in w.spaces:
            mark = {"Its mark": space.mark}
            yield Sheet(kind="space", id=space.id, clause=space.clause, text=space.text, concerns=(), lines=mark)

    def succession(self, s: Succession) -> Sheet:
        """What becomes of cases when a council turned over."""
        lines = {}
        if s.shares is not None:
            lines["Shares of the key"] = str(s.shares)
        if s.needed is not None:
            lines["Join it"] = str(s.needed)
        if s.reopens:
            lines["A closed case"] = self.words.say("opens to who sits in a later case that takes it up")
        return Sheet(kind="succession", id="succession", clause=s.clause, text=s.text, concerns=(), lines=lines)

    def memory(self) -> Iterator[Sheet]:
        """How patterns are kept and changed; nothing where no clause says so."""
        m, say = self.law.memory, self.words.say
        if m is None:
            return
        lines = {
            "Coded by": self.words.names(m.codes, "or"),
            "Changes accepted by": say(
                "{count} of {who}, beside whoever proposed it", count=str(m.least), who=self.words.names(m.agrees, "or")
            ),
            "From": say("{count} coded cases on", count=str(m.cases)),
            "Unseen at first": say("for {length}", length=self.words.translate(m.shadow)),
        }
        concerns = tuple(dict.fromkeys((*m.codes, *m.agrees)))
        yield Sheet(kind="memory", id="memory", clause=m.clause, text=m.text, concerns=concerns, lines=lines)

    def notice(self, n: Notice) -> Sheet:
        """Who is told what, and after what."""
        lines = {"To": self.words.names(n.to)}
        if n.needs != ALWAYS:
            lines["Only after"] = self.words.guard(n.needs)
        if n.summons:
            lines["Summons"] = self.words.say("with it the other side is heard")
        return Sheet(kind="notice", id=n.id, clause=n.clause, text=n.text, concerns=n.to, lines=lines)

    def measure(self, m: Measure) -> Sheet:
        """What is limited, from when to when."""
        say = self.words.say
        limits = {On.PERSON: "a person", On.CONTENT: "a content", On.PLACE: "a place"}[m.on]
        lines = {"Limits": self.words.translate(limits), "Where": m.scope}
        lines["Begins"] = self.words.deadline(m.begins) if m.begins is not None else say("at once")
        lines["Ends"] = self.words.deadline(m.ends)
        optional = {
            "Interim": say("before any finding; it counts as time served") if m.interim else "",
            "Counts the time of": self.words.names(m.serves), "Conditions": m.conditions, "Repair": m.repair,
            "Only if": self.words.guard(m.needs) if m.needs != ALWAYS else "",
        }  # fmt: skip
        lines |= {k: v for k, v in optional.items() if v}
        on = tuple(r.id for r in self.law.roles.values() if r.stands == "respondent") if m.on is On.PERSON else ()
        return Sheet(kind="measure", id=m.id, clause=m.clause, text=m.text, concerns=on, lines=lines)


__all__ = ["Sheet", "Sheets"]
