"""Ranking: the numbers of rank-bm25, from an index that reads only what a query needs."""

import math
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

import bot.retrieval.large.maxscore
import bot.retrieval.large.ranking
from bot.retrieval.large.ranking import Ranker

WORDS = "abcdefgh"
RUNS = st.lists(st.lists(st.sampled_from(WORDS), max_size=12), max_size=12)
QUERIES = st.dictionaries(st.sampled_from(WORDS + "x"), st.floats(0.1, 5), max_size=7)


@pytest.fixture(params=["tally", "race over gains", "race over packed postings"])
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send every query one of the three ways that the size of an index decides on."""
    if request.param != "tally":
        monkeypatch.setattr(bot.retrieval.large.ranking, "SMALL", -1)
        monkeypatch.setattr(bot.retrieval.large.maxscore, "BATCH", 1)
        monkeypatch.setattr(bot.retrieval.large.maxscore, "LEADERS", 2)
    if request.param == "race over packed postings":
        monkeypatch.setattr(bot.retrieval.large.ranking, "READY_LIMIT", -1)


def assert_ranks_as_it_scores(ranker: Ranker, query: dict[str, float], limit: int) -> None:
    """Compare a ranking with the head of all scores in stable order, to the last bit."""
    scores = ranker.scores(query)
    best = [place for place in np.argsort(-scores, kind="stable") if scores[place] > 0][:limit]
    hits = ranker.rank(query, limit=limit)
    assert [hit.position for hit in hits] == best
    assert [hit.score for hit in hits] == scores[best].tolist()


def test_scores_agree_with_a_formula_worked_by_hand() -> None:
    """Idf ln(4/2), a count of 2 in a passage of 3 terms where the average is 2."""
    ranker = Ranker.build([[["hip", "hip", "pain"], ["hip", "flexor"], ["neck"]]], weights=[1.0])
    norm = 1.5 * (1 - 0.75 + 0.75 * 3 / 2)
    expected = math.log(4 / 2) * 2 * 2.5 / (2 + norm)
    assert ranker.idf("hip") == pytest.approx(math.log(2))
    assert ranker.scores({"hip": 1.0})[0] == pytest.approx(expected)


@given(RUNS, QUERIES, st.floats(0.5, 3), st.floats(0, 1))
@pytest.mark.usefixtures("path")
@settings(deadline=None)
def test_scores_are_those_of_rank_bm25(
    runs: list[list[str]], query: dict[str, float], k1: float, b: float
) -> None:
    """One field of weight 1 scores as rank-bm25 scores, wherever rank-bm25 can score at all."""
    ranker = Ranker.build([runs], weights=[1.0], k1=k1, b=b)
    expected = np.zeros(len(runs))
    if any(runs):
        reference = BM25Plus(runs, k1=k1, b=b, delta=0)
        # rank-bm25 divides zero by zero for a passage without terms where b is 1.
        with np.errstate(invalid="ignore"):
            for term, weight in query.items():
                expected += weight * np.nan_to_num(reference.get_scores([term]))
    assert ranker.scores(query) == pytest.approx(expected, abs=1e-9)


@given(RUNS, RUNS, st.floats(0.1, 4), QUERIES)
@pytest.mark.usefixtures("path")
@settings(deadline=None)
def test_fields_score_apart_and_add_up(
    bodies: list[list[str]], titles: list[list[str]], weight: float, query: dict[str, float]
) -> None:
    """Two fields score what each scores alone, times its weight."""
    titles = (titles + [[]] * len(bodies))[: len(bodies)]
    both = Ranker.build([bodies, titles], weights=[1.0, weight]).scores(query)
    apart = [Ranker.build([field], weights=[1.0]).scores(query) for field in (bodies, titles)]
    assert both == pytest.approx(apart[0] + weight * apart[1], abs=1e-9)


@given(RUNS, RUNS, QUERIES, st.integers(1, 8))
@pytest.mark.usefixtures("path")
@settings(deadline=None)
def test_a_ranking_is_the_head_of_the_stable_order(
    bodies: list[list[str]], titles: list[list[str]], query: dict[str, float], limit: int
) -> None:
    """Hits come by falling score, equal ones in their order, and none scores zero."""
    titles = (titles + [[]] * len(bodies))[: len(bodies)]
    assert_ranks_as_it_scores(Ranker.build([bodies, titles]), query, limit)


@given(RUNS, RUNS, QUERIES, st.integers(1, 8), st.booleans())
@pytest.mark.usefixtures("path")
@settings(deadline=None)
def test_the_best_are_the_same_however_few_there_are(
    bodies: list[list[str]],
    titles: list[list[str]],
    query: dict[str, float],
    limit: int,
    added_up_in_lists: bool,
) -> None:
    """A handful of passages, added up in lists, ranks and scores as any index does."""
    titles = (titles + [[]] * len(bodies))[: len(bodies)]
    ranker = Ranker.build([bodies, titles])
    if not added_up_in_lists:
        ranker._handful = None
    scores = ranker.scores(query)
    best = ranker.best(query, limit=limit)
    hits = {hit.position: hit.score for hit in ranker.rank(query, limit=limit)}
    # Sums in another order differ in the last bits, and so may the last of equal ones.
    assert best == pytest.approx({position: scores[position] for position in best})
    assert sorted(best.values()) == pytest.approx(sorted(hits.values()))
    assert list(best) == sorted(best)
    some = list(range(0, len(bodies), 2))
    assert ranker.scores_at(query, some) == pytest.approx(scores[some].tolist())


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize("limit", [1, 10, 300, 5000])
def test_a_long_index_ranks_exactly(limit: int) -> None:
    """Nothing that is left unread would have changed the best of three thousand passages."""
    rng = np.random.default_rng(5)
    drawn = [np.minimum(rng.zipf(1.3, rng.integers(1, 60)), 5000) for _ in range(3000)]
    bodies = [[f"t{rank}" for rank in ranks] for ranks in drawn]
    ranker = Ranker.build([bodies, [body[:3] for body in bodies]])
    for passage in rng.integers(0, 3000, 25):
        terms = dict.fromkeys(bodies[passage][:9])
        assert_ranks_as_it_scores(ranker, {t: rng.uniform(0.2, 2) for t in terms}, limit)
        assert_ranks_as_it_scores(ranker, dict.fromkeys(terms, 1.0), limit)


@pytest.mark.usefixtures("path")
def test_equal_scores_keep_their_order_at_the_cut() -> None:
    """Where a hundred passages tie for ten places, the first ten of them get these."""
    ranker = Ranker.build([[["hip"]] * 500 + [["neck"]] * 500], weights=[1.0])
    hits = ranker.rank({"neck": 1.0, "hip": 1e-9}, limit=10)
    assert [hit.position for hit in hits] == list(range(500, 510))


@pytest.mark.usefixtures("path")
def test_a_count_beyond_the_usual_bits_is_kept() -> None:
    """A term that stands seventy thousand times in one passage counts as often."""
    runs = [["hip"] * 70_000 + ["neck"], ["hip", "neck"], ["neck"]] + [[]] * 70_000
    expected = BM25Plus(runs, delta=0).get_scores(["hip"])
    assert Ranker.build([runs], weights=[1.0]).scores({"hip": 1.0}) == pytest.approx(expected)


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize("fields", [[], [[]], [[[]]], [[[], []], [[], []]]])
def test_a_corpus_without_terms_ranks_nothing(fields: list[list[list[str]]]) -> None:
    """rank-bm25 divides by zero here; an empty index answers with no hit."""
    ranker = Ranker.build(fields)
    assert ranker.rank({"hip": 1.0}, limit=3) == []
    assert not ranker.scores({"hip": 1.0}).any()
    assert "hip" not in ranker


@pytest.mark.usefixtures("path")
def test_the_only_passage_scores_above_zero() -> None:
    """rank-bm25's Okapi gives the terms of a one-passage corpus a negative idf; this does not."""
    hits = Ranker.build([[["hip", "pain"]]], weights=[1.0]).rank({"hip": 1.0}, limit=5)
    assert [hit.position for hit in hits] == [0]
    assert hits[0].score > 0


