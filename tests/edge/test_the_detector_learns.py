# SPDX-License-Identifier: Apache-2.0
"""P20: what the detector learned can be learned again, and its card tells the figures of the shipped weights."""

from __future__ import annotations

import json
import random
from importlib.resources import files
from pathlib import Path

import pytest

from comity.edge.detector import weights
from comity.edge.detector.heads import HEADS
from comity.edge.detector.policy import DEFAULT
from comity.edge.detector.words import MENTION
from comity.edge.detector.workshop import awry, figures, held
from comity.edge.detector.workshop.datasets import Labelled, Trained
from comity.edge.detector.workshop.train import trained

DATA = Path(__file__).parents[2].parent / "shared" / "data"
HARSH = "you are a stupid liar and this is pathetic garbage shut up".split()
KIND = "thank you this looks great could we perhaps add a small note please".split()
PLAIN = "the build of this module fails when a test runs on the second page with an old file".split()


def _said(chance: random.Random, label: float, thread: str = "", parent: str = "") -> Labelled:
    words = chance.choices(PLAIN, k=8) + chance.choices(HARSH if label > 0 else KIND, k=5)
    chance.shuffle(words)
    return Labelled(" ".join(words), label, thread, parent)


def _invented(many: int = 120) -> Trained:
    chance = random.Random(7)
    half = [float(n % 2) for n in range(many)]
    return Trained(
        incivility=[_said(chance, chance.choice((0.0, 1.0)), thread=f"t{n // 6}") for n in range(many)],
        toxic_issues=[_said(chance, label) for label in half],
        offence=[_said(chance, label) for label in half],
        hate=[_said(chance, label) for label in half],
        talk=[_said(chance, label, f"k{n}", " ".join(chance.choices(PLAIN, k=9))) for n, label in enumerate(half)],
        politeness=[_said(chance, -label) for label in half],
    )


def test_the_same_sentences_give_the_same_bytes(tmp_path: Path) -> None:
    """P20: training is deterministic, so whoever has the sets can check the weights."""
    first, second = tmp_path / "first", tmp_path / "second"
    assert trained(_invented(), first) == trained(_invented(), second)
    assert {one.name: one.read_bytes() for one in first.iterdir()} == {
        one.name: one.read_bytes() for one in second.iterdir()
    }
    assert trained(_invented(114), tmp_path / "third") != weights.model(first).version


def test_what_was_learned_tells_harsh_from_kind(tmp_path: Path) -> None:
    """P20: and a model that is read again says the same."""
    trained(_invented(), tmp_path)
    model = weights.model(tmp_path)
    harsh, kind = model.glance("you stupid liar, shut up"), model.glance("thank you, this looks great")
    assert harsh[HEADS.index("toxicity")] > kind[HEADS.index("toxicity")]
    assert harsh[HEADS.index("incivility")] > kind[HEADS.index("incivility")]


def test_a_folder_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    """P26: grams and numbers that do not belong together are named."""
    trained(_invented(), tmp_path)
    (tmp_path / weights.GRAMS).write_bytes(Path(str(files(weights))).joinpath(weights.GRAMS).read_bytes())
    with pytest.raises(ValueError, match=r"grams\.i16\.gz: \d+ numbers for \d+ grams of 5 heads"):
        weights.model(tmp_path)


def test_the_weights_are_small() -> None:
    """P20: they fit into the package, under 5 MB, and know no address of a person."""
    folder = Path(str(files(weights)))
    assert sum(one.stat().st_size for one in folder.iterdir() if one.is_file()) < 5_000_000
    words = {word for gram in weights.heads().entries for word in gram.split()}
    assert not [word for word in words if word != MENTION and ("@" in word or "://" in word)]


def test_the_card_tells_the_figures_of_these_weights() -> None:
    """P20: a card of other weights is no card."""
    folder = Path(str(files("comity.edge.detector")))
    kept = json.loads((folder / "figures.json").read_text("utf-8"))
    assert kept["model"] == weights.load().version
    assert f"Model `{weights.load().version}`." in (folder / "card.md").read_text("utf-8")


def test_where_nothing_is_known_it_speaks_from_where_one_in_ten_calm_threads_came_to() -> None:
    """P20: the threshold that is shipped comes from sets whose licence allows it, and is what the trainer found."""
    told = json.loads((Path(str(files(weights))) / weights.LAYER).read_text("utf-8"))["told"]
    assert DEFAULT.odds == (told["calm_point"],)
    assert weights.load().offset < told["calm_point"]


@pytest.mark.skipif(not DATA.is_dir(), reason=f"the data folder {DATA.name} is not beside the checkout")
def test_a_figure_of_the_card_comes_out_again() -> None:
    """P20: whoever has the sets gets the figures of the card from the weights of the package."""
    kept = json.loads((Path(str(files("comity.edge.detector"))) / "figures.json").read_text("utf-8"))
    one = held.awry(DATA, "wiki")
    scores, _ = awry.courses(weights.load(), one)
    told = kept["figures"]["Wikipedia"]["AUC, shipped weights"]
    again = figures.auc(one.turned, scores, one.groups)
    assert (again.value, again.low, again.high) == pytest.approx((told["value"], told["low"], told["high"]), abs=1e-6)


def test_pairs_are_found_and_kept_together() -> None:
    """P20: matched conversations never stand on both sides of a split."""
    texts = [
        "the bridge of the old town",
        "the bridge of this old town",
        "a recipe for lentil soup",
        "my lentil soup recipe",
    ]
    groups = held.pairs(texts)
    assert groups[0] == groups[1] != groups[2] == groups[3]
    many = held.pairs(texts * 3 + ["nothing else"])
    for train, test in figures.splits(many, 1):
        assert not set(many[train]) & set(many[test])
