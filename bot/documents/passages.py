"""Sections to passages: runs of whole sentences, short enough for a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.documents.html_flow import Flow
from bot.language.text import sentences, stem, words
from bot.records import Kind, Span

# Words of a passage: what reads well on a phone.
FEWEST_WORDS = 40
MOST_WORDS = 90
_BEST_WORDS = 62
# Costs in units of "25 words away from the best length".
_SPREAD = 25.0
_MIXED_KINDS = 0.8
_CROSSED_UNITS = 0.6

# Names of hands-on work: one is enough. Stems.
_NAMED = frozenset(
    stem(word)
    for word in """
    effleurage elbow forearm friction glide knead knuckle petrissage prone stripping stroke supine
    tapotement technique
    """.split()
)
# Words that go with hands-on work: two are enough. Stems.
_ACCOMPANYING = frozenset(
    stem(word)
    for word in """
    aggressively apply client compress flush lengthen palm pin press pressure release slow slowly
    steady stretch therapist thumb work
    """.split()
)
_INSTRUCTIONS = frozenset(
    """
    apply ask avoid begin bend compress find finish glide grab grasp hold keep knead lay let lift
    move place position press pull push put release repeat rest roll rotate rub sink slide start
    stop stretch strip support turn use warm work
    """.split()
)
_CLAUSE = re.compile(r"[.;:,]\s+|^")
_LEAD_INS = frozenset("then first next now finally gently slowly also please always never".split())
_ENOUGH_CUES = 2

# Stems that tell how something is done rather than what it is done to.
ACTIONS = _NAMED | _ACCOMPANYING | frozenset(map(stem, _INSTRUCTIONS))


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage before it has a name: [start, end) of its section's text."""

    start: int
    end: int
    kind: Kind
    # [start, end) of its sentences, in the passage's own text.
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    words: int
    kind: Kind
    unit: int


def cut_passages(flow: Flow) -> tuple[Cut, ...]:
    """Return a section's passages in order: together they hold every sentence once.

    Boundaries are those of least cost over all ways to divide the section: a passage costs
    by its distance from the best length, by mixing kinds and by crossing paragraphs.
    """
    run = _read_sentences(flow)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(run) + 1):
        best.append(
            min((best[start][0] + _cost(run[start:end]), start) for start in _beginnings(run, end))
        )
    bounds: list[Span] = []
    end = len(run)
    while end:
        start = best[end][1]
        bounds.append((start, end))
        end = start
    return tuple(_as_cut(run[start:end]) for start, end in reversed(bounds))


def _beginnings(run: Sequence[_Sentence], end: int) -> Iterator[int]:
    """Yield where a passage that ends there may begin: never twice as long as is good."""
    length = 0
    for start in range(end - 1, max(0, end - MOST_WORDS) - 1, -1):
        yield start
        length += run[start].words
        if length > 2 * MOST_WORDS:
            return


def infer_kind(sentence: str) -> Kind:
    """Return "technique" for a sentence that tells what hands do, else "explanation"."""
    found = words(sentence)
    stems = {stem(word) for word in found}
    cues = _ENOUGH_CUES * len(stems & _NAMED) + len(stems & _ACCOMPANYING)
    for clause in _CLAUSE.split(sentence):
        opening = [word for word in words(clause)[:3] if word not in _LEAD_INS]
        if opening and opening[0] in _INSTRUCTIONS:
            cues += _ENOUGH_CUES
    return "technique" if cues >= _ENOUGH_CUES else "explanation"


def _read_sentences(flow: Flow) -> list[_Sentence]:
    run: list[_Sentence] = []
    for index, unit in enumerate(flow.units):
        written = flow.text[unit.start : unit.end]
        for start, end in sentences(written):
            sentence = written[start:end]
            kind: Kind = infer_kind(sentence)
            if unit.kind is not None:
                kind = "technique" if unit.kind == "technique" else "explanation"
            run.append(
                _Sentence(unit.start + start, unit.start + end, len(words(sentence)), kind, index)
            )
    return run


def _cost(run: Sequence[_Sentence]) -> float:
    length = sum(sentence.words for sentence in run)
    distance: float = abs(length - _BEST_WORDS) / _SPREAD
    if length > MOST_WORDS and len(run) > 1:
        distance += (length - MOST_WORDS) / 5
    mixed = sum(before.kind != after.kind for before, after in pairwise(run))
    crossed = run[-1].unit - run[0].unit
    return distance**2 + _MIXED_KINDS * mixed + _CROSSED_UNITS * min(crossed, 3)


def _as_cut(run: Sequence[_Sentence]) -> Cut:
    start = run[0].start
    hands_on = sum(sentence.words for sentence in run if sentence.kind == "technique")
    everything = sum(sentence.words for sentence in run)
    return Cut(
        start=start,
        end=run[-1].end,
        kind="technique" if 2 * hands_on >= everything else "explanation",
        sentences=tuple((sentence.start - start, sentence.end - start) for sentence in run),
    )
