"""The learned model: examples in, one score an intent out.

Several tasks share one numbering of features. Each task has its own examples and its own intents,
and is a ridge regression (:mod:`bot.learning.ridge`) that aims at 1 for the intents of an example
and at 0 for the others. A score is therefore near 1 where the examples of an intent are alike, and
near 0 where they are not; scores of one task can be compared with each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from bot.language.text import Wording, read_wording
from bot.learning.features import (
    MOST_WORDS,
    features_of,
    letter_features,
    pair_features,
    weight_of,
)
from bot.learning.ridge import Floats, Rows, fit_ridge

# A feature that fewer examples have says little of the next person's words, and costs time.
_FEWEST_EXAMPLES = 3
# By cross-validation over authors: 0.1 to 1.2 differ by a point at most.
PENALTY = 0.5


@dataclass(frozen=True, slots=True)
class Lesson:
    """One sentence to learn from, with what it should score in each task that it teaches."""

    wording: Wording
    """Its words."""
    aims: Mapping[str, Mapping[str, float]]
    """Task → intent → the score to aim at; intents that are not named aim at 0."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned, as plain arrays that can be kept."""

    features: tuple[str, ...]
    """The features that count, in order of their number."""
    sizes: Floats
    """What each feature adds to the squared length of a sentence's row."""
    intents: Mapping[str, tuple[str, ...]]
    """Task → its intents, in order of their columns."""
    columns: NDArray[np.float16]
    """(features, all intents): what each feature adds to each score."""


class Model:
    """Scores sentences for the intents of each task."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._numbers = {feature: number for number, feature in enumerate(weights.features)}
        self._columns = weights.columns.astype(np.float32)
        # Word → the numbers of its stem and of its runs of letters.
        self._by_word: dict[str, list[int]] = {}
        self._slices: dict[str, slice] = {}
        start = 0
        for task, intents in weights.intents.items():
            self._slices[task] = slice(start, start + len(intents))
            start += len(intents)

    def score(self, wording: Wording) -> Scores:
        """Return what a sentence scores in every task."""
        found = self._numbers_of(wording)
        if not found:
            return Scores(self, np.zeros(self._columns.shape[1], np.float32), (), 1.0)
        at = np.array(found)
        length = float(np.sqrt(self.weights.sizes[at].sum()))
        row = self._columns[at].sum(axis=0) / np.float32(length)
        return Scores(self, row, tuple(found), length)

    def sums(self, wording: Wording, task: str) -> tuple[Floats, float]:
        """Return a sentence's scores in one task times its row's length, and that length squared.

        Both can be added up over sentences: their quotient scores them as one.
        """
        part = self.part(task)
        found = self._numbers_of(wording)
        if not found:
            return np.zeros(part.stop - part.start, np.float32), 0.0
        at = np.array(found)
        summed: Floats = self._columns[at, part].sum(axis=0)
        return summed, float(self.weights.sizes[at].sum())

    def _numbers_of(self, wording: Wording) -> list[int]:
        """Return the numbers of a sentence's features, each once."""
        numbers, by_word = self._numbers, self._by_word
        stems = wording.stems[:MOST_WORDS]
        found: set[int] = {numbers[pair] for pair in pair_features(stems) if pair in numbers}
        for word, stem in zip(wording.words, stems, strict=False):
            held = by_word.get(word)
            if held is None:
                held = [numbers[f] for f in (stem, *letter_features(word)) if f in numbers]
                # Words of the examples alone are remembered: what else people type is theirs.
                if stem in numbers:
                    by_word[word] = held
            found.update(held)
        return list(found)

    def knows(self, stem: str) -> bool:
        """Tell whether examples have a stem."""
        return stem in self._numbers

    def part(self, task: str) -> slice:
        """Return the columns of a task."""
        return self._slices[task]


