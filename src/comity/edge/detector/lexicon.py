# SPDX-License-Identifier: Apache-2.0
"""Groups of words and turns of phrase by what they do: `lexicon.txt`, written by hand, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LONGEST = 6
"""How many words a cue has at most."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Groups, and the cues of each; a group is a place in `names`, and `says` is what it does, in a reader's words.

    `groups`: by cue. `phrases`: cues of three words and more, by their first two words, which are `starts`.
    """

    names: tuple[str, ...]
    says: tuple[str, ...]
    groups: dict[str, tuple[int, ...]]
    phrases: dict[str, tuple[str, ...]]
    starts: frozenset[str]


def parse(text: str) -> Lexicon:
    """Read a lexicon. Raises `ValueError` naming the line that is no group and no cue of one."""
    names: list[str] = []
    says: list[str] = []
    cues: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            name, _, meaning = line[1:].partition("]")
            names.append(name.strip())
            says.append(meaning.strip())
            continue
        if not names:
            raise ValueError(f"line {number}: a cue stands before the first [group]")
        for cue in filter(None, (" ".join(one.split()) for one in line.split(","))):
            if cue.count(" ") >= LONGEST:
                raise ValueError(f"line {number}: a cue has more than {LONGEST} words: {cue}")
            if len(names) - 1 not in cues.setdefault(cue, []):
                cues[cue].append(len(names) - 1)
    groups = {cue: tuple(found) for cue, found in cues.items()}
    phrases = _phrases(cues)
    return Lexicon(tuple(names), tuple(says), groups, phrases, frozenset(phrases))


def _phrases(cues: dict[str, list[int]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for cue in cues:
        if cue.count(" ") > 1:
            found.setdefault(" ".join(cue.split()[:2]), []).append(cue)
    return {start: tuple(whole) for start, whole in found.items()}


@cache
def shipped() -> Lexicon:
    """The lexicon of this package."""
    return parse(files(__package__ or "").joinpath("lexicon.txt").read_text("utf-8"))
