"""What kind of reply a question gets: the one place that decides."""

from __future__ import annotations

from bot.records import Outcome
from bot.understanding.confidence import Confidence
from bot.understanding.curriculum import PRACTICE, TALK
from bot.understanding.reader import Understood

# What the practice or small talk must score at least to be taken for it; by cross-validation.
_TAKEN_FROM = 0.5


def decide(understood: Understood, confidence: Confidence) -> Outcome:
    """Return the outcome of a question that raised no alarm.

    ``clinic`` and ``chat`` where the learned model scores the practice or small talk above
    everything else; otherwise the confidence decides between an answer, doubt and none.
    """
    scores = understood.scores
    for topic, outcome in _ASIDE.items():
        score = scores.get(topic, 0.0)
        if score >= _TAKEN_FROM and score >= max(scores.values()):
            return outcome
    if not understood.found.hits or understood.confidence < confidence.refuse_below:
        return "no_answer"
    return "answer" if understood.confidence >= confidence.unsure_below else "unsure"


_ASIDE: dict[str, Outcome] = {PRACTICE: "clinic", TALK: "chat"}
