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

from comity.edge.detector.course import TALK
from comity.edge.detector.features import Reader
from comity.edge.detector.heads import HEADS, Heads, packed, unpacked
from comity.edge.detector.lexicon import Lexicon, shipped
from comity.edge.detector.model import Model, loud

GRAMS, NUMBERS, LAYER = "grams.txt.gz", "grams.i16.gz", "layer.json"
PLAIN = "words"
"""The code of a gram that is in no group of the lexicon."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The linear layer over a conversation: `weights[f][c]` weighs fold `f` (`course.FOLDS`) of head `c`."""

    offset: float
    weights: tuple[tuple[float, ...], ...]
    talk: tuple[float, ...] = (0.0,) * len(TALK)


@cache
def load() -> Model:
    """The model of this package."""
    return model(files(__package__ or ""))


@cache
def heads() -> Heads:
    """The heads of this package."""
    return read(files(__package__ or ""), shipped())[0]


def model(folder: Traversable | Path, lexicon: Lexicon | None = None) -> Model:
    """The model in a folder, as the fold uses it."""
    known, layer, version = read(folder, lexicon or shipped())
    reader = Reader(known.heated(loud(layer.weights)), PLAIN)
    return Model(
        version=version,
        channels=HEADS,
        codes=(*known.lexicon.names, PLAIN),
        glance=reader.glance,
        look=reader.look,
        top=reader.top,
        offset=layer.offset,
        weights=layer.weights,
        talk=layer.talk,
    )


def read(folder: Traversable | Path, lexicon: Lexicon) -> tuple[Heads, Layer, str]:
    """Read what `write` wrote, and its version. Raises `ValueError` where the files do not belong together."""
    names = gzip.decompress(folder.joinpath(GRAMS).read_bytes()).decode().split("\n")
    numbers = array("h", gzip.decompress(folder.joinpath(NUMBERS).read_bytes()))
    if sys.byteorder == "big":
        numbers.byteswap()
    if len(numbers) != len(names) * len(HEADS):
        raise ValueError(f"{NUMBERS}: {len(numbers)} numbers for {len(names)} grams of {len(HEADS)} heads")
    document = json.loads(folder.joinpath(LAYER).read_text("utf-8"))
    rows = zip(*[iter(numbers)] * len(HEADS), strict=True)
    entries = dict(zip(names, map(packed, rows), strict=True))
    layer = Layer(document["offset"], tuple(map(tuple, document["weights"])), tuple(document["talk"]))
    return Heads(entries, tuple(document["scale"]), lexicon), layer, document["version"]


def write(folder: Path, known: Heads, layer: Layer, told: dict[str, object]) -> str:
    """Keep a model, with what its maker tells of it; its version. The same model gives the same bytes."""
    names = sorted(known.entries)
    numbers = array("h", [number for name in names for number in unpacked(known.entries[name])])
    if sys.byteorder == "big":
        numbers.byteswap()
    grams, kept = "\n".join(names).encode(), numbers.tobytes()
    document: dict[str, object] = {
        "scale": known.scale,
        "offset": layer.offset,
        "weights": layer.weights,
        "talk": layer.talk,
    }
    version = _digest(grams, kept, json.dumps(document).encode())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GRAMS).write_bytes(gzip.compress(grams, 9, mtime=0))
    (folder / NUMBERS).write_bytes(gzip.compress(kept, 9, mtime=0))
    (folder / LAYER).write_text(json.dumps({"version": version, **document, "told": told}, indent=1) + "\n", "utf-8")
    return version


def _digest(*of: bytes) -> str:
    return sha256(b"\0".join(sha256(one).digest() for one in of)).hexdigest()[:12]
