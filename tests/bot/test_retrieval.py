"""Ranking: rank-bm25's numbers, from dictionaries for a few passages and from arrays for many."""

import doctest
import math
import subprocess
import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

import bot.retrieval.bm25
import bot.retrieval.indexing
import bot.retrieval.large.maxscore
import bot.retrieval.large.postings
from bot.retrieval.bm25 import Bm25, saturate
from bot.retrieval.indexing import build_ranker
from bot.retrieval.large.index import LargeIndex
from bot.retrieval.ranker import Ranker

WORDS = "abcdefgh"
RUNS = st.lists(st.lists(st.sampled_from(WORDS), max_size=12), max_size=12)
QUERIES = st.dictionaries(st.sampled_from(WORDS + "x"), st.floats(-1, 5), max_size=7)
BOTH = pytest.mark.parametrize("kind", [Bm25, LargeIndex])


@pytest.fixture
def _skipping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a large index skip what it can though there are few passages."""
    monkeypatch.setattr(bot.retrieval.large.maxscore, "BATCH", 1)
    monkeypatch.setattr(bot.retrieval.large.maxscore, "LEADERS", 2)
    monkeypatch.setattr(bot.retrieval.large.postings, "BLOCK", 3)


def all_scores(ranker: Ranker, query: dict[str, float]) -> list[float]:
    """Return the score of every passage."""
    return ranker.scores_at(query, range(len(ranker)))


def fit(titles: list[list[str]], bodies: list[list[str]]) -> list[list[str]]:
    """Return a title for every body."""
    return (titles + [[]] * len(bodies))[: len(bodies)]


def test_the_worked_examples_come_out_as_they_are_told() -> None:
    """Who reads the formula can follow it number by number."""
    failed, tried = doctest.testmod(bot.retrieval.bm25)
    assert (failed, tried > 5) == (0, True)


@BOTH
def test_scores_agree_with_a_formula_worked_by_hand(kind: type[Bm25]) -> None:
    """Idf ln(4/2), a count of 2 in a passage of 3 terms where the average is 2."""
    ranker = kind.build([[["hip", "hip", "pain"], ["hip", "flexor"], ["neck"]]], weights=[1.0])
    held_against = 1.5 * (1 - 0.75 + 0.75 * 3 / 2)
    expected = math.log(4 / 2) * 2 * 2.5 / (2 + held_against)
    assert ranker.idf("hip") == pytest.approx(math.log(2))
    assert ranker.scores_at({"hip": 1.0}, [0]) == [pytest.approx(expected)]


@given(st.integers(1, 50), st.integers(1, 500), st.floats(1, 500))
def test_repeats_count_more_and_more_but_never_without_end(
    tf: int, length: int, average: float
) -> None:
    """One more occurrence adds something, a longer text takes something, k1 + 1 is the limit."""
    counted = saturate(tf, length, average)
    assert 0 < counted < saturate(tf + 1, length, average) < 1.5 + 1
    assert counted > saturate(tf, length + 1, average)
    assert saturate(tf, length, average, b=0.0) == saturate(tf, 1, 1.0)


@BOTH
@given(RUNS, QUERIES, st.floats(0.5, 3), st.floats(0, 1))
@pytest.mark.usefixtures("_skipping")
@settings(deadline=None)
def test_scores_are_those_of_rank_bm25(
    kind: type[Bm25], runs: list[list[str]], query: dict[str, float], k1: float, b: float
) -> None:
    """One field of weight 1 scores as rank-bm25 scores, wherever rank-bm25 can score at all."""
    ranker = kind.build([runs], weights=[1.0], k1=k1, b=b)
    expected = np.zeros(len(runs))
    if any(runs):
        reference = BM25Plus(runs, k1=k1, b=b, delta=0)
        # rank-bm25 divides zero by zero for a passage without terms where b is 1.
        with np.errstate(invalid="ignore"):
            for term, weight in query.items():
                expected += max(weight, 0.0) * np.nan_to_num(reference.get_scores([term]))
        assert [ranker.idf(term) for term in query] == [reference.idf.get(t, 0.0) for t in query]
    assert all_scores(ranker, query) == pytest.approx(expected.tolist(), abs=1e-9)


@BOTH
@given(RUNS, RUNS, st.floats(0.1, 4), QUERIES)
@settings(deadline=None)
def test_fields_score_apart_and_add_up(
    kind: type[Bm25],
    bodies: list[list[str]],
    titles: list[list[str]],
    weight: float,
    query: dict[str, float],
) -> None:
    """Two fields score what each scores alone, times its weight."""
    titles = fit(titles, bodies)
    both = all_scores(kind.build([bodies, titles], weights=[1.0, weight]), query)
    body, title = (
        all_scores(kind.build([field], weights=[1.0]), query) for field in (bodies, titles)
    )
    expected = [one + weight * other for one, other in zip(body, title, strict=True)]
    assert both == pytest.approx(expected, abs=1e-9)


@BOTH
@given(RUNS, RUNS, QUERIES, st.integers(1, 8))
@pytest.mark.usefixtures("_skipping")
@settings(deadline=None)
def test_the_best_are_the_head_of_the_stable_order(
    kind: type[Bm25],
    bodies: list[list[str]],
    titles: list[list[str]],
    query: dict[str, float],
    limit: int,
) -> None:
    """They come by position, the first of equal ones are taken, and none scores zero."""
    ranker = kind.build([bodies, fit(titles, bodies)], weights=[1.0, 0.5])
    scores = all_scores(ranker, query)
    order = sorted(range(len(scores)), key=lambda position: -scores[position])
    expected = sorted(position for position in order[:limit] if scores[position] > 0)
    best = ranker.best(query, limit=limit)
    assert list(best.items()) == [(position, scores[position]) for position in expected]


@given(RUNS, RUNS, QUERIES, st.integers(1, 8))
@pytest.mark.usefixtures("_skipping")
@settings(deadline=None)
def test_both_kinds_return_the_very_same(
    bodies: list[list[str]], titles: list[list[str]], query: dict[str, float], limit: int
) -> None:
    """Dictionaries and arrays give the same idf, the same best and the same scores, bit for bit."""
    fields = [bodies, fit(titles, bodies), bodies]
    small = Bm25.build(fields, weights=[1.0, 1.5, 0.7])
    large = LargeIndex.build(fields, weights=[1.0, 1.5, 0.7])
    assert len(small) == len(large) == len(bodies)
    assert [term in small for term in query] == [term in large for term in query]
    assert [small.idf(term) for term in query] == [large.idf(term) for term in query]
    assert small.best(query, limit=limit) == large.best(query, limit=limit)
    assert all_scores(small, query) == all_scores(large, query)


@pytest.mark.parametrize("limit", [1, 10, 300, 5000])
@pytest.mark.parametrize("batch", [64, 1 << 14])
def test_both_kinds_agree_on_three_thousand_passages(
    limit: int, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that is left unread would have changed a bit of the best."""
    monkeypatch.setattr(bot.retrieval.large.maxscore, "BATCH", batch)
    rng = np.random.default_rng(5)
    drawn = [np.minimum(rng.zipf(1.3, rng.integers(1, 60)), 5000) for _ in range(3000)]
    bodies = [[f"t{rank}" for rank in ranks] for ranks in drawn]
    fields = [bodies, [body[:3] for body in bodies]]
    small = Bm25.build(fields, weights=[1.0, 0.5])
    large = LargeIndex.build(fields, weights=[1.0, 0.5])
    for passage in rng.integers(0, 3000, 20):
        terms = dict.fromkeys(bodies[passage][:9])
        for query in ({t: rng.uniform(0.2, 2) for t in terms}, dict.fromkeys(terms, 1.0)):
            assert small.best(query, limit=limit) == large.best(query, limit=limit)


