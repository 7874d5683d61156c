"""Ridge regression over sparse rows, by conjugate gradients: NumPy alone, the same bits each time.

For each output c, w minimises ``sum_i s_i (x_i · w - y_ic)^2 + penalty |w|^2``. Hoerl & Kennard
1970; the solver is Hestenes & Stiefel 1952 on the normal equations, all outputs side by side. One
round costs two passes over the nonzero entries, and a dozen rounds are enough for ranking.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
# Keeps a column that is fitted already from dividing by zero.
_TINY = np.float32(1e-12)


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix of n rows and d columns; every row has an entry at least."""

    starts: Numbers
    """Where each row's entries begin, n numbers."""
    columns: Numbers
    """The column of each entry, row by row."""
    values: Floats
    """The value of each entry."""
    width: int
    """d."""

    def times(self, dense: Floats) -> Floats:
        """Return the product with a dense (d, c) matrix: (n, c)."""
        product: Floats = np.empty((len(self.starts), dense.shape[1]), np.float32)
        # Column by column: the gathered entries stay small enough for the processor's cache.
        for column in range(dense.shape[1]):
            gathered = dense[:, column][self.columns]
            gathered *= self.values
            product[:, column] = np.add.reduceat(gathered, self.starts)
        return product

    def turned(self) -> Rows:
        """Return the transposed matrix; columns without an entry get a zero."""
        height = len(self.starts)
        counts = np.diff(np.append(self.starts, len(self.columns)))
        rows = np.repeat(np.arange(height), counts)
        empty = np.setdiff1d(np.arange(self.width), self.columns)
        columns = np.concatenate((self.columns, empty))
        rows = np.concatenate((rows, np.zeros(len(empty), np.int64)))
        values = np.concatenate((self.values, np.zeros(len(empty), np.float32)))
        order = np.argsort(columns, kind="stable")
        starts = np.searchsorted(columns[order], np.arange(self.width))
        return Rows(starts, rows[order], values[order], height)


def fit_ridge(rows: Rows, targets: Floats, *, penalty: float, rounds: int = 20) -> Floats:
    """Return the weights, (d, c), that fit targets, (n, c), to the rows."""
    turned = rows.turned()
    weights: Floats = np.zeros((rows.width, targets.shape[1]), np.float32)
    rest = turned.times(targets)
    aim = _squares(rest)
    direction: Floats = rest.copy()
    left: Floats = aim
    for _ in range(rounds):
        turned_direction: Floats = (
            turned.times(rows.times(direction)) + np.float32(penalty) * direction
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
