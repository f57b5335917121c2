# SPDX-License-Identifier: Apache-2.0
"""What people are called on a page. Parties have the names of trees, new in every case; seats keep their own word.

No person carries a number, a colour or a score, and no pseudonym of one case can be known again in another (P18).
"""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.edge.web.casefile import Casefile

TREES = (
    gettext_lazy("Alder"), gettext_lazy("Rowan"), gettext_lazy("Hazel"), gettext_lazy("Birch"), gettext_lazy("Linden"),
    gettext_lazy("Maple"), gettext_lazy("Willow"), gettext_lazy("Elm"), gettext_lazy("Aspen"), gettext_lazy("Hornbeam"),
    gettext_lazy("Juniper"), gettext_lazy("Larch"), gettext_lazy("Medlar"), gettext_lazy("Olive"),
    gettext_lazy("Poplar"), gettext_lazy("Quince"), gettext_lazy("Sorrel"), gettext_lazy("Walnut"),
)  # fmt: skip
LEAVES = 4
"""How many drawings of a leaf the templates have."""


def plainly(id: str) -> str:
    """A name of the procedure as words: `house-vote` is `House vote`."""
    words = id.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


_NUMBERS = (
    gettext_lazy("One"), gettext_lazy("Two"), gettext_lazy("Three"), gettext_lazy("Four"), gettext_lazy("Five"),
    gettext_lazy("Six"), gettext_lazy("Seven"), gettext_lazy("Eight"), gettext_lazy("Nine"), gettext_lazy("Ten"),
    gettext_lazy("Eleven"), gettext_lazy("Twelve"),
)  # fmt: skip


def in_letters(number: int) -> str:
    """A small number as the first word of a sentence; a larger one in digits."""
    return str(_NUMBERS[number - 1]) if 1 <= number <= len(_NUMBERS) else str(number)


def tree(file: Casefile, person: str) -> str:
    """The tree that a party of this case is called after; empty for who is no party."""
    parties = list(file.case.bench.parties)
    if person not in parties:
        return ""
    first = int.from_bytes(hashlib.sha256(file.stream.encode()).digest()[:4])
    place = parties.index(person)
    round_, step = divmod(place, len(TREES))
    name = str(TREES[(first + step) % len(TREES)])
    return f"{name} {round_ + 1}" if round_ else name


def leaf(file: Casefile, person: str) -> int:
    """Which leaf is drawn beside the tree's name."""
    return (
        int.from_bytes(hashlib.sha256(file.stream.encode()).digest()[:4]) + list(file.case.bench.parties).index(person)
    ) % LEAVES


def called(file: Casefile, person: str, *, to: str = "") -> str:
    """What `person` is called when the page is shown to `to`."""
    if not person:
        return ""
    name = tree(file, person) or plainly(person)
    return _("%(name)s (you)") % {"name": name} if person == to else name


__all__ = ["LEAVES", "TREES", "called", "in_letters", "leaf", "plainly", "tree"]
