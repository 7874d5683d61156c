"""Follow-ups and new topics."""

import pytest
from bot.understanding.follow_up import points_back

from bot.language.text import words


@pytest.mark.parametrize(
    "question", ["how do I stretch it?", "is it safe?", "does that help?", "what about them?"]
)
def test_a_pronoun_points_back(question):
    """It stands for something said before."""
    assert points_back(words(question))


@pytest.mark.parametrize(
    "question",
    ["is it true that flat feet hurt?", "is there a stretch for calves?", "why does my hip hurt"],
)
def test_an_empty_pronoun_points_at_nothing(question):
    """“Is it true that …” refers to what follows, not to what came before."""
    assert not points_back(words(question))


@pytest.mark.parametrize(
    ("history", "question", "section"),
    [
        (["what is the psoas?"], "how do you massage it?", "the-psoas"),
        (["what is the psoas?", "is it safe?"], "and slowly?", "the-psoas"),
        (["tight quads"], "anything I can read?", "tight-hamstrings-and-quadriceps"),
        (["my calves are tight", "thanks"], "what about the feet?", "leg-muscles"),
        (["how do I stretch the hip flexors"], "would massage help with that?", "hip-flexors"),
    ],
)
def test_a_follow_up_stays_with_its_subject(chatbot, history, question, section):
    """Pronouns, ellipsis and a want without a subject are read with what came before."""
    answer = chatbot.ask(question, history=history)
    assert answer.passages[0].citation.section_id == section


@pytest.mark.parametrize(
    ("history", "question", "section"),
    [
        (["what is the psoas?"], "why is my low back stiff?", "low-back"),
        (["tight quads"], "is there a massage for the piriformis?", "lateral-rotators"),
        (["low back pain"], "is massage good for hip pain?", "overview"),
    ],
)
def test_a_question_that_says_all_it_needs_begins_anew(chatbot, history, question, section):
    """A new subject, or the general question, is not dragged back."""
    answer = chatbot.ask(question, history=history)
    assert answer.passages[0].citation.section_id == section


def test_without_history_nothing_is_carried(chatbot):
    """“How do I stretch it?” alone does not invent a subject."""
    answer = chatbot.ask("how do I stretch it?")
    assert "carried over" not in [reading.why for reading in answer.read_as]