def test_a_large_index_reads_less_than_all_of_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """The postings of a frequent word are looked up for a few passages and read for none."""
    monkeypatch.setattr(bot.retrieval.large.maxscore, "BATCH", 1)
    bodies = [["the", "psoas"] if position % 50 == 0 else ["the"] for position in range(1000)]
    large = LargeIndex.build([bodies], weights=[1.0])
    read: list[int] = []
    whole_read = type(large.postings).read

    def count(postings, rows):
        read.extend(row.frequency for row in rows)
        return whole_read(postings, rows)

    monkeypatch.setattr(type(large.postings), "read", count)
    assert list(large.best({"the": 1.0, "psoas": 1.0}, limit=3)) == [0, 50, 100]
    assert read == [20]


def test_the_worked_example_of_a_large_index_comes_out_as_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who reads the README beside it can follow it: ten of 910 postings are read."""
    monkeypatch.setattr(bot.retrieval.large.maxscore, "BATCH", 1)
    bodies = []
    for position in range(1000):
        body = ["piriformis"] * (position % 100 == 0) + ["stretch"] * (position % 10 == 0)
        body += ["muscle"] * (position % 5 != 0)
        bodies.append([*body, *(f"filler{position}" for _ in range(3 - len(body)))])
    large = LargeIndex.build([bodies], weights=[1.0])
    rows = large._rows({"muscle": 1.0, "stretch": 1.0, "piriformis": 1.0})
    assert [row.frequency for row in rows] == [10, 100, 800]
    assert [round(row.most, 2) for row in rows] == [4.61, 2.30, 0.22]
    read: list[int] = []
    whole_read = type(large.postings).read

    def count(postings, asked):
        read.extend(row.frequency for row in asked)
        return whole_read(postings, asked)

    monkeypatch.setattr(type(large.postings), "read", count)
    best = large.best({"muscle": 1.0, "stretch": 1.0, "piriformis": 1.0}, limit=3)
    assert {position: round(score, 2) for position, score in best.items()} == {
        0: 6.91,
        100: 6.91,
        200: 6.91,
    }
    assert read == [10]


@BOTH
@pytest.mark.usefixtures("_skipping")
def test_equal_scores_keep_their_order_at_the_cut(kind: type[Bm25]) -> None:
    """Where a hundred passages tie for ten places, the first ten of them get these."""
    ranker = kind.build([[["hip"]] * 500 + [["neck"]] * 500], weights=[1.0])
    assert list(ranker.best({"neck": 1.0, "hip": 1e-9}, limit=10)) == list(range(500, 510))


def test_a_count_beyond_the_usual_bits_is_kept() -> None:
    """A term that stands seventy thousand times in one passage counts as often."""
    runs = [["hip"] * 70_000 + ["neck"], ["hip", "neck"], ["neck"]] + [[]] * 70_000
    expected = BM25Plus(runs, delta=0).get_scores(["hip"])
    ranker = LargeIndex.build([runs], weights=[1.0])
    assert all_scores(ranker, {"hip": 1.0}) == pytest.approx(expected.tolist())


@BOTH
@pytest.mark.parametrize("fields", [[], [[]], [[[]]], [[[], []], [[], []]]])
def test_a_corpus_without_terms_ranks_nothing(
    kind: type[Bm25], fields: list[list[list[str]]]
) -> None:
    """rank-bm25 divides by zero here; an empty index answers with no hit."""
    ranker = kind.build(fields, weights=[1.0] * len(fields))
    assert ranker.best({"hip": 1.0}, limit=3) == {}
    assert not any(all_scores(ranker, {"hip": 1.0}))
    assert "hip" not in ranker
    assert ranker.idf("hip") == 0.0


@BOTH
def test_the_only_passage_scores_above_zero(kind: type[Bm25]) -> None:
    """rank-bm25's Okapi gives the terms of a one-passage corpus a negative idf; this does not."""
    best = kind.build([[["hip", "pain"]]], weights=[1.0]).best({"hip": 1.0}, limit=5)
    assert list(best) == [0]
    assert best[0] > 0


