"""Which sentence of a passage a person would point at as the answer."""

import pytest

from bot.answering.marking import Asked, Sentence, choose_sentence, read_sentences
from bot.understanding.information import Said
from tests.made_up import passage

NONE = frozenset()


def sentence(key="d/s:1", *, stems=(), before=(), kinds=()):
    """Return what is known of a sentence."""
    return Sentence(key, frozenset(stems), frozenset(before), frozenset(kinds))


def worth(one, *words, kind="", points=None):
    """Return what a sentence is worth for words that say 1 each."""
    said = [Said(word, word, 1.0, ()) for word in words]
    return choose_sentence([one], Asked(said, kind, points or {}))[1]


def test_the_words_of_a_question_count():
    """All of them 0.4, half of them 0.2."""
    assert worth(sentence(stems=("hip", "ache")), "hip", "ache") == pytest.approx(0.4)
    assert worth(sentence(stems=("hip",)), "hip", "ache") == pytest.approx(0.2)
    assert worth(sentence(), "hip") == 0.0


def test_a_sentence_that_points_back_has_half_of_what_it_points_to():
    """“They ache” is about the hips of the sentence before."""
    pointing = sentence(stems=("ache",), before=("hip",))
    assert worth(pointing, "hip", "ache") == pytest.approx(0.4 * (0.5 + 0.5 * 0.5))


def test_what_the_model_scores_a_sentence_counts_whole():
    """By its name."""
    assert worth(sentence(), points={"d/s:1": 0.7}) == pytest.approx(0.7)
    assert worth(sentence(), points={"d/s:2": 0.7}) == 0.0


def test_answering_the_kind_of_question_counts():
    """0.2; leading on to other reading costs half a point, unless it was asked for."""
    assert worth(sentence(kinds=("why", "how")), kind="why") == pytest.approx(0.2)
    assert worth(sentence(kinds=("how",)), kind="why") == 0.0
    assert worth(sentence(kinds=("read",)), kind="why") == pytest.approx(-0.5)
    assert worth(sentence(kinds=("read",)), kind="read") == pytest.approx(0.2)
    assert worth(sentence(kinds=("read", "how")), kind="why") == 0.0


def test_the_best_sentence_is_chosen_and_of_equal_ones_the_first():
    """By its number from 0."""
    sentences = [sentence("a"), sentence("b"), sentence("c")]
    asked = Asked((), "", {"b": 0.5, "c": 0.5})
    assert choose_sentence(sentences, asked) == (1, 0.5)


def test_sentences_are_read_with_their_names_stems_and_kinds():
    """What points back knows the sentence before, and the one that that points to."""
    text = "Hips ache. They turn. Those move. Knees bend. Theyre odd"
    names = [f"n{number}" for number in range(5)]
    kinds = {"n0": frozenset({"why"})}
    found = read_sentences(passage(text), names, kinds)
    assert [one.key for one in found] == names
    assert found[0] == Sentence("n0", frozenset({"hip", "ach"}), NONE, frozenset({"why"}))
    assert found[1].before == {"hip", "ach"}
    assert found[2].before == {"hip", "ach", "they", "turn"}
    assert (found[3].before, found[3].kinds) == (NONE, NONE)
    assert found[4].before == NONE


@pytest.mark.parametrize("word", "This These They It Then He She Those That".split())
def test_words_that_point_back(word):
    """At the beginning of a sentence, with a capital."""
    found = read_sentences(passage(f"Hips ache. {word} is so"), ["a", "b"], {})
    assert found[1].before == {"hip", "ach"}


@pytest.mark.parametrize("opening", ["Read", "Learn more", "Find out", "For more"])
def test_what_leads_on_to_other_reading(opening):
    """Recognised by its first words, unless the file says what it answers."""
    text = f"{opening} of hips"
    assert read_sentences(passage(text), ["a"], {})[0].kinds == {"read"}
    why = frozenset({"why"})
    assert read_sentences(passage(text), ["a"], {"a": why})[0].kinds == why
    assert read_sentences(passage(f"So {text}"), ["a"], {})[0].kinds == NONE
