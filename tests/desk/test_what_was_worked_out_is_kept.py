# SPDX-License-Identifier: Apache-2.0
"""An answer that rests on a history and a person alone is worked out once for both, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Thread

import pytest

from comity.desk.worked import Worked

A, B = "case:a", "case:b"


def counted(answer: object, asked: list[object]) -> Callable[[], object]:
    """Gives the answer, and writes down that it was worked out."""

    def work() -> object:
        asked.append(answer)
        return answer

    return work


def test_the_same_question_of_the_same_history_is_worked_out_once() -> None:
    """P25: the same history gives the same answer, also where it is nothing."""
    worked, asked = Worked(), list[object]()
    for answer in (None, False, (), 7):
        for _ in range(3):
            assert worked.of(A, "1", str(answer), "ann", counted(answer, asked)) == answer
    assert asked == [None, False, (), 7]


def test_nobody_is_given_the_answer_of_another() -> None:
    """P10: person, question, stream and history are each a part of what is asked."""
    worked = Worked()
    places = [(A, "1", "exists", "ann"), (A, "1", "exists", "bea"), (A, "1", "waits", "ann"), (A, "2", "exists", "ann"),
              (B, "1", "exists", "ann")]  # fmt: skip
    for _ in range(2):
        assert [worked.of(*place, partial(int, n)) for n, place in enumerate(places)] == [0, 1, 2, 3, 4]


def test_no_more_answers_are_kept_than_was_allowed() -> None:
    """P23: those asked for last stay."""
    worked, asked = Worked(most=3), list[object]()
    for name in ("a", "b", "a", "c", "d", "a"):
        worked.of(A, "1", "exists", name, counted(name, asked))
        assert len(worked) <= 3
    assert asked == ["a", "b", "c", "d"]
    worked.of(A, "1", "exists", "b", counted("b", asked))
    assert asked[-1] == "b"


def test_what_fails_is_asked_again() -> None:
    """P26: no fault is kept for an answer."""
    worked = Worked()
    with pytest.raises(ZeroDivisionError):
        worked.of(A, "1", "exists", "ann", lambda: 1 // len(worked))
    assert len(worked) == 0
    assert worked.of(A, "1", "exists", "ann", lambda: 5) == 5


def test_many_threads_are_given_the_same_answers() -> None:
    """P25: threads of one server share what was worked out."""
    worked, wrong = Worked(most=50), list[object]()

    def look(person: str) -> None:
        for turn in range(300):
            stream = f"case:{turn % 40}"
            if worked.of(stream, "1", "exists", person, partial(str, f"{stream} {person}")) != f"{stream} {person}":
                wrong.append(stream)

    threads = [Thread(target=look, args=(f"p{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(worked) <= 50