@BOTH
def test_terms_that_do_not_weigh_are_left_out(kind: type[Bm25]) -> None:
    """A weight of zero or less asks for nothing."""
    ranker = kind.build([[["hip"], ["neck"]]], weights=[1.0])
    assert list(ranker.best({"hip": 0.0, "neck": 1.0}, limit=5)) == [1]
    assert ranker.best({"hip": -1.0}, limit=5) == {}
    assert ranker.scores_at({"hip": -1.0}, [1, 0]) == [0.0, 0.0]


@BOTH
def test_the_idf_is_that_of_the_first_field_that_has_the_term(kind: type[Bm25]) -> None:
    """A term of a title alone is known and has the idf of the titles."""
    ranker = kind.build([[["hip"], ["neck"]], [["title", "hip"], ["hip"]]], weights=[1.0, 0.5])
    assert "title" in ranker
    assert ranker.idf("title") == pytest.approx(math.log(3))
    assert ranker.idf("hip") == pytest.approx(math.log(3))
    assert ranker.idf("unknown") == 0.0


@BOTH
def test_what_was_kept_ranks_as_what_was_built(kind: type[Bm25]) -> None:
    """Facts and arrays are all that a ranker knows."""
    fields = [[["hip", "pain"], ["büste", "\ud800"], []], [["hip"], [], ["pain"]]]
    built = kind.build(fields, weights=[1.0, 1.5])
    kept = kind.from_kept(built.facts(), built.arrays())
    query = {"pain": 1.0, "hip": 0.5, "büste": 2.0, "\ud800": 1.0, "unknown": 1.0}
    assert kept.best(query, limit=9) == built.best(query, limit=9)
    assert [kept.idf(term) for term in query] == [built.idf(term) for term in query]
    assert len(kept) == 3


