# SPDX-License-Identifier: Apache-2.0
"""A citation: the clause of the procedure version on which a rule rests, and the refusal that cites it (P7).

Nothing is refused in Comity without saying which clause refuses and what would be possible instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Where a rule stands. `id` is the clause's name in its document; `document` the procedure version.

    Rules that hold under every procedure (one ballot each, notice before sanction) cite the document
    `comity`, whose clauses are the promises: `Clause(document="comity", id="P5")`.
    """

    document: str
    id: str

    def __str__(self) -> str:
        return f"{self.document} § {self.id}"


def promise(number: int) -> Clause:
    """The clause of a rule that no procedure can vote away: promise P1 to P27."""
    return Clause(document="comity", id=f"P{number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """One thing that the refused person could do instead: an act (or command) and, if known, until when."""

    act: str
    text: str = ""
    until: str = ""


class Refusal(Exception):
    """The law says no.

    `reason` is an English sentence with `{named}` places (it is the key of the translation catalogues);
    `about` fills the places; `clause` says which rule refuses; `possible` what may be done instead;
    `facts` are events that must be recorded although the act was refused (a recused member's attempt).
    """

    def __init__(
        self,
        reason: str,
        *,
        clause: Clause,
        about: Mapping[str, str] | None = None,
        field: str = "",
        possible: Sequence[Possible] = (),
        facts: Sequence[object] = (),
    ) -> None:
        self.reason = reason
        self.about = dict(about or {})
        self.clause = clause
        self.field = field
        self.possible = tuple(possible)
        self.facts = tuple(facts)
        super().__init__(self.text)

    @property
    def text(self) -> str:
        """The reason in English, its places filled."""
        return self.reason.format_map(_Shown(self.about))


class _Shown(dict[str, str]):
    """A place that nobody filled is shown by its name, so that a refusal never fails to print."""

    def __missing__(self, key: str) -> str:
        return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in a document or a request: where (`field`), which `rule`, and what it says.

    `field` is a dotted path as the author wrote it, for instance `phase[2].clock[0].due`. Where somebody at a form can
    meet it, `reason` is the sentence with its `{named}` places (a key of the catalogues) and `about` fills them.
    """

    field: str
    rule: str
    text: str
    severity: str = "error"
    way_out: str = ""
    witness: str = ""
    clause: str = ""
    reason: str = ""
    about: Mapping[str, str] = made(default_factory=dict, hash=False)


def fault(reason: str, *, field: str, rule: str, clause: str = "", about: Mapping[str, str] | None = None) -> Fault:
    """A fault that pages say in the reader's language; its `text` is the English sentence, the places filled."""
    text = reason.format_map(_Shown(about or {}))
    return Fault(field=field, rule=rule, text=text, clause=clause, reason=reason, about=dict(about or {}))


class Malformed(Exception):
    """A document or a request could not be read. Carries every `Fault` that was found, never only the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.field}: {f.text} ({f.rule})" for f in self.faults))


__all__ = ["Clause", "Fault", "Malformed", "Possible", "Refusal", "fault", "promise"]
