"""Collections: read in BEIR's form, ranked on the defaults, measured as trec_eval measures."""

import json
import math
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import EvaluationError
from bot.measuring.beir.files import Entry, read_collection
from bot.measuring.beir.measures import evaluate_collection, main, measure_ranking
from bot.measuring.beir.ranking import CollectionRanker

DOCUMENTS = [
    {"_id": "hips", "title": "Tight hips", "text": "Hip flexors shorten in people who sit."},
    {"_id": "necks", "title": "Stiff necks", "text": "Screens pull the head forward."},
    {"_id": "feet", "title": "", "text": "Flat feet turn the knee inward."},
]
QUERIES = [{"_id": "1", "text": "why is my hip tight?"}, {"_id": "2", "text": "knees and feet"}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a collection of three documents and two queries."""
    for name, entries in (("corpus", DOCUMENTS), ("queries", QUERIES)):
        lines = "".join(json.dumps(entry) + "\n" for entry in entries)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    qrels = "query-id\tcorpus-id\tscore\n1\thips\t1\n2\tfeet\t1\n2\tnecks\t2\n"
    (tmp_path / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return tmp_path


def test_measures_agree_with_a_ranking_worked_by_hand() -> None:
    """Relevances 0, 2, 1 at ranks 1 to 3, and one of grade 3 that was not found."""
    measures = measure_ranking(["x", "b", "a"], {"a": 1, "b": 2, "c": 3, "x": 0})
    found = 2 / math.log2(3) + 1 / math.log2(4)
    ideal = 3 / math.log2(2) + 2 / math.log2(3) + 1 / math.log2(4)
    assert measures.ndcg_at_10 == pytest.approx(found / ideal)
    assert measures.mrr_at_10 == pytest.approx(1 / 2)
    assert measures.recall_at_100 == pytest.approx(2 / 3)


@pytest.mark.skipif(find_spec("ir_measures") is None, reason="no wheel of pytrec-eval-terrier here")
@given(
    st.lists(st.integers(0, 150), unique=True, max_size=130),
    st.dictionaries(st.integers(0, 150), st.integers(-1, 3), min_size=1, max_size=40),
)
def test_measures_are_those_of_trec_eval(ranking: list[int], judged: dict[int, int]) -> None:
    """Any ranking and any judgements measure as ir_measures measures them."""
    from ir_measures import RR, R, calc_aggregate, nDCG

    names = [str(name) for name in ranking]
    relevances = {str(name): relevance for name, relevance in judged.items()}
    run = {name: float(-rank) for rank, name in enumerate(names)}
    expected = calc_aggregate([nDCG @ 10, RR @ 10, R @ 100], {"q": relevances}, {"q": run})
    ours = measure_ranking(names, relevances)
    assert ours.ndcg_at_10 == pytest.approx(expected[nDCG @ 10])
    assert ours.mrr_at_10 == pytest.approx(expected[RR @ 10])
    assert ours.recall_at_100 == pytest.approx(expected[R @ 100])


def test_a_folder_is_measured_as_a_whole(folder: Path) -> None:
    """The first query finds its document; the second finds one of two, the lesser one."""
    measures = evaluate_collection(folder)
    second = 1 / (2 + 1 / math.log2(3))
    assert measures.queries == 2
    assert measures.ndcg_at_10 == pytest.approx((1 + second) / 2)
    assert measures.mrr_at_10 == 1
    assert measures.recall_at_100 == pytest.approx((1 + 1 / 2) / 2)


def test_judgements_stand_where_beir_puts_them(folder: Path) -> None:
    """A folder as BEIR hands it out is read as it is."""
    expected = read_collection(folder)
    (folder / "qrels").mkdir()
    (folder / "qrels.tsv").rename(folder / "qrels" / "test.tsv")
    assert read_collection(folder) == expected


def test_the_command_prints_one_line_a_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every folder named gets a line with its three measures."""
    assert main([str(folder), str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "nDCG@10 0.6900  MRR@10 1.0000  Recall@100 0.7500  (2 queries)" in lines[0]


def test_a_title_finds_a_document_that_its_text_does_not() -> None:
    """Words of the title count, more than the same words of a text."""
    ranker = CollectionRanker(
        [
            Entry("text", "Other things", "A bursa lies here between tendon and bone."),
            Entry("title", "The bursa", "A small bag lies here between tendon and bone."),
            Entry("neither", "Muscles", "A muscle pulls on its tendon and so on the bone."),
        ]
    )
    assert ranker.rank("bursa")[:2] == ["title", "text"]


def test_a_title_that_asks_counts_as_much_as_the_text() -> None:
    """Where most titles are questions, a title in a person's words beats a text that has them."""
    texts = ["bursa bursa bursa bursa bursa bursa tendon bone", "bag tendon bone muscle nerve"]
    texts += [f"muscle{n} tendon nerve bone hip knee foot" for n in range(6)]
    titles = ["What are tendons?", "What is a bursa?"] + ["What are hips?"] * 6
    asking = [Entry(text, title, text) for text, title in zip(texts, titles, strict=True)]
    naming = [Entry(text, title[8:-1], text) for text, title in zip(texts, titles, strict=True)]
    assert CollectionRanker(asking).rank("bursa")[0] == texts[1]
    assert CollectionRanker(naming).rank("bursa")[0] == texts[0]


def test_feedback_finds_a_document_that_shares_no_word_with_the_query() -> None:
    """Words of the best documents lead on to documents of the same topic."""
    ranker = CollectionRanker(
        [
            Entry("direct", "", "The piriformis squeezes the sciatic nerve."),
            Entry("related", "", "A sciatic nerve under pressure makes the leg tingle."),
            Entry("other", "", "Apples ripen late in a cold summer."),
        ]
    )
    assert ranker.rank("piriformis") == ["direct", "related"]


def test_a_query_without_known_words_finds_nothing() -> None:
    """No document is better than a document that nobody asked for."""
    assert CollectionRanker([Entry("1", "", "hip")]).rank("zebra and the") == []
    assert CollectionRanker([]).rank("hip") == []


def test_identifiers_may_be_numbers_and_titles_may_be_missing(tmp_path: Path) -> None:
    """`id` and `_id` name the same thing, and a missing or null title is an empty one."""
    (tmp_path / "corpus.jsonl").write_text('{"id": 7, "title": null, "text": "hip"}\n\n')
    (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "hip"}\n')
    (tmp_path / "qrels.tsv").write_text("q\t0\t7\t1\n")
    assert read_collection(tmp_path).documents == (Entry("7", "", "hip"),)
    assert evaluate_collection(tmp_path).ndcg_at_10 == 1


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("corpus.jsonl", "hip\n", "corpus.jsonl:1: not an object"),
        ("corpus.jsonl", '{"id": "1"}\n', "corpus.jsonl:1: not an object"),
        ("queries.jsonl", "[1]\n", "queries.jsonl:1: not an object"),
        ("qrels.tsv", "1\thips\t1\n1\thips\tyes\n", "qrels.tsv:2: not a query"),
        ("qrels.tsv", "9\thips\t1\n", "no query has judgements"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_place(
    folder: Path, name: str, text: str, message: str
) -> None:
    """The error says which line is wrong and what belongs there."""
    (folder / name).write_text(text)
    with pytest.raises(EvaluationError, match=message):
        evaluate_collection(folder)


def test_a_missing_folder_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """The error names the file that is missing and what a folder holds."""
    with pytest.raises(EvaluationError, match=r"corpus\.jsonl: cannot be read .* name a folder"):
        evaluate_collection(tmp_path / "nowhere")
