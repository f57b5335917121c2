# SPDX-License-Identifier: Apache-2.0
"""Conversations Gone Awry: does the next message attack somebody? Shipped weights, a fitted layer, a bag of words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from comity.edge.detector.course import NOBODY, TALK, Course, Turn, row
from comity.edge.detector.model import Model
from comity.edge.detector.workshop.figures import Figure, at_recall, at_ten, auc, mean, right
from comity.edge.detector.workshop.held import Conversations

RECALL = 0.22
"""The recall at which the watch's bar asks for a precision."""


def measured(model: Model, held: Conversations, seen: Sequence[bool]) -> dict[str, Figure]:
    """Every figure of one part. `seen`: whether a conversation shares words in a row with what was trained on."""
    scores, vectors = courses(model, held)
    truth, groups = held.turned, held.groups
    whole = np.array([" ".join(one) for one in held.texts], dtype=object)
    bag = right(truth, groups, lambda train, test, seed: _bag(TfidfVectorizer, whole, truth, train, test))
    counts = right(truth, groups, lambda train, test, seed: _bag(CountVectorizer, whole, truth, train, test))
    shipped = right(truth, groups, lambda train, test, seed: scores[test] > np.median(scores[train]))
    fitted = right(truth, groups, lambda train, test, seed: _fitted(vectors, truth, train, test))
    precision, recall = at_ten(truth, scores, groups)
    fresh = ~np.array(seen)
    return {
        "accuracy, bag of words (tf-idf)": mean(bag, groups),
        "accuracy, bag of words (counts)": mean(counts, groups),
        "accuracy, shipped weights": mean(shipped, groups),
        "gain over tf-idf, shipped weights": mean(shipped - bag, groups),
        "gain over counts, shipped weights": mean(shipped - counts, groups),
        "accuracy, layer fitted on folds": mean(fitted, groups),
        "gain over tf-idf, layer fitted on folds": mean(fitted - bag, groups),
        "AUC, shipped weights": auc(truth, scores, groups),
        "AUC, shipped weights, without shared texts": auc(truth[fresh], scores[fresh], groups[fresh]),
        "precision at 10 % false positives": precision,
        "recall at 10 % false positives": recall,
        f"precision at a recall of {RECALL}": at_recall(truth, scores, groups, RECALL),
    }


def courses(model: Model, held: Conversations) -> tuple[Any, Any]:
    """The log-odds after every conversation's last known message, and the numbers that they weigh."""
    scores, vectors = [], []
    for texts in held.texts:
        course, rows = Course.new(len(model.channels)), []
        for text in texts:
            rows.append(row(model.glance(text)))
            course.add(rows[-1], Turn(NOBODY, NOBODY, -1))
        scores.append(model.odds(course, rows))
        vectors.append([*course.vector(rows)[: -len(TALK)], np.log(course.many)])
    return np.array(scores), np.array(vectors)


def _bag(reads: Any, texts: Any, truth: Any, train: Any, test: Any) -> Any:
    bag = make_pipeline(reads(min_df=2), LogisticRegression(max_iter=1_000))
    return bag.fit(texts[train], truth[train]).predict(texts[test])


def _fitted(vectors: Any, truth: Any, train: Any, test: Any) -> Any:
    layer = make_pipeline(StandardScaler(), LogisticRegression(C=0.003, max_iter=1_000))
    return layer.fit(vectors[train], truth[train]).predict(vectors[test])
