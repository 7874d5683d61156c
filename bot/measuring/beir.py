"""Public test collections → nDCG@10, MRR@10 and Recall@100 of the ranker on its defaults.

A collection is a folder in BEIR's form: `corpus.jsonl` and `queries.jsonl` (`id` or `_id`,
`title`, `text`) and `qrels/test.tsv` or `qrels.tsv` (query, document, relevance; a heading line is
optional).
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from operator import itemgetter
from pathlib import Path
from typing import Any

from bot.errors import EvaluationError
from bot.language.text import terms
from bot.retrieval.indexing import build_ranker

# Documents that are ranked for a query: Recall@100 looks no deeper.
DEPTH = 100
# The title also counts as a part of the text; as a field of its own it adds this much. A title
# that asks a question is worded as people ask, and counts as much as the text.
TITLE_WEIGHT = 0.5
QUESTION_TITLE_WEIGHT = 1.0
_ASKING = re.compile(
    r"\?\s*$|^\s*(?:what|who|when|where|why|which|how|is|are|can|do|does|should)\b", re.I
)
# Okapi's saturation of terms that a query repeats (Robertson et al., TREC-3, 1994).
K3 = 8.0
# Pseudo-relevance feedback (Lavrenko and Croft, 2001; RM3: Abdul-Jaleel et al., TREC 2004).
FEEDBACK_DOCUMENTS = 10
FEEDBACK_TERMS = 50
FEEDBACK_SHARE = 0.3
# Scores are raised to this power before they weigh the documents: one that stands out is fed
# back almost alone, so that a query with a single answer keeps it.
FEEDBACK_SHARPNESS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A document or a query of a collection."""

    id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text as one."""
        return f"{self.title} {self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, queries, and which documents answer which query."""

    documents: tuple[Entry, ...]
    queries: tuple[Entry, ...]
    # Query id → document id → relevance, 0 or less for judged and not relevant.
    qrels: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over the judged queries, each from 0 to 1."""

    ndcg_at_10: float
    mrr_at_10: float
    recall_at_100: float
    # Queries that have judgements.
    queries: int


def read_collection(folder: str | Path) -> Collection:
    """Return the collection of a folder.

    :raise EvaluationError: when a file is missing or a line of it cannot be read.
    """
    folder = Path(folder)
    documents = tuple(_read_entries(folder / "corpus.jsonl"))
    queries = tuple(_read_entries(folder / "queries.jsonl"))
    tests = folder / "qrels" / "test.tsv"
    qrels = _read_qrels(tests if tests.is_file() else folder / "qrels.tsv")
    return Collection(documents, queries, qrels)


def _read_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield place and text of every line that is not empty."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield f"{path}:{number}", line.rstrip("\r\n")
    except OSError as error:
        raise EvaluationError(
            f"{path}: cannot be read ({error.strerror}); name a folder with "
            "corpus.jsonl, queries.jsonl and qrels/test.tsv"
        ) from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path}: is not UTF-8; save it as UTF-8") from error


def _read_entries(path: Path) -> Iterator[Entry]:
    for place, line in _read_lines(path):
        try:
            found: dict[str, Any] = json.loads(line)
            name = found["_id"] if "_id" in found else found["id"]
            yield Entry(str(name), str(found.get("title") or ""), str(found["text"] or ""))
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(
                f"{place}: not an object with id and text; write one JSON object a line"
            ) from error


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    qrels: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for place, line in _read_lines(path):
        columns = line.split("\t")
        try:
            query, document, relevance = columns[0], columns[-2], int(columns[-1])
        except (ValueError, IndexError) as error:
            if place.endswith(":1"):
                continue
            raise EvaluationError(
                f"{place}: not a query, a document and a whole number; part them by tabs"
            ) from error
        qrels[query][document] = relevance
    return dict(qrels)


class CollectionRanker:
    """Ranks the documents of a collection for its queries."""

    def __init__(self, documents: Sequence[Entry]) -> None:
        self._documents = documents
        titles = [entry.title for entry in documents if entry.title]
        asking = sum(_ASKING.search(title) is not None for title in titles)
        weight = QUESTION_TITLE_WEIGHT if 2 * asking > len(titles) else TITLE_WEIGHT
        self._ranker = build_ranker(
            [
                [terms(entry.whole) for entry in documents],
                [terms(entry.title) for entry in documents],
            ],
            weights=(1.0, weight),
        )

    def rank(self, query: str) -> list[str]:
        """Return the ids of at most DEPTH documents, best first."""
        counts = Counter(term for term in terms(query) if term in self._ranker)
        weighed = {term: count * (K3 + 1) / (count + K3) for term, count in counts.items()}
        return [self._documents[at].id for at, _ in self._best(self._expand(weighed), DEPTH)]

    def _best(self, query: Mapping[str, float], limit: int) -> list[tuple[int, float]]:
        """Return positions and scores of the best documents, by falling score."""
        best = self._ranker.best(query, limit=limit)
        return sorted(best.items(), key=itemgetter(1), reverse=True)

    def _expand(self, query: Mapping[str, float]) -> dict[str, float]:
        """Return the query with the telling terms of the documents that it ranks first."""
        hits = self._best(query, FEEDBACK_DOCUMENTS)
        if not hits:
            return dict(query)
        model: defaultdict[str, float] = defaultdict(float)
        for position, score in hits:
            found = terms(self._documents[position].whole)
            share = (score / hits[0][1]) ** FEEDBACK_SHARPNESS / len(found)
            for term, count in Counter(found).items():
                model[term] += share * count
        chosen = dict(nlargest(FEEDBACK_TERMS, model.items(), key=itemgetter(1)))
        mixed = _scaled(query, 1 - FEEDBACK_SHARE)
        for term, weight in _scaled(chosen, FEEDBACK_SHARE).items():
            mixed[term] = mixed.get(term, 0.0) + weight
        return mixed


def _scaled(weights: Mapping[str, float], whole: float) -> dict[str, float]:
    total = sum(weights.values())
    return {term: whole * weight / total for term, weight in weights.items()}


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
