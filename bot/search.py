"""Query to ranked passages: BM25, then what the question wants and how general it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.passages import ACTIONS
from bot.query import Query
from bot.ranking import Ranker
from bot.records import Audience, Hit, Kind
from bot.shelf import SectionKey, Shelf

# A passage of the kind that a question wants leads its section if it scores at least this share
# of the section's best.
_LEADS_FROM = 0.4
# What the opening section of a document gains on a question that names nothing in particular.
_OPENING = 6.0
_CANDIDATES = 40
# Sections that a choice or a measure of doubt looks at.
_NEAREST = 4
# Where a section is named ("strokes for the back"), words for how it is treated count only this
# much in other sections.
_ACTION_ELSEWHERE = 0.3
# A question for something to read prefers sections that name further reading.
_HAS_READING = 1.3
# What the section of the earlier answer gains on a question that follows it whole.
_CONTINUES = 0.5

_KIND_OF_WANT: dict[str, Kind] = {
    "technique": "technique",
    "safety": "technique",
    "cause": "explanation",
    "location": "explanation",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A ranking of passages, and the best hit of each of the nearest sections."""

    hits: tuple[Hit, ...]
    sections: tuple[Hit, ...]


class Searcher:
    """Ranks the passages of a shelf for queries."""

    def __init__(self, shelf: Shelf, ranker: Ranker, *, wants: bool = True) -> None:
        self.ranker = ranker
        self.passages = shelf.passages
        self.themes = shelf.themes
        self.core = shelf.core
        self._shelf = shelf
        self._section = shelf.sections
        self._telling = shelf.telling
        self._openings = frozenset(at for at, opens in enumerate(shelf.opening) if opens)
        self._subjects = frozenset().union(*shelf.named) - ACTIONS
        self._wants = wants
        self._idf: dict[str, float] = {}

    def idf(self, term: str) -> float:
        """Return how telling a term of the corpus is; 0.0 for any other word."""
        idf = self._idf.get(term)
        if idf is None:
            if term not in self.ranker:
                return 0.0
            idf = self._idf[term] = self.ranker.idf(term)
        return idf

    def is_telling(self, term: str) -> bool:
        """Tell whether a term of the corpus narrows a question down to part of it."""
        return term in self._telling

    def is_subject(self, term: str) -> bool:
        """Tell whether a section is named by a term."""
        return term in self._subjects

    def can_be_meant(self, term: str) -> bool:
        """Tell whether "it" can stand for a term: something treated, not how it is treated."""
        return term in self._telling and term not in ACTIONS

    def weigh(self, query: Query) -> dict[str, float]:
        """Return how much each term of a query tells: its weight by its idf."""
        return {term: weight * self.idf(term) for term, weight in query.terms.items()}

    def search(
        self,
        query: Query,
        *,
        audience: Audience,
        limit: int,
        continued: SectionKey | None = None,
    ) -> Found:
        """Return the ranking of at most limit passages for a query.

        A follow-up prefers the section that it continues.
        """
        positions, gains = self.ranker.top(query.terms, limit=max(_CANDIDATES, 4 * limit))
        scores = dict(zip(positions.tolist(), gains.tolist(), strict=True))
        self._hold_back(query, scores)
        self._favour(query, scores, continued)
        falling = sorted([(-score, position) for position, score in scores.items()])
        order = [position for _, position in falling]
        best: dict[SectionKey, int] = {}
        for position in order:
            best.setdefault(self._section[position], position)
        sections = [Hit(position, scores[position]) for position in list(best.values())[:_NEAREST]]
        preferred = self._preferred_kind(query, audience)
        if preferred is not None:
            order = self._lead_with(preferred, order, scores, best)
        hits = [Hit(position, scores[position]) for position in order[:limit]]
        return Found(tuple(hits), tuple(sections))

    def _favour(self, query: Query, scores: dict[int, float], continued: SectionKey | None) -> None:
        """Raise what opens a document, what has further reading, and what is continued."""
        terms_of_part = query.terms.keys() & self._telling
        subject = sum([query.terms[term] * self.idf(term) for term in terms_of_part])
        opening = _OPENING / (1.0 + subject)
        for position in self._openings & scores.keys():
            scores[position] += opening
        if "reading" in query.wants and self._wants:
            for position in scores:
                if self._shelf.has_reading[position]:
                    scores[position] *= _HAS_READING
        if continued is not None:
            for position in scores:
                if self._section[position] == continued:
                    scores[position] *= 1.0 + _CONTINUES * query.follows

    def _hold_back(self, query: Query, scores: dict[int, float]) -> None:
        """Lower what actions add outside the sections that the query names."""
        subjects = self._subjects & query.terms.keys()
        actions = {term: query.terms[term] for term in ACTIONS & query.terms.keys()}
        if not subjects or not actions:
            return
        excess = self.ranker.scores(actions)
        for position, gain in zip(scores, excess.take(list(scores)).tolist(), strict=True):
            if subjects.isdisjoint(self._shelf.named[position]):
                scores[position] -= gain * (1.0 - _ACTION_ELSEWHERE)

    def _lead_with(
        self,
        kind: Kind,
        order: Sequence[int],
        scores: dict[int, float],
        best: Mapping[SectionKey, int],
    ) -> list[int]:
        """Return the order with the best of a kind leading its section, at its best score."""
        leading: dict[SectionKey, int] = {}
        tops = {section: scores[position] for section, position in best.items()}
        for position in order:
            section = self._section[position]
            if (
                self.passages[position].kind == kind
                and scores[position] >= _LEADS_FROM * tops[section]
            ):
                leading.setdefault(section, position)
        leaders = set(leading.values())
        for section, position in leading.items():
            scores[position] = tops[section]
        falling = sorted([(-scores[at], at not in leaders, at) for at in order])
        return [at for _, _, at in falling]

    def _preferred_kind(self, query: Query, audience: Audience) -> Kind | None:
        """Return the kind that the question asks for, or else the one that its audience does."""
        kinds = {_KIND_OF_WANT[want] for want in query.wants if want in _KIND_OF_WANT}
        if self._wants and len(kinds) == 1:
            return kinds.pop()
        return "technique" if audience == "therapist" else None
