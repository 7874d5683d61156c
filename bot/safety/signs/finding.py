"""Which of the combinations of signs.toml the sentences of a person fulfil.

Everything is look-up of stems: no wording can make it slow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.language.text import Wording
from bot.safety.signs.grammar import Chain, Grammar, Sign
from bot.safety.signs.sentences import Found, Sentence

# The most words between "cannot" and "stand" in "cannot > stand".
GAP = 3
# How many sentences in a row may share a combination.
SHARED_BY = 4


@dataclass(frozen=True, slots=True)
class Fired:
    """A sign that sentences fulfil."""

    sign: Sign
    """The combination."""
    said: tuple[str, ...]
    """The words that fulfilled its parts."""


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
