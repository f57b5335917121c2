# SPDX-License-Identifier: Apache-2.0
"""What the terms of a procedure say, sentence by sentence, and whole pages word for word: this is what is voted on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from comity.core.ballot import Base, Comparison, Share, Stage
from comity.core.procedure import model
from comity.core.procedure.effects import Effect
from comity.core.procedure.grammar import parse_anchor, parse_deadline, parse_guard
from comity.core.procedure.sentences import Sentences
from comity.core.procedure.sheets import Sheets
from comity.core.procedure.terms import ALWAYS
from comity.core.procedure.words import ANCHORABLE, MOMENTS, VERBS, Kind, Verb
from tests.core.everything import PAGES, SPOKEN, everything
from tests.core.linted import good


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_what_was_read_and_agreed(page: str) -> None:
    """M15: the text that people vote on does not change unseen: a new sentence is a new page in `spoken`."""
    assert PAGES[page]() == (SPOKEN / f"{page}.md").read_text("utf-8")


DEADLINES = {
    "never": "without an end of its own",
    "until hearing.opened": "until “hearing” has begun",
    "3 days after case.opened": "3 days after the case was opened",
    "1 day before hearing.opened": "1 day before “hearing” has begun",
    "1 hour after rest.begun": "1 hour after the measure “rest” took effect",
    "2 working days after summons.sent": "2 working days after the notice “summons” was sent",
    "1 working day after summons.read": "1 working day after the notice “summons” was read",
    "2 cycles after window.closed": "2 cycles after “window” is over",
    "hearing.opened": "“hearing” has begun",
    "cycle.decision": "the next “decision” of a cycle",
    "second cycle.decision": "the second next “decision” of a cycle",
    "third cycle.decision after case.opened": "the third next “decision” of a cycle after the case was opened",
    "next cycle.end at least 1 week after case.opened": (
        "the next “end” of a cycle that is at least 1 week after the case was opened"
    ),
    "cycle.end of next cycle after case.opened": "the “end” of the next cycle after the case was opened",
    "cycle.end of second cycle after veto.tied": (
        "the “end” of the second next cycle after the vote on “veto” was a tie"
    ),
    "earlier of never and until case.closed": (
        "the earlier of these two: without an end of its own; until the case was closed"
    ),
    "later of 1 month after case.opened and never": (
        "the later of these two: 1 month after the case was opened; without an end of its own"
    ),
}


@pytest.mark.parametrize("text", DEADLINES)
def test_every_form_of_a_deadline_is_said(text: str) -> None:
    """M15: whoever knows no grammar learns when it is."""
    assert Sentences(good()).deadline(parse_deadline(text, ("cycle", "season"))) == DEADLINES[text]


GUARDS = {
    "always": "always",
    "not answer.done": "it is not so that “answer” is done",
    "not (answer.done and vote.done)": "it is not so that (“answer” is done and “vote” is done)",
    "answer.done and vote.done and hold.done": "“answer” is done, “vote” is done and “hold” is done",
    "answer.done and (vote.done or hold.done)": "“answer” is done and (“vote” is done or “hold” is done)",
    "answer.done or vote.done and hold.done": "“answer” is done or (“vote” is done and “hold” is done)",
    "occurred = yes": "the answer to “occurred” is “Yes”",
    "any occurred = not-proven": "the answer to “occurred” about somebody is “Not proven”",
    "every occurred = yes": "the answer to “occurred” about everybody is “Yes”",
    "count member < 2": "there are fewer than 2 of “member”",
    "count member <= 2": "there are at most 2 of “member”",
    "count member > 1": "there are more than 1 of “member”",
    "count member >= 3": "there are at least 3 of “member”",
    "any respondent is office-holder": "any respondent is marked: holds an elected office",
    "every respondent is newcomer": "every respondent is marked: came this season",
    "every respondent is stranger": "every respondent is marked: stranger",
    "agree-words.done by any reporter": "“agree words” is done by any reporter",
    "agree-words.declined by 2 reporter": "“agree words” is declined by 2 reporter",
}


@pytest.mark.parametrize("text", GUARDS)
def test_every_form_of_a_guard_is_said(text: str) -> None:
    """M15: and, or and not are told apart, and an answer is said in its own words."""
    assert Sentences(everything()).guard(parse_guard(text)) == GUARDS[text]


THINGS = {
    Kind.CASE: "case", Kind.ACT: "vote", Kind.PHASE: "hearing", Kind.CLOCK: "vote-time", Kind.QUESTION: "veto",
    Kind.NOTICE: "summons", Kind.ROLE: "elder", Kind.MEASURE: "rest",
}  # fmt: skip
UNTOLD = {("phase", "beside"), ("phase", "held"), ("clock", "paused"), ("clock", "resumed"), ("case", "waits")}
UNTOLD |= {("question", "issued"), ("question", "tallied"), ("question", "counted"), ("question", "voided")}


def test_every_moment_that_a_clause_rests_on_has_a_sentence_of_its_own() -> None:
    """M15: no two moments of a thing are said in the same words."""
    words = Sentences(good())
    said = {
        (kind.value, moment): words.anchor(parse_anchor(f"{THINGS[kind]}.{moment}"))
        for kind in ANCHORABLE
        for moment in MOMENTS[kind]
    }
    told = {key: text for key, text in said.items() if key not in UNTOLD}
    assert not [key for key, text in told.items() if "has come about" in text]
    assert len(set(told.values())) == len(told)
    assert all("has come about" in said[key] for key in UNTOLD)
    assert said["case", "opened"] == "the case was opened"
    assert said["role", "fell"] == "too few of “elder” are free of conflict"


EFFECTS: list[tuple[Effect, str]] = [
    (model.Tell(notice="outcome", given=ALWAYS), "the notice “outcome” goes to reporter and respondent"),
    (model.Impose(measure="interim-rest", given=ALWAYS), "the measure “interim rest” is imposed"),
    (model.Move(moment="stayed", measure="rest", given=ALWAYS), "the measure “rest” rests"),
    (model.Move(moment="released", measure="rest", given=ALWAYS), "the measure “rest” takes effect again"),
    (model.Move(moment="voided", measure="rest", given=ALWAYS),
     "the measure “rest” is undone, with everything it caused"),
    (model.Move(moment="ended", measure="rest", given=ALWAYS), "the measure “rest” ends"),
    (model.Put(question="veto", given=ALWAYS), "the question “veto” is put"),
    (model.Count(question="veto", given=ALWAYS), "the votes on “veto” are counted as they are"),
    (model.Ask(role="lead", text="What now?", given=ALWAYS), "lead is asked: What now?"),
    (model.Refer(to="garden-club", given=ALWAYS), "the matter is handed to: garden club"),
    (model.Record(code="looked-at", given=ALWAYS), "the case records: looked at"),
    (model.Publish(entry="short-note", given=ALWAYS), "published: short note"),
    (model.Publish(entry="short-note", given=parse_guard("veto = stands")),
     "published: short note, if the answer to “veto” is “It stands”"),
]  # fmt: skip


@pytest.mark.parametrize(("effect", "said"), EFFECTS)
def test_every_effect_is_said_with_its_condition(effect: Effect, said: str) -> None:
    """M15: what is brought about, and when it depends."""
    assert Sentences(good()).effect(effect) == said


def _share(text: str, numerator: int, denominator: int) -> Share:
    return Share(comparison=Comparison(text), numerator=numerator, denominator=denominator)


HALF = _share("more than", 1, 2)
STAGES: list[tuple[Stage, str]] = [
    (Stage(share=HALF, base=Base.SEATS), "more than 1/2 of all seats"),
    (Stage(share=_share("at least", 2, 3), base=Base.ENTITLED), "at least 2/3 of those who may vote in this case"),
    (Stage(share=_share("at least", 3, 3), base=Base.CAST), "all of the votes cast, abstentions included"),
    (Stage(share=_share("at least", 100, 100), base=Base.SEATS), "all of all seats"),
    (Stage(share=HALF, base=Base.DECIDED), "more than 1/2 of the votes cast, abstentions left out"),
    (
        Stage(share=_share("more than", 12, 100), base=Base.SUPPLIED, supply="votable-supply"),
        "more than 12 % of the “votable supply”",
    ),
    (
        Stage(share=HALF, base=Base.SEATS, passing=frozenset({"vetoed", "b", "a"})),
        "more than 1/2 of all seats for a, b or vetoed",
    ),
    (
        Stage(share=HALF, base=Base.CAST, quorum=_share("at least", 1, 3)),
        "more than 1/2 of the votes cast, abstentions included; "
        "at least 1/3 of those who may vote in this case must have voted",
    ),
    (
        Stage(share=HALF, base=Base.DECIDED, quorum=_share("at least", 30, 100), supply="roll"),
        "more than 1/2 of the votes cast, abstentions left out; at least 30 % of the “roll” must have voted",
    ),
    (
        Stage(share=HALF, base=Base.SEATS, since=datetime(2026, 1, 28, tzinfo=UTC)),
        "more than 1/2 of all seats, for cases opened from 2026-01-28",
    ),
]


@pytest.mark.parametrize(("stage", "said"), STAGES)
def test_every_share_is_said_with_its_base_and_its_quorum(stage: Stage, said: str) -> None:
    """P15: numerator, denominator, comparison and base stand on the page."""
    assert Sentences(good()).stage(stage) == said


def test_every_verb_has_a_sentence_of_its_own_and_an_act_says_it() -> None:
    """M15: nobody has to know the words of the format to know what an act does."""
    assert list(VERBS) == list(Verb)
    assert len(set(VERBS.values())) == len(VERBS)
    law = everything()
    sheets = Sheets(law, Sentences(law))
    assert all(sheets.act(a).lines["What"] == VERBS[a.verb] for a in law.acts.values())


def test_the_label_of_a_thing_is_its_clause() -> None:
    """P7: what is cited in a refusal is what stands on the page."""
    law = everything()
    labels = {(s.kind, s.id): s.clause for s in Sheets(law, Sentences(law)).all()}
    assert labels["role", "member"] == "seats-1"
    assert labels["measure", "take-down"] == "measure-3"
    assert labels["act", "hold"] == "grave-1"
    assert labels["clock", "vote-time"] == "vote-time"
    assert law.watch is not None
    assert labels["space", "harvest"] == "watch-2"
    assert law.memory is not None
    assert len(labels) == 2 + len(law.watch.spaces) + sum(
        map(len, (law.roles, law.phases, law.acts, law.clocks, law.questions, law.notices, law.measures, law.keeps))
    )


def test_every_template_goes_through_the_catalogue() -> None:
    """M15: a page in another language keeps no English sentence of ours."""
    seen: list[str] = []

    def heard(text: str) -> str:
        seen.append(text)
        return text

    words = Sentences(everything(), heard)
    words.quantity(parse_deadline("1 day after case.opened").quantity)  # type: ignore[union-attr, arg-type]
    words.names(("a", "b"), "or")
    words.guard(parse_guard("not count member < 2"))
    assert seen == [
        "1 day",
        "or",
        "there are fewer than {number} of “{role}”",
        "it is not so that {what}",
    ]
