# SPDX-License-Identifier: Apache-2.0
"""For whom a text is sealed that is about to be filed: what decides who its readers are (P10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from comity.desk.intake import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class ForAct:
    """A paper that an act of a case files, or the ground of who settles what the law leaves open (`act` empty)."""

    stream: str
    act: str
    by: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForReport:
    """What opens a case. Its `words` are not known yet."""

    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class ForTear:
    """What opens a small tear: for its reporter, for who tells it, and for those who listen.

    `recipient` is that of the reporter's own key, as in `desk.intake.Told`.
    """

    reporter: str
    through: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForChannel:
    """A note of a liaison about the council: for the liaisons and for those who oversee it."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForGround:
    """The ground of a hold on a case, or of what is destroyed of it: for whoever sees what is kept of it."""

    stream: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForPetition:
    """What is written about a request on one's own data: for whoever asked (`asker`), and for who reads it."""

    asker: str
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForDemand:
    """What is written about a request of an authority: for who reads the register."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForPast:
    """The text of a past case that is taken over: for who judges or presides."""

    by: str


Filing: TypeAlias = ForAct | ForReport | ForTear | ForChannel | ForGround | ForPetition | ForDemand | ForPast
Texts: TypeAlias = Mapping[str, tuple[frozenset[str], str]]
"""Texts that lie in no case, by digest: who reads each as a member now, and who asked it ("" where nobody did).

Whoever asked reads it too, and makes no wrap of it for others, as no party does in a case.
"""

__all__ = [
    "Filing", "ForAct", "ForChannel", "ForDemand", "ForGround", "ForPast", "ForPetition", "ForReport", "ForTear",
    "Texts",
]  # fmt: skip
