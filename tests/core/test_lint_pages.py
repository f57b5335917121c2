# SPDX-License-Identifier: Apache-2.0
"""What the linter says and which states it sees, page by page: see `walked`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from comity.core.lint import season_of, walk
from comity.core.lint.felt import Felt, felt
from comity.core.lint.found import fault, ways_to_hold
from comity.core.lint.limits import interim_measures_end_by_themselves
from comity.core.lint.worlds import CROWD, roster
from comity.core.procedure.grammar import parse_guard
from tests.core.everything import SPOKEN
from tests.core.laws import full
from tests.core.linted import calendar, faults, good, rules
from tests.core.test_lint import ENDLESS, PROCEDURES
from tests.core.walked import PAGES


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_linter_is_what_was_read_and_agreed(page: str) -> None:
    """M15, P5: no state of a case is missed or counted twice, and no finding changes its words unseen."""
    assert PAGES[page]() == (SPOKEN / f"{page}.md").read_text("utf-8")


def test_the_walk_of_a_real_procedure_has_as_many_states_as_it_had() -> None:
    """P5: the Linux-sized and the NixOS-sized files are walked to the end, and in few states."""
    walked = walk(full(), calendar())
    assert walked.finished
    assert walked.left == len(walked.places)
    assert len({walked.witness(p.number) for p in walked.places}) == len(walked.places)


def test_what_a_state_was_reached_by_begins_with_the_setting() -> None:
    """P7: a witness can be read from its beginning."""
    walked = walk(good(), calendar())
    assert {walked.path(p.number)[0] for p in walked.places} == {
        "a case by 'report'",
        "all who judge, and all who take over from them, have stepped aside",
    }
    assert all(way.start < len(walked.places) and way.end < len(walked.places) for way in walked.ways)
    assert walked.before(walked.ways[0]).phases == {}


def test_the_hours_that_are_tried_are_those_of_the_season_in_which_the_law_takes_force() -> None:
    """M15: a version from the second season is tried in the second season; a past calendar is better than none."""
    first = season_of(good(), calendar())
    assert (first[0], len(first)) == (datetime(2026, 1, 1, tzinfo=UTC), 14 * 24)
    assert first[1] - first[0] == timedelta(hours=1)
    later = season_of(_since("2026-01-15T00:00:00Z"), calendar())
    assert later[0] == datetime(2026, 1, 15, tzinfo=UTC)
    assert season_of(_since("2026-01-14T23:00:00Z"), calendar())[0] == first[0]
    assert season_of(_since("2030-01-01T00:00:00Z"), calendar())[0] == first[0]


def test_without_seasons_the_longest_period_is_tried_and_without_a_calendar_six_weeks() -> None:
    """M15: a community without a calendar is linted too."""
    from comity.core.calendar import parse_calendar

    none = parse_calendar('[calendar]\nid = "none"\n')
    assert len(season_of(full(), none)) == 6 * 7 * 24
    assert season_of(full(), none)[0] == datetime(2024, 1, 1, tzinfo=UTC)
    two = parse_calendar(
        '[calendar]\nid = "two"\n'
        + "".join(
            f'[[every]]\nperiod = "{name}"\nfirst = "1"\ncount = 2\nstart = 2026-01-01T00:00:00Z\nlasts = "{lasts}"\n'
            for name, lasts in (("stretch", "7 days"), ("moon", "28 days"), ("spell", "1 day"))
        )
    )
    hours = season_of(full(), two)
    assert (hours[0], len(hours)) == (datetime(2026, 1, 1, tzinfo=UTC), 28 * 24)


def _since(at: str):  # type: ignore[no-untyped-def]
    return good(('calendar = "fernhollow"', f'calendar = "fernhollow"\nsince = {at}'))


def test_a_role_that_is_counted_gets_one_more_than_the_guard_asks_for() -> None:
    """P10: both sides of a count are walked, and never more than a crowd."""
    counted = good(('when = "evaluation-opens.passed"', 'when = "evaluation-opens.passed and count member >= 3"'))
    assert len(roster(counted)["member"]) == 5
    assert len(roster(counted)["lead"]) == 1
    many = good(('when = "evaluation-opens.passed"', 'when = "evaluation-opens.passed and count lead > 40"'))
    assert len(roster(many)["lead"]) == CROWD
    assert "guide" not in roster(many)
    assert "reporter" not in roster(many)


def test_alternatives_of_a_guard_are_rows_of_what_must_hold() -> None:
    """M15: an exit with two ways to hold has two instants at which it can come true."""
    rows = ways_to_hold(parse_guard("(a.done or b.done) and c.passed and (d.done or not e.done)"))
    shown = [["not" if "Not" in repr(g) else g.anchor.thing for g in row] for row in rows]  # type: ignore[union-attr]
    assert shown == [["a", "c", "d"], ["a", "c", "not"], ["b", "c", "d"], ["b", "c", "not"]]


def test_a_finding_about_the_whole_text_has_no_clause() -> None:
    """P7: a clause is cited where there is one."""
    assert fault(good(), "procedure", rule="r", text="t").clause == ""
    assert fault(good(), "phase.hearing.exit[1]", rule="r", text="t").clause == "hearing"


@pytest.mark.parametrize(
    ("ends", "open_ended"),
    [
        ("never", True),
        ("until case.closed", True),
        ("10 days after interim-rest.begun", False),
        ("earlier of 10 days after interim-rest.begun and until case.closed", False),
        ("earlier of never and until case.closed", True),
        ("later of 10 days after interim-rest.begun and until case.closed", True),
        ("later of 10 days after interim-rest.begun and 2 days after case.opened", False),
    ],
)
def test_an_end_that_nobody_needs_to_remember(ends: str, open_ended: bool) -> None:
    """P5: the earlier of two ends has an instant where one of them has; the later only where both have."""
    law = good(("10 days after interim-rest.begun", ends))
    assert bool(list(interim_measures_end_by_themselves(law))) is open_ended


def test_a_measure_on_content_without_an_end_is_a_warning() -> None:
    """P5: a person is limited more gravely than a post."""
    content = ('kind = "suspend"', 'kind = "suspend"\non = "content"')
    [found] = [f for f in faults(ENDLESS, content) if f.rule == "what has no end can be lifted"]
    assert found.severity == "warning"
    assert "interim measures end by themselves" not in rules(
        ('interim = true\nends = "10 days after interim-rest.begun"', 'on = "content"\ninterim = true\nends = "never"')
    )


REACH: dict[str, tuple[str, ...]] = {
    "receipt": ("screened = in-scope", "screened = small-tear"),
    "hearing": ("agree-to-mediation.done by every reporter", "evaluation-opens.passed"),
}


@pytest.mark.parametrize("phase", REACH)
def test_what_a_phase_asks_about_is_felt_in_it_and_forgotten_after_it(phase: str) -> None:
    """M15: a walk stays short because facts that no reachable guard asks about are forgotten."""
    law = good()
    here: Felt = felt(law, (phase,))
    later: Felt = felt(law, ("window",))
    for text in REACH[phase]:
        assert parse_guard(text) in [*here.atoms, *here.everything] or _anchor_in(here, text)
        assert parse_guard(text) not in later.everything
    assert later.phases == ("window",)
    assert later.questions == {"veto"}
    assert felt(law, ("receipt",)).phases == tuple(law.phases)


@pytest.mark.parametrize("moment", ["evaluation.opened", "hearing.closed"])
def test_what_a_phase_has_done_can_change_as_long_as_a_case_can_come_to_it(moment: str) -> None:
    """M15: a walk that took such a fact for settled would miss every state behind it."""
    law = good(('  when = "mediation-time.passed"', f'  when = "mediation-time.passed or {moment}"'))
    atom = parse_guard(moment)
    before, behind = felt(law, ("hearing",)), felt(law, ("mediation",))
    assert atom in before.atoms
    assert atom not in before.fixed
    assert atom in behind.fixed


def _anchor_in(known: Felt, text: str) -> bool:
    return any(re.search(re.escape(text.split(".", maxsplit=1)[0]), repr(a)) for a in known.everything)


def test_every_sample_file_is_found_where_it_is_looked_for() -> None:
    """M15: the files that are handed out are those that are linted."""
    assert {p.stem for p in (PROCEDURES / "templates").glob("*.toml")} == {"small", "foundation", "house"}
