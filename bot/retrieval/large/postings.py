"""Postings in flat arrays: which slots hold a term, and how often.

A *slot* is one field of one passage: field × passages + position. A *row* is one term in one
field: number × fields + field. A posting packs a slot and a count into one unsigned integer, so
that a row is sorted by slot and can be searched as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.integer]
Packed = NDArray[np.unsignedinteger]

# Slots that are inverted at a time: bounds the memory that sorting needs.
BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Postings:
    """The inverted index: rows of postings, and what BM25 needs to weigh them."""

    # Passages.
    size: int
    # BM25's saturation of repeated terms.
    k1: float
    # slot << bits | count; uint32 where both fit, else uint64.
    packed: Packed
    # Row r is packed[offsets[r] : offsets[r + 1]].
    offsets: Integers
    # k1 * (1 - b + b * length / average length of the field), one a slot.
    norms: Floats
    # At least the greatest saturated count of each row.
    bounds: NDArray[np.float32]

    @classmethod
    def build(
        cls, occurrences: Integers, lengths: Integers, *, rows: int, size: int, k1: float, b: float
    ) -> Postings:
        """Return the postings of occurrences: rows in the order of slots, lengths[s] for slot s."""
        packed, offsets = _invert(occurrences, lengths, rows=rows)
        norms = _norms(lengths, size=size, k1=k1, b=b)
        bounds = _bounds(packed, offsets, norms)
        return cls.from_arrays(
            {"packed": packed, "offsets": offsets, "norms": norms, "bounds": bounds},
            size=size,
            k1=k1,
        )

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, NDArray[np.generic]], *, size: int, k1: float
    ) -> Postings:
        """Return postings over arrays that build made, whether in memory or mapped."""
        packed: Packed = arrays["packed"]  # type: ignore[assignment]
        offsets: Integers = arrays["offsets"]  # type: ignore[assignment]
        norms: Floats = arrays["norms"]  # type: ignore[assignment]
        bounds: NDArray[np.float32] = arrays["bounds"]  # type: ignore[assignment]
        return cls(size, k1, packed, offsets, norms, bounds)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the arrays to be saved."""
        return {
            "packed": self.packed,
            "offsets": self.offsets,
            "norms": self.norms,
            "bounds": self.bounds,
        }

    def frequencies(self) -> NDArray[np.int64]:
        """Return how many passages each row has."""
        offsets = self.offsets.astype(np.int64)
        return offsets[1:] - offsets[:-1]

    def read(self, spans: Sequence[slice]) -> tuple[NDArray[np.int64], Floats]:
        """Return the positions and the saturated counts of spans of postings, end to end."""
        packed = np.concatenate([self.packed[span] for span in spans])
        slots, parts = _unpack(packed, self.norms)
        return (slots if len(self.norms) == self.size else slots % self.size), parts

    def look_up(
        self, span: slice, positions: NDArray[np.int64], *, field: int
    ) -> tuple[NDArray[np.intp], Floats]:
        """Return which of the rising positions a row holds, and their saturated counts."""
        row = self.packed[span]
        bits = packing_bits(len(self.norms), row.dtype)
        wanted = ((positions + field * self.size) << bits).astype(row.dtype)
        places = row.searchsorted(wanted)
        found = row.take(places, mode="clip")
        held = ((found ^ wanted) >> bits == 0).nonzero()[0]
        return held, _unpack(found.take(held), self.norms)[1]


def packing_bits(slots: int, dtype: np.dtype[np.generic]) -> int:
    """Return how many low bits of a posting hold the count."""
    return dtype.itemsize * 8 - max(slots, 1).bit_length()


def _unpack(packed: Packed, norms: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return the slots and the saturated counts: count / (norm + count), below 1."""
    bits = packing_bits(len(norms), packed.dtype)
    slots = (packed >> bits).astype(np.int64)
    counts = (packed & ((1 << bits) - 1)).astype(np.float64)
    return slots, counts / (norms.take(slots) + counts)


def _invert(occurrences: Integers, lengths: Integers, *, rows: int) -> tuple[Packed, Integers]:
    """Return packed postings sorted by row and slot, and the offsets of the rows."""
    longest = int(lengths.max(initial=0))
    bits = packing_bits(len(lengths), np.dtype(np.uint32))
    dtype: type[np.unsignedinteger] = np.uint32
    if bits <= 0 or longest >> bits:
        dtype, bits = np.uint64, packing_bits(len(lengths), np.dtype(np.uint64))
    blocks = []
    tally = np.zeros(rows, np.int64)
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
        tally += np.bincount(held, minlength=rows)
        done = stop
    offsets = np.concatenate(([0], np.cumsum(tally)))
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
    norms = np.zeros(len(lengths))
    for start in range(0, len(lengths), max(size, 1)):
        field = lengths[start : start + size]
        average = int(field.sum()) / size
        # A field that no passage has is never asked for.
        if average:
            norms[start : start + size] = k1 * (1 - b + b * field / average)
    return norms


def _bounds(packed: Packed, offsets: Integers, norms: Floats) -> NDArray[np.float32]:
    bounds = np.zeros(len(offsets) - 1, np.float32)
    filled = np.flatnonzero(offsets[1:] != offsets[:-1])
    starts = offsets[filled].astype(np.int64)
    step = 1 << 22
    for first in range(0, len(packed), step):
        # Rows may cross the border of two steps: the greater of both halves counts.
        low = max(int(np.searchsorted(starts, first, "right")) - 1, 0)
        high = int(np.searchsorted(starts, first + step))
        cuts = np.maximum(starts[low:high] - first, 0)
        parts = _unpack(packed[first : first + step], norms)[1]
        greatest = np.maximum.reduceat(parts, cuts).astype(np.float32)
        rows = filled[low:high]
        bounds[rows] = np.maximum(bounds[rows], np.nextafter(greatest, np.float32(np.inf)))
    return bounds
