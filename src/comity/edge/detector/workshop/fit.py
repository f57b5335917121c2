# SPDX-License-Identifier: Apache-2.0
"""Heads from labelled texts: one vocabulary, one matrix, one linear model a head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression, Ridge

from comity.edge.detector.heads import HEADS, Heads, damped, grams
from comity.edge.detector.heads import packed as in_lanes
from comity.edge.detector.lexicon import Lexicon
from comity.edge.detector.words import clean, words_of
from comity.edge.detector.workshop.datasets import Labelled, Trained

SEEN_IN = 10
"""How many texts a gram must stand in to be learned."""
SEEN_AMONG = 3
"""In how many of the sets it must stand: names of people and projects stand in one or two."""
GROUP_SCALE = 2.0
"""How strongly a lexicon group, which pools its cues, counts against single grams under the same penalty."""
LARGEST = 9_999
"""The largest whole number that a head's weight is kept as."""

Matrix = Any
"""A sparse matrix of scipy, which tells no types."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The grams that are learned, each with its weight before learning (rare ones count more), and the lexicon."""

    places: dict[str, int]
    rarity: Any
    lexicon: Lexicon

    def matrix(self, texts: Iterable[str]) -> Matrix:
        """A row a text: its known grams, how many of them each lexicon group has, damped by their number."""
        rows, columns, values = [], [], []
        first, groups = len(self.places), self.lexicon.groups
        number = -1
        for number, text in enumerate(texts):
            known = [gram for gram in read(text, self.lexicon) if gram in self.places]
            root = damped(len(known))
            counts = Counter(group for gram in known for group in groups.get(gram, ()))
            places = [self.places[gram] for gram in known]
            rows += [number] * (len(places) + len(counts))
            columns += places + [first + group for group in counts]
            values += [root * self.rarity[place] for place in places]
            values += [root * GROUP_SCALE * count for count in counts.values()]
        width = first + len(self.lexicon.names)
        return sparse.csr_matrix((values, (rows, columns)), shape=(number + 1, width))


def read(text: str, lexicon: Lexicon) -> set[str]:
    """A text's grams."""
    return grams(words_of(clean(text)), lexicon)


def vocabulary(sets: Sequence[Sequence[str]], lexicon: Lexicon) -> Vocabulary:
    """Of the grams of several sets of texts, those that are frequent enough in enough of them, and every cue."""
    total: Counter[str] = Counter()
    among: Counter[str] = Counter()
    many = 0
    for texts in sets:
        here: Counter[str] = Counter()
        for text in texts:
            here.update(read(text, lexicon))
        many += len(texts)
        total += here
        among.update(here.keys())
    kept = {gram for gram, times in total.items() if times >= SEEN_IN and among[gram] >= SEEN_AMONG}
    kept |= set(lexicon.groups)
    names = sorted(kept)
    rarity = np.array([(np.log(many / max(total[name], SEEN_IN)) + 1) / 5 for name in names])
    return Vocabulary({name: place for place, name in enumerate(names)}, rarity, lexicon)


def number(rows: Matrix, labels: Sequence[float], penalty: float) -> Any:
    """Weights that estimate a number."""
    return Ridge(alpha=penalty, solver="lsqr", tol=1e-5).fit(rows, np.array(labels)).coef_


def chance(rows: Matrix, labels: Sequence[float], freedom: float) -> Any:
    """Weights that estimate a chance, both outcomes weighing the same."""
    model = LogisticRegression(C=freedom, class_weight="balanced", max_iter=400)
    return model.fit(rows, np.array(labels) > 0).coef_[0]


def number_atop(rows: Matrix, labels: Sequence[float], others: Any, penalty: float) -> Any:
    """Weights that estimate a number, free to use what `others` say of the same text."""
    scaled = others / np.asarray((rows @ others.T).std(axis=0)).reshape(-1, 1)
    own = number(sparse.hstack([rows, sparse.csr_matrix(rows @ scaled.T)]).tocsr(), labels, penalty)
    return own[: rows.shape[1]] + own[rows.shape[1] :] @ scaled


def odds(share: Sequence[float]) -> Any:
    """Log-odds of shares, none beyond 1 and 99 %."""
    held = np.clip(np.array(share), 0.01, 0.99)
    return np.log(held / (1 - held))


@dataclass(frozen=True, slots=True)
class Others:
    """What is learned from every set but the GitHub threads: a head each by name, and all of them on one scale."""

    heads: dict[str, Any]
    scaled: Any


def others_of(data: Trained, known: Vocabulary) -> Others:
    """Raw weights of every head but `incivility`, and those of toxic issues, which it may use."""

    def rows(of: Sequence[Labelled]) -> Matrix:
        return known.matrix(one.text for one in of)

    answered = [one for one in data.talk if one.parent]
    hostile = [*data.offence, *data.hate]
    talk = rows(data.talk)
    parents = known.matrix(one.parent for one in answered)
    toxicity = number(talk, odds([one.label for one in data.talk]), 2.0)
    politeness = number(rows(data.politeness), [one.label for one in data.politeness], 4.0)
    learned = {
        "toxicity": toxicity,
        "offence": chance(rows(hostile), [one.label for one in hostile], 3.0),
        "politeness": politeness,
        "draw": number_atop(parents, odds([one.label for one in answered]), np.array([toxicity, politeness]), 25.0),
    }
    issues = chance(rows(data.toxic_issues), [one.label for one in data.toxic_issues], 1.0)
    scaled = np.array([*learned.values(), issues])
    scaled /= np.asarray((talk @ scaled.T).std(axis=0)).reshape(-1, 1)
    return Others(learned, scaled)


def heads_of(others: Others, rows: Matrix, labels: Sequence[float]) -> Any:
    """Raw weights of every head, in the order of `HEADS`, incivility learned from these rows of GitHub comments."""
    learned = others.heads | {"incivility": atop(rows, labels, others.scaled, 0.7)}
    return np.array([learned[name] for name in HEADS])


def atop(rows: Matrix, labels: Sequence[float], others: Any, freedom: float) -> Any:
    """Weights that estimate a chance, free to use what `others` say of the same text as numbers of their own."""
    wide = sparse.hstack([rows, sparse.csr_matrix(rows @ others.T)]).tocsr()
    own = chance(wide, labels, freedom)
    return own[: rows.shape[1]] + own[rows.shape[1] :] @ others


def packed(raw: Any, known: Vocabulary, pool: Matrix) -> Heads:
    """Heads in whole numbers, each scaled so that over the rows of `pool` its values spread by 1."""
    spread = np.asarray((pool @ raw.T).std(axis=0)).ravel()
    first = len(known.places)
    whole = raw[:, :first] * known.rarity
    for gram, groups in known.lexicon.groups.items():
        for group in groups:
            whole[:, known.places[gram]] += GROUP_SCALE * raw[:, first + group]
    unit = LARGEST / np.abs(whole).max(axis=1)
    numbers = np.rint(whole * unit[:, None]).astype(int)
    entries = {name: in_lanes(tuple(map(int, numbers[:, place]))) for name, place in known.places.items()}
    return Heads(entries, tuple(float(one) for one in 1 / (spread * unit)), known.lexicon)
