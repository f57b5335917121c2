# SPDX-License-Identifier: Apache-2.0
"""The signals of now as somebody finds them: what waits, which quiet words were had, what was looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.watch import Figures, Mode, Verdict, WatchRules, figures
from comity.core.watch.signal import Signal
from comity.desk.watch import spaces
from comity.desk.watch.shelf import mark_of, streams
from comity.desk.watch.temperature import SPEAKS
from comity.edge.web.door import Court
from comity.edge.web.watch.said import warmth

VERDICTS: Mapping[Verdict, object] = {
    Verdict.USEFUL: gettext_lazy("Worth a look"),
    Verdict.NOISE: gettext_lazy("Unneeded"),
    Verdict.KNOWN: gettext_lazy("Already known"),
}
"""What a verdict is called on a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One signal in a list."""

    id: str
    mark: str
    state: Signal
    space: str
    temperature: int
    due: datetime | None = None
    due_today: bool = False
    overdue: bool = False

    @property
    def verdict(self) -> object:
        """What it was judged as, in words; empty where nobody has."""
        return "" if self.state.verdict is None else VERDICTS[self.state.verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Everything of the watch that a liaison has before them."""

    waiting: tuple[Row, ...]
    words: tuple[Row, ...]
    rest: tuple[Row, ...]
    figures: Figures


def rules(court: Court) -> WatchRules:
    """What the version in force says of the watch now."""
    return spaces.rules(court)


def space_said(found: WatchRules, mark: str) -> str:
    """What a space is, in the words of the procedure; its mark where no clause names it any more."""
    one = found.spaces.get(mark)
    return mark if one is None else one.text.rstrip(".")


def live(court: Court, person: str) -> Shelf:
    """The signals and quiet words that a liaison knows of now, newest first."""
    found, now = rules(court), court.desk.clock.now()
    known = streams(court.desk, Mode.LIVE)
    rows = [_row(court, found, stream, one, person) for stream, one in court.watching.read_each(known, person).items()]
    words = court.watching.words_of(known, person)
    return Shelf(
        waiting=tuple(row for row in rows if row.state.waits),
        words=tuple(sorted(_words(found, words, now), key=lambda row: (row.state.word is None, row.due or now))),
        rest=tuple(row for row in rows if not row.state.waits),
        figures=figures(found, spaces.state(court), now),
    )


def unseen(court: Court, person: str) -> tuple[Row, ...]:
    """The would-be signals that `person` judges, those that nobody has judged first."""
    found = rules(court)
    known = streams(court.desk, Mode.SHADOW)
    rows = [_row(court, found, stream, one, person) for stream, one in court.watching.read_each(known, person).items()]
    return tuple(sorted(rows, key=lambda row: row.state.verdict is not None))


def _row(court: Court, found: WatchRules, stream: str, one: Signal, person: str) -> Row:
    id, degrees = stream.partition(":")[2], warmth(court.watching.shown(stream, person)) if one.waits else SPEAKS
    return Row(id=id, mark=mark_of(id), state=one, space=space_said(found, one.space), temperature=degrees)


def _words(found: WatchRules, known: Mapping[str, Signal], now: datetime) -> Iterator[Row]:
    """The quiet words that are known, with the day on which somebody looks again."""
    for stream, one in known.items():
        if one.word is not None:
            id, due = stream.partition(":")[2], None if one.word.looked else one.word.again
            today = due is not None and due.date() == now.date()
            yield Row(
                id=id, mark=mark_of(id), state=one, space=space_said(found, one.space),
                temperature=SPEAKS, due=due, due_today=today, overdue=due is not None and due < now,
            )  # fmt: skip


def said_of(one: Signal) -> str:
    """Where a signal stands, in a sentence."""
    if one.begun:
        return _("Something was begun from it.")
    if one.word is not None:
        return _("A quiet word was had.") if one.word.had else _("A quiet word was offered.")
    if one.left is not None:
        return _("It was let be.")
    return _("Nobody has been told.")


__all__ = ["VERDICTS", "Row", "Shelf", "live", "mark_of", "rules", "said_of", "space_said", "unseen"]
