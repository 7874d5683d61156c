"""One question, read: weighted terms, what it wants, and what lies outside the corpus."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.language.spelling import Speller
from bot.language.text import STOP_WORDS, Wording, respell
from bot.records import Reading
from bot.understanding.vocabulary import Entry, Topic, Vocabulary, Want, key_of

# From this weight on a term of the vocabulary carries a topic; below, it colours one.
TOPICAL_FROM = 0.6
# A word that carries no topic still counts a little where the corpus has it.
EVERYDAY_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class Query:
    """What a question asks of the corpus."""

    # The question's words after correction.
    wording: Wording
    # Term to weight, for the ranking.
    terms: Mapping[str, float]
    # The terms that carry the topic: those of the vocabulary and of the corpus's own words.
    topical: frozenset[str]
    # What the question names that the corpus does not cover, in order.
    outside: tuple[Topic, ...]
    wants: frozenset[Want]
    readings: tuple[Reading, ...] = ()
    # Terms carried over from earlier questions.
    carried: frozenset[str] = frozenset()
    # How much of the earlier subject it takes over: 0 for a new topic, to 1.
    follows: float = 0.0


class _Reached(NamedTuple):
    """What an entry of the vocabulary reaches in a corpus."""

    # Terms of the corpus with their weights, and those of them that carry the topic.
    terms: tuple[tuple[str, float], ...]
    topics: frozenset[str]


class Interpreter:
    """Reads questions with a vocabulary and a speller, against the terms of a corpus."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        speller: Speller | None,
        corpus_terms: Container[str],
        covered: frozenset[str],
    ) -> None:
        """Take what questions are read with; covered are outside phrases that the corpus has."""
        self._vocabulary = vocabulary
        self._speller = speller
        self._corpus_terms = corpus_terms
        self._covered = covered
        # Worked out at an entry's first use.
        self._reached: dict[Entry, _Reached] = {}

    def read(self, wording: Wording) -> Query:
        """Return a question as a query."""
        readings: list[Reading] = []
        if self._speller is not None:
            wording = _corrected(wording, self._speller, readings)
        stems = wording.stems
        terms: dict[str, float] = {}
        topical: set[str] = set()
        outside: list[Topic] = []
        # Positions of the words that a phrase of the vocabulary covers.
        covered: set[int] = set()
        for start, end, found in self._vocabulary.meanings.find_longest(stems, wording.pairs):
            if isinstance(found, Entry):
                if found.unless and _stands_in(stems, found.unless):
                    continue
                self._count(found, wording, start, end, terms, topical, readings, outside)
            elif key_of(stems[start:end]) in self._covered:
                continue
            else:
                outside.append(found)
            covered.update(range(start, end))
        wants = self._read_wants(wording, covered)
        self._count_words(wording, covered, terms, topical, outside)
        return Query(wording, terms, frozenset(topical), tuple(outside), wants, tuple(readings))

    def _read_wants(self, wording: Wording, covered: set[int]) -> frozenset[Want]:
        """Return what a question wants, and cover the words that only say so."""
        wants: set[Want] = set()
        for start, end, want in self._vocabulary.wants.find_all(wording.stems, wording.pairs):
            wants.add(want)
            # "Where can I read more?" is about the subject, not about reading.
            if want == "reading":
                covered.update(range(start, end))
        return frozenset(wants)

    def _count(
        self,
        entry: Entry,
        wording: Wording,
        start: int,
        end: int,
        terms: dict[str, float],
        topical: set[str],
        readings: list[Reading],
        outside: list[Topic],
    ) -> None:
        """Count an entry's terms; one that reaches nothing lies outside the corpus."""
        reached = self._reached.get(entry)
        if reached is None:
            reached = self._reached[entry] = self._reach(entry)
        if entry.terms and not reached.terms:
            outside.append(Topic(f"“{' '.join(wording.words[start:end])}”", "unknown"))
            return
        for term, weight in reached.terms:
            if weight > terms.get(term, 0.0):
                terms[term] = weight
        topical |= reached.topics
        if reached.topics and not reached.topics.issubset(wording.stems[start:end]):
            said = " ".join(wording.words[start:end])
            reading = Reading(said, entry.meant, "everyday word")
            if said != entry.meant and reading not in readings:
                readings.append(reading)

    def _reach(self, entry: Entry) -> _Reached:
        reached = tuple([pair for pair in entry.terms if pair[0] in self._corpus_terms])
        return _Reached(
            reached, frozenset(term for term, weight in reached if weight >= TOPICAL_FROM)
        )

    def _count_words(
        self,
        wording: Wording,
        covered: set[int],
        terms: dict[str, float],
        topical: set[str],
        outside: list[Topic],
    ) -> None:
        """Count the words that no phrase of the vocabulary covers."""
        everyday, corpus_terms = self._vocabulary.everyday, self._corpus_terms
        stems = wording.stems
        for position, word in enumerate(wording.words):
            if word in STOP_WORDS or position in covered:
                continue
            term = stems[position]
            if term in everyday:
                if term in corpus_terms:
                    terms[term] = terms.get(term, 0.0) + EVERYDAY_WEIGHT
            elif term in corpus_terms:
                terms[term] = terms.get(term, 0.0) + 1.0
                topical.add(term)
            elif not word.isdecimal():
                outside.append(Topic(self._sayable(word), "unknown"))

    def _sayable(self, word: str) -> str:
        """Return a word in quotes; nothing for what is no English word, which is not echoed."""
        known = self._speller is not None and self._speller.knows(word)
        return f"“{word}”" if known else ""


def _corrected(wording: Wording, speller: Speller, readings: list[Reading]) -> Wording:
    """Return the wording with misspelt words replaced, and note each replacement."""
    mended = speller.corrections(wording.words)
    for position, meant in mended.items():
        readings.append(Reading(wording.words[position], " ".join(meant), "spelling"))
    return respell(wording, mended)


def _stands_in(stems: Iterable[str], phrases: Iterable[str]) -> bool:
    """Tell whether any phrase, with a space before and after, stands in a run of stems."""
    run = f" {' '.join(stems)} "
    # A plain loop: most questions name an entry that has a few such phrases.
    for phrase in phrases:  # noqa: SIM110
        if phrase in run:
            return True
    return False
