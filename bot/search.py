"""Query to ranked passages: BM25, then what the question wants and how general it is."""

from __future__ import annotations

from collections import Counter
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
# Sections that a choice or a measure of doubt looks at.
_NEAREST = 4
# Where a section is named ("strokes for the back"), words for how it is treated count only this
# much in other sections.
_ACTION_ELSEWHERE = 0.3
# A question for something to read prefers sections that name further reading.
_HAS_READING = 1.3
# What the section of the earlier answer gains on a question that follows it whole.
_CONTINUES = 0.5
# A term is telling when it stands in at most this share of the passages.
_TELLING_SHARE = 0.4
# A word of a document's title that stands in at least this share names what all of it is about.
_CORE_SHARE = 0.5

_KIND_OF_WANT: dict[str, Kind] = {
    "technique": "technique",
    "safety": "technique",
    "cause": "explanation",
    "location": "explanation",
}


# Document and section.
SectionKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A ranking of passages, and the best hit of each of the nearest sections."""

    hits: tuple[Hit, ...]
    sections: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a ranking needs to know of the passages beside their terms."""

    # All passages, in the order of the documents.
    passages: tuple[Passage, ...]
    # For each passage: its section, whether that opens its document and names further reading.
    sections: tuple[SectionKey, ...]
    opening: tuple[bool, ...]
    has_reading: tuple[bool, ...]
    # For each passage: the terms of its section's heading that name it.
    named: tuple[frozenset[str], ...]
    # Terms that narrow a question down to a part of the passages.
    telling: frozenset[str]
    # What the documents say of themselves in their titles ("massage", "hip", "pain").
    themes: frozenset[str]
    # Themes that stand in most passages: what all of it is about.
    core: frozenset[str]


def read_shelf(documents: Sequence[Document]) -> tuple[Shelf, list[list[list[str]]]]:
    """Return the shelf of some documents, and the fields of terms to rank by.

    fields[f][i] are the terms of field f of passage i: its text, its heading, its section.
    """
    places = [
        (document, section, passage, number == 0)
        for document in documents
        for number, section in enumerate(document.sections)
        for passage in section.passages
    ]
    bodies = [terms(passage.text) for _, _, passage, _ in places]
    headings = [terms(section.title) for _, section, _, _ in places]
    whole: dict[SectionKey, list[str]] = {}
    for (document, section, _, _), body in zip(places, bodies, strict=True):
        whole.setdefault((document.id, section.id), []).extend(body)
    shares = _shares(bodies, headings)
    telling = frozenset(term for term, share in shares.items() if share <= _TELLING_SHARE)
    # A word that stands everywhere names no section, though it stands in one heading only.
    headings = [[term for term in heading if term in telling] for heading in headings]
    themes = frozenset(term for document in documents for term in terms(document.title))
    sections = tuple((document.id, section.id) for document, section, _, _ in places)
    shelf = Shelf(
        passages=tuple(passage for _, _, passage, _ in places),
        sections=sections,
        opening=tuple(opening for _, _, _, opening in places),
        has_reading=tuple(bool(section.related) for _, section, _, _ in places),
        named=tuple(map(frozenset, headings)),
        telling=telling,
        themes=themes,
        core=frozenset(term for term in themes if shares.get(term, 0.0) >= _CORE_SHARE),
    )
    return shelf, [bodies, headings, [whole[key] for key in sections]]


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


def _shares(bodies: Sequence[Sequence[str]], headings: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return the share of the passages that each term stands in, heading included."""
    counts: Counter[str] = Counter()
    for body, heading in zip(bodies, headings, strict=True):
        counts.update({*body, *heading})
    # A single passage, or two, cannot tell a common word from a rare one.
    passages = max(len(bodies), 5)
    return {term: count / passages for term, count in counts.items()}
