"""Passages as they are shown, and where they stand."""

from dataclasses import replace

import pytest

from bot.answering.citations import Citations, text_fragment
from bot.answering.marking import Asked
from bot.records import Citation, Related
from tests.made_up import document, passage

KNOTS = Related("Knots", "https://example.com/knots", "direct")
TREES = Related("Trees", "https://example.com/trees", "search")


@pytest.fixture
def citations():
    """Return citations of two documents, the first with an address and further reading."""
    first = document(
        {
            "Hips": [passage("Hips ache. They turn.", place="d/hips/1")],
            "Feet": [passage("Feet hurt.", place="d/feet/1", kind="technique")],
        },
        address="https://example.com/d",
    )
    hips, feet = first.sections
    sections = (replace(hips, related=(KNOTS, TREES)), replace(feet, related=(TREES,)))
    second = document({"Moon": [passage("Tides rise.", place="e/moon/1")]}, name="e")
    return Citations([replace(first, sections=sections), second], {"d/hips:2": frozenset({"why"})})


def asked(**points):
    """Return a question that the model scores sentences for."""
    return Asked((), "", {key.replace("_", "/", 1).replace("_", ":"): 1.0 for key in points})


def test_a_passage_is_shown_with_its_sentence_marked_and_cited(citations):
    """Local link, and the sentence at the source."""
    shown = citations.show((0, 7.123456), 1, Asked((), "why", {}))
    assert (shown.rank, shown.score, shown.kind) == (1, 7.1235, "explanation")
    assert shown.text == "Hips ache. They turn."
    assert shown.highlights == ((11, 21),)
    assert shown.html == "<p>Hips ache. <mark>They turn.</mark></p>"
    assert shown.citation == Citation(
        "d",
        "D",
        "hips",
        "Hips",
        "d/hips/1",
        "/read/d#hips-1",
        "https://example.com/d#:~:text=They%20turn.",
    )


def test_another_sentence_of_the_same_passage_is_marked_anew(citations):
    """And the first one again when it answers again."""
    first = citations.show((0, 1.0), 1, Asked((), "how", {"d/hips:1": 1.0}))
    second = citations.show((0, 1.0), 2, Asked((), "why", {}))
    assert (first.highlights, second.highlights) == (((0, 10),), ((11, 21),))
    assert citations.show((0, 1.0), 1, Asked((), "how", {"d/hips:1": 1.0})) == first


def test_a_document_without_an_address_has_no_source(citations):
    """It stands on the reader page alone."""
    citation = citations.show((2, 1.0), 1, Asked((), "", {})).citation
    assert (citation.url, citation.source_url) == ("/read/e#moon-1", None)


def test_a_passage_knows_where_it_stands(citations):
    """By its position through all documents."""
    places = [citations.place(position) for position in range(3)]
    assert [(one.id, section.id) for one, section in places] == [
        ("d", "hips"),
        ("d", "feet"),
        ("e", "moon"),
    ]


def test_the_best_sentence_has_its_name_and_worth(citations):
    """Names run on through the passages of all documents."""
    sentence, worth = citations.best_sentence(0, Asked((), "why", {}))
    assert (sentence.key, worth) == ("d/hips:2", pytest.approx(0.2))
    assert citations.best_sentence(2, Asked((), "", {}))[0].key == "e/moon:1"
    assert citations.sentences(0) is citations.sentences(0)


def test_related_reading_comes_in_order_without_repeats(citations):
    """Of the sections of the passages that are shown."""
    assert citations.related([(1, 1.0), (0, 0.5)]) == (TREES, KNOTS)
    assert citations.related([(2, 1.0)]) == ()


def test_a_sentence_of_ten_words_is_its_own_fragment():
    """A longer one is told by its first six words and its last four."""
    ten = "a b c d e f g h i j"
    assert text_fragment(ten) == ten.replace(" ", "%20")
    assert text_fragment(f"{ten} k") == "a%20b%20c%20d%20e%20f,h%20i%20j%20k"


def test_marks_with_a_meaning_are_encoded():
    """Hyphen, comma, ampersand and slash (WICG Scroll to Text Fragment)."""
    assert text_fragment("well-known, salt & pepper/oil") == (
        "well%2Dknown%2C%20salt%20%26%20pepper%2Foil"
    )
