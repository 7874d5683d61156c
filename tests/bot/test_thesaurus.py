"""Phrases of everyday speech, and the documents' words for them."""

import pytest

from bot.errors import CorpusError
from bot.language.text import read_wording
from bot.understanding.thesaurus import Meaning, Thesaurus, load_thesaurus
from tests.made_up import write

FILE = """
gluteal = ["bum", "back side", "bum muscle"]
"sacrum or tailbone" = ["tail bone"]
piriformis = ["back side"]
"""


@pytest.fixture
def thesaurus(tmp_path):
    """Return a thesaurus of a few phrases."""
    return load_thesaurus(write(tmp_path / "thesaurus.toml", FILE))


def found(thesaurus, question):
    """Return what is found in a question."""
    wording = read_wording(question)
    return thesaurus.find(wording.words, wording.stems)


def test_a_phrase_is_found_by_the_stems_of_its_words(thesaurus):
    """Start and end are places of words; small words inside are passed over."""
    assert found(thesaurus, "my bum hurts") == [Meaning(1, 2, "gluteal", ("gluteal",))]
    assert found(thesaurus, "the backs of my sides") == [
        Meaning(1, 5, "gluteal", ("gluteal",)),
        Meaning(1, 5, "piriformis", ("piriformi",)),
    ]


def test_the_longest_phrase_wins_and_the_search_goes_on_behind_it(thesaurus):
    """“bum muscle” is one thing; the bum that follows is another."""
    places = [(one.start, one.end) for one in found(thesaurus, "bum muscle bum knee bum")]
    assert places == [(0, 2), (2, 3), (4, 5)]


def test_what_is_meant_loses_its_small_words(thesaurus):
    """“sacrum or tailbone” means two things."""
    (meaning,) = found(thesaurus, "tail bone")
    assert meaning.stems == ("sacrum", "tailbon")


def test_a_phrase_has_at_most_five_words_that_count():
    """Five are looked up, six are not."""
    five, six = tuple("bcdef"), tuple("ghijkl")
    thesaurus = Thesaurus({five: ("x",), six: ("y",)})
    assert [one.meant for one in thesaurus.find(five, five)] == ["x"]
    assert thesaurus.find(six, six) == []
    assert [one.start for one in thesaurus.find(("z", *five), ("z", *five))] == [1]


def test_its_words_are_those_of_its_phrases(thesaurus):
    """A speller takes them for words that may be meant."""
    assert thesaurus.words == {"bum", "back", "side", "muscl", "tail", "bone"}


def test_without_a_file_there_is_nothing(tmp_path):
    """A thesaurus is no must."""
    assert load_thesaurus(tmp_path / "none.toml") == Thesaurus({})


def test_a_phrase_without_a_word_is_named(tmp_path):
    """Small words alone would stand everywhere."""
    path = write(tmp_path / "thesaurus.toml", 'gluteal = ["bum"]\npsoas = ["in the"]\n')
    with pytest.raises(CorpusError, match=r"thesaurus\.toml:2: psoas: 'in the' has no word; del"):
        load_thesaurus(path)
