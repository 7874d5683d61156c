"""From which scores on sentences raise an alarm, a question, a routine notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from bot.safety.signs.grammar import Grammar
from bot.safety.signs.sentences import Sentence

# From these scores on an alarm, a question, a routine notice; by cross-validation over authors and
# on the development sets.
ALARM_FROM, ASK_FROM, CARE_FROM = 0.7, 0.36, 0.22
# A certain sign alarms unless what was learned speaks against it ("he was shot down by his boss"):
# across authors that saves a third of the false alarms and turns 2 in 100 alarms into questions.
SIGN_FROM = -0.15
# The same for short notes that name nobody ("calf red hot swollen"); fewer words are a topic to
# look up ("cellulitis") and raise no alarm by what was learned alone.
NOTE_ALARM_FROM, NOTE_ASK_FROM, NOTE_WORDS = 0.9, 0.42, 4
# The same for questions about nobody ("what causes pain in both hips"): never an alarm.
GENERAL_ASK_FROM = 0.8


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which score on sentences raise something."""

    alarm: float
    """An alarm."""
    ask: float
    """A question."""
    care: float
    """A routine notice."""
    sign: float
    """An alarm where a certain sign is named; below it, the sign is asked about."""


def thresholds_of(sentences: Sequence[Sentence], grammar: Grammar) -> Thresholds:
    """Return from which scores on some sentences raise an alarm, a question, a routine notice."""
    said = [sentence.wording.words for sentence in sentences]
    if any(grammar.persons.intersection(words) for words in said):
        return Thresholds(ALARM_FROM, ASK_FROM, CARE_FROM, SIGN_FROM)
    if all(words[0] in grammar.asks for words in said):
        return Thresholds(inf, GENERAL_ASK_FROM, CARE_FROM, inf)
    enough = sum(map(len, said)) >= NOTE_WORDS
    alarm = NOTE_ALARM_FROM if enough else inf
    return Thresholds(alarm, NOTE_ASK_FROM, CARE_FROM, SIGN_FROM)
