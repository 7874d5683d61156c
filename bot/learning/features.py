"""Words to features: what the learned model counts in a sentence.

Three kinds, each told from the others by its form:

* the stem of each word: ``rotat``
* each two stems that follow one another, the ends of the sentence included: ``< my``, ``leg >``
* the runs of three and four letters within each word, its ends included: ``~^my$``, ``~otat``;
  they make misspellings and forms that nobody wrote as an example count nearly as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

# What each kind of feature counts beside the others; by cross-validation.
STEM_WEIGHT, PAIR_WEIGHT, LETTERS_WEIGHT = 1.0, 0.7, 0.35
# Longer sentences are told by their first words: no example has more.
MOST_WORDS = 90
_RUNS = (3, 4)
# A word longer than this is no word.
_MOST_LETTERS = 24
# Longer ones mean something of their own: 999, 1974.
_SHORT_NUMBER = 2


def pair_features(stems: Sequence[str]) -> list[str]:
    """Return a feature for each two stems in a row, the ends included.

    >>> pair_features(["hip", "pain"])
    ['< hip', 'hip pain', 'pain >']
    """
    if not stems:
        return []
    ends = ["<", *map(_numbers_alike, stems), ">"]
    return [f"{left} {right}" for left, right in pairwise(ends)]


def letter_features(word: str) -> list[str]:
    """Return the runs of letters of one word.

    >>> letter_features("hip")
    ['~^hi', '~hip', '~ip$', '~^hip', '~hip$']
    """
    marked = f"^{word[:_MOST_LETTERS]}$"
    return [
        f"~{marked[start : start + size]}"
        for size in _RUNS
        for start in range(len(marked) - size + 1)
    ]


def word_features(word: str, stem: str) -> list[str]:
    """Return the features of one word: its stem and its runs of letters.

    >>> word_features("my", "my")
    ['my', '~^my', '~my$', '~^my$']
    """
    if word.isdecimal():
        return [_numbers_alike(word)]
    return [stem, *letter_features(word)]


def _numbers_alike(stem: str) -> str:
    """Return one name for all numbers of one or two digits: weeks, years, ages, doses."""
    return "0" if stem.isdecimal() and len(stem) <= _SHORT_NUMBER else stem


def weight_of(feature: str) -> float:
    """Return what a feature counts by its kind."""
    if feature.startswith("~"):
        return LETTERS_WEIGHT
    return PAIR_WEIGHT if " " in feature else STEM_WEIGHT
