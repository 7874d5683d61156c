"""Which words are English, and which of them could be somebody's name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.files.text_file import read_text

_LIST = Path(__file__).parents[1] / "defaults" / "english-words.txt"


def read_english_words() -> frozenset[str]:
    """Return about 80,000 English words in lower case."""
    return frozenset(word.lower() for word in _read_list())


@cache
def read_plain_words() -> frozenset[str]:
    """Return the English words that are nobody's name, in lower case: about 40,000."""
    return frozenset(word for word in _read_list() if word[0].islower())


def _read_list() -> list[str]:
    """Return the words as the list has them: one that could be a name begins with a capital."""
    return [line for line in read_text(_LIST).splitlines() if line and line[0] != "#"]
