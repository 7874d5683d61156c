"""Chains: concepts and words that follow one another, at most a few other words apart.

"<cannot> bear weight" is found in "can't really bear any of my weight" without a phrase for each
wording. What a chain stands for is a concept again, so that chains build on chains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    # Bit mask of the concepts that chains stand for.
    derived: int
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
    derived = 0
    for position, chain in enumerate(chains):
        derived |= 1 << chain.concept
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
        derived,
        skip,
        ends,
    )


def find_chains(wording: Wording, plain: list[Match[int]], table: ChainTable) -> list[Match[int]]:
    """Return the matches of concepts and, added to them, what the chains find."""
    mask = table.derived
    for match in plain:
        if match.value >= 0:
            mask |= 1 << match.value
    # Most chains lack a step that the question names nowhere.
    possible = _Possible(table.chains, mask, frozenset(wording.stems), {})
    waiting = _begun(wording, plain, table, possible)
    if not waiting:
        return plain
    search = _Search(wording, table, [0] * len(wording.stems), {}, {})
    for match in plain:
        search.add(match)
    # Lowest first, as a chain may build on those above it.
    heapify(waiting)
    found = list(plain)
    while waiting:
        position, start, first_end = heappop(waiting)
        chain = table.chains[position]
        end = search.end_of(chain, first_end)
        if end is None:
            continue
        match = Match(start, end, chain.concept)
        if search.add(match):
            found.append(match)
            for later in table.by_concept.get(chain.concept, ()):
                heappush(waiting, (later, start, end))
    return found


@dataclass(frozen=True, slots=True)
class _Possible:
    chains: tuple[Chain, ...]
    # What the question names, and what chains may add to it.
    mask: int
    stems: frozenset[str]
    known: dict[int, bool]

    def has_steps(self, position: int) -> bool:
        """Tell whether every step after a chain's first stands anywhere in the question."""
        known = self.known.get(position)
        if known is not None:
            return known
        self.known[position] = all(
            step.concepts & self.mask or not self.stems.isdisjoint(step.stems)
            for step in self.chains[position].steps[1:]
        )
        return self.known[position]


def _begun(
    wording: Wording, plain: list[Match[int]], table: ChainTable, possible: _Possible
) -> list[tuple[int, int, int]]:
    """Return the chains whose first step stands somewhere: chain, start and end of that step."""
    begun = [
        (chain, match.start, match.end)
        for match in plain
        if match.value in table.by_concept
        for chain in table.by_concept[match.value]
        if possible.has_steps(chain)
    ]
    begun += [
        (chain, position, position + 1)
        for position, word in enumerate(wording.stems)
        if word in table.by_stem
        for chain in table.by_stem[word]
        if possible.has_steps(chain)
    ]
    return begun


@dataclass(frozen=True, slots=True)
class _Search:
    wording: Wording
    table: ChainTable
    # Mask of the concepts that begin at each word; (mask, end) of each of them.
    masks: list[int]
    begun: dict[int, list[tuple[int, int]]]
    # End of a step to the positions where the next may begin.
    reached: dict[int, tuple[int, ...]]

    def add(self, match: Match[int]) -> bool:
        """Remember a match; False when it is known or stands for no concept."""
        if match.value < 0:
            return False
        here = self.begun.setdefault(match.start, [])
        entry = (1 << match.value, match.end)
        if entry in here:
            return False
        here.append(entry)
        self.masks[match.start] |= entry[0]
        return True

    def end_of(self, chain: Chain, first_end: int) -> int | None:
        """Return where a chain ends whose first step ends here; None when it breaks off."""
        stems, masks = self.wording.stems, self.masks
        ends = {first_end}
        for step in chain.steps[1:]:
            after: set[int] = set()
            for end in ends:
                for position in self._reachable(end):
                    if stems[position] in step.stems:
                        after.add(position + 1)
                    if masks[position] & step.concepts:
                        after.update(
                            last for mask, last in self.begun[position] if mask & step.concepts
                        )
            if not after:
                return None
            ends = after
        # The shortest span leaves the words behind it to other concepts.
        return min(ends)

    def _reachable(self, end: int) -> tuple[int, ...]:
        known = self.reached.get(end)
        if known is not None:
            return known
        left = GAP
        reachable: list[int] = []
        for position in range(end, len(self.wording.stems)):
            if position in self.wording.breaks:
                break
            reachable.append(position)
            word = self.wording.stems[position]
            if word in self.table.skip:
                continue
            if word in self.table.ends or left == 0:
                break
            left -= 1
        self.reached[end] = tuple(reachable)
        return self.reached[end]
