"""Text to sentences, words and terms."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.text import normalise, read_wording, respell, sentences, stem, terms, words


def cut(text: str) -> list[str]:
    """Return the sentences themselves."""
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Piriformís", "piriformis"),
        ("ＨＩＰ", "hip"),
        ("the client’s", "the client's"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_normalise_folds_case_width_accents_and_quotes(typed, read):
    """The same word typed in another way is the same word."""
    assert normalise(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("I can't sit", ["i", "can", "not", "sit"]),
        ("I cant sit", ["i", "can", "not", "sit"]),
        ("cannot", ["can", "not"]),
        ("won't", ["will", "not"]),
        ("I want it", ["i", "want", "it"]),
        ("the client's hip", ["the", "client", "hip"]),
        ("over-pronating (rolling in)", ["over", "pronating", "rolling", "in"]),
        ("🙂 …", []),
    ],
)
def test_words_keep_every_not(typed, read):
    """A "not" hidden in a contraction counts, because it turns a sign into its absence."""
    assert words(typed) == read


def test_terms_are_stems_without_stop_words_and_keep_repeats():
    """A word that is said twice counts twice."""
    assert terms("The hips and the hip flexors") == ["hip", "hip", "flexor"]


def test_wording_notes_where_a_clause_begins():
    """A break stands before the word that follows a punctuation mark; after the last is none."""
    wording = read_wording("No numbness, but it hurts.")
    assert wording.words == ("no", "numbness", "but", "it", "hurts")
    assert wording.breaks == {2}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He sat. She stood.", ["He sat.", "She stood."]),
        ("Dr. Smith left. It rained.", ["Dr. Smith left.", "It rained."]),
        ("Read “More.” Then go.", ["Read “More.”", "Then go."]),
        ("So much pain! Find out.", ["So much pain!", "Find out."]),
        ("Bend it approx. 90 degrees. Hold.", ["Bend it approx. 90 degrees.", "Hold."]),
        ("It is 3.5 cm long. Good.", ["It is 3.5 cm long.", "Good."]),
        ("e.g. this, i.e. that. Yes.", ["e.g. this, i.e. that.", "Yes."]),
        ("no full stop", ["no full stop"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, expected):
    """Abbreviations, numbers and closing quotes do not end a sentence."""
    assert cut(text) == expected


@given(st.text(alphabet=string.ascii_letters + " .!?,”“'()\n3", max_size=200))
def test_sentences_lose_nothing_but_white_space(text):
    """Whatever is written, the sentences together hold every character in order."""
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


@given(st.text(max_size=200))
def test_reading_never_fails_and_stems_pair_with_words(text):
    """Any text at all can be read."""
    wording = read_wording(text)
    assert list(wording.words) == words(text)
    assert list(wording.stems) == [stem(word) for word in wording.words]


def test_a_word_that_becomes_two_moves_what_follows():
    """A clause that begins after it begins one word later."""
    wording = read_wording("hipflexor pain, then nothing")
    assert respell(wording, {0: ("hip", "flexor")}) == read_wording("hip flexor pain, then nothing")
    assert respell(wording, {}) == wording
