"""What is typed to look something up: words rather than a question, and often half of one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bot import Chatbot
from bot.answering.marking import Asked
from bot.language.text import STOP_WORDS, stem, words
from bot.records import Answer, AnswerPassage, Reading

FEWEST_LETTERS = 3
# Enough to know a field's words; a library of a million passages is not read for it.
_MOST_PASSAGES = 2000
_LAST_WORD = re.compile(r"[^\W\d_]+$")
# How many of the passages that rank best are looked through for all the words.
_LOOKED_THROUGH = 50


@dataclass(frozen=True, slots=True)
class Found:
    """What the words of a search find."""

    answer: Answer
    """What the bot answers to them."""
    passages: tuple[AnswerPassage, ...]
    """Those of the answer, or those that hold the words where no passage answers."""
    read_as: tuple[Reading, ...]
    """How words were read."""


def find_words(chatbot: Chatbot, text: str, *, limit: int) -> Found:
    """Return what a text finds: an answer, else one to its last word completed, else its words.

    Where an answer is withheld for somebody's safety, nothing else takes its place.

    :raise QuestionError: when the text is outside the contract's bounds.
    """
    answer = chatbot.ask(text, audience="therapist", limit=limit)
    if answer.outcome != "no_answer":
        return Found(answer, answer.passages, answer.read_as)
    completed: tuple[Reading, ...] = ()
    half = complete_last_word(chatbot, text)
    if half is not None:
        text = text.removesuffix(half[0]) + half[1]
        completed = (Reading(*half, "half-typed"),)
        answer = chatbot.ask(text, audience="therapist", limit=limit)
    passages = answer.passages
    if answer.outcome == "no_answer" and (not answer.notice or answer.notice.level == "routine"):
        passages = passages_that_hold(chatbot, text, limit=limit)
    return Found(answer, passages, (*completed, *answer.read_as))


def passages_that_hold(chatbot: Chatbot, text: str, *, limit: int) -> tuple[AnswerPassage, ...]:
    """Return the passages that hold every word of a text, or what it also means; best BM25 first.

    "Friction" by itself asks nothing, and yet a therapist looks for it.
    """
    understood = chatbot.understand(text, audience="therapist")
    query, library = understood.query, chatbot.library
    if not query.terms:
        return ()
    hits: list[tuple[int, float]] = []
    for position, score in library.ranker.best(query.terms, limit=_LOOKED_THROUGH).items():
        stems = {stem(word) for word in words(library.index.passages[position].text)}
        if all(not stems.isdisjoint((said.stem, *said.means)) for said in query.said):
            hits.append((position, score))
    hits.sort(key=lambda hit: -hit[1])
    asked = Asked(query.said, understood.kind, understood.points)
    shown = enumerate(hits[:limit], start=1)
    return tuple(library.citations.show(hit, rank, asked) for rank, hit in shown)


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
