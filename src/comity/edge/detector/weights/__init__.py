# SPDX-License-Identifier: Apache-2.0
"""What `comity watch train` learned: `grams.txt.gz` and `grams.i16.gz` are the heads, `layer.json` the rest."""

from __future__ import annotations

import gzip
import json
import sys
from array import array
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from comity.edge.detector.features import Layer
from comity.edge.detector.heads import HEADS, Heads, Weights
from comity.edge.detector.lexicon import Lexicon, shipped

GRAMS, NUMBERS, LAYER = "grams.txt.gz", "grams.i16.gz", "layer.json"


@dataclass(frozen=True, slots=True)
class Model:
    """Heads and layer together. `version` is the digest of everything trained and of the lexicon."""

    version: str
    heads: Heads
    layer: Layer


@cache
def load() -> Model:
    """The weights of this package."""
    return read(files(__package__ or ""), shipped())


def read(folder: Traversable | Path, lexicon: Lexicon) -> Model:
    """Read what `write` wrote. Raises `ValueError` where the files do not belong together."""
    names = gzip.decompress(folder.joinpath(GRAMS).read_bytes()).decode().split("\n")
    numbers = array("h", gzip.decompress(folder.joinpath(NUMBERS).read_bytes()))
    if sys.byteorder == "big":
        numbers.byteswap()
    if len(numbers) != len(names) * len(HEADS):
        raise ValueError(f"{NUMBERS}: {len(numbers)} numbers for {len(names)} grams of {len(HEADS)} heads")
    document = json.loads(folder.joinpath(LAYER).read_text("utf-8"))
    shared = {number: number for number in set(numbers)}
    rows = zip(*[map(shared.__getitem__, numbers)] * len(HEADS), strict=True)
    entries: dict[str, Weights] = dict(zip(names, rows, strict=True))
    heads = Heads(entries, tuple(document["scale"]), lexicon)
    return Model(document["version"], heads, Layer(document["offset"], tuple(map(tuple, document["weights"]))))


def write(folder: Path, heads: Heads, layer: Layer, told: dict[str, object]) -> Model:
    """Keep a model, with what its maker tells of it. The same model gives the same bytes."""
    names = sorted(heads.entries)
    numbers = array("h", [number for name in names for number in heads.entries[name]])
    if sys.byteorder == "big":
        numbers.byteswap()
    grams, packed = "\n".join(names).encode(), numbers.tobytes()
    document: dict[str, object] = {"scale": heads.scale, "offset": layer.offset, "weights": layer.weights}
    version = _digest(grams, packed, json.dumps(document).encode())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GRAMS).write_bytes(gzip.compress(grams, 9, mtime=0))
    (folder / NUMBERS).write_bytes(gzip.compress(packed, 9, mtime=0))
    (folder / LAYER).write_text(json.dumps({"version": version, **document, "told": told}, indent=1) + "\n", "utf-8")
    return Model(version, heads, layer)


def _digest(*of: bytes) -> str:
    return sha256(b"\0".join(sha256(one).digest() for one in of)).hexdigest()[:12]
