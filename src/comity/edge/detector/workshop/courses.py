# SPDX-License-Identifier: Apache-2.0
"""The conversation layer, learned where the order of a conversation is known and its next message was judged.

Two licensed sets have it: locked GitHub threads (is the next comment uncivil?) and talk-page comments with the comment
they answer (is the answer heated?). The heads that read a text here never saw its thread: they are learned on the
other parts (`PARTS`).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from comity.edge.detector.course import FOLDS, NOBODY, TALK, Course, Row, Turn, row
from comity.edge.detector.heads import HEADS
from comity.edge.detector.weights import Layer
from comity.edge.detector.workshop.datasets import Labelled, Trained
from comity.edge.detector.workshop.fit import Matrix, Vocabulary, heads_of

PARTS = 3
FREEDOM = 0.001
"""How far the layer may go from saying nothing: with few threads to learn from, not far."""
HEATED = 0.85
"""An answer is heated where it is among the most toxic 15 of 100."""


def layer(data: Trained, known: Vocabulary, pool: Matrix) -> Layer:
    """Learn the layer."""
    github, talk = data.incivility, [one for one in data.talk if one.parent]
    seen, read = np.zeros((len(github), len(HEADS))), np.zeros((len(talk), len(HEADS)))
    for part in range(PARTS):
        raw = heads_of(_without(data, part), known)
        spread = np.asarray((pool @ raw.T).std(axis=0)).ravel()
        mine = [place for place, one in enumerate(github) if _part(one) == part]
        seen[mine] = known.matrix(github[place].text for place in mine) @ raw.T / spread
        mine = [place for place, one in enumerate(talk) if _part(one) == part]
        read[mine] = known.matrix(talk[place].parent for place in mine) @ raw.T / spread
    rows, labels = before_the_next(github, seen)
    answers = np.array([one.label for one in talk])
    return _fitted(rows, labels, np.repeat(read, len(FOLDS), axis=1), answers > np.quantile(answers, HEATED))


def before_the_next(comments: Sequence[Labelled], values: Any) -> tuple[Any, Any]:
    """Of every comment but the first of a thread: the course before it, and whether it is uncivil."""
    rows, labels = [], []
    course = Course.new(len(HEADS))
    held: list[Row] = []
    for place, one in enumerate(comments):
        if place and comments[place - 1].thread == one.thread:
            rows.append(course.vector(held)[: -len(TALK)])
            labels.append(one.label > 0)
        else:
            course, held = Course.new(len(HEADS)), []
        held.append(row(values[place]))
        course.add(held[-1], Turn(NOBODY, NOBODY, -1))
    return np.array(rows), np.array(labels)


def _fitted(threads: Any, uncivil: Any, pairs: Any, heated: Any) -> Layer:
    """One layer for both sets, which weigh the same; each has an offset of its own, and the first one's is kept."""
    own = [np.repeat([[1.0, 0.0]], len(threads), axis=0), np.repeat([[0.0, 1.0]], len(pairs), axis=0)]
    rows = np.vstack([np.hstack([threads, own[0]]), np.hstack([pairs, own[1]])])
    weight = np.r_[np.full(len(threads), 1.0), np.full(len(pairs), len(threads) / len(pairs))]
    model = LogisticRegression(C=FREEDOM, max_iter=1_000).fit(rows, np.r_[uncivil, heated], weight)
    many = len(FOLDS) * len(HEADS)
    weights = model.coef_[0][:many].reshape(len(HEADS), len(FOLDS)).T
    offset = float(model.intercept_[0] + model.coef_[0][many])
    return Layer(round(offset, 4), tuple(tuple(round(float(one), 4) for one in row) for row in weights))


def _part(one: Labelled) -> int:
    return zlib.crc32(one.thread.encode()) % PARTS


def _without(data: Trained, part: int) -> Trained:
    return replace(
        data,
        incivility=[one for one in data.incivility if _part(one) != part],
        talk=[one for one in data.talk if _part(one) != part],
    )
