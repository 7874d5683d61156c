"""How sure an answer is: a logistic model over a few signals, fitted on judged questions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from pathlib import Path

from bot.files.toml_file import read_toml
from bot.understanding.query import Query
from bot.understanding.search import Found

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
        total = self.intercept + sum(map(mul, self.weights, signals))
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


def read_signals(query: Query, found: Found) -> tuple[float, ...]:
    """Return the signals of a question in the order of SIGNALS."""
    weighed, sections = found.weighed, found.sections
    body = other = unknown = 0
    for topic in query.outside:
        if topic.kind == "unknown":
            unknown += 1
        elif topic.kind == "body":
            body += 1
        else:
            other += 1
    inside = weighed.topical
    outside = 2.0 * other + 1.5 * body + 1.5 * unknown
    reachable = weighed.total * 2.5
    top = sections[0][1] if sections else 0.0
    following = sections[1][1] if len(sections) > 1 else 0.0
    return (
        min(inside, 8.0) / 4.0,
        1.0 if weighed.telling else 0.0,
        inside / (inside + outside) if inside else 0.0,
        float(min(body, 2)),
        float(min(other, 2)),
        float(min(unknown, 3)),
        min(top / reachable, 1.5) if reachable else 0.0,
        (top - following) / top if top else 0.0,
        1.0 if weighed.has_core else 0.0,
        min(weighed.themes, 3) / 3,
        1.0 if weighed.subjects else 0.0,
        query.follows,
    )
