# SPDX-License-Identifier: Apache-2.0
"""Sets that are for evaluation alone: nothing here may reach a weight, a threshold that is shipped, or the lexicon."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from comity.edge.detector.words import clean, words_of

AWRY = {"wiki": "Wikipedia", "cmv": "ChangeMyView"}
"""The two parts of Conversations Gone Awry, and what people call them."""
BETWEEN = "[SEP]"
SHINGLE = 10
"""Words in a row that two texts must share to count as one text."""


@dataclass(frozen=True, slots=True)
class Conversations:
    """Conversations up to the message before the last; whether the last one attacks somebody; which belong together."""

    texts: list[list[str]]
    turned: Any
    groups: Any


def awry(folder: Path, part: str) -> Conversations:
    """One part, with its matched pairs found again. Raises `FileNotFoundError`."""
    lines = (folder / "cga-dev" / f"{part}.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    texts = [str(row["src"]).split(BETWEEN) for row in rows]
    return Conversations(texts, np.array([bool(row["tgt"]) for row in rows]), pairs([" ".join(one) for one in texts]))


def pairs(texts: Sequence[str]) -> Any:
    """A number for each text, the same for two that are each other's nearest neighbour: they may be of one page."""
    rows = TfidfVectorizer(sublinear_tf=True, min_df=2).fit_transform(texts)
    near = np.asarray((rows @ rows.T).todense())
    np.fill_diagonal(near, -1.0)
    nearest = near.argmax(axis=1)
    own = np.arange(len(texts))
    mutual = nearest[nearest] == own
    return np.where(mutual, np.minimum(own, nearest), own)


def hatecheck(folder: Path) -> list[tuple[str, str, bool]]:
    """Functionality, text, and whether it is hateful."""
    with (folder / "hatecheck" / "test_suite_cases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["functionality"], row["test_case"], row["label_gold"] == "hateful") for row in rows]


def shared(texts: Sequence[str], trained: Sequence[str]) -> list[bool]:
    """Whether each text shares `SHINGLE` words in a row with one that was trained on."""
    seen = {shingle for text in trained for shingle in _shingles(text)}
    return [any(shingle in seen for shingle in _shingles(text)) for text in texts]


def _shingles(text: str) -> list[int]:
    words = [word for word in words_of(clean(text)) if word[0].isalnum()]
    return [hash(tuple(words[n : n + SHINGLE])) for n in range(len(words) - SHINGLE + 1)]


__all__ = ["AWRY", "Conversations", "awry", "hatecheck", "pairs", "shared"]
