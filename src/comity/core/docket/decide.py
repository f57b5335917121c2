# SPDX-License-Identifier: Apache-2.0
"""One case from report to closing, under the procedure version that it is pinned to.

The room composes the rooms below it: parties, recusal, ballots, measures, papers. It knows no phase, no question, no
sanction and no role of any community; all of these come from the pinned file through the closed words of
`procedure.words`. It does not know who reads what (`access`) nor what happens in other streams (`clerk`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from comity.core import ballot
from comity.core.calendar import Calendar
from comity.core.clause import Possible, Refusal, promise
from comity.core.docket.commands import (
    Command,
    DeclareFree,
    DoAct,
    LinkCase,
    NoteLink,
    OpenCase,
    Reseat,
    SettleAsk,
    TakeUp,
    UnlinkCase,
)
from comity.core.docket.declaring import declare_free
from comity.core.docket.evolve import evolve
from comity.core.docket.leave import is_person, refuse, why_not
from comity.core.docket.linking import link, note, take_up
from comity.core.docket.motion import Motion
from comity.core.docket.options import answerers, answers_to, cited, possible
from comity.core.docket.settle import next_due, open_phase, pass_time, settle
from comity.core.docket.state import Case, Fact
from comity.core.docket.verbs import enter, perform
from comity.core.evidence import REASONS, is_digest, unfit
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import PARTIES, Kind, Standing
from comity.core.recusal import EVALUATES, entitled

REPORT = "report"
"""The name under which the paper that opened a case is filed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """The decider of one case. `law` is its pinned version, `waiting` the slips that lie in its boxes."""

    law: Procedure
    calendar: Calendar
    waiting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def initial(self) -> Case:
        """A case that was not opened."""
        return Case()

    def evolve(self, state: Case, event: Fact) -> Case:
        """The case after one fact; no law is needed for that."""
        return evolve(state, event)

    def due(self, state: Case) -> datetime | None:
        """The next deadline, beginning or end."""
        return next_due(state)

    def advance(self, state: Case, at: datetime) -> Sequence[Fact]:
        """What time alone has brought about up to `at`."""
        if state.opened is None:
            return ()
        m = self._motion(state, at)
        pass_time(m, at)
        return m.facts

    def decide(self, state: Case, command: Command, at: datetime) -> Sequence[Fact]:
        """The facts of one act. Raises `Refusal`, which always says what the refused person could do instead (P7)."""
        _forward(state, at)
        m = self._motion(state, at)
        try:
            self._carry_out(m, command)
        except Refusal as no:
            if no.possible or not isinstance(command, DoAct | SettleAsk):
                raise
            raise _with_possible(no, possible(self.law, state, command.by, at)) from None
        settle(m)
        return m.facts

    def _carry_out(self, m: Motion, command: Command) -> None:
        match command:
            case OpenCase():
                self._open(m, command)
            case DoAct():
                self._do(m, command)
            case DeclareFree():
                declare_free(m, command)
            case SettleAsk():
                self._settle_ask(m, command)
            case Reseat():
                _reseat(m, command)
            case LinkCase() | UnlinkCase():
                link(m, command)
            case TakeUp():
                take_up(m, command)
            case NoteLink():
                note(m, command)

    def _motion(self, state: Case, at: datetime) -> Motion:
        if state.opened is not None and state.digest != self.law.digest:
            raise Refusal(
                "this case is pinned to the version '{digest}'", clause=promise(6), field="digest",
                about={"digest": state.digest},
            )  # fmt: skip
        return Motion(self.law, self.calendar, state, at, self.waiting)

    def _open(self, m: Motion, command: OpenCase) -> None:
        if m.case.opened is not None:
            raise Refusal("this case was opened before", clause=promise(1))
        intake = self.law.intakes.get(command.intake)
        if intake is None or not intake.starts:
            ways = ", ".join(i.id for i in self.law.intakes.values() if i.starts)
            raise Refusal(
                "'{intake}' opens no case; these do: {ways}", clause=promise(2), field="intake",
                about={"intake": command.intake, "ways": ways},
            )  # fmt: skip
        _check_opening(self.law, command)
        if command.channel and command.channel not in intake.channels:
            raise Refusal(
                "'{intake}' does not come by '{channel}'; it comes by: {channels}", clause=promise(2), field="channel",
                about={"intake": intake.id, "channel": command.channel, "channels": ", ".join(intake.channels)},
            )  # fmt: skip
        m.say(
            Kind.CASE,
            "case",
            "opened",
            value={
                "procedure": self.law.id,
                "digest": self.law.digest,
                "intake": command.intake,
                "earlier": command.earlier,
                "inherited": command.inherited,
                **({"through": command.through} if command.through else {}),
                **({"brought": True} if _from_outside(self.law, command) else {}),
                **({"channel": command.channel} if command.channel else {}),
            },
        )
        _seat(m, command.roster)
        for party in command.parties:
            enter(m, party)
        if command.report:
            by = next((p.person for p in command.parties if set(p.roles) & set(self.law.stands(Standing.REPORTER))), "")
            beside = {"files": dict(command.files)} if command.files else {}
            m.say(Kind.ACT, REPORT, "done", who=by, value={"paper": command.report, "kind": REPORT, **beside})
        for id in intake.starts:
            open_phase(m, self.law.phases[id])

    def _do(self, m: Motion, command: DoAct) -> None:
        act = self.law.acts.get(command.act)
        if act is None and not command.act:
            raise Refusal(
                "there is no act of that name in {procedure}",
                clause=promise(7),
                field="act",
                about={"procedure": self.law.id},
            )
        if act is None:
            raise Refusal(
                "there is no act '{act}' in {procedure}",
                clause=promise(7),
                field="act",
                about={"act": command.act, "procedure": self.law.id},
            )
        no = why_not(self.law, m.case, act, command.by, m.at)
        if no is not None:
            raise refuse(no)
        perform(m, act, command)

    def _settle_ask(self, m: Motion, command: SettleAsk) -> None:
        ask = m.case.asks.get(command.ask)
        if ask is None:
            raise Refusal("nothing is asked under '{ask}'", clause=promise(7), field="ask", about={"ask": command.ask})
        clause = cited(self.law, ask)
        if command.by not in answerers(self.law, m.case, ask):
            raise Refusal("'{role}' is asked", clause=clause, field="by", about={"role": ask.role})
        allowed = answers_to(self.law, m.case, ask.thing, ask.about)
        if command.answer not in allowed:
            raise Refusal(
                "the answers are: {answers}", clause=clause, field="answer", about={"answers": ", ".join(allowed)}
            )
        if not is_digest(command.ground):
            raise Refusal(
                "who decides what the law leaves open gives a ground: a paper's digest", clause=clause, field="ground"
            )
        m.say(
            Kind.CASE,
            "case",
            "settled",
            who=command.by,
            about=ask.about,
            value={"ask": ask.id, "thing": ask.thing, "answer": command.answer, "ground": command.ground},
        )
        if self.law.kind(ask.thing) is Kind.QUESTION and (ask.thing, ask.about) not in m.case.answers:
            m.answer(ask.thing, ask.about, command.answer, command.by)