@dataclass(frozen=True, slots=True)
class Scores:
    """What one sentence scores."""

    model: Model
    row: Floats
    """A score for each intent of each task, in order of the columns."""
    numbers: tuple[int, ...]
    """The sentence's features that the model knows, by number."""
    length: float
    """The length of the sentence's row before it was made 1."""

    def of(self, task: str) -> dict[str, float]:
        """Return a task's intents with their scores; a task that nothing taught has none."""
        intents = self.model.weights.intents.get(task)
        if intents is None:
            return {}
        return dict(zip(intents, self.row[self.model.part(task)].tolist(), strict=True))

    def reasons(self, task: str, intent: str, *, most: int = 5) -> list[tuple[str, float]]:
        """Return the features that moved an intent's score most, with what each added."""
        weights = self.model.weights
        column = self.model.part(task).start + weights.intents[task].index(intent)
        at = np.array(self.numbers, np.int64)
        added = weights.columns[at, column].astype(float) / self.length
        order = np.argsort(-np.abs(added), kind="stable")[:most]
        return [(weights.features[at[place]], float(added[place])) for place in order]

    def best(self, task: str) -> tuple[str, float]:
        """Return the intent of a task that scores most, with its score."""
        part = self.row[self.model.part(task)]
        at = int(part.argmax())
        return self.model.weights.intents[task][at], float(part[at])


def learn(lessons: Sequence[Lesson], *, penalty: float = PENALTY) -> Weights:
    """Return what lessons teach: the same lessons in the same order give the same bits."""
    rows = [features_of(lesson.wording.words, lesson.wording.stems) for lesson in lessons]
    counts = Counter(feature for row in rows for feature in row)
    features = tuple(sorted(f for f, count in counts.items() if count >= _FEWEST_EXAMPLES))
    numbers = {feature: number for number, feature in enumerate(features)}
    telling = np.array(
        [weight_of(f) * log(1.0 + len(rows) / counts[f]) for f in features], np.float32
    )
    numbered = [np.array(sorted(numbers[f] for f in row if f in numbers), np.int64) for row in rows]
    intents = _intents(lessons)
    parts = [
        _learn_task(task, intents[task], lessons, numbered, telling, penalty) for task in intents
    ]
    columns = np.concatenate(parts, axis=1) * telling[:, None] if parts else np.zeros((0, 0))
    return Weights(features, telling * telling, intents, columns.astype(np.float16))


def _intents(lessons: Iterable[Lesson]) -> dict[str, tuple[str, ...]]:
    """Return the intents of each task, in order of their first lesson."""
    found: dict[str, dict[str, None]] = {}
    for lesson in lessons:
        for task, aims in lesson.aims.items():
            found.setdefault(task, {}).update(dict.fromkeys(aims))
    return {task: tuple(intents) for task, intents in found.items()}


def _learn_task(
    task: str,
    intents: Sequence[str],
    lessons: Sequence[Lesson],
    numbered: Sequence[NDArray[np.int64]],
    telling: Floats,
    penalty: float,
) -> Floats:
    taught = [at for at, lesson in enumerate(lessons) if task in lesson.aims and len(numbered[at])]
    places = {intent: column for column, intent in enumerate(intents)}
    targets = np.zeros((len(taught), len(intents)), np.float32)
    for row, at in enumerate(taught):
        for intent, aim in lessons[at].aims[task].items():
            targets[row, places[intent]] = aim
    return fit_ridge(rows_of([numbered[at] for at in taught], telling), targets, penalty=penalty)


def rows_of(numbered: Sequence[NDArray[np.int64]], telling: Floats) -> Rows:
    """Return sentences as rows of length 1; each has one feature at least."""
    sizes = np.array([len(row) for row in numbered])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    columns = np.concatenate(numbered)
    values = telling[columns]
    lengths = np.sqrt(np.add.reduceat(values * values, starts))
    return Rows(starts, columns, values / np.repeat(lengths, sizes), len(telling))


def lesson(text: str, aims: Mapping[str, Mapping[str, float]]) -> Lesson:
    """Return a lesson of a sentence as typed."""
    return Lesson(read_wording(text), aims)
