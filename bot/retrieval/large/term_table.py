"""The vocabulary as flat arrays: term → number, without a Python object a term."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

# Terms that are at most kept in a dictionary, which answers in a tenth of the time.
MEMO_LIMIT = 1 << 19


class _Numbers(dict[str, int]):
    """Numbers of terms, -1 for an unknown one; what is not at hand is looked up and kept."""

    def __init__(self, probe: Callable[[str], int], known: dict[str, int]) -> None:
        super().__init__(known)
        self._probe = probe

    def __missing__(self, term: str) -> int:
        number = self._probe(term)
        # Unknown terms are not kept: people can type any number of them.
        if number >= 0 and len(self) < MEMO_LIMIT:
            self[term] = number
        return number


class TermTable:
    """Numbers terms from 0 in the order given; arrays only, so that a file can be mapped.

    An open-addressing table of CRC-32 with linear probing, at most half full: `slots` holds
    number + 1 or 0, `starts` where each term begins in `letters` (UTF-8).
    """

    def __init__(
        self,
        letters: NDArray[np.uint8],
        starts: NDArray[np.uint32],
        slots: NDArray[np.uint32],
        *,
        memo: dict[str, int] | None = None,
    ) -> None:
        self.letters = letters
        self.starts = starts
        self.slots = slots
        # Views read one number in a third of the time that an array needs.
        self._letters = letters.data
        self._starts = starts.data
        self._slots = slots.data
        self._mask = len(slots) - 1
        self.numbers = _Numbers(self._probe, memo or {})

    @classmethod
    def of(cls, terms: Iterable[str]) -> TermTable:
        """Return the table of different terms, numbered in their order."""
        memo = {term: number for number, term in enumerate(terms)}
        encoded = [term.encode("utf-8", "surrogatepass") for term in memo]
        starts = np.zeros(len(memo) + 1, np.uint32)
        np.cumsum([len(term) for term in encoded], out=starts[1:], dtype=np.uint32)
        slots = np.zeros(1 << (2 * len(memo) + 1).bit_length(), np.uint32)
        pending = np.arange(1, len(memo) + 1, dtype=np.uint32)
        places = np.array([zlib.crc32(term) for term in encoded], np.int64) & (len(slots) - 1)
        while len(pending):
            free = slots[places] == 0
            slots[places[free]] = pending[free]
            # Of several that wanted one place, one has it; the others move on.
            lost = slots[places] != pending
            pending, places = pending[lost], (places[lost] + 1) & (len(slots) - 1)
        letters = np.frombuffer(b"".join(encoded), np.uint8)
        return cls(letters, starts, slots, memo=memo if len(memo) <= MEMO_LIMIT else None)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> TermTable:
        """Return the table that `arrays` returned before."""
        return cls(
            arrays["letters"].view(np.uint8),
            arrays["starts"].view(np.uint32),
            arrays["slots"].view(np.uint32),
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the arrays that make up the table, to be saved."""
        return {"letters": self.letters, "starts": self.starts, "slots": self.slots}

    def __len__(self) -> int:
        """Return how many terms are known."""
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[str]:
        """Yield the terms by number."""
        return (self._term(number) for number in range(len(self)))

    def find(self, term: str) -> int:
        """Return the term's number, or -1."""
        return self.numbers[term]

    def _probe(self, term: str) -> int:
        letters = term.encode("utf-8", "surrogatepass")
        place = zlib.crc32(letters) & self._mask
        while found := self._slots[place]:
            if self._letters[self._starts[found - 1] : self._starts[found]] == letters:
                return found - 1
            place = (place + 1) & self._mask
        return -1

    def _term(self, number: int) -> str:
        letters = self._letters[self._starts[number] : self._starts[number + 1]]
        return str(letters, "utf-8", "surrogatepass")
