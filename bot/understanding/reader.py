"""Everything that is found out about a question before anything is said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.contract import Asked
from bot.language.spelling import Speller
from bot.language.text import Wording
from bot.understanding.confidence import Model, read_signals
from bot.understanding.follow_up import resolve
from bot.understanding.query import Interpreter, Query
from bot.understanding.search import Found, Searcher
from bot.understanding.vocabulary import Topic, Vocabulary

# More hits are ranked than shown, so that no section fills the reply alone.
_SPARE_HITS = 4
# "I am pregnant, how do you stretch tight hip flexors?" asks about the hip flexors.
_NOTICED_KINDS = frozenset(("condition", "treatment", "medicine"))


@dataclass(frozen=True, slots=True)
class Understood:
    """A question with how it was read, what was found and how sure that is."""

    asked: Asked
    # As typed, before correction.
    wording: Wording
    query: Query
    found: Found
    # In the order of bot.understanding.confidence.SIGNALS.
    signals: tuple[float, ...]
    # 0 to 1.
    confidence: float


class Reader:
    """Reads, resolves and ranks questions against one corpus."""

    def __init__(
        self,
        searcher: Searcher,
        speller: Speller,
        vocabulary: Vocabulary,
        model: Model,
        *,
        covered: frozenset[str] = frozenset(),
        without: Collection[str] = (),
    ) -> None:
        self.searcher = searcher
        self.speller = speller
        self._model = model
        self._follows = "conversation" not in without
        self._interpreter = Interpreter(
            vocabulary,
            None if "spelling" in without else speller,
            searcher.ranker,
            covered,
        )

    def read(
        self,
        asked: Asked,
        wording: Wording,
        earlier: Sequence[Wording],
        *,
        noticed: bool = False,
    ) -> Understood:
        """Return what a question means after earlier ones, with the passages it reaches.

        noticed tells that a routine notice speaks to a condition or a treatment that it names.
        """
        searcher = self.searcher
        query = self._interpreter.read(wording)
        if noticed and any(searcher.terms[term].is_subject for term in query.topical):
            query = replace(query, outside=_not_noticed(query.outside))
        past: list[Query] = []
        if earlier and self._follows:
            for turn in earlier:
                past.append(resolve(self._interpreter.read(turn), past, searcher))
            query = resolve(query, past, searcher)
        continued = self._section_before(past, asked) if query.follows else None
        found = searcher.search(
            query,
            audience=asked.audience,
            limit=_SPARE_HITS * asked.limit,
            continued=continued,
        )
        signals = read_signals(query, found)
        confidence = self._model.confidence(signals)
        return Understood(asked, wording, query, found, signals, confidence)

    def _section_before(self, past: Sequence[Query], asked: Asked) -> int | None:
        """Return the section that answers the question before, where a follow-up looks first."""
        for query in reversed(past):
            found = self.searcher.search(query, audience=asked.audience, limit=1)
            if found.hits:
                return self.searcher.section_of[found.hits[0][0]]
        return None


def _not_noticed(outside: Sequence[Topic]) -> tuple[Topic, ...]:
    """Return what lies outside, without what a safety notice has dealt with."""
    return tuple(topic for topic in outside if topic.kind not in _NOTICED_KINDS)
