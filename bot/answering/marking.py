"""Which sentence of a passage a person would point at as the answer.

Where examples name the sentences that answer them, the learned model scores each sentence of the
documents. Beside it counts the share of the question's words that a sentence has, and whether it
answers the kind of question that was asked: why, how, where … (sentences.toml). A sentence that
opens with "this muscle" or "they" is read together with the sentence before it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.language.text import stem, words
from bot.records import Passage
from bot.understanding.information import Said, explained
from bot.understanding.sentences import SentenceKey, SentenceKinds

# What having all words of the question, and answering its kind, are worth beside the model's
# score, which is near 1 for a sentence whose examples are alike; by evaluation.
_WORDS = 0.4
_KIND = 0.2
# What the words of a sentence before count where a sentence points back to it.
_POINTED = 0.5
# What leads on to other reading, when nobody asked for it.
_NOT_ASKED = -0.5
_POINTER = re.compile(r"(?:This|These|They|It|Then|He|She|Those|That)\b")
_READING = re.compile(r"^(?:Read|Learn more|Find out|For more)\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks, as far as marking goes."""

    said: Collection[Said]
    """Its words."""
    kind: str
    """The kind of question that it is."""
    points: Mapping[SentenceKey, float]
    """What the learned model scores each sentence; empty where no example names one."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is known of one sentence of a passage."""

    key: SentenceKey
    """Its name."""
    stems: frozenset[str]
    """The stems of its words."""
    before: frozenset[str]
    """Those of the sentence that it points back to, if it does."""
    kinds: frozenset[str]
    """The kinds of question that it answers; empty where nobody has said."""


def read_sentences(
    passage: Passage, names: Sequence[SentenceKey], kinds: SentenceKinds
) -> tuple[Sentence, ...]:
    """Return what is known of each sentence of a passage, whose names are given in order."""
    found: list[Sentence] = []
    before: frozenset[str] = frozenset()
    for name, (start, end) in zip(names, passage.sentences, strict=True):
        text = passage.text[start:end]
        stems = frozenset(stem(word) for word in words(text))
        points = _POINTER.match(text) is not None
        known = kinds.get(name, frozenset())
        if not known and _READING.match(text):
            known = frozenset(("read",))
        found.append(Sentence(name, stems, before if points else frozenset(), known))
        before = stems | before if points else stems
    return tuple(found)


def choose_sentence(sentences: Sequence[Sentence], asked: Asked) -> tuple[int, float]:
    """Return the number, from 0, of the sentence that answers best, and how well it does."""
    marks = [_worth(sentence, asked) for sentence in sentences]
    best = max(range(len(marks)), key=lambda at: (marks[at], -at))
    return best, marks[best]


def _worth(sentence: Sentence, asked: Asked) -> float:
    has = explained(asked.said, sentence.stems)
    if sentence.before:
        together = explained(asked.said, sentence.stems | sentence.before)
        has += _POINTED * (together - has)
    worth = _WORDS * has + asked.points.get(sentence.key, 0.0)
    if asked.kind in sentence.kinds:
        worth += _KIND
    elif sentence.kinds == {"read"}:
        worth += _NOT_ASKED
    return worth
