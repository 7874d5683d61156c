"""Public test collections in BEIR's form → nDCG@10, MRR@10 and Recall@100 of the ranking."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import EvaluationError
from bot.measuring.beir.files import read_collection
from bot.measuring.beir.ranking import CollectionRanker


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over the judged queries, each from 0 to 1."""

    ndcg_at_10: float
    mrr_at_10: float
    recall_at_100: float
    # Queries that have judgements.
    queries: int


def measure_ranking(ranking: Sequence[str], judged: Mapping[str, int]) -> Measures:
    """Return the measures of one query, as trec_eval defines them.

    nDCG: gain is the relevance, discount log2(rank + 1), ideal over all judged documents.
    """
    gains = [max(judged.get(document, 0), 0) for document in ranking]
    ideal = sorted((gain for gain in judged.values() if gain > 0), reverse=True)
    if not ideal:
        return Measures(0.0, 0.0, 0.0, 1)
    first = next((rank for rank, gain in enumerate(gains[:10], 1) if gain), None)
    return Measures(
        _discounted(gains[:10]) / _discounted(ideal[:10]),
        1 / first if first else 0.0,
        sum(gain > 0 for gain in gains[:100]) / len(ideal),
        1,
    )


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def evaluate_collection(folder: str | Path) -> Measures:
    """Return the mean measures over all judged queries of a folder's collection.

    :raise EvaluationError: when a file cannot be read or no query has judgements.
    """
    collection = read_collection(folder)
    ranker = CollectionRanker(collection.documents)
    found = [
        measure_ranking(ranker.rank(query.whole), collection.qrels[query.id])
        for query in collection.queries
        if query.id in collection.qrels
    ]
    if not found:
        raise EvaluationError(f"{folder}: no query has judgements; compare the ids of the files")
    return Measures(
        sum(one.ndcg_at_10 for one in found) / len(found),
        sum(one.mrr_at_10 for one in found) / len(found),
        sum(one.recall_at_100 for one in found) / len(found),
        len(found),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the measures of each folder named and return 0.

    :raise EvaluationError: when a collection cannot be read.
    """
    parser = argparse.ArgumentParser(prog="evaluate-collection", description=__doc__)
    parser.add_argument("folder", nargs="+", help="a folder in BEIR's form")
    for folder in parser.parse_args(arguments).folder:
        measures = evaluate_collection(folder)
        print(
            f"{folder}: nDCG@10 {measures.ndcg_at_10:.4f}  MRR@10 {measures.mrr_at_10:.4f}  "
            f"Recall@100 {measures.recall_at_100:.4f}  ({measures.queries} queries)"
        )
    return 0
