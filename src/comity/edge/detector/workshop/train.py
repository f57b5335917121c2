# SPDX-License-Identifier: Apache-2.0
"""From a data folder to a model: deterministic, one thread, a few minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from comity.edge.detector import lexicon, weights
from comity.edge.detector.heads import Heads
from comity.edge.detector.workshop import courses, fit
from comity.edge.detector.workshop.datasets import Trained, training

POOL = 5_000
"""How many texts say how far a head's values spread."""


def train(folder: Path, out: Path, say: Callable[[str], None] = lambda _: None) -> str:
    """Learn a model from the licensed sets of `folder`, write it to `out`; its version. Raises `FileNotFoundError`."""
    return trained(training(folder), out, say)


def trained(data: Trained, out: Path, say: Callable[[str], None] = lambda _: None) -> str:
    """Learn a model from these sets and write it to `out`; its version."""
    made = learned(data, say)
    counts = {field.name: len(getattr(data, field.name)) for field in fields(data)}
    layer = courses.layer(data, made.values)
    told: dict[str, object] = {"texts": counts, "grams": len(made.heads.entries)}
    told["calm_point"] = courses.calm_point(data.incivility, made.values, layer)
    return weights.write(out, made.heads, layer, told)


@dataclass(frozen=True, slots=True)
class Learned:
    """Heads, and what they say of the GitHub comments where they never saw the thread: a row each."""

    heads: Heads
    values: Any


def learned(data: Trained, say: Callable[[str], None]) -> Learned:
    """Learn the heads."""
    names = [field.name for field in fields(data)]
    say("reading " + ", ".join(f"{len(getattr(data, name))} of {name}" for name in names))
    answered = [one.parent for one in data.talk if one.parent]
    texts = [[one.text for one in getattr(data, name)] for name in names]
    known = fit.vocabulary([*texts, answered], lexicon.shipped())
    say(f"learning {len(known.places)} grams")
    others = fit.others_of(data, known)
    rows = known.matrix(one.text for one in data.incivility)
    pool = known.matrix(answered[:POOL])
    say("learning incivility, once for each part of the threads and once for all")
    values = courses.unseen(data, others, rows, pool)
    raw = fit.heads_of(others, rows, [one.label for one in data.incivility])
    return Learned(fit.packed(raw, known, pool), values)
