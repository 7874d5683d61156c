"""Lessons to weights: each task a ridge regression over words, pairs of words and runs of letters.

The matrix of sentences is a product: sentences by units, where a unit is a word or a pair, times
units by features. A sentence has a fifth as many units as features, so learning takes that much
less time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from bot.language.languages import ENGLISH, Language
from bot.language.text import Wording, read_wording
from bot.learning.features import MOST_WORDS, pair_features, weight_of, word_features
from bot.learning.model import Weights
from bot.learning.ridge import Floats, Product, Rows, fit_ridge

# A feature that fewer examples have says little of the next person's words, and costs time.
_FEWEST_EXAMPLES = 3
# By cross-validation over authors: 0.1 to 1.2 differ by a point at most.
PENALTY = 0.5
# Weights are kept as whole numbers of steps up to this.
_MOST_STEPS = 127
# Keeps a task that all lessons agree on from dividing by zero.
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Lesson:
    """One sentence to learn from, with what it should score in each task that it teaches."""

    wording: Wording
    """Its words."""
    aims: Mapping[str, Mapping[str, float]]
    """Task → intent → the score to aim at; intents that are not named aim at 0."""


def lesson(
    text: str, aims: Mapping[str, Mapping[str, float]], language: Language = ENGLISH
) -> Lesson:
    """Return a lesson of a sentence as typed."""
    return Lesson(read_wording(text, language), aims)


def learn(lessons: Sequence[Lesson], *, penalty: float = PENALTY) -> Weights:
    """Return what lessons teach: the same lessons in the same order give the same bits."""
    sentences = _Sentences([one.wording for one in lessons])
    intents = _intents(lessons)
    parts = [_learn_task(task, intents[task], lessons, sentences, penalty) for task in intents]
    telling = sentences.telling
    columns = np.concatenate([np.zeros((len(telling), 0), np.float32), *parts], axis=1)
    columns *= telling[:, None]
    steps = np.maximum(np.abs(columns).max(axis=0, initial=0.0), _TINY) / _MOST_STEPS
    return Weights(
        sentences.features,
        telling * telling,
        intents,
        np.rint(columns / steps).astype(np.int8),
        steps.astype(np.float32),
        len(lessons),
    )


def _intents(lessons: Iterable[Lesson]) -> dict[str, tuple[str, ...]]:
    """Return the intents of each task, in order of their first lesson."""
    found: dict[str, dict[str, None]] = {}
    for one in lessons:
        for task, aims in one.aims.items():
            found.setdefault(task, {}).update(dict.fromkeys(aims))
    return {task: tuple(intents) for task, intents in found.items()}


class _Sentences:
    """Sentences as units, and the units as features."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        said = [(one.words[:MOST_WORDS], one.stems[:MOST_WORDS]) for one in wordings]
        stems = {word: stem for pair in said for word, stem in zip(*pair, strict=True)}
        of_word = {word: _once(word_features(word, stem)) for word, stem in stems.items()}
        units = [_once((*words, *pair_features(stems))) for words, stems in said]
        counts = _count(units, of_word)
        self.features = tuple(sorted(f for f, count in counts.items() if count >= _FEWEST_EXAMPLES))
        """The features that count, in order of their number."""
        numbers = {feature: number for number, feature in enumerate(self.features)}
        telling = [weight_of(f) * log(1.0 + len(said) / counts[f]) for f in self.features]
        self.telling: Floats = np.array(telling, np.float32)
        """What each feature counts."""
        known: dict[str, list[int]] = {}
        for unit in (*sorted(of_word), *(f for f in self.features if " " in f)):
            found = [numbers[f] for f in of_word.get(unit, (unit,)) if f in numbers]
            if found:
                known[unit] = found
        self.units = _rows_of(list(known.values()), self.telling, len(numbers))
        """(units, features): what each word and pair is made of."""
        self.sizes: Floats = np.array(
            [self.telling[found] @ self.telling[found] for found in known.values()], np.float32
        )
        """What each unit adds to the squared length of a sentence's row."""
        places = {unit: place for place, unit in enumerate(known)}
        self.found = [[places[unit] for unit in row if unit in places] for row in units]
        """The units of each sentence that count, by number."""

    def rows(self, taught: Sequence[int]) -> Product:
        """Return the rows of some sentences, each of length 1: sentences by units by features."""
        found = [self.found[at] for at in taught]
        parts = _rows_of(found, np.ones(len(self.sizes), np.float32), len(self.sizes))
        lengths = np.sqrt(np.add.reduceat(self.sizes[parts.columns], parts.starts))
        values = np.repeat(1.0 / lengths, list(map(len, found))).astype(np.float32)
        return Product(Rows(parts.starts, parts.columns, values, parts.width), self.units)


def _once(features: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(features))


def _count(units: Iterable[Sequence[str]], of_word: Mapping[str, Sequence[str]]) -> Counter[str]:
    """Return how many words and pairs of sentences have each feature."""
    said = Counter(unit for row in units for unit in row)
    counts: Counter[str] = Counter()
    for unit, count in said.items():
        for feature in of_word.get(unit, (unit,)):
            counts[feature] += count
    return counts


def _rows_of(found: Sequence[Sequence[int]], values: Floats, width: int) -> Rows:
    """Return rows that have the value of each column that was found; each row has one at least."""
    sizes = np.array(list(map(len, found)), np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    columns = np.array([column for row in found for column in row], np.int64)
    return Rows(starts, columns, values[columns], width)


def _learn_task(
    task: str,
    intents: Sequence[str],
    lessons: Sequence[Lesson],
    sentences: _Sentences,
    penalty: float,
) -> Floats:
    taught = [at for at, one in enumerate(lessons) if task in one.aims and sentences.found[at]]
    places = {intent: column for column, intent in enumerate(intents)}
    targets = np.zeros((len(taught), len(intents)), np.float32)
    for row, at in enumerate(taught):
        for intent, aim in lessons[at].aims[task].items():
            targets[row, places[intent]] = aim
    return fit_ridge(sentences.rows(taught), targets, penalty=penalty)
