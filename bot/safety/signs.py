"""Certain signs: which of the combinations of signs.toml the sentences of a person fulfil.

Everything is look-up of stems: no wording can make it slow. What a clause denies, or tells of
something else, counts only there; other clauses, sentences and turns never silence a sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.language.text import Wording
from bot.safety.grammar import ELSEWHERE, Chain, Grammar, Phrase, Sign

# The most words between "cannot" and "stand" in "cannot > stand".
GAP = 3
# The most words between a denial and what it denies.
DENIED_WITHIN = 4
# How many sentences in a row may share a combination.
SHARED_BY = 3


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
class Fired:
    """A sign that sentences fulfil."""

    sign: Sign
    """The combination."""
    said: tuple[str, ...]
    """The words that fulfilled its parts."""


def find_signs(sentences: Sequence[Wording], grammar: Grammar) -> Iterator[Fired]:
    """Yield the signs that sentences fulfil, each once; parts may stand up to three apart."""
    read = [_read(sentence, grammar) for sentence in sentences]
    named = {name for found in read for name in found}
    # Nearly every message ends here.
    possible = {place for name in named for place in grammar.by_name.get(name, ())}
    for place in sorted(possible):
        sign = grammar.signs[place]
        fired = _fires(sign, sentences, read, grammar)
        if fired is not None:
            yield fired


def _fires(
    sign: Sign,
    sentences: Sequence[Wording],
    read: Sequence[Mapping[str, Sequence[Found]]],
    grammar: Grammar,
) -> Fired | None:
    """Return the first few sentences in a row that fulfil a sign, or None."""
    held: list[list[str]] = []
    for part in sign.parts:
        said = [
            _say(part, sentence, found, sign, grammar) if found else ""
            for sentence, found in zip(sentences, read, strict=True)
        ]
        if not any(said):
            return None
        held.append(said)
    for start in range(len(sentences)):
        here = [next(filter(None, said[start : start + SHARED_BY]), "") for said in held]
        if all(here):
            return Fired(sign, tuple(here))
    return None


def _say(
    chain: Chain,
    sentence: Wording,
    found: Mapping[str, Sequence[Found]],
    sign: Sign,
    grammar: Grammar,
) -> str:
    """Return the words of a sentence that fulfil a part, or ""."""
    idle = {one.clause for name in sign.unless for one in found.get(name, ())}
    ends = [(one, one.start) for one in _any_of(chain[0], found) if one.clause not in idle]
    for names in chain[1:]:
        ends = [
            (later, start)
            for earlier, start in ends
            for later in _any_of(names, found)
            if later.start >= earlier.end and _near(sentence, earlier.end, later.start, grammar)
        ]
    for last, start in ends:
        if not sign.alone or (start == 0 and last.end == len(sentence.words)):
            return " ".join(sentence.words[start : last.end])
    return ""


def _any_of(names: frozenset[str], found: Mapping[str, Sequence[Found]]) -> Iterator[Found]:
    for name in names:
        yield from found.get(name, ())


def _near(sentence: Wording, end: int, start: int, grammar: Grammar) -> bool:
    """Tell whether few words of weight stand between two places of one clause."""
    if any(place in sentence.breaks for place in range(end, start + 1)):
        return False
    return sum(stem not in grammar.filler for stem in sentence.stems[end:start]) <= GAP


def _read(sentence: Wording, grammar: Grammar) -> dict[str, list[Found]]:
    """Return what a sentence names, without what its own clause denies or puts elsewhere."""
    stems = sentence.stems
    spans: list[tuple[str, int, int]] = []
    for start, stem in enumerate(stems):
        for rest, name in grammar.phrases.get(stem, ()):
            end = _end_of(rest, sentence, start + 1, grammar)
            if end:
                spans.append((name, start, end))
    if not spans:
        return {}
    clauses = _clauses(sentence, grammar)
    elsewhere = {clauses[start] for name, start, _ in spans if name == ELSEWHERE}
    # A "not" that belongs to a sign ("can not stand") denies nothing else.
    own = {place for _, start, end in spans for place in range(start, end)}
    denials = [
        place for place, stem in enumerate(stems) if stem in grammar.deny and place not in own
    ]
    found: dict[str, list[Found]] = {}
    for name, start, end in spans:
        clause = clauses[start]
        if clause not in elsewhere and not _denied(start, clauses, denials, stems, grammar):
            found.setdefault(name, []).append(Found(name, start, end, clause))
    return found


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
    for place in denials:
        if place < start and clauses[place] == clauses[start]:
            between = stems[place + 1 : start]
            if sum(stem not in grammar.filler for stem in between) < DENIED_WITHIN:
                return True
    return False
