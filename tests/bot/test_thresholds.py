"""From which scores on sentences raise something."""

from math import inf

import pytest

from bot.files.toml_file import read_toml
from bot.language.languages import ENGLISH
from bot.language.text import read_wording
from bot.safety.signs.grammar import read_grammar
from bot.safety.signs.sentences import Sentence
from bot.safety.thresholds import Thresholds, thresholds_of
from tests.made_up import FIXTURES

GRAMMAR = read_grammar(
    read_toml(FIXTURES / "notices" / "signs.toml"),
    ("heart", "clot", "skin", "despair"),
    ENGLISH,
)
PERSON = Thresholds(alarm=0.7, ask=0.36, care=0.22, sign=-0.15)
GENERAL = Thresholds(alarm=inf, ask=0.8, care=0.22, sign=inf)
NOTE = Thresholds(alarm=0.9, ask=0.42, care=0.22, sign=-0.15)
TOPIC = Thresholds(alarm=inf, ask=0.42, care=0.22, sign=-0.15)


@pytest.mark.parametrize(
    ("said", "thresholds"),
    [
        (["my calf hurts"], PERSON),
        (["what is wrong", "he fell"], PERSON),
        (["what causes calf pain"], GENERAL),
        (["what is it", "can it be a clot"], GENERAL),
        (["what is it", "calf red hot swollen"], NOTE),
        (["calf red hot swollen"], NOTE),
        (["calf red", "hot swollen"], NOTE),
        (["calf red hot"], TOPIC),
        (["cellulitis"], TOPIC),
    ],
)
def test_whom_a_message_is_about_decides(said, thresholds):
    """Somebody, nobody (a question), a note of four words and more, or a topic to look up."""
    sentences = [Sentence(read_wording(one), {}, denies=False) for one in said]
    assert thresholds_of(sentences, GRAMMAR) == thresholds
