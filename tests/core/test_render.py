# SPDX-License-Identifier: Apache-2.0
"""A version read aloud, two versions compared, and the oversight that a shape has."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.core.calendar import parse_calendar
from comity.core.procedure.diff import changes, diff
from comity.core.procedure.model import Named, Plain, Procedure
from comity.core.procedure.oversight import Model, describe
from comity.core.procedure.parse import calendar_id, parse_procedure
from comity.core.procedure.render import render
from tests.core.linted import good

PROCEDURES = Path(__file__).resolve().parents[2] / "procedures"
FILES = sorted(p for p in PROCEDURES.glob("*/*.toml") if p.name != "calendar.toml")
SHOWN_AS = {p: f"{p.parent.name}/{p.stem}" for p in FILES}


def read(path: Path) -> Procedure:
    """A shipped file with the calendar beside it."""
    text = path.read_text("utf-8")
    named = calendar_id(text)
    dates = parse_calendar((path.parent / "calendar.toml").read_text("utf-8")) if named else None
    return parse_procedure(text, dates)


@pytest.mark.parametrize("path", FILES, ids=SHOWN_AS.values())
def test_every_clause_of_a_shipped_file_is_read_aloud_with_its_label(path: Path) -> None:
    """M15: what people vote on is the whole text: no clause, reading or answer is left out."""
    law, page = read(path), render(read(path))
    things: list[Named | Plain] = [*law.phases.values(), *law.acts.values(), *law.clocks.values(), *law.plain]
    things += [*law.questions.values(), *law.notices.values(), *law.measures.values(), *law.roles.values()]
    for thing in things:
        assert " ".join(thing.text.split()) in page, thing.id
        assert f"[{thing.clause}]" in page, thing.id
    assert all(" ".join(r.says.split()) in page for r in law.readings)
    assert all(a.text in page for q in law.questions.values() for a in q.answers)
    assert law.digest in page


def test_deadlines_silence_and_ways_out_are_said_in_words() -> None:
    """M15: a delegate who knows no TOML learns when, what silence means, and what comes next."""
    page = render(good())
    assert (
        "Until: 2 days before the next “decision” of a cycle that is at least 5 days after “hearing” has begun" in page
    )
    assert "If nobody does anything: once “screening time” has passed, lead is asked: What is this report?" in page
    assert "Way out 1: when “agree words” is done: the notice “summons” goes to respondent and hearing begins" in page
    assert "Only after: “agree words” is done or “grave harm” is done" in page
    assert "Carried by: more than 12 % of the “votable supply” for vetoed" in page


def test_what_the_text_leaves_open_is_said_and_not_hidden() -> None:
    """P9: a missing standard of proof is on the page that people vote on."""
    page = render(good(('standard = "more likely than not"\n', ""), ('tied = "not-proven"\n', "")))
    assert "Standard of proof: the text does not say" in page
    assert "A tie gives: the text does not say; gardener is asked" in page
    assert "- occurred: the standard of proof" in page
    assert "Nothing that a vote or a finding needs." in render(good())


def test_a_page_is_translated_template_by_template() -> None:
    """M15: every sentence of the page can be said in another language."""
    german = {"Who takes part": "Wer mitwirkt", "the notice “{thing}” goes to {to}": "„{thing}“ geht an {to}"}
    page = render(good(), translate=lambda text: german.get(text, text))
    assert "## Wer mitwirkt" in page
    assert "„summons“ geht an respondent" in page


def test_a_comparison_says_what_changes_and_for_whom() -> None:
    """M15: an amendment is discussed by those whom it concerns."""
    old, new = good(), good(("2 days after wording.opened", "5 days after wording.opened"))
    page = diff(old, new)
    assert {old.digest, new.digest} <= set(page.replace("`", " ").split())
    assert [line for line in page.splitlines() if line.startswith("## ")] == ["## For: reporter", "## For: lead"]
    assert "Until: 5 days after “wording” has begun (it was: 2 days after “wording” has begun)" in page


def test_a_thing_that_came_and_one_that_went_are_told_apart() -> None:
    """M15: new and gone are not a change of words."""
    renamed = good(('id = "carry-out"', 'id = "do-it"'), ('tell = "carry-out"', 'tell = "do-it"'))
    page = diff(good(), renamed)
    assert "New: **do it** (notice)" in page
    assert "Gone: **carry out** (notice)" in page


def test_a_version_compared_with_itself_changes_nothing() -> None:
    """P6: the same content is the same law."""
    assert changes(good(), good()) == ()
    assert "Nothing changes" in diff(good(), good())


def test_who_is_concerned_by_a_change_is_named() -> None:
    """M15: a longer sanction concerns whom it limits, a new share concerns who votes."""
    longer = changes(good(), good(("7 days after rest.begun", "9 days after rest.begun")))
    share = changes(good(), good(('share = "more than 1/2"', 'share = "at least 2/3"')))
    assert [c.concerns for c in longer] == [("respondent",)]
    assert [c.concerns for c in share] == [("member", "respondent")]


VETO = '[{ impose = "rest", if = "veto = stands" }'
VOTE = 'id = "vote"\n'
PROTEST = """id = "protest"
  text = "The respondent disagrees."
  by = ["respondent"]
  verb = "paper"
  paper = "appeal"
  [[phase.act]]
  id = "vote"
