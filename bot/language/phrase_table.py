"""Phrases found in a run of words by table look-up: one pass, no pattern can run away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class Match(NamedTuple, Generic[Value]):
    """A phrase found at words [start, end); a tuple, because a question makes dozens."""

    start: int
    end: int
    value: Value


# Half the time of calling the class.
_new = tuple.__new__


def pairs_of(run: Sequence[str]) -> tuple[str, ...]:
    """Return each word with the next: the beginnings of all phrases but single words."""
    return tuple(map(" ".join, pairwise(run)))


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
        # Every beginning of a phrase, its words joined by spaces, to the values of the phrases
        # that end there. One flat table is small, and is stored and loaded fast.
        self._values: dict[str, tuple[Value, ...]] = {}
        self._skip = skip
        values = self._values
        for phrase, value in phrases:
            if not phrase:
                raise ValueError("a phrase needs at least one word")
            beginning = phrase[0]
            for word in phrase[1:]:
                values.setdefault(beginning, ())
                beginning = f"{beginning} {word}"
            values[beginning] = (*values.get(beginning, ()), value)

    def __len__(self) -> int:
        """Return how many beginnings of phrases the table holds."""
        return len(self._values)

    def __contains__(self, first: str) -> bool:
        """Tell whether any phrase begins with this word."""
        return first in self._values

    def find_all(
        self, run: Sequence[str], pairs: Sequence[str] | None = None
    ) -> list[Match[Value]]:
        """Return every phrase that occurs, overlaps included, by start, longest first.

        pairs are pairs_of(run), for callers who look the same run up in several lexicons.
        """
        found: list[Match[Value]] = []
        values, skip = self._values, self._skip
        pairs = pairs_of(run) if pairs is None else pairs
        for start, word in enumerate(run):
            if word not in values:
                continue
            if start < len(pairs) and (
                pairs[start] in values or (run[start + 1] in skip and self._goes_on(run, start))
            ):
                self._find_longer(run, start, found)
            for value in values[word]:
                found.append(_new(Match, (start, start + 1, value)))
        return found

    def _goes_on(self, run: Sequence[str], start: int) -> bool:
        """Tell whether a phrase goes on behind the words to skip after its first."""
        first = run[start]
        for word in run[start + 2 :]:
            if f"{first} {word}" in self._values:
                return True
            if word not in self._skip:
                return False
        return False

    def _find_longer(self, run: Sequence[str], start: int, found: list[Match[Value]]) -> None:
        """Add the phrases of two words and more that begin at start, longest first."""
        first_found = len(found)
        values, skip, length = self._values, self._skip, len(run)
        open_ways = [(run[start], start + 1)]
        while open_ways:
            beginning, position = open_ways.pop()
            while position < length:
                word = run[position]
                position += 1
                longer = f"{beginning} {word}"
                if longer in values:
                    for value in values[longer]:
                        found.append(_new(Match, (start, position, value)))
                    if word in skip:
                        # It may be the next of the phrase or one to skip: both ways stay open.
                        open_ways.append((longer, position))
                    else:
                        beginning = longer
                elif word not in skip:
                    break
        if len(found) - first_found > 1:
            found[first_found:] = sorted(found[first_found:], key=lambda match: -match.end)

    def find_longest(
        self, run: Sequence[str], pairs: Sequence[str] | None = None
    ) -> list[Match[Value]]:
        """Return the phrases that occur, leftmost longest, without overlaps."""
        found: list[Match[Value]] = []
        covered = 0
        for match in self.find_all(run, pairs):
            if match.start >= covered:
                found.append(match)
                covered = match.end
        return found
