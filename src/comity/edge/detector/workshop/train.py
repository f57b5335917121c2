# SPDX-License-Identifier: Apache-2.0
"""From a data folder to a model: deterministic, one thread, a few minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from comity.edge.detector import lexicon, weights
from comity.edge.detector.workshop import courses, fit
from comity.edge.detector.workshop.datasets import Trained, training

POOL = 5_000
"""How many texts say how far a head's values spread."""


def train(folder: Path, out: Path, say: Callable[[str], None] = lambda _: None) -> str:
    """Learn a model from the licensed sets of `folder`, write it to `out`; its version. Raises `FileNotFoundError`."""
    return trained(training(folder), out, say)


def trained(data: Trained, out: Path, say: Callable[[str], None] = lambda _: None) -> str:
    """Learn a model from these sets and write it to `out`; its version."""
    known_cues = lexicon.shipped()
    counts = {field.name: len(getattr(data, field.name)) for field in fields(data)}
    say("reading " + ", ".join(f"{many} of {name}" for name, many in counts.items()))
    answered = [one.parent for one in data.talk if one.parent]
    texts = [[one.text for one in getattr(data, name)] for name in counts]
    known = fit.vocabulary([*texts, answered], known_cues)
    say(f"learning {len(known.places)} grams")
    raw = fit.heads_of(data, known)
    pool = known.matrix(answered[:POOL])
    heads = fit.packed(raw, known, pool)
    say("learning the layer")
    return weights.write(out, heads, courses.layer(data, known, pool), {"texts": counts, "grams": len(known.places)})
