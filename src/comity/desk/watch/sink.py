# SPDX-License-Identifier: Apache-2.0
"""From what a model says to what somebody is shown: a signal of the law, with evidence that ends with it.

Everything is written in the transaction of whoever calls, so a signal and the state it came from become durable
together; a signal that comes again changes nothing (P24).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, Protocol

from comity.core.clause import Refusal
from comity.core.watch import AdmitSignal, Mode, TryPattern, signal
from comity.desk.ports import Missing
from comity.desk.rows import Sought
from comity.desk.watch import evidence
from comity.desk.watch.ports import Fold, Recent
from comity.desk.watch.shelf import CONVERSATION, SIGNALS, SPACE
from comity.desk.watch.signal import Kind, Signal
from comity.desk.watch.spaces import CLERK, STREAM, Seated, digest, is_watched, signal_stream
from comity.desk.watch.trace import Library
from comity.desk.watch.tried import would_name

UNPROVED = "/shadow"
"""What stands behind a version whose policy says of itself that nobody is to be shown what it says."""


class Court(Seated, Protocol):
    """A community with its papers, as the watch sees it."""

    def file_paper(self, text: str) -> str:
        """Seal a text by the house's own key; its digest."""

    def read_shown(self, digest: str) -> str:
        """What is shown of a signal. Raises `Missing` where it was destroyed."""


class CourtSink:
    """The signals of a community."""

    def __init__(
        self, court: Court, fold: Fold, recent: Recent, *, limit: evidence.Limit | None = None,
        library: Callable[[], Library] = Library,
    ) -> None:  # fmt: skip
        """`library` says which patterns hold now, the changed ones that run unseen among them."""
        self._court, self._fold, self._recent, self._limit, self._library = court, fold, recent, limit, library

    def put(self, signals: Iterable[Signal]) -> None:
        """Keep them; one that was kept before, or is about a space that is not read now, is passed over."""
        for one in signals:
            if one.kind is Kind.EASED:
                self._ease(one)
            elif is_watched(self._court, one.space):
                self._raise(one)

    def changed(self, conversation: str, message: str, text: str | None) -> None:
        """A message is gone at its platform (None), or reads otherwise. Empty `message`: the whole conversation is.

        Where a platform knows no more of a message that is gone than its space, it is looked for in all of the space.
        """
        said = () if text is None else self._recent.of(conversation)
        live = self._live(conversation)
        if message and text is None:
            live |= self._live(conversation, by=SPACE)
        for stream, state in live.items():
            before = self._shown(state)
            after = None if before is None else evidence.without(before, message, text, said)
            if after is not None:
                self._cut(stream, state, after)

    def _raise(self, one: Signal) -> None:
        id, version = digest(one.id), f"{one.model}/{one.policy}{UNPROVED if one.shadow else ''}"
        stream = signal_stream(id)
        desk = self._court.desk
        if desk.state(stream).version:
            return
        admit = AdmitSignal(id=id, space=one.space, version=version, pattern=one.pattern)
        answer = desk.handle(admit, act_id=f"admit/{id}", actor=CLERK, stream=STREAM)
        kept = all(event.mode is not Mode.OVER for event in answer.events)
        messages = self._messages(one)
        self._try(id, messages)
        shown = evidence.gathered(self._fold, messages if kept else (), one, self._limit)
        command = signal.RaiseSignal(
            conversation=digest(one.conversation), space=one.space, version=version, risk=round(1000 * one.risk),
            evidence=self._court.file_paper(evidence.written(shown)) if shown.lines else "", pattern=one.pattern,
            step=one.step,
        )  # fmt: skip
        desk.handle(command, act_id=f"raise/{id}", actor=CLERK, stream=stream)

    def _try(self, id: str, messages: Sequence[Any]) -> None:
        """Count it where a changed pattern would have been named: those who trust its cues, or not, read how often."""
        pattern = would_name(self._library(), messages)
        if pattern:
            command = TryPattern(id=id, pattern=pattern)
            self._court.desk.handle(command, act_id=f"try/{id}", actor=CLERK, stream=STREAM)

    def _messages(self, one: Signal) -> Sequence[Any]:
        """What was said up to the message that made it speak, as far as it is kept."""
        found = list(self._recent.of(one.conversation))
        upto = next((n for n, message in enumerate(found, 1) if message.id == one.message), len(found))
        return found[:upto]

    def _ease(self, one: Signal) -> None:
        """The conversation has cooled: what is shown of it goes on to there."""
        for stream, state in self._live(one.conversation).items():
            if state.eased is not None:
                continue
            try:
                self._court.desk.handle(
                    signal.EaseSignal(), act_id=f"ease/{stream}/{digest(one.id)}", actor=CLERK, stream=stream
                )
            except Refusal:  # it was over, or had eased, by the time of the act
                continue
            before = self._shown(state)
            if before is not None:
                after = evidence.gathered(self._fold, self._recent.of(one.conversation), one, self._limit)
                self._cut(stream, state, evidence.gone_on(before, after))

    def _cut(self, stream: str, state: signal.Signal, after: evidence.Evidence) -> None:
        paper = self._court.file_paper(evidence.written(after))
        command = signal.CutEvidence(evidence=paper)
        with suppress(Refusal):  # it was over by the time of the act, and its evidence goes with it
            self._court.desk.handle(command, act_id=f"cut/{stream}/{state.evidence}", actor=CLERK, stream=stream)

    def _live(self, name: str, *, by: str = CONVERSATION) -> dict[str, signal.Signal]:
        """The signals of a conversation, or of a space, that are not over."""
        sought = Sought(marks={by: (digest(name) if by == CONVERSATION else name,)})
        with self._court.desk.store.reading() as unit:
            streams = [row.key for row in unit.rows.list(SIGNALS, sought=sought)]
        states = self._court.desk.states(streams)
        return {stream: states[stream].state for stream in streams if states[stream].state.open}

    def _shown(self, state: signal.Signal) -> evidence.Evidence | None:
        if not state.evidence:
            return None
        try:
            return evidence.read(self._court.read_shown(state.evidence))
        except Missing:
            return None


__all__ = ["UNPROVED", "Court", "CourtSink"]
