# SPDX-License-Identifier: Apache-2.0
"""The peer: Bytewax, a library for streams in one process, with the same fold and its own recovery store.

It keeps a snapshot of every changed state at the end of each epoch of one second, in SQLite files. A signal is written
to a file as it comes: what it wrote in the epoch that a kill undid, it would write again. What it does not do here and
we do: commit states, signals and cursor together, keep words for whoever looks, expire, ask which spaces may be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.inputs import FixedPartitionedSource, StatefulSourcePartition
from bytewax.outputs import DynamicSink, StatelessSinkPartition
from bytewax.recovery import RecoveryConfig, init_db_dir
from bytewax.testing import cluster_main

from bench.watch_messages import Crowd
from bench.watch_worker import Progress, digest, fold, hashed, written
from comity.desk.watch.message import Message

EPOCH = timedelta(seconds=1)


class _Part(StatefulSourcePartition[Message, int]):
    """The crowd from a number on."""

    def __init__(self, crowd: Crowd, at: int, progress: Progress) -> None:
        self._batches, self._at, self._progress = crowd.read(str(at)), at, progress

    def next_batch(self) -> Iterable[Message]:
        batch = next(self._batches)
        self._at = int(batch.cursor)
        self._progress.at(self._at - 1)
        return batch.told  # type: ignore[return-value]

    def snapshot(self) -> int:
        return self._at


class _Source(FixedPartitionedSource[Message, int]):
    """The crowd as one partition."""

    def __init__(self, crowd: Crowd, progress: Progress) -> None:
        self._crowd, self._progress = crowd, progress

    def list_parts(self) -> list[str]:
        return ["crowd"]

    def build_part(self, step_id: str, for_part: str, resume_state: int | None) -> _Part:
        return _Part(self._crowd, resume_state or 0, self._progress)


class _File(StatelessSinkPartition[Any]):
    """A file of signals."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def write_batch(self, items: list[Any]) -> None:
        self._file.writelines(json.dumps(body) + "\n" for _, body in items)
        self._file.flush()

    def close(self) -> None:
        self._file.close()


class _Sink(DynamicSink[Any]):
    """The file, for the one worker."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def build(self, step_id: str, worker_index: int, worker_count: int) -> _File:
        return _File(self._path)


def flowed(crowd: Crowd, folder: Path, progress: Progress) -> None:
    """The whole crowd through it."""
    model, signals, kept = fold(), folder / "signals", folder / "recovery"
    kept.mkdir()
    init_db_dir(kept, 1)  # type: ignore[no-untyped-call]

    def step(state: bytes | None, message: Message) -> tuple[bytes | None, Iterable[str]]:
        after, signal = model.step(state or b"", message)
        return after, [written(signal)] if signal else []

    flow = Dataflow("watch")
    told = op.input("told", flow, _Source(crowd, progress))
    keyed = op.key_on("keyed", told, lambda message: message.conversation)
    op.output("signals", op.stateful_flat_map("fold", keyed, step), _Sink(signals))
    recovery = RecoveryConfig(str(kept), timedelta(days=1))  # type: ignore[no-untyped-call]
    cluster_main(flow, [], 0, epoch_interval=EPOCH, recovery_config=recovery)  # type: ignore[no-untyped-call]

    def found() -> tuple[int, str]:
        lines = signals.read_text("utf-8").splitlines() if signals.exists() else []
        return len(lines), digest(hashed(json.loads(line)) for line in lines)

    progress.end(crowd.many, found)


__all__ = ["flowed"]
