# SPDX-License-Identifier: Apache-2.0
"""What a liaison is shown of a conversation: voices as A, B, C, what was said, and by how much it moved.

It is a paper that is destroyed with its signal. Nobody's name is in it: speakers become voices before it is written,
also where others address them, and anybody else who is addressed becomes "somebody" (P20).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from string import ascii_uppercase

from comity.desk.canonical import canonical, instant, parse_instant
from comity.desk.watch.message import Message
from comity.desk.watch.ports import Fold
from comity.desk.watch.signal import Reason, Signal
from comity.desk.watch.spaces import digest

MOST_LINES = 40
LONGEST_LINE = 1_500
"""Characters of one message that are shown."""
MOST_MARKS = 8
SOMEBODY = "@somebody"
_ADDRESSED = re.compile(r"@[^\s@]{2,80}")

Limit = Callable[[int], float]
"""The risk from which the watch speaks at the message of a place, the first being 1; at 0 that of a conversation in
which nothing was heard yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Words of a message and what they added, in tenths of the model's log-odds: above nought they warmed it."""

    words: str
    tenths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message. `id` is the digest of the platform's mark of it; `risk` in thousandths after it; `gone` where it
    is not at its platform any more."""

    id: str
    voice: str
    at: datetime
    text: str
    risk: int
    marks: tuple[Mark, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is shown. `spoke` is the id of the line after which the watch spoke, `limit` the risk from which it does
    there; `before` how many messages came earlier than the first line; `place` where the conversation can be read;
    `whole` what belongs to the conversation as a whole, as marks by the codes of features; `calm` the risk where
    nothing was heard yet, 0 where that is not known."""

    lines: tuple[Line, ...]
    spoke: str
    limit: int
    place: str
    before: int = 0
    whole: tuple[Mark, ...] = ()
    calm: int = 0


def gathered(fold: Fold, messages: Sequence[Message], signal: Signal, limit: Limit | None = None) -> Evidence:
    """The evidence of a signal, from the last messages of its conversation, oldest first."""
    voices = _Voices(_letters(messages))
    lines, state, risk = [], b"", 0.0
    reasons = _by_message(signal.reasons)
    for message in messages:
        state, risk = _heard(fold, state, message, risk)
        risk = signal.risk if message.id == signal.message else risk
        marks = _summed(mark for one in reasons.get(message.id, ()) for mark in _marks(one, voices))
        lines.append(
            Line(
                id=digest(message.id), voice=voices.of(message.author), at=message.at,
                text=voices.heard(message.text), risk=_thousandths(risk), marks=marks[:MOST_MARKS],
            )
        )  # fmt: skip
    place = next((n for n, one in enumerate(messages, 1) if one.id == signal.message), len(messages))
    return Evidence(
        lines=tuple(lines[-MOST_LINES:]),
        spoke=digest(signal.message),
        limit=_thousandths(limit(place)) if limit is not None else 0,
        calm=_thousandths(limit(0)) if limit is not None else 0,
        place=signal.place if signal.place.startswith(("https://", "http://")) else "",
        before=max(0, len(lines) - MOST_LINES),
        whole=tuple(Mark(words=one.code, tenths=_tenths(one)) for one in reasons.get("", ()) if _tenths(one)),
    )


def gone_on(before: Evidence, after: Evidence) -> Evidence:
    """What was shown, with what was said since: what made the watch speak then stays marked."""
    known = {line.id: line for line in before.lines}
    lines = (replace(one, marks=known[one.id].marks) if one.id in known else one for one in after.lines)
    return replace(
        after, lines=tuple(lines), spoke=before.spoke, limit=before.limit, whole=before.whole, calm=before.calm
    )


def _heard(fold: Fold, state: bytes, message: Message, before: float) -> tuple[bytes, float]:
    """State and risk after a message. One that the model cannot read moves nothing: the runner passes it over too."""
    try:
        after, reading, _ = fold.reading(state, message)
    except (MemoryError, OSError):
        raise
    except Exception:
        return state, before
    return after, reading.risk


def without(evidence: Evidence, message: str, text: str | None, said: Sequence[Message] = ()) -> Evidence | None:
    """The evidence once a message is gone, or reads otherwise; empty `message`: everything is gone. None: as before.

    `said` are messages of the conversation: by them whoever is named in `text` is known as a voice of the evidence.
    """
    name = digest(message)
    if not message:
        return replace(evidence, lines=tuple(_emptied(one) for one in evidence.lines), place="")
    if not any(one.id == name and not one.gone for one in evidence.lines):
        return None
    shown = None if text is None else _Voices(_letters_in(evidence, said)).heard(text)

    def changed(one: Line) -> Line:
        return _emptied(one) if shown is None else replace(one, text=shown, marks=_still(one.marks, shown))

    return replace(evidence, lines=tuple(changed(one) if one.id == name else one for one in evidence.lines))


def _emptied(line: Line) -> Line:
    return replace(line, text="", marks=(), gone=True)


