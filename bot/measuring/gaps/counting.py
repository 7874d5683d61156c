"""What people could not find: counts of outcomes and of single words, never of sentences.

A count has a day, a kind and a name. Names come from closed lists only: the outcomes, the
topics and words of the corpus's own vocabulary, common English words that are nobody's name,
and the ids of passages. So no sentence, name or number that somebody typed can be stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from bot.chatbot import Chatbot
from bot.language.english_words import read_plain_words
from bot.language.text import read_wording
from bot.records import Answer
from bot.understanding.curriculum import PRACTICE

Kind = Literal["outcome", "topic", "word", "up", "down"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# Day (ISO 8601), kind and name.
Key = tuple[str, Kind, str]

# A name is shown once it has been counted this often: what only a few said stays unseen.
SHOWN_FROM = 5
_MISSED = frozenset({"no_answer", "unsure"})


@dataclass(frozen=True, slots=True)
class Gap:
    """One name with how often it was counted."""

    kind: Kind
    name: str
    count: int
    # On how many days.
    days: int


def today() -> str:
    """Return the day that counts go to, in universal time, as ISO 8601."""
    return datetime.now(UTC).date().isoformat()


def tally_answer(chatbot: Chatbot, answer: Answer, history: Sequence[str]) -> Iterator[Key]:
    """Yield what an answer counts as: its outcome, and what it had nothing for."""
    day = today()
    yield day, "outcome", answer.outcome
    if answer.outcome == "clinic":
        scored = chatbot.reader.model.score(read_wording(answer.question))
        yield day, "topic", scored.best(PRACTICE)[0]
    if answer.outcome not in _MISSED:
        return
    understood = chatbot.understand(answer.question, history=history)
    explained = chatbot.reader.searcher.stems_of
    had = [explained(section) for section, _ in understood.found.sections[:1]]
    for said in dict.fromkeys(understood.query.said):
        if not any(said.stem in stems for stems in had) and said.word in read_plain_words():
            yield day, "word", said.word


def find_gaps(counts: Iterable[tuple[Key, int]]) -> list[Gap]:
    """Return what has been counted often enough to be shown, most frequent first."""
    sums: Counter[tuple[Kind, str]] = Counter()
    days: Counter[tuple[Kind, str]] = Counter()
    for (_, kind, name), count in counts:
        sums[kind, name] += count
        days[kind, name] += 1
    shown = [
        Gap(kind, name, count, days[kind, name])
        for (kind, name), count in sums.items()
        if count >= SHOWN_FROM
    ]
    return sorted(shown, key=lambda gap: (KINDS.index(gap.kind), -gap.count, gap.name))
