"""Lookups as therapists type them, judged by hand before any row was seen (lookups.jsonl)."""

import json
from pathlib import Path

import pytest

from bot import Chatbot
from bot.language.text import STOP_WORDS, words
from bot.lookup.finding import look_up

TABLE = Path(__file__).with_name("lookups.jsonl")
LOOKUPS = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines()]
RIGHT = 0.93


def first_row(chatbot: Chatbot, text: str) -> str:
    """Return section and number of the first row; "" where none is shown, or in doubt."""
    found = look_up(chatbot, text)
    if not found.rows or found.is_doubtful:
        return ""
    return found.rows[0].passage.citation.passage_id.partition("/")[2]


def test_the_first_row_answers_or_the_page_is_honest(chatbot: Chatbot) -> None:
    """At least 0.93 of 60 lookups and more; what the article lacks is shown in doubt or refused."""
    assert len(LOOKUPS) >= 60
    missed = {}
    for lookup in LOOKUPS:
        first = first_row(chatbot, lookup["words"])
        if first not in (lookup["first"] or [""]):
            missed[lookup["words"]] = first
    assert 1 - len(missed) / len(LOOKUPS) >= RIGHT, missed


def content_words(chatbot: Chatbot) -> list[str]:
    """Return every word of the article that is no small one, each once."""
    texts = [each.text for each in chatbot.library.index.passages]
    return sorted({word for text in texts for word in words(text)} - STOP_WORDS)


def test_a_word_of_the_article_is_never_refused(chatbot: Chatbot) -> None:
    """Each of its content words, typed alone, has a first row that holds it."""
    typed = content_words(chatbot)
    assert len(typed) > 300
    for word in typed:
        rows = look_up(chatbot, word).rows
        assert rows, word
        assert word in words(rows[0].passage.text), word


@pytest.mark.parametrize("lookup", LOOKUPS, ids=lambda each: each["words"])
def test_rows_that_hold_all_words_come_first(chatbot: Chatbot, lookup: dict) -> None:
    """What is only meant stands below what is named."""
    holds = [row.holds for row in look_up(chatbot, lookup["words"]).rows]
    assert holds == sorted(holds, reverse=True)
