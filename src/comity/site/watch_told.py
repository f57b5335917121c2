# SPDX-License-Identifier: Apache-2.0
"""What `comity watch` says, as lines of JSON: signals, temperatures, one line a conversation, a summary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from comity.desk.watch.signal import Kind, Reason, Signal

POINTS = 120
"""So many temperatures of a conversation are kept for its picture; of a longer one, the higher of each two."""


@dataclass(slots=True)
class Record:
    """One conversation so far. `points` are temperatures, from 0 to 100."""

    conversation: str
    place: int = 0
    """Which conversation it is, from nought, in the order in which they were first heard."""
    messages: int = 0
    max_risk: float = 0.0
    last_risk: float = 0.0
    first_alert: str = ""
    signals: int = 0
    warmed: int = 0
    warm: bool = False
    points: list[int] = field(default_factory=list)
    each: int = 1
    """How many messages one point stands for."""
    pending: int = -1

    def add(self, risk: float, temperature: int) -> None:
        """One more message."""
        self.messages += 1
        self.max_risk, self.last_risk = max(self.max_risk, risk), risk
        self.pending = max(self.pending, temperature)
        if self.messages % self.each == 0:
            self.points.append(self.pending)
            self.pending = -1
        if len(self.points) >= POINTS:
            self.points = [max(self.points[n : n + 2]) for n in range(0, len(self.points), 2)]
            self.each *= 2

    def spoke(self, signal: Signal) -> None:
        """The watch said something of it."""
        self.signals += 1
        self.warm = signal.kind is Kind.WARMING
        if self.warm:
            self.warmed += 1
            self.first_alert = self.first_alert or signal.message

    def course(self) -> list[int]:
        """Every point, the unfinished one too."""
        return self.points if self.pending < 0 else [*self.points, self.pending]


@dataclass(slots=True)
class Counts:
    """Of a whole run."""

    messages: int = 0
    repeated: int = 0
    left_out: int = 0
    malformed: int = 0
    signals: int = 0
    eased: int = 0


def signal_line(signal: Signal) -> dict[str, Any]:
    """A signal with its reasons."""
    return {
        "type": "signal", "id": signal.id, "kind": signal.kind.value, "conversation": signal.conversation,
        "message": signal.message, "at": signal.at.isoformat(), "risk": _short(signal.risk),
        "change": _short(signal.change), "reasons": [reason_line(reason) for reason in signal.reasons],
        "pattern": signal.pattern, "step": signal.step, "space": signal.space, "place": signal.place,
        "model": signal.model, "policy": signal.policy, "shadow": signal.shadow,
    }  # fmt: skip


def reason_line(reason: Reason) -> dict[str, Any]:
    """One reason: its weight in log-odds."""
    return {"code": reason.code, "weight": round(reason.weight, 6), "message": reason.message,
            "words": list(reason.words)}  # fmt: skip


def risk_line(conversation: str, message: str, risk: float) -> dict[str, Any]:
    """The temperature after one message."""
    return {"type": "risk", "conversation": conversation, "message": message, "risk": _short(risk)}


def conversation_line(record: Record) -> dict[str, Any]:
    """One conversation. `first_alert` is the message at which the watch first spoke of it, or null."""
    return {
        "type": "conversation", "conversation": record.conversation, "messages": record.messages,
        "max_risk": _short(record.max_risk), "last_risk": _short(record.last_risk),
        "first_alert": record.first_alert or None, "signals": record.signals,
    }  # fmt: skip


def summary_line(counts: Counts, total: int, flagged: int, about: Mapping[str, Any]) -> dict[str, Any]:
    """The whole run: `flagged` of `total` conversations were spoken of."""
    return {"type": "summary", "conversations": total, "flagged": flagged, **asdict(counts), **about}


def counted(counts: Counts) -> str:
    """Counts as text."""
    return json.dumps(asdict(counts))


def as_json(document: Mapping[str, Any]) -> str:
    """One line of JSON. Half characters, which no output could carry, are escaped."""
    line = json.dumps(document, ensure_ascii=False, separators=(", ", ": "))
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(document, separators=(", ", ": "))
    return line


def _short(number: float) -> float:
    return round(number, 4)


__all__ = [
    "POINTS", "Counts", "Record", "as_json", "conversation_line", "counted", "reason_line", "risk_line", "signal_line",
    "summary_line",
]  # fmt: skip
