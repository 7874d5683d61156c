"""What kind of reply a question gets: the one place that decides."""

from __future__ import annotations

from bot.records import Outcome
from bot.understanding.confidence import Confidence
from bot.understanding.curriculum import NOT_COVERED, PRACTICE, TALK
from bot.understanding.reader import Understood


def decide(understood: Understood, confidence: Confidence) -> Outcome:
    """Return the outcome of a question that raised no alarm.

    ``clinic`` and ``chat`` where the learned model scores the practice or small talk above
    everything else; otherwise the confidence decides between an answer, doubt and none.
    """
    scores = understood.scores
    least = max(
        confidence.aside_from,
        understood.signals[0] + confidence.aside_ahead_of_sections,
        scores.get(NOT_COVERED, 0.0) + confidence.aside_ahead_of_the_rest,
    )
    for topic, outcome in _ASIDE.items():
        if scores.get(topic, 0.0) >= max((least, *scores.values())):
            return outcome
    if not understood.found.hits or understood.confidence < confidence.refuse_below:
        return "no_answer"
    return "answer" if understood.confidence >= confidence.unsure_below else "unsure"


_ASIDE: dict[str, Outcome] = {PRACTICE: "clinic", TALK: "chat"}
