"""Ridge regression over sparse rows, by conjugate gradients: NumPy alone, the same bits each time.

For each output c, w minimises ``sum_i (x_i · w - y_ic)^2 + penalty |w|^2``. Hoerl & Kennard 1970;
the solver is Hestenes & Stiefel 1952 on the normal equations, all outputs side by side. The rows x
are given as a product of sparse matrices: a sentence is a sum of words, a word a sum of features.
One round costs two passes over the entries of each, and a dozen rounds are enough for ranking.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
# Keeps a column that is fitted already from dividing by zero.
_TINY = np.float32(1e-12)
# Rows up to this many entries are multiplied in bulk, about this many numbers at a time.
_SHORT, _CACHED = 32, 200_000


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix of n rows and d columns."""

    starts: Numbers
    """Where each row's entries begin, n numbers."""
    columns: Numbers
    """The column of each entry, row by row."""
    values: Floats
    """The value of each entry."""
    width: int
    """d."""

    def turned(self) -> Rows:
        """Return the transposed matrix."""
        height = len(self.starts)
        counts = np.diff(np.append(self.starts, len(self.columns)))
        rows = np.repeat(np.arange(height), counts)
        order = np.argsort(self.columns, kind="stable")
        starts = np.searchsorted(self.columns[order], np.arange(self.width))
        return Rows(starts, rows[order], self.values[order], height)


class _Factor:
    """Multiplies sparse rows with dense matrices: short rows in bulk, long ones one by one."""

    def __init__(self, rows: Rows) -> None:
        self._count = len(rows.starts)
        ends = np.append(rows.starts[1:], len(rows.columns))
        sizes = ends - rows.starts
        self._bulks: list[tuple[Numbers, Numbers, Floats]] = []
        for size in np.unique(sizes[(sizes > 0) & (sizes <= _SHORT)]).tolist():
            at = np.flatnonzero(sizes == size)
            entries = rows.starts[at][:, None] + np.arange(size)
            self._bulks.append((at, rows.columns[entries], rows.values[entries]))
        self._long = [
            (
                int(row),
                rows.columns[rows.starts[row] : ends[row]],
                rows.values[rows.starts[row] : ends[row]],
            )
            for row in np.flatnonzero(sizes > _SHORT)
        ]

    def times(self, dense: Floats) -> Floats:
        """Return the product with a dense (d, c) matrix: (n, c)."""
        product: Floats = np.zeros((self._count, dense.shape[1]), np.float32)
        for at, columns, values in self._bulks:
            # So many rows at a time stay in the processor's cache.
            step = max(1, _CACHED // (columns.shape[1] * dense.shape[1]))
            for first in range(0, len(at), step):
                part = slice(first, first + step)
                product[at[part]] = np.matmul(values[part, None, :], dense[columns[part]])[:, 0, :]
        for row, columns, values in self._long:
            np.dot(values, dense[columns], out=product[row])
        return product


class Product:
    """A product of sparse matrices, the first one's rows by the last one's columns."""

    def __init__(self, *matrices: Rows) -> None:
        self._plain = [_Factor(each) for each in reversed(matrices)]
        self._turned = [_Factor(each.turned()) for each in matrices]
        self.width = matrices[-1].width

    def times(self, dense: Floats) -> Floats:
        """Return the product with a dense matrix."""
        for factor in self._plain:
            dense = factor.times(dense)
        return dense

    def turned_times(self, dense: Floats) -> Floats:
        """Return the product of the transposed with a dense matrix."""
        for factor in self._turned:
            dense = factor.times(dense)
        return dense


def fit_ridge(rows: Product, targets: Floats, *, penalty: float, rounds: int = 14) -> Floats:
    """Return the weights, (d, c), that fit targets, (n, c), to the rows."""
    weights: Floats = np.zeros((rows.width, targets.shape[1]), np.float32)
    rest = rows.turned_times(targets)
    aim = _squares(rest)
    direction: Floats = rest.copy()
    left: Floats = aim
    for _ in range(rounds):
        turned_direction: Floats = (
            rows.turned_times(rows.times(direction)) + np.float32(penalty) * direction
        )
        step: Floats = np.divide(left, np.maximum(_sums(direction * turned_direction), _TINY))
        weights += step * direction
        rest -= step * turned_direction
        now = _squares(rest)
        if (now <= 1e-5 * aim).all():
            break
        direction *= now / np.maximum(left, _TINY)
        direction += rest
        left = now
    return weights


def _squares(columns: Floats) -> Floats:
    return _sums(columns * columns)


def _sums(columns: Floats) -> Floats:
    summed: Floats = np.sum(columns, axis=0, dtype=np.float32)
    return summed
