# SPDX-License-Identifier: Apache-2.0
"""How many messages of 83 words a core reads in a second: the heads alone, the whole fold, and alt-profanity-check.

    python -m bench.watch_model [--messages 5000]

The messages are made of grams of the shipped vocabulary, frequent ones more often. Processor time, one core; the
slowest of a hundred (p99) is by processor time too. A fold is a message in, its state read, stepped and written again.
Memory is the most that this process had before its peer was loaded, the vocabulary and the conversations among it.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from bench.measured import keep
from comity.desk.watch.message import Message
from comity.edge.detector import weights
from comity.edge.detector.fold import Watch

WORDS = 83
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def texts(count: int) -> list[str]:
    """Invented messages, the same every time."""
    chance = random.Random(83)
    words = sorted(word for word in weights.heads().entries if word.isalpha())
    chance.shuffle(words)
    by = [1 / (place + 3) for place in range(len(words))]
    return [" ".join(chance.choices(words, by, k=WORDS)) for _ in range(count)]


def rate(read: Callable[[str], object], said: Sequence[str]) -> float:
    """Messages in a second of processor time: the best of three rounds."""
    best = 0.0
    for _ in range(3):
        begun = time.process_time()
        for text in said:
            read(text)
        best = max(best, len(said) / (time.process_time() - begun))
    return best


def folded(said: Sequence[str]) -> tuple[list[float], list[int]]:
    """The whole fold: what each message took in seconds, and the bytes of each conversation's state; both ascend."""
    watch, states, slow = Watch(weights.load()), dict[str, bytes](), []
    for number, text in enumerate(said):
        name = f"c{number % 300}"
        message = Message(
            conversation=name, id=str(number), author=f"a{number % 7}", at=BEGUN + timedelta(seconds=number), text=text
        )
        begun = time.process_time()
        states[name], _ = watch.step(states.get(name, b""), message)
        slow.append(time.process_time() - begun)
    return sorted(slow), sorted(map(len, states.values()))


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=5_000)
    said = texts(parser.parse_args().messages)
    model = weights.load()
    took, sizes = folded(said)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    from profanity_check import predict_prob

    begun = time.process_time()
    predict_prob(said)
    batched = len(said) / (time.process_time() - begun)
    figures: dict[str, tuple[float | int | str, str]] = {
        "watch: heads alone": (round(rate(model.glance, said)), "messages per core-second, 83 words"),
        "watch: whole fold": (round(len(took) / sum(took)), "messages per core-second, 83 words"),
        "watch: whole fold, p50": (round(took[len(took) // 2] * 1_000, 3), "ms of processor time"),
        "watch: whole fold, p99": (round(took[len(took) * 99 // 100] * 1_000, 3), "ms of processor time"),
        "watch: a live conversation": (round(sum(sizes) / len(sizes)), "bytes on the average"),
        "watch: a live conversation, p99": (sizes[len(sizes) * 99 // 100], "bytes"),
        "watch: the largest conversation": (sizes[-1], "bytes"),
        "watch: peak memory": (round(memory / 1_024), "MiB, the whole process"),
        "alt-profanity-check: single": (
            round(rate(lambda text: predict_prob([text]), said[:300])),
            "messages per core-second, 83 words",
        ),
        "alt-profanity-check: batched": (round(batched), "messages per core-second, 83 words"),
    }
    for name, (value, unit) in figures.items():
        print(f"{name:32} {value:>10} {unit}")
    keep(figures)


if __name__ == "__main__":
    main()
