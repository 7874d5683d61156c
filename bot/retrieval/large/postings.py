"""Postings in flat arrays: which slots hold a term, and how often.

A *slot* is one field of one passage: field × passages + position. A *row* is one term in one
field: number × fields + field. A posting packs a slot and a count into one unsigned integer, so
that a row is sorted by slot and can be searched as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.files.kept import Array

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
Integers = NDArray[np.integer]
Packed = NDArray[np.unsignedinteger]

# Slots that are inverted at a time: bounds the memory that sorting needs.
BLOCK = 1 << 13  # only speed


class Row(NamedTuple):
    """One term in one field, as a query weighs it: a tuple, because a question makes dozens."""

    frequency: int
    """How many passages have it."""
    start: int
    """Where its postings begin."""
    field: int
    """The field's number."""
    factor: float
    """The weight of the field times the idf of the term."""
    weight: float
    """How much the query asks for the term."""
    most: float
    """At least the greatest score that it adds to a passage."""

    @property
    def span(self) -> slice:
        """Where its postings lie."""
        return slice(self.start, self.start + self.frequency)


@dataclass(frozen=True, slots=True)
class Postings:
    """The inverted index: rows of postings, and what BM25 needs to weigh them."""

    size: int
    """Passages."""
    k1: float
    """How soon repeats of a term stop counting."""
    packed: Packed
    """slot << bits | count; uint32 where both fit, else uint64."""
    offsets: Integers
    """Row r is packed[offsets[r] : offsets[r + 1]]."""
    norms: Floats
    """k1 * (1 - b + b * length / average length of the field), one a slot."""
    bounds: NDArray[np.float32]
    """At least the greatest saturated count of each row."""

    @classmethod
    def build(
        cls, occurrences: Integers, lengths: Integers, *, rows: int, size: int, k1: float, b: float
    ) -> Postings:
        """Return the postings of occurrences: rows in the order of slots, lengths[s] for slot s."""
        packed, offsets = _invert(occurrences, lengths, rows=rows)
        norms = _norms(lengths, size=size, k1=k1, b=b)
        bounds = _bounds(packed, offsets, norms, k1=k1)
        return cls.from_arrays(
            {"packed": packed, "offsets": offsets, "norms": norms, "bounds": bounds},
            size=size,
            k1=k1,
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array], *, size: int, k1: float) -> Postings:
        """Return postings over the arrays that `arrays` returned before."""
        packed: Packed = arrays["packed"]  # type: ignore[assignment]
        offsets: Integers = arrays["offsets"]  # type: ignore[assignment]
        norms: Floats = arrays["norms"]  # type: ignore[assignment]
        bounds: NDArray[np.float32] = arrays["bounds"]  # type: ignore[assignment]
        return cls(size, k1, packed, offsets, norms, bounds)

    def arrays(self) -> dict[str, Array]:
        """Return the arrays to be saved."""
        return {
            "packed": self.packed,
            "offsets": self.offsets,
            "norms": self.norms,
            "bounds": self.bounds,
        }

    def read(self, rows: Sequence[Row]) -> tuple[Positions, Floats]:
        """Return the positions of all postings of some rows, row by row, and what each adds."""
        packed = np.concatenate([self.packed[row.span] for row in rows])
        slots, gains = _unpack(packed, self.norms, k1=self.k1)
        frequencies = [row.frequency for row in rows]
        gains *= np.repeat([row.factor for row in rows], frequencies)
        gains *= np.repeat([row.weight for row in rows], frequencies)
        return slots % self.size, gains

    def look_up(self, row: Row, positions: Positions) -> tuple[NDArray[np.intp], Floats]:
        """Return which of some positions a row holds, and what it adds to them."""
        held_by_row = self.packed[row.span]
        bits = packing_bits(len(self.norms), held_by_row.dtype)
        wanted = ((positions + row.field * self.size) << bits).astype(held_by_row.dtype)
        places = held_by_row.searchsorted(wanted)
        found = held_by_row.take(places, mode="clip")
        held = ((found ^ wanted) >> bits == 0).nonzero()[0]
        counted = _unpack(found.take(held), self.norms, k1=self.k1)[1]
        return held, counted * row.factor * row.weight


