"""Misspelt words to known words."""

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.language.english_words import read_english_words, read_plain_words
from bot.language.spelling import Speller

SPELLINGS = Path(__file__).resolve().parents[1] / "quality" / "spelling.jsonl"


@pytest.fixture(scope="module")
def speller():
    """Return a speller that knows a few field words and a few everyday ones."""
    return Speller(
        ["piriformis", "sciatica", "hip", "calf", "flexor", "gluteal", "psoas", "massage"],
        ["morning", "sitting", "hip"],
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("piriformus", ("piriformis",)),
        ("sciatca", ("sciatica",)),
        ("mornign", ("morning",)),
        ("spoas", ("psoas",)),
        ("hipflexor", ("hip", "flexor")),
        ("massage", ("massage",)),
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest_known_one(speller, typed, meant):
    """Swapped letters count as one error, a missing space too."""
    assert speller.correct(typed) == meant


@pytest.mark.parametrize("word", ["hippo", "chip", "message", "half", "floor", "ship", "hop"])
def test_an_english_word_is_never_corrected_into_anatomy(speller, word):
    """A hippo is not a hip, however near it is."""
    assert speller.correct(word) == (word,)


@pytest.mark.parametrize("word", ["hpi", "x", "zzzzzzzzzz", "12345", "ﷺ"])
def test_what_is_too_short_or_too_far_stays_as_it_is(speller, word):
    """A guess that could be anything is no guess."""
    assert speller.correct(word) == (word,)


@given(st.text(max_size=40))
def test_correcting_never_fails(speller, word):
    """Whatever a person types, there is at least one word left."""
    assert speller.correct(word)


@given(st.text("abcdefghilmnoprstuy", min_size=4, max_size=14))
def test_no_candidate_is_left_out_that_is_near_enough(speller, word):
    """What is sorted out by length and letters is too far away in truth."""
    near = [
        candidate
        for candidate in speller._candidates
        if OSA.distance(word, candidate, score_cutoff=2) <= 2
    ]
    assert set(near) <= set(speller._within(word, 2))


def test_nothing_that_people_type_is_remembered(speller):
    """A name that looks like a slip leaves no trace."""
    assert not speller.knows("piriformus")
    before = pickle.dumps(speller)
    speller.correct("piriformus")
    speller.correct("sebastian")
    assert pickle.dumps(speller) == before


def test_the_english_words_are_there():
    """The list holds everyday words, names and forms with an apostrophe, in lower case."""
    words = read_english_words()
    assert {"hippo", "chicken", "weather", "london", "can't"} <= words
    assert len(words) > 80_000
    assert not [word for word in words if word != word.lower() or word[0] == "#"]
    assert read_plain_words() < words


def test_common_misspellings_of_the_field_are_read(chatbot):
    """Of the judged misspellings nine in ten are read as what was meant, and no word is spoilt."""
    rows = [json.loads(line) for line in SPELLINGS.read_text("utf-8").splitlines()]

    def read(words: str) -> set[object]:
        query = chatbot.understand(words).query
        return {*query.terms}

    meant = [row for row in rows if row["meant"]]
    wrong = [
        row["typed"]
        for row in meant
        if (wanted := read(row["meant"])) and not wanted & read(row["typed"])
    ]
    kept = [row["typed"] for row in rows if row["meant"] is None]
    correct = chatbot.library.speller.correct
    assert [word for word in kept if correct(word) != (word,)] == []
    assert len(wrong) <= 0.1 * len(meant), wrong
