# SPDX-License-Identifier: Apache-2.0
"""Bugs that somebody could make in the law, each planted in a copy of it: the sentences of its rooms must turn red."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("", "_votes", "_hearing", "_measures", "_time", "_acts", "_asks", "_calendar", "_edges", "_called")
SENTENCES = tuple(f"tests/core/test_docket{name}.py" for name in NAMES)
LINKING = ("tests/core/test_docket_linking.py",)
TABLE: list[tuple[str, bool]] = []


@dataclass(frozen=True)
class Bug:
    """One planted bug: what it is, where, and which files must notice."""

    name: str
    file: str
    old: str
    new: str
    seen_by: tuple[str, ...] = SENTENCES


BUGS = (
    Bug("a share is met at the exact unit", "ballot.py", "left > right if", "left >= right if",
        ("tests/core/test_ballot.py",)),
    Bug("abstentions carry a question", "ballot.py", "for a in counts if a != ABSTAIN and", "for a in counts if",
        ("tests/core/test_ballot.py",)),
    Bug("the oldest dated rule holds", "ballot.py", "max(begun, default=None)", "min(begun, default=None)",
        ("tests/core/test_ballot.py",)),
    Bug("a slip may carry a name", "ballot.py", "if text != slip(chosen, nonce):", "if not text:",
        ("tests/core/test_ballot.py",)),
    Bug("slips stay in the order in which they came", "ballot.py", "tuple(sorted(slips, key=mark))", "tuple(slips)"),
    Bug("whoever was challenged is aside at once", "recusal.py",
        "frozenset({Conflict.DECLARED, Conflict.CONFIRMED})", "frozenset(Conflict)"),
    Bug("a party may judge in the own cause", "recusal.py", "own_cause or bench.aside(person)", "bench.aside(person)"),
    Bug("a role is replaced one too late", "recusal.py", "len(left) >= here.least", "len(left) > here.least - 2"),
    Bug("the ballot of one who stepped aside is counted", "docket/boxes.py",
        "if any(p in busy or in_conflict(role, m.case.bench, p) for p in box.issued):\n        return True\n", ""),
    Bug("a box goes on under another body", "docket/boxes.py", "if now.persons and now.role != box.role:", "if False:"),
    Bug("a seat votes twice", "docket/boxes.py", "len(gone) + len(now.persons) > role.seats", "False"),
    Bug("a box without voters is counted", "docket/boxes.py", "if voters and frozenset(voters) <= box.issued:",
        "if box.issued and frozenset(voters) <= box.issued:"),
    Bug("a sanction needs no hearing", "docket/guards.py", "heard is not None and heard < at", "True"),
    Bug("the instant of the hearing is old enough", "docket/guards.py", "heard < at", "heard <= at"),
    Bug("somebody unknown is limited", "docket/guards.py", "if party is None or not party.known:", "if party is None:"),
    Bug("a hearing without any time counts", "docket/evolve.py",
        "at for person, at in case.heard.items() if at < f.at", "at for person, at in case.heard.items()"),
    Bug("a summons is not what opens the hearing", "docket/settle.py", "m.law.notices[n].summons and p == person",
        "p == person"),
    Bug("a notice goes out without what it needs", "docket/motion.py", "if not self.holds(notice.needs):", "if False:"),
    Bug("somebody identified late is never summoned", "docket/verbs.py", 'if moment in ("sent", "owed")',
        'if moment == "sent"'),
    Bug("a respondent sees the case before any notice", "docket/leave.py",
        "(known.stands is Standing.REPORTER or was_told(case, person))", "True"),
    Bug("once is not once", "docket/leave.py", "if any(m.who == person for m in marks):", "if False:"),
    Bug("who reads one case alone is told of the other", "access/linking.py",
        "reads_for_council(*one, person) and reads_for_council(*other, person)", "reads_for_council(*one, person)",
        LINKING),
    Bug("a link is told to whoever sees the case", "docket/apart.py", "s is not None and s.kind is not Kind.LINK",
        "s is not None", LINKING),
    Bug("what the clerk noted is said back", "docket/linking.py", 'or says is None or fact.value.get("noted")',
        "or says is None", LINKING),
    Bug("a closed case is taken up without a clause", "access/succession.py",
        "said is not None and said.reopens", "said is not None", LINKING),
    Bug("a pause does not shift", "docket/clocks.py", "return clock.due + (m.at - clock.paused)", "return clock.due"),
    Bug("a calendar clock shifts by days", "docket/clocks.py", "if not aims_at_calendar(deadline):", "if deadline:"),
    Bug("a new round keeps the old answers", "docket/evolve.py",
        "answers={k: v for k, v in case.answers.items() if k[0] not in clears},\n", ""),
    Bug("a phase that is left keeps its clocks", "docket/settle.py", '{"clocks": phase.clocks,',
        '{"clocks": (),'),
    Bug("a late tick dates everything now", "docket/settle.py", "m.turn_to(max(due, m.case.now or due))",
        "m.turn_to(at)"),
    Bug("the base of seats is those entitled", "docket/motion.py", "Base.SEATS: seats or len(voters)",
        "Base.SEATS: len(voters)"),
    Bug("time served is not credited", "docket/terms.py",
        "found - sanction.credit(m.case.terms, measure.serves, term.about, m.at)", "found"),
    Bug("time served is forgotten at the second imposition", "docket/evolve.py",
        "before=timedelta() if old is None else old.served(f.at)", "before=timedelta()"),
    Bug("a stayed measure keeps its end", "sanction.py", "return term.ends + (at - term.rests)", "return term.ends"),
    Bug("a second measure of one name replaces the first", "docket/motion.py",
        "if live is not None and live.live:\n            return\n", ""),
    Bug("what begins comes before the clock that may stop it", "docket/settle.py",
        "if term.life is Life.IN_FORCE:\n            return term_due(m, term)", "return term_due(m, term)"),
    Bug("any version is as good as the pinned one", "docket/decide.py",
        "if state.opened is not None and state.digest != self.law.digest:", "if False:"),
    Bug("an act may be dated back", "docket/decide.py", "if state.now is not None and at < state.now:", "if False:"),
    Bug("anybody settles what is asked", "docket/decide.py", "if command.by not in answerers(self.law, m.case, ask):",
        "if False:"),
    Bug("a refusal says nothing of what is possible", "docket/decide.py",
        "if no.possible or not isinstance(command, DoAct | SettleAsk):", "if True:"),
    Bug("ballots lie on in a box that was left", "docket/motion.py", "if box is not None and box.open and box.issued:",
        "if False:"),
    Bug("a hearing is called for yesterday", "docket/verbs.py", "if do.until <= m.at:", "if False:"),
    Bug("a hearing is called for after its phase", "docket/calling.py",
        "until(law, case, act) or _later(at)", "_later(at)"),
    Bug("a hearing stays called when its phase is over", "docket/settle.py",
        '**({"called": over} if over else {})', ""),
    Bug("a hearing stays called in a new round", "docket/evolve.py", "called=_without(case.called, clears),\n", "\n"),
    Bug("a party reads an hour from before the notice", "docket/calling.py",
        "facts_for(law, case, told, person) if f.kind",
        "told if f.kind"),
    Bug("an extension may shorten", "docket/verbs.py", "or do.until <= due:", "or do.until == due:"),
)  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the law that may be spoiled."""
    src = tmp_path_factory.mktemp("planted") / "src"
    shutil.copytree(ROOT / "src" / "comity" / "core", src / "comity" / "core",
                    ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    shutil.copy(ROOT / "src" / "comity" / "__init__.py", src / "comity" / "__init__.py")
    return src


def green(src: Path, files: tuple[str, ...]) -> bool:
    """Whether these files are green over the copy."""
    quiet = ["-x", "-q", "-c", os.devnull, "--rootdir", str(ROOT), "--import-mode=importlib", "--noconftest",
             "-p", "no:cacheprovider", "-p", "no:django"]  # fmt: skip
    path = os.pathsep.join((str(src), str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *quiet, *files], cwd=ROOT, capture_output=True, check=False, timeout=300,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode in (0, 1, 2), done.stdout.decode()
    return done.returncode == 0


def test_the_sentences_are_green_over_an_unspoiled_copy(copy: Path) -> None:
    """P27: otherwise every bug below would look caught."""
    assert green(copy, (*SENTENCES, "tests/core/test_ballot.py"))


@pytest.mark.parametrize("bug", BUGS, ids=[b.name for b in BUGS])
def test_a_planted_bug_turns_a_sentence_red(bug: Bug, copy: Path) -> None:
    """P27: a promise that no test can break is not kept."""
    path = copy / "comity" / "core" / bug.file
    sound = path.read_text("utf-8")
    assert sound.count(bug.old) == 1, f"{bug.file} does not say {bug.old!r} once any more"
    path.write_text(sound.replace(bug.old, bug.new), "utf-8")
    try:
        caught = not green(copy, bug.seen_by)
    finally:
        path.write_text(sound, "utf-8")
    TABLE.append((bug.name, caught))
    assert caught, f"nobody noticed: {bug.name}"


def test_the_table_of_planted_bugs() -> None:
    """P27: printed, for whoever asks what the tests can see."""
    print(*(f"{'caught' if caught else 'MISSED':<7} {name}" for name, caught in TABLE), sep="\n")
    assert len(BUGS) >= 20
