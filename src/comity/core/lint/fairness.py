# SPDX-License-Identifier: Apache-2.0
"""Laws about the two sides: nobody is limited before notice and the chance to answer (P5); nobody on the other side is
told before the reporter agreed to the exact words, or severe harm was named and the reporter told first (P4)."""

from __future__ import annotations

from collections.abc import Iterator

from comity.core.clause import Fault
from comity.core.docket import Case, Fact
from comity.core.lint.found import WARNING, fault, listed, ways_to_hold
from comity.core.lint.walk import Walk, Way
from comity.core.procedure.model import Measure, Procedure
from comity.core.procedure.refer import TEAR
from comity.core.procedure.terms import Anchor, Guard, Happened
from comity.core.procedure.words import PARTIES, On, Standing, Verb


def no_sanction_before_a_hearing(walk: Walk) -> Iterator[Fault]:
    """No way leads to a measure on a person (interim ones apart) of whom the docket would say: not heard yet."""
    seen: set[str] = set()
    for way in walk.ways:
        for fact in way.step.facts:
            measure = _refused(walk.law, fact)
            if measure is not None and measure.id not in seen:
                seen.add(measure.id)
                yield _unheard(walk, way, measure, fact)
    yield from _never_summoned(walk.law)


def _refused(law: Procedure, fact: Fact) -> Measure | None:
    """The measure that was to be imposed and about which a human is asked instead."""
    measure = law.measures.get(str(fact.value.get("thing", ""))) if fact.name == "case.asked" else None
    return measure if measure is not None and fact.about else None


def _unheard(walk: Walk, way: Way, measure: Measure, fact: Fact) -> Fault:
    heard = walk.places[way.end].case.heard.get(fact.about)
    if heard is not None and heard < fact.at:
        return fault(
            walk.law, f"measure.{measure.id}.needs", rule="a measure's needs are met when it is imposed",
            severity=WARNING, text=f"'{measure.id}' can come to be imposed while what it needs has not come about",
            way_out="put the same guard into the 'if' of the effect", witness=walk.witness(way.end),
        )  # fmt: skip
    return fault(
        walk.law, f"measure.{measure.id}", rule="no sanction before notice and the chance to answer",
        text=f"'{measure.id}' can come to be imposed on a person who had no summons, or no chance to answer after it",
        way_out="send a notice with summons = true and open an act of the verb paper to the respondent, before",
        witness=walk.witness(way.end),
    )  # fmt: skip


def _never_summoned(law: Procedure) -> Iterator[Fault]:
    limits = [m.id for m in law.measures.values() if m.on is On.PERSON and not m.interim]
    if limits and not any(n.summons for n in law.notices.values()):
        yield fault(
            law, "notice", rule="no sanction before notice and the chance to answer",
            text=f"no notice is a summons, so that {listed(limits)} could never be imposed on anybody",
            way_out="mark the notice to the respondent with summons = true",
        )  # fmt: skip


def agreement_before_notice(walk: Walk) -> Iterator[Fault]:
    """The first word to the other side needs the reporter's agreement, or a named ground, the reporter told first."""
    seen: set[str] = set()
    for way in walk.ways:
        for fact in _first_words(walk, way):
            notice = walk.law.notices[fact.thing]
            if notice.id in seen:
                continue
            if not agreed(walk.law, notice.needs):
                seen.add(notice.id)
                yield fault(
                    walk.law, f"notice.{notice.id}.needs", rule="agreement before notice",
                    text=f"'{notice.id}' reaches the other side without the reporter's agreement to the exact words",
                    way_out="needs = \"<a consent of the reporter>.done or <a named act of severe harm>.done\"",
                    witness=walk.witness(way.end),
                )  # fmt: skip
            elif not _consented(walk.law, walk.before(way), way) and not _told_reporter(walk, way, fact):
                seen.add(notice.id)
                yield fault(
                    walk.law, f"notice.{notice.id}.needs", rule="the reporter is told first",
                    text=f"'{notice.id}' reaches the other side without agreement before the reporter is told of that",
                    way_out="tell the reporter in a phase of its own, and the other side when its clock has passed",
                    witness=walk.witness(way.end),
                )  # fmt: skip


