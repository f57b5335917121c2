# SPDX-License-Identifier: Apache-2.0
"""The long memory joined to the desk: its room, and the library that pages and the watch read.

The text of a change is sealed with the house's own key and for nobody: it must hold nothing of a case, and once it is
accepted anybody reads it. Before that only those who code and those who agree do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from comity.core import access
from comity.core import pattern as law_of_patterns
from comity.core.clause import Malformed
from comity.core.docket import Case
from comity.core.pattern import Change, CodeCase, PatternDecider, PatternRules, Patterns
from comity.desk import patterns as desk_of_patterns
from comity.desk.codec import Codec
from comity.desk.intake import Roster
from comity.desk.patterns import ROOM, Shown, laid_over, read_change
from comity.desk.ports import Missing
from comity.desk.room import Asking, Opening, Room
from comity.desk.watch.patterns import Pattern, Told
from comity.desk.watch.trace import MOST_PATTERNS, Library
from comity.site import patterns as shipped
from comity.site.laws import Folders, Law

if TYPE_CHECKING:
    from comity.site.court import Court

ENGLISH = "en"


def pattern_room(laws: Folders, current: Callable[[], Law], roster: Callable[[], Roster]) -> Room:
    """The long memory, under the version in force and by those who sit now."""

    def decider(opening: Opening) -> PatternDecider:
        return PatternDecider(rules=law_of_patterns.rules_of(current().procedure, roster()))

    def permits(asking: Asking) -> None:
        if asking.command.by != asking.actor:
            raise access.in_anothers_name()
        if isinstance(asking.command, CodeCase) and asking.command.case.startswith("case:"):
            case: Case | None = asking.peek(asking.command.case)
            if case is None or not case.digest:
                law_of_patterns.may_code(exists=False, closed=False)
                return
            exists = access.exists_for(laws.procedure(case.digest), case, asking.actor)
            law_of_patterns.may_code(exists=exists, closed=not case.open)

    codec = Codec([*law_of_patterns.COMMANDS, *law_of_patterns.EVENTS])
    return Room(kind=ROOM, codec=codec, decider=decider, permits=permits)


class PatternDesk:
    """The pattern library of this community."""

    def __init__(self, court: Court, opened: Callable[[str], str]) -> None:
        self._court, self._opened = court, opened
        self._read: tuple[object, tuple[tuple[Change, Pattern], ...]] = (None, ())

    def state(self) -> Patterns:
        """Every coding and every change."""
        return desk_of_patterns.state(self._court)

    def rules(self) -> PatternRules:
        """What the version in force and the roster of now say of it."""
        law = self._court.law(self._court.outside.clock.now())
        return law_of_patterns.rules_of(None if law is None else law.procedure, self._court.roster())

    def known(self, language: str) -> tuple[Shown, ...]:
        """Every pattern that is read by anybody, by title, in this language where it was translated."""
        all_of_them = self._all()
        tried = {one.id: one for one in all_of_them if one.shadow}
        read = {one.id: one for one in all_of_them if not one.shadow}
        changed = {change.pattern for change, _pattern in self._accepted()}
        found = (
            _shown(one, language, changed=id in changed, tried=id in tried) for id, one in {**tried, **read}.items()
        )
        return tuple(sorted(found, key=lambda one: one.text.title.casefold()))

    def library(self) -> Library:
        """The same, ready for a fold: changed cues run unseen until they are trusted."""
        return Library(self._all()[:MOST_PATTERNS])

    def read(self, person: str, digest: str) -> str | None:
        """The text of a change or the ground of its end, for who reads it; None where not. Raises `Missing`."""
        changes = [one for one in self.state().changes.values() if digest in (one.text, one.ground)]
        public = any(one.accepted is not None and one.text == digest for one in changes)
        rules = self.rules()
        if not public and not (changes and person in rules.codes | rules.agrees):
            return None
        return self._opened(digest)

    def source(self, id: str) -> str:
        """The file of a pattern as it stands now; empty where there is none of that name."""
        now = self.state().latest(id)
        if now is not None:
            return self._opened(now.text)
        return shipped.source(id)

    def shipped(self, id: str) -> str:
        """The file of a pattern as it ships; empty where none does."""
        return shipped.source(id)

    def _all(self) -> tuple[Pattern, ...]:
        return laid_over(shipped.patterns(), self._accepted())

    def _accepted(self) -> tuple[tuple[Change, Pattern], ...]:
        """The accepted changes whose text can be read, as the patterns that they make; read again where one came."""
        found = sorted(
            (one for one in self.state().changes.values() if one.accepted is not None), key=lambda one: one.version
        )
        known, read = self._read
        if known != found:
            read = tuple((one, made) for one in found if (made := self._made(one)) is not None)
            self._read = (found, read)
        return read

    def _made(self, change: Change) -> Pattern | None:
        try:
            return read_change(self._opened(change.text), change.pattern)
        except (Missing, Malformed):
            return None


def _shown(one: Pattern, language: str, *, changed: bool, tried: bool) -> Shown:
    english = Told(title=one.title, lead=one.lead, parts=one.parts)
    other = None if changed or language == ENGLISH else shipped.told(one.id, language)
    spoken = ENGLISH if other is None else language
    return Shown(pattern=one, text=other or english, language=spoken, changed=changed, tried=tried)


__all__ = ["PatternDesk", "pattern_room"]
