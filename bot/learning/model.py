"""The learned model: examples in, one score an intent out.

Several tasks share one numbering of features. Each task has its own examples and its own intents,
and is a ridge regression (:mod:`bot.learning.ridge`) that aims at 1 for the intents of an example
and at 0 for the others. A score is therefore near 1 where the examples of an intent are alike, and
near 0 where they are not; scores of one task can be compared with each other.

A sentence is the sum of its words, each once, and of its pairs of words; a word is the sum of its
stem and its runs of letters. So a word's part is worked out once, and scoring adds up some rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from bot.language.text import Wording
from bot.learning.features import MOST_WORDS, pair_features, word_features
from bot.learning.ridge import Floats

# So many words are worked out once; more are not in common use.
_MOST_HELD = 4000


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned, as plain arrays that can be kept."""

    features: tuple[str, ...]
    """The features that count, in order of their number."""
    sizes: Floats
    """What each feature adds to the squared length of a sentence's row."""
    intents: Mapping[str, tuple[str, ...]]
    """Task → its intents, in order of their columns."""
    columns: NDArray[np.int8]
    """(features, all intents): what each feature adds to each score, in steps."""
    steps: Floats
    """The size of each column's step."""
    examples: int
    """How many lessons taught it."""

    def stems(self) -> frozenset[str]:
        """Return the features that are stems of words, neither pairs nor runs of letters."""
        return frozenset(filter(_is_stem, self.features))

    def sizes_of_stems(self) -> dict[str, float]:
        """Return what each stem adds to the squared length of a sentence's row."""
        sizes = zip(self.features, self.sizes.tolist(), strict=True)
        return {feature: size for feature, size in sizes if _is_stem(feature)}


def _is_stem(feature: str) -> bool:
    return " " not in feature and not feature.startswith("~")


class Model:
    """Scores sentences for the intents of each task."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._numbers = {feature: number for number, feature in enumerate(weights.features)}
        self._by_word: dict[str, tuple[Floats, float]] = {}
        self._slices: dict[str, slice] = {}
        start = 0
        for task, intents in weights.intents.items():
            self._slices[task] = slice(start, start + len(intents))
            start += len(intents)

    def score(self, wording: Wording) -> Scores:
        """Return what a sentence scores in every task."""
        summed, size = self.add_up(wording)
        length = sqrt(size) or 1.0
        return Scores(self, summed * np.float32(1.0 / length), wording, length)

    def add_up(self, wording: Wording) -> tuple[Floats, float]:
        """Return a sentence's scores times its row's length, and that length squared.

        Both can be added up over sentences: their quotient scores them as one.
        """
        words, stems = wording.words[:MOST_WORDS], wording.stems[:MOST_WORDS]
        held = [
            self._word(word, stem) for word, stem in dict(zip(words, stems, strict=True)).items()
        ]
        rows = [row for row, _ in held]
        size = sum(one for _, one in held)
        numbers = self._numbers
        pairs = [numbers[pair] for pair in set(pair_features(stems)) if pair in numbers]
        if pairs:
            row, more = self._sum_of(pairs)
            rows.append(row)
            size += more
        if not rows:
            return np.zeros(len(self.weights.steps), np.float32), 0.0
        summed: Floats = np.add.reduce(rows) * self.weights.steps
        return summed, size

    def _word(self, word: str, stem: str) -> tuple[Floats, float]:
        """Return what a word adds, in steps, and what it adds to the squared length."""
        held = self._by_word.get(word)
        if held is None:
            features = dict.fromkeys(word_features(word, stem))
            held = self._sum_of([self._numbers[f] for f in features if f in self._numbers])
            # Words of the examples alone are remembered: what else people type is theirs.
            if stem in self._numbers and len(self._by_word) < _MOST_HELD:
                self._by_word[word] = held
        return held

    def _sum_of(self, numbers: list[int]) -> tuple[Floats, float]:
        at = np.array(numbers, np.int64)
        row: Floats = self.weights.columns[at].sum(axis=0, dtype=np.float32)
        return row, float(self.weights.sizes[at].sum())

    def knows(self, stem: str) -> bool:
        """Tell whether examples have a stem."""
        return stem in self._numbers

    def part(self, task: str) -> slice:
        """Return the columns of a task."""
        return self._slices[task]

    def _features(self, wording: Wording) -> dict[str, int]:
        """Return the features of a sentence that the model knows: in how many words each stands.

        A pair of words stands in one.
        """
        words, stems = wording.words[:MOST_WORDS], wording.stems[:MOST_WORDS]
        found = dict.fromkeys(pair_features(stems), 1)
        for word, stem in dict(zip(words, stems, strict=True)).items():
            for feature in dict.fromkeys(word_features(word, stem)):
                found[feature] = found.get(feature, 0) + 1
        return {feature: count for feature, count in found.items() if feature in self._numbers}

    def sizes_of(self, wording: Wording) -> dict[str, float]:
        """Return the features of a sentence that the model knows, with what each counts."""
        sizes, numbers = self.weights.sizes, self._numbers
        return {feature: float(sizes[numbers[feature]]) for feature in self._features(wording)}

    def added(self, wording: Wording, task: str, intent: str) -> dict[str, float]:
        """Return what each feature of a sentence adds to one intent's score times its length."""
        column = self.part(task).start + self.weights.intents[task].index(intent)
        step, columns = float(self.weights.steps[column]), self.weights.columns
        return {
            feature: float(columns[self._numbers[feature], column]) * step * count
            for feature, count in self._features(wording).items()
        }


@dataclass(frozen=True, slots=True)
class Scores:
    """What one sentence scores."""

    model: Model
    row: Floats
    """A score for each intent of each task, in order of the columns."""
    wording: Wording
    """The sentence."""
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
        added = self.model.added(self.wording, task, intent)
        ranked = sorted(added.items(), key=lambda item: -abs(item[1]))[:most]
        return [(feature, amount / self.length) for feature, amount in ranked]

    def best(self, task: str) -> tuple[str, float]:
        """Return the intent of a task that scores most, with its score."""
        part = self.row[self.model.part(task)]
        at = int(part.argmax())
        return self.model.weights.intents[task][at], float(part[at])
