"""Which of the passages that were found are shown, and which of them leads."""

from __future__ import annotations

from bot.answering.citations import Citations
from bot.answering.marking import Asked
from bot.understanding.reader import Understood
from bot.understanding.search import Scored, Searcher

# Kinds of question that no technique answers.
_EXPLAINING = ("why", "where", "read")
# A therapist's so few words name a topic to look up ("hip flexors"), whatever they sound like.
_TOPIC_WORDS = 2
# Passages that score less than this share of the best are not worth a person's time.
_WORTH_SHOWING = 0.25


def hits_to_show(understood: Understood, searcher: Searcher, citations: Citations) -> list[Scored]:
    """Return the hits to show, best first; the best section leads with its best sentence."""
    hits = understood.found.hits
    if not hits:
        return []
    section_of = searcher.section_of
    least = _WORTH_SHOWING * hits[0][1]
    kept = [hit for hit in hits if hit[1] >= least][: understood.asked.limit]
    first = section_of[hits[0][0]]
    own = [at for at, hit in enumerate(hits) if section_of[hit[0]] == first]
    if understood.asked.audience == "therapist" and _wants_technique(understood):
        passages = searcher.passages
        own = [at for at in own if passages[hits[at][0]].kind == "technique"] or own
    asked = asked_of(understood)
    lead = max(own, key=lambda at: (citations.best_sentence(hits[at][0], asked)[1], -at))
    leading = (hits[lead][0], hits[0][1])
    rest = [hit for hit in kept if hit[0] != leading[0]]
    # The passage that led before takes the place of the one that leads now.
    below = hits[lead][1]
    rest = [(at, below if at == hits[0][0] else score) for at, score in rest]
    return [leading, *sorted(rest, key=lambda hit: -hit[1])][: understood.asked.limit]


def _wants_technique(understood: Understood) -> bool:
    """Tell whether a therapist asks for what is done rather than for what is known."""
    is_topic = len(understood.query.wording.words) <= _TOPIC_WORDS
    return is_topic or understood.kind not in _EXPLAINING


def asked_of(understood: Understood) -> Asked:
    """Return what a question asks, as far as marking a sentence goes."""
    return Asked(understood.query.said, understood.kind, understood.points)
