# SPDX-License-Identifier: Apache-2.0
"""From a file to a law, or to every fault that it has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.ballot import Base, Comparison, Share, Stage
from comity.core.clause import Clause, Malformed
from comity.core.procedure import effects
from comity.core.procedure.frame import Duty, Intake, Plain, Reading
from comity.core.procedure.model import Procedure
from comity.core.procedure.parse import LARGEST_FILE, calendar_id, parse_procedure
from comity.core.procedure.table import LONGEST_TEXT
from comity.core.procedure.terms import ALWAYS, Not
from comity.core.procedure.words import Kind, On, PaperKind, Standing
from tests.core.laws import CALENDAR, FULL, MINIMAL, changed, full, law, minimal
from tests.core.walking import utc

MORE = """
[[reading]]
clause = "answer-time"
says = "a week is seven days"
by = "council"

[[clause]]
section = "eligibility"
id = "no-badge"
text = "Members hold no other office."

[[duty]]
id = "summary"
text = "A summary every moon."
by = "lead"
period = "moon"
point = "half"
nil = true

[tear]
text = "A small tear is listened to."
expires = "90 days"
listens = ["member", "lead"]
"""


def faults(text: str) -> list[tuple[str, str, str]]:
    """Field, rule and text of every fault."""
    with pytest.raises(Malformed) as caught:
        parse_procedure(text, CALENDAR)
    return [(f.field, f.rule, f.text) for f in caught.value.faults]


# What is read


def test_the_head_of_a_file_is_read_with_what_it_leaves_out() -> None:
    """P6: identity, and since when."""
    read = minimal()
    head = (read.id, read.title, read.community, read.language, read.calendar, read.supersedes, read.since)
    assert head == (
        "fernhollow/1",
        "Fernhollow Commons, procedure 1",
        "Fernhollow Commons",
        "en",
        "fernhollow",
        "",
        None,
    )
    dated = law(changed(MINIMAL, ('calendar = "fernhollow"', 'calendar = "fernhollow"\nsupersedes = "fernhollow/0"\n'
                                  'language = "de"\nsince = 2026-05-01T02:00:00+02:00')))  # fmt: skip
    assert (dated.supersedes, dated.language, dated.since) == ("fernhollow/0", "de", utc("2026-05-01T00:00"))
    assert calendar_id(MINIMAL) == "fernhollow"
    assert calendar_id("") == ""
    assert calendar_id("procedure = 3") == ""
    assert calendar_id("[procedure]\ncalendar = 7") == ""


def test_what_stands_around_the_phases_is_read() -> None:
    """P6: readings are signed and kept with the version."""
    read = law(MINIMAL + MORE)
    assert read.readings == (Reading(clause="answer-time", says="a week is seven days", by="council"),)
    assert read.plain == (
        Plain(section="eligibility", id="no-badge", text="Members hold no other office.", clause="no-badge"),
    )
    assert read.duties["summary"] == Duty(
        id="summary", text="A summary every moon.", clause="summary", by="lead", period="moon", point="half", nil=True
    )
    assert read.tears is not None
    assert (read.tears.expires, read.tears.listens, read.tears.clause) == ("90 days", ("member", "lead"), "tear")
    assert read.intakes["small"] == Intake(
        id="small", text="A small tear.", clause="small", channels=("form",), starts=()
    )
    assert read.tags == {"office-holder": "Holds an office."}
    assert minimal().tears is None


def test_roles_are_read_with_what_they_leave_out() -> None:
    """P10: least is one, nobody takes over, nobody is without."""
    roles = minimal().roles
    member, lead = roles["member"], roles["lead"]
    assert (member.stands, member.seats, member.least, member.otherwise) == (Standing.JUDGE, 5, 3, "elders")
    assert (member.without, member.weighted) == (("guide",), False)
    assert (lead.least, lead.without, lead.otherwise) == (1, (), "member")
    assert (roles["elders"].seats, roles["assembly"].weighted) == (None, True)
    assert minimal().stands(Standing.REVIEWER) == ("elders", "assembly")


def test_acts_are_read_with_what_their_verbs_bring() -> None:
    """P7: once a person and round, where the verb is for oneself."""
    acts = full().acts
    once = {id for id, act in acts.items() if act.once}
    assert once == {
        "agree-words", "grave-harm", "vote-occurred", "settle-it", "say-keep", "step-aside", "read-summons",
        "offer-talk",
    }  # fmt: skip
    assert acts["write"].paper is PaperKind.PERSPECTIVE
    assert (acts["write"].withhold, acts["answer"].withhold) == (True, False)
    assert (acts["write"].phases, acts["rest-now"].phases, acts["challenge"].phases) == (
        ("weighing",), ("receipt", "hearing", "weighing"), (),
    )  # fmt: skip
    assert (acts["say-keep"].alone, acts["lift-pause"].afterwards, acts["answer"].alone) == (True, True, False)
    assert acts["appeal"].choices == ("new-evidence", "procedure")
    assert acts["write"].when == ALWAYS
    assert acts["more-time"].longest is not None
    assert acts["answer"].longest is None


def test_questions_rules_notices_and_measures_are_read() -> None:
    """P15: numerator, denominator, comparison, base."""
    read = full()
    occurred, veto, keep = (read.questions[q] for q in ("occurred", "veto", "keep"))
    assert occurred.ids == ("yes", "not-proven", "no")
    assert (occurred.standard, occurred.burden, occurred.finding, occurred.secret) == (
        "more likely than not", "the council", True, True,
    )  # fmt: skip
    assert (keep.standard, keep.burden, keep.finding, keep.secret, keep.per, keep.given) == (
        "undefined", "undefined", False, False, None, ALWAYS,
    )  # fmt: skip
    assert (occurred.tied, occurred.short, occurred.asks, keep.stages) == ("undefined", "not-proven", ("lead",), ())
    twelve = Share(comparison=Comparison.MORE_THAN, numerator=12, denominator=100)
    assert veto.stages == (
        Stage(share=twelve, base=Base.SUPPLIED, passing=frozenset({"vetoed"}), supply="votable"),
    )  # fmt: skip
    assert (read.notices["summons"].summons, read.notices["outcome"].summons) == (True, False)
    assert read.notices["outcome"].needs == ALWAYS
    pause, removal = read.measures["pause"], read.measures["post-removal"]
    assert (pause.on, removal.on, pause.interim, read.measures["rest"].interim) == (On.PERSON, On.CONTENT, False, True)
    assert (pause.begins, pause.serves, pause.conditions, pause.repair) == (None, ("rest",), "", "")


def test_clocks_exits_and_effects_are_read() -> None:
    """P6: a clock without a stop never stops before its instant."""
    read = full()
    assert read.clocks["words-time"].stops == Not(ALWAYS)
    assert (read.clocks["answer-time"].phase, read.phases["hearing"].clocks) == ("hearing", ("answer-time",))
    assert read.clocks["answer-time"].late == (effects.Record(code="no-answer", given=ALWAYS),)
    ways = read.phases["window"].exits
    assert [way.close for way in ways] == ["vetoed", None]
    assert isinstance(ways[0].does[0], effects.Move)
    assert (ways[0].does[0].moment, ways[0].does[0].measure) == ("voided", "pause")
    assert read.phases["hearing"].exits[0].stay
    assert read.phases["talk"].confidential
    assert read.phases["talk"].pauses == ("weighing", "answer-time")
    kinds = {type(e).__name__ for p in read.phases.values() for e in (*p.does, *(d for w in p.exits for d in w.does))}
    assert kinds == {"Tell", "Impose", "Move", "Ask", "Refer", "Record", "Publish"}
    assert {type(e).__name__ for c in read.clocks.values() for e in c.late} == {"Record", "Count", "Put"}


def test_a_thing_is_cited_by_its_label_and_by_its_name_where_it_has_none() -> None:
    """P7: the label under which the community cites it."""
    read = minimal()
    assert read.cite("answer") == Clause(document="fernhollow/1", id="§ 3")
    assert read.cite("hearing") == Clause(document="fernhollow/1", id="hearing")
    assert read.cite("elsewhere").id == "elsewhere"
    kinds = {
        id: read.kind(id) for id in ("answer", "hearing", "answer-time", "occurred", "summons", "pause", "lead", "case")
    }
    assert list(kinds.values()) == [
        Kind.ACT, Kind.PHASE, Kind.CLOCK, Kind.QUESTION, Kind.NOTICE, Kind.MEASURE, Kind.ROLE, Kind.CASE,
    ]  # fmt: skip
    assert read.kind("elsewhere") is None


def test_the_digest_is_of_the_content_and_not_of_spaces_or_comments() -> None:
    """P6: a comma in a clause is another version, a comment is none."""
    spaced = parse_procedure("# a comment\n" + MINIMAL.replace("\n\n", "\n\n\n"), CALENDAR)
    assert spaced.digest == minimal().digest
    assert minimal(("Two weeks.", "Two weeks,")).digest != minimal().digest
    assert len(minimal().digest) == 64


# What is refused


@pytest.mark.parametrize(
    ("plus", "field", "rule"),
    [
        ('[[duty]]\nid = "d"\ntext = "x"\nby = "judge"\nperiod = "moon"\npoint = "half"', "duty.d.by", "reference"),
        ('[[duty]]\nid = "d"\ntext = "x"\nby = "lead"\nperiod = "moon"\npoint = "noon"', "duty.d.point", "calendar"),
        ('[tear]\ntext = "x"\nexpires = "soon"\nlistens = ["lead"]', "tear.expires", "quantity"),
        ('[tear]\ntext = "x"\nexpires = "1000 days"\nlistens = ["lead"]', "tear.expires", "quantity"),
        ('[tear]\ntext = "x"\nexpires = "٣ days"\nlistens = ["lead"]', "tear.expires", "quantity"),
        ('[tear]\ntext = "x"\nexpires = "9 days"\nlistens = ["ear"]', "tear.listens", "reference"),
        ("tear = 3\n", "procedure", "TOML"),
        ('[[tag]]\nid = "office-holder"\ntext = "again"', "tag.office-holder", "names"),
        ('[[reading]]\nclause = "x"\nsays = "y"', "reading[1].by", "required"),
        ('[[clause]]\nid = "x"\ntext = "y"', "clause[1].section", "required"),
        ('[[dance]]\nid = "x"', "dance", "unknown key"),
        ('[[role]]\nid = "judge"\ntext = "x"', "role[12].stands", "required"),
        ('[[role]]\nid = "r"\ntext = "x"\nstands = "judge"\nelse = "r"', "role.r.else", "fallback"),
        (f'[[clause]]\nsection = "s"\nid = "x"\ntext = "{"y" * (LONGEST_TEXT + 1)}"', "clause[1].text", "text"),
        ('[[act]]\nid = "a"\ntext = "x"\nanytime = true\nby = ["lead"]', "act[15].verb", "required"),
        ('[[clause]]\nsection = 3\nid = "x"\ntext = "y"', "clause[1].section", "text"),
    ],
)
def test_what_is_added_wrongly_is_named_too(plus: str, field: str, rule: str) -> None:
    """P26: no key passes unread."""
    if plus.startswith("tear ="):
        found = faults("tear = 3\n" + FULL)
        assert ("tear", "table") in {(f, r) for f, r, _ in found}
        return
    found = faults(FULL + "\n" + plus)
    assert (field, rule) in {(f, r) for f, r, _ in found}


def test_every_fault_is_told_and_never_only_the_first() -> None:
    """P26: a file is corrected once."""
    found = faults(changed(FULL, ('stands = "helper"', 'stands = "wizard"'), ('tied = "keep"', "tied = 3")))
    assert {f for f, _, _ in found} == {"role[8].stands", "question[3].tied"}


def test_a_name_that_is_almost_right_is_suggested() -> None:
    """P26: a way out where one is known."""
    with pytest.raises(Malformed) as caught:
        parse_procedure(changed(FULL, ('asks = ["lead"]', 'asks = ["leader"]')), CALENDAR)
    assert [f.way_out for f in caught.value.faults] == ["did you mean 'lead'?"]
    assert str(caught.value) == "question.occurred.asks: there is no role 'leader' (reference)"


@pytest.mark.parametrize(
    ("text", "field", "rule"),
    [
        ("", "procedure", "required"),
        ("[procedure", "file", "TOML"),
        ("x = " + "[" * 5000, "file", "TOML"),
        ("x = " + "9" * 5000, "file", "TOML"),
        ("x = 2024-13-01", "file", "TOML"),
        ("#" * (LARGEST_FILE + 1), "file", "size"),
        ("procedure = 3", "procedure", "table"),
        ("procedure = [1]", "procedure", "table"),
    ],
)
def test_what_is_no_procedure_at_all_is_refused(text: str, field: str, rule: str) -> None:
    """P26: never a traceback."""
    assert (field, rule) in {(f, r) for f, r, _ in faults(text)}


def test_what_is_exactly_as_long_as_it_may_be_is_read() -> None:
    """P26: the bound is said and meant."""
    longest = f'\n[[clause]]\nsection = "s"\nid = "x"\ntext = "{"y" * LONGEST_TEXT}"\n'
    assert len(law(MINIMAL + longest).plain[0].text) == LONGEST_TEXT
    largest = MINIMAL + "#" * (LARGEST_FILE - len(MINIMAL))
    assert parse_procedure(largest, CALENDAR).digest == minimal().digest


def test_a_file_without_a_way_in_is_no_law() -> None:
    """P2: no case could ever begin."""
    none = FULL.replace('starts = ["receipt"]', "starts = []")
    assert [(f, r) for f, r, _ in faults(none)] == [("intake", "required")]


def test_a_calendar_that_is_named_must_be_given() -> None:
    """P6: a deadline without its calendar is no deadline."""
    with pytest.raises(Malformed) as caught:
        parse_procedure(MINIMAL)
    assert [(f.field, f.rule) for f in caught.value.faults] == [("procedure.calendar", "calendar")]
    without = changed(MINIMAL, ('calendar = "fernhollow"\n', ""))
    assert isinstance(parse_procedure(without), Procedure)


PIECES = st.sampled_from(MINIMAL.splitlines()[:160])


@given(st.lists(PIECES, max_size=25), st.text(max_size=10))
def test_whatever_is_given_is_read_or_refused_with_faults(lines: list[str], noise: str) -> None:
    """P26: any heap of lines of a file."""
    text = "\n".join([*lines, noise])
    assert isinstance(read_or_refused(text), Procedure) or faults(text)


def read_or_refused(text: str) -> Procedure | None:
    """The law, or nothing where it has faults."""
    try:
        return parse_procedure(text, CALENDAR)
    except Malformed:
        return None