def _first_words(walk: Walk, way: Way) -> Iterator[Fact]:
    """The notices that are the first that a party other than the reporter gets, while no agreed word has gone out."""
    before = walk.before(way)
    if any(agreed(walk.law, walk.law.notices[n].needs) for n, _ in before.notices):
        return
    told = {p for _, p in before.notices}
    for fact in way.step.facts:
        if fact.name == "notice.sent" and fact.who not in told:
            told.add(fact.who)
            party = walk.places[way.end].case.bench.parties.get(fact.who)
            if party is not None and not any(walk.law.roles[r].stands is Standing.REPORTER for r in party.roles):
                yield fact


def agreed(law: Procedure, needs: Guard) -> bool:
    """Whether a guard cannot hold before the reporter consented, or a body named severe harm by an act of its own."""
    return all(any(_agrees(law, part) for part in row) for row in ways_to_hold(needs))


def _agrees(law: Procedure, part: Guard) -> bool:
    if not isinstance(part, Happened) or part.anchor.moment != "done" or part.anchor.thing not in law.acts:
        return False
    act = law.acts[part.anchor.thing]
    standings = {law.roles[r].stands for r in act.by}
    if act.verb is Verb.CONSENT:
        return standings == {Standing.REPORTER}
    return act.verb is Verb.NOTE and not standings & {*PARTIES, Standing.PUBLIC}


def _consented(law: Procedure, before: Case, way: Way) -> bool:
    done = {t for t, m in before.trace if m == "done"} | {f.thing for f in way.step.facts if f.name == "act.done"}
    reporters = set(law.stands(Standing.REPORTER))
    return any(a.verb is Verb.CONSENT and set(a.by) <= reporters for a in law.acts.values() if a.id in done)


def _told_reporter(walk: Walk, way: Way, told: Fact) -> bool:
    """Whether the reporter got a notice since the act that stands in for the agreement, at an earlier instant."""
    law, before = walk.law, walk.before(way)
    named = [m.at for (t, k), ms in before.trace.items() if k == "done" for m in ms if _names_harm(law, t)]
    reporters = {p.person for p in before.bench.parties.values() if set(p.roles) & set(law.stands(Standing.REPORTER))}
    sent = [n.sent for (_, p), n in before.notices.items() if p in reporters]
    return not reporters or any(s >= max(named) and s < told.at for s in sent if named)


def _names_harm(law: Procedure, act: str) -> bool:
    return act in law.acts and _agrees(law, Happened(_done(act))) and law.acts[act].verb is Verb.NOTE


def a_tear_notifies_nobody(walk: Walk) -> Iterator[Fault]:
    """What becomes a tear has told nobody but who came with it."""
    seen: set[str] = set()
    for way in walk.ways:
        case = walk.places[way.end].case
        tears = [f for f in way.step.facts if f.name == "case.referred" and f.value.get("to") == TEAR]
        others = sorted(p for _, p in case.notices if p in case.bench.parties and not _reports(walk.law, case, p))
        if tears and others and others[0] not in seen:
            seen.add(others[0])
            yield fault(
                walk.law, "phase", rule="a tear notifies nobody",
                text=f"a matter is handed to a tear after {listed(others)} was told of it",
                way_out="refer to the tear before any notice to the other side", witness=walk.witness(way.end),
            )  # fmt: skip


def _reports(law: Procedure, case: Case, person: str) -> bool:
    return any(law.roles[r].stands is Standing.REPORTER for r in case.bench.parties[person].roles)


def _done(act: str) -> Anchor:
    return Anchor(act, "done")


__all__ = ["agreed", "agreement_before_notice", "a_tear_notifies_nobody", "no_sanction_before_a_hearing"]