def _with_possible(no: Refusal, instead: tuple[Possible, ...]) -> Refusal:
    return Refusal(no.reason, clause=no.clause, about=no.about, field=no.field, possible=instead, facts=no.facts)


def _forward(state: Case, at: datetime) -> None:
    if state.now is not None and at < state.now:
        raise Refusal(
            "an act cannot be dated {at}, before what happened at {now}", clause=promise(25), field="at",
            about={"at": at.isoformat(), "now": state.now.isoformat()},
        )  # fmt: skip


def _from_outside(law: Procedure, command: OpenCase) -> bool:
    """Whether a liaison brings it: somebody who tells it for another, and does not sit where cases are decided."""
    seats = (r.id for r in law.roles.values() if r.stands in EVALUATES and not r.weighted)
    sitting = {person for role in seats for person in command.roster.get(role, ())}
    return bool(command.through) and command.through not in sitting


def _check_opening(law: Procedure, command: OpenCase) -> None:
    if command.through and not command.consented:
        raise Refusal(
            "a report is told for somebody else only where that person agreed", clause=promise(4), field="consented"
        )
    if command.digest != law.digest:
        raise Refusal(
            "the version '{digest}' is not the law of this docket", clause=promise(6), field="digest",
            about={"digest": command.digest},
        )  # fmt: skip
    parties = [r.id for r in law.roles.values() if r.stands in PARTIES]
    for n, party in enumerate(command.parties, 1):
        wrong = [r for r in party.roles if r not in parties]
        if wrong or not party.roles or not is_person(party.person):
            raise Refusal(
                "a party has a name and a role among: {roles}", clause=promise(26), field=f"parties[{n}].roles",
                about={"roles": ", ".join(parties)},
            )  # fmt: skip
        for tag in sorted(party.tags - law.tags.keys()):
            raise Refusal("there is no tag '{tag}'", clause=promise(26), field=f"parties[{n}].tags", about={"tag": tag})
    if command.report and not is_digest(command.report):
        raise Refusal("a report is named by its SHA-256 digest, 64 hex digits", clause=promise(26), field="report")
    if unkept := unfit(command.files) or (REASONS[3] if command.files and not command.report else ""):
        raise Refusal(unkept, clause=promise(26), field="files")
    _check_roster(law, command.roster)