def test_fields_must_fit_each_other_and_their_weights() -> None:
    """Passages without a field, or a field without a weight, are a programming error."""
    with pytest.raises(ValueError, match="one run of terms for each passage"):
        build_ranker([[["hip"]], []], weights=[1.0, 1.0])
    with pytest.raises(ValueError, match="weight above 0"):
        build_ranker([[["hip"]], [["hip"]]], weights=[1.0])
    with pytest.raises(ValueError, match="weight above 0"):
        build_ranker([[["hip"]]], weights=[0.0])


def test_the_number_of_passages_chooses_the_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dictionaries up to some number, arrays beyond it."""
    monkeypatch.setattr(bot.retrieval.indexing, "MOST_PASSAGES", 2)
    kinds = [type(build_ranker([[["hip"]] * size], weights=[1.0])) for size in (0, 2, 3)]
    assert kinds == [Bm25, Bm25, LargeIndex]


def test_a_small_corpus_never_loads_what_a_large_one_needs() -> None:
    """Who reads how the shipped article is ranked can leave the folder large alone."""
    code = (
        "import sys; from bot.retrieval.indexing import build_ranker; "
        "build_ranker([[['hip']]], weights=[1.0]).best({'hip': 1.0}, limit=1); "
        "print([name for name in sys.modules if 'large' in name])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "[]"


@pytest.mark.usefixtures("_skipping")
def test_threads_do_not_disturb_each_other() -> None:
    """Eight threads that ask at once each get what one alone gets."""
    rng = np.random.default_rng(7)
    runs = [[f"t{n}" for n in rng.integers(0, 40, 12)] for _ in range(400)]
    ranker = LargeIndex.build([runs], weights=[1.0])
    queries = [{f"t{n}": 1.0 for n in rng.integers(0, 40, 4)} for _ in range(50)]
    expected = [ranker.best(query, limit=10) for query in queries]
    wrong: list[int] = []

    def ask() -> None:
        wrong.extend(
            place
            for place, query in enumerate(queries)
            if ranker.best(query, limit=10) != expected[place]
        )

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
