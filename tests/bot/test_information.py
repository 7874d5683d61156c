"""How much a word says, and how much of a question some text accounts for."""

from math import log

import pytest

from bot.errors import CorpusError
from bot.understanding.information import (
    BY_ANOTHER_NAME,
    QUERIES,
    Said,
    WordWeights,
    explained,
    load_word_weights,
)
from tests.made_up import write

# Words in every second query, in one of a thousand, and in the rarest number that is listed.
WEIGHTS = WordWeights({"the": QUERIES // 2, "hip": 142, "rare": 3, "gait": 142})


def test_a_word_says_the_more_the_rarer_it_is():
    """Its weight is log(N / n) - 2.5, and never below 0."""
    assert WEIGHTS.of("the") == 0.0
    assert WEIGHTS.of("hip") == pytest.approx(log(QUERIES / 142) - 2.5)
    assert WEIGHTS.of("hip") < WEIGHTS.of("rare")


def test_a_word_without_a_count_says_as_much_as_the_rarest():
    """Nobody asks for it: it stands in fewer queries than any that is counted."""
    assert WEIGHTS.of("piriformis") == WEIGHTS.of("rare") == pytest.approx(log(QUERIES / 3) - 2.5)


def test_a_number_says_little():
    """A year or a dose is rare and tells nothing of a subject."""
    assert WEIGHTS.of("1974") == 1.0


def test_what_is_explained_is_a_share_of_what_is_said():
    """Two of three parts of the weight are in the text: 2/3."""
    said = [Said("hip", "hip", 2.0, ()), Said("knee", "knee", 1.0, ())]
    assert explained(said, {"hip"}) == pytest.approx(2 / 3)
    assert explained(said, {"hip", "knee"}) == 1.0
    assert explained(said, set()) == 0.0


def test_another_name_counts_a_little_less():
    """“bum” is explained by the gluteal muscles, at four fifths."""
    said = [Said("bum", "bum", 2.0, ("gluteal",))]
    assert explained(said, {"gluteal"}) == pytest.approx(BY_ANOTHER_NAME) == 0.8
    assert explained(said, {"bum", "gluteal"}) == 1.0


def test_a_question_that_says_nothing_has_nothing_explained():
    """Words of no weight divide nothing by nothing."""
    assert explained([], {"hip"}) == 0.0
    assert explained([Said("the", "the", 0.0, ())], {"the"}) == 0.0


def test_what_can_be_named_as_a_subject():
    """A rare word in use, or a long one; not a short one that is probably misspelt."""
    assert WEIGHTS.names_a_subject("gait", "gait")
    assert WEIGHTS.names_a_subject("ibuprofen", "ibuprofen")
    assert WEIGHTS.names_a_subject("sacrum", "sacrum")
    assert not WEIGHTS.names_a_subject("kneee", "kneee")
    assert not WEIGHTS.names_a_subject("the", "the")
    # Its stem is a word of every day.
    assert not WEIGHTS.names_a_subject("thething", "the")
    # One of two letters is a slip of the finger, or "im".
    assert not WordWeights({"im": 50}).names_a_subject("im", "im")
    # What says 3 is enough, what says less is not.
    counts = WordWeights({"less": 600, "enough": 560})
    assert counts.of("less") < 3.0 < counts.of("enough")
    assert not counts.names_a_subject("less", "less")
    assert counts.names_a_subject("enough", "enough")


def test_the_words_in_use_are_those_that_are_counted():
    """They are spelt as they should be."""
    assert WEIGHTS.words == {"the", "hip", "rare", "gait"}


def test_a_table_is_words_and_counts(tmp_path):
    """Remarks and empty lines are passed over."""
    path = write(tmp_path / "words.tsv", "# queries\n\nhip\t142\nknee\t7\n")
    weights = load_word_weights(path)
    assert weights.words == {"hip", "knee"}
    assert weights.of("hip") == pytest.approx(log(QUERIES / 142) - 2.5)


@pytest.mark.parametrize("line", ["hip", "hip\t", "hip\t0", "hip\tmany", "hip 12"])
def test_a_line_that_is_no_count_is_named(tmp_path, line):
    """File, line and remedy; a count of 0 would divide by nothing."""
    path = write(tmp_path / "words.tsv", f"knee\t7\n{line}\n")
    with pytest.raises(CorpusError, match=r"words\.tsv:2: .* is no word with a count; write"):
        load_word_weights(path)
