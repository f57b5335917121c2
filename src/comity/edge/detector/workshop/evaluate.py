# SPDX-License-Identifier: Apache-2.0
"""Every figure of the model card, from a data folder and the shipped weights."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from comity.desk.watch.message import Message, Told
from comity.desk.watch.signal import Kind, Signal
from comity.edge.detector import calibration
from comity.edge.detector.fold import Watch
from comity.edge.detector.heads import HEADS
from comity.edge.detector.model import Model
from comity.edge.detector.policy import DEFAULT, Policy
from comity.edge.detector.workshop import awry, held
from comity.edge.detector.workshop.datasets import github, training
from comity.edge.detector.workshop.figures import Figure, at_recall, at_ten, auc, share
from comity.edge.detector.workshop.train import learned

Figures: TypeAlias = dict[str, dict[str, Figure]]
Peer: TypeAlias = Callable[[Sequence[str]], Any]
"""Texts to a score each: somebody else's model, measured beside ours."""
BUDGET = 0.08
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
SAFE = ("counter_quote_nh", "counter_ref_nh", "negate_neg_nh", "profanity_nh", "ident_neutral_nh", "ident_pos_nh")
"""Functionalities of hatecheck that no detector should flag."""


def evaluate(
    folder: Path,
    model: Model,
    forum: Mapping[str, Sequence[Told]],
    peers: Mapping[str, Peer],
    say: Callable[[str], None],
) -> Figures:
    """Every figure, by what it was measured on. `forum`: the conversations of an ordinary forum, for calibration."""
    trained = training(folder)
    texts = [one.text for name in ("talk", "toxic_issues", "politeness") for one in getattr(trained, name)]
    texts += [one.parent for one in trained.talk if one.parent]
    found: Figures = {}
    parts = {part: held.awry(folder, part) for part in held.AWRY}
    for part, name in held.AWRY.items():
        say(f"conversations gone awry, {name}")
        seen = held.shared([" ".join(one) for one in parts[part].texts], texts)
        found[name] = awry.measured(model, parts[part], seen)
    say("both parts, the forum and hatecheck")
    found["both"] = _both(model, parts)
    found["hatecheck"] = _hatecheck(model, folder, parts)
    if forum:
        found |= _forum(model, forum, parts)
    say("GitHub comments, by threads that the heads never saw")
    found["GitHub"] = _github(folder, learned(trained, say).values, peers)
    return found


def _both(model: Model, parts: Mapping[str, held.Conversations]) -> dict[str, Figure]:
    """Precision and recall where each part has the same share of false positives."""
    truth, scores, groups = [], [], []
    for number, one in enumerate(parts.values()):
        odds = awry.courses(model, one)[0]
        ranked = np.searchsorted(np.sort(odds[~one.turned]), odds) / (~one.turned).sum()
        truth.append(one.turned)
        scores.append(ranked)
        groups.append(one.groups + number * 100_000)
    everything = np.concatenate(truth), np.concatenate(scores), np.concatenate(groups)
    precision, recall = at_ten(*everything)
    return {
        "precision at 10 % false positives": precision,
        "recall at 10 % false positives": recall,
        f"precision at a recall of {awry.RECALL}": at_recall(*everything, awry.RECALL),
    }


def _hatecheck(model: Model, folder: Path, parts: Mapping[str, held.Conversations]) -> dict[str, Figure]:
    """Single messages flagged at the point where 10 % of the Wikipedia conversations that did not turn are."""
    one = parts["wiki"]
    limit = float(np.quantile(awry.courses(model, one)[0][~one.turned], 0.9))
    cases = held.hatecheck(folder)
    alone = held.Conversations([[text] for _, text, _ in cases], np.zeros(1), np.zeros(1))
    flagged = awry.courses(model, alone)[0] > limit
    kinds = np.array([kind for kind, _, _ in cases])
    hateful = np.array([hate for _, _, hate in cases])
    found = {f"flagged of {kind}": share(list(flagged[kinds == kind])) for kind in SAFE if (kinds == kind).any()}
    return {"flagged of the hateful": share(list(flagged[hateful])), **found}


