"""A question's words to a query: terms to rank by, and what each word says."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from bot.language.languages import ENGLISH, Language
from bot.language.spelling import Speller
from bot.language.text import Wording, respell
from bot.records import Reading
from bot.understanding.information import Said, WordWeights
from bot.understanding.thesaurus import Meaning, Thesaurus

# What a term counts that was not said, but is meant by what was said.
_MEANT = 0.6
# Words that the documents have and that say little in a question ("good", "help").
_LITTLE = 0.4
_SAYS_LITTLE = 2.0


@dataclass(frozen=True, slots=True)
class Query:
    """One question, read."""

    wording: Wording
    """Its words, misspelt ones corrected."""
    terms: dict[str, float]
    """Stems of the documents with their weights, to rank by."""
    said: tuple[Said, ...]
    """Its words that are no stop words."""
    readings: tuple[Reading, ...] = ()
    """How words were understood that the documents do not have."""


class Interpreter:
    """Reads questions against the terms of the documents."""

    def __init__(
        self,
        *,
        thesaurus: Thesaurus,
        speller: Speller | None,
        weights: WordWeights,
        corpus_terms: Container[str],
        language: Language = ENGLISH,
    ) -> None:
        self._thesaurus = thesaurus
        self._speller = speller
        self._weights = weights
        self._corpus_terms = corpus_terms
        self._stop_words = language.stop_words

    def read(self, wording: Wording) -> Query:
        """Return a question as a query."""
        readings: list[Reading] = []
        if self._speller is not None:
            mended = self._speller.corrections(wording.words)
            for position, meant in mended.items():
                readings.append(Reading(wording.words[position], " ".join(meant), "spelling"))
            wording = respell(wording, mended)
        meanings = self._thesaurus.find(wording.words, wording.stems)
        readings += self._named(wording, meanings)
        also: dict[int, tuple[str, ...]] = {}
        for meaning in meanings:
            for at in range(meaning.start, meaning.end):
                also[at] = (*also.get(at, ()), *meaning.stems)
        said = tuple(
            Said(word, stem, self._weights.of(word), also.get(at, ()))
            for at, (word, stem) in enumerate(zip(wording.words, wording.stems, strict=True))
            if word not in self._stop_words
        )
        return Query(wording, self._terms(said), said, tuple(readings))

    def _terms(self, said: tuple[Said, ...]) -> dict[str, float]:
        terms: dict[str, float] = {}
        for word in said:
            if word.stem in self._corpus_terms:
                weight = 1.0 if word.says >= _SAYS_LITTLE else _LITTLE
                terms[word.stem] = terms.get(word.stem, 0.0) + weight
        for word in said:
            for meant in word.means:
                if meant in self._corpus_terms:
                    terms[meant] = max(terms.get(meant, 0.0), _MEANT)
        return terms

    def _named(self, wording: Wording, meanings: list[Meaning]) -> list[Reading]:
        """Return the readings that a person may want to see: what was said in other words."""
        readings: list[Reading] = []
        for meaning in meanings:
            stems = wording.stems[meaning.start : meaning.end]
            reached = any(stem in self._corpus_terms for stem in meaning.stems)
            if reached and not all(stem in self._corpus_terms for stem in stems):
                said = " ".join(wording.words[meaning.start : meaning.end])
                readings.append(Reading(said, meaning.meant, "everyday word"))
        return list(dict.fromkeys(readings))


def joined(before: Query, after: Query, *, share: float) -> Query:
    """Return a question together with an earlier one, whose terms count a share of theirs."""
    terms = dict(after.terms)
    for term, weight in before.terms.items():
        terms[term] = max(terms.get(term, 0.0), weight * share)
    return replace(
        after,
        wording=before.wording.then(after.wording),
        terms=terms,
        said=before.said + after.said,
        readings=after.readings,
    )
