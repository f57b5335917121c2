# SPDX-License-Identifier: Apache-2.0
"""What `comity watch` says at a terminal: eighty columns, no colour needed, nothing that moves the cursor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from unicodedata import east_asian_width

from comity.desk.replay.ink import WIDTH, Ink, day, rule, wrapped
from comity.desk.watch.signal import Kind, Reason, Signal
from comity.desk.watch.temperature import SPEAKS
from comity.desk.watch.temperature import band as number
from comity.edge.detector.voices import plain
from comity.site.watch_told import Counts, Record

BARS = "▁▂▃▄▅▆▇█"
BANDS = ("at ease", "brisk", "warm", "heated")
"""The names of the bands of `desk.watch.temperature`."""
SHOWN = 24
"""So many conversations have a line of their own; of the others it is said how many there are."""
LEAST = 2
"""Degrees from which a word is marked."""
_PICTURE, _REASONS, _TEXT, _NEAR = 36, 4, 560, 70
_GROUPS = {"rest": "everything else", "talk.long": "how long it is", "talk.voices": "how many voices it has",
           "talk.duel": "two who speak in turn", "talk.pile": "several who answer one", "talk.burst": "its pace",
           "talk.gap": "its pauses"}  # fmt: skip
_KEPT = "\N{NO-BREAK SPACE}"
_SHADOW = "in shadow: nobody would be told"


def safe(text: str, most: int = 10_000) -> str:
    """Text of others as it may stand in a terminal: no control or direction marks, one line, not too long."""
    text = " ".join(plain(text[: 2 * most]).split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def band(temperature: int) -> str:
    """At ease, brisk, warm, heated."""
    return BANDS[number(temperature)]


def picture(points: Sequence[int], width: int = _PICTURE) -> str:
    """Temperatures as a row of bars; of a long row the higher of each few."""
    each = -(-len(points) // width) if points else 1
    return "".join(
        BARS[min(7, max(points[n : n + each]) * 8 // 101)] for n in range(0, len(points), each)
    )  # fmt: skip


def signal_lines(signal: Signal, record: Record, said: Said, told: Told, ink: Ink) -> Iterator[str]:
    """One signal: the temperature so far, the message with the words that moved it, why, and what one might do."""
    warming = signal.kind is Kind.WARMING
    when = f"{day(signal.at)} {signal.at:%H:%M}"
    yield rule(f"{'Warming' if warming else 'Eased'}: conversation {safe(signal.conversation, 40)}, {when}", ink)
    points = record.course()
    now = points[-1] if points else 0
    yield f"  {picture(points)}  {now}, {band(now)}, after {_count(record.messages, 'message')}"
    if warming:
        here = in_degrees([one for one in signal.reasons if one.message == signal.message], said.degrees)
        yield f"  Voice {letter(said.voice)}, message {safe(signal.message, 40)}:"
        shown = marked(excerpt(lettered(safe(said.text, 8000)), here), here, ink)
        yield from (line.replace(_KEPT, " ") for line in wrapped(shown, first="    "))
        yield from _because(signal, said.degrees, told, ink)
        yield from wrapped(told.step(signal), first="  Perhaps: ", rest="           ")
    if signal.shadow:
        yield f"  {ink('faint', _SHADOW)}"
    yield ""


@dataclass(frozen=True, slots=True)
class Said:
    """The message after which the watch spoke: whose voice, its text, and how many degrees one unit of log-odds is."""

    voice: int
    text: str
    degrees: float


def in_degrees(reasons: Iterable[Reason], degrees: float) -> dict[str, float]:
    """The words of reasons, and how many degrees each moved, all kinds together."""
    found: dict[str, float] = {}
    for reason in reasons:
        for word in reason.words:
            found[word] = found.get(word, 0.0) + reason.weight * degrees
    return found


class Told:
    """What codes mean, in words. `patterns`: title by id; `steps`: sentence by code."""

    def __init__(self, codes: Mapping[str, str], patterns: Mapping[str, str], steps: Mapping[str, str]) -> None:
        self.codes, self.patterns, self.steps = codes, patterns, steps

    def code(self, code: str) -> str:
        """What a feature does."""
        return (
            self.codes.get(code) or _GROUPS.get(code) or ("its words" if code == "words" else "all else that was said")
        )

    def step(self, signal: Signal) -> str:
        """The low-key next step, and the pattern that it comes from."""
        step = self.steps.get(signal.step) or "have a look. Nobody has been told; you may leave it be."
        title = self.patterns.get(signal.pattern, "")
        return f"{step} It looks like “{title}”." if title else step


def _because(signal: Signal, degrees: float, told: Told, ink: Ink) -> Iterator[str]:
    """The strongest kinds of reasons with their words, then all else: from `USUAL` they add up to the temperature."""
    by_kind: dict[tuple[str, bool], list[Reason]] = {}
    for reason in signal.reasons:
        key = (told.code(reason.code), reason.message == signal.message) if reason.words else ("", False)
        by_kind.setdefault(key, []).append(reason)
    rest = sum(one.weight for one in by_kind.pop(("", False), []))
    ranked = sorted(by_kind.items(), key=lambda item: -abs(sum(one.weight for one in item[1])))
    for (kind, here), reasons in ranked[:_REASONS]:
        weight = sum(one.weight for one in reasons) * degrees
        if abs(weight) < LEAST / 2:
            rest += weight / degrees
            continue
        words = [safe(word, 40) for one in reasons for word in one.words if one.weight * weight > 0]
        shown = ", ".join(f"“{word}”" for word in dict.fromkeys(words))
        where = "" if here else ", earlier"
        style = "strong" if weight > 0 else "faint"
        yield from wrapped(f"{signed(weight):>4}  {ink(style, f'{shown}{where}: {kind}')}", first="  ", rest="        ")
    rest += sum(one.weight for _, found in ranked[_REASONS:] for one in found)
    yield f"  {signed(rest * degrees):>4}  {ink('faint', 'all else that was said')}"


def signed(degrees: float) -> str:
    """Degrees with their sign."""
    return f"{round(degrees):+d}".replace("-", "\N{MINUS SIGN}")


def marked(text: str, words: Mapping[str, float], ink: Ink) -> str:
    """A text in which words stand in brackets with the degrees that they moved: `[stop twisting +15]`."""
    at, pieces = 0, []
    for start, end, degrees in spans(text, words):
        style = "note" if degrees > 0 else "link"
        pieces += [text[at:start], ink(style, f"[{text[start:end]}{_KEPT}{signed(degrees)}]")]
        at = end
    return "".join((*pieces, text[at:]))


def spans(text: str, words: Mapping[str, float]) -> list[tuple[int, int, float]]:
    """Where words stand in a text, each once, longest first, those that overlap joined to one with their sum."""
    found: list[tuple[int, int, float]] = []
    for word in sorted(words, key=lambda word: (-len(word), word)):
        if abs(words[word]) < LEAST:
            continue
        said = r"\W+".join(map(re.escape, word.split()))
        hit = re.search(rf"(?<!\w){said}(?!\w)", text)
        if hit:
            found.append((hit.start(), hit.end(), words[word]))
    joined: list[tuple[int, int, float]] = []
    for start, end, degrees in sorted(found):
        if joined and start < joined[-1][1]:
            before = joined[-1]
            joined[-1] = (before[0], max(before[1], end), before[2] + degrees)
        else:
            joined.append((start, end, degrees))
    return [one for one in joined if abs(one[2]) >= LEAST / 2]


def excerpt(text: str, words: Mapping[str, float], most: int = _TEXT) -> str:
    """Of a long text what stands around the words that moved most, in its order; the beginning where none did."""
    if len(text) <= most:
        return text
    strongest = sorted(spans(text, words), key=lambda span: -abs(span[2]))
    windows: list[tuple[int, int]] = []
    for start, end, _ in strongest or [(0, 0, 0.0)]:
        wider = _joined([*windows, _around(text, start, end)])
        if sum(end - start for start, end in wider) > most and windows:
            break
        windows = wider
    pieces = [text[start:end].strip() for start, end in windows]
    first, last = windows[0][0] > 0, windows[-1][1] < len(text)
    return f"{'… ' if first else ''}{' … '.join(pieces)}{' …' if last else ''}"


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """From a word's beginning a little before to a word's end a little after; from the beginning where that is near."""
    before = text.rfind(" ", 0, max(0, start - _NEAR)) + 1 if start > 2 * _NEAR else 0
    after = text.find(" ", end + _NEAR)
    return before, len(text) if after < 0 else after


def _joined(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def lettered(text: str) -> str:
    """Ordinals of a text (`@3`) as letters (`@C`), as voices are called."""
    return re.sub(r"@(\d{1,2})\b", lambda found: f"@{letter(int(found[1]) - 1)}" if found[1] != "0" else "@…", text)


def letter(voice: int) -> str:
    """A, B, ..., Z, then numbers; `of many` for those who are told apart no more."""
    return "of many" if voice == 255 else chr(65 + voice) if voice < 26 else str(voice + 1)


def conversation_lines(records: Iterable[Record], total: int, ink: Ink, *, every: bool = False) -> Iterator[str]:
    """One line a conversation, the warmest first."""
    shown = nsmallest(
        total if every else SHOWN, records,
        key=lambda one: (-one.warmed, -max(one.course(), default=0), -one.messages),
    )  # fmt: skip
    if not shown:
        return
    yield rule("Conversations, the warmest first", ink)
    yield ink("faint", f"  {'':16}{'temperature':{_PICTURE + 2}}{'most':>5}{'now':>5}{'messages':>10}")
    for record in shown:
        points = record.course()
        name = fit(safe(record.conversation, 60), 14)
        mark = "●" if record.warm else "○" if record.warmed else " "
        line = (
            f"{picture(points):{_PICTURE + 2}}{max(points, default=0):>5}{(points or [0])[-1]:>5}{record.messages:>10}"
        )
        yield f"{mark} {ink('strong', name) if record.warmed else name}  {line}"
    if len(shown) < total:
        yield ink("faint", f"  and {_count(total - len(shown), 'other')} (--all shows every one)")
    yield ""


def fit(text: str, columns: int) -> str:
    """A text cut and padded to so many columns; a wide letter takes two."""
    kept, width = "", 0
    for one in text:
        wide = 2 if east_asian_width(one) in "WF" else 1
        if width + wide > columns - (1 if len(text) > columns else 0):
            kept, width = f"{kept}…", width + 1
            break
        kept, width = kept + one, width + wide
    return kept + " " * max(0, columns - width)


def summary_lines(counts: Counts, total: int, flagged: int, about: str, ink: Ink) -> Iterator[str]:
    """What there was, what it means, and what it does not; `flagged` of `total` conversations were spoken of."""
    yield rule("In all", ink)
    yield from wrapped(
        f"{_count(counts.messages, 'message')} in {_count(total, 'conversation')}. The watch spoke of "
        f"{flagged or 'none'}{f' ({flagged / total:.0%})' if flagged else ''}; {counts.eased} eased again.", first="  ",
    )  # fmt: skip
    aside = [f"{_amount(number)} {word}" for number, word in (
        (counts.repeated, "told before or too late"), (counts.left_out, "left out (hidden, or said by no person)"),
        (counts.malformed, "could not be read")) if number]  # fmt: skip
    if aside:
        yield from wrapped(f"Lines that added nothing: {', '.join(aside)}.", first="  ")
    yield from wrapped(about, first="  ")
    yield from wrapped(
        f"A temperature belongs to a conversation; no person has one. At {SPEAKS} the watch speaks. "
        "● warm now, ○ eased. "
        "It may be wrong; where quarrels are rare most of what it says is. It asks somebody to look.", first="  ",
    )  # fmt: skip


def _count(number: int, word: str) -> str:
    return f"{_amount(number)} {word}{'' if number == 1 else 's'}"


def _amount(number: int) -> str:
    return f"{number:,}".replace(",", " ")


__all__ = [
    "BANDS", "BARS", "WIDTH", "Told", "band", "conversation_lines", "Said",
    "excerpt", "fit", "in_degrees", "letter", "lettered",
    "marked", "picture", "safe", "signal_lines", "signed", "spans", "summary_lines",
]  # fmt: skip
