"""What the terms of a query tell: how rare each is, and what of the corpus it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.documents.passages import ACTIONS
from bot.retrieval.large.ranking import Ranker
from bot.retrieval.passage_index import Shelf
from bot.understanding.query import Query


class Term(NamedTuple):
    """What a term tells wherever it stands in a question."""

    # 0.0 for a word that the corpus lacks.
    idf: float
    # It narrows a question down to part of the corpus.
    is_telling: bool
    # A section is named by it.
    is_subject: bool
    # It is how something is treated.
    is_action: bool
    # It stands in a document's title, and there: in most passages as well.
    is_theme: bool
    is_core: bool


class Terms(dict[str, Term]):
    """Term of the corpus → what it tells, worked out at its first use."""

    def __init__(self, shelf: Shelf, ranker: Ranker) -> None:
        """Take what tells of the terms: the shelf's passages and their ranker."""
        super().__init__()
        self._shelf = shelf
        self._ranker = ranker
        self._subjects = frozenset().union(*shelf.named) - ACTIONS

    def __missing__(self, term: str) -> Term:
        shelf = self._shelf
        told = Term(
            self._ranker.idf(term),
            term in shelf.telling,
            term in self._subjects,
            term in ACTIONS,
            term in shelf.themes,
            term in shelf.core,
        )
        # Other words are not kept: people can type any number of them.
        if told.idf:
            self[term] = told
        return told


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the terms of a query tell, each and together."""

    # Term → its weight by its idf.
    weights: Mapping[str, float]
    # Sums of the weights: of all terms, of those that carry the topic, and of the telling ones.
    total: float
    topical: float
    telling: float
    # The terms that name sections, and those that are actions.
    subjects: list[str]
    actions: list[str]
    # How many are themes, and whether one is of the core.
    themes: int
    has_core: bool


def weigh(query: Query, terms: Mapping[str, Term]) -> Weighed:
    """Return what the terms of a query tell."""
    topical_terms = query.topical
    weights: dict[str, float] = {}
    subjects: list[str] = []
    actions: list[str] = []
    total = topical = telling = 0.0
    themes, has_core = 0, False
    for term, share in query.terms.items():
        idf, is_telling, is_subject, is_action, is_theme, is_core = terms[term]
        weights[term] = weight = share * idf
        total += weight
        if term in topical_terms:
            topical += weight
        if is_telling:
            telling += weight
        if is_subject:
            subjects.append(term)
        if is_action:
            actions.append(term)
        if is_theme:
            themes += 1
            has_core = has_core or is_core
    return Weighed(weights, total, topical, telling, subjects, actions, themes, has_core)
