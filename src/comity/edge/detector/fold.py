# SPDX-License-Identifier: Apache-2.0
"""The step of the watch: state and message in, state and perhaps a signal out. Pure, deterministic, resumable.

What is defined where a platform is not orderly (docs/watch.md says it for people):

- A message that was heard before changes nothing. One that is older than all that are remembered comes too late and
  changes nothing either, because nobody knows whether it was heard.
- Out of order, a message counts as the latest one, with no time since the one before.
- An edit takes the place of what the message said, as often as it comes, while the message is held; of a message that
  is held no more it changes nothing; of a message that was never heard it is the message.
- A removal takes away what the message added and its words; it never makes a signal. If the message comes after its
  removal, it changes nothing. The removal of a whole conversation leaves no state.
- After `silent_days` without a word a conversation begins anew.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import blake2b

from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.signal import Kind, Reading, Reason, Signal
from comity.desk.watch.temperature import Scale
from comity.desk.watch.trace import Library, fit, follow, forgotten
from comity.edge.detector.course import NOBODY, Course, Turn, row
from comity.edge.detector.model import Model
from comity.edge.detector.policy import DEFAULT, LOOK, Evidence, Policy
from comity.edge.detector.reasons import heat, reasons, strongest, without_words, words_of
from comity.edge.detector.state import HELD, ID_BYTES, Held, State, pack, unpack
from comity.edge.detector.voices import Voices, plain

NO_PATTERNS = Library()
_LATEST = 2**32 - 1
_AHEAD = timedelta(days=1)
_NEAR = 0.4
"""The part of the way from the model's offset to the threshold from which a message's words are kept for later."""


@dataclass(frozen=True, slots=True)
class Heat:
    """How warm a conversation is: its risk, and its temperature of `desk.watch.temperature`.

    `degrees` is how many of them one unit of log-odds is, so that the weights of reasons can be said in degrees.
    """

    risk: float
    temperature: int
    degrees: float


@dataclass(frozen=True)
class Watch:
    """A model, a policy and the patterns that a signal may name, as `desk.watch.ports.Fold`."""

    model: Model
    policy: Policy = DEFAULT
    library: Library = NO_PATTERNS

    @cached_property
    def version(self) -> str:
        """Of model, policy and patterns together."""
        return f"{self.model.version}/{self._policy}/{self.library.digest}"

    @cached_property
    def _policy(self) -> str:
        return self.policy.version

    def step(self, state: bytes, told: Told) -> tuple[bytes, Signal | None]:
        """One thing that was told. A repetition changes nothing."""
        if isinstance(told, Removed) and not told.id:
            return b"", None
        after, signal = self._stepped(self._read(state), told)
        return (state, None) if after is None else (pack(after, self.mark), signal)

    def heard(self, state: bytes, told: Told) -> tuple[bytes, Signal | None, Heat | None]:
        """As `step`, and how warm the conversation is after it; none where nothing changed."""
        if isinstance(told, Removed) and not told.id:
            return b"", None, None
        after, signal = self._stepped(self._read(state), told)
        if after is None:
            return state, None, None
        return pack(after, self.mark), signal, self._heat(after)

    def _heat(self, state: State) -> Heat:
        scale, odds = Scale(self.policy.threshold(state.course.many), self.model.offset), state.spoken.now
        return Heat(chance(odds), scale.temperature(odds), scale.degrees(odds))

    def why(self, state: bytes) -> tuple[Reason, ...]:
        """What moved a conversation so far."""
        found = self._read(state)
        return reasons(self.model, found) if found else ()

    def voiced(self, state: bytes, message: Message) -> tuple[int, str]:
        """Whose voice a message of a conversation is, and its text, as they may be shown."""
        found = self._read(state)
        voices = Voices(found.marks if found else b"")
        return voices.of(message.author), voices.hear(plain(message.text))[0]

    def reading(self, state: bytes, message: Message) -> tuple[bytes, Reading, Signal | None]:
        """As `step`, and the temperature after it with what moved it."""
        before = self._read(state)
        after, signal = self._stepped(before, message)
        then = after or before or self._new()
        written = pack(after, self.mark) if after else state
        risk, why = chance(then.spoken.now if then.course.many else self.model.offset), self._moved(then, message)
        reading = Reading(conversation=message.conversation, message=message.id, at=message.at, risk=risk, reasons=why)
        return written, reading, signal

    def moved(self, state: bytes, message: Message) -> tuple[Reason, ...]:
        """What moved a conversation so far, the words of its last message among it even where they moved little."""
        found = self._read(state)
        return self._moved(found, message) if found else ()

    def _moved(self, state: State, message: Message) -> tuple[Reason, ...]:
        held = next((one for one in state.held if one.id == _kept(message.id)), None)
        if held and not held.words:
            held.words = words_of(self.model, Voices(state.marks).hear(plain(message.text))[0])
        return reasons(self.model, state)

    def expired(self, state: bytes, at: datetime) -> bool:
        """Whether a conversation was silent too long; what was last heard in the future counts as long ago."""
        found = self._read(state)
        if found is None:
            return True
        now = _seconds(at)
        return now - found.last > self.policy.silent_days * 86_400 or found.last > now + _AHEAD.total_seconds()

    @cached_property
    def mark(self) -> bytes:
        """What a state of this version begins with."""
        return blake2b(self.version.encode(), digest_size=4).digest()

    def _read(self, state: bytes) -> State | None:
        return unpack(state, self.mark, len(self.model.channels)) if state else None

    def _new(self) -> State:
        return State(Course.new(len(self.model.channels)))

    def _stepped(self, state: State | None, told: Told) -> tuple[State | None, Signal | None]:
        """The state after it and a signal; no state where nothing changes."""
        at = _seconds(told.message.at if isinstance(told, Edited) else told.at)
        if state is not None and at - state.last > self.policy.silent_days * 86_400:
            state = None
        state = state or self._new()
        match told:
            case Message():
                return self._said(state, told, at)
            case Edited(message=message):
                mark = _digest(message.id)
                known = state.heard.whose(mark) is not None
                return self._edited(state, message) if known else self._said(state, message, at)
            case Removed():
                return self._removed(state, told, at), None

    def _said(self, state: State, message: Message, at: int) -> tuple[State | None, Signal | None]:
        mark = _digest(message.id)
        heard = state.heard
        if heard.whose(mark) is not None or heard.too_late(mark, at):
            return None, None
        voices = Voices(state.marks)
        speaker = voices.of(message.author)
        text, to = voices.hear(plain(message.text))
        if message.reply_to and (answered := heard.whose(_digest(message.reply_to))) is not None:
            to = answered
        minutes = min(max(0, at - state.last) // 60, 10**6) if state.course.many else -1
        values = row(self.model.glance(text))
        state.marks = voices.marks.tobytes()
        if self.library.patterns:
            state.followed = follow(self.library, state.followed, message, voice=speaker)
        state.course.add(values, Turn(speaker, to, minutes))
        state.first, state.last = (state.first or at), max(state.last, at)
        heard.hear(mark, at, speaker)
        one = Held(_kept(message.id), state.course.many, values, [])
        self._hold(state, one)
        odds = self.model.odds(state.course, state.rows())
        limit = self.policy.threshold(one.place)
        if odds >= limit or state.spoken.warm or heat(self.model, one) > _NEAR * (limit - self.model.offset):
            one.words = words_of(self.model, text)
        return state, self._speak(state, message, at, odds)

    def _hold(self, state: State, one: Held) -> None:
        """Hold a message; of those before the last two the one that warms least is let go."""
        state.held.append(one)
        if len(state.held) > HELD:
            least = min(range(HELD - 1), key=lambda n: heat(self.model, state.held[n]))
            state.course.let_go(state.held.pop(least).row)

    def _speak(self, state: State, message: Message, at: int, odds: float) -> Signal | None:
        """Let the policy decide, and say why where it speaks."""
        before, place = state.spoken, state.course.many
        after, kind = self.policy.decide(before, place, at, odds)
        if kind is Kind.WARMING and not self.policy.clear(place, odds, self.evidence(state)):
            kind, after = None, replace(before, now=odds, before=after.before)
        state.spoken = after
        return self._signal(state, message, kind, before.before if place > 1 else self.model.offset) if kind else None

    def evidence(self, state: State) -> Evidence:
        """What the score of a conversation stands on."""
        bare, alone = without_words(self.model, state), strongest(self.model, state)
        return Evidence(bare, alone, self.model.offset)

    def _signal(self, state: State, message: Message, kind: Kind, usual: float) -> Signal:
        why = reasons(self.model, state)
        found = fit(self.library, state.followed) if kind is Kind.WARMING and state.followed else None
        pattern, step = (found.pattern, found.step) if found else ("", LOOK)
        risk = chance(state.spoken.now)
        named = "\0".join((message.conversation, message.id, kind, self.model.version, self._policy))
        return Signal(
            id=blake2b(named.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest(),
            kind=kind, conversation=message.conversation, message=message.id, at=message.at,
            risk=risk, change=abs(risk - chance(usual)), reasons=why,
            model=self.model.version, policy=self._policy, pattern=pattern,
            step=self.policy.steps.get(pattern, step) if kind is Kind.WARMING else "",
            space=message.space, place=message.place, shadow=self.policy.shadow,
        )  # fmt: skip

    def _edited(self, state: State, message: Message) -> tuple[State | None, Signal | None]:
        held = next((one for one in state.held if one.id == _kept(message.id)), None)
        if held is None:
            return None, None
        voices = Voices(state.marks)
        text = voices.hear(plain(message.text))[0]
        values, words = row(self.model.glance(text)), words_of(self.model, text)
        if values == tuple(held.row) and words == held.words:
            return None, None
        state.marks = voices.marks.tobytes()
        if self.library.patterns:
            state.followed = follow(self.library, state.followed, message, voice=voices.of(message.author))
        state.course.change(held.row, values, state.course.many - held.place)
        held.row, held.words = values, words
        odds = self.model.odds(state.course, state.rows())
        if state.spoken.warm:
            state.spoken = replace(state.spoken, now=odds)
            return state, None
        return state, self._speak(state, message, state.last, odds)

    def _removed(self, state: State, told: Removed, at: int) -> State | None:
        mark = _digest(told.id)
        if state.heard.whose(mark) is None:
            if state.heard.too_late(mark, at):
                return None
            state.heard.hear(mark, at, NOBODY)
            state.last = max(state.last, at)
            return state
        held = next((one for one in state.held if one.id == _kept(told.id)), None)
        if held is None or not (any(held.row) or held.words):
            return None
        state.followed = forgotten(state.followed, told.id)
        nothing = (0,) * len(self.model.channels)
        state.course.change(held.row, nothing, state.course.many - held.place)
        held.row, held.words = nothing, []
        state.spoken = replace(state.spoken, now=self.model.odds(state.course, state.rows()))
        return state


def chance(odds: float) -> float:
    """Log-odds as a number between 0 and 1."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, odds))))


def _seconds(at: datetime) -> int:
    """Whole seconds since 1970; what lies before or beyond what can be kept counts as the first or last of them."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    days = aware.toordinal() - _EPOCH
    offset = aware.utcoffset() or timedelta()
    seconds = days * 86_400 + aware.hour * 3600 + aware.minute * 60 + aware.second - int(offset.total_seconds())
    return max(0, min(_LATEST, seconds))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).toordinal()


def _digest(id: str) -> int:
    return int.from_bytes(blake2b(id.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "little")


def _kept(id: str) -> str:
    """The id of a message as a state keeps it: itself, or a digest of it where it is very long."""
    return id if len(id) <= ID_BYTES // 3 or len(id.encode("utf-8", "surrogatepass")) <= ID_BYTES else (
        "digest:" + blake2b(id.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    )  # fmt: skip


__all__ = ["NO_PATTERNS", "Heat", "Watch", "chance"]
