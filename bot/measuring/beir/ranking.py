"""The documents of a collection, ranked for its queries by the bot's BM25 on its defaults."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from heapq import nlargest
from operator import itemgetter

from bot.language.text import terms
from bot.measuring.beir.files import Entry
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
