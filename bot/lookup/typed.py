"""What is typed, put into words that the documents may have: shorthand, names, half a word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answering.glossary import Definition
from bot.chatbot import Chatbot
from bot.language.text import STOP_WORDS, stem, words
from bot.lookup.held import library_of, passages_that_hold, vocabulary_of
from bot.records import Reading

FEWEST_LETTERS = 3
_MOST_WORDS_OF_A_NAME = 4
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LAST_WORD = re.compile(r"[^\W\d_]+$")


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that is looked up, read."""

    text: str
    """In words that the documents may have: what is asked."""
    words: tuple[str, ...]
    """Its words without small ones; all of them where there are only such."""
    readings: tuple[Reading, ...] = ()
    """What was written out or completed."""
    unnamed: str = ""
    """A term of the field that the documents do not name; the text asks for what is near it."""


def read_typed(chatbot: Chatbot, text: str) -> Typed:
    """Return a text with its shorthand written out, and with what is near where it is not named."""
    readings: list[Reading] = []
    shorthand = library_of(chatbot).glossary.shorthand

    def write_out(found: re.Match[str]) -> str:
        term = shorthand.get(found[0].lower())
        if term is None:
            return found[0]
        readings.append(Reading(found[0], term, "shorthand"))
        return term

    text = _TOKEN.sub(write_out, text)
    unnamed = _find_unnamed(chatbot, text)
    if unnamed is not None:
        name, definition = unnamed
        text = text.replace(name, definition.near)
        return Typed(text, content_words(text), tuple(readings), definition.term)
    return Typed(text, content_words(text), tuple(readings))


def content_words(text: str) -> tuple[str, ...]:
    """Return the words of a text without small ones, or all where it has only such."""
    spoken = words(text)
    return tuple(word for word in spoken if word not in STOP_WORDS) or tuple(spoken)


def complete(chatbot: Chatbot, typed: Typed) -> Typed | None:
    """Return the same with the half word at its end completed to the documents' most frequent.

    None when it ends otherwise, or in a word that the documents or the thesaurus have.
    """
    found = _LAST_WORD.search(typed.text)
    if found is None or len(found[0]) < FEWEST_LETTERS:
        return None
    half, counts = found[0].casefold(), vocabulary_of(chatbot).counts
    if half in counts or library_of(chatbot).thesaurus.find((half,), (stem(half),)):
        return None
    whole = [word for word in counts if word.startswith(half)]
    if not whole:
        return None
    # Of words as frequent, the first in the alphabet, so that the same letters do the same.
    best = min(whole, key=lambda word: (-counts[word], word))
    text = typed.text[: found.start()] + best
    reading = Reading(found[0], best, "half-typed")
    return Typed(text, content_words(text), (*typed.readings, reading), typed.unnamed)


def completions(chatbot: Chatbot, half: str, *, most: int = 20) -> tuple[str, ...]:
    """Return the documents' words that begin with half a word, the most frequent first."""
    counts = vocabulary_of(chatbot).counts
    whole = [word for word in counts if half and word.startswith(half.casefold())]
    return tuple(sorted(whole, key=lambda word: (-counts[word], word))[:most])


def is_ordinary(chatbot: Chatbot, typed: Typed) -> bool:
    """Tell whether a text ends in an English word, which is hardly half of another."""
    return bool(typed.words) and library_of(chatbot).knows(typed.words[-1])


def _find_unnamed(chatbot: Chatbot, text: str) -> tuple[str, Definition] | None:
    """Return the first term of the glossary that no passage names, as it stands in the text."""
    tokens = list(_TOKEN.finditer(text))
    for size in range(min(_MOST_WORDS_OF_A_NAME, len(tokens)), 0, -1):
        for at in range(len(tokens) - size + 1):
            name = text[tokens[at].start() : tokens[at + size - 1].end()]
            stems = tuple(map(stem, words(name)))
            definition = library_of(chatbot).glossary.definitions.get(stems)
            if definition is None or not definition.near:
                continue
            if not passages_that_hold(chatbot, content_words(name)):
                return name, definition
    return None
