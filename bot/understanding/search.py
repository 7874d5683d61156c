"""Query to ranked passages: BM25, then what the question wants and how general it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from bot.records import Audience, Kind
from bot.retrieval.large.ranking import Ranker
from bot.retrieval.passage_index import Shelf
from bot.understanding.query import Query
from bot.understanding.term_weights import Term, Terms, Weighed, weigh

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


# Position of a passage in the corpus, from 0, and its score.
Scored = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Found:
    """A ranking of passages, and the best of each of the nearest sections."""

    # Best first; bare pairs, because a question makes dozens.
    hits: list[Scored]
    sections: list[Scored]
    weighed: Weighed


class Searcher:
    """Ranks the passages of a shelf for queries."""

    def __init__(self, shelf: Shelf, ranker: Ranker, *, wants: bool = True) -> None:
        self.ranker = ranker
        self.passages = shelf.passages
        # Section of each passage, by number.
        self.section_of = shelf.sections
        self.section_keys = shelf.keys
        # Term → what it tells.
        self.terms: Mapping[str, Term] = Terms(shelf, ranker)
        self._shelf = shelf
        self._openings = frozenset(at for at, opens in enumerate(shelf.opening) if opens)
        self._wants = wants
        # For each kind: whether each passage is of it.
        self._is_of: dict[Kind, list[bool]] = {
            kind: [passage.kind == kind for passage in shelf.passages] for kind in get_args(Kind)
        }

    def can_be_meant(self, term: str) -> bool:
        """Tell whether "it" can stand for a term: something treated, not how it is treated."""
        told = self.terms[term]
        return told.is_telling and not told.is_action

    def search(
        self, query: Query, *, audience: Audience, limit: int, continued: int | None = None
    ) -> Found:
        """Return the ranking of at most limit passages for a query.

        A follow-up prefers the section that it continues, given by its number.
        """
        weighed = weigh(query, self.terms)
        scores = self.ranker.best(query.terms, limit=max(_CANDIDATES, 4 * limit))
        if weighed.subjects and weighed.actions:
            self._hold_back(query, weighed, scores)
        self._favour(query, weighed, scores, continued)
        # A stable sort: equal scores stay by position.
        order = sorted(scores, key=scores.__getitem__, reverse=True)
        best: dict[int, Scored] = {}
        section_of = self.section_of
        for position in order:
            section = section_of[position]
            if section not in best:
                best[section] = position, scores[position]
        sections = list(best.values())
        preferred = self._preferred_kind(query, audience)
        if preferred is not None:
            order = self._lead_with(preferred, order, scores, best)
        hits = [(position, scores[position]) for position in order[:limit]]
        return Found(hits, sections[:_NEAREST], weighed)

    def _favour(
        self, query: Query, weighed: Weighed, scores: dict[int, float], continued: int | None
    ) -> None:
        """Raise what opens a document, what has further reading, and what is continued."""
        opening = _OPENING / (1.0 + weighed.telling)
        for position in self._openings.intersection(scores):
            scores[position] += opening
        if "reading" in query.wants and self._wants:
            for position in scores:
                if self._shelf.has_reading[position]:
                    scores[position] *= _HAS_READING
        if continued is not None:
            for position in scores:
                if self.section_of[position] == continued:
                    scores[position] *= 1.0 + _CONTINUES * query.follows

    def _hold_back(self, query: Query, weighed: Weighed, scores: dict[int, float]) -> None:
        """Lower what actions add outside the sections that the query names."""
        actions = {term: query.terms[term] for term in weighed.actions}
        named = self._shelf.named
        elsewhere = [
            position for position in scores if named[position].isdisjoint(weighed.subjects)
        ]
        gains = self.ranker.scores_at(actions, elsewhere)
        for position, gain in zip(elsewhere, gains, strict=True):
            scores[position] -= gain * (1.0 - _ACTION_ELSEWHERE)

    def _lead_with(
        self, kind: Kind, order: list[int], scores: dict[int, float], best: Mapping[int, Scored]
    ) -> list[int]:
        """Return the order with the best of a kind leading its section, at its best score."""
        leading: dict[int, int] = {}
        section_of, is_wanted = self.section_of, self._is_of[kind]
        for position in order:
            if is_wanted[position]:
                section = section_of[position]
                if section not in leading and (scores[position] >= _LEADS_FROM * best[section][1]):
                    leading[section] = position
        raised = {at: best[section][1] for section, at in leading.items() if at != best[section][0]}
        if not raised:
            return order
        scores.update(raised)
        leaders = sorted(leading.values())
        rest = sorted(scores.keys() - leading.values())
        return sorted(leaders + rest, key=scores.__getitem__, reverse=True)

    def _preferred_kind(self, query: Query, audience: Audience) -> Kind | None:
        """Return the kind that the question asks for, or else the one that its audience does."""
        kinds = {_KIND_OF_WANT[want] for want in query.wants if want in _KIND_OF_WANT}
        if self._wants and len(kinds) == 1:
            return kinds.pop()
        return "technique" if audience == "therapist" else None
