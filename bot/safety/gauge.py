"""How probable a danger is by what was learned: a score for each run of sentences.

Every sentence is weighed once; each run of sentences that follow one another is then their sum over
its length, as if it were one message. So harmless words before and behind never hide a sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.language.text import Wording
from bot.learning.examples import Example
from bot.learning.model import Model
from bot.learning.ridge import Floats, Numbers

# The task of the learned model: one intent a notice, and one for all that is none.
TASK, NONE = "danger", "none"
# What the softer examples of a grave notice aim at; the rest aims at none.
SOFTER, SOFTER_AIM = "soft", 0.6
# What the score for none counts against a danger.
_NONE_COUNTS = 0.5
# The only run of one sentence.
_ONE_FIRST, _ONE_LAST = np.zeros(1, np.int64), np.ones(1, np.int64)
# The squared length of sentences without a known word.
_TINY = 1e-6
# Folders of bot/defaults/examples.
FOLDERS = ("dangers", "lookalikes")

# What it costs an alarm that the same sentences deny a sign ("no numbness and no bladder trouble").
DENIAL_COSTS = 0.3
# And that all of their clauses do ("no chest pain and no breathlessness"): that is asked about.
ONLY_DENIALS_COST = 1.2


Aims = dict[str, dict[str, float]]
# Whether a sentence denies a sign, and whether all of its clauses deny something.
Denial = tuple[bool, bool]


def aims_of(example: Example) -> Aims:
    """Return what an example of the folders dangers and lookalikes teaches; softer ones less."""
    intent = example.intents[0]
    if intent == NONE or example.theme != SOFTER:
        return {TASK: {intent: 1.0}}
    return {TASK: {intent: SOFTER_AIM, NONE: 1.0 - SOFTER_AIM}}


@dataclass(frozen=True, slots=True)
class Leaning:
    """What the run of sentences that sounds most dangerous scores."""

    danger: float
    """About 0 for ordinary words, 1 and more for plain danger."""
    sure: float
    """As `danger`, but less where the same run of sentences denies a sign."""
    emergency: str
    """The emergency notice that it is nearest to."""
    urgent: str
    """The urgent notice that it is nearest to."""
    lead: float
    """How much more all emergencies score than all urgent notices."""
    careful: float
    """As `danger`, for the routine notices."""
    routine: str
    """The routine notice that it is nearest to."""
    by_notice: Mapping[str, float]
    """The highest score of each notice over all runs."""

    @property
    def nearest(self) -> str:
        """The grave notice that it is nearest to."""
        scores = self.by_notice
        return max((self.emergency, self.urgent), key=lambda notice: scores.get(notice, 0.0))


CALM = Leaning(0.0, 0.0, "", "", 0.0, 0.0, "", {})


class Gauge:
    """Weighs sentences with the learned model."""

    def __init__(self, model: Model, levels: Mapping[str, str]) -> None:
        self.model = model
        intents = model.weights.intents.get(TASK, ())
        self._intents = intents
        self._at = {
            level: np.array([n for n, one in enumerate(intents) if levels.get(one) == level], int)
            for level in ("emergency", "urgent", "routine")
        }
        self._none = intents.index(NONE) if NONE in intents else None

    @property
    def ready(self) -> bool:
        """Tell whether examples of dangers were learned."""
        return self._none is not None and all(len(at) for at in self._at.values())

    def weigh(self, sentence: Wording) -> tuple[Floats, float]:
        """Return what one sentence adds to the scores of its run, and to its squared length."""
        summed, size = self.model.add_up(sentence)
        return summed[self.model.part(TASK)], size

    def lean(
        self,
        weighed: Sequence[tuple[Floats, float]],
        *,
        denials: Sequence[Denial] = (),
        across: int = 0,
    ) -> Leaning:
        """Return what the most dangerous run of the sentences scores.

        :param denials: which sentences deny a sign, and nothing else: their runs are less sure.
        :param across: above 0, only runs count that begin before that place and go beyond it.
        """
        if not weighed or not self.ready:
            return CALM
        first, last = _bounds(len(weighed), across)
        runs = _runs(weighed, first, last)
        grave = np.concatenate((self._at["emergency"], self._at["urgent"]))
        against = _NONE_COUNTS * runs[:, self._none]
        danger = _sum_and_best(runs[:, grave]) - against
        careful = _sum_and_best(runs[:, self._at["routine"]]) - against
        worst, dull = runs[int(danger.argmax())], runs[int(careful.argmax())]
        sums = {level: float(worst[at].sum()) for level, at in self._at.items()}
        return Leaning(
            danger=float(danger.max()),
            sure=float((danger - _doubt(denials, first, last)).max()),
            emergency=self._best(worst, "emergency"),
            urgent=self._best(worst, "urgent"),
            lead=sums["emergency"] - sums["urgent"],
            careful=float(careful.max()),
            routine=self._best(dull, "routine"),
            by_notice=dict(zip(self._intents, runs.max(axis=0).tolist(), strict=True)),
        )

    def _best(self, scores: Floats, level: str) -> str:
        at = self._at[level]
        return self._intents[int(at[int(scores[at].argmax())])]


def _sum_and_best(scores: Floats) -> Floats:
    """Return for each run all that points to danger, and once more what points there most.

    The sum is what one regression for all dangers would score; the best one tells a clear danger
    from many faint ones. Chosen on cross-validated figures.
    """
    found: Floats = scores.sum(axis=1) + scores.max(axis=1)
    return found


def _bounds(count: int, across: int) -> tuple[Numbers, Numbers]:
    """Return the first sentence of each run, and one behind its last."""
    if count == 1:
        # Nearly every message.
        return _ONE_FIRST, _ONE_LAST
    first, last = np.triu_indices(count + 1, 1)
    if across:
        both = (first < across) & (last > across)
        return first[both], last[both]
    return first, last


def _runs(weighed: Sequence[tuple[Floats, float]], first: Numbers, last: Numbers) -> Floats:
    """Return the scores of each run of sentences that follow one another."""
    sums = np.zeros((len(weighed) + 1, len(weighed[0][0])), np.float32)
    squares = np.zeros(len(weighed) + 1, np.float32)
    for at, (row, square) in enumerate(weighed):
        sums[at + 1] = sums[at] + row
        squares[at + 1] = squares[at] + square
    lengths = np.sqrt(np.maximum(squares[last] - squares[first], _TINY))
    runs: Floats = (sums[last] - sums[first]) / lengths[:, None]
    return runs


def _doubt(denials: Sequence[Denial], first: Numbers, last: Numbers) -> Floats | float:
    """Return what it costs each run that sentences of it deny a sign."""
    if not any(denies for denies, _ in denials):
        return 0.0
    counts = np.concatenate((np.zeros((1, 2), int), np.cumsum(denials, axis=0)))
    denying, only = (counts[last] - counts[first]).T
    costs = np.where(only == last - first, ONLY_DENIALS_COST, DENIAL_COSTS)
    return np.where(denying > 0, costs, 0.0).astype(np.float32)
