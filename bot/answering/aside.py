"""What is said to the practice's own business and to small talk, and beside an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.answering.glossary import Glossary
from bot.language.text import Wording
from bot.learning.model import Model, Scores
from bot.practice.clinic import Clinic
from bot.practice.talk import Talk, line_of
from bot.records import Outcome
from bot.understanding.curriculum import PRACTICE, TALK
from bot.understanding.reader import Understood

# Somebody who is afraid or worn out reads a kind line first, from this score on.
_KIND = ("afraid", "exhausted")
_KIND_FROM = 0.4
# Whether it is serious, and what a word means, is taken for that from these scores on: of small
# talk, and of the kind.
_SURELY_TALK, _SURELY_KIND = 0.4, 0.7
# A clause of a longer message is about the practice from this score on.
_CLAUSE_FROM = 0.6


@dataclass(frozen=True, slots=True)
class Aside:
    """Knows the practice, the lines of small talk and the glossary."""

    clinic: Clinic
    """The practice."""
    talk: Talk
    """Fixed lines by kind of talk."""
    glossary: Glossary
    """Definitions of technical words."""
    wording: Mapping[str, str]
    """The bot's own sentences."""

    def message(
        self, understood: Understood, scored: Scores, said: Wording, outcome: Outcome
    ) -> str:
        """Return the whole reply to a question about the practice or to small talk."""
        if outcome == "clinic":
            topic, _ = scored.best(PRACTICE)
            return self.clinic.topics.get(topic, self.clinic.contact_text)
        kind, _ = scored.best(TALK)
        meaning = self._meaning(said) if kind == "meaning" else ""
        return meaning or line_of(self.talk, kind, len(understood.asked.history))

    def definition(self, scored: Scores, said: Wording) -> str:
        """Return the definition of a word that somebody asks for; "" where none is asked for.

        A word alone looks for passages.
        """
        asks = len(said.words) > 1 and _is_talk_of("meaning", scored)
        return self._meaning(said) if asks else ""

    def _meaning(self, said: Wording) -> str:
        definition = self.glossary.find(said.stems)
        if definition is None:
            return ""
        return self.wording["meaning"].format(
            term=definition.term, means=definition.means, source=definition.source_url
        )

    def kind_line(self, scored: Scores, turn: int) -> str:
        """Return a kind line for somebody who is afraid or worn out; "" for anybody else."""
        kinds = scored.of(TALK)
        kind = max(_KIND, key=lambda name: kinds.get(name, 0.0))
        felt = kinds.get(kind, 0.0) * max(0.0, scored.of("topic").get(TALK, 0.0) * 2.0)
        return line_of(self.talk, kind, turn) if felt >= _KIND_FROM else ""

    def practice_line(self, said: Wording, model: Model) -> str:
        """Return the practice's answer to a clause of a message that asks something else too."""
        for clause in said.clauses():
            scored = model.score(clause)
            topic, score = scored.best("topic")
            if topic == PRACTICE and score >= _CLAUSE_FROM:
                return self.clinic.topics.get(scored.best(PRACTICE)[0], "")
        return ""


def asks_whether_it_is_serious(scored: Scores) -> bool:
    """Tell whether somebody asks whether to worry, or to see a doctor."""
    return _is_talk_of("worry", scored)


def _is_talk_of(kind: str, scored: Scores) -> bool:
    topics = scored.of("topic")
    talk = topics.get(TALK, 0.0)
    if talk < max(_SURELY_TALK, *topics.values()):
        return False
    best, score = scored.best(TALK)
    return best == kind and score >= _SURELY_KIND
