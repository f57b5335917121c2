# SPDX-License-Identifier: Apache-2.0
"""The figures of the model card: a table between two marks in `card.md`, and `figures.json` for whoever computes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path

from comity.edge.detector.workshop.figures import Figure

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def table(figures: Mapping[str, Mapping[str, Figure]]) -> str:
    """The figures as a table."""
    lines = ["| measured on | what | value (95 % interval) | of |", "|---|---|---|---|"]
    lines += [f"| {on} | {name} | {one} | {one.of:,} |" for on, of in figures.items() for name, one in of.items()]
    return "\n".join(lines)


def keep(version: str, figures: Mapping[str, Mapping[str, Figure]]) -> None:
    """Write them into the card and beside it."""
    folder = Path(str(files("comity.edge.detector")))
    card = folder / "card.md"
    before, _, rest = card.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    told = f"{BEGIN}\n\nModel `{version}`.\n\n{table(figures)}\n\n{END}"
    card.write_text(f"{before}{told}{after}", "utf-8")
    kept = {on: {name: asdict(one) for name, one in of.items()} for on, of in figures.items()}
    (folder / "figures.json").write_text(json.dumps({"model": version, "figures": kept}, indent=1) + "\n", "utf-8")
