"""Query to ranked passages: BM25, then what the question wants and how general it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.query import Query
from bot.ranking import Ranker
from bot.records import Audience, Document, Hit, Kind, Passage
from bot.text import terms

# Fields: the passage, its section's heading, and all of its section. Weights by evaluation.
FIELD_WEIGHTS = (1.0, 0.6, 0.5)
# A question's wish for a kind of passage, as a factor.
_WANTED_KIND = 1.15
# What the opening section of a document gains on a question that names nothing in particular.
_OPENING = 2.5
_CANDIDATES = 40
# A term is telling when it stands in at most this share of the passages.
_TELLING_SHARE = 0.3

_KIND_OF_WANT: dict[str, Kind] = {
    "technique": "technique",
    "safety": "technique",
    "cause": "explanation",
    "location": "explanation",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A ranking of passages, and the best hit of each section by falling score."""

    hits: tuple[Hit, ...]
    sections: tuple[Hit, ...]


class Searcher:
    """Ranks the passages of a corpus for queries."""

    def __init__(self, documents: Sequence[Document], *, wants: bool = True) -> None:
        self.passages: list[Passage] = []
        self._opening: list[bool] = []
        self._section: list[tuple[str, str]] = []
        self._wants = wants
        bodies: list[list[str]] = []
        headings: list[list[str]] = []
        contexts: list[list[str]] = []
        for document in documents:
            for number, section in enumerate(document.sections):
                heading = terms(section.title)
                context = [term for passage in section.passages for term in terms(passage.text)]
                for passage in section.passages:
                    self.passages.append(passage)
                    self._opening.append(number == 0)
                    self._section.append((document.id, section.id))
                    bodies.append(terms(passage.text))
                    headings.append(heading)
                    contexts.append(context)
        self.ranker = Ranker.build([bodies, headings, contexts], weights=FIELD_WEIGHTS)
        self._telling = _telling_terms(bodies, headings)

    def is_telling(self, term: str) -> bool:
        """Tell whether a term of the corpus narrows a question down to part of it."""
        return term in self._telling

    def weigh(self, query: Query) -> dict[str, float]:
        """Return how much each term of a query tells: its weight by its idf."""
        return {term: weight * self.ranker.idf(term) for term, weight in query.terms.items()}

    def search(self, query: Query, *, audience: Audience, limit: int) -> Found:
        """Return the ranking of at most limit passages for a query."""
        candidates = self.ranker.rank(query.terms, limit=max(_CANDIDATES, 4 * limit))
        subject = sum(
            weight * self.ranker.idf(term)
            for term, weight in query.terms.items()
            if term in self._telling
        )
        opening = _OPENING / (1.0 + subject)
        preferred = self._preferred_kinds(query, audience)
        adjusted: list[Hit] = []
        for hit in candidates:
            score = hit.score
            if self.passages[hit.position].kind in preferred:
                score *= _WANTED_KIND
            if self._opening[hit.position]:
                score += opening
            adjusted.append(Hit(hit.position, score))
        adjusted.sort(key=lambda hit: (-hit.score, hit.position))
        best: dict[tuple[str, str], Hit] = {}
        for hit in adjusted:
            best.setdefault(self._section[hit.position], hit)
        return Found(tuple(adjusted[:limit]), tuple(best.values()))

    def _preferred_kinds(self, query: Query, audience: Audience) -> frozenset[Kind]:
        kinds = {_KIND_OF_WANT[want] for want in query.wants if want in _KIND_OF_WANT}
        if not self._wants or len(kinds) != 1:
            kinds = {"technique"} if audience == "therapist" else set()
        return frozenset(kinds)


def _telling_terms(
    bodies: Sequence[Sequence[str]], headings: Sequence[Sequence[str]]
) -> frozenset[str]:
    counts: dict[str, int] = {}
    for body, heading in zip(bodies, headings, strict=True):
        for term in {*body, *heading}:
            counts[term] = counts.get(term, 0) + 1
    most = max(1.0, _TELLING_SHARE * len(bodies))
    return frozenset(term for term, count in counts.items() if count <= most)
