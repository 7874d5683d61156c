"""What some sentences raise: certain → alarm, probable → one question, else nothing."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.language.text import read_wording
from bot.safety.gauge import CALM
from bot.safety.raising import reason_for
from bot.safety.signs.sentences import read_sentence
from bot.safety.turns import Piece
from tests.made_up import notices

NOTICES = notices()
LEANING = replace(
    CALM,
    emergency="despair",
    urgent="clot",
    routine="skin",
    by_notice={"heart": 0.1, "despair": 0.5, "clot": 0.4, "skin": 0.3},
)


def raised(*said, across=0, **leaning):
    """Return the notice, level, sign and words of what sentences raise, or None.

    What was learned is given by hand: danger, sure, lead, careful.
    """
    gauge = SimpleNamespace(lean=lambda *_, **__: replace(LEANING, **leaning))
    pieces = [Piece(read_sentence(read_wording(one), NOTICES.grammar), None) for one in said]
    found = reason_for(pieces, 3, NOTICES, gauge, across=across)
    if found is None:
        return None
    assert (found.turn, found.danger) == (3, round(leaning.get("danger", 0.0), 3))
    return found.notice, found.level, found.sign, found.said


CHEST = ("heart", "emergency", "chest > pain - joke", ("chest pain",))
CALF = ("clot", "urgent", "calf + swollen|pain", ("calf", "swollen"))


def test_nothing_said_raises_nothing():
    """Nor do words that mean nothing to anybody."""
    assert raised() is None
    assert raised("my rain") is None


def test_a_certain_sign_alarms_unless_what_was_learned_speaks_against_it():
    """From -0.15 on; below, the sign is asked about."""
    assert raised("my chest pain", danger=-0.15) == CHEST
    assert raised("my chest pain", danger=-0.16) == (CHEST[0], "ask", *CHEST[2:])


def test_a_sign_in_a_question_about_nobody_is_asked_about():
    """“What is chest pain” alarms nobody."""
    assert raised("what is chest pain") == (CHEST[0], "ask", *CHEST[2:])


def test_what_was_learned_alarms_from_its_threshold_on():
    """At the level that leads; sure counts, not danger."""
    assert raised("my rain", danger=0.7, sure=0.7, lead=0.1) == ("despair", "emergency", "", ())
    assert raised("my rain", danger=0.7, sure=0.7, lead=0.0) == ("clot", "urgent", "", ())
    assert raised("my rain", danger=0.7, sure=0.69, lead=0.1) == ("despair", "ask", "", ())


def test_what_is_probable_is_asked_about():
    """From 0.36 on, about the notice that it is nearest to."""
    assert raised("my rain", danger=0.36) == ("despair", "ask", "", ())
    assert raised("my rain", danger=0.359) is None


def test_an_alarm_that_was_learned_outdoes_a_sign_that_is_only_asked_about():
    """A doubted sign is asked about where nothing else alarms."""
    assert raised("my chest pain", danger=-0.2, sure=0.8, lead=1.0) == (
        "despair",
        "emergency",
        "",
        (),
    )


def test_the_gravest_sign_leads():
    """Of an urgent one and an emergency the emergency."""
    assert raised("my calf swollen, chest pain") == CHEST


def test_of_several_signs_of_a_level_the_most_probable_leads():
    """By what was learned for its notice, whichever stands first."""
    found = raised("my chest pain and i want to die")
    assert found == ("despair", "emergency", "die", ("want to die",))


def test_a_clear_emergency_outdoes_the_sign_of_an_urgent_notice():
    """Where what was learned alarms and leads by more than 0.3."""
    told = {"danger": 0.7, "sure": 0.7}
    assert raised("my calf swollen", lead=0.31, **told) == ("despair", "emergency", "", ())
    assert raised("my calf swollen", lead=0.3, **told) == CALF
    assert raised("my calf swollen", danger=0.69, sure=0.9, lead=0.31) == CALF
    assert raised("my chest pain", lead=0.31, **told) == CHEST


def test_a_care_comes_last():
    """Its sign first, then what was learned, from 0.22 on."""
    assert raised("rash") == ("skin", "routine", "=rash", ("rash",))
    assert raised("rash", danger=0.42) == ("despair", "ask", "", ())
    assert raised("my rain", careful=0.22) == ("skin", "routine", "", ())
    assert raised("my rain", careful=0.21) is None


def test_across_is_handed_on():
    """A sign that one side fulfils alone does not count across."""
    assert raised("my calf", "swollen", across=1) == CALF
    assert raised("my calf swollen", "x", across=1) is None


@pytest.mark.parametrize("denied", ["no pain", "no pain and no rash"])
def test_denials_are_handed_on(denied):
    """The gauge hears which sentences deny a sign, and nothing else."""
    heard = {}

    def lean(weighed, *, denials, across):
        heard.update(weighed=weighed, denials=denials, across=across)
        return LEANING

    pieces = [
        Piece(read_sentence(read_wording(one), NOTICES.grammar), number)
        for number, one in enumerate((denied, "rain"))
    ]
    reason_for(pieces, 1, NOTICES, SimpleNamespace(lean=lean), across=1)
    assert heard == {"weighed": [0, 1], "denials": [(True, True), (False, False)], "across": 1}
