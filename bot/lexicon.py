"""Phrases found in a run of words by table look-up: one pass, no pattern can run away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Match(Generic[Value]):
    """A phrase found at words [start, end)."""

    start: int
    end: int
    value: Value


class Lexicon(Generic[Value]):
    """Phrases, each a tuple of words (or stems), with what they stand for."""

    def __init__(self, phrases: Iterable[tuple[Sequence[str], Value]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        for phrase, value in phrases:
            if not phrase:
                raise ValueError("a phrase needs at least one word")
            self._by_first.setdefault(phrase[0], []).append((tuple(phrase), value))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    def __contains__(self, first: str) -> bool:
        """Tell whether any phrase begins with this word."""
        return first in self._by_first

    def find_all(self, run: Sequence[str]) -> list[Match[Value]]:
        """Return every phrase that occurs, overlaps included, by start, longest first."""
        found: list[Match[Value]] = []
        by_first = self._by_first
        for start, word in enumerate(run):
            for phrase, value in by_first.get(word, ()):
                end = start + len(phrase)
                if len(phrase) == 1 or tuple(run[start:end]) == phrase:
                    found.append(Match(start, end, value))
        return found

    def find_longest(self, run: Sequence[str]) -> list[Match[Value]]:
        """Return the phrases that occur, leftmost longest, without overlaps."""
        found: list[Match[Value]] = []
        covered = 0
        for match in self.find_all(run):
            if match.start >= covered:
                found.append(match)
                covered = match.end
        return found
