"""Certain signs: which of the combinations of signs.toml the sentences of a person fulfil.

Everything is look-up of stems: no wording can make it slow. What a clause denies, or tells of
something else, counts only there; other clauses, sentences and turns never silence a sign.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.language.text import Wording
from bot.safety.grammar import ELSEWHERE, Chain, Grammar, Phrase, Sign

# The most words between "cannot" and "stand" in "cannot > stand".
GAP = 3
# The most words between a denial and what it denies.
DENIED_WITHIN = 4
# A list that a sentence names more often is named to slow the bot down.
MOST_PLACES = 12
# How many sentences in a row may share a combination.
SHARED_BY = 4


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


def find_signs(
    sentences: Sequence[Sentence], grammar: Grammar, *, across: int = 0
) -> Iterator[Fired]:
    """Yield the signs that sentences fulfil, each once, of up to SHARED_BY sentences.

    :param across: above 0, only signs that need a sentence before that place and one from there on.
    """
    named = {name for sentence in sentences for name in sentence.found}
    # Nearly every message ends here.
    possible = {place for name in named for place in grammar.by_name.get(name, ())}
    for place in sorted(possible):
        sign = grammar.signs[place]
        fired = _fires(sign, sentences, grammar, across)
        if fired is not None:
            yield fired


def _fires(
    sign: Sign, sentences: Sequence[Sentence], grammar: Grammar, across: int
) -> Fired | None:
    """Return the first few sentences in a row that fulfil a sign, or None."""
    held: list[list[str]] = []
    for part in sign.parts:
        said = [_say(part, sentence, sign, grammar) for sentence in sentences]
        if not any(said):
            return None
        held.append(said)
    for start in range(len(sentences)):
        here = range(start, min(start + SHARED_BY, len(sentences)))
        places = [next((at for at in here if said[at]), -1) for said in held]
        if min(places) >= 0 and (not across or min(places) < across <= max(places)):
            return Fired(sign, tuple(said[at] for said, at in zip(held, places, strict=True)))
    return None


def _say(chain: Chain, sentence: Sentence, sign: Sign, grammar: Grammar) -> str:
    """Return the words of a sentence that fulfil a part, or ""."""
    wording, found = sentence.wording, sentence.found
    if chain[0].isdisjoint(found):
        return ""
    idle = {one.clause for name in sign.unless for one in found.get(name, ())}
    ends = [(one, one.start) for one in _any_of(chain[0], found) if one.clause not in idle]
    for names in chain[1:]:
        # The place where each reached word begins, with the first word that leads there.
        reached: dict[Found, int] = {}
        for earlier, start in ends:
            for later in _any_of(names, found):
                if (
                    later.start >= earlier.end
                    and later not in reached
                    and _near(wording, earlier.end, later.start, grammar)
                ):
                    reached[later] = start
        ends = list(reached.items())
    for last, start in ends:
        if not sign.alone or (start == 0 and last.end == len(wording.words)):
            return " ".join(wording.words[start : last.end])
    return ""


def _any_of(names: frozenset[str], found: Mapping[str, Sequence[Found]]) -> Iterator[Found]:
    for name in names:
        yield from found.get(name, ())


def _near(sentence: Wording, end: int, start: int, grammar: Grammar) -> bool:
    """Tell whether few words of weight stand between two places of one clause."""
    if any(place in sentence.breaks for place in range(end, start + 1)):
        return False
    return sum(stem not in grammar.filler for stem in sentence.stems[end:start]) <= GAP


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
