"""Ranking: the numbers of rank-bm25, from an index that reads only what a query names."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from bot.ranking import Ranker

RUNS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), max_size=12)


@given(RUNS, st.lists(st.sampled_from("abcdefghx"), max_size=6, unique=True))
def test_scores_are_those_of_rank_bm25(runs: list[list[str]], query: list[str]) -> None:
    """One field of weight 1 scores as rank-bm25 scores, wherever rank-bm25 can score at all."""
    scores = Ranker.build([runs], weights=[1.0]).scores(dict.fromkeys(query, 1.0))
    if not any(runs):
        assert not scores.any()
    else:
        assert scores == pytest.approx(BM25Plus(runs, delta=0).get_scores(query), abs=1e-9)


@given(RUNS, st.dictionaries(st.sampled_from("abcdefghx"), st.floats(0.1, 5)), st.integers(1, 8))
def test_a_ranking_is_the_head_of_the_stable_order(
    runs: list[list[str]], query: dict[str, float], limit: int
) -> None:
    """Hits come by falling score, equal ones in their order, and none scores zero."""
    ranker = Ranker.build([runs], weights=[1.0])
    scores = ranker.scores(query)
    expected = [i for i in np.argsort(-scores, kind="stable") if scores[i] > 0][:limit]
    assert [hit.position for hit in ranker.rank(query, limit=limit)] == expected
