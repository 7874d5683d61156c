"""What kind of reply a question gets."""

import pytest

from bot.answering.outcome import decide
from bot.language.text import read_wording
from bot.understanding.confidence import Confidence, Curve
from bot.understanding.query import Query
from bot.understanding.search import NOTHING, Found
from tests.made_up import understood

CONFIDENCE = Confidence(Curve(0.0, ()), Curve(0.0, ()), refuse_below=0.4, unsure_below=0.7)
QUERY = Query(read_wording("hip"), {}, ())
FOUND = Found([(0, 1.0)], [(0, 1.0)], 1.0, 1.0)


def outcome(found=FOUND, **what):
    """Return the outcome of what was understood."""
    return decide(understood(QUERY, found, **what), CONFIDENCE)


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [(0.39, "no_answer"), (0.4, "unsure"), (0.69, "unsure"), (0.7, "answer")],
)
def test_the_confidence_decides_between_answer_doubt_and_none(confidence, expected):
    """Both bounds belong to the better outcome."""
    assert outcome(confidence=confidence) == expected


def test_nothing_found_is_no_answer():
    """However sure that is."""
    assert outcome(NOTHING, confidence=1.0) == "no_answer"


@pytest.mark.parametrize(("topic", "expected"), [("practice", "clinic"), ("talk", "chat")])
def test_the_practice_and_small_talk_are_taken_for_it_when_they_stand_out(topic, expected):
    """From 0.55 on, 0.25 above the best section, 0.2 above what is not covered, above the rest."""

    def taken(score, *, best=0.0, **others):
        found = outcome(scores={topic: score, **others}, best=best, confidence=1.0)
        return found == expected

    assert taken(0.55)
    assert not taken(0.54)
    assert taken(0.8, best=0.55)
    assert not taken(0.8, best=0.56)
    assert taken(0.8, **{"not covered": 0.6})
    assert not taken(0.8, **{"not covered": 0.61})
    assert not taken(0.8, other=0.81)
    assert outcome(scores={}, confidence=1.0) != expected


def test_of_both_the_higher_one_is_taken():
    """The practice first where they are equal."""
    assert outcome(scores={"practice": 0.8, "talk": 0.9}) == "chat"
    assert outcome(scores={"practice": 0.9, "talk": 0.8}) == "clinic"
    assert outcome(scores={"practice": 0.9, "talk": 0.9}) == "clinic"
