# SPDX-License-Identifier: Apache-2.0
"""The pattern library: read by anybody, coded from closed cases, changed by the council out of at least three."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.core import watch
from comity.desk.patterns import how_often, state
from comity.desk.watch.examples import fits
from comity.desk.watch.patterns import SECTIONS, parse
from comity.desk.watch.spaces import STREAM, rules
from comity.edge.web.chambers.changes import unwrapped
from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
HERE = "/chambers/patterns"
LEARNED = "- Saying when each of the others would be looked at. A matter with a day of its own could wait.\n"
BEFORE = "- Asking those who had joined what"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path, procedure="fernhollow/2026") as found:
        yield found


def closed(count: int) -> list[str]:
    """The references of so many cases that were closed at once."""
    found = []
    for _ in range(count):
        _reporter, status = web_stage.report()
        ref = Locator(status.rpartition("/")[2]).case.removeprefix("case:")
        page = f"/chambers/case/{ref}"
        Person("member-1").do(page, "acknowledge", paper="We read it.")
        Person("lead").free(page)
        Person("lead").do(page, "screen", choice="out-of-scope", paper="It is not ours.")
        found.append(ref)
    return found


def code(ref: str, *patterns: str, by: str = "member-1", other: str = "") -> None:
    Person(by).do(f"{HERE}/case/{ref}", "code", pattern=patterns, other=other)


def propose(by: str, refs: list[str], head: str = "", pattern: str = "widening", status: int = 303) -> str:
    """Propose the shipped text with one line more; the page that comes back, where it is not taken."""
    person, page = Person(by), f"{HERE}/propose/{pattern}?as=file"
    form = person.form(page, "propose")
    shown = person.read(page)
    was = {name: _typed(shown, name) for name in ("text", "head")}
    assert BEFORE in was["text"]
    text = was["text"].replace(BEFORE, LEARNED + BEFORE)
    sent = {"text": text, "head": head or was["head"], "case": [f"case:{ref}" for ref in refs]}
    response = person.send(page, form, **sent)
    assert response.status_code == status, response.content.decode()[-3000:]
    return str(response.content.decode())


def _typed(page: str, name: str) -> str:
    from html import unescape

    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', page, re.S)
    assert found is not None
    return unescape(found[1]).removeprefix("\n")


def test_anybody_reads_every_pattern_and_its_look_alikes(stage: Stage) -> None:
    """P20: about conversations, with what it is mistaken for and what made it worse; no sign-in, no count of few."""
    shown = Person().read("/patterns/")
    for one in stage.court.patterns.known("en"):
        assert f'href="/patterns/{one.id}"' in shown
        page = Person().read(f"/patterns/{one.id}")
        for part in ("What helped", "What made it worse", "A quiet word, for example", "Look-alikes that are none"):
            assert part in page
        assert "Not seen in a closed case so far" in page
    assert Person().client.get("/patterns/nothing-such").status_code == 404


def test_a_pattern_is_read_in_the_language_of_the_page(stage: Stage) -> None:
    """P2, P20: its title, its lead and every part of it, in the list and on its own page."""
    for language, title in (("es", "Una broma que ya no lo es"), ("ar", "مزحة لم تعد مزحة")):
        known = stage.court.patterns.known(language)
        assert {one.language for one in known} == {language}
        listed, page = Person().read(f"/{language}/patterns/"), Person().read(f"/{language}/patterns/joke-no-longer")
        assert all(one.text.title in listed for one in known)
        assert f'<h1><bdi lang="{language}">{title}</bdi></h1>' in page
        assert '<div class="read" lang="en"' not in page


def test_a_closed_case_is_coded_by_who_sees_it_and_by_nobody_else(stage: Stage) -> None:
    """P10, P18: for everybody else the page looks like one that never was, and no number tells of one case."""
    (ref,) = closed(1)
    for person in ("passer-by", "member-9"):
        assert Person(person).client.get(f"{HERE}/case/{ref}").status_code == 404
    code(ref, "widening", other="late-change")
    assert state(stage.court).coded[f"case:{ref}"].patterns == ("widening", "late-change")
    assert "late-change" in Person("lead").read(HERE)
    stage.later(days=60)
    assert how_often(stage.court) == {"widening": None, "late-change": None}
    assert "Seen in under 3 closed cases" in Person().read("/patterns/widening")
    assert Person().client.get("/patterns/late-change").status_code == 404


def test_an_open_case_is_not_coded(stage: Stage) -> None:
    """P18: nothing is learned aloud from what still goes on."""
    _reporter, status = web_stage.report()
    ref = Locator(status.rpartition("/")[2]).case.removeprefix("case:")
    assert Person("lead").client.get(f"{HERE}/case/{ref}").status_code == 404


def proposed(refs: list[str]) -> None:
    """The shipped text with a line more, and a phrase more to look for."""
    head = _typed(Person("member-1").read(f"{HERE}/propose/widening?as=file"), "head")
    propose("member-1", refs, head.replace('en = ["this is just like"', 'en = ["this is just like", "one more"', 1))


def test_out_of_two_cases_nothing_is_accepted_and_nobody_agrees_to_their_own(stage: Stage) -> None:
    """P18, M18: a text out of one or two cases would be a picture of them."""
    refs = closed(2)
    for ref in refs:
        code(ref, "widening")
    proposed(refs)
    (change,) = state(stage.court).changes
    page, member = f"{HERE}/change/{change}", Person("member-2")
    assert "accept" not in Person("member-1").offers(page)
    early = member.send(page, member.form(page, "accept"))
    assert early.status_code == 403
    assert "Fewer than 3 coded cases" in early.content.decode()
    assert "a day of its own" not in Person().read("/patterns/widening")


def would_be_named(stage: Stage, pattern: str) -> None:
    """A space is watched, a model speaks there, and the changed cues would have fitted."""
    space = next(iter(rules(stage.court).spaces))
    for n, (by, command) in enumerate((
        ("lead", watch.OpenSpace(by="lead", space=space)),
        ("lead", watch.PutUpSign(by="lead", space=space, mark="https://forum.example/sign")),
        ("clerk", watch.AdmitSignal(id="a" * 64, space=space, version="model/policy")),
        ("clerk", watch.TryPattern(id="a" * 64, pattern=pattern)),
        ("clerk", watch.TryPattern(id="a" * 64, pattern=pattern)),
    )):  # fmt: skip
        stage.court.desk.handle(command, act_id=f"try/{n}", actor=by, stream=STREAM)


def test_a_change_is_accepted_by_two_others_out_of_three_cases(stage: Stage) -> None:
    """M12, M18: agreed to twice, it is read by anybody; what it looks for is tried unseen until it is trusted."""
    refs = closed(3)
    for ref in refs:
        code(ref, "widening")
    proposed(refs)
    (change,) = state(stage.court).changes
    page = f"{HERE}/change/{change}"
    Person("member-2").do(page, "accept")
    Person("lead").do(page, "accept")
    shown = Person().read("/patterns/widening")
    assert "a day of its own" in shown
    assert "what it looks for is tried unseen" in shown
    abroad = Person().read("/es/patterns/widening")
    assert "a day of its own" in abroad
    assert '<bdi lang="en">A dispute that widens' in abroad
    assert not any(ref in shown for ref in refs)
    library = stage.court.patterns.library()
    assert [one.shadow for one in library.patterns if one.id == "widening"] == [False, True]
    assert "trust" not in Person("lead").offers(page)
    stage.later(days=15)
    Person("lead").do(page, "trust")
    trusted = stage.court.patterns.library()
    (one,) = [one for one in trusted.patterns if one.id == "widening"]
    assert "one more" in one.cues.words
    assert (one.version, one.shadow) == (2, False)
    assert all(fits(trusted, example)[-1] for example in one.fits)


def test_how_often_a_changed_pattern_would_have_been_named_is_read_before_it_is_trusted(stage: Stage) -> None:
    """P20: by those who answer for the change, and by those who judge would-be signals; by no liaison."""
    refs = closed(3)
    for ref in refs:
        code(ref, "widening")
    proposed(refs)
    (change,) = state(stage.court).changes
    page = f"{HERE}/change/{change}"
    assert "It would have been named" not in Person("lead").read(page)
    for person in ("member-2", "lead"):
        Person(person).do(page, "accept")
    assert "It would have been named beside no signal so far." in Person("lead").read(page)
    would_be_named(stage, "widening/2")
    for place in (page, "/chambers/watch/"):
        told = Person("member-1").read(place)
        assert "It would have been named beside one signal." in told
        assert f"N-{'a' * 4}" in told


def test_what_does_not_hold_is_not_proposed_and_nothing_typed_is_lost(stage: Stage) -> None:
    """P26: an example that does not fit is told where it stands; the text comes back as it was typed."""
    (ref,) = closed(1)
    code(ref, "widening")
    head = _typed(Person("lead").read(f"{HERE}/propose/widening?as=file"), "head")
    for bad, said in ((head.replace("messages = 2", "messages = 8"), "fits[0]"), ("id = [", "Invalid"), ("", "")):
        page = propose("lead", [ref], bad or head.replace('id = "widening"', 'id = "other"'), status=422)
        assert LEARNED.strip() in page
        assert said in page
    assert not state(stage.court).changes


def test_it_is_declined_with_a_reason_that_the_council_reads(stage: Stage) -> None:
    """P7: who proposed it learns why, and nobody outside reads either text."""
    (ref,) = closed(1)
    code(ref, "widening")
    propose("member-1", [ref])
    (change,) = state(stage.court).changes.values()
    page = f"{HERE}/change/{change.id}"
    Person("member-2").do(page, "decline", ground="Everybody would know which evening.")
    assert "Everybody would know which evening." in Person("member-1").read(page)
    assert Person("passer-by").client.get(page).status_code == 404
    assert stage.court.patterns.read("passer-by", change.text) is None
    assert stage.court.patterns.read("", state(stage.court).changes[change.id].ground) is None


def fields_of(page: str) -> dict[str, str]:
    """What stands in the fields of a pattern so far."""
    from html import unescape

    found = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S)
    texts = {name: unescape(said).removeprefix("\n") for name, said in found}
    typed = re.findall(r'<input[^>]*type="text"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)
    chosen = re.search(r'<select id="propose-step".*?value="([^"]+)" selected', page, re.S)
    return {**texts, **{name: unescape(said) for name, said in typed}, "step": chosen[1] if chosen else ""}


def filled(by: str, refs: list[str], pattern: str = "widening", **changed: object) -> tuple[int, str]:
    """Propose it field by field, as the page has them but for what is changed; what comes back."""
    person, page = Person(by), f"{HERE}/propose/{pattern}"
    shown = person.read(page)
    shapes = re.findall(r'name="shapes" value="([^"]+)" checked', shown)
    sent = {**fields_of(shown), "shapes": shapes, "case": [f"case:{ref}" for ref in refs], **changed}
    response = person.send(page, person.form(page, "propose"), **sent)
    return response.status_code, str(response.content.decode())


def test_a_pattern_is_written_field_by_field_by_somebody_who_knows_no_file(stage: Stage) -> None:
    """M12: what is there is filled in; a phrase more makes the next version, everything else as it was."""
    (ref,) = closed(1)
    code(ref, "widening")
    before = parse(stage.court.patterns.source("widening"))
    said = fields_of(Person("member-1").read(f"{HERE}/propose/widening"))["words-en"]
    status, page = filled("member-1", [ref], **{"words-en": f"{said}\n\n  one thing more  "})
    assert status == 303, re.findall(r'-error"[^>]*>(.*?)</p>', page, re.S)
    (change,) = state(stage.court).changes.values()
    after = parse(stage.court.patterns.read("member-1", change.text) or "")
    assert (after.version, after.id) == (before.version + 1, "widening")
    assert set(after.cues.words) - set(before.cues.words) == {"one thing more"}
    assert set(before.cues.words) < set(after.cues.words)
    assert (after.title, after.step) == (before.title, before.step)
    assert after.lead == unwrapped(before.lead)
    assert after.parts == {name: unwrapped(text) for name, text in before.parts.items()}
    assert (after.fits, after.unlike, after.cues.shapes) == (before.fits, before.unlike, before.cues.shapes)
    assert after.cues.voices == before.cues.voices
    assert after.languages == before.languages


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"messages": "many"}, "messages", "cues.messages"), ({"voices": "-1"}, "voices", "cues.voices"),
        ({"words-en": "a phrase that has by far too many words in it"}, "words-en", "words.en[0]"),
        ({"title": " "}, "title", "text"), ({"part-helped": ""}, "part-helped", "text.helped"),
        ({"step": "shout"}, "step", "step"), ({"fits-0": "said to nobody"}, "fits-0", "fits[0].talk[0]"),
        ({"why-0": ""}, "why-0", "unlike[0].why"), ({"unlike-0": "", "unlike-1": "", "why-0": "", "why-1": ""},
         "unlike-0", "unlike"), ({"fits-0": "a: Good morning.\nb: Good morning."}, "fits-0", "fits[0]"),
    ],
)  # fmt: skip
def test_what_does_not_hold_stands_beside_its_field_with_its_rule(
    stage: Stage, changed: dict[str, str], field: str, said: str
) -> None:
    """P26: field and rule are named where somebody looks, and nothing that was typed is lost."""
    (ref,) = closed(1)
    code(ref, "widening")
    status, page = filled("member-1", [ref], lead="Nothing of this is lost.", **changed)
    assert status == 422
    place = re.search(rf'id="propose-{re.escape(field)}-error"[^>]*>(.*?)</p>', page, re.S)
    assert place is not None, re.findall(r'id="[^"]*-error"', page)
    assert said in place[1]
    assert "Nothing of this is lost." in page
    assert not state(stage.court).changes


def test_a_new_pattern_is_begun_in_empty_fields(stage: Stage) -> None:
    """M12: out of a name that somebody coded; nobody needs to know how a file is written."""
    (ref,) = closed(1)
    code(ref, other="late-change")
    page = Person("member-1").read(f"{HERE}/propose/late-change")
    assert 'name="title"' in page
    assert "Write it as a file" in page
    talk = "a: We meet at nine.\nb>a +5m: You said ten, at the last minute.\na: At the last minute, yes."
    calm = "a: We meet at nine.\nb: Fine."
    given = {
        "title": "A change at the last minute", "lead": "What was agreed is changed shortly before.",
        **{f"part-{name}": "- One thing.\n# and no heading" for name in SECTIONS},
        "step": "ask-for-the-reasons", "words-en": "at the last minute", "messages": "2", "voices": "1",
        "fits-0": talk, "fits-1": talk, "unlike-0": calm, "unlike-1": calm, "why-0": "Calm.", "why-1": "Calm.",
    }  # fmt: skip
    status, told = filled("member-1", [ref], "late-change", **given)
    assert status == 303, re.findall(r'-error"[^>]*>(.*?)</p>', told, re.S)
    (change,) = state(stage.court).changes.values()
    made = parse(stage.court.patterns.read("member-1", change.text) or "")
    assert (made.id, made.version, made.cues.words) == ("late-change", 1, ("at the last minute",))
    assert len(made.fits) == 2
