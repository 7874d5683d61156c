"""The best of a handful of passages: plain lists, where calling NumPy costs more than adding up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.retrieval.large.dense import Tally

# Passages up to which this is the faster way.
MOST_PASSAGES = 64

# Position of a passage, and what a term adds to its score.
Gain = tuple[int, float]


class Handful(dict[str, tuple[Gain, ...]]):
    """Term → what it adds to each passage that has it; read from a tally at its first use."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self._tally = tally

    def __missing__(self, term: str) -> tuple[Gain, ...]:
        tally = self._tally
        row = tally.numbers[term] * tally.fields
        if row < 0:
            # Not kept: people can type any number of unknown terms.
            return ()
        sums: dict[int, float] = {}
        span = tally.gains[tally.offsets[row] : tally.offsets[row + tally.fields]]
        for position, gain in span.tolist():
            sums[int(position)] = sums.get(int(position), 0.0) + gain
        self[term] = gains = tuple(sums.items())
        return gains

    def scores(self, query: Mapping[str, float]) -> list[float]:
        """Return the score of every passage for a query of weighted terms."""
        scores = [0.0] * self._tally.size
        for term, weight in query.items():
            if weight > 0:
                for position, gain in self[term]:
                    scores[position] += gain * weight
        return scores

    def best(self, query: Mapping[str, float], limit: int) -> dict[int, float]:
        """Return the scores of the best limit passages that have any, by rising position."""
        scores = self.scores(query)
        best = {position: score for position, score in enumerate(scores) if score}
        if len(best) <= limit:
            return best
        leading: Sequence[int] = sorted(best, key=lambda position: -best[position])[:limit]
        return {position: best[position] for position in sorted(leading)}
