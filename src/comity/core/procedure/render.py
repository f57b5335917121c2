# SPDX-License-Identifier: Apache-2.0
"""A procedure in plain language, from the same file that the engine obeys: what a delegate votes on (M15)."""

from __future__ import annotations

from collections.abc import Iterator

from comity.core.procedure.model import Procedure
from comity.core.procedure.oversight import MEANS, describe
from comity.core.procedure.sentences import Sentences, Translate, name, same
from comity.core.procedure.sheets import Sheet, Sheets
from comity.core.procedure.words import UNDEFINED


def render(law: Procedure, *, translate: Translate = same) -> str:
    """The whole version as Markdown: clauses with their labels, deadlines in words, silence, readings, open points."""
    page = _Page(law, translate)
    return "\n".join(line for part in page.parts() for line in part).rstrip() + "\n"


class _Page:
    def __init__(self, law: Procedure, translate: Translate) -> None:
        self.law = law
        self.words = Sentences(law, translate)
        self.sheets = Sheets(law, self.words)

    def parts(self) -> Iterator[Iterator[str]]:
        for part in (
            self._head, self._people, self._ways_in, self._course, self._anytime, self._questions, self._notices,
            self._measures, self._duties, self._memory, self._watch, self._keeping, self._succession,
            self._oversight, self._amendment, self._readings, self._clauses, self._left_open,
        ):  # fmt: skip
            yield part()

    def _head(self) -> Iterator[str]:
        law, say = self.law, self.words.say
        yield from (f"# {law.title}", "", _flat(law.text), "")
        since = f"{law.since:%Y-%m-%d %H:%M} UTC" if law.since else say("a proposal, not in force")
        yield say(
            "Version {id} of {community}. In force from: {since}.", id=law.id, community=law.community, since=since
        )
        if law.supersedes:
            yield say("It takes the place of {id}.", id=law.supersedes)
        yield from (say("Fingerprint: `{digest}`", digest=law.digest), "")

    def _title(self, text: str) -> Iterator[str]:
        yield from (f"## {self.words.translate(text)}", "")

    def _sheet(self, sheet: Sheet) -> Iterator[str]:
        """A thing as an item: name, text, label, and its lines below. What there is one of is called by its kind."""
        called = self.words.translate(sheet.kind) if sheet.id == sheet.kind else name(sheet.id)
        yield f"- **{called}** — {_flat(sheet.text)} [{sheet.clause}]"
        for label, text in sheet.lines.items():
            yield f"  - {self.words.label(label)}: {_flat(text)}"

    def _list(self, title: str, sheets: tuple[Sheet, ...]) -> Iterator[str]:
        if sheets:
            yield from self._title(title)
            for sheet in sheets:
                yield from self._sheet(sheet)
            yield ""

    def _people(self) -> Iterator[str]:
        yield from self._list("Who takes part", tuple(self.sheets.role(r) for r in self.law.roles.values()))
        for id, text in self.law.tags.items():
            yield self.words.say("Somebody may be marked “{tag}”: {text}", tag=name(id), text=text)
            if id in self.law.asked:
                yield self.words.say("Whoever reports is asked: {question}", question=self.law.asked[id])
        yield ""

    def _ways_in(self) -> Iterator[str]:
        yield from self._title("How a matter comes in")
        for intake in self.law.intakes.values():
            starts = self.words.names(intake.starts) or self.words.translate("a tear; no case is opened")
            yield f"- **{name(intake.id)}** — {_flat(intake.text)} [{intake.clause}]"
            yield f"  - {self.words.say('Begins: {starts}', starts=starts)}"
        if self.law.tears is not None:
            tears = self.law.tears
            expires = self.words.say("It expires after {length}.", length=self.words.translate(tears.expires))
            yield f"- **{self.words.translate('a small tear')}** — {_flat(tears.text)} {expires} [{tears.clause}]"
        yield ""

    def _course(self) -> Iterator[str]:
        yield from self._title("The course of a case")
        for phase in self.law.phases.values():
            sheet = self.sheets.phase(phase)
            yield from (f"### {name(phase.id).capitalize()} [{phase.clause}]", "", _flat(phase.text), "")
            yield from self._inside("Who may do what", tuple(self.sheets.act(self.law.acts[a]) for a in phase.acts))
            yield from self._inside("Time", tuple(self.sheets.clock(self.law.clocks[c]) for c in phase.clocks))
            for label, text in sheet.lines.items():
                yield f"- {self.words.label(label)}: {_flat(text)}"
            yield ""

    def _inside(self, title: str, sheets: tuple[Sheet, ...]) -> Iterator[str]:
        if sheets:
            yield from (f"{self.words.translate(title)}:", "")
            for sheet in sheets:
                yield from self._sheet(sheet)
            yield ""

    def _anytime(self) -> Iterator[str]:
        inside = {a for p in self.law.phases.values() for a in p.acts}
        acts = tuple(self.sheets.act(a) for a in self.law.acts.values() if a.id not in inside)
        yield from self._list("What is possible in several phases, or at any time", acts)

    def _questions(self) -> Iterator[str]:
        yield from self._list("What is decided", tuple(self.sheets.question(q) for q in self.law.questions.values()))

    def _notices(self) -> Iterator[str]:
        yield from self._list("Who is told what", tuple(self.sheets.notice(n) for n in self.law.notices.values()))

    def _measures(self) -> Iterator[str]:
        yield from self._list("What may follow", tuple(self.sheets.measure(m) for m in self.law.measures.values()))

    def _duties(self) -> Iterator[str]:
        if self.law.duties:
            yield from self._title("What the council owes in any case")
        for duty in self.law.duties.values():
            due = self.words.say("by the “{point}” of every {period}", point=name(duty.point), period=duty.period)
            yield f"- **{name(duty.id)}** — {_flat(duty.text)} ({name(duty.by)}, {due}) [{duty.clause}]"
        yield ""

    def _memory(self) -> Iterator[str]:
        yield from self._list("What is remembered of closed cases", tuple(self.sheets.memory()))

    def _watch(self) -> Iterator[str]:
        yield from self._list("What is watched", tuple(self.sheets.watch()))

    def _keeping(self) -> Iterator[str]:
        yield from self._list("What is kept, and how long", tuple(self.sheets.keep(k) for k in self.law.keeps.values()))

    def _succession(self) -> Iterator[str]:
        if self.law.succession is not None:
            sheets = (self.sheets.succession(self.law.succession),)
            yield from self._list("When the council turned over", sheets)

    def _oversight(self) -> Iterator[str]:
        yield from self._title("Who holds the council to account")
        for one in describe(self.law):
            meaning = self.words.translate(MEANS[one.model])
            where = f" ({name(one.body)}: {name(one.question)})" if one.body else ""
            quiet = self.words.say(" Silence means: {answer}.", answer=name(one.silence)) if one.silence else ""
            yield f"- **{self.words.translate(one.model.value)}**{where}: {meaning}.{quiet}"
        yield ""

    def _amendment(self) -> Iterator[str]:
        yield from self._title("How this text is changed")
        say, rule = self.words.say, self.law.amendment
        for body in rule.adopters:
            needs = (
                [say("{share} of the votes for and against", share=self.words.share(body.share))] if body.share else []
            )
            needs += [say("{share} of those who may vote", share=self.words.share(body.quorum))] if body.quorum else []
            needs += [say("{count} approvals before", count=str(body.approvals))] if body.approvals else []
            asked = f" ({self.words.joined(tuple(needs), 'and')})" if needs else ""
            yield f"- **{name(body.id)}** — {_flat(body.text)}{asked} [{body.clause}]"
        if rule.open:
            yield f"- {say('A proposal is open for comments for {length}.', length=self.words.translate(rule.open))}"
        if rule.override:
            yield f"- {say('What the linter finds against it may be overruled under: {clause}.', clause=rule.override)}"
        yield ""

    def _readings(self) -> Iterator[str]:
        if self.law.readings:
            yield from self._title("How open passages are read")
        for reading in self.law.readings:
            yield f"- [{reading.clause}] {_flat(reading.says)} ({reading.by})"
        yield ""

    def _clauses(self) -> Iterator[str]:
        sections = dict.fromkeys(p.section for p in self.law.plain)
        if sections:
            yield from self._title("Further clauses")
        for section in sections:
            yield from (f"### {name(section).capitalize()}", "")
            for one in (p for p in self.law.plain if p.section == section):
                yield f"- {_flat(one.text)} [{one.clause}]"
            yield ""

    def _left_open(self) -> Iterator[str]:
        yield from self._title("What the text leaves open")
        found = [
            self.words.say("{question}: {what}", question=name(q.id), what=self.words.translate(what))
            for q in self.law.questions.values()
            for what, value in (
                ("the standard of proof", q.standard if q.finding else ""),
                ("who has to show it", q.burden if q.finding else ""),
                ("what a tie means", q.tied if q.stages else ""),
                ("what follows where too few agree", q.short if q.stages else ""),
            )
            if value == UNDEFINED
        ]
        yield from (f"- {one}" for one in found)
        if not found:
            yield self.words.translate("Nothing that a vote or a finding needs.")


def _flat(text: str) -> str:
    return " ".join(text.split())


__all__ = ["render"]
