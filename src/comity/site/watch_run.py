# SPDX-License-Identifier: Apache-2.0
"""One run of `comity watch`: read, fold, say; and, from time to time, keep how far it came."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from comity.core.clause import Fault, Malformed
from comity.desk.replay.ink import Ink
from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.signal import Kind, Signal
from comity.edge.detector.fold import Watch
from comity.site import watch_text, watch_told
from comity.site.watch_kept import Kept, changed_source
from comity.site.watch_source import Lines, Reading, Wrong
from comity.site.watch_talks import Talk, Talks
from comity.site.watch_text import Said
from comity.site.watch_told import Counts, as_json

KEEP_EVERY_SECONDS = 1.0
PLAIN = Ink()
TOLD_WRONG = 20
"""So many lines that cannot be read are told one by one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How to say it."""

    json: bool = False
    risk: bool = False
    every: bool = False
    ink: Ink = PLAIN
    about: str = ""
    """A sentence about model and budget."""
    facts: Mapping[str, Any] = field(default_factory=dict)


class Output:
    """Where lines go: known by device and number where it is a file, so that a run that was killed can go on in it."""

    def __init__(self, stream: BinaryIO, encoding: str = "utf-8") -> None:
        self._stream, self._encoding = stream, encoding
        self.length, self.start, self.name = 0, 0, ""
        try:
            stream.flush()
            found = os.fstat(stream.fileno())
        except (OSError, ValueError):
            return
        if stat.S_ISREG(found.st_mode):
            self.name, self.start = f"{found.st_dev}:{found.st_ino}", found.st_size

    def say(self, line: str) -> None:
        """One line."""
        written = f"{line}\n".encode(self._encoding, "replace")
        with _written():
            self._stream.write(written)
        self.length += len(written)

    def flush(self) -> None:
        """Let it be read. Raises `Malformed` where it cannot be written, for instance because the disk is full."""
        with _written():
            self._stream.flush()

    def place(self) -> dict[str, str]:
        """How far the output came, for `go_on`."""
        return {"output": f"{self.name} {self.start} {self.length}"}

    def go_on(self, place: str) -> bool:
        """Go on where a killed run was, in the same file: whatever it said after that is cut off."""
        name, start, length = (*place.split(), "", "", "")[:3]
        if not self.name or name != self.name or int(start) + int(length) > self.start:
            return False
        os.ftruncate(self._stream.fileno(), int(start) + int(length))
        self._stream.seek(0, os.SEEK_END)
        self.start, self.length = int(start), int(length)
        return True


@contextmanager
def _written() -> Iterator[None]:
    """Whoever reads may go away; any other fault of writing is said. What lies in buffers is not tried again."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as wrong:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Malformed([Fault(field="output", rule="write", text=wrong.strerror or "cannot be written")]) from wrong