def packing_bits(slots: int, dtype: np.dtype[np.generic]) -> int:
    """Return how many low bits of a posting hold the count."""
    return dtype.itemsize * 8 - max(slots, 1).bit_length()


def _unpack(packed: Packed, norms: Floats, *, k1: float) -> tuple[NDArray[np.int64], Floats]:
    """Return the slots and the saturated counts, worked out as bm25.saturate does."""
    bits = packing_bits(len(norms), packed.dtype)
    slots = (packed >> bits).astype(np.int64)
    counts = (packed & ((1 << bits) - 1)).astype(np.float64)
    return slots, counts * (k1 + 1) / (counts + norms.take(slots))


def _invert(occurrences: Integers, lengths: Integers, *, rows: int) -> tuple[Packed, Integers]:
    """Return packed postings sorted by row and slot, and the offsets of the rows."""
    longest = int(lengths.max(initial=0))
    bits = packing_bits(len(lengths), np.dtype(np.uint32))
    dtype: type[np.unsignedinteger] = np.uint32
    if bits <= 0 or longest >> bits:
        dtype, bits = np.uint64, packing_bits(len(lengths), np.dtype(np.uint64))
    blocks = []
    frequencies = np.zeros(rows, np.int64)
    done = 0
    for first in range(0, len(lengths), BLOCK):
        inside = lengths[first : first + BLOCK]
        stop = done + int(inside.sum())
        slots = np.repeat(np.arange(first, first + len(inside)), inside)
        keys = (occurrences[done:stop].astype(np.int64) << 32) | slots
        keys.sort()
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        counts = np.diff(starts, append=len(keys))
        keys = keys[starts]
        held = (keys >> 32).astype(np.int32)
        blocks.append((held, ((keys & 0xFFFFFFFF) << bits | counts).astype(dtype)))
        frequencies += np.bincount(held, minlength=rows)
        done = stop
    offsets = np.concatenate(([0], np.cumsum(frequencies)))
    packed = np.empty(int(offsets[-1]), dtype)
    free = offsets[:-1].copy()
    for held, postings in blocks:
        amounts = np.bincount(held, minlength=rows)
        # A block is sorted by row: its nth posting lands as far behind its row's free place
        # as it stands behind its row's first posting in the block.
        places = (free - (np.cumsum(amounts) - amounts))[held] + np.arange(len(held))
        packed[places] = postings
        free += amounts
    fits = offsets[-1] < 1 << 32
    return packed, offsets.astype(np.uint32) if fits else offsets


def _norms(lengths: Integers, *, size: int, k1: float, b: float) -> Floats:
    """Return how much the length of each slot is held against it, in occurrences of a term."""
    norms = np.zeros(len(lengths))
    for start in range(0, len(lengths), max(size, 1)):
        field = lengths[start : start + size]
        average = int(field.sum()) / size
        # A field that no passage has is never asked for.
        if average:
            norms[start : start + size] = k1 * (1 - b + b * field / average)
    return norms


def _bounds(packed: Packed, offsets: Integers, norms: Floats, *, k1: float) -> NDArray[np.float32]:
    """Return at least the greatest saturated count of each row."""
    bounds = np.zeros(len(offsets) - 1, np.float32)
    filled = np.flatnonzero(offsets[1:] != offsets[:-1])
    starts = offsets[filled].astype(np.int64)
    step = 1 << 22  # only speed
    for first in range(0, len(packed), step):
        # Rows may cross the border of two steps: the greater of both halves counts.
        low = max(int(np.searchsorted(starts, first, "right")) - 1, 0)
        high = int(np.searchsorted(starts, first + step))
        cuts = np.maximum(starts[low:high] - first, 0)
        counted = _unpack(packed[first : first + step], norms, k1=k1)[1]
        greatest = np.maximum.reduceat(counted, cuts).astype(np.float32)
        rows = filled[low:high]
        bounds[rows] = np.maximum(bounds[rows], np.nextafter(greatest, np.float32(np.inf)))
    return bounds
