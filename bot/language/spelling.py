"""Misspelt words to the nearest word that the corpus can do something with."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.language.english_words import read_english_words

# Shorter words have too many neighbours to guess.
FEWEST_LETTERS = 4
# One error is forgiven from FEWEST_LETTERS on, two from this length on.
_TWO_ERRORS_FROM = 8
_THREE_ERRORS_FROM = 12
# People rarely miss the first letter, so a candidate that does counts as further away.
_OTHER_FIRST_LETTER = 0.6
# A field word wins over an everyday word at the same distance.
_EVERYDAY = 0.3
# A word of the lists wins over a form of it that is only derived.
_DERIVED = 0.1
_ENDINGS = ("s", "ing", "ed")


class Speller:
    """Knows the words of the corpus and its vocabulary, and English words in general."""

    def __init__(
        self,
        field_words: Iterable[str],
        everyday_words: Iterable[str],
        heard: Iterable[str] = (),
        *,
        only_to_field: bool = False,
        is_word: Callable[[str], bool] | None = None,
    ) -> None:
        """Keep the words.

        :param heard: other words in use, misspelt ones among them: each may be a word of the field
            that is spelt wrongly, but none of everyday life.
        :param only_to_field: mend nothing to a word of everyday life.
        :param is_word: tells whether a word is of the language; by default, whether it is English.
        """
        self._field = frozenset(field_words)
        self._everyday = frozenset(everyday_words) - self._field
        self._heard = frozenset(heard)
        self._is_word = is_word or self._is_english
        self._meant = self._field if only_to_field else self._field | self._everyday

    # Worked out at the first word that nobody knows: few questions have one.
    @cached_property
    def _inflected(self) -> dict[str, str]:
        """Derived forms of the words, with the word that each comes from."""
        return {
            word + ending: word
            for word in self._meant
            for ending in _ENDINGS
            if len(word) >= FEWEST_LETTERS and word.isalpha() and not word.endswith("s")
        }

    @cached_property
    def _candidates(self) -> list[str]:
        """All words that can be meant, by length and then by letters."""
        written = self._meant | self._inflected.keys()
        return sorted(sorted(word for word in written if len(word) >= FEWEST_LETTERS), key=len)

    @cached_property
    def _letters(self) -> NDArray[np.uint64]:
        """For each candidate: the letters that it has."""
        return np.array([_letters_of(word) for word in self._candidates], np.uint64)

    @cached_property
    def _english(self) -> frozenset[str]:
        return read_english_words()

    def _is_english(self, word: str) -> bool:
        return word in self._english

    def read_ahead(self) -> int:
        """Read what is otherwise read at the first unknown word; return how many words it is."""
        self._nearest("unknown")
        return len(self._english)

    def knows(self, word: str) -> bool:
        """Tell whether a normalised word is spelt as intended."""
        return (
            word in self._field
            or word in self._everyday
            or not word.isalpha()
            or self._is_word(word)
            or (word.endswith("s") and word[:-1] in self._field)
        )

    def corrections(self, words: Sequence[str]) -> dict[int, tuple[str, ...]]:
        """Return the positions of the misspelt words, with what each most likely means."""
        field, everyday = self._field, self._everyday
        return {
            position: meant
            for position, word in enumerate(words)
            if word not in field
            and word not in everyday
            and (meant := self.correct(word))[0] != word
        }

    def correct(self, word: str) -> tuple[str, ...]:
        """Return what a word most likely means: itself, another word, or the two it joins."""
        if word in self._field or word in self._everyday or len(word) < FEWEST_LETTERS:
            return (word,)
        return (word,) if self.knows(word) else self._nearest(word)

    def _nearest(self, word: str) -> tuple[str, ...]:
        # Most starts are spared it: few questions have a word that nobody knows.
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        limit = _errors_forgiven(word)
        near = process.extract(
            word, self._within(word, limit), scorer=OSA.distance, score_cutoff=limit, limit=None
        )
        parts = self._split(word)
        if word in self._heard:
            near = [found for found in near if self._is_of_the_field(found[0])]
        if not near:
            return parts or (word,)
        best = min(near, key=lambda candidate: (self._cost(word, *candidate[:2]), candidate[0]))
        # A missing space is one error as well.
        if parts and self._cost(word, *best[:2]) >= 1:
            return parts
        return (best[0],)

    def _within(self, word: str, limit: int) -> list[str]:
        """Return the few candidates that can be that many errors away.

        An error changes the length by one at most, and takes and adds one letter at most.
        """
        first = bisect_left(self._candidates, len(word) - limit, key=len)
        stop = bisect_right(self._candidates, len(word) + limit, key=len)
        other_letters = self._letters[first:stop] ^ np.uint64(_letters_of(word))
        near = (np.bitwise_count(other_letters) <= 2 * limit).nonzero()[0]
        return [self._candidates[first + at] for at in near.tolist()]

    def _cost(self, word: str, candidate: str, distance: float) -> float:
        cost = float(distance)
        if candidate[0] != word[0]:
            cost += _OTHER_FIRST_LETTER
        if self._inflected.get(candidate, candidate) in self._everyday:
            cost += _EVERYDAY
        if candidate in self._inflected:
            cost += _DERIVED
        return cost

    def _is_of_the_field(self, candidate: str) -> bool:
        return self._inflected.get(candidate, candidate) in self._field

    def _split(self, word: str) -> tuple[str, ...]:
        """Return the two field words that a word joins ("hipflexor"), or nothing."""
        for cut in range(3, len(word) - 2):
            left, right = word[:cut], word[cut:]
            known = left in self._field or left in self._everyday
            if known and right in self._field:
                return left, right
        return ()


def _letters_of(word: str) -> int:
    """Return a mask of 64 bits with one for each letter; rare letters share a bit."""
    mask = 0
    for letter in word:
        mask |= 1 << ord(letter) % 64
    return mask


def _errors_forgiven(word: str) -> int:
    if len(word) >= _THREE_ERRORS_FROM:
        return 3
    return 2 if len(word) >= _TWO_ERRORS_FROM else 1
