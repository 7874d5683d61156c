import ast
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest

from bot import Chatbot, CorpusError, QuestionError
from bot.documents.reader import read_documents
from tests.conftest import ROOT

SLOWEST = 0.050
# What makes a pattern that backtracks run away: long runs, and a last character that fails it.
RUNS = (
    "a", " ", "\t", "\n", "-", "_", ".", ",", "'", "’", "/", "*", "#", "[", "(", "<", ">", "&", "0",
    "é", "\u0301", "\u200b", "🦵", "ab", "a ", "a-", "a'", "a.", ". ", "1.", "1/", "[a](", "<a ",
    "**",
    "- ", "> ", "1. ", "* ", "a\n", "\n\n", "(a", "a)", "&a", "![", "`a", "he ", "my leg ",
    "pain and ", "not ", "ﷺ", "½",
)  # fmt: skip
ENDS = ("", "!", "\x00", "a", "1", ")", ">", "'")


def _adversarial(length: int) -> list[str]:
    return [(run * length)[: length - len(end)] + end for run in RUNS for end in ENDS]


def _patterns() -> dict[str, re.Pattern[str]]:
    """Return every pattern that is written in the source, by its place."""
    found: dict[str, re.Pattern[str]] = {}
    for path in sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "web").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if not called or getattr(node.func.value, "id", "") != "re" or not node.args:
                continue
            pattern = node.args[0]
            if isinstance(pattern, ast.Constant):
                text = pattern.value
                compiled = re.compile(text if isinstance(text, str) else text.decode("ascii"))
                found[f"{path.relative_to(ROOT)}:{node.lineno}"] = compiled
    return found


PATTERNS = _patterns()


def test_the_patterns_of_the_source_are_found() -> None:
    """The next test would hold nothing to its rule if this found none."""
    assert len(PATTERNS) > 15


@pytest.mark.parametrize("place", PATTERNS)
def test_no_pattern_runs_away(place: str) -> None:
    """At the size limit of a question, each pattern ends within 50 ms on the nastiest text."""
    pattern = PATTERNS[place]
    for text in _adversarial(500):
        begun = time.process_time()
        for _ in pattern.finditer(text):
            pass
        pattern.fullmatch(text)
        assert time.process_time() - begun < SLOWEST, (place, text[:20], text[-3:])


def _seconds(chatbot: Chatbot, question: str, history: list[str], most: float) -> float:
    """Return the computing time of a question: the least of three where one takes too long.

    A slow pattern is slow each time; a pass of the collector or a first read is not.
    """
    taken = []
    for _ in range(3):
        begun = time.process_time()
        with suppress(QuestionError):
            chatbot.ask(question, history=history)
        taken.append(time.process_time() - begun)
        if taken[-1] <= most:
            break
    return min(taken)


def test_no_question_of_any_shape_takes_long(chatbot: Chatbot) -> None:
    """Each of these texts as a question ends within 50 ms of computing."""
    timed = {text[:20]: _seconds(chatbot, text, [], SLOWEST) for text in _adversarial(500)}
    assert {text: taken for text, taken in timed.items() if taken > SLOWEST} == {}


def test_the_longest_history_takes_no_longer(chatbot: Chatbot) -> None:
    """Ten questions of 500 characters before another one are still answered in time."""
    texts = [text for text in _adversarial(500) if text.strip()]
    for start in range(0, len(texts) - 10, 10):
        history = texts[start : start + 10]
        assert _seconds(chatbot, texts[start], history, 4 * SLOWEST) < 4 * SLOWEST


def test_a_nasty_document_is_read_in_time(tmp_path: Path) -> None:
    """A paragraph of 2,000 characters that leads every pattern on is read within seconds."""
    for run in RUNS:
        text = "# Moon\n\nThe moon pulls the sea.\n\n" + (run * 2000)[:2000]
        (tmp_path / "moon.md").write_text(text, encoding="utf-8")
        begun = time.process_time()
        with suppress(CorpusError):
            read_documents(tmp_path)
        assert time.process_time() - begun < 3, repr(run)
