"""Which passages hold the words that are typed, letter by letter, by stem, or by half a word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from weakref import WeakKeyDictionary

from bot.chatbot import Chatbot
from bot.language.languages import ENGLISH
from bot.language.text import STOP_WORDS, stem, words
from bot.loading.library import Library
from bot.records import Span

# Every passage of a small library is looked through; of a larger one those that BM25 proposes.
_MOST_PASSAGES = 2000
_LOOKED_THROUGH = 200
# What holding a word counts: as it is typed, in another form, or in the heading alone.
_EXACT, _FORM, _HEADING = 1.0, 0.8, 0.5
# What words that stand side by side as they were typed count, and a heading that has them all.
_SIDE_BY_SIDE, _NAMED = 0.5, 0.6
# What it counts that the heading is what is typed, and nothing beside it.
_IS_NAMED = 1.0
# A single word as it is typed comes before all else: "tears" before "tearing".
_THE_WORD = 2.0
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a passage."""

    words: tuple[str, ...]
    """In order, normalised."""
    stems: tuple[str, ...]
    """The stem of each."""
    heading: frozenset[str]
    """Stems of the heading that it stands under, without small words."""

    def holds(self, typed: Sequence[str], stems: Sequence[str]) -> float:
        """Return how well a passage holds every one of some words, 0 where it lacks one.

        :param typed: words, normalised, at least one.
        :param stems: the stem of each.
        """
        own, forms = set(self.words), set(self.stems)
        total = 0.0
        for word, base in zip(typed, stems, strict=True):
            if word in own:
                total += _EXACT
            elif base in forms:
                total += _FORM
            elif base in self.heading:
                total += _HEADING
            else:
                return 0.0
        worth = total / len(typed)
        if self.heading.issuperset(stems):
            worth += _NAMED if self.heading.difference(stems) else _IS_NAMED
        if len(typed) == 1 and typed[0] in own:
            worth += _THE_WORD
        if len(typed) > 1 and _run_in(tuple(stems), self.stems):
            worth += _SIDE_BY_SIDE
        return worth


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What has to be known of a library's words to look them up."""

    texts: Mapping[int, Text]
    """Position of a passage → its words; empty where there are too many passages."""
    counts: Mapping[str, int]
    """How often each word stands in the passages and their headings, small words left out."""

    def text_at(self, chatbot: Chatbot, position: int) -> Text:
        """Return the words of a passage of the same library."""
        return self.texts.get(position) or _text_at(chatbot, position)


def library_of(chatbot: Chatbot) -> Library:
    """Return what is looked up in: the library as it stands in the language of the documents."""
    return chatbot.voice(ENGLISH.code).library


_known: WeakKeyDictionary[Chatbot, Vocabulary] = WeakKeyDictionary()
_reading = Lock()


def vocabulary_of(chatbot: Chatbot) -> Vocabulary:
    """Return the vocabulary of a chatbot's library, read once."""
    with _reading:
        known = _known.get(chatbot)
        if known is None:
            known = _known[chatbot] = _read(chatbot)
        return known


def _read(chatbot: Chatbot) -> Vocabulary:
    index = library_of(chatbot).index
    counts: Counter[str] = Counter()
    texts: dict[int, Text] = {}
    for position in islice(range(len(index.passages)), _MOST_PASSAGES):
        texts[position] = text = _text_at(chatbot, position)
        counts.update(word for word in text.words if word not in STOP_WORDS)
    for heading in islice(index.headings, _MOST_PASSAGES):
        counts.update(word for word in words(heading) if word not in STOP_WORDS)
    return Vocabulary(texts if len(index.passages) <= _MOST_PASSAGES else {}, counts)


def _text_at(chatbot: Chatbot, position: int) -> Text:
    index = library_of(chatbot).index
    run = tuple(words(index.passages[position].text))
    heading = [
        word for word in words(index.headings[index.sections[position]]) if word not in STOP_WORDS
    ]
    return Text(run, tuple(map(stem, run)), frozenset(map(stem, heading)))


def passages_that_hold(chatbot: Chatbot, typed: Sequence[str]) -> dict[int, float]:
    """Return the position of every passage that holds all the words, and how well it does.

    :param typed: words, normalised, without small ones.
    """
    if not typed:
        return {}
    stems = tuple(map(stem, typed))
    texts = vocabulary_of(chatbot).texts
    if not texts:
        terms = dict.fromkeys(stems, 1.0)
        proposed = library_of(chatbot).ranker.best(terms, limit=_LOOKED_THROUGH)
        texts = {position: _text_at(chatbot, position) for position in proposed}
    found = {position: text.holds(typed, stems) for position, text in texts.items()}
    return {position: worth for position, worth in found.items() if worth}


def _run_in(run: tuple[str, ...], stems: tuple[str, ...]) -> bool:
    size = len(run)
    return any(stems[at : at + size] == run for at in range(len(stems) - size + 1))


def spans_of(text: str, typed: Sequence[str]) -> tuple[Span, ...]:
    """Return the [start, end) offsets of the words of a text that are typed, in any form.

    >>> spans_of("Stretching stretches.", ["stretch"])
    ((0, 10), (11, 20))
    """
    forms = set(map(stem, typed))
    return tuple(
        found.span()
        for found in _TOKEN.finditer(text)
        if not forms.isdisjoint(map(stem, words(found[0])))
    )
