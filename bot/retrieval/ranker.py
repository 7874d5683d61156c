"""What every ranker offers: bot.retrieval.bm25 for a few passages, bot.retrieval.large for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.files.kept import Array

# fields[f][i] are the terms of field f of passage i, repeats kept, in any order.
Fields = Sequence[Sequence[Sequence[str]]]
# Term → how much the question asks for it; a weight of 0 or less asks for nothing.
WeightedTerms = Mapping[str, float]


class Ranker(Protocol):
    """Scores passages, known by their position from 0, for weighted terms."""

    def __len__(self) -> int:
        """Return how many passages are indexed."""

    def __contains__(self, term: object) -> bool:
        """Tell whether any field of any passage has the term."""

    def idf(self, term: str) -> float:
        """Return how rare a term is in the first field that has it; 0.0 where none has."""

    def best(self, query: WeightedTerms, *, limit: int) -> dict[int, float]:
        """Return positions and scores of the best limit passages, by rising position.

        Every score is above 0. Of passages that tie for the last place, the first ones have it.
        """

    def scores_at(self, query: WeightedTerms, positions: Sequence[int]) -> list[float]:
        """Return the scores of some passages, 0.0 for one that has none of the terms."""

    def facts(self) -> dict[str, Any]:
        """Return what it knows as plain JSON, without its arrays, to be kept."""

    def arrays(self) -> dict[str, Array]:
        """Return its arrays by name, to be kept; a small ranker has none."""
