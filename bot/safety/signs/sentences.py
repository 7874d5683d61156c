"""A sentence → the word lists that it names, without what it denies or tells of something else.

What a clause denies, or puts elsewhere, counts only there; other clauses, sentences and turns never
silence a sign.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.language.text import Wording
from bot.safety.signs.grammar import ELSEWHERE, Grammar, Phrase

# The most words between a denial and what it denies.
DENIED_WITHIN = 4
# A list that a sentence names more often is named to slow the bot down.
MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class Found:
    """Words of one list, found in a sentence."""

    name: str
    """The list."""
    start: int
    """The first word, from 0."""
    end: int
    """One behind the last word."""
    clause: int
    """The clause that it begins in, from 0."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what it names."""

    wording: Wording
    """Its words."""
    found: Mapping[str, Sequence[Found]]
    """Word list → where it is named, without what is denied or tells of something else."""
    denies: bool
    """True when a sign is named and denied."""
    only_denies: bool = False
    """True when each clause denies something as well."""


def read_sentence(wording: Wording, grammar: Grammar) -> Sentence:
    """Return what a sentence names, without what its own clause denies or puts elsewhere."""
    spans = list(_spans(wording, grammar))
    if not spans:
        return Sentence(wording, {}, denies=False)
    stems, clauses = wording.stems, _clauses(wording, grammar)
    elsewhere = {clauses[start] for name, start, _ in spans if name == ELSEWHERE}
    # A "not" that belongs to a sign ("can not stand") denies nothing else.
    own = {place for _, start, end in spans for place in range(start, end)}
    denials = [
        place for place, stem in enumerate(stems) if stem in grammar.deny and place not in own
    ]
    found: dict[str, list[Found]] = {}
    denies = False
    for name, start, end in spans:
        clause = clauses[start]
        if _denied(start, clauses, denials, stems, grammar):
            denies = True
        elif clause not in elsewhere:
            places = found.setdefault(name, [])
            if len(places) < MOST_PLACES:
                places.append(Found(name, start, end, clause))
    denying = {clauses[place] for place in denials}
    return Sentence(wording, found, denies, only_denies=denies and denying.issuperset(clauses))


def _spans(wording: Wording, grammar: Grammar) -> Iterator[tuple[str, int, int]]:
    """Yield each list that a sentence names, with its first word and one behind the last."""
    for start, stem in enumerate(wording.stems):
        for rest, name in grammar.phrases.get(stem, ()):
            end = _end_of(rest, wording, start + 1, grammar)
            if end:
                yield name, start, end


def _end_of(rest: Phrase, sentence: Wording, place: int, grammar: Grammar) -> int:
    """Return one behind the last word of a phrase whose first word is found, or 0."""
    stems = sentence.stems
    for wanted in rest:
        while place < len(stems) and stems[place] != wanted:
            if stems[place] not in grammar.filler or place in sentence.breaks:
                return 0
            place += 1
        if place >= len(stems) or place in sentence.breaks:
            return 0
        place += 1
    return place


def _clauses(sentence: Wording, grammar: Grammar) -> list[int]:
    """Return the number of the clause of each word."""
    clause, clauses = 0, []
    for place, stem in enumerate(sentence.stems):
        clause += place in sentence.breaks or stem in grammar.parts
        clauses.append(clause)
    return clauses


def _denied(
    start: int,
    clauses: Sequence[int],
    denials: Sequence[int],
    stems: Sequence[str],
    grammar: Grammar,
) -> bool:
    """Tell whether a denial stands shortly before a word in its clause."""
    before = bisect_left(denials, start)
    if not before or clauses[denials[before - 1]] != clauses[start]:
        return False
    between = stems[denials[before - 1] + 1 : start]
    return sum(stem not in grammar.filler for stem in between) < DENIED_WITHIN
