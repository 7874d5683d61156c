"""Query to ranked passages: BM25, and what the learned model expects of each section.

BM25 ranks passages; the model gives sections with examples a score of what they are asked for.
The relevance of a section with examples is that score and a little for the BM25 score of its best
passage; of one without, that BM25 score, and a little for the share of the question that it
explains. Within a section BM25 decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.language.text import stem, words
from bot.records import Audience, Kind
from bot.retrieval.passage_index import PassageIndex
from bot.retrieval.ranker import Ranker
from bot.stages import stage
from bot.understanding.information import explained
from bot.understanding.query import Query

# What the best BM25 score of all adds to the relevance of a section with examples, and what it and
# explaining all of a question make up of the relevance of one without; by evaluation.
_BM25_BESIDE_EXAMPLES = 0.15
_BM25_ALONE = 0.6
_EXPLAINED_ALONE = 0.2
# How many passages BM25 proposes, and how many sections the model does.
_PROPOSED = 40
_EXPECTED = 4
# A passage of the kind that a question wants leads its section from this share of the best on.
_LEADS_FROM = 0.3
# What further passages of a section count beside its best.
_FURTHER = 0.6

# A passage's position and its score.
Scored = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    hits: list[Scored]
    """Passages by falling score."""
    sections: list[Scored]
    """Section numbers with their relevance, best first."""
    explained: float
    """The share of the question that the best section accounts for, 0 to 1."""
    bm25: float
    """The best BM25 score of a passage of the best section."""


NOTHING = Found([], [], 0.0, 0.0)


class Searcher:
    """Ranks passages for queries."""

    def __init__(self, index: PassageIndex, ranker: Ranker, titles: Mapping[str, str]) -> None:
        """Take the passages, their ranker, and the title of each document by its id."""
        self.ranker = ranker
        self.passages = index.passages
        self.section_of = index.sections
        self.section_keys = index.keys
        self._titles = titles
        self._members: list[list[int]] = [[] for _ in index.keys]
        for position, section in enumerate(index.sections):
            self._members[section].append(position)
        self._numbers = {"/".join(key): number for number, key in enumerate(index.keys)}
        self._headings = index.headings
        self._stems: dict[int, frozenset[str]] = {}

    @stage("retrieval")
    def search(
        self,
        query: Query,
        expected: Mapping[str, float],
        *,
        kind: Kind | None = None,
        limit: int = 3,
    ) -> Found:
        """Return the ranking for a query.

        :param expected: what the model scores each section that has examples, by
            "document/section".
        :param kind: the kind of passage to prefer within a section.
        :param limit: the most passages to return.
        """
        numbers = self._numbers
        prior = {numbers[key]: score for key, score in expected.items() if key in numbers}
        scores = dict(self.ranker.best(query.terms, limit=_PROPOSED)) if query.terms else {}
        top = max(scores.values(), default=0.0)
        best: dict[int, float] = {}
        for position, score in scores.items():
            section = self.section_of[position]
            best[section] = max(best.get(section, 0.0), score)
        for section in sorted(prior, key=prior.__getitem__, reverse=True)[:_EXPECTED]:
            best.setdefault(section, 0.0)
        relevance = {
            section: self._relevance(
                section, prior.get(section), score / top if top else 0.0, query
            )
            for section, score in best.items()
        }
        sections = sorted(relevance.items(), key=lambda pair: (-pair[1], pair[0]))
        if not sections:
            return NOTHING
        shown = sections[: limit + 1]
        members = [at for section, _ in shown for at in self._members[section]]
        each = dict(zip(members, self.ranker.scores_at(query.terms, members), strict=True))
        hits: list[Scored] = []
        for section, worth in shown:
            hits += self._order(section, worth, each, kind)
        hits.sort(key=lambda hit: -hit[1])
        first = sections[0][0]
        return Found(
            hits[:limit], sections, explained(query.said, self.stems_of(first)), best[first]
        )

    def _relevance(self, section: int, prior: float | None, bm25: float, query: Query) -> float:
        """Return a section's relevance; bm25 is its share of the best BM25 score of all."""
        if prior is not None:
            return prior + _BM25_BESIDE_EXAMPLES * bm25
        has = explained(query.said, self.stems_of(section))
        return _BM25_ALONE * bm25 + _EXPLAINED_ALONE * has

    def _order(
        self, section: int, worth: float, each: Mapping[int, float], kind: Kind | None
    ) -> list[Scored]:
        """Return the passages of a section, best first, the first at the section's worth.

        :param each: the BM25 score of each of its passages.
        """
        members = self._members[section]
        scores = [each[position] for position in members]
        order = sorted(range(len(members)), key=lambda at: (-scores[at], at))
        if kind is not None:
            least = _LEADS_FROM * scores[order[0]]
            wanted = [
                at
                for at in order
                if self.passages[members[at]].kind == kind and scores[at] >= least
            ]
            order = wanted[:1] + [at for at in order if at not in wanted[:1]]
        top = max(scores) or 1.0
        further = [0.5 * worth * _FURTHER * (1.0 + scores[at] / top) for at in order[1:]]
        return list(zip([members[at] for at in order], [worth, *further], strict=True))

    def stems_of(self, section: int) -> frozenset[str]:
        """Return the stems of a section's text, of its heading and of its document's title."""
        known = self._stems.get(section)
        if known is None:
            texts = [self.passages[at].text for at in self._members[section]]
            texts += [self._headings[section], self._titles[self.section_keys[section][0]]]
            known = frozenset(stem(word) for text in texts for word in words(text))
            self._stems[section] = known
        return known


def preferred_kind(audience: Audience, asked: str) -> Kind | None:
    """Return the kind of passage to prefer, given the kind of question."""
    if asked == "how" or (audience == "therapist" and asked not in ("why", "where", "read")):
        return "technique"
    return "explanation" if asked in ("why", "where") else None
