"""The learned model: worked by hand, held to a dense solver, and the same bits each time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.text import read_wording
from bot.learning.features import pair_features, word_features
from bot.learning.lessons import learn, lesson
from bot.learning.model import Model, Weights
from bot.learning.ridge import Product, Rows, fit_ridge

LESSONS = [
    *(lesson(text, {"topic": {"sea": 1.0}}) for text in ("the tide is high", "high tide at noon")),
    *(lesson(text, {"topic": {"sea": 1.0}}) for text in ("when is the tide", "the tide comes in")),
    *(lesson(text, {"topic": {"sky": 1.0}}) for text in ("the moon is full", "full moon at night")),
    *(lesson(text, {"topic": {"sky": 1.0}}) for text in ("when is the moon", "the moon comes up")),
]


def _rows(dense: np.ndarray) -> Rows:
    """Return a matrix as sparse rows."""
    rows, columns = dense.nonzero()
    starts = np.searchsorted(rows, np.arange(len(dense)))
    return Rows(starts, columns, dense[rows, columns].astype(np.float32), dense.shape[1])


@given(st.integers(0, 10_000))
def test_the_ridge_is_that_of_a_dense_solver(seed: int) -> None:
    """For any product of sparse matrices its loss is that of (X'X + p)⁻¹X'y, the least there is."""
    draw = np.random.default_rng(seed)
    left = draw.normal(size=(12, 6)) * (draw.random((12, 6)) < 0.5)
    right = draw.normal(size=(6, 5)) * (draw.random((6, 5)) < 0.7)
    targets = draw.normal(size=(12, 3)).astype(np.float32)
    x = (left @ right).astype(np.float64)

    def loss(weights: np.ndarray) -> float:
        return float(((x @ weights - targets) ** 2).sum() + (weights**2).sum())

    best = loss(np.linalg.solve(x.T @ x + np.eye(5), x.T @ targets))
    found = fit_ridge(Product(_rows(left), _rows(right)), targets, penalty=1.0, rounds=30)
    assert best <= loss(found) + 1e-3
    assert loss(found) <= 1.001 * best + 1e-3


def test_a_sentence_scores_most_for_what_its_words_were_filed_under() -> None:
    """Also with words of its own, and with a letter amiss."""
    model = Model(learn(LESSONS))
    assert model.score(read_wording("is the tide low today")).best("topic")[0] == "sea"
    assert model.score(read_wording("such a moon")).best("topic")[0] == "sky"
    assert model.score(read_wording("the mooon")).best("topic")[0] == "sky"


def test_a_score_is_the_sum_of_what_its_features_add() -> None:
    """The reasons that are given for a score are all of it."""
    model = Model(learn(LESSONS))
    for text in ("the tide is full", "moon", "tide tide tide", "a moon and a tide at noon"):
        scores = model.score(read_wording(text))
        added = scores.reasons("topic", "sea", most=10_000)
        assert sum(amount for _, amount in added) == pytest.approx(
            scores.of("topic")["sea"], abs=1e-4
        )


def test_a_word_is_counted_once() -> None:
    """Saying it again adds its pairs with itself and nothing else, and nobody has learned those."""
    model = Model(learn([*LESSONS, *[lesson("tide", {"topic": {"sea": 1.0}})] * 3]))
    once, size = model.add_up(read_wording("tide"))
    again, same = model.add_up(read_wording("tide tide tide"))
    assert np.allclose(again, once)
    assert same == size


def test_sentences_add_up() -> None:
    """What two sentences add to their run is what each adds, as no pair goes across their end."""
    model = Model(learn(LESSONS))
    first, size = model.add_up(read_wording("the tide is high"))
    second, more = model.add_up(read_wording("full moon"))
    assert size > 0 < more
    alone = [model.score(read_wording(one)).row for one in ("the tide is high", "full moon")]
    assert np.allclose(first, alone[0] * np.sqrt(size))
    assert np.allclose(second, alone[1] * np.sqrt(more))


def test_nothing_known_scores_nothing() -> None:
    """Words without a known feature, and no words at all, score 0 for everything."""
    model = Model(learn(LESSONS))
    for text in ("", "…", "zzz"):
        assert set(model.score(read_wording(text)).of("topic").values()) == {0.0}
    assert Model(learn([])).score(read_wording("tide")).of("topic") == {}


def test_the_same_lessons_give_the_same_bits() -> None:
    """Learning is deterministic."""
    first, second = learn(LESSONS), learn(LESSONS)
    for one, other in zip(_arrays(first), _arrays(second), strict=True):
        assert one.tobytes() == other.tobytes()


def _arrays(weights: Weights) -> tuple[np.ndarray, ...]:
    return weights.sizes, weights.columns, weights.steps


def test_features_are_stems_pairs_and_runs_of_letters() -> None:
    """Worked by hand."""
    assert pair_features(["hip", "pain"]) == ["< hip", "hip pain", "pain >"]
    assert word_features("hips", "hip") == [
        *("hip", "~^hi", "~hip", "~ips", "~ps$"),
        *("~^hip", "~hips", "~ips$"),
    ]


def test_an_example_more_moves_the_score_towards_it() -> None:
    """Each line that is filed under a topic makes sentences like it score more there."""
    asked = read_wording("spring flood")
    more = [lesson("spring flood by the pier", {"topic": {"sea": 1.0}})] * 3
    scores = [
        Model(learn([*LESSONS, *more[:count]])).score(asked).of("topic")["sea"] for count in (0, 3)
    ]
    assert all(after > before for before, after in pairwise(scores))