class Run:
    """Reads a source to its end."""

    def __init__(
        self, watch: Watch, source: Lines, output: Output, asked: Asked, *, told: watch_text.Told, kept: Kept | None
    ) -> None:
        self.watch, self.source, self.output, self.asked, self.kept = watch, source, output, asked, kept
        self._told, self._ink = told, asked.ink
        self.talks = Talks()
        self.counts = Counts()
        self.wrongs: list[Wrong] = []
        self._reading = Reading()
        self._changed: set[str] = set()
        self._said: list[str] = []
        self._saved = time.monotonic()
        self.progress = Progress(source)

    def go_on(self) -> None:
        """Take up what a run before this one kept. Raises `Malformed` where the source is another one now."""
        if self.kept is None:
            return
        if not self.kept.begun:  # where the output began is known before a line of it can be lost
            self.keep()
            return
        meta = self.kept.meta
        if not self.source.skip(int(meta["offset"]), int(meta["line"]), meta["digest"]):
            raise changed_source(self.kept.path)
        for name, state, record, numbers in self.kept.load():
            self.talks.add(Talk(record, state))
            self._reading.restore(name, numbers)
        self.counts = self.kept.counts()
        if not self.output.go_on(meta.get("output", "")):
            for line in self.kept.said():
                self.output.say(line)

    def read(self) -> Iterator[Wrong]:
        """Every line to the end; what cannot be read is yielded."""
        for number, line in self.source:
            if line is not None and not line.strip():
                continue
            found = self._reading.read(number, line)
            if isinstance(found, Wrong):
                self.counts.malformed += 1
                yield found
            elif found is None:
                self.counts.left_out += 1
            else:
                self._hear(found)
            self.progress.show(self.counts.messages, len(self.talks))
            if self.kept and time.monotonic() - self._saved >= KEEP_EVERY_SECONDS:
                self.keep()

    def _hear(self, told: Told) -> None:
        message = told.message if isinstance(told, Edited) else told
        name = message.conversation
        talk = self.talks.of(name)
        after, signal, heat = self.watch.heard(talk.state if talk else b"", told)
        if heat is None:
            self.counts.repeated += 1
            return
        talk = talk or self.talks.begin(name)
        talk.state, record = after, talk.record
        self._changed.add(name)
        if isinstance(told, Message):
            self.counts.messages += 1
            record.add(heat.risk, heat.temperature)
            if self.asked.risk and self.asked.json:
                self._say(as_json(watch_told.risk_line(name, told.id, heat.risk)))
            elif self.asked.risk:
                self._say(f"{heat.temperature:>4}  {watch_text.safe(name, 30)}  {watch_text.safe(told.id, 40)}")
        if signal:
            self._speak(signal, talk, message, heat.degrees)

    def _speak(self, signal: Signal, talk: Talk, message: Message | Removed, degrees: float) -> None:
        record = talk.record
        record.spoke(signal)
        self.counts.signals += 1
        self.counts.eased += signal.kind is Kind.EASED
        if self.asked.json:
            self._say(as_json(watch_told.signal_line(signal)))
            return
        said = Said(255, "", degrees)
        if isinstance(message, Message):
            said = Said(*self.watch.voiced(talk.state, message), degrees)
        for line in watch_text.signal_lines(signal, record, said, self._told, self._ink):
            self._say(line)

    def end(self) -> None:
        """One line a conversation, and the summary."""
        if self.kept:
            self.keep()
        total, flagged = len(self.talks), sum(record.warmed > 0 for record in self.talks)
        if self.asked.json:
            for record in self.talks:
                self.output.say(as_json(watch_told.conversation_line(record)))
            self.output.say(as_json(watch_told.summary_line(self.counts, total, flagged, self.asked.facts)))
        else:
            for line in watch_text.conversation_lines(self.talks, total, self._ink, every=self.asked.every):
                self.output.say(line)
            for line in watch_text.summary_lines(self.counts, total, flagged, self.asked.about, self._ink):
                self.output.say(line)
        self.output.flush()
        self.progress.end()

    def _say(self, line: str) -> None:
        self.output.say(line)
        if self.kept:
            self._said.append(line)

    def keep(self) -> None:
        """Make everything so far durable."""
        if self.kept is None:
            return
        self.output.flush()
        talks = [(name, talk) for name in self._changed if (talk := self.talks.of(name))]
        rows = [(name, talk.state, talk.record, self._reading.kept(name)) for name, talk in talks]
        meta = {
            "offset": str(self.source.offset), "line": str(self.source.line), "digest": self.source.digest,
            "counts": watch_told.counted(self.counts), **self.output.place(),
        }  # fmt: skip
        self.kept.save(rows, self._said, meta)
        self._changed, self._said, self._saved = set(), [], time.monotonic()


class Progress:
    """On long input, a line on standard error: how fast, how far, how long still."""

    def __init__(self, source: Lines, what: str = "") -> None:
        self._what, self._source, self._began, self._shown = what, source, time.monotonic(), time.monotonic()
        self._from = source.offset
        self._live = sys.stderr.isatty()
        self._every = 0.5 if self._live else 10.0
        self._calls = 0

    def show(self, messages: int, conversations: int = 0) -> None:
        """Say it now and then."""
        self._calls += 1
        if self._calls % 64:
            return
        now = time.monotonic()
        if now - self._shown < self._every or now - self._began < 2:
            return
        self._shown = now
        done, took = self._source.offset - self._from, now - self._began
        left = ""
        if self._source.size > 0 and done:
            seconds = (self._source.size - self._source.offset) * took / done
            left = f", {self._source.offset / self._source.size:.0%}, {_clock(seconds)} left"
        among = f", {conversations:,} conversations" if conversations else ""
        line = f"comity watch: {self._what}{messages:,} messages{among}, {messages / took:,.0f} a second{left}"
        sys.stderr.write(f"\r{line:<78}" if self._live else f"{line}\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Nothing is in the way of what comes after."""
        if self._live and self._shown > self._began:
            sys.stderr.write(f"\r{'':78}\r")
            sys.stderr.flush()


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole} s" if whole < 90 else f"{whole // 60} min"


__all__ = ["KEEP_EVERY_SECONDS", "TOLD_WRONG", "Asked", "Output", "Progress", "Run"]
