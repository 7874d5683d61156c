"""BM25 for thousands to millions of passages: an inverted index in flat arrays."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np

from bot.files.kept import Array
from bot.retrieval.bm25 import K1, B
from bot.retrieval.large.maxscore import find_best
from bot.retrieval.large.postings import Integers, Postings, Row
from bot.retrieval.ranker import Fields, WeightedTerms


class LargeIndex:
    """Ranks passages as bot.retrieval.bm25.Bm25 does, without reading all postings of a query."""

    def __init__(
        self, numbers: Mapping[str, int], postings: Postings, weights: Sequence[float]
    ) -> None:
        """Take the number of each term, the postings, and the weight of each field."""
        self.postings = postings
        self._numbers = numbers
        self._weights = tuple(weights)
        # A view reads one number in a third of the time that an array needs.
        self._offsets = postings.offsets.data
        self._bounds = postings.bounds.data

    @classmethod
    def build(
        cls, fields: Fields, *, weights: Sequence[float], k1: float = K1, b: float = B
    ) -> LargeIndex:
        """Return the index of passages; weights[f] is that of field f."""
        numbers, occurrences, lengths = number_terms(fields)
        size = len(fields[0]) if fields else 0
        rows = len(fields) * len(numbers)
        postings = Postings.build(occurrences, lengths, rows=rows, size=size, k1=k1, b=b)
        return cls(numbers, postings, weights)

    def __len__(self) -> int:
        """Return how many passages are indexed."""
        return self.postings.size

    def __contains__(self, term: object) -> bool:
        """Tell whether any field of any passage has the term."""
        return term in self._numbers

    def idf(self, term: str) -> float:
        """Return how rare a term is in the first field that has it; 0.0 where none has."""
        number = self._numbers.get(term)
        if number is None:
            return 0.0
        first = number * len(self._weights)
        spans = self._offsets[first : first + len(self._weights) + 1].tolist()
        held = (stop - start for start, stop in pairwise(spans))
        return self._idf(next(frequency for frequency in held if frequency))

    def best(self, query: WeightedTerms, *, limit: int) -> dict[int, float]:
        """Return positions and scores of the best limit passages, by rising position."""
        rows = self._rows(query)
        if not rows:
            return {}
        positions, scores = find_best(self.postings, rows, limit=limit)
        return dict(sorted(zip(positions.tolist(), scores.tolist(), strict=True)))

    def scores_at(self, query: WeightedTerms, positions: Sequence[int]) -> list[float]:
        """Return the scores of some passages, 0.0 for one that has none of the terms."""
        sums = np.zeros(len(positions))
        sought = np.array(positions, np.int64)
        for row in self._rows(query):
            held, gains = self.postings.look_up(row, sought)
            sums[held] += gains
        return sums.tolist()

    def _rows(self, query: WeightedTerms) -> list[Row]:
        """Return the rows that a query names, from rare to frequent."""
        rows: list[Row] = []
        for term, weight in query.items():
            number = self._numbers.get(term)
            if number is None or weight <= 0:
                continue
            for field, scale in enumerate(self._weights):
                at = number * len(self._weights) + field
                start = self._offsets[at]
                frequency = self._offsets[at + 1] - start
                if frequency:
                    factor = scale * self._idf(frequency)
                    most = weight * factor * self._bounds[at]
                    rows.append(Row(frequency, start, field, factor, weight, most))
        rows.sort(key=_frequency)
        return rows

    def _idf(self, frequency: int) -> float:
        """Return rank-bm25's idf of a term that stands in that many passages."""
        return math.log((self.postings.size + 1) / frequency)

    def facts(self) -> dict[str, Any]:
        """Return what it knows beside its arrays, as plain JSON."""
        postings = self.postings
        return {
            "terms": list(self._numbers),
            "weights": list(self._weights),
            "size": postings.size,
            "k1": postings.k1,
        }

    def arrays(self) -> dict[str, Array]:
        """Return its arrays by name."""
        return self.postings.arrays()

    @classmethod
    def from_kept(cls, facts: Mapping[str, Any], arrays: Mapping[str, Array]) -> LargeIndex:
        """Return the index whose facts and arrays were kept."""
        numbers = {term: number for number, term in enumerate(facts["terms"])}
        postings = Postings.from_arrays(arrays, size=facts["size"], k1=facts["k1"])
        return cls(numbers, postings, facts["weights"])


def number_terms(fields: Fields) -> tuple[dict[str, int], Integers, Integers]:
    """Return the number of each term, the row of every occurrence in turn, and all lengths.

    Terms are numbered in the order of their first occurrence. Row number × fields + f is the term
    in field f, so a term's rows lie side by side. Lengths are in terms, field by field.
    """
    numbers: defaultdict[str, int] = defaultdict()
    # An unknown term gets the next number, in the time of a look-up.
    numbers.default_factory = numbers.__len__
    lengths = np.fromiter((len(run) for field in fields for run in field), np.int64)
    words = chain.from_iterable(chain.from_iterable(fields))
    rows = np.fromiter(map(numbers.__getitem__, words), np.int32, int(lengths.sum()))
    first = 0
    for number, field in enumerate(fields):
        stop = first + sum(map(len, field))
        rows[first:stop] = rows[first:stop] * len(fields) + number
        first = stop
    return dict(numbers), rows, lengths


def _frequency(row: Row) -> int:
    return row.frequency