"""
SHAPES: dict[Model, tuple[tuple[str, str], ...]] = {
    Model.VETO: (),
    Model.APPROVAL: (('short = "stands"', 'short = "vetoed"'),),
    Model.OVERTURN: ((VETO, '[{ void = "rest", if = "veto = vetoed" }'),),
    Model.AUDIT: ((VETO, '[{ record = "looked-at" }'),),
    Model.CONSENT: (('id = "assembly"\nstands = "reviewer"', 'id = "assembly"\nstands = "executor"'),),
    Model.DEADLOCK: (('asks = ["gardener"]\n  [[question.rule]]', 'asks = ["elder"]\n  [[question.rule]]'),),
    Model.APPEAL: (('when = "evaluation.answered and any occurred = yes"', 'when = "protest.done"'), (VOTE, PROTEST)),
}


@pytest.mark.parametrize("model", SHAPES)
def test_an_oversight_is_named_from_its_shape(model: Model) -> None:
    """P15: no text can claim an oversight that it has not."""
    found = {o.model for o in describe(good(*SHAPES[model]))}
    assert model in found
    assert model is Model.DEADLOCK or model is Model.VETO or Model.VETO not in found


def test_a_council_that_answers_to_nobody_is_said_to() -> None:
    """P15: none is an answer too."""
    [found] = describe(read(PROCEDURES / "templates" / "small.toml"))
    assert found.model is Model.NONE


def test_the_real_councils_have_the_oversight_that_is_told_of_them() -> None:
    """M6: optimistic veto for Season 5, consent of the executor for the PSF, appeal for Carpentries and NEAR."""
    models = {SHOWN_AS[p]: {o.model for o in describe(read(p))} for p in FILES}
    assert Model.VETO in models["optimism/season-5-v1"]
    assert Model.OVERTURN in models["optimism/season-6"]
    assert Model.APPROVAL in models["optimism/tokenhouse-2023"]
    assert Model.CONSENT in models["psf/2026"]
    assert models["carpentries/2026"] == models["near/hsp-013"] == {Model.APPEAL}
    assert Model.DEADLOCK in models["django/2026"]


def test_the_grounds_of_an_objection_are_said() -> None:
    """P7, M15: a delegate reads beforehand on which grounds the house may object."""
    page = render(read(PROCEDURES / "fernhollow" / "2026.toml"))
    assert "An objection names one of: “The procedure was not followed”, “The measure is out of proportion”" in page
