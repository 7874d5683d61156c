"""How sure an answer is: a logistic model over a few signals, fitted on judged questions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.query import Query
from bot.records import Hit
from bot.search import Searcher
from bot.toml_file import read_toml
from bot.vocabulary import Topic

SIGNALS = (
    "topical",
    "subject",
    "coverage",
    "outside_body",
    "outside_other",
    "outside_unknown",
    "attained",
    "gap",
    "core",
    "theme",
    "named",
    "follows",
)
# A fitted weight is far smaller; a larger one is a slip of the pen.
_MOST_WEIGHT = 100.0


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the signals, and the confidences at which the outcome changes."""

    intercept: float
    weights: tuple[float, ...]
    # Below it the outcome is no_answer.
    refuse_below: float
    # Below it, and not refused, the outcome is unsure.
    unsure_below: float

    def confidence(self, signals: Sequence[float]) -> float:
        """Return the confidence, 0 to 1, for signals in the order of SIGNALS."""
        total = self.intercept + sum(
            weight * signal for weight, signal in zip(self.weights, signals, strict=True)
        )
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


DEFAULT = Model(-1.0, (0.4, 0.5, 2.5, -1.5, -3.5, -2.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5), 0.35, 0.6)


def load_model(path: Path) -> Model:
    """Return the fitted model of a corpus folder, or the default where there is none.

    :raise CorpusError: when the file does not hold a fitting number for each signal.
    """
    if not path.exists():
        return DEFAULT
    top = read_toml(path)
    top.allow(("intercept", "refuse_below", "unsure_below", "weights"))
    weights = top.table("weights")
    weights.allow(SIGNALS)
    refuse_below = top.number("refuse_below", least=0.0, most=1.0)
    return Model(
        top.number("intercept", least=-_MOST_WEIGHT, most=_MOST_WEIGHT),
        tuple(weights.number(name, least=-_MOST_WEIGHT, most=_MOST_WEIGHT) for name in SIGNALS),
        refuse_below,
        top.number("unsure_below", least=refuse_below, most=1.0),
    )


def read_signals(
    query: Query,
    sections: Sequence[Hit],
    searcher: Searcher,
) -> tuple[float, ...]:
    """Return the signals of a question in the order of SIGNALS.

    sections are the best hit of each section, best first.
    """
    idf = searcher.idf
    inside = sum(query.terms[term] * idf(term) for term in query.topical)
    kinds = [_group(topic) for topic in query.outside]
    unknown = kinds.count("unknown")
    outside = 2.0 * kinds.count("other") + 1.5 * kinds.count("body") + 1.5 * unknown
    reachable = sum(weight * idf(term) for term, weight in query.terms.items()) * 2.5
    top = sections[0].score if sections else 0.0
    following = sections[1].score if len(sections) > 1 else 0.0
    return (
        min(inside, 8.0) / 4.0,
        float(any(map(searcher.is_telling, query.terms))),
        inside / (inside + outside) if inside else 0.0,
        float(min(kinds.count("body"), 2)),
        float(min(kinds.count("other"), 2)),
        float(min(unknown, 3)),
        min(top / reachable, 1.5) if reachable else 0.0,
        (top - following) / top if top else 0.0,
        float(not searcher.core.isdisjoint(query.terms)),
        min(len(searcher.themes & query.terms.keys()), 3) / 3,
        float(any(map(searcher.is_subject, query.terms))),
        query.follows,
    )


def _group(topic: Topic) -> str:
    return topic.kind if topic.kind in ("body", "unknown") else "other"
