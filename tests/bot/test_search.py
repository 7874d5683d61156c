"""A query to ranked passages: BM25, and what the learned model expects of each section."""

import pytest

from bot.language.text import read_wording
from bot.retrieval.bm25 import Bm25
from bot.retrieval.passage_index import FIELD_WEIGHTS, index_passages
from bot.understanding.information import WordWeights
from bot.understanding.query import Interpreter
from bot.understanding.search import NOTHING, Searcher, preferred_kind
from bot.understanding.thesaurus import Thesaurus
from tests.made_up import document, passage

DOCUMENT = document(
    {
        "Hips": [
            passage("Hips ache when people sit.", place="d/hips/1"),
            passage("Rub the hips and the hips again.", place="d/hips/2", kind="technique"),
            passage("Nothing else is known.", place="d/hips/3"),
        ],
        "Feet": [passage("Flat feet turn the knee.", place="d/feet/1")],
        "Neck": [passage("Screens pull heads forward.", place="d/neck/1")],
    }
)


@pytest.fixture
def searcher():
    """Return a searcher of the document above."""
    index, fields = index_passages([DOCUMENT])
    return Searcher(index, Bm25.build(fields, weights=FIELD_WEIGHTS), {"d": DOCUMENT.title})


def query_of(searcher, question):
    """Return a question as a query of plain words that say 5 each."""
    interpreter = Interpreter(
        thesaurus=Thesaurus({}),
        speller=None,
        weights=WordWeights({}),
        corpus_terms=searcher.ranker,
    )
    return interpreter.read(read_wording(question))


def search(searcher, question, expected=None, **options):
    """Return what is found for a question."""
    return searcher.search(query_of(searcher, question), expected or {}, **options)


def test_a_section_without_examples_is_ranked_by_its_words(searcher):
    """The best of all has 0.6 for BM25, and 0.2 for each whole question that it explains."""
    found = search(searcher, "flat feet")
    assert found.sections == [(1, pytest.approx(0.6 + 0.2))]
    assert found.hits == [(3, pytest.approx(0.8))]
    assert found.explained == 1.0
    query = query_of(searcher, "flat feet")
    assert found.bm25 == max(searcher.ranker.scores_at(query.terms, range(5)))


def test_what_is_explained_in_part_counts_in_part(searcher):
    """One of two words that say the same: 0.2 · 1/2."""
    found = search(searcher, "flat xylophone")
    assert found.explained == pytest.approx(0.5)
    assert found.sections == [(1, pytest.approx(0.6 + 0.1))]


def test_headings_and_titles_explain_as_text_does(searcher):
    """“d” is the title, "neck" a heading; neither stands in the text."""
    assert searcher.stems_of(2) == {"screen", "pull", "head", "forward", "neck", "d"}
    assert searcher.stems_of(2) is searcher.stems_of(2)


def test_the_model_and_a_little_bm25_rank_a_section_with_examples(searcher):
    """Its score, and 0.15 for the best BM25 score of all."""
    found = search(searcher, "flat feet", {"d/feet": 0.5, "d/neck": 0.6})
    assert found.sections == [(1, pytest.approx(0.65)), (2, pytest.approx(0.6))]
    assert found.hits == [(3, pytest.approx(0.65)), (4, pytest.approx(0.6))]


def test_a_section_that_only_the_model_expects_is_found(searcher):
    """Without a word in common; what bm25 has for it is 0."""
    found = search(searcher, "xylophone", {"d/neck": 0.7})
    assert found.sections == [(2, pytest.approx(0.7))]
    assert (found.bm25, found.explained) == (0.0, 0.0)
    assert found.hits == [(4, pytest.approx(0.7))]


def test_what_is_no_section_is_passed_over(searcher):
    """The model may know sections that have no passages."""
    assert search(searcher, "xylophone", {"d/gone": 0.9}) == NOTHING


def test_nothing_in_common_finds_nothing(searcher):
    """Neither words nor examples."""
    found = search(searcher, "xylophone")
    assert found == NOTHING
    assert (found.hits, found.sections, found.explained, found.bm25) == ([], [], 0.0, 0.0)


