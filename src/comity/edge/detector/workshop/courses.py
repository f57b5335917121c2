# SPDX-License-Identifier: Apache-2.0
"""The conversation layer: equal weights, and a scale learned where a conversation's order and next message are known.

What the layer weighs is not learned: with 405 threads to learn from, thirty weights fitted to them did worse on every
other set than weights that say only what each head is for (`FOR`), the same for each fold. Learned is how far one unit
of that sum moves the odds that the next comment of a locked GitHub thread is uncivil. The heads that read a text here
never saw its thread: they are learned on the other parts (`PARTS`).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from comity.edge.detector.course import FOLDS, NOBODY, TALK, Course, Row, Turn, row
from comity.edge.detector.heads import HEADS
from comity.edge.detector.weights import Layer
from comity.edge.detector.workshop.datasets import Labelled, Trained
from comity.edge.detector.workshop.fit import Matrix, Others, heads_of

PARTS = 10
"""How many parts the threads are cut into: heads that read one part learned from the others."""
CALM = 10
"""One in so many calm threads may be spoken of, where nothing is known of a community."""
FOR = {"toxicity": 1.0, "incivility": 1.0, "offence": 0.0, "politeness": -1.0, "draw": 0.5}
"""What each head is for: how a conversation sounds counts fully, what the answer may be half. What tweets call
offensive tells nothing of what comes next on GitHub (AUC .515), so it weighs nothing; `incivility` may use it."""


def layer(data: Trained, values: Any) -> Layer:
    """Learn the layer's scale and offset from the `unseen` values of the GitHub threads."""
    rows, labels = before_the_next(data.incivility, values)
    weights = np.array([[FOR[head] / len(FOLDS)] * len(FOLDS) for head in HEADS])
    told = rows @ weights.ravel()
    model = LogisticRegression(C=1e6, max_iter=1_000).fit(told[:, None], labels)
    by = float(model.coef_[0][0])
    kept = tuple(tuple(round(float(one) * by, 4) for one in fold) for fold in weights.T)
    return Layer(round(float(model.intercept_[0]), 4), kept)


def unseen(data: Trained, others: Others, rows: Matrix, pool: Matrix) -> Any:
    """Every head's value for every comment of the GitHub threads, from heads that never saw its thread."""
    values = np.zeros((len(data.incivility), len(HEADS)))
    labels = np.array([one.label for one in data.incivility])
    parts = np.array([zlib.crc32(one.thread.encode()) % PARTS for one in data.incivility])
    for part in range(PARTS):
        raw = heads_of(others, rows[parts != part], labels[parts != part])
        spread = np.asarray((pool @ raw.T).std(axis=0)).ravel()
        values[parts == part] = rows[parts == part] @ raw.T / spread
    return values


def calm_point(comments: Sequence[Labelled], values: Any, made: Layer) -> float:
    """The log-odds that one in `CALM` of the threads without an uncivil comment comes to, from the second comment on.

    Where a community's own stream is not known yet, the watch speaks from there on (`policy.DEFAULT`).
    """
    weights = np.array(made.weights).T.ravel()
    most: dict[str, float] = {}
    uncivil = {one.thread for one in comments if one.label > 0}
    course, held = Course.new(len(HEADS)), list[Row]()
    for place, one in enumerate(comments):
        if not place or comments[place - 1].thread != one.thread:
            course, held = Course.new(len(HEADS)), []
        held.append(row(values[place]))
        course.add(held[-1], Turn(NOBODY, NOBODY, -1))
        if course.many > 1 and one.thread not in uncivil:
            odds = made.offset + float(np.array(course.vector(held)[: -len(TALK)]) @ weights)
            most[one.thread] = max(odds, most.get(one.thread, odds))
    return round(float(np.quantile([*most.values()], 1 - 1 / CALM)), 2) if most else made.offset


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
