"""Sections to passages: runs of whole sentences, short enough for a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.documents.html_flow import Flow
from bot.documents.kinds import continues, infer_kind, sends_elsewhere
from bot.language.text import sentences
from bot.records import Kind, Span

# Words of a passage: what reads well on a phone.
FEWEST_WORDS = 40
MOST_WORDS = 90
# A technique with all its steps may take more; nothing but a single sentence takes more than this.
LONGEST = 120
_BEST_WORDS = 62
# Costs in units of "25 words away from the best length".
_SPREAD = 25.0
_MIXED_KINDS = 2.5
_CROSSED_PARAGRAPHS = 1.2
# What it costs to part steps of one technique, or a list from the line that opens it.
_PARTED = 40.0
# What each word beyond LONGEST costs: more than anything else.
_TOO_LONG = 2.0
# Words beyond LONGEST from which on nothing makes up for it.
_HOPELESS = 40

_LINE = re.compile(r"\S(?:[^\n]*\S)?")


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage before it has a name."""

    start: int
    """Where it begins in its section's text."""
    end: int
    """Where it ends there."""
    kind: Kind
    """Whether it tells what hands do."""
    sentences: tuple[Span, ...]
    """[start, end) of its sentences, in the passage's own text."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    words: int
    kind: Kind
    # Counted from 0; the items of a list and the rows of a table are one.
    paragraph: int
    # It goes on with the sentence before, which it is not to be parted from.
    is_bound: bool


def cut_passages(flow: Flow, *, techniques: bool = True) -> tuple[Cut, ...]:
    """Return a section's passages in order: together they hold every sentence once.

    Boundaries are those of least cost over all ways to divide the section: a passage costs
    by its distance from the best length, by mixing kinds, by crossing paragraphs, and by parting
    steps that continue one another.

    :param techniques: whether kinds are read off the words; else only the author's word counts.
    """
    run = _read_sentences(flow, techniques)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(run) + 1):
        best.append(min(_beginnings(run, end, best)))
    bounds: list[Span] = []
    end = len(run)
    while end:
        start = best[end][1]
        bounds.append((start, end))
        end = start
    return tuple(_as_cut(run[start:end]) for start, end in reversed(bounds))


def _beginnings(
    run: Sequence[_Sentence], end: int, best: Sequence[tuple[float, int]]
) -> Iterator[tuple[float, int]]:
    """Yield the least cost of all up to an end for each place where its passage may begin."""
    length = mixed = 0
    for start in range(end - 1, -1, -1):
        sentence = run[start]
        length += sentence.words
        distance = abs(length - _BEST_WORDS) / _SPREAD
        if start < end - 1:
            if length > LONGEST + _HOPELESS:
                return
            mixed += sentence.kind != run[start + 1].kind
            if length > MOST_WORDS:
                distance += (length - MOST_WORDS) / 10 + _TOO_LONG * max(0, length - LONGEST)
        crossed = min(run[end - 1].paragraph - sentence.paragraph, 3)
        parted = _PARTED if sentence.is_bound else 0.0
        cost = distance**2 + _MIXED_KINDS * mixed + _CROSSED_PARAGRAPHS * crossed + parted
        yield best[start][0] + cost, start


def _read_sentences(flow: Flow, techniques: bool) -> list[_Sentence]:
    run: list[_Sentence] = []
    paragraph = 0
    for unit in flow.units:
        written = flow.text[unit.start : unit.end]
        paragraph += flow.text[max(0, unit.start - 2) : unit.start] == "\n\n"
        for start, end in _lines(written) if "\n" in written else sentences(written):
            text = written[start:end]
            kind: Kind = infer_kind(text) if techniques else "explanation"
            if unit.kind is not None:
                kind = "technique" if unit.kind == "technique" else "explanation"
            is_bound = bool(run) and _is_bound(flow.text[run[-1].end - 1], run[-1], kind, text)
            words = text.count(" ") + 1
            run.append(
                _Sentence(unit.start + start, unit.start + end, words, kind, paragraph, is_bound)
            )
    return run


def _lines(code: str) -> Iterator[Span]:
    """Yield the lines of a piece of code; only code has new lines."""
    for line in _LINE.finditer(code):
        yield line.span()


def _is_bound(ending: str, before: _Sentence, kind: Kind, text: str) -> bool:
    if ending == ":" or sends_elsewhere(text):
        return True
    return "technique" in (kind, before.kind) and continues(text)


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
