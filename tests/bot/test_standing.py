"""What stands in a conversation."""

import pytest

from bot.safety.standing import Reason, gravest, with_reason, without

LEVELS = {"heart": "emergency", "clot": "urgent", "skin": "routine", "stroke": "emergency"}


def reason(notice, level, turn=1):
    """Return a reason for a notice at a level."""
    return Reason(turn, notice, level, "", (), 0.5)


HEART, CLOT = reason("heart", "emergency"), reason("clot", "urgent")
ASK_CLOT, ASK_HEART = reason("clot", "ask"), reason("heart", "ask", 2)
SKIN = reason("skin", "routine")


@pytest.mark.parametrize(
    ("standing", "shown"),
    [
        ([], None),
        ([SKIN], SKIN),
        ([SKIN, ASK_CLOT], ASK_CLOT),
        ([ASK_HEART, CLOT], CLOT),
        ([CLOT, HEART], HEART),
        ([ASK_CLOT, ASK_HEART], ASK_HEART),
        ([reason("stroke", "ask", 2), ASK_HEART], reason("stroke", "ask", 2)),
    ],
)
def test_the_gravest_is_shown(standing, shown):
    """Emergency, urgent, question, care; of questions that about an emergency, then the first."""
    assert gravest(standing, LEVELS) == shown


def test_another_notice_is_added_behind():
    """What stood keeps its place."""
    assert with_reason([CLOT], HEART) == [CLOT, HEART]


def test_an_alarm_takes_the_place_of_its_own_question():
    """And a later alarm that of an earlier one."""
    assert with_reason([ASK_HEART, CLOT], HEART) == [CLOT, HEART]
    later = reason("heart", "emergency", 3)
    assert with_reason([HEART, CLOT], later) == [CLOT, later]
    again = reason("clot", "ask", 4)
    assert with_reason([ASK_CLOT], again) == [again]


def test_a_question_never_takes_the_place_of_its_own_alarm():
    """What is certain stays certain."""
    assert with_reason([HEART, CLOT], ASK_HEART) == [HEART, CLOT]
    assert with_reason([HEART], ASK_CLOT) == [HEART, ASK_CLOT]


def test_what_is_ended_goes_and_nothing_else():
    """An equal reason of another turn stays."""
    twin = reason("clot", "urgent")
    assert without([CLOT, HEART], CLOT) == [HEART]
    assert without([CLOT, twin], twin) == [CLOT]
    assert without([CLOT], None) == [CLOT]
