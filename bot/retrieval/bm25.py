"""BM25 for up to some thousand passages: a dictionary of what each term adds to each passage.

The formula is that of Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond" (Foundations and Trends in Information Retrieval 3, 2009), section 3.4. What it counts with,
how often a term stands where and how rare it is, are the statistics of the package rank-bm25.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import nlargest
from typing import Any

from bot.files.kept import Array
from bot.retrieval.ranker import Fields, WeightedTerms

# How soon repeats of a term stop counting, and how much a long text is held against it: the
# defaults of rank-bm25, within the range that the paper recommends.
K1 = 1.5
B = 0.75

# Position of a passage, and what a term adds to its score.
Gain = tuple[int, float]


def saturate(tf: int, length: int, average: float, *, k1: float = K1, b: float = B) -> float:
    """Return what tf occurrences of a term count for in a text of some length.

    length and average count terms: those of the text, and those of the average text of the corpus.
    One occurrence in an average text counts 1; more of them count more, but never k1 + 1.

    >>> saturate(1, 100, 100.0)
    1.0
    >>> saturate(2, 100, 100.0)
    1.4285714285714286
    >>> saturate(2, 200, 100.0)
    1.0810810810810811
    """
    return tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average))


class Bm25:
    """Ranks passages by the weighted sum of the BM25 scores of their fields.

    Three passages of one field. "hip" stands in two of them, so its idf is ln((3 + 1) / 2) = 0.693;
    the average passage has 7 / 3 terms.

    >>> bodies = [["hip", "hip", "pain"], ["hip", "flexor"], ["stiff", "neck"]]
    >>> ranker = Bm25.build([bodies], weights=[1.0])
    >>> round(ranker.idf("hip"), 3)
    0.693

    The first passage has three terms, and "hip" is two of them:
    0.693 · 2 · 2.5 / (2 + 1.5 · (0.25 + 0.75 · 3 / 2.333)) = 0.907. The second has two terms, and
    "hip" is one: 0.693 · 1 · 2.5 / (1 + 1.5 · (0.25 + 0.75 · 2 / 2.333)) = 0.741.

    >>> best = ranker.best({"hip": 1.0}, limit=9)
    >>> {position: round(score, 3) for position, score in best.items()}
    {0: 0.907, 1: 0.741}

    A term that the question asks for twice as much adds twice as much.

    >>> [round(score, 3) for score in ranker.scores_at({"hip": 2.0}, [0, 2])]
    [1.814, 0.0]
    """

    def __init__(
        self,
        size: int,
        idfs: Mapping[str, float],
        gains: Mapping[str, Sequence[Sequence[Gain]]],
    ) -> None:
        """Take the number of passages, and for each term its idf and its gains, field by field."""
        self._size = size
        self._idfs = idfs
        self._gains = gains

    @classmethod
    def build(
        cls, fields: Fields, *, weights: Sequence[float], k1: float = K1, b: float = B
    ) -> Bm25:
        """Return the ranker of passages; weights[f] is that of field f."""
        # What was kept is loaded without it.
        from rank_bm25 import BM25Plus

        size = len(fields[0]) if fields else 0
        idfs: dict[str, float] = {}
        gains: defaultdict[str, list[list[Gain]]] = defaultdict(list)
        for runs, weight in zip(fields, weights, strict=True):
            if not size:
                break
            statistics = BM25Plus(runs)
            field: defaultdict[str, list[Gain]] = defaultdict(list)
            texts = zip(statistics.doc_freqs, statistics.doc_len, strict=True)
            for position, (counts, length) in enumerate(texts):
                for term, tf in counts.items():
                    counted = saturate(tf, length, statistics.avgdl, k1=k1, b=b)
                    field[term].append((position, weight * statistics.idf[term] * counted))
            for term, added in field.items():
                gains[term].append(added)
                idfs.setdefault(term, statistics.idf[term])
        return cls(size, idfs, dict(gains))

    def __len__(self) -> int:
        """Return how many passages are indexed."""
        return self._size

    def __contains__(self, term: object) -> bool:
        """Tell whether any field of any passage has the term."""
        return term in self._idfs

    def idf(self, term: str) -> float:
        """Return how rare a term is in the first field that has it; 0.0 where none has."""
        return self._idfs.get(term, 0.0)

    def best(self, query: WeightedTerms, *, limit: int) -> dict[int, float]:
        """Return positions and scores of the best limit passages, by rising position."""
        scores = self._scores(query)
        found = [position for position, score in enumerate(scores) if score]
        if len(found) > limit:
            found = sorted(nlargest(limit, found, key=scores.__getitem__))
        return {position: scores[position] for position in found}

    def scores_at(self, query: WeightedTerms, positions: Sequence[int]) -> list[float]:
        """Return the scores of some passages, 0.0 for one that has none of the terms."""
        scores = self._scores(query)
        return [scores[position] for position in positions]

    def _scores(self, query: WeightedTerms) -> list[float]:
        """Return the score of every passage.

        The last bit of a sum depends on the order of its parts. Here they are added from rare
        to frequent, because that is the order in which a large index can skip the most.
        """
        weighted = [
            (added, weight)
            for term, weight in query.items()
            if weight > 0
            for added in self._gains.get(term, ())
        ]
        weighted.sort(key=_frequency)
        scores = [0.0] * self._size
        for added, weight in weighted:
            for position, gain in added:
                scores[position] += gain * weight
        return scores

    def facts(self) -> dict[str, Any]:
        """Return all that it knows as plain JSON, to be kept."""
        return {"size": self._size, "idfs": self._idfs, "gains": self._gains}

    def arrays(self) -> dict[str, Array]:
        """Return no array: a small ranker is all facts."""
        return {}

    @classmethod
    def from_kept(cls, facts: Mapping[str, Any], arrays: Mapping[str, Array]) -> Bm25:
        """Return the ranker whose facts were kept."""
        del arrays
        return cls(facts["size"], facts["idfs"], facts["gains"])


def _frequency(weighted: tuple[Sequence[Gain], float]) -> int:
    return len(weighted[0])
