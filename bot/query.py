"""One question, read: weighted terms, what it wants, and what lies outside the corpus."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from bot.records import Reading
from bot.spelling import Speller
from bot.text import STOP_WORDS, Wording, respell
from bot.vocabulary import Entry, Topic, Vocabulary, Want, key_of

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
    carried: frozenset[str] = field(default_factory=frozenset)
    # How much of the earlier subject it takes over: 0 for a new topic, to 1.
    follows: float = 0.0


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

    def read(self, wording: Wording) -> Query:
        """Return a question as a query."""
        readings: list[Reading] = []
        wording = self._corrected(wording, readings)
        terms: dict[str, float] = {}
        topical: set[str] = set()
        outside: list[Topic] = []
        covered = [False] * len(wording.words)
        for match in self._vocabulary.meanings.find_longest(wording.stems):
            said = " ".join(wording.words[match.start : match.end])
            stems = wording.stems[match.start : match.end]
            found = match.value
            if isinstance(found, Topic):
                if key_of(stems) in self._covered:
                    continue
                outside.append(found)
            elif self._switched_off(found, wording):
                continue
            else:
                self._count(found, said, stems, terms, topical, readings, outside)
            covered[match.start : match.end] = [True] * (match.end - match.start)
        wants = self._read_wants(wording, covered)
        self._count_words(wording, covered, terms, topical, outside)
        return Query(
            wording=wording,
            terms=terms,
            topical=frozenset(topical),
            outside=tuple(outside),
            wants=wants,
            readings=tuple(readings),
        )

    def _read_wants(self, wording: Wording, covered: list[bool]) -> frozenset[Want]:
        """Return what a question wants, and cover the words that only say so."""
        found = self._vocabulary.wants.find_all(wording.stems)
        for cue in found:
            # "Where can I read more?" is about the subject, not about reading.
            if cue.value == "reading":
                covered[cue.start : cue.end] = [True] * (cue.end - cue.start)
        return frozenset(match.value for match in found)

    def _corrected(self, wording: Wording, readings: list[Reading]) -> Wording:
        """Return the wording with misspelt words replaced, and note each replacement."""
        if self._speller is None:
            return wording
        mended: dict[int, tuple[str, ...]] = {}
        for position, word in enumerate(wording.words):
            meant = self._speller.correct(word)
            if meant[0] != word:
                mended[position] = meant
                readings.append(Reading(word, " ".join(meant), "spelling"))
        return respell(wording, mended)

    def _switched_off(self, entry: Entry, wording: Wording) -> bool:
        stems = wording.stems
        return any(
            stems[start : start + len(phrase)] == phrase
            for phrase in entry.unless
            for start in range(len(stems) - len(phrase) + 1)
        )

    def _count(
        self,
        entry: Entry,
        said: str,
        stems: tuple[str, ...],
        terms: dict[str, float],
        topical: set[str],
        readings: list[Reading],
        outside: list[Topic],
    ) -> None:
        """Count an entry's terms; one that reaches nothing lies outside the corpus."""
        reached = [(term, weight) for term, weight in entry.terms if term in self._corpus_terms]
        if entry.terms and not reached:
            outside.append(Topic(f"“{said}”", "unknown"))
            return
        for term, weight in reached:
            terms[term] = max(terms.get(term, 0.0), weight)
            if weight >= TOPICAL_FROM:
                topical.add(term)
        topics = {term for term, weight in reached if weight >= TOPICAL_FROM}
        if topics and not topics <= set(stems):
            reading = Reading(said, entry.meant, "everyday word")
            if reading not in readings and said != entry.meant:
                readings.append(reading)

    def _count_words(
        self,
        wording: Wording,
        covered: list[bool],
        terms: dict[str, float],
        topical: set[str],
        outside: list[Topic],
    ) -> None:
        """Count the words that no phrase of the vocabulary covers."""
        everyday = self._vocabulary.everyday
        for word, term, done in zip(wording.words, wording.stems, covered, strict=True):
            if done or word in STOP_WORDS:
                continue
            if term in everyday:
                if term in self._corpus_terms:
                    terms[term] = terms.get(term, 0.0) + EVERYDAY_WEIGHT
            elif term in self._corpus_terms:
                terms[term] = terms.get(term, 0.0) + 1.0
                topical.add(term)
            elif not word.isdecimal():
                outside.append(Topic(self._sayable(word), "unknown"))

    def _sayable(self, word: str) -> str:
        """Return a word in quotes; nothing for what is no English word, which is not echoed."""
        known = self._speller is not None and self._speller.knows(word)
        return f"“{word}”" if known else ""
