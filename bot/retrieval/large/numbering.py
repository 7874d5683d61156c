"""Terms to numbers: what an index is built from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

# Runs of terms that are read between two words about the progress.
TOLD_EVERY = 10_000


def number_terms(
    fields: Sequence[Sequence[Sequence[str]]], progress: Callable[[int, int], None]
) -> tuple[dict[str, int], NDArray[np.int32], NDArray[np.int64]]:
    """Return terms by number, the row of every word in turn, and the length of every run."""
    numbers: defaultdict[str, int] = defaultdict()
    # An unknown term gets the next number, in the speed of a look-up.
    numbers.default_factory = numbers.__len__
    lengths = np.fromiter((len(run) for field in fields for run in field), np.int64)
    words = chain.from_iterable(_watch(fields, progress))
    rows = np.fromiter(map(numbers.__getitem__, words), np.int32, int(lengths.sum()))
    progress(len(lengths), len(lengths))
    first = 0
    for number, field in enumerate(fields):
        stop = first + sum(map(len, field))
        # A term's rows, one a field, lie side by side.
        rows[first:stop] = rows[first:stop] * len(fields) + number
        first = stop
    return dict(numbers), rows, lengths


def _watch(
    fields: Sequence[Sequence[Sequence[str]]], progress: Callable[[int, int], None]
) -> Iterator[Sequence[str]]:
    """Yield all runs of terms, and tell of it now and then."""
    whole = sum(len(field) for field in fields)
    for done, run in enumerate(chain.from_iterable(fields)):
        if done % TOLD_EVERY == 0:
            progress(done, whole)
        yield run
