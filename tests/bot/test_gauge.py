"""How probable a danger is: a score for each run of sentences."""

from math import sqrt
from pathlib import Path

import pytest

from bot.language.text import read_wording
from bot.learning.examples import Example
from bot.safety.gauge import CALM, Gauge, aims_of
from tests.made_up import model_of

LEVELS = {"heart": "emergency", "stroke": "emergency", "clot": "urgent", "skin": "routine"}
MODEL = model_of(
    {
        "topic": {"sea": {"tide": 1.0}},
        "danger": {
            "heart": {"chest": 0.9, "fall": 0.2},
            "stroke": {"face": 0.6, "fall": 0.3},
            "clot": {"calf": 0.7, "chest": 0.1},
            "skin": {"rash": 0.5},
            "none": {"calm": 0.8, "chest": 0.2},
        },
    }
)


@pytest.fixture
def gauge():
    """Return a gauge of the model above."""
    return Gauge(MODEL, LEVELS)


def lean(gauge, *sentences, **options):
    """Return what the most dangerous run of some sentences scores."""
    return gauge.lean([gauge.weigh(read_wording(one)) for one in sentences], **options)


def test_a_sentence_is_the_sum_of_its_dangers_and_the_best_once_more(gauge):
    """0.9 + 0.1 for both notices, 0.9 for the nearest, less half of the 0.2 for none."""
    found = lean(gauge, "chest")
    assert found.danger == pytest.approx(0.9 + 0.1 + 0.9 - 0.5 * 0.2)
    assert found.sure == found.danger
    assert (found.emergency, found.urgent, found.routine) == ("heart", "clot", "skin")
    assert found.lead == pytest.approx(0.9 - 0.1)
    assert found.careful == pytest.approx(0.0 - 0.5 * 0.2)
    assert found.by_notice == pytest.approx(
        {"heart": 0.9, "stroke": 0.0, "clot": 0.1, "skin": 0.0, "none": 0.2}
    )
    assert found.nearest == "heart"


def test_the_lead_is_that_of_all_emergencies(gauge):
    """Two faint ones together lead as much as one clear one."""
    assert lean(gauge, "fall").lead == pytest.approx(0.2 + 0.3)
    assert lean(gauge, "calf").lead == pytest.approx(-0.7)
    assert lean(gauge, "calf").nearest == "clot"


def test_a_care_is_weighed_apart(gauge):
    """A rash is no danger."""
    found = lean(gauge, "rash")
    assert found.careful == pytest.approx(0.5 + 0.5)
    assert found.danger == 0.0


def test_a_run_is_the_sum_of_its_sentences_over_its_length(gauge):
    """Two sentences of one word each: their sum over √2."""
    found = lean(gauge, "face", "fall")
    summed = (0.6 + 0.3 + 0.2 + (0.6 + 0.3)) / sqrt(2)
    assert found.danger == pytest.approx(max(summed, 1.2, 0.8))
    assert found.by_notice["stroke"] == pytest.approx(0.9 / sqrt(2))


def test_harmless_sentences_hide_nothing(gauge):
    """The worst run counts, and it may be one sentence in the middle."""
    worst = lean(gauge, "chest")
    for said in (("calm", "chest"), ("chest", "calm"), ("calm", "chest", "calm")):
        found = lean(gauge, *said)
        assert found.danger == pytest.approx(worst.danger)
        assert found.emergency == "heart"


def test_each_notice_has_its_best_run(gauge):
    """For signs that are looked for elsewhere."""
    found = lean(gauge, "chest", "calf", "rash")
    assert found.by_notice["clot"] == pytest.approx(0.7)
    assert found.by_notice["skin"] == pytest.approx(0.5)
    assert found.by_notice["heart"] == pytest.approx(0.9)


def test_across_a_place_only_runs_that_cross_it_count(gauge):
    """What either side says alone was judged before."""
    assert lean(gauge, "chest", "tide", across=1).danger == pytest.approx(1.8 / sqrt(2))
    both = lean(gauge, "face", "calm", across=1)
    assert both.danger == pytest.approx((0.6 + 0.6 - 0.4) / sqrt(2))
    three = lean(gauge, "face", "calm", "calm", across=2)
    assert three.danger == pytest.approx((0.6 + 0.6 - 0.4 * 2) / sqrt(3), abs=1e-6)


def test_a_denial_costs_its_runs_something(gauge):
    """0.3 for a denied sign; 1.2 where every sentence of the run denies in each clause."""
    plain = lean(gauge, "chest")
    assert lean(gauge, "chest", denials=[(True, False)]).sure == pytest.approx(plain.danger - 0.3)
    assert lean(gauge, "chest", denials=[(True, True)]).sure == pytest.approx(plain.danger - 1.2)
    assert lean(gauge, "chest", denials=[(True, True)]).danger == pytest.approx(plain.danger)
    assert lean(gauge, "chest", denials=[(False, False)]).sure == pytest.approx(plain.danger)


def test_a_denial_elsewhere_costs_nothing(gauge):
    """The run without it is as sure as ever."""
    found = lean(gauge, "chest", "fall", denials=[(False, False), (True, False)])
    assert found.sure == pytest.approx(lean(gauge, "chest").danger)
    mixed = lean(gauge, "chest", "fall", denials=[(True, True), (True, False)])
    both = lean(gauge, "chest", "fall", across=1).danger
    assert mixed.sure == pytest.approx(max(1.8 - 1.2, both - 0.3, 0.8 - 0.3))


def test_unknown_words_score_nothing(gauge):
    """A sentence without any known word has no length; nothing is divided by nothing."""
    found = lean(gauge, "tide pool", "xylophone")
    assert found.danger == 0.0
    assert lean(gauge, "xylophone").danger == 0.0


def test_nothing_said_and_nothing_learned_is_calm(gauge):
    """Without sentences, or without examples of each level, nothing leans anywhere."""
    assert gauge.ready
    assert gauge.lean([]) is CALM
    untaught = Gauge(model_of({"topic": {"sea": {"tide": 1.0}}, "danger": {"none": {}}}), LEVELS)
    assert not untaught.ready
    assert untaught.lean([untaught.weigh(read_wording("tide"))]) is CALM
    assert not Gauge(MODEL, {"heart": "emergency", "clot": "urgent"}).ready
    without_none = model_of({"danger": {"heart": {"a": 1.0}, "clot": {}, "skin": {}}})
    assert not Gauge(without_none, LEVELS).ready
    assert CALM.nearest == ""
    assert (CALM.danger, CALM.sure, CALM.lead, CALM.careful) == (0.0, 0.0, 0.0, 0.0)


def test_softer_examples_teach_less():
    """They aim at 0.6; what is no danger aims at none."""

    def aims(intent, theme):
        return aims_of(Example((intent,), theme, "x", "ann", Path("a.md"), 1))

    assert aims("heart", "") == {"danger": {"heart": 1.0}}
    assert aims("heart", "at night") == {"danger": {"heart": 1.0}}
    assert aims("heart", "soft") == {"danger": {"heart": 0.6, "none": pytest.approx(0.4)}}
    assert aims("none", "soft") == {"danger": {"none": 1.0}}
