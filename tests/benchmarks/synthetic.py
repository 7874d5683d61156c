"""Synthetic passages with the word distribution and the lengths of natural text.

Words follow a Zipf–Mandelbrot law, p(rank) ~ 1 / (rank + 2.7), over a vocabulary that grows with
the number of passages as Heaps' law has it. The first sixty ranks are left out, because
analysis drops stop words; `stop_words=True` keeps them, the hardest case for an index.
Passage lengths are log-normal: median 50 terms, sigma 0.5. A question is two to eight different
terms of a random passage, so that frequent words are asked for as often as people use them.
"""

from __future__ import annotations

import numpy as np

STOP_RANKS = 60


def make_passages(size: int, *, seed: int = 1, stop_words: bool = False) -> list[list[str]]:
    """Return size passages of terms, the same for the same seed."""
    rng = np.random.default_rng(seed)
    kinds = int(4_000 * size**0.4)
    first = 0 if stop_words else STOP_RANKS
    rates = 1.0 / (np.arange(first, first + kinds) + 1 + 2.7)
    cumulated = np.cumsum(rates / rates.sum())
    names = [f"t{rank}" for rank in range(kinds)]
    lengths = np.clip(rng.lognormal(np.log(50), 0.5, size), 3, 600).astype(np.int64)
    passages: list[list[str]] = []
    for start in range(0, size, 50_000):
        counts = lengths[start : start + 50_000]
        drawn = np.searchsorted(cumulated, rng.random(int(counts.sum())))
        ranks = iter(np.minimum(drawn, kinds - 1).tolist())
        passages.extend([names[next(ranks)] for _ in range(count)] for count in counts.tolist())
    return passages


def make_questions(
    passages: list[list[str]], *, count: int = 200, seed: int = 2
) -> list[list[str]]:
    """Return questions of two to eight different terms, each drawn from one passage."""
    rng = np.random.default_rng(seed)
    questions = []
    while len(questions) < count:
        passage = list(dict.fromkeys(passages[int(rng.integers(len(passages)))]))
        length = int(rng.integers(2, 9))
        if len(passage) >= length:
            picked = rng.choice(len(passage), length, replace=False)
            questions.append([passage[position] for position in picked.tolist()])
    return questions
