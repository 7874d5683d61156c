"""The best passages of a small index: a score for every passage, in a few array operations.

Here the calls cost more than the numbers, so `top` is one straight run of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.retrieval.large.maxscore import Floats, Positions

# Postings up to which all that score are sorted, without seeking the best of them first.
FEW = 128


@dataclass(frozen=True, slots=True)
class Tally:
    """What each term adds to each passage that has it, worked out beforehand."""

    # Passages.
    size: int
    # Fields of a passage.
    fields: int
    # Term → its number, -1 for an unknown one.
    numbers: Mapping[str, int]
    # Term n has gains[offsets[n * fields] : offsets[(n + 1) * fields]].
    offsets: memoryview
    # Position and gain, side by side: one span serves both.
    gains: Floats

    def gather(self, query: Mapping[str, float]) -> tuple[Positions, Floats, int]:
        """Return positions and gains, repeats kept, and how often a position may come at most."""
        spans: list[Floats] = []
        weights: list[float] = []
        numbers, offsets, gains, fields = self.numbers, self.offsets, self.gains, self.fields
        for term, weight in query.items():
            row = numbers[term] * fields
            if row >= 0 and weight > 0:
                spans.append(gains[offsets[row] : offsets[row + fields]])
                weights.append(weight)
        if not spans:
            return np.zeros(0, np.int64), np.zeros(0), 0
        columns = np.concatenate(spans)
        added = columns[:, 1]
        if weights.count(1.0) < len(weights):
            added = added * np.array(weights).repeat([len(span) for span in spans])
        return columns[:, 0].astype(np.int64), added, len(spans) * fields

    def scores(self, query: Mapping[str, float]) -> Floats:
        """Return the score of every passage."""
        positions, gains, _ = self.gather(query)
        scores: Floats = np.bincount(positions, gains, self.size)  # type: ignore[assignment]
        return scores

    def top(self, query: Mapping[str, float], limit: int) -> tuple[Positions, Floats]:
        """Return positions and scores of the best limit passages, equal ones in their order."""
        positions, gains, most = self.gather(query)
        scores: Floats = np.bincount(positions, gains, self.size)  # type: ignore[assignment]
        place = len(positions) - limit * most
        if place > 0 and len(positions) > FEW:
            # No passage stands here more than `most` times: at least limit passages are left.
            partial = scores.take(positions)
            partial.partition(place)
            positions = (scores >= partial[place]).nonzero()[0]
        else:
            positions = (scores > 0).nonzero()[0]
        scores = scores.take(positions)
        order = (-scores).argsort(kind="stable")[:limit]
        return positions.take(order), scores.take(order)
