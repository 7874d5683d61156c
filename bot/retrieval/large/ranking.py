"""BM25 over passages of one or more fields: rank-bm25's numbers, from an inverted index.

rank-bm25 weighs every passage for every term of a query; here a query reads the postings of its
rarest terms and looks the frequent ones up for the passages that can still be among the best.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.records import Hit
from bot.retrieval.handful import MOST_PASSAGES, Handful
from bot.retrieval.large.dense import Tally
from bot.retrieval.large.maxscore import Positions, Row, race
from bot.retrieval.large.numbering import number_terms
from bot.retrieval.large.postings import Floats, Postings
from bot.retrieval.large.term_table import TermTable

# rank-bm25's own defaults.
K1 = 1.5
B = 0.75
# Postings up to which what each adds to a score is worked out beforehand (16 bytes a posting).
READY_LIMIT = 1 << 23
# Passages up to which every one of them is given a score.
SMALL = 1 << 15


class Ranker:
    """Ranks passages by the weighted sum of the BM25 scores of their fields."""

    def __init__(
        self,
        terms: TermTable,
        postings: Postings,
        *,
        weights: Sequence[float],
        idfs: Mapping[int, float],
    ) -> None:
        self.terms = terms
        self.postings = postings
        self.weights = tuple(weights)
        self._scales = [weight * (postings.k1 + 1) for weight in weights]
        # The idf depends on the frequency alone, so one entry serves all terms that share it.
        self.idfs = idfs
        # Views read one number in a third of the time that an array needs.
        self._offsets = postings.offsets.data
        self._bounds = postings.bounds.data
        self._local = threading.local()
        self._gains = self._work_out() if len(postings.packed) <= READY_LIMIT else None
        self._tally = None
        if self._gains is not None and postings.size <= SMALL:
            self._tally = Tally(
                postings.size, len(weights), terms.numbers, self._offsets, self._gains
            )
        few = self._tally is not None and postings.size <= MOST_PASSAGES
        self._handful = Handful(self._tally) if self._tally is not None and few else None

    @classmethod
    def build(
        cls,
        fields: Sequence[Sequence[Sequence[str]]],
        *,
        weights: Sequence[float] = (1.0, 0.5),
        k1: float = K1,
        b: float = B,
        progress: Callable[[int, int], None] = lambda done, whole: None,
    ) -> Ranker:
        """Return a ranker; fields[f][i] are the terms of field f of passage i, with weights[f].

        Each field has an idf and a length norm of its own. progress is told now and then how
        many runs of terms of how many are read.
        :raise ValueError: when fields differ in size, or weights are missing or not positive.
        """
        size = len(fields[0]) if fields else 0
        if any(len(field) != size for field in fields):
            raise ValueError("every field needs one run of terms for each passage")
        if len(weights) < len(fields) or any(weight <= 0 for weight in weights):
            raise ValueError("every field needs a weight above 0")
        numbers, occurrences, lengths = number_terms(fields, progress)
        postings = Postings.build(
            occurrences, lengths, rows=len(fields) * len(numbers), size=size, k1=k1, b=b
        )
        return cls(
            TermTable.of(numbers),
            postings,
            weights=weights[: len(fields)],
            idfs=weigh_frequencies(postings),
        )

    def __len__(self) -> int:
        """Return how many passages are indexed."""
        return self.postings.size

    def __contains__(self, term: object) -> bool:
        """Tell whether any field of any passage has the term."""
        return isinstance(term, str) and self.terms.find(term) >= 0

    @property
    def vocabulary(self) -> Iterator[str]:
        """The terms of all fields, in the order of their first appearance."""
        return iter(self.terms)

    def idf(self, term: str) -> float:
        """Return how telling a term is: the idf of the first field that has it, 0.0 if none."""
        rows = self._rows({term: 1.0})
        first = min(rows, key=lambda row: row[2], default=None)
        return self.idfs[first[0]] if first else 0.0

    def scores(self, query: Mapping[str, float]) -> Floats:
        """Return the score of every passage for a query of weighted terms."""
        if self._tally is not None:
            return self._tally.scores(query)
        positions, gains = self._read(self._rows(query))
        scores: Floats = np.bincount(positions, gains, len(self))  # type: ignore[assignment]
        return scores

    def best(self, query: Mapping[str, float], *, limit: int) -> dict[int, float]:
        """Return the scores of the best limit passages, by rising position."""
        if self._handful is not None:
            return self._handful.best(query, limit)
        positions, scores = self.top(query, limit=limit)
        return dict(sorted(zip(positions.tolist(), scores.tolist(), strict=True)))

    def scores_at(self, query: Mapping[str, float], positions: Sequence[int]) -> list[float]:
        """Return what a query adds to each of some passages, which stand by rising position."""
        if self._handful is not None:
            scores = self._handful.scores(query)
            return [scores[position] for position in positions]
        sums = np.zeros(len(positions))
        sought = np.array(positions, np.int64)
        for row in self._rows(query):
            held, gains = self._look_up(row, sought)
            sums[held] += gains
        return sums.tolist()

    def rank(self, query: Mapping[str, float], *, limit: int) -> list[Hit]:
        """Return at most limit hits by falling positive score; equal scores keep their order."""
        positions, scores = self.top(query, limit=limit)
        return list(map(Hit, positions.tolist(), scores.tolist()))

    def top(self, query: Mapping[str, float], *, limit: int) -> tuple[Positions, Floats]:
        """Return positions and scores as rank does, in arrays.

        The same as the head of `scores` in stable order, to the last bit: rare terms are read
        first, and once what the rest can add is less than what the best already have, only
        the passages that are still in the race look the rest up (MaxScore: Turtle and Flood,
        1995, "Query evaluation: strategies and optimizations").
        """
        if self._tally is not None:
            return self._tally.top(query, limit)
        rows = self._rows(query)
        if not rows:
            return np.zeros(0, np.int64), np.zeros(0)
        return race(
            rows, limit=limit, scratch=self._scratch(), read=self._read, look_up=self._look_up
        )

    def _rows(self, query: Mapping[str, float]) -> list[Row]:
        """Return the rows that a query names, from rare to frequent."""
        rows: list[Row] = []
        offsets, bounds, idfs = self._offsets, self._bounds, self.idfs
        for term, weight in query.items():
            number = self.terms.numbers[term]
            if number < 0 or weight <= 0:
                continue
            for field, scale in enumerate(self._scales):
                row = number * len(self._scales) + field
                start = offsets[row]
                frequency = offsets[row + 1] - start
                if frequency:
                    factor = scale * idfs[frequency]
                    bound = weight * factor * bounds[row]
                    rows.append((frequency, start, field, weight, factor, bound))
        rows.sort()
        return rows

    def _read(self, rows: Sequence[Row]) -> tuple[Positions, Floats]:
        """Return the positions of all postings of the rows and what each adds to the score."""
        if not rows:
            return np.zeros(0, np.int64), np.zeros(0)
        frequencies, _, _, weights, factors, _ = zip(*rows, strict=True)
        spans = [slice(row[1], row[1] + row[0]) for row in rows]
        if self._gains is None:
            positions, gains = self.postings.read(spans)
            gains *= np.repeat(factors, frequencies)
        else:
            columns = np.concatenate([self._gains[span] for span in spans])
            positions, gains = columns[:, 0].astype(np.int64), columns[:, 1]
        if min(weights) != 1 or max(weights) != 1:
            gains = gains * np.repeat(weights, frequencies)
        return positions, gains

    def _look_up(self, row: Row, positions: Positions) -> tuple[NDArray[np.intp], Floats]:
        """Return which of rising positions have the row's term, and what it adds to them."""
        frequency, start, field, weight, factor, _ = row
        span = slice(start, start + frequency)
        held, parts = self.postings.look_up(span, positions, field=field)
        return held, parts * factor * weight

    def _work_out(self) -> Floats:
        """Return position and gain of every posting, side by side: one span serves both."""
        positions, parts = self.postings.read([slice(None)])
        frequencies = self.postings.frequencies()
        idfs = np.array([self.idfs.get(frequency, 0.0) for frequency in frequencies.tolist()])
        factors = np.tile(self._scales, len(self.terms)) * idfs
        return np.column_stack((positions, parts * factors.repeat(frequencies)))

    def _scratch(self) -> Floats:
        """Return this thread's array of zeros, one a passage; who uses it zeroes it again."""
        scratch: Floats | None = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = np.zeros(len(self))
        return scratch


def weigh_frequencies(postings: Postings) -> dict[int, float]:
    """Return rank-bm25's idf of every document frequency that occurs, 0 left out."""
    # Most starts load an index that has been made, and are spared what it is made with.
    from rank_bm25 import BM25Plus

    frequencies = np.unique(postings.frequencies()).tolist()
    # Without its __init__, which keeps a dictionary a passage.
    statistics = BM25Plus.__new__(BM25Plus)
    statistics.corpus_size, statistics.idf = postings.size, {}
    statistics._calc_idf({frequency: frequency for frequency in frequencies if frequency})
    idfs: dict[int, float] = statistics.idf
    return idfs
