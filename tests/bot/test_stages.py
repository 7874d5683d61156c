"""The time of each stage of an answer."""

from __future__ import annotations

from threading import Thread

import pytest

import bot.stages
from bot import Chatbot
from bot.stages import STAGES, stage, timed_stages


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a clock of one entry, which tests set."""
    now = [0.0]
    monkeypatch.setattr(bot.stages, "perf_counter", lambda: now[0])
    return now


def test_a_stage_within_another_counts_for_itself(clock: list[float]) -> None:
    """Understanding waits while retrieval works, and goes on after it."""

    @stage("retrieval")
    def retrieve() -> None:
        clock[0] += 2.0

    @stage("understanding")
    def understand() -> None:
        clock[0] += 1.0
        retrieve()
        clock[0] += 4.0

    with timed_stages() as seconds:
        understand()
        # Of no stage.
        clock[0] += 8.0
        retrieve()
    assert seconds == {
        "safety": 0.0,
        "understanding": 5.0,
        "retrieval": 4.0,
        "answering": 0.0,
    }


def test_a_stage_that_fails_is_timed_and_over(clock: list[float]) -> None:
    """The error comes through, and what follows is not counted as the stage's."""

    @stage("safety")
    def fail() -> None:
        clock[0] += 1.0
        raise ValueError

    with timed_stages() as seconds:
        with pytest.raises(ValueError):  # noqa: PT011 - ours
            fail()
        clock[0] += 8.0
    assert seconds["safety"] == 1.0


def test_each_thread_times_its_own(three: Chatbot) -> None:
    """What others ask meanwhile is no part of it."""
    with timed_stages() as seconds:
        other = Thread(target=three.ask, args=("Why does bread rise?",))
        other.start()
        other.join()
    assert set(seconds.values()) == {0.0}


@pytest.mark.parametrize("question", ["Why does bread rise?", "¿Por qué me duele la cadera?"])
def test_every_stage_of_an_answer_takes_some_time(three: Chatbot, question: str) -> None:
    """In every language that is understood; without anybody who asks, none is timed."""
    three.ask(question)
    with timed_stages() as seconds:
        three.ask(question)
    assert seconds.keys() == set(STAGES)
    assert all(taken > 0.0 for taken in seconds.values())
    before = dict(seconds)
    three.ask(question)
    assert seconds == before
