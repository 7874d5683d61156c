"""What stands after a conversation, in one language or several."""

import pytest

from bot.safety.judging import NOTHING, Judge, judge_together
from tests.made_up import model_of, notices, write

NOTICES = notices()
MODEL = model_of(
    {
        "danger": {
            "heart": {"tight": 0.5},
            "despair": {},
            "clot": {"limp": 0.25, "cold": 0.2},
            "skin": {"itch": 0.2},
            "none": {"calm": 0.5},
        }
    }
)
# "i limp" is asked about, "i am tight" alarms, "chest pain" is a sign.
ASKED, LEARNED, SIGN = "i limp", "i tight", "my chest pain"


@pytest.fixture
def judge():
    """Return a judge of the notices of the fixture."""
    return Judge(NOTICES, MODEL)


def told(judgement):
    """Return the notice and the level of a judgement."""
    notice = judgement.notice
    return (notice.id, notice.level) if notice is not None else None


def test_nothing_stands_at_first(judge):
    """Everything may be shown."""
    assert judge.judge(["hello"]) == NOTHING
    assert judge.judge([""]) == NOTHING
    assert NOTHING.hands_on_allowed
    assert (NOTHING.notice, NOTHING.message, NOTHING.ended, NOTHING.reasons) == (None, "", "", ())


def test_an_emergency_comes_alone(judge):
    """No passage beside it, not even a vetted one."""
    found = judge.judge([SIGN])
    assert told(found) == ("heart", "emergency")
    assert found.notice is NOTICES.advice["heart"].notice
    assert found.message == "Heart. Call nine nine nine."
    assert found.vetted == frozenset()
    assert not found.hands_on_allowed
    assert [(one.turn, one.notice, one.said) for one in found.reasons] == [
        (1, "heart", ("chest pain",))
    ]


def test_an_urgent_notice_stands_beside_vetted_passages(judge):
    """The same holds for a question."""
    found = judge.judge(["my calf is swollen"])
    assert told(found) == ("clot", "urgent")
    assert found.message == "Clot. Call your GP."
    assert found.vetted == {"d/s/1"}
    asked = judge.judge([ASKED])
    assert told(asked) == ("clot", "ask")
    assert asked.notice is NOTICES.advice["clot"].asking
    assert asked.message == "First: Is one calf swollen? Else nine nine nine."
    assert asked.vetted == {"d/s/1"}


def test_a_care_leaves_everything_and_belongs_to_its_turn(judge):
    """The next turn does not carry it."""
    found = judge.judge(["rash"])
    assert told(found) == ("skin", "routine")
    assert (found.message, found.vetted) == ("", None)
    assert judge.judge(["rash", "hello"]) == NOTHING
    assert told(judge.judge(["hello", "rash"])) == ("skin", "routine")


def test_an_alarm_stays_on_every_later_turn(judge):
    """The gravest is shown, all reasons are told."""
    found = judge.judge(["my calf is swollen", "hello", SIGN, "hello"])
    assert told(found) == ("heart", "emergency")
    assert [(one.turn, one.notice) for one in found.reasons] == [(1, "clot"), (3, "heart")]


def test_a_choice_ends_what_is_shown(judge):
    """With its reply; what stands below comes up, and what is said later raises it again."""
    ended = judge.judge([SIGN, "A doctor saw it!"])
    assert (ended.notice, ended.ended, ended.vetted) == (None, "Good, seen.", None)
    again = judge.judge([SIGN, "a doctor saw it", SIGN])
    assert (told(again), again.ended) == (("heart", "emergency"), "")
    below = judge.judge(["my calf is swollen", SIGN, "Long ago."])
    assert told(below) == ("clot", "urgent")
    assert below.ended == ""
    assert judge.judge(["Long ago."]).ended == "Good, past."
    cared = judge.judge(["rash", "Long ago."])
    assert (cared.notice, cared.ended) == (None, "Good, past.")


def test_the_reply_to_a_choice_is_said_once(judge):
    """The turn after it is answered as usual."""
    assert judge.judge([SIGN, "Long ago.", "hello"]).ended == ""


@pytest.mark.parametrize("said", ["yes", "Yep!", "Yes, it is swollen."])
def test_a_yes_turns_the_question_into_the_alarm(judge, said):
    """A plain one right after it, or its own words at any time."""
    found = judge.judge([ASKED, said])
    assert told(found) == ("clot", "urgent")
    (reason,) = found.reasons
    assert (reason.sign, reason.danger, reason.said, reason.turn) == ("answered yes", 1.0, (), 2)
    assert found.ended == ""


def test_the_words_of_a_yes_raise_their_notice_at_any_time(judge):
    """Somebody may send the button's sentence on another page."""
    assert told(judge.judge(["Yes, in the chest."])) == ("heart", "emergency")


def test_a_plain_yes_answers_nothing_but_a_question(judge):
    """After an alarm, or after nothing, it is a word like any other."""
    assert judge.judge(["yes"]) == NOTHING
    assert told(judge.judge([SIGN, "yes"])) == ("heart", "emergency")
    assert told(judge.judge([SIGN, "no"])) == ("heart", "emergency")


@pytest.mark.parametrize("said", ["no", "Nope.", "None of that."])
def test_a_no_ends_the_question(judge, said):
    """The reply says that it did, and nothing stands."""
    found = judge.judge([ASKED, said])
    assert (found.notice, found.ended) == (None, "Good, none.")
    assert judge.judge([ASKED, said, "hello"]) == NOTHING


