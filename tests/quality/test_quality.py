"""The answers' quality on judged questions of our own, and what each part is worth."""

from pathlib import Path

import pytest

from bot import Chatbot
from bot.measuring.judged import read_judged
from bot.measuring.measures import evaluate

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "corpus"


def measure(folder: str, without: tuple[str, ...] = ()) -> dict[str, float]:
    """Return every measure on a set by name."""
    chatbot = Chatbot.load(CORPUS, without=without)
    return {m.name: m.value for m in evaluate(chatbot, read_judged(HERE / folder))}


@pytest.fixture(scope="module")
def with_all() -> dict[str, float]:
    """Return the measures on our first set with every part switched on."""
    return measure("own_a")


# A little below what is reached, so that a slip shows and a new question does not break the build.
FLOORS = {
    "success@1": 0.88,
    "success@3": 0.95,
    "confidence, answerable above out of scope (AUROC)": 0.97,
    "out of scope rejected": 0.85,
    "success@1, one word misspelt": 0.86,
    "follow-ups, success@1": 0.88,
    "topic switches, success@1": 0.85,
    "red flags caught, clear": 1.0,
    "red flags noticed, softer": 0.94,
}
CEILINGS = {
    "answerable refused": 0.03,
    "alarms on look-alikes": 0.04,
    "alarms on answerable": 0.02,
}


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_what_should_be_high_is_high(with_all, name, floor):
    """Each measure of the README's table holds its floor."""
    assert with_all[name] >= floor


@pytest.mark.parametrize(("name", "ceiling"), CEILINGS.items())
def test_what_should_be_low_is_low(with_all, name, ceiling):
    """Refusals of what could be answered, and false alarms, stay rare."""
    assert with_all[name] <= ceiling


@pytest.mark.parametrize(
    ("part", "name", "worth"),
    [
        ("vocabulary", "success@1", 0.12),
        ("spelling", "success@1, one word misspelt", 0.02),
        ("conversation", "follow-ups, success@1", 0.2),
        ("confidence", "out of scope rejected", 0.3),
        ("safety", "red flags caught, clear", 0.9),
        ("clinic", "out of scope rejected", 0.005),
    ],
)
def test_each_part_earns_its_keep(with_all, part, name, worth):
    """Without the part, the measure that it is for falls by at least its worth."""
    assert with_all[name] - measure("own_a", (part,))[name] >= worth


def test_a_wish_for_a_technique_brings_the_technique():
    """With the part off, "how do you …" no longer leads with what a therapist does."""
    question = "how do you massage the hip flexors"
    with_wants = Chatbot.load(CORPUS).ask(question).passages[0]
    without = Chatbot.load(CORPUS, without=("wants",)).ask(question).passages[0]
    assert with_wants.kind == "technique"
    assert without.kind == "explanation"
