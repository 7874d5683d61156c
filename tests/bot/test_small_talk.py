from __future__ import annotations

from pathlib import Path

import pytest
from bot.practice.small_talk import find_small_talk, load_small_talk
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CorpusError
from bot.language.text import read_wording
from tests.lines import read_lines

ROOT = Path(__file__).parents[2]
SHIPPED = load_small_talk(ROOT / "corpus" / "small_talk.toml")


def reply_to(line: str) -> str | None:
    """Return which reply of the shipped file a line calls for, if any."""
    reply = find_small_talk(read_wording(line), SHIPPED)
    return reply.id if reply else None


@pytest.mark.parametrize(("reply", "line"), read_lines("small_talk_lines.txt"))
def test_small_talk_gets_its_reply(reply: str, line: str) -> None:
    """A line of small talk gets the reply that suits it."""
    assert reply_to(line) == reply


@pytest.mark.parametrize("question", [line for _, line in read_lines("neither.txt")])
def test_question_beside_small_talk_is_left_to_article(question: str) -> None:
    """Anything of substance beside a greeting or a thank-you makes the line a question."""
    assert reply_to(question) is None


@pytest.mark.parametrize("question", [line for _, line in read_lines("practice_questions.txt")])
def test_question_about_practice_is_no_small_talk(question: str) -> None:
    """A question about the practice is never brushed off with small talk."""
    assert reply_to(question) is None


def test_program_says_what_it_is() -> None:
    """Asked who it is, it says: a program that quotes, no person, no doctor, keeps nothing."""
    reply = find_small_talk(read_wording("who are you?"), SHIPPED)
    assert reply is not None
    for fact in ("program", "its own words", "not a person", "not a doctor", "keep nothing"):
        assert fact in reply.message


def test_earlier_reply_of_the_file_wins(tmp_path: Path) -> None:
    """Where two replies fit, the first of the file is given; fillers never decide."""
    path = tmp_path / "small_talk.toml"
    path.write_text(
        '[words]\nfillers = ["so", "much"]\n'
        '[replies.bye]\nsaid = ["bye"]\nanswer = "B"\n'
        '[replies.thanks]\nsaid = ["thanks"]\nanswer = "T"\n',
        encoding="utf-8",
    )
    small_talk = load_small_talk(path)
    replies = [
        find_small_talk(read_wording(line), small_talk)
        for line in ("thanks so much, bye", "so thanks", "so much", "")
    ]
    assert [reply and reply.message for reply in replies] == ["B", "T", None, None]


def test_missing_file_means_no_small_talk(tmp_path: Path) -> None:
    """Without a file, no line is small talk."""
    small_talk = load_small_talk(tmp_path / "small_talk.toml")
    assert find_small_talk(read_wording("hello"), small_talk) is None


def test_reply_without_answer_is_refused(tmp_path: Path) -> None:
    """A reply that says nothing stops the start with its line."""
    path = tmp_path / "small_talk.toml"
    path.write_text('[words]\n[replies.hi]\nsaid = ["hi"]\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"small_talk\.toml:2: replies\.hi: has no answer; say"):
        load_small_talk(path)


@given(st.text(max_size=500))
def test_any_text_is_read_without_error(text: str) -> None:
    """Whatever people type, it is small talk or it is not."""
    find_small_talk(read_wording(text), SHIPPED)
