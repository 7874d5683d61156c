"""Everything that is found out about a question before anything is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log1p

from bot.contract import Asked
from bot.language.text import Wording
from bot.learning.model import Model, Scores
from bot.records import Reading
from bot.stages import stage
from bot.understanding.confidence import Confidence, Curve
from bot.understanding.curriculum import NOT_COVERED, PRACTICE, TALK
from bot.understanding.query import Interpreter, Query, joined
from bot.understanding.search import Found, Searcher, preferred_kind

# More hits are ranked than shown, so that no section fills the reply alone.
_SPARE_HITS = 4
# From this score on a question is read together with an earlier one; of one that nothing answers
# alone, already from the lower. By evaluation on conversations.
_FOLLOWS_FROM, _FOLLOWS_LOST_FROM = 0.1, 0.05
# What the terms of the earlier question count beside those of the follow-up.
_CARRIED = 0.6
# What the follow-up's own scores count beside those of both together.
_ALONE = 0.2
# How many earlier turns are looked at for what a follow-up is about.
_LOOKED_BACK = 3
# How much of each question the reading of a follow-up shows.
_SHOWN_WORDS = 8
_OTHERS = (NOT_COVERED, PRACTICE, TALK)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question with how it was read, what was found and how sure that is."""

    asked: Asked
    """The question within the contract's bounds."""
    query: Query
    """Its words and terms, with those carried over."""
    scored: Scores
    """What the learned model scores its words in every task."""
    scores: Mapping[str, float]
    """What it scores each topic, with what was carried over."""
    points: Mapping[str, float]
    """What it scores each sentence that examples name, by name."""
    kind: str
    """What is wanted of the topic: why, helps, how …"""
    found: Found
    """The ranking."""
    signals: tuple[float, ...]
    """In the order of bot.understanding.confidence.SIGNALS."""
    confidence: float
    """0 to 1, that the passages answer."""
    carried: bool
    """Whether it was read together with an earlier question."""

    @property
    def topic(self) -> str:
        """The topic that scores most: a section's key, "practice", "talk" or "not covered"."""
        return max(self.scores, key=self.scores.__getitem__)


class Reader:
    """Reads, resolves and ranks questions against one corpus."""

    def __init__(
        self,
        *,
        searcher: Searcher,
        interpreter: Interpreter,
        model: Model,
        confidence: Confidence,
    ) -> None:
        self.searcher = searcher
        self.interpreter = interpreter
        self.model = model
        self.confidence = confidence

    @stage("understanding")
    def read(
        self, asked: Asked, turns: Sequence[Wording], scored: Scores | None = None
    ) -> Understood:
        """Return what the last of some turns means after the ones before it, oldest first.

        :param scored: what the model scores the last turn, where that is known.
        """
        query = self.interpreter.read(turns[-1])
        bare = self.judge(asked, query, scored=scored)
        if len(turns) == 1 or not self._follows(bare):
            return bare
        for earlier in reversed(turns[-1 - _LOOKED_BACK : -1]):
            before = self.interpreter.read(earlier)
            carried = Reading(
                " ".join(query.wording.words[:_SHOWN_WORDS]),
                " ".join(before.wording.words[:_SHOWN_WORDS]),
                "carried over",
            )
            both = joined(before, query, share=_CARRIED)
            both = replace(both, readings=(*both.readings, carried))
            together = self.judge(asked, both, bare=bare)
            if together.confidence >= self.confidence.refuse_below:
                return together
        return bare

    def _follows(self, bare: Understood) -> bool:
        """Tell whether a question needs an earlier one."""
        follows = bare.scored.of("follow").get("follow-up", 0.0)
        lost = bare.confidence < self.confidence.refuse_below
        return follows >= (_FOLLOWS_LOST_FROM if lost else _FOLLOWS_FROM)

    def judge(
        self,
        asked: Asked,
        query: Query,
        *,
        bare: Understood | None = None,
        scored: Scores | None = None,
    ) -> Understood:
        """Return what one query finds; bare is the follow-up alone where it is read together.

        :param scored: what the model scores its words, where that is known: unless one was mended.
        """
        if scored is None or scored.wording is not query.wording:
            scored = self.model.score(query.wording)
        scores, points = scored.of("topic"), scored.of("sentence")
        if bare is not None:
            scores = _together(scores, bare.scores)
            points = _together(points, bare.points)
        kind = bare.kind if bare is not None else _kind(scored)
        expected = {topic: score for topic, score in scores.items() if topic not in _OTHERS}
        found = self.searcher.search(
            query,
            expected,
            kind=preferred_kind(asked.audience, kind),
            limit=_SPARE_HITS * asked.limit,
        )
        signals = self._signals(query, scores, expected, found)
        sure = self._curve(found, expected).confidence(signals) if found.hits else 0.0
        return Understood(
            asked,
            query,
            scored,
            scores,
            points,
            kind,
            found,
            signals,
            sure,
            carried=bare is not None,
        )

    def curve_of(self, understood: Understood) -> Curve:
        """Return the curve that gave a question its confidence."""
        return self._curve(understood.found, understood.scores)

    def _curve(self, found: Found, scores: Mapping[str, float]) -> Curve:
        has_examples = bool(found.sections) and self._key(found.sections[0][0]) in scores
        return self.confidence.examples if has_examples else self.confidence.bare

    def _signals(
        self,
        query: Query,
        scores: Mapping[str, float],
        expected: Mapping[str, float],
        found: Found,
    ) -> tuple[float, ...]:
        best = 0.0
        if found.sections:
            best = expected.get(self._key(found.sections[0][0]), 0.0)
        says = sum(word.says for word in query.said)
        unknown = sum(word.says for word in query.said if not self.model.knows(word.stem))
        return (
            best,
            scores.get(NOT_COVERED, 0.0),
            sum(score for score in expected.values() if score > 0.0),
            found.explained,
            unknown / says if says else 1.0,
            min(says, 60.0) / 30.0,
            log1p(len(query.wording.words)),
            found.bm25 / 20.0,
        )

    def _key(self, section: int) -> str:
        return "/".join(self.searcher.section_keys[section])


def _together(both: Mapping[str, float], alone: Mapping[str, float]) -> dict[str, float]:
    """Return the scores of a follow-up read together with an earlier question."""
    return {name: (1.0 - _ALONE) * score + _ALONE * alone[name] for name, score in both.items()}


def _kind(scored: Scores) -> str:
    """Return the kind of question; of what documents do not offer, the likeliest that they do."""
    kinds = {kind: score for kind, score in scored.of("kind").items() if kind != "other"}
    return max(kinds, key=kinds.__getitem__) if kinds else ""
