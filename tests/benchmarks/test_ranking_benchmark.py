"""The benchmark itself: it runs, its text is natural, and the engines answer alike."""

import pytest
from rank_bm25 import BM25Plus

from tests.benchmarks.engines import build_ours
from tests.benchmarks.loading import main as load_documents
from tests.benchmarks.ranking import compare, main
from tests.benchmarks.synthetic import make_passages, make_questions


def test_the_table_has_a_line_for_every_engine(capsys: pytest.CaptureFixture[str]) -> None:
    """One command prints build time, median, 99th percentile and memory of each."""
    main(["--sizes", "200", "--engines", "bot", "SQLite FTS5", "rank-bm25"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines[1:4]] == ["bot", "SQLite FTS5", "rank-bm25"]
    assert "a saved index answers after" in lines[4]


def test_synthetic_passages_are_the_same_each_time() -> None:
    """Figures of two runs are about the same text."""
    assert make_passages(50) == make_passages(50)
    assert make_passages(50) != make_passages(50, seed=3)


def test_words_of_questions_stand_in_one_passage() -> None:
    """A question asks for what some passage has."""
    passages = make_passages(200)
    for question in make_questions(passages, count=20):
        assert 2 <= len(question) <= 8
        assert any(set(question) <= set(passage) for passage in passages)


def test_the_ranker_finds_what_rank_bm25_finds() -> None:
    """The ten best of a thousand passages have the ten best scores of rank-bm25."""
    passages = make_passages(1000)
    reference = BM25Plus(passages, delta=0)
    search = build_ours(passages)
    for question in make_questions(passages, count=20):
        scores = reference.get_scores(question)
        found = scores[search(question)].tolist()
        assert found == pytest.approx(sorted(scores.tolist(), reverse=True)[: len(found)])


def test_the_ranker_is_faster_than_rank_bm25() -> None:
    """At a thousand passages a question takes less than half of rank-bm25's time."""
    passages = make_passages(1000)
    questions = make_questions(passages, count=40)
    ours, theirs = compare(["bot", "rank-bm25"], passages, questions, turns=3)
    assert ours.p50 < theirs.p50 / 2


def test_loading_is_told_cold_and_warm(capsys: pytest.CaptureFixture[str]) -> None:
    """One line a size: documents, passages, seconds and megabytes, twice."""
    load_documents(["--sizes", "3"])
    documents, passages, *figures = capsys.readouterr().out.splitlines()[1].split()
    assert documents == "3"
    assert int(passages) >= 24
    assert len(figures) == 4
