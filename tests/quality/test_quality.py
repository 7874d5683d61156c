"""The answers' quality: on examples of authors that were held out, and on lines never learned."""

from __future__ import annotations

import pytest

from bot import Chatbot
from bot.measuring.fitting import Unseen, calibration_error, judge_unseen
from bot.measuring.judged import read_judged
from bot.measuring.measures import evaluate
from tests.conftest import ROOT
from tests.lines import read_lines

CORPUS = ROOT / "corpus"
EXAMPLES = (CORPUS / "examples", ROOT / "bot" / "defaults" / "examples")


@pytest.fixture(scope="module")
def unseen() -> list[Unseen]:
    """Return what is found for every sixth example by a model that never saw its author."""
    return judge_unseen(CORPUS, every=6)


@pytest.fixture(scope="module")
def learned() -> set[str]:
    """Return all example sentences in lower case."""
    return {
        line[2:].strip().lower()
        for folder in EXAMPLES
        for path in folder.rglob("*.md")
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("- ")
    }


def _confidence(chatbot: Chatbot, one: Unseen) -> float:
    return chatbot.library.confidence.examples.confidence(one.signals)


def test_the_section_is_found_for_authors_that_were_held_out(unseen: list[Unseen]) -> None:
    """The first section is right for nine in ten questions of somebody else."""
    right = [one.section_right for one in unseen if one.answered]
    assert sum(right) / len(right) >= 0.88


def test_few_questions_of_held_out_authors_are_answered_falsely(
    chatbot: Chatbot, unseen: list[Unseen]
) -> None:
    """Of what the article does not cover 7 % at most pass for answered, 4 % for certain."""
    sure = [_confidence(chatbot, one) for one in unseen if not one.answered]
    confidence = chatbot.library.confidence
    assert sum(each >= confidence.refuse_below for each in sure) / len(sure) <= 0.07
    assert sum(each >= confidence.unsure_below for each in sure) / len(sure) <= 0.04


def test_few_questions_of_held_out_authors_are_refused(
    chatbot: Chatbot, unseen: list[Unseen]
) -> None:
    """Of what the article answers one in nine at most is refused, though nobody wrote alike."""
    sure = [_confidence(chatbot, one) for one in unseen if one.answered]
    refused = sum(each < chatbot.library.confidence.refuse_below for each in sure)
    assert refused / len(sure) <= 0.11


def test_the_confidence_is_a_probability(chatbot: Chatbot, unseen: list[Unseen]) -> None:
    """It is off by three points at most on average (expected calibration error)."""
    assert calibration_error(unseen, chatbot.library.confidence.examples) <= 0.03


@pytest.mark.parametrize(
    ("name", "outcome", "least"),
    [("practice_questions.txt", "clinic", 0.7), ("small_talk_lines.txt", "chat", 0.45)],
)
def test_the_practice_and_small_talk_are_known(
    chatbot: Chatbot, learned: set[str], name: str, outcome: str, least: float
) -> None:
    """Lines that no example repeats are taken for what they are."""
    lines = [line for _, line in read_lines(name) if line.lower() not in learned]
    assert len(lines) > 50
    found = sum(chatbot.ask(line).outcome == outcome for line in lines)
    assert found / len(lines) >= least


def test_questions_about_the_body_are_not_taken_for_the_practice(
    chatbot: Chatbot, learned: set[str]
) -> None:
    """At most seven of a hundred that share words with it are, though written to be mistaken."""
    lines = [line for _, line in read_lines("neither.txt") if line.lower() not in learned]
    taken = [line for line in lines if chatbot.ask(line).outcome in ("clinic", "chat")]
    assert len(taken) / len(lines) <= 0.07


# A little below what is reached: dialogues, spelling and look-alikes, which examples do not hold.
FLOORS = {
    "success@1, one word misspelt": 0.95,
    "follow-ups, success@1": 0.95,
    "topic switches, success@1": 0.8,
    "red flags caught, clear": 1.0,
    "red flags noticed, softer": 0.85,
}
CEILINGS = {
    "answerable refused": 0.01,
    "alarms on look-alikes": 0.04,
    "alarms on answerable": 0.01,
}


@pytest.fixture(scope="module")
def measured(chatbot: Chatbot) -> dict[str, float]:
    """Return every measure on our first set by name: most of its questions were learned."""
    folder = ROOT / "tests" / "quality" / "own_a"
    return {one.name: one.value for one in evaluate(chatbot, read_judged(folder))}


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_what_should_be_high_is_high(measured: dict[str, float], name: str, floor: float) -> None:
    """What was once reached on our first set shows a slip."""
    assert measured[name] >= floor


@pytest.mark.parametrize(("name", "ceiling"), CEILINGS.items())
def test_what_should_be_low_is_low(measured: dict[str, float], name: str, ceiling: float) -> None:
    """Refusals of what could be answered, and false alarms, stay rare."""
    assert measured[name] <= ceiling
