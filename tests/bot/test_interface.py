"""The Python interface, as a programmer meets it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import bot
import web
from bot import BotError, Chatbot, OptionError, QuestionError

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = [
    "my bum hurts",
    "why must work on the psoas be slow?",
    "chest pain",
    "pin and strech the pirifromis",
    "how much is it",
    "mein Hintern tut weh",
    "what is the weather",
    "moon",
]


def test_types_are_shipped() -> None:
    """Checkers read them where the marker of PEP 561 stands."""
    for package in (bot, web):
        assert Path(package.__file__ or "").with_name("py.typed").exists()


def test_what_is_seen_in_a_debugger_is_short(chatbot: Chatbot) -> None:
    """It names what there is rather than write out twenty passages."""
    assert repr(chatbot) == "<Chatbot documents=1 passages=21 language='en'>"
    answer = chatbot.ask("psoas", limit=1)
    assert repr(answer) == (
        f"Answer(outcome='answer', confidence={answer.confidence}, question='psoas', notice=None, "
        "passages=['massage-therapy-relieves-hip-pain/the-psoas/1'])"
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"language": "fr"}, "language='fr' is not understood; use one of: "),
        ({"language": "English"}, "language='English' is not understood"),
        ({"region": "Germany"}, "region='Germany' is no code of a country"),
    ],
)
def test_a_wrong_option_is_refused(options: dict[str, str], told: str) -> None:
    """It is told before anything is read; the error is one of ours."""
    with pytest.raises(OptionError) as caught:
        Chatbot.load(ROOT / "corpus", **options)  # type: ignore[arg-type]
    assert str(caught.value).startswith(told)
    assert isinstance(caught.value, BotError)


def test_an_unknown_option_is_refused(chatbot: Chatbot) -> None:
    """Python names it."""
    with pytest.raises(TypeError, match="without"):
        chatbot.ask("psoas", without=["nonsense"])  # type: ignore[call-arg]


def test_an_error_names_its_field(chatbot: Chatbot) -> None:
    """A program need not read the message."""
    with pytest.raises(QuestionError) as caught:
        chatbot.ask("psoas", limit=11)
    assert (caught.value.code, caught.value.param) == ("limit_invalid", "limit")


def test_many_threads_get_the_answers_of_one(three: Chatbot) -> None:
    """Also where nothing was asked before, and with two corpora side by side."""
    alone = {
        name: [loaded.ask(each).to_dict() for each in QUESTIONS]
        for name, loaded in (("hip", Chatbot.load(ROOT / "corpus")), ("three", three))
    }
    fresh = {
        "hip": Chatbot.load(ROOT / "corpus"),
        "three": Chatbot.load(ROOT / "tests" / "fixtures" / "three"),
    }

    def ask(number: int) -> bool:
        name = ("hip", "three")[number % 2]
        at = number // 2 % len(QUESTIONS)
        return fresh[name].ask(QUESTIONS[at]).to_dict() == alone[name][at]

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(400)))


def test_an_event_loop_asks_in_threads(chatbot: Chatbot) -> None:
    """As the README shows it."""

    async def ask_all() -> list[bot.Answer]:
        asked = [asyncio.to_thread(chatbot.ask, each) for each in QUESTIONS]
        return await asyncio.gather(*asked)

    assert [each.question for each in asyncio.run(ask_all())] == QUESTIONS
