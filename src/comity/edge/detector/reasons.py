# SPDX-License-Identifier: Apache-2.0
"""Why: a score taken apart, exactly, into the words of messages and what belongs to the whole conversation."""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul, sub

from comity.desk.watch.signal import Reason
from comity.edge.detector.course import TALK, UNIT, Course
from comity.edge.detector.model import Gram, Model
from comity.edge.detector.state import WORD_BYTES, WORDS, Held, State, Word

FAINT = 0.02
"""Log-odds below which a part of the whole conversation is not named by itself."""
_TOP = 32_767
REST = "rest"
"""The code of everything that is not named by itself."""


def words_of(model: Model, text: str, many: int = WORDS) -> list[Word]:
    """The words that made a message's numbers: those that warm most first, then the one that cools most."""
    codes = model.places
    kept = model.top(text, many) if model.top else _ranked(model, text, many)
    return [Word(codes[gram.code], _whole(gram.adds), short(gram.words)) for gram in kept]


def _ranked(model: Model, text: str, many: int) -> list[Gram]:
    loud = model.loud
    ranked = sorted(
        ((sum(one * by for one, by in zip(gram.adds, loud, strict=True)), n, gram)
         for n, gram in enumerate(model.look(text)) if gram.words),
        key=lambda item: (-item[0], item[1]),
    )  # fmt: skip
    warm = [gram for weight, _, gram in ranked if weight > 0]
    cool = [gram for weight, _, gram in ranked[::-1] if weight < 0]
    return [*warm[: many - min(1, len(cool))], *cool[:1]][:many]


def short(said: str) -> str:
    """Words as they are kept: white space made one, and not too long."""
    said = " ".join(said.split())
    return said if len(said) <= WORD_BYTES // 4 else said.encode()[:WORD_BYTES].decode("utf-8", "ignore")


def _whole(values: Sequence[float]) -> tuple[int, ...]:
    found = [round(value * UNIT) for value in values]
    if min(found) < -_TOP or max(found) > _TOP:
        found = [max(-_TOP, min(_TOP, value)) for value in found]
    return tuple(found)


def heat(model: Model, held: Held) -> float:
    """How much a message warms, in log-odds: the one that warms least is let go first."""
    warms: float = sum(map(mul, model.loud, held.row)) / UNIT
    return warms


def reasons(model: Model, state: State) -> tuple[Reason, ...]:
    """Every part of the score: words of messages that are held, then what belongs to the whole conversation.

    The weights sum to the log-odds less the model's offset.
    """
    course = state.course
    rest = model.whole(course, state.rows())
    named: list[Reason] = []
    for held, pulls in zip(state.held, model.pulls(course, state.held), strict=True):
        for word in held.words:
            adds = [pull * share / UNIT for pull, share in zip(pulls, word.shares, strict=True)]
            rest = [whole - one for whole, one in zip(rest, adds, strict=True)]
            code = model.codes[word.code] if word.code < len(model.codes) else REST
            named.append(Reason(code=code, weight=sum(adds), message=held.id, words=(word.text,)))
    whole = dict(zip(model.channels, rest, strict=True))
    for name, weight, number in zip(TALK, model.talk, course.talk(), strict=True):
        whole[name] = weight * number
    clear = [Reason(code=code, weight=weight) for code, weight in whole.items() if abs(weight) >= FAINT]
    faint = sum(weight for weight in whole.values() if abs(weight) < FAINT)
    found = sorted([*named, *clear], key=lambda reason: -abs(reason.weight))
    return (*found, Reason(code=REST, weight=faint)) if faint else tuple(found)


def strongest(model: Model, state: State) -> float:
    """The log-odds that the strongest turn of phrase adds by itself; words that lie within each other are one."""
    most = 0.0
    for held, pulls in zip(state.held, model.pulls(state.course, state.held), strict=True):
        turns: dict[str, float] = {}
        for word in sorted(held.words, key=lambda one: (-len(one.text), one.text)):
            weight = sum(map(mul, pulls, word.shares)) / UNIT
            within = next((turn for turn in turns if _one(turn, word.text)), word.text)
            turns[within] = turns.get(within, 0.0) + weight
        most = max(most, *turns.values(), 0.0)
    return most


def _one(turn: str, word: str) -> bool:
    """Whether a word is a part of a turn of phrase; marks without a letter are all one."""
    if word in turn:
        return True
    return not any(map(str.isalnum, word)) and not any(map(str.isalnum, turn))


def without_words(model: Model, state: State) -> float:
    """The log-odds if the words that are shown had not been said."""
    course = state.course
    copied = Course(course.many, course.sums[:], course.fast[:], course.slow[:], course.floor, course.voices,
                    course.lately)  # fmt: skip
    rows: list[tuple[int, ...]] = []
    for held in state.held:
        row = tuple(held.row)
        if held.words:
            row = tuple(map(sub, row, map(sum, zip(*[word.shares for word in held.words], strict=True))))
            copied.change(held.row, row, course.many - held.place)
        rows.append(row)
    return model.odds(copied, rows)


__all__ = ["FAINT", "REST", "heat", "reasons", "short", "strongest", "without_words", "words_of"]