def test_what_was_said_before_an_answer_is_settled(judge):
    """A sign that needs words from before it is not raised."""
    assert told(judge.judge(["my calf", "swollen"])) == ("clot", "urgent")
    assert told(judge.judge(["my calf", "Long ago.", "swollen"])) is None


def test_two_turns_before_are_judged_together_with_a_turn(judge):
    """The third one back is forgotten."""
    assert told(judge.judge(["my calf", "hello", "swollen"])) == ("clot", "urgent")
    assert told(judge.judge(["my calf", "hello", "hello", "swollen"])) is None
    assert told(judge.judge(["my calf", "hello", "hello", ""])) is None


def test_a_sure_answer_spares_a_question_that_was_learned_alone():
    """From 0.9 on; signs and what nearly alarmed are asked about all the same."""

    def judged(turn, sure):
        return told(Judge(NOTICES, MODEL, answered=lambda _: sure).judge([turn]))

    assert judged(ASKED, 0.89) == ("clot", "ask")
    assert judged(ASKED, 0.9) is None
    assert judged("what is chest pain", 1.0) == ("heart", "ask")
    assert judged(LEARNED, 1.0) == ("heart", "emergency")
    # 0.5 + 0.5 is an alarm for somebody, and a question about nobody.
    assert judged("what tight", 1.0) == judged("what tight", 0.0)


def test_a_notice_that_is_switched_off_is_not_raised(tmp_path):
    """Neither by its sign nor by what was learned."""
    own = write(tmp_path / "notices.toml", 'off = ["heart"]\n')
    judge = Judge(notices(own), MODEL)
    assert told(judge.judge([SIGN])) is None
    assert told(judge.judge(["my calf is swollen"])) == ("clot", "urgent")


# Several languages: the same file with words of its own.


@pytest.fixture
def both(judge, tmp_path):
    """Return judges of English and of German, which has its own words and nothing learned."""
    text = (
        '[messages]\nemergency = "{title}! {emergency_number}!"\n'
        '[notices.heart]\ntitle = "Herz"\nyes = "Ja, Herz."\n'
        '[notices.clot]\nyes = "Ja, dick."\n'
        '[choices.past]\nlabel = "Alt"\nquestion = "Das ist lange her."\nreply = "Gut, alt."\n'
        '[choices.none]\nlabel = "Nein"\nquestion = "Nichts davon."\nreply = "Gut, nichts."\n'
        '[words]\nchest = "brust"\npain = "weh"\n[short]\nyes = "ja"\nno = "nein"\n'
    )
    german = notices(spoken=[write(tmp_path / "de.toml", text)])
    return {"en": judge, "de": Judge(german, model_of({"danger": {"none": {}}}))}


def together(judges, turns, spoken):
    """Return the judgement where each turn is in one language as a whole."""
    return judge_together(judges, turns, spoken, [frozenset((code,)) for code in spoken])


def test_a_sentence_in_another_language_is_heard(both):
    """Whatever language the rest of the turn is in, and the reply with it."""
    heard = [frozenset(("en", "de"))]
    found = judge_together(both, ["hello there. brust weh. thanks"], ["en"], heard)
    assert told(found) == ("heart", "emergency")
    assert found.message == "Heart. Call nine nine nine."


def test_one_language_is_judged_as_ever(both):
    """Also where there are judges for more."""
    found = together(both, [SIGN, "hello"], ["en", "en"])
    assert found == both["en"].judge([SIGN, "hello"])
    assert together({"en": both["en"]}, [SIGN], ["en"]) == both["en"].judge([SIGN])


def test_an_alarm_stays_when_the_language_changes(both):
    """Said in the language of the last turn."""
    found = together(both, [SIGN, "hallo"], ["en", "de"])
    assert told(found) == ("heart", "emergency")
    assert found.message == "Herz! nine nine nine!"
    found = together(both, ["meine brust weh", "hello"], ["de", "en"])
    assert found.message == "Heart. Call nine nine nine."


def test_signs_are_those_of_the_language_of_their_turn(both):
    """English ears do not hear German words, nor the other way round."""
    assert told(together(both, ["hi", "brust weh"], ["de", "en"])) is None
    assert told(together(both, ["hi", "brust weh"], ["en", "de"])) == ("heart", "emergency")


def test_an_answer_counts_in_any_language(both):
    """Its reply is in the language that it was given in."""
    found = together(both, [SIGN, "Das ist lange her."], ["en", "de"])
    assert (found.notice, found.ended) == (None, "Gut, alt.")
    found = together(both, [ASKED, "nein"], ["en", "de"])
    assert (found.notice, found.ended) == (None, "Good, none.") or found.notice is None
    assert told(together(both, [ASKED, "ja"], ["en", "de"])) == ("clot", "urgent")
    assert told(together(both, [ASKED, "Ja, dick."], ["en", "de"])) == ("clot", "urgent")


def test_a_turn_of_a_language_that_nobody_understands_is_heard_by_none(both):
    """What stood before it stays; it is told by the first judge."""
    found = together(both, [SIGN, "mal au dos"], ["en", "fr"])
    assert told(found) == ("heart", "emergency")
    assert found.message == "Heart. Call nine nine nine."
    assert told(together(both, [SIGN], ["fr"])) is None
    one = {"en": both["en"]}
    assert told(together(one, [SIGN, "hello"], ["fr", "en"])) is None
