"""A question's words to a query: terms to rank by, and what each word says."""

import pytest

from bot.language.spelling import Speller
from bot.language.text import read_wording
from bot.records import Reading
from bot.understanding.information import QUERIES, WordWeights
from bot.understanding.query import Interpreter, joined
from bot.understanding.thesaurus import Thesaurus

# "good" says 1.5 beyond a common word, all else much.
WEIGHTS = WordWeights({"good": round(QUERIES / 2.7**4), "pain": 50})
THESAURUS = Thesaurus(
    {("bum",): ("gluteal", "piriformis"), ("sore",): ("pain",), ("sit", "bone"): ("elsewhere",)}
)
TERMS = {"gluteal", "hip", "pain", "good", "piriformi"}


def interpreter(speller=None):
    """Return an interpreter of the thesaurus and the terms above."""
    return Interpreter(thesaurus=THESAURUS, speller=speller, weights=WEIGHTS, corpus_terms=TERMS)


def read(question):
    """Return a question as a query."""
    return interpreter().read(read_wording(question))


def test_a_term_counts_as_often_as_it_is_said():
    """Each time 1; what the documents do not have is no term."""
    assert read("hip pain and hip trouble").terms == {"hip": 2.0, "pain": 1.0}


def test_a_word_that_says_little_counts_less():
    """“good” stands in the documents, and everywhere else."""
    assert read("a good hip").terms == {"good": 0.4, "hip": 1.0}


def test_what_is_meant_counts_less_than_what_is_said():
    """0.6, whatever stands beside it; a term that is said as well keeps what it counts."""
    assert read("my bum").terms == {"gluteal": 0.6, "piriformi": 0.6}
    assert read("sore, in pain").terms == {"pain": 1.0}
    assert read("bum or good bum").terms["gluteal"] == 0.6


def test_stop_words_are_not_said():
    """What is left has its weight, and what it also means."""
    said = read("my bum and the hip").said
    assert [(one.word, one.stem, one.means) for one in said] == [
        ("bum", "bum", ("gluteal", "piriformi")),
        ("hip", "hip", ()),
    ]
    assert said[0].says == WEIGHTS.of("bum")


def test_every_word_of_a_phrase_means_what_the_phrase_does():
    """The sit bones are both of their words."""
    assert [one.means for one in read("sit bones").said] == [("elsewher",), ("elsewher",)]


def test_readings_tell_what_was_said_in_other_words():
    """Each once; not what leads nowhere, nor what the documents say themselves."""
    readings = read("bum and bum").readings
    assert readings == (
        Reading("bum", "gluteal", "everyday word"),
        Reading("bum", "piriformis", "everyday word"),
    )
    assert read("sit bones").readings == ()
    documents = Interpreter(
        thesaurus=THESAURUS, speller=None, weights=WEIGHTS, corpus_terms={"bum", "gluteal"}
    )
    assert documents.read(read_wording("bum")).readings == ()


def test_a_misspelt_word_is_mended_and_told():
    """Its stem is ranked by, and the reading says why."""
    speller = Speller({"piriformis", "hip"}, frozenset())
    query = interpreter(speller).read(read_wording("my pirifromis"))
    assert query.wording.words == ("my", "piriformis")
    assert query.terms == {"piriformi": 1.0}
    assert query.readings == (Reading("pirifromis", "piriformis", "spelling"),)


def test_a_follow_up_takes_over_a_share_of_what_was_asked_before():
    """0.6 of the earlier terms, unless it names them itself; the words stand in their order."""
    before, after = read("hip pain"), read("good pain")
    both = joined(before, after, share=0.6)
    assert both.terms == pytest.approx({"good": 0.4, "pain": 1.0, "hip": 0.6})
    assert both.wording.words == ("hip", "pain", "good", "pain")
    assert [one.word for one in both.said] == ["hip", "pain", "good", "pain"]


def test_a_follow_up_shows_its_own_readings_only():
    """How the earlier question was read was shown with it."""
    before, after = read("my bum"), read("sore hip")
    assert joined(before, after, share=0.6).readings == after.readings != ()


def test_the_larger_of_both_counts():
    """A term that was said twice before counts 1.2, more than the 1 of the follow-up."""
    both = joined(read("hip hip"), read("hip"), share=0.6)
    assert both.terms == pytest.approx({"hip": 1.2})