def _still(marks: Iterable[Mark], text: str) -> tuple[Mark, ...]:
    return tuple(one for one in marks if one.words.casefold() in text.casefold())


def written(evidence: Evidence) -> str:
    """As the text of a paper."""
    told = asdict(evidence)
    for line in told["lines"]:
        line["at"] = instant(line["at"])
    return canonical(told)


def read(text: str) -> Evidence:
    """From the text of a paper."""
    told = json.loads(text)
    lines = tuple(
        Line(**{**one, "at": parse_instant(one["at"]), "marks": _read_marks(one["marks"])}) for one in told["lines"]
    )
    return Evidence(**{**told, "lines": lines, "whole": _read_marks(told["whole"])})


def _read_marks(found: Iterable[dict[str, int | str]]) -> tuple[Mark, ...]:
    return tuple(Mark(words=str(one["words"]), tenths=int(one["tenths"])) for one in found)


def _by_message(reasons: Iterable[Reason]) -> dict[str, list[Reason]]:
    found: dict[str, list[Reason]] = {}
    for one in reasons:
        found.setdefault(one.message, []).append(one)
    return found


def _marks(reason: Reason, voices: _Voices) -> Iterator[Mark]:
    tenths = _tenths(reason)
    if reason.words and tenths:
        for words in reason.words[:MOST_MARKS]:
            yield Mark(words=voices.heard(words), tenths=tenths if len(reason.words) == 1 else _share(reason))


def _summed(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Each wording once: what it does as one kind of word and as another is shown as one number."""
    found: dict[str, Mark] = {}
    for one in marks:
        name = one.words.casefold()
        found[name] = replace(one, tenths=one.tenths + found[name].tenths) if name in found else one
    return tuple(one for one in found.values() if one.tenths)


def _share(reason: Reason) -> int:
    """What one of several words added, where only their sum is known: told in equal parts, never less than one."""
    part = round(10 * reason.weight / len(reason.words))
    return part or (1 if reason.weight > 0 else -1)


def _tenths(reason: Reason) -> int:
    return round(10 * reason.weight)


def _thousandths(risk: float) -> int:
    return max(0, min(1000, round(1000 * risk)))


class _Voices:
    """The speakers of one conversation, and their names taken out of its texts. Who has no letter is somebody."""

    def __init__(self, letters: Mapping[str, str]) -> None:
        self._letters = letters
        names = sorted({part for author in letters for part in _parts(author)}, key=len, reverse=True)
        self._named = re.compile("|".join(rf"@?(?<!\w){re.escape(n)}(?!\w)" for n in names), re.I) if names else None
        self._whose = {part.casefold(): author for author in letters for part in _parts(author)}

    def of(self, author: str) -> str:
        """A, B, C; after Z, AA."""
        return self._letters[author]

    def _voice(self, found: re.Match[str]) -> str:
        letter = self._letters.get(self._whose.get(found[0].lstrip("@").casefold(), ""), "")
        return f"@{letter}" if letter else SOMEBODY

    def _addressed(self, found: re.Match[str]) -> str:
        """A voice stays; whoever else is addressed is somebody, also where a name is two capital letters."""
        voice = re.fullmatch(r"@([A-Z]{1,2})\W*", found[0])
        return found[0] if voice and voice[1] in self._letters.values() else SOMEBODY

    def heard(self, text: str) -> str:
        """A text as it may be shown: printable, short, and without a name."""
        shown = "".join(c for c in text[: LONGEST_LINE * 4] if c in "\n\t" or unicodedata.category(c)[0] != "C").strip()
        if self._named is not None:
            shown = self._named.sub(self._voice, shown)
        shown = _ADDRESSED.sub(self._addressed, shown)
        return shown if len(shown) <= LONGEST_LINE else f"{shown[:LONGEST_LINE]}…"


def _letters(messages: Iterable[Message]) -> dict[str, str]:
    """A letter for each speaker, in the order of their first words: A to Z, then AA."""
    return {author: _letter(n) for n, author in enumerate(dict.fromkeys(one.author for one in messages), 1)}


def _letter(place: int) -> str:
    name = ""
    while place:
        place, letter = divmod(place - 1, 26)
        name = ascii_uppercase[letter] + name
    return name


def _letters_in(evidence: Evidence, said: Iterable[Message]) -> dict[str, str]:
    """The letters that speakers have in evidence that stands; empty for those whose lines are not in it."""
    voices = {line.id: line.voice for line in evidence.lines}
    found: dict[str, str] = {}
    for one in said:
        found[one.author] = voices.get(digest(one.id), "") or found.get(one.author, "")
    return found


def _parts(author: str) -> Iterator[str]:
    """How others address an author: by the whole mark, and by its local part where it names a server."""
    local = author.removeprefix("@").partition(":")[0]
    for part in dict.fromkeys((author.removeprefix("@"), local)):
        if len(part) > 1 and not part.isdecimal():
            yield part


__all__ = ["Evidence", "Limit", "Line", "Mark", "gathered", "gone_on", "read", "without", "written"]
