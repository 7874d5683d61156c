"""What is said to the practice's own business and to small talk, and beside an answer."""

from types import SimpleNamespace

import pytest

from bot.answering.aside import Aside, asks_whether_it_is_serious
from bot.answering.glossary import Definition, Glossary
from bot.language.text import read_wording
from bot.practice.clinic import Clinic
from tests.made_up import model_of

PRONE = Definition("prone", "Face down.", "https://example.org/prone")
ASIDE = Aside(
    clinic=Clinic(topics={"price": "It costs 50."}, contact_text="Call us."),
    talk={
        "hello": ("Hi.", "Hello."),
        "meaning": ("Words mean much.",),
        "afraid": ("Fear is normal.",),
        "exhausted": ("Rest.", "Rest more."),
    },
    glossary=Glossary({("prone",): PRONE}),
    wording={"meaning": "{term}: {means} ({source})"},
)
MODEL = model_of(
    {
        "topic": {
            "practice": {"cost": 0.6, "cheap": 0.55, "hi": 0.1},
            "talk": {"hi": 0.9, "mean": 0.9, "worri": 0.9, "scare": 0.2, "tire": 0.5, "sad": 0.1},
            "d/s": {"hip": 0.5},
        },
        "practice": {"price": {"cost": 0.5}, "odd": {"cheap": 0.5}},
        "talk": {
            "hello": {"hi": 0.9},
            "meaning": {"mean": 0.75},
            "worry": {"worri": 0.75},
            "afraid": {"scare": 1.0, "sad": 1.0},
            "exhausted": {"tire": 0.4},
        },
    }
)


def score(text):
    """Return what the model scores a message."""
    return MODEL.score(read_wording(text))


def message(text, outcome, turn=0):
    """Return the whole reply to a message."""
    understood = SimpleNamespace(asked=SimpleNamespace(history=("x",) * turn))
    return ASIDE.message(understood, score(text), read_wording(text), outcome)


def test_the_practice_answers_its_topics():
    """A topic that it says nothing of leads to whom to ask."""
    assert message("cost", "clinic") == "It costs 50."
    assert message("cheap", "clinic") == "Call us."


def test_small_talk_has_lines_that_follow_one_another():
    """With the turns of the conversation."""
    assert [message("hi", "chat", turn) for turn in range(3)] == ["Hi.", "Hello.", "Hi."]


def test_who_asks_for_a_meaning_is_told_it():
    """Where the glossary has it; else a line of small talk."""
    assert message("mean prone", "chat") == "prone: Face down. (https://example.org/prone)"
    assert message("mean", "chat") == "Words mean much."
    # Another kind of talk is not answered by a definition.
    assert message("hi prone", "chat") == "Hi."


def test_a_definition_is_for_those_who_surely_ask_for_one():
    """More words than one, talk above all other topics from 0.4 on, meaning from 0.7 on."""
    told = "prone: Face down. (https://example.org/prone)"
    assert ASIDE.definition(score("mean"), read_wording("mean prone")) == told
    assert ASIDE.definition(score("mean"), read_wording("prone")) == ""
    assert ASIDE.definition(score("mean"), read_wording("mean supine")) == ""
    assert ASIDE.definition(score("hi"), read_wording("mean prone")) == ""

    def asks(talk, meaning, hips=0.0):
        model = model_of(
            {
                "topic": {"talk": {"x": talk}, "d/s": {"x": hips}},
                "talk": {"meaning": {"x": meaning}, "hello": {"x": 0.1}},
            }
        )
        return ASIDE.definition(model.score(read_wording("x")), read_wording("x prone")) == told

    assert asks(0.45, 0.75)
    assert asks(0.45, 0.75, hips=0.45)
    assert not asks(0.35, 0.75)
    assert not asks(0.45, 0.65)
    assert not asks(0.45, 0.75, hips=0.5)
    assert not asks(0.45, 0.05)


def test_who_asks_whether_it_is_serious():
    """Recognised as surely."""
    assert asks_whether_it_is_serious(score("worried"))
    assert not asks_whether_it_is_serious(score("hi"))
    assert not asks_whether_it_is_serious(score("hip"))


@pytest.mark.parametrize(
    ("text", "turn", "line"),
    [
        # 1.0 · 2 · 0.2, 1.0 · 2 · 0.1 and 0.4 · 2 · 0.5
        ("scare", 0, "Fear is normal."),
        ("sad", 0, ""),
        ("tire", 0, "Rest."),
        ("tire", 1, "Rest more."),
        ("hip", 0, ""),
        ("hi", 0, ""),
    ],
)
def test_a_kind_line_for_those_who_are_afraid_or_worn_out(text, turn, line):
    """From 0.4 on, of the kind times twice the talk; in turn with the conversation."""
    assert ASIDE.kind_line(score(text), turn) == line


def test_what_speaks_against_talk_is_not_counted_twice():
    """Two negative scores are no kindness."""
    model = model_of({"topic": {"talk": {"x": -1.0}}, "talk": {"afraid": {"x": -1.0}}})
    assert ASIDE.kind_line(model.score(read_wording("x")), 0) == ""


def test_a_clause_about_the_practice_is_answered_beside_the_rest():
    """From 0.6 on; a message of one clause is no aside, nor is a topic without an answer."""

    def line(text):
        return ASIDE.practice_line(read_wording(text), MODEL)

    assert line("my hip aches, cost cost") == "It costs 50."
    assert line("cost cost, my hip aches") == "It costs 50."
    assert line("my hip aches, cheap cheap") == ""
    assert line("cost cost") == ""
    assert line("my hip aches, so it does") == ""
    other = Aside(
        clinic=Clinic(topics={}), talk={}, glossary=Glossary({}), wording={}
    ).practice_line(read_wording("a b, cost cost"), MODEL)
    assert other == ""