def test_terms_that_do_not_weigh_are_left_out() -> None:
    """A weight of zero or less asks for nothing."""
    ranker = Ranker.build([[["hip"], ["neck"]]], weights=[1.0])
    assert [hit.position for hit in ranker.rank({"hip": 0.0, "neck": 1.0}, limit=5)] == [1]
    assert ranker.rank({"hip": -1.0}, limit=5) == []


def test_the_vocabulary_is_that_of_all_fields() -> None:
    """A term of a title alone is known and has the idf of the titles."""
    ranker = Ranker.build([[["hip"], ["neck"]], [["title"], []]])
    assert list(ranker.vocabulary) == ["hip", "neck", "title"]
    assert "title" in ranker
    assert ranker.idf("title") == pytest.approx(math.log(3))
    assert ranker.idf("unknown") == 0.0
    assert len(ranker) == 2


def test_fields_must_fit_each_other_and_their_weights() -> None:
    """Passages without a field, or a field without a weight, are a programming error."""
    with pytest.raises(ValueError, match="one run of terms for each passage"):
        Ranker.build([[["hip"]], []])
    with pytest.raises(ValueError, match="weight above 0"):
        Ranker.build([[["hip"]], [["hip"]]], weights=[1.0])
    with pytest.raises(ValueError, match="weight above 0"):
        Ranker.build([[["hip"]]], weights=[0.0])


@pytest.mark.usefixtures("path")
def test_threads_do_not_disturb_each_other() -> None:
    """Eight threads that ask at once each get what one alone gets."""
    rng = np.random.default_rng(7)
    runs = [[f"t{n}" for n in rng.integers(0, 40, 12)] for _ in range(400)]
    ranker = Ranker.build([runs], weights=[1.0])
    queries = [{f"t{n}": 1.0 for n in rng.integers(0, 40, 4)} for _ in range(50)]
    expected = [ranker.rank(query, limit=10) for query in queries]
    wrong: list[int] = []

    def ask() -> None:
        wrong.extend(
            place
            for place, query in enumerate(queries)
            if ranker.rank(query, limit=10) != expected[place]
        )

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
