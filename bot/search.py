"""Query to ranked passages: BM25, then what the question wants and how general it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.passages import ACTIONS
from bot.query import Query
from bot.ranking import Ranker
from bot.records import Audience, Document, Hit, Kind, Passage
from bot.text import terms

# Fields: the passage, its section's heading, and all of its section. Weights by evaluation.
FIELD_WEIGHTS = (1.0, 1.5, 1.0)
# A passage of the kind that a question wants leads its section if it scores at least this share
# of the section's best.
_LEADS_FROM = 0.4
# What the opening section of a document gains on a question that names nothing in particular.
_OPENING = 6.0
_CANDIDATES = 40
# Beside a subject ("strokes for the back"), words for how it is treated count less.
_ACTION_BESIDE_SUBJECT = 0.5
# A term is telling when it stands in at most this share of the passages.
_TELLING_SHARE = 0.4

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
        self._telling = _telling_terms(bodies, headings)
        # A word that stands everywhere names no section, though it stands in one heading only.
        headings = [[term for term in heading if term in self._telling] for heading in headings]
        self._subjects = frozenset(term for heading in headings for term in heading) - ACTIONS
        self.ranker = Ranker.build([bodies, headings, contexts], weights=FIELD_WEIGHTS)

    def is_telling(self, term: str) -> bool:
        """Tell whether a term of the corpus narrows a question down to part of it."""
        return term in self._telling

    def is_subject(self, term: str) -> bool:
        """Tell whether a section is named by a term."""
        return term in self._subjects

    def weigh(self, query: Query) -> dict[str, float]:
        """Return how much each term of a query tells: its weight by its idf."""
        return {term: weight * self.ranker.idf(term) for term, weight in query.terms.items()}

    def search(self, query: Query, *, audience: Audience, limit: int) -> Found:
        """Return the ranking of at most limit passages for a query."""
        candidates = self.ranker.rank(self._balanced(query), limit=max(_CANDIDATES, 4 * limit))
        subject = sum(
            weight * self.ranker.idf(term)
            for term, weight in query.terms.items()
            if term in self._telling
        )
        opening = _OPENING / (1.0 + subject)
        adjusted = [
            Hit(hit.position, hit.score + opening * self._opening[hit.position])
            for hit in candidates
        ]
        adjusted.sort(key=lambda hit: (-hit.score, hit.position))
        best: dict[tuple[str, str], Hit] = {}
        for hit in adjusted:
            best.setdefault(self._section[hit.position], hit)
        preferred = self._preferred_kind(query, audience)
        if preferred is not None:
            adjusted = self._lead_with(preferred, adjusted, best)
        return Found(tuple(adjusted[:limit]), tuple(best.values()))

    def _balanced(self, query: Query) -> Mapping[str, float]:
        """Return the query's terms, with actions held back where a subject is named."""
        if self._subjects.isdisjoint(query.terms) or ACTIONS.isdisjoint(query.terms):
            return query.terms
        return {
            term: weight * _ACTION_BESIDE_SUBJECT if term in ACTIONS else weight
            for term, weight in query.terms.items()
        }

    def _lead_with(
        self, kind: Kind, hits: Sequence[Hit], best: Mapping[tuple[str, str], Hit]
    ) -> list[Hit]:
        """Return the hits with a kind leading its section; sections keep their order."""
        leading: dict[tuple[str, str], int] = {}
        for hit in hits:
            section = self._section[hit.position]
            if (
                self.passages[hit.position].kind == kind
                and hit.score >= _LEADS_FROM * best[section].score
            ):
                leading.setdefault(section, hit.position)
        lifted = [
            Hit(hit.position, best[self._section[hit.position]].score)
            if leading.get(self._section[hit.position]) == hit.position
            else hit
            for hit in hits
        ]
        lifted.sort(
            key=lambda hit: (
                -hit.score,
                leading.get(self._section[hit.position]) != hit.position,
                hit.position,
            )
        )
        return lifted

    def _preferred_kind(self, query: Query, audience: Audience) -> Kind | None:
        """Return the kind that the question asks for, or else the one that its audience does."""
        kinds = {_KIND_OF_WANT[want] for want in query.wants if want in _KIND_OF_WANT}
        if self._wants and len(kinds) == 1:
            return kinds.pop()
        return "technique" if audience == "therapist" else None


def _telling_terms(
    bodies: Sequence[Sequence[str]], headings: Sequence[Sequence[str]]
) -> frozenset[str]:
    counts: dict[str, int] = {}
    for body, heading in zip(bodies, headings, strict=True):
        for term in {*body, *heading}:
            counts[term] = counts.get(term, 0) + 1
    most = max(1.0, _TELLING_SHARE * len(bodies))
    return frozenset(term for term, count in counts.items() if count <= most)
