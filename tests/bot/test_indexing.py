"""Documents to all that is needed to search them: fields of terms, and what is kept."""

import json
from dataclasses import replace

import pytest

import bot.retrieval.indexing
from bot.retrieval.bm25 import Bm25
from bot.retrieval.indexing import check_fields, facts_of, from_kept, index_documents
from bot.retrieval.large.index import LargeIndex
from bot.retrieval.passage_index import index_passages, passages_of
from tests.made_up import document, passage

HIPS = document(
    {
        "The Hips": [
            passage("Hips ache, and hips turn.", place="d/hips/1"),
            passage("Rub them.", place="d/hips/2"),
        ],
        "Bare Heading": [],
        "Feet": [passage("Feet hurt.", place="d/feet/1")],
    }
)
MOON = document({"Moon": [passage("Tides rise.", place="e/moon/1")]}, name="e")
DOCUMENTS = [
    replace(
        HIPS,
        title="The Bones",
        sections=(
            replace(HIPS.sections[0], id="hips"),
            HIPS.sections[1],
            replace(HIPS.sections[2], parents=("Legs", "Toes")),
        ),
    ),
    MOON,
]


def test_passages_stand_in_the_order_of_the_documents():
    """A passage's position is its place; so is a section's number, of those with passages."""
    index, _ = index_passages(DOCUMENTS)
    assert [one.id for one in index.passages] == ["d/hips/1", "d/hips/2", "d/feet/1", "e/moon/1"]
    assert index.passages == passages_of(DOCUMENTS)
    assert index.keys == (("d", "hips"), ("d", "feet"), ("e", "moon"))
    assert index.headings == ("The Hips", "Feet", "Moon")
    assert index.sections == (0, 0, 1, 2)


def test_a_passage_has_four_fields():
    """Its text, its heading, all of its section, and what stands above that; no small words."""
    _, fields = index_passages(DOCUMENTS)
    text, heading, section, above = fields
    assert text == [["hip", "ach", "hip", "turn"], ["rub"], ["feet", "hurt"], ["tide", "rise"]]
    assert heading == [["hip"], ["hip"], ["feet"], ["moon"]]
    whole = ["hip", "ach", "hip", "turn", "rub"]
    assert section == [whole, whole, ["feet", "hurt"], ["tide", "rise"]]
    assert above == [["bone"], ["bone"], ["bone", "leg", "toe"], ["e"]]


def test_words_are_those_of_passages_and_of_all_headings():
    """Small ones too, and headings without text of their own."""
    index, _ = index_passages(DOCUMENTS)
    assert {"hips", "and", "them", "the", "bare", "heading", "bones", "toes"} <= index.words
    assert "hip" not in index.words


@pytest.mark.parametrize(("others", "kept"), [(0, True), (1, True), (2, False), (3, False)])
def test_a_word_of_most_passages_names_no_section(others, kept):
    """It stands in at most two fifths of them: in two of five, not in three."""
    texts = ["hip."] * others + ["rain."] * (4 - others)
    passages = [passage(text, place=f"d/s/{at}") for at, text in enumerate(texts, start=1)]
    made = document({"Hip": [passage("Sun.", place="d/hip/1")], "S": passages})
    _, fields = index_passages([made])
    assert fields[1][0] == (["hip"] if kept else [])


def test_a_few_passages_count_as_five():
    """Two of three would be most, but tell nothing."""
    section = [passage("Hips.", place="d/hips/1"), passage("Hips.", place="d/hips/2")]
    _, fields = index_passages([document({"Hips": section})])
    assert fields[1] == [["hip"], ["hip"]]
    three = [*section, passage("Hips.", place="d/hips/3")]
    _, fields = index_passages([document({"Hips": three})])
    assert fields[1] == [[], [], []]


def test_no_document_is_no_passage():
    """An empty folder is refused elsewhere."""
    index, fields = index_passages([])
    assert (index.passages, index.keys, fields) == ((), (), [[], [], [], []])


@pytest.mark.parametrize(("most", "kind"), [(4, Bm25), (3, LargeIndex)])
def test_what_is_kept_is_plain_and_comes_back_as_it_was(monkeypatch, most, kind):
    """Facts are JSON; the passages are those of the documents, and stand there once."""
    monkeypatch.setattr(bot.retrieval.indexing, "MOST_PASSAGES", most)
    indexed = index_documents(DOCUMENTS)
    assert isinstance(indexed.ranker, kind)
    facts = json.loads(json.dumps(facts_of(indexed)))
    assert "Tides rise." not in json.dumps(facts["index"])
    kept = from_kept(facts, indexed.ranker.arrays())
    assert isinstance(kept.ranker, kind)
    assert (kept.documents, kept.index) == (tuple(DOCUMENTS), indexed.index)
    query = {"hip": 1.0, "bone": 0.5}
    assert kept.ranker.best(query, limit=9) == indexed.ranker.best(query, limit=9)
    # Heading 1.5, all else 1.
    assert set(indexed.ranker.best({"hip": 1.0}, limit=9)) == {0, 1}


def test_a_heading_counts_most():
    """Of two passages of one word each, that whose heading it is comes first."""
    made = document(
        {
            "Rain": [passage("Sun.", place="d/rain/1")],
            "Snow": [passage("Rain.", place="d/snow/1")],
            "X": [passage("Fog.", place="d/x/1")],
        }
    )
    ranker = index_documents([made]).ranker
    heading, text = ranker.scores_at({"rain": 1.0}, [0, 1])
    # The word is the whole section of the second too: 1 + 1 against 1.5.
    assert heading == pytest.approx(1.5 * ranker.idf("rain"))
    assert text == pytest.approx(2.0 * ranker.idf("rain"))


def test_fields_have_a_size():
    """That of the first, which all share; none without a field."""
    assert check_fields([[["a"], ["b"]], [[], []]], [1.0, 2.0]) == 2
    assert check_fields([], []) == 0
