"""A turn of a conversation to its sentences: without politeness, mended, weighed once each."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.language.languages import ENGLISH, Language
from bot.language.spelling import Speller
from bot.language.text import Wording, read_wording, respell, stem
from bot.learning.model import Model
from bot.learning.ridge import Floats
from bot.safety.gauge import Gauge
from bot.safety.notices.loading import Notices, plain
from bot.safety.signs.sentences import Sentence, read_sentence

# A turn of more pieces is cut into this many: only hostile texts have more.
MOST_PIECES = 16
_END = re.compile(r"[.!?;\n…]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, read and weighed once."""

    sentence: Sentence
    """Its words, mended, and the word lists that they name."""
    weighed: tuple[Floats, float]
    """What it adds to the scores of a run of sentences, and to its squared length."""


class TurnReader:
    """Reads turns with one clinic's notices and the learned model."""

    def __init__(self, notices: Notices, gauge: Gauge, model: Model, language: Language) -> None:
        self._polite = notices.polite
        self._gauge = gauge
        self._grammar = notices.grammar
        # Examples have misspelt words as well: none is guessed to be meant.
        heard = model.weights.stems()
        self._speller = Speller(
            notices.grammar.words,
            heard,
            only_to_field=True,
            # There is a list of English words alone.
            is_word=None if language is ENGLISH else lambda word: stem(word, language) in heard,
        )
        self._language = language

    def read(self, turn: str) -> list[Piece]:
        """Return the sentences of a turn that hold a word, in order, at most MOST_PIECES."""
        said = [one for one in map(str.strip, _END.split(turn)) if one]
        step = -(-len(said) // MOST_PIECES) or 1
        texts = [" ".join(said[at : at + step]) for at in range(0, len(said), step)]
        wordings = [wording for wording in map(self._read, texts) if wording.words]
        return [
            Piece(read_sentence(wording, self._grammar), self._gauge.weigh(wording))
            for wording in wordings
        ]

    def _read(self, sentence: str) -> Wording:
        """Return a sentence without politeness at its ends, with misspelt words mended."""
        wording = read_wording(trimmed(sentence, self._polite), self._language)
        return respell(wording, self._speller.corrections(wording.words), self._language)


def trimmed(sentence: str, polite: Collection[str]) -> str:
    """Return a sentence without words of politeness at its ends; one of nothing else stays.

    >>> trimmed("please, my calf is hot, thank you", {"please", "thank you"})
    'my calf is hot'
    """
    words = sentence.split()
    for most in (3, 2, 1):
        while len(words) > most and plain(" ".join(words[:most])) in polite:
            words = words[most:]
        while len(words) > most and plain(" ".join(words[-most:])) in polite:
            words = words[:-most]
    return " ".join(words).strip(" ,;:-")
