# SPDX-License-Identifier: Apache-2.0
"""What stands around the phases of a procedure: readings, ways in, duties, tears, the watch, and plain clauses."""

from __future__ import annotations

from dataclasses import dataclass

from comity.core.ballot import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An interpretation that the text leaves open: signed, and stored with the version."""

    clause: str
    says: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A way in: the kind of matter, the channels it may come by, and the phases that it opens (none: a tear)."""

    id: str
    text: str
    clause: str
    channels: tuple[str, ...]
    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a council owes in every period, whether cases came or not: a report at a point of the calendar."""

    id: str
    text: str
    clause: str
    by: str
    period: str
    point: str
    nil: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tears:
    """The life of the small tear: how long it may rest open, who listens, who may offer a dialogue."""

    text: str
    clause: str
    expires: str
    listens: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """A space that may be watched. `mark` is what the readers of platforms call it: the source, a slash, its mark."""

    id: str
    text: str
    clause: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """The clause of the watch.

    `sign` are the words that stand in every watched space; `reads` the roles that read signals, `opens` those that
    open, pause and close spaces, `judges` those that judge would-be signals before anybody else is shown one. `budget`
    is how many signals a week are shown at most. A new model or pattern runs unseen for `shadow` at least, and until
    `judged` of its would-be signals were judged. `states`, `signals` and `quiet` say how long what is known of a
    silent conversation, a signal with its words, and a quiet word are kept; each is a quantity such as `14 days`.
    """

    text: str
    clause: str
    sign: str
    reads: tuple[str, ...]
    opens: tuple[str, ...]
    judges: tuple[str, ...]
    budget: int
    shadow: str
    judged: int
    states: str
    signals: str
    quiet: str
    spaces: tuple[Space, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """What becomes of cases when a council turned over.

    `shares` is how many hold a share of the key for successors, `needed` how many of them join it (None: the ceremony
    says so). `reopens`: a closed case that a later one takes up opens to who sits in the later one.
    """

    text: str
    clause: str
    shares: int | None
    needed: int | None
    reopens: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """How closed cases are coded with patterns, and how a pattern of the library is changed.

    `codes` are the roles that code a closed case and propose a change, `agrees` those whose holders accept one:
    `least` of them beside whoever proposed it. `cases` is from how many coded cases on; `shadow` how long what a
    change looks for is tried unseen, a quantity such as `14 days`.
    """

    text: str
    clause: str
    codes: tuple[str, ...]
    agrees: tuple[str, ...]
    least: int
    cases: int
    shadow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """How long something of a case is kept once the case is closed, and then destroyed.

    `what` are kinds of papers, or `contacts`; `after` a quantity such as `90 days`, counted from the closing; `endings`
    the codes with which the case was closed (none: any). Of several that fit, one that names the ending comes first.
    """

    id: str
    text: str
    clause: str
    what: tuple[str, ...]
    after: str
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A clause that people read and that no act depends on, filed under its section."""

    section: str
    id: str
    text: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopter:
    """A body that may adopt a new version in this one's place, or repeal this one.

    `share` of the votes for and against is needed, `quorum` of the supply must have voted (None: no numbers are
    asked); `approvals` is how many persons must first have said that a proposal may be voted on.
    """

    id: str
    text: str
    clause: str
    share: Share | None
    quorum: Share | None
    approvals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """How this version is changed: who adopts, how long a proposal is open for comments, and the clause that overrides.

    `open` is a quantity such as `7 days`; empty: a proposal may be adopted at once. `override` is the clause under
    which a version is adopted although the linter found errors; empty: there is none.
    """

    adopters: tuple[Adopter, ...]
    open: str
    override: str


__all__ = [
    "Adopter",
    "Amendment",
    "Duty",
    "Intake",
    "Keep",
    "Memory",
    "Plain",
    "Reading",
    "Space",
    "Succession",
    "Tears",
    "Watching",
]
