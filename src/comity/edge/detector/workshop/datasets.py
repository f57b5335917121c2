# SPDX-License-Identifier: Apache-2.0
"""The sets of a data folder, as texts with what people said of them.

`training` reads only sets whose licence lets weights be trained on them; what is for evaluation alone is in `held`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

csv.field_size_limit(10_000_000)
_TWEETED = re.compile(r"&#?\w+;|\bRT\b")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text: the parts of the conversation it belongs to (`thread`), its label, and the text that it answers."""

    text: str
    label: float
    thread: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Trained:
    """Everything that weights are trained on, by what was labelled."""

    incivility: list[Labelled]
    toxic_issues: list[Labelled]
    offence: list[Labelled]
    hate: list[Labelled]
    talk: list[Labelled]
    politeness: list[Labelled]


def training(folder: Path) -> Trained:
    """The licensed sets. Raises `FileNotFoundError` naming the one that is not there."""
    return Trained(
        incivility=github(folder),
        toxic_issues=_each(folder / "strudel-github", ("train_comments.csv", "train_issues.csv"), _issue),
        offence=_each(folder / "davidson-tweets", ("labeled_data.csv",), _tweet),
        hate=[_fox(json.loads(line)) for line in _lines(folder / "fox-news-comments" / "fox-news-comments.json")],
        talk=_each(folder / "context-toxicity", ("gc.csv", "gn.csv"), _talk),
        politeness=_each(
            folder / "strudel-github", ("stack-exchange.annotated.csv", "wikipedia.annotated.csv"), _request
        ),
    )


def github(folder: Path) -> list[Labelled]:
    """Comments of locked threads in their order; 1 where its tone was called uncivil."""
    return _each(folder / "github-incivility-msr24", ("annotated_comment_level.csv",), _comment)


def _each(folder: Path, names: tuple[str, ...], read: Callable[[dict[str, str]], Labelled]) -> list[Labelled]:
    found = []
    for name in names:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            found += [read(row) for row in csv.DictReader(file)]
    return found


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def _comment(row: dict[str, str]) -> Labelled:
    return Labelled(row["comment_body"], float(row["tbdf"] != "None"), row["issue_id"])


def _issue(row: dict[str, str]) -> Labelled:
    text = row["text"] if "text" in row else f"{row['title']} . {row['total_text']}"
    return Labelled(text, float(row["toxicity"] == "y"), f"{row['owner']}/{row['repo']}")


def _tweet(row: dict[str, str]) -> Labelled:
    return Labelled(_TWEETED.sub(" ", row["tweet"]), float(row["class"] != "2"))


def _fox(row: dict[str, Any]) -> Labelled:
    return Labelled(row["text"], float(row["label"]), row["title"], row["prev"])


def _talk(row: dict[str, str]) -> Labelled:
    return Labelled(row["text"], float(row["api"]), row["id"], row.get("parent") or "")


def _request(row: dict[str, str]) -> Labelled:
    return Labelled(row["Request"], float(row["Normalized Score"]))