def _github(folder: Path, values: Any, peers: Mapping[str, Peer]) -> dict[str, Figure]:
    comments = github(folder)
    truth = np.array([one.label > 0 for one in comments])
    groups = np.array([one.thread for one in comments])
    found = {f"AUC, head `{head}`": auc(truth, values[:, n], groups) for n, head in enumerate(HEADS)}
    found["AUC, head `politeness`"] = auc(truth, -values[:, HEADS.index("politeness")], groups)
    for name, peer in peers.items():
        found[f"AUC, {name}"] = auc(truth, np.array(peer([one.text for one in comments])), groups)
    return found


def _forum(
    model: Model, forum: Mapping[str, Sequence[Told]], parts: Mapping[str, held.Conversations]
) -> dict[str, dict[str, Figure]]:
    """Calibrated on one half of the topics, measured on the other; then what the same policy sees in the two parts."""
    tracks = calibration.tracks(Watch(model, DEFAULT), [told for one in forum.values() for told in one])
    names = sorted(tracks)
    flags: list[bool] = []
    for half in (0, 1):
        policy = calibration.calibrate([tracks[name] for name in names[half::2]], share=BUDGET)
        flags += [calibration.flagged(policy, tracks[name]) for name in names[1 - half :: 2]]
    policy = calibration.calibrate([tracks[name] for name in names], share=BUDGET)
    topics = {
        "topics flagged, calibrated on the other half": share(flags),
        "topics flagged, not calibrated": share([calibration.flagged(DEFAULT, tracks[name]) for name in names]),
    }
    reasons = [
        _without(model, policy, told, signal) for told in forum.values() for signal in _spoken(model, policy, told)
    ]
    for part, one in parts.items():
        conversations = [_told(texts, f"{part}-{n}") for n, texts in enumerate(one.texts)]
        spoken = [_spoken(model, policy, told) for told in conversations]
        flagged = np.array([bool(signals) for signals in spoken])
        loose = np.array([bool(_spoken(model, DEFAULT, told)) for told in conversations])
        topics[f"recall on {held.AWRY[part]}, not calibrated"] = share(list(loose[one.turned]))
        topics[f"false positives on {held.AWRY[part]}, not calibrated"] = share(list(loose[~one.turned]))
        topics[f"recall on {held.AWRY[part]} under the forum's policy"] = share(list(flagged[one.turned]))
        topics[f"false positives on {held.AWRY[part]} under the forum's policy"] = share(list(flagged[~one.turned]))
        reasons += [
            _without(model, policy, told, signal)
            for told, signals in zip(conversations, spoken, strict=True)
            for signal in signals
        ]
    return {"forum": topics, "reasons": {"signals that are none without the words shown": share(reasons)}}


def _told(texts: Sequence[str], name: str) -> list[Told]:
    return [
        Message(conversation=name, id=str(n), author="", at=BEGUN + timedelta(minutes=n), text=text)
        for n, text in enumerate(texts)
    ]


def _spoken(model: Model, policy: Policy, told: Sequence[Told]) -> list[Signal]:
    watch, state, found = Watch(model, policy), b"", []
    for one in told:
        state, signal = watch.step(state, one)
        if signal is not None and signal.kind is Kind.WARMING:
            found.append(signal)
    return found


def _without(model: Model, policy: Policy, told: Sequence[Told], signal: Signal) -> bool:
    """Whether there is no signal at that message once the words of its reasons are cut out of the messages."""
    words: dict[str, list[str]] = {}
    for reason in signal.reasons:
        if reason.weight > 0 and reason.message:
            words.setdefault(reason.message, []).extend(reason.words)
    cut = [_cut(one, words[one.id]) if isinstance(one, Message) and one.id in words else one for one in told]
    return all(other.message != signal.message for other in _spoken(model, policy, cut))


def _cut(one: Message, words: Sequence[str]) -> Message:
    pattern = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(words, key=len, reverse=True))
    return replace(one, text=re.sub(pattern, " ", one.text, flags=re.IGNORECASE))