def _check_roster(law: Procedure, roster: Mapping[str, tuple[str, ...]]) -> None:
    for role, persons in roster.items():
        if role not in law.roles or law.roles[role].stands in PARTIES:
            raise Refusal(
                "no body has the role '{role}'", clause=promise(26), field=f"roster.{role}", about={"role": role}
            )
        if not all(is_person(p) for p in persons) or len(set(persons)) != len(persons):
            raise Refusal(
                "'{role}' is held by named persons, each once", clause=promise(26), field=f"roster.{role}",
                about={"role": role},
            )  # fmt: skip


def _seat(m: Motion, roster: Mapping[str, tuple[str, ...]]) -> None:
    for role in sorted(roster):
        if m.case.bench.holders.get(role, ()) != roster[role]:
            m.say(Kind.ROLE, role, "seated", value={"persons": roster[role]})


def _reseat(m: Motion, command: Reseat) -> None:
    if m.case.opened is None:
        raise Refusal("this case was never opened", clause=promise(1))
    _check_roster(m.law, command.roster)
    _seat(m, command.roster)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """What the desk does with ballots after an act: slips to put into boxes, and boxes to empty."""

    put: tuple[tuple[str, str], ...]
    clear: tuple[str, ...]


def slips(facts: Sequence[Fact], command: object) -> Slips:
    """Which slip goes into which box, and which boxes were counted or voided, after the facts of one act."""
    clear = tuple(str(f.value["box"]) for f in facts if f.kind is Kind.QUESTION and f.moment in ("counted", "voided"))
    issued = [str(f.value["box"]) for f in facts if f.kind is Kind.QUESTION and f.moment == "issued"]
    slip = command.ballot if isinstance(command, DoAct) else ""
    return Slips(put=tuple((box, slip) for box in issued if slip and box not in clear), clear=clear)


def secrecy_too_small(law: Procedure, state: Case, question: str) -> bool:
    """Whether so few are entitled that a count could tell how one of them voted; said before the vote (P11)."""
    return ballot.too_few_for_secrecy(len(entitled(law.roles, state.bench, law.questions[question].to).persons))


__all__ = ["Docket", "Slips", "secrecy_too_small", "slips"]
