# SPDX-License-Identifier: Apache-2.0
"""Figures with intervals: accuracies over ten seeds, paired gains, points of a curve; all by bootstrap over groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

SEEDS, FOLDS, TIMES = 10, 5, 2_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval, and of how many."""

    value: float
    low: float
    high: float
    of: int

    def __str__(self) -> str:
        """As the card prints it."""
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def splits(groups: Any, seed: int) -> list[tuple[Any, Any]]:
    """Folds that keep groups together."""
    folds = GroupKFold(n_splits=FOLDS, shuffle=True, random_state=seed)
    return list(folds.split(np.zeros(len(groups)), groups=groups))


def right(truth: Any, groups: Any, decide: Callable[[Any, Any, int], Any]) -> Any:
    """Of each one, the share of seeds in which `decide(train, test, seed)` was right."""
    total = np.zeros(len(truth))
    for seed in range(SEEDS):
        for train, test in splits(groups, seed):
            total[test] += decide(train, test, seed) == truth[test]
    return total / SEEDS


def mean(values: Any, groups: Any) -> Figure:
    """A mean, resampled by group."""
    names, place = np.unique(groups, return_inverse=True)
    sums, sizes = np.bincount(place, values), np.bincount(place)
    drawn = np.random.default_rng(0).integers(0, len(names), (TIMES, len(names)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    return Figure(float(values.mean()), *_ends(means), len(values))


def resampled(of: Callable[[Any], float], groups: Any, times: int = 500) -> Figure:
    """Any figure of rows, resampled by group."""
    names, place = np.unique(groups, return_inverse=True)
    members = [np.flatnonzero(place == n) for n in range(len(names))]
    drawn = np.random.default_rng(0).integers(0, len(names), (times, len(names)))
    values = [of(np.concatenate([members[n] for n in one])) for one in drawn]
    everything = np.arange(len(place))
    return Figure(of(everything), *_ends(np.array(values)), len(everything))


def auc(truth: Any, scores: Any, groups: Any) -> Figure:
    """The area under the curve."""
    return resampled(lambda rows: float(roc_auc_score(truth[rows], scores[rows])), groups)


def at_ten(truth: Any, scores: Any, groups: Any) -> tuple[Figure, Figure]:
    """Precision and recall where one in ten of those that did not turn is flagged."""

    def point(rows: Any) -> tuple[float, float]:
        turned, told = truth[rows], scores[rows]
        flagged = told > np.quantile(told[~turned], 0.9)
        return float(turned[flagged].mean()), float(flagged[turned].mean())

    return resampled(lambda rows: point(rows)[0], groups), resampled(lambda rows: point(rows)[1], groups)


def at_recall(truth: Any, scores: Any, groups: Any, recall: float) -> Figure:
    """Precision where this share of those that turned is flagged."""

    def point(rows: Any) -> float:
        turned, told = truth[rows], scores[rows]
        return float(turned[told >= np.quantile(told[turned], 1 - recall)].mean())

    return resampled(point, groups)


def _ends(values: Any) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def share(flags: Sequence[bool]) -> Figure:
    """A share of single things."""
    values = np.array(flags, float)
    return mean(values, np.arange(len(values)))
