"""How sure an answer is: a logistic model over a few signals, fitted on judged questions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from pathlib import Path

from bot.files.toml_file import TomlTable, read_toml

# What tells how well the best section answers, each about 0 to 1.
SIGNALS = (
    # What the learned model scores the best section, "not covered", and all sections together.
    "best",
    "not_covered",
    "all_sections",
    # The share of what the question says that the best section accounts for.
    "explained",
    # The share of what it says in words that no example has.
    "unknown",
    # How much it says, and in how many words.
    "says",
    "words",
    # What BM25 scores the best passage.
    "bm25",
)
_NEEDED = ("refuse_below", "unsure_below")
# By evaluation; a language with fewer examples has smaller scores.
_ASIDE = ("aside_from", "aside_ahead_of_sections", "aside_ahead_of_the_rest")
# A fitted weight is far smaller; a larger one is a slip of the pen.
_MOST_WEIGHT = 100.0


@dataclass(frozen=True, slots=True)
class Curve:
    """Weights of the signals for one kind of documents."""

    intercept: float
    """What the sum begins with."""
    weights: tuple[float, ...]
    """One for each signal, in the order of SIGNALS."""

    def confidence(self, signals: Sequence[float]) -> float:
        """Return the confidence, 0 to 1, for signals in the order of SIGNALS."""
        total = self.intercept + sum(map(mul, self.weights, signals))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Confidence:
    """The curves, and the confidences at which the outcome changes."""

    examples: Curve
    """For documents that have example questions."""
    bare: Curve
    """For documents that have none."""
    refuse_below: float
    """Below it the outcome is no_answer."""
    unsure_below: float
    """Below it, and not refused, the outcome is unsure."""
    aside_from: float = 0.55
    """What the practice or small talk must score to be taken for it."""
    aside_ahead_of_sections: float = 0.25
    """By how much that must lie above the score of the best section."""
    aside_ahead_of_the_rest: float = 0.2
    """By how much that must lie above the score of what is not covered."""


def load_confidence(path: Path) -> Confidence:
    """Return the fitted curves of a file.

    :raise CorpusError: when the file does not hold a fitting number for each signal.
    """
    top = read_toml(path)
    top.allow((*_NEEDED, *_ASIDE, "examples", "bare"))
    bounds = (*_NEEDED, *(name for name in _ASIDE if name in top.values))
    return Confidence(
        examples=_curve(top.table("examples")),
        bare=_curve(top.table("bare")),
        **{name: top.number(name, least=0.0, most=1.0) for name in bounds},
    )


def _curve(table: TomlTable) -> Curve:
    table.allow(("intercept", *SIGNALS))
    return Curve(
        table.number("intercept", least=-_MOST_WEIGHT, most=_MOST_WEIGHT),
        tuple(table.number(name, least=-_MOST_WEIGHT, most=_MOST_WEIGHT) for name in SIGNALS),
    )
