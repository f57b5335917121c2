# SPDX-License-Identifier: Apache-2.0
"""`comity watch train`: learn the detector's weights anew from the sets whose licence allows it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from importlib.util import find_spec
from pathlib import Path

from comity.core.clause import Fault, Malformed
from comity.site.commands import YES

HELP = "Learn the detector's weights from a data folder: the same data gives the same bytes. Needs `comity[train]`."
EXAMPLE = """comity watch train --data ../shared/data --out weights
comity watch train --json"""
DATA = Path("../shared/data")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--data", metavar="FOLDER", type=Path, default=DATA, help=f"the sets; {DATA} if left out")
    parser.add_argument("--out", metavar="FOLDER", type=Path, help="where to write; the package's own if left out")
    parser.add_argument("--json", action="store_true", help="one JSON object: version, folder")


def run(args: Namespace) -> int:
    """Learn and write."""
    needed(args.data)
    from comity.edge.detector import weights
    from comity.edge.detector.workshop.train import train

    out = args.out or Path(weights.__file__).parent
    try:
        version = train(args.data, out, say)
    except FileNotFoundError as missing:
        raise absent(missing) from missing
    told = json.dumps({"version": version, "folder": str(out)}) if args.json else f"{out}: {version}"
    sys.stdout.write(f"{told}\n")
    return YES


def needed(folder: Path) -> None:
    """Raises `Malformed` where the folder or what trains is not there."""
    if not folder.is_dir():
        raise Malformed([Fault(field="--data", rule="folder", text=f"there is no folder {folder}", way_out=str(DATA))])
    if find_spec("sklearn") is None:
        raise Malformed(
            [Fault(field="comity", rule="installed", text="scikit-learn is not here", way_out="comity[train]")]
        )


def absent(missing: FileNotFoundError) -> Malformed:
    """A set that is not in the folder, as a fault of what was typed."""
    return Malformed(
        [Fault(field="--data", rule="complete", text=f"{missing.filename} is not there", way_out=str(DATA))]
    )


def say(line: str) -> None:
    """How far it came, to whoever waits."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
