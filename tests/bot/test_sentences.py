"""The sentences of documents by name, and the kinds of question that they answer."""

import pytest

from bot.errors import CorpusError
from bot.understanding.sentences import load_sentence_kinds, name_sentences
from tests.made_up import document, passage, write

DOCUMENT = document(
    {
        "Hips": [
            passage("Hips ache. They turn.", place="d/hips/1"),
            passage("Rest helps.", place="d/hips/2"),
        ],
        "Feet": [passage("Feet hurt.", place="d/feet/1")],
    }
)


def test_sentences_are_numbered_through_the_passages_of_a_section():
    """From 1, and from 1 again in the next section."""
    assert list(name_sentences(DOCUMENT)) == [
        ("d/hips:1", "Hips ache."),
        ("d/hips:2", "They turn."),
        ("d/hips:3", "Rest helps."),
        ("d/feet:1", "Feet hurt."),
    ]


def test_a_file_names_sentences_by_their_first_words(tmp_path):
    """A sentence may answer several kinds, and an opening may name several sentences."""
    text = '[d]\nwhy = ["Hips ache"]\nhelps = ["Rest", "Hips"]\n'
    assert load_sentence_kinds(write(tmp_path / "s.toml", text), [DOCUMENT]) == {
        "d/hips:1": {"why", "helps"},
        "d/hips:3": {"helps"},
    }


def test_without_a_file_no_sentence_has_a_kind(tmp_path):
    """Most corpora name none."""
    assert load_sentence_kinds(tmp_path / "none.toml", [DOCUMENT]) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[other]\nwhy = []\n", "other: is not a known setting"),
        ('[d]\nwho = ["Hips"]\n', "who: is not a known setting"),
        ('[d]\nwhy = ["Hips"]\nhow = ["Knees"]\n', "s.toml:3: d.how: no sentence begins “Knees”"),
    ],
)
def test_what_does_not_exist_is_named(tmp_path, text, said):
    """A document, a kind and a sentence have to be there."""
    with pytest.raises(CorpusError) as caught:
        load_sentence_kinds(write(tmp_path / "s.toml", text), [DOCUMENT])
    assert said in str(caught.value)