def test_the_model_proposes_four_sections():
    """The fifth best of it is left out, unless it has words of the question."""
    names = [f"S{number}" for number in range(6)]
    many = document({name: [passage("Words.", place=f"d/{name.lower()}/1")] for name in names})
    index, fields = index_passages([many])
    searcher = Searcher(index, Bm25.build(fields, weights=FIELD_WEIGHTS), {"d": "D"})
    expected = {f"d/s{number}": number / 10 for number in range(6)}
    found = search(searcher, "xylophone", expected, limit=9)
    assert [section for section, _ in found.sections] == [5, 4, 3, 2]


def test_equal_sections_stand_in_their_order(searcher):
    """Of two that are worth the same, the first of the document comes first."""
    found = search(searcher, "xylophone", {"d/neck": 0.5, "d/feet": 0.5})
    assert [section for section, _ in found.sections] == [1, 2]


def test_within_a_section_bm25_decides(searcher):
    """The best is worth what the section is; others at most 0.6 of that, by their share."""
    found = search(searcher, "hips again", {"d/hips": 1.0}, limit=3)
    query = query_of(searcher, "hips again")
    first, second, third = searcher.ranker.scores_at(query.terms, [1, 0, 2])
    assert first > second > third
    assert found.hits == [
        (1, pytest.approx(1.15)),
        (0, pytest.approx(0.5 * 1.15 * 0.6 * (1 + second / first))),
        (2, pytest.approx(0.5 * 1.15 * 0.6 * (1 + third / first))),
    ]


def test_a_section_without_any_word_keeps_its_order(searcher):
    """All passages score 0: the first leads, the others have 0.3 of its worth."""
    found = search(searcher, "xylophone", {"d/hips": 1.0})
    assert found.hits == [
        (0, pytest.approx(1.0)),
        (1, pytest.approx(0.3)),
        (2, pytest.approx(0.3)),
    ]


class Fixed(dict):
    """A ranker whose scores are given: position → score."""

    def __contains__(self, term):
        """Tell that every term is known."""
        return True

    def best(self, query, *, limit):
        """Return all positions."""
        return self

    def scores_at(self, query, positions):
        """Return the scores of some positions."""
        return [self[position] for position in positions]


@pytest.mark.parametrize(
    ("scores", "order"),
    [
        ((1.0, 0.3, 0.2), [1, 0, 2]),
        ((1.0, 0.29, 0.2), [0, 1, 2]),
        ((0.2, 0.3, 1.0), [1, 2, 0]),
        ((0.2, 1.0, 0.3), [1, 2, 0]),
    ],
)
def test_a_passage_of_the_wanted_kind_leads_its_section(scores, order):
    """A good one does, from three tenths of the best score on; the others stay in their order."""
    index, _ = index_passages([DOCUMENT])
    ranker = Fixed(enumerate((*scores, 0.1, 0.1)))
    searcher = Searcher(index, ranker, {"d": "D"})
    query = query_of(searcher, "hip")
    found = searcher.search(query, {"d/hips": 9.0}, kind="technique", limit=3)
    assert [position for position, _ in found.hits] == order
    preferred = searcher.search(query, {"d/hips": 9.0}, limit=3)
    assert sorted(scores, reverse=True) == [scores[position] for position, _ in preferred.hits]


def test_no_more_hits_than_asked_for(searcher):
    """One more section is looked at than hits are wanted."""
    assert len(search(searcher, "hips", limit=2).hits) == 2
    expected = {"d/hips": 0.1, "d/feet": 0.3, "d/neck": 0.2}
    found = search(searcher, "xylophone", expected, limit=1)
    assert found.hits == [(3, pytest.approx(0.3))]
    assert len(found.sections) == 3


@pytest.mark.parametrize(
    ("audience", "asked", "kind"),
    [
        ("client", "how", "technique"),
        ("therapist", "how", "technique"),
        ("therapist", "", "technique"),
        ("therapist", "helps", "technique"),
        ("therapist", "why", "explanation"),
        ("therapist", "where", "explanation"),
        ("therapist", "read", None),
        ("client", "why", "explanation"),
        ("client", "where", "explanation"),
        ("client", "helps", None),
        ("client", "", None),
    ],
)
def test_who_asks_and_what_decides_which_kind_is_preferred(audience, asked, kind):
    """Techniques for how and for therapists, explanations for why and where."""
    assert preferred_kind(audience, asked) == kind
