"""Half-typed words, completed from the documents, so that rows come while one types."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import islice

from bot import Chatbot
from bot.language.text import STOP_WORDS, words

FEWEST_LETTERS = 3
# Enough to know a field's words; a library of a million passages is not read for it.
_MOST_PASSAGES = 2000
_LAST_WORD = re.compile(r"[^\W\d_]+$")


def complete_last_word(chatbot: Chatbot, text: str) -> tuple[str, str] | None:
    """Return the half word that a text ends with and the documents' most frequent whole one.

    None when the text ends otherwise, or in a word that the documents hold.
    """
    found = _LAST_WORD.search(text)
    if found is None or len(found[0]) < FEWEST_LETTERS:
        return None
    half = found[0].casefold()
    counts = _count_words(chatbot)
    if half in counts:
        return None
    whole = [word for word in counts if word.startswith(half)]
    if not whole:
        return None
    # Of words as frequent, the first in the alphabet, so that the same letters do the same.
    return found[0], min(whole, key=lambda word: (-counts[word], word))


@lru_cache(maxsize=2)
def _count_words(chatbot: Chatbot) -> Counter[str]:
    passages = (
        passage
        for document in chatbot.documents
        for section in document.sections
        for passage in section.passages
    )
    counts: Counter[str] = Counter()
    for passage in islice(passages, _MOST_PASSAGES):
        counts.update(word for word in words(passage.text) if word not in STOP_WORDS)
    return counts
