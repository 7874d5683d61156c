"""What MaxScore buys: `python -m tests.benchmarks.maxscore`, the table of bot/retrieval/large.

The same questions over the same synthetic passages, in turns: by dictionaries (bot.retrieval.bm25),
by adding up all postings with NumPy, and as bot.retrieval.large does. Processor time, so that other
work on the machine counts for little.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np

from bot.retrieval.bm25 import Bm25
from bot.retrieval.large.index import LargeIndex
from bot.retrieval.large.postings import Positions, Postings, Row
from tests.benchmarks.synthetic import make_passages, make_questions

_LIMIT = 10
_QUESTIONS = 100
# Dictionaries of more passages take gigabytes.
_MOST_IN_DICTIONARIES = 30_000


def _add_all(index: LargeIndex, query: dict[str, float]) -> Positions:
    """Return the best passages by adding up all postings of a question."""
    scores = np.zeros(len(index))
    for row in index._rows(query):
        positions, gains = index.postings.read([row])
        scores[positions] += gains
    return np.argpartition(-scores, _LIMIT)[:_LIMIT]


def _milliseconds(ask: Callable[[dict[str, float]], object], queries: Sequence[dict]) -> float:
    taken = []
    for query in queries:
        began = time.process_time()
        ask(query)
        taken.append(time.process_time() - began)
    return 1000 * median(taken)


def _share_read(index: LargeIndex, queries: Sequence[dict[str, float]]) -> tuple[float, float]:
    """Return how many postings a question has, and the share of them that MaxScore reads."""
    read: list[int] = []
    whole = Postings.read

    def count(postings: Postings, rows: Sequence[Row]) -> object:
        read.append(sum(row.frequency for row in rows))
        return whole(postings, rows)

    Postings.read = count  # type: ignore[method-assign, assignment]
    try:
        for query in queries:
            index.best(query, limit=_LIMIT)
    finally:
        Postings.read = whole  # type: ignore[method-assign]
    held = [sum(row.frequency for row in index._rows(query)) for query in queries]
    return median(held), sum(read) / sum(held)


def main() -> None:
    """Print a row of the table for each number of passages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[300, 1000, 3000, 10_000, 100_000])
    print("| passages | postings a question | dictionaries | all postings | MaxScore | read |")
    print("| --- | --- | --- | --- | --- | --- |")
    for size in parser.parse_args().sizes:
        passages = make_passages(size)
        asked = make_questions(passages, count=_QUESTIONS)
        queries = [dict.fromkeys(question, 1.0) for question in asked]
        index = LargeIndex.build([passages], weights=[1.0])
        small = Bm25.build([passages], weights=[1.0]) if size <= _MOST_IN_DICTIONARIES else None
        times = [
            _milliseconds(lambda query, one=small: one.best(query, limit=_LIMIT), queries)
            if small is not None
            else None,
            _milliseconds(lambda query, one=index: _add_all(one, query), queries),
            _milliseconds(lambda query, one=index: one.best(query, limit=_LIMIT), queries),
        ]
        held, share = _share_read(index, queries)
        told = " | ".join("" if one is None else f"{one:.3f}" for one in times)
        print(f"| {size:,} | {held:,.0f} | {told} | {share:.0%} |", flush=True)


if __name__ == "__main__":
    main()
