# SPDX-License-Identifier: Apache-2.0
"""`comity watch evaluate`: every figure of the model card, with intervals, from the weights that are shipped."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.desk.watch.message import Told
from comity.site.commands import YES
from comity.site.watch_source import Reading, Wrong, open_lines
from comity.site.watch_train import DATA, absent, needed, say

if TYPE_CHECKING:
    from comity.edge.detector.workshop.figures import Figure

HELP = "Measure the shipped detector: every figure of its card, with 95 % intervals. Needs `comity[train]`."
EXAMPLE = """comity watch evaluate --data ../shared/data
comity watch evaluate --json > figures.json"""
FORUM = Path("optimism-forum") / "posts.jsonl"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--data", metavar="FOLDER", type=Path, default=DATA, help=f"the sets; {DATA} if left out")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--card", action="store_true", help="write the figures into the model card and beside it")


def run(args: Namespace) -> int:
    """Measure and tell."""
    needed(args.data)
    from comity.edge.detector import weights
    from comity.edge.detector.workshop.card import keep, table
    from comity.edge.detector.workshop.evaluate import evaluate

    model = weights.load()
    try:
        forum = conversations(args.data / FORUM)
        figures = evaluate(args.data, model, forum, _peers(), say)
    except FileNotFoundError as missing:
        raise absent(missing) from missing
    if args.card:
        keep(model.version, figures)
    told = json.dumps(_document(model.version, figures)) if args.json else table(figures)
    sys.stdout.write(f"{told}\n")
    return YES


def conversations(path: Path) -> dict[str, list[Told]]:
    """A file of posts as `comity watch` reads it, by conversation; empty where there is none."""
    found: dict[str, list[Told]] = {}
    if not path.is_file():
        return found
    lines = open_lines(str(path))
    reading = Reading()
    for number, line in lines:
        told = reading.read(number, line)
        if told is not None and not isinstance(told, Wrong):
            name = told.message.conversation if hasattr(told, "message") else told.conversation
            found.setdefault(name, []).append(told)
    return found


def _peers() -> dict[str, Callable[[Sequence[str]], Any]]:
    """The peer that is installed here, if it is."""
    if find_spec("profanity_check") is None:
        return {}
    from profanity_check import predict_prob

    return {"alt-profanity-check": predict_prob}


def _document(version: str, figures: Mapping[str, Mapping[str, Figure]]) -> dict[str, object]:
    return {
        "model": version,
        "figures": {on: {name: asdict(one) for name, one in of.items()} for on, of in figures.items()},
    }
