"""BM25 over passages of one or more fields: statistics of rank-bm25, an inverted index of our own.

rank-bm25 scores every passage for every query term; here a term costs what its postings cost.
The statistics (idf) are computed by rank-bm25's own code and the scores are the same numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from bot.records import Hit

Floats = NDArray[np.float64]


class Ranker:
    """Ranks passages by the weighted sum of the BM25 scores of their fields."""

    def __init__(
        self,
        *,
        size: int,
        postings: Mapping[str, tuple[NDArray[np.int64], Floats]],
        idfs: Mapping[str, float],
    ) -> None:
        self._size = size
        self._postings = postings
        self._idfs = idfs

    @classmethod
    def build(
        cls,
        fields: Sequence[Sequence[Sequence[str]]],
        *,
        weights: Sequence[float] = (1.0, 0.25),
        k1: float = 1.5,
        b: float = 0.75,
    ) -> Ranker:
        """Return a ranker; fields[f][i] are the terms of field f of passage i.

        Each field has its own weight, its own idf and its own length norm.
        """
        size = len(fields[0]) if fields else 0
        if any(len(field) != size for field in fields):
            raise ValueError("every field needs one run of terms a passage")
        merged: dict[str, dict[int, float]] = {}
        idfs: dict[str, float] = {}
        for field, weight in zip(fields, weights, strict=False):
            for term, (idf, impacts) in _field_impacts(field, k1=k1, b=b).items():
                idfs.setdefault(term, idf)
                row = merged.setdefault(term, {})
                for position, impact in impacts:
                    row[position] = row.get(position, 0.0) + weight * impact
        postings = {
            term: (np.array(sorted(row), np.int64), np.array([row[i] for i in sorted(row)]))
            for term, row in merged.items()
        }
        return cls(size=size, postings=postings, idfs=idfs)

    def __len__(self) -> int:
        """Return how many passages are indexed."""
        return self._size

    def __contains__(self, term: object) -> bool:
        """Tell whether any field of any passage has the term."""
        return term in self._idfs

    @property
    def vocabulary(self) -> Iterable[str]:
        """The terms of all fields."""
        return self._idfs.keys()

    def idf(self, term: str) -> float:
        """Return how telling a term is: the idf of the first field that has it, 0.0 if none."""
        return self._idfs.get(term, 0.0)

    def scores(self, query: Mapping[str, float]) -> Floats:
        """Return the score of every passage for a query of weighted terms."""
        scores = np.zeros(self._size)
        for term, weight in query.items():
            found = self._postings.get(term)
            if found is not None:
                scores[found[0]] += weight * found[1]
        return scores

    def rank(self, query: Mapping[str, float], *, limit: int) -> list[Hit]:
        """Return at most limit hits by falling positive score; equal scores keep their order."""
        scores = self.scores(query)
        found = np.flatnonzero(scores > 0.0)
        order = found[np.argsort(-scores[found], kind="stable")[:limit]]
        return [
            Hit(position, score)
            for position, score in zip(order.tolist(), scores[order].tolist(), strict=True)
        ]


def _field_impacts(
    field: Sequence[Sequence[str]], *, k1: float, b: float
) -> dict[str, tuple[float, list[tuple[int, float]]]]:
    total = sum(map(len, field))
    if not total:
        return {}
    bm25 = BM25Plus(field, k1=k1, b=b, delta=0)
    impacts: dict[str, tuple[float, list[tuple[int, float]]]] = {}
    for position, run in enumerate(field):
        norm = k1 * (1 - b + b * len(run) / bm25.avgdl)
        for term, count in Counter(run).items():
            idf = bm25.idf[term]
            impact = idf * (count * (k1 + 1) / (norm + count))
            impacts.setdefault(term, (idf, []))[1].append((position, impact))
    return impacts
