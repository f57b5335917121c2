# SPDX-License-Identifier: Apache-2.0
"""What was asked of `comity watch`: which policy, fitted to what, and how its codes are said."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from comity.core.clause import Fault, Malformed
from comity.desk.watch.message import Told
from comity.desk.watch.trace import Library
from comity.edge.detector import policy as policies
from comity.edge.detector.fold import Watch
from comity.edge.detector.policy import Policy
from comity.site import patterns, watch_kept, watch_spool
from comity.site.watch_source import Lines, Reading, Wrong, open_lines
from comity.site.watch_text import Told as Words

FEW = 20
"""Conversations from which a file is a community's stream to which the watch can be fitted."""
USUAL = "5%"
"""The budget that is tried where none is asked for."""
MOST = 100_000
"""So many messages of a file are looked at for it."""
STEPS = {
    "let-it-rest": "leave it for a day, and look again.",
    "ask-how-they-are": "ask the one who seems to be hurt, in private, how they are.",
    "make-room": "ask, in the thread, to wait until there is an answer.",
    "answer-the-question": "answer the question that was asked.",
    "say-both-back": "say back what each of them wants, and ask whether that is it.",
    "a-thread-of-its-own": "give each new matter a thread of its own.",
    "a-talk-apart": "offer those concerned a talk away from the thread.",
    "ask-for-the-reasons": "ask whoever decided to write down when, by whom and why.",
    "name-the-work": "ask that the work be named where it was left out.",
    "another-hand": "let somebody take over who was not part of it.",
    "in-plain-words": "ask what was meant, in plain words, or in their own language.",
    "break-the-silence": "say that the message was read.",
    "ask-what-would-do": "ask what they would like to happen.",
    "bring-the-old-answer": "look up what was agreed the first time, and bring it.",
}
"""What a liaison might do, by the code of a pattern's step (docs/patterns.md)."""


def library() -> Library:
    """The patterns that are shipped; none where this installation has none."""
    try:
        return patterns.library()
    except OSError:
        return Library()


def words() -> Words:
    """What codes, patterns and steps are in a reader's words."""
    from comity.edge.detector import shipped

    return Words(shipped.meanings(), {one.id: one.title for one in library().patterns}, STEPS)


def watch(args: Namespace) -> tuple[Watch, str]:
    """The watch that was asked for, and a sentence about its budget. Raises `Malformed`."""
    from comity.edge.detector import shipped

    policy, said = _policy(args)
    if args.shadow:
        policy = policies.in_shadow(policy)
    return shipped.watch(policy, library()), said


def _policy(args: Namespace) -> tuple[Policy, str]:
    if args.policy is not None:
        found = policies.read(_read(args.policy), str(args.policy))
        return found, f"Policy {found.version} of {args.policy} ({found.budget or 'no budget named'})."
    budget = args.budget
    if budget == "none":
        return policies.DEFAULT, "Not fitted to this community, as was asked."
    if budget is None and watch_spool.once(args.source):
        return policies.DEFAULT, _LOOSE
    weekly, share = amount(budget or USUAL)
    if watch_spool.once(args.source):
        raise _malformed("--budget", "file", "standard input and pipes can be read once: fit a policy to a file first",
                         "comity watch FILE --budget 5 --save-policy policy.json")  # fmt: skip
    if before := watch_kept.fitted(args.state or Path(f"{args.source}.watch"), budget):
        return _fitted(policies.read(before, "--state"))
    from comity.edge.detector.calibration import calibrate, tracks
    from comity.edge.detector.shipped import watch as shipped

    found_tracks = list(tracks(shipped(), told(open_lines(args.source))).values())
    if not found_tracks or (budget is None and len(found_tracks) < FEW):
        return policies.DEFAULT, _LOOSE
    return _fitted(calibrate(found_tracks, weekly=weekly, share=share))


def _fitted(policy: Policy) -> tuple[Policy, str]:
    said = f"Fitted to this very source, without labels: {policy.budget}. Another budget: --budget 3, --budget 2%."
    return policy, said if policy.budget else _LOOSE


_LOOSE = "Not fitted to this community: give it a file of at least 20 conversations, or a --policy."


def told(lines: Lines) -> Iterator[Told]:
    """What can be read of a source, at most `MOST`; while that takes long, how far it is."""
    from comity.site.watch_run import Progress

    reading, many, progress = Reading(), 0, Progress(lines, "fitting a budget: ")
    with lines.stream:
        for number, line in lines:
            found = reading.read(number, line)
            if found is None or isinstance(found, Wrong):
                continue
            yield found
            many += 1
            progress.show(many)
            if many >= MOST:
                break
    progress.end()


def amount(budget: str) -> tuple[float | None, float | None]:
    """A budget: signals a week (`5`), or a share of conversations (`2%`). Raises `Malformed`."""
    text = budget.strip().removesuffix("%")
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= (100 if budget.endswith("%") else 10_000):
        raise _malformed(
            "--budget", "amount", f"'{budget[:40]}' is no number of signals a week and no share", "5, or 2%"
        )
    return (None, number / 100) if budget.strip().endswith("%") else (number, None)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as wrong:
        why = getattr(wrong, "strerror", None) or "is no UTF-8 text"
        raise _malformed("--policy", "file", f"{path}: {why}") from wrong


def _malformed(field: str, rule: str, text: str, way_out: str = "") -> Malformed:
    return Malformed([Fault(field=field, rule=rule, text=text, way_out=way_out)])


__all__ = ["FEW", "STEPS", "USUAL", "amount", "library", "told", "watch", "words"]
