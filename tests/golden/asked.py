# SPDX-License-Identifier: Apache-2.0
"""How the golden streams of what persons and authorities ask about data were made."""

from __future__ import annotations

from typing import Any

from comity.core import authority, past, pattern, petition
from comity.core.clause import Clause
from tests.core.laws import CALENDAR
from tests.core.sitting import DAY
from tests.core.walking import digest
from tests.golden.made import AT, played


def petitions() -> dict[str, list[Any]]:
    """Requests about one's own data: answered in time, put off once, missed, taken back."""
    rules = petition.PetitionRules(document="sample/1", calendar=CALENDAR, clauses=frozenset({"k1"}))
    named = {name: digest(name) for name in ("first", "second", "third", "longer", "said")}
    lines = (
        (AT, petition.SubmitPetition(by="a", id="one", kind="access", words=named["first"])),
        (AT + DAY, petition.SubmitPetition(by="b", id="two", kind="erasure", words=named["second"], case="case:x")),
        (AT + 2 * DAY, petition.SubmitPetition(by="b", id="three", kind="rectification", words=named["third"])),
        (AT + 3 * DAY, petition.WithdrawPetition(by="b", id="three")),
        (AT + 4 * DAY, petition.ProlongPetition(by="led", id="one", ground=named["longer"])),
        (
            AT + 60 * DAY,
            petition.AnswerPetition(by="led", id="one", outcome="partly", clause="k1", words=named["said"]),
        ),
    )
    return {"asked": played(petition.PetitionDecider(rules=rules), *lines)}


def registers() -> dict[str, list[Any]]:
    """What authorities asked for: given after a silence that was lengthened and ended by itself, and refused."""
    decider = authority.AuthorityDecider()
    asked: dict[str, Any] = {
        "by": "led",
        "authority": "court",
        "basis": "order",
        "scope": ("papers",),
        "words": digest("order"),
    }
    lines = (
        (
            AT,
            authority.EnterDemand(
                id="one", due=AT + 9 * DAY, case="case:x", concerned=("a", "b"), silent=AT + 9 * DAY, **asked
            ),
        ),
        (AT + DAY, authority.KeepSilent(by="led", id="one", until=AT + 20 * DAY, ground=digest("why"))),
        (
            AT + 2 * DAY,
            authority.AnswerDemand(by="led", id="one", outcome="given", ground=digest("so"), given=(digest("p"),)),
        ),
        (AT + 21 * DAY, authority.TellConcerned(by="led", id="one", person="a")),
        (AT + 22 * DAY, authority.EnterDemand(id="two", **asked)),
        (AT + 23 * DAY, authority.AnswerDemand(by="led", id="two", outcome="refused", ground=digest("no"))),
    )
    return {"register": played(decider, *lines)}


def past_cases() -> dict[str, list[Any]]:
    """Two past cases, one of them told again beside a third."""
    one = past.PastCase(id="past-a", row="a", closed=AT - 9 * DAY, kind="doxxing", ending="measure")
    two = past.PastCase(
        id="past-b", row="b", closed=AT - 8 * DAY, kind="shouting", ending="settled", opened=AT - 20 * DAY,
        about=("past-x", "past-y"), words=digest("told"),
    )  # fmt: skip
    three = past.PastCase(id="past-c", row="c", closed=AT - 7 * DAY, kind="doxxing", ending="unknown")
    lines = (
        (AT, past.TakePastCases(by="led", cases=(one, two))),
        (AT + DAY, past.TakePastCases(by="led", cases=(two, three))),
    )
    return {"taken": played(past.PastDecider(), *lines)}


def memories() -> dict[str, list[Any]]:
    """Cases coded, one of them anew; a change agreed to and trusted, another one declined."""
    rules = pattern.PatternRules(
        clause=Clause(document="sample/1", id="memory"), codes=frozenset("ab"), agrees=frozenset("abc"), least=2,
        shadow=14 * DAY,
    )  # fmt: skip
    cases = tuple(f"case:{n}" for n in (1, 2, 3))
    codings = tuple(
        (AT + n * DAY, pattern.CodeCase(by="a", case=case, patterns=("widening", "contempt")))
        for n, case in enumerate(cases)
    )
    lines = (
        *codings,
        (AT + 4 * DAY, pattern.CodeCase(by="b", case="case:2", patterns=("widening",))),
        (AT + 4 * DAY, pattern.CodeCase(by="b", case="case:4", patterns=())),
        (AT + 5 * DAY, pattern.ProposeChange(
            by="a", id="c1", pattern="widening", base=1, text=digest("text"), cases=cases)),
        (AT + 6 * DAY, pattern.AcceptChange(by="b", id="c1")),
        (AT + 7 * DAY, pattern.AcceptChange(by="c", id="c1")),
        (AT + 8 * DAY, pattern.ProposeChange(
            by="b", id="c2", pattern="contempt", base=1, text=digest("other"), cases=("case:1",))),
        (AT + 9 * DAY, pattern.DeclineChange(by="c", id="c2", ground=digest("why"))),
        (AT + 21 * DAY, pattern.TrustCues(by="a", id="c1")),
    )  # fmt: skip
    return {"remembered": played(pattern.PatternDecider(rules=rules), *lines)}
