"""What kind of reply a question gets: the one place that decides."""

from __future__ import annotations

from bot.records import Outcome
from bot.understanding.confidence import Confidence
from bot.understanding.curriculum import PRACTICE, TALK
from bot.understanding.reader import Understood

# What the practice or small talk must score to be taken for it, and by how much it must lie above
# the best section; by evaluation.
_TAKEN_FROM = 0.5
_AHEAD_BY = 0.25


def decide(understood: Understood, confidence: Confidence) -> Outcome:
    """Return the outcome of a question that raised no alarm.

    ``clinic`` and ``chat`` where the learned model scores the practice or small talk above
    everything else; otherwise the confidence decides between an answer, doubt and none.
    """
    scores = understood.scores
    best = understood.signals[0]
    for topic, outcome in _ASIDE.items():
        score = scores.get(topic, 0.0)
        ahead = score >= best + _AHEAD_BY and score >= max(scores.values())
        if score >= _TAKEN_FROM and ahead:
            return outcome
    if not understood.found.hits or understood.confidence < confidence.refuse_below:
        return "no_answer"
    return "answer" if understood.confidence >= confidence.unsure_below else "unsure"


_ASIDE: dict[str, Outcome] = {PRACTICE: "clinic", TALK: "chat"}
