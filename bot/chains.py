"""Chains: concepts and words that follow one another, at most a few other words apart.

"<cannot> bear weight" is found in "can't really put weight" only if "put" is named too, yet in
"can't even bear much of my weight" without any further phrase. What a chain stands for is a
concept again, so that chains build on chains.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from bot.lexicon import Match
from bot.text import Wording

# Words that may stand between two steps, beside those that are skipped anyway.
GAP = 2


@dataclass(frozen=True, slots=True)
class Step:
    """What one place of a chain may hold: one of these concepts, or one of these words."""

    # Bit mask of concepts.
    concepts: int
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Chain:
    """Steps in their order, and the concept that they stand for."""

    concept: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ChainTable:
    """All chains, each after those that its steps build on."""

    chains: tuple[Chain, ...]
    # A concept, or a word, to the positions of the chains that begin with it.
    by_concept: Mapping[int, tuple[int, ...]]
    by_stem: Mapping[str, tuple[int, ...]]
    # Words that do not count as distance.
    skip: frozenset[str]
    # Words that no chain reaches across, such as "but".
    ends: frozenset[str]


def index_chains(
    chains: Sequence[Chain], *, skip: frozenset[str], ends: frozenset[str]
) -> ChainTable:
    """Return a table of chains, each of which stands after those that it builds on."""
    by_concept: dict[int, list[int]] = {}
    by_stem: dict[str, list[int]] = {}
    for position, chain in enumerate(chains):
        first = chain.steps[0]
        for concept in range(first.concepts.bit_length()):
            if first.concepts >> concept & 1:
                by_concept.setdefault(concept, []).append(position)
        for word in first.stems:
            by_stem.setdefault(word, []).append(position)
    return ChainTable(
        tuple(chains),
        {concept: tuple(found) for concept, found in by_concept.items()},
        {word: tuple(found) for word, found in by_stem.items()},
        skip,
        ends,
    )


def find_chains(wording: Wording, plain: list[Match[int]], table: ChainTable) -> list[Match[int]]:
    """Return the matches of concepts and, added to them, what the chains find."""
    waiting = [at for match in plain for at in table.by_concept.get(match.value, ())]
    waiting += [at for word in wording.stems for at in table.by_stem.get(word, ())]
    if not waiting:
        return plain
    search = _Search(wording, table, {})
    for match in plain:
        search.add(match)
    # Lowest first: a chain that builds on another stands behind it.
    heapify(waiting)
    last = -1
    found = list(plain)
    while waiting:
        position = heappop(waiting)
        if position == last:
            continue
        last = position
        chain = table.chains[position]
        for start, end in search.spans(chain):
            match = Match(start, end, chain.concept)
            if search.add(match):
                found.append(match)
                for later in table.by_concept.get(chain.concept, ()):
                    if later > position:
                        heappush(waiting, later)
    return found


@dataclass(frozen=True, slots=True)
class _Search:
    wording: Wording
    table: ChainTable
    # Start of a match to (mask, end) of the concepts that begin there.
    begun: dict[int, list[tuple[int, int]]]

    def add(self, match: Match[int]) -> bool:
        """Remember a match; False when it is known or stands for no concept."""
        if match.value < 0:
            return False
        here = self.begun.setdefault(match.start, [])
        entry = (1 << match.value, match.end)
        if entry in here:
            return False
        here.append(entry)
        return True

    def spans(self, chain: Chain) -> list[tuple[int, int]]:
        """Return [start, end) of every place where a chain is complete."""
        found = []
        for start in range(len(self.wording.stems)):
            ends = set(self._ends(chain.steps[0], start))
            for step in chain.steps[1:]:
                ends = {
                    after
                    for end in ends
                    for position in self._reachable(end)
                    for after in self._ends(step, position)
                }
                if not ends:
                    break
            if ends:
                # The shortest span leaves the words behind it to other concepts.
                found.append((start, min(ends)))
        return found

    def _ends(self, step: Step, position: int) -> Iterator[int]:
        if self.wording.stems[position] in step.stems:
            yield position + 1
        for mask, end in self.begun.get(position, ()):
            if mask & step.concepts:
                yield end

    def _reachable(self, end: int) -> Iterator[int]:
        left = GAP
        stems, breaks = self.wording.stems, self.wording.breaks
        for position in range(end, len(stems)):
            if position in breaks:
                return
            yield position
            word = stems[position]
            if word in self.table.skip:
                continue
            if word in self.table.ends or left == 0:
                return
            left -= 1
