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


class _Node(Generic[Value]):
    """What may follow the words read so far, and what they stand for."""

    __slots__ = ("following", "values")

    def __init__(self) -> None:
        self.following: dict[str, _Node[Value]] = {}
        self.values: list[Value] = []


class Lexicon(Generic[Value]):
    """Phrases, each a tuple of words (or stems), with what they stand for.

    Words in `skip` may stand between the words of a phrase: with "my" skipped, "feel leg"
    is found in "feel my leg".
    """

    def __init__(
        self,
        phrases: Iterable[tuple[Sequence[str], Value]],
        *,
        skip: frozenset[str] = frozenset(),
    ) -> None:
        self._first: dict[str, _Node[Value]] = {}
        self._skip = skip
        for phrase, value in phrases:
            if not phrase:
                raise ValueError("a phrase needs at least one word")
            node = self._first.setdefault(phrase[0], _Node())
            for word in phrase[1:]:
                node = node.following.setdefault(word, _Node())
            node.values.append(value)

    def __contains__(self, first: str) -> bool:
        """Tell whether any phrase begins with this word."""
        return first in self._first

    def find_all(self, run: Sequence[str]) -> list[Match[Value]]:
        """Return every phrase that occurs, overlaps included, by start, longest first."""
        found: list[Match[Value]] = []
        first = self._first
        for start, word in enumerate(run):
            if word in first:
                self._find_from(run, start, found)
        return found

    def _find_from(self, run: Sequence[str], start: int, found: list[Match[Value]]) -> None:
        first_found = len(found)
        # A word may be both the next of a phrase and one to skip, so both ways stay open.
        open_ways = [(self._first[run[start]], start + 1)]
        while open_ways:
            node, end = open_ways.pop()
            for value in node.values:
                found.append(Match(start, end, value))
            following = node.following
            if not following:
                continue
            position = end
            while position < len(run):
                word = run[position]
                position += 1
                if word in following:
                    open_ways.append((following[word], position))
                if word not in self._skip:
                    break
        if len(found) - first_found > 1:
            found[first_found:] = sorted(found[first_found:], key=lambda match: -match.end)

    def find_longest(self, run: Sequence[str]) -> list[Match[Value]]:
        """Return the phrases that occur, leftmost longest, without overlaps."""
        found: list[Match[Value]] = []
        covered = 0
        for match in self.find_all(run):
            if match.start >= covered:
                found.append(match)
                covered = match.end
        return found
