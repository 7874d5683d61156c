"""Chains: concepts and words that follow one another, at most a few other words apart.

"<cannot> bear weight" is found in "can't really bear any of my weight" without a phrase for each
wording. What a chain stands for is a concept again, so that chains build on chains.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from bot.language.phrase_table import Match
from bot.language.text import Wording

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


@dataclass(frozen=True, slots=True, eq=False)
class ChainTable:
    """All chains, each after those that its steps build on."""

    chains: tuple[Chain, ...]
    # Mask of concepts, as a phrase may stand for, to the positions of the chains that may begin
    # with it; the same for a word.
    by_mask: Mapping[int, tuple[int, ...]]
    by_stem: Mapping[str, tuple[int, ...]]
    # Words that do not count as distance.
    skip: frozenset[str]
    # Words that no chain reaches across, such as "but".
    ends: frozenset[str]

    def begun(self, wording: Wording, plain: Sequence[Match[int]]) -> list[tuple[int, int, int]]:
        """Return the chains whose first step stands somewhere: chain, start and end of that."""
        by_mask, by_stem = self.by_mask, self.by_stem
        begun = [(chain, start, end) for start, end, mask in plain for chain in by_mask[mask]]
        if not by_stem.keys().isdisjoint(wording.stems):
            begun += [
                (chain, position, position + 1)
                for position, word in enumerate(wording.stems)
                for chain in by_stem.get(word, ())
            ]
        return begun


def index_chains(
    chains: Sequence[Chain], *, masks: Iterable[int], skip: frozenset[str], ends: frozenset[str]
) -> ChainTable:
    """Return a table of chains, each of which stands after those that it builds on.

    masks are what phrases stand for.
    """
    by_stem: dict[str, list[int]] = {}
    for position, chain in enumerate(chains):
        for word in chain.steps[0].stems:
            by_stem.setdefault(word, []).append(position)
    masks = {*masks, *(1 << chain.concept for chain in chains)}
    return ChainTable(
        tuple(chains),
        {
            mask: tuple(at for at, chain in enumerate(chains) if chain.steps[0].concepts & mask)
            for mask in masks
        },
        {word: tuple(found) for word, found in by_stem.items()},
        skip,
        ends,
    )


def find_chains(
    wording: Wording, plain: list[Match[int]], mask: int, table: ChainTable
) -> list[Match[int]]:
    """Return the matches of concepts and, added to them, what the chains find.

    mask holds all concepts of the matches.
    """
    waiting = table.begun(wording, plain)
    # The first chain to be found builds on nothing but matches. Most questions lack a step of
    # every chain; those are done.
    if not waiting or not _any_has_steps(waiting, wording, mask, table):
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
        match = Match(start, end, 1 << chain.concept)
        if search.add(match):
            found.append(match)
            for later in table.by_mask[match.value]:
                heappush(waiting, (later, start, end))
    return found


def _any_has_steps(
    begun: Sequence[tuple[int, int, int]], wording: Wording, mask: int, table: ChainTable
) -> bool:
    """Tell whether every step of any of the chains stands somewhere in the question."""
    stems, chains = frozenset(wording.stems), table.chains
    for position, _, _ in begun:
        for step in chains[position].steps:
            if not step.concepts & mask and stems.isdisjoint(step.stems):
                break
        else:
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Search:
    wording: Wording
    table: ChainTable
    # Mask of the concepts that begin at each word; (mask, end) of each match there.
    masks: list[int]
    begun: dict[int, list[tuple[int, int]]]
    # End of a step to the positions where the next may begin.
    reached: dict[int, tuple[int, ...]]

    def add(self, match: Match[int]) -> bool:
        """Remember a match; False when it is known."""
        here = self.begun.setdefault(match.start, [])
        if any(end == match.end and not match.value & ~mask for mask, end in here):
            return False
        here.append((match.value, match.end))
        self.masks[match.start] |= match.value
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
