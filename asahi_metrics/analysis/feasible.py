"""Tables that obey given relations, and how far a cell of theirs can lie from the truth."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, hstack

Differences = dict[str, float]
"""How much some cells of a table lie above the truth; the others do not differ."""

_SMALLEST = 1e-6
_SOLVED, _WITHOUT_END = 0, 3


@dataclass(frozen=True)
class Relation:
    """``factor × cell``, summed, plus a constant is 0, or at least 0 where it is not ``exact``."""

    terms: tuple[tuple[str, int], ...]
    exact: bool = True
    constant: float = 0

    def excess(self, values: Mapping[str, float]) -> float:
        """What the values make of it: 0 where an exact relation holds."""
        return sum(factor * values[cell] for cell, factor in self.terms) + self.constant

    def holds(self, values: Mapping[str, float]) -> bool:
        """Whether the values obey it."""
        excess = self.excess(values)
        return abs(excess) < _SMALLEST if self.exact else excess > -_SMALLEST


class Tables:
    """All tables that obey the relations, described by their differences from the true one.

    Only ``free`` and ``unpublished`` cells can differ. No table has a free cell below 1 or
    an unpublished one below 0.
    """

    def __init__(
        self,
        values: Mapping[str, float],
        relations: Sequence[Relation],
        *,
        free: Collection[str],
        unpublished: Collection[str],
    ) -> None:
        self.cells = sorted({*free, *unpublished})
        self._place = {cell: place for place, cell in enumerate(self.cells)}
        self._values = np.array([values[cell] for cell in self.cells], dtype=float)
        self._unpublished = np.array([cell in set(unpublished) for cell in self.cells], dtype=bool)
        floors = np.where(self._unpublished, 0.0, 1.0)
        # A free cell of the truth is 1 at least; a fraction below it would be its own floor.
        self._down = np.minimum(floors - self._values, 0.0)
        self._exact, _ = self._matrix([one for one in relations if one.exact], values)
        self._above, self._room = self._matrix([one for one in relations if not one.exact], values)

    def reach(
        self, cells: Collection[str], sign: int, withheld: Collection[str], most: float = inf
    ) -> Differences | None:
        """A table whose cells together lie highest (``sign`` 1) or lowest (-1).

        None without an end. Only withheld and unpublished cells differ, those that are asked
        for by ``most`` at the utmost.
        """
        asked = np.array([cell in cells for cell in self.cells], dtype=bool)
        open_cells = self._open(withheld)
        lows = np.where(asked, np.maximum(self._down, -most), self._down)
        highs = np.where(asked, most, inf)
        found = self._solve(
            np.where(asked, -sign, 0.0),
            np.where(open_cells, lows, 0.0),
            np.where(open_cells, highs, 0.0),
            copies=(1,),
        )
        if found.status == _WITHOUT_END:
            return None
        return self._told(found.x)

    def widen(
        self,
        cell: str,
        difference: float,
        withheld: Collection[str],
        costs: Mapping[str, float],
    ) -> Differences | None:
        """The table whose cell differs by so much, at the least cost for cells that are shown.

        None when there is none, even with every free cell differing.
        """
        size, place = len(self.cells), self._place[cell]
        if difference < self._down[place]:
            return None
        open_cells = self._open(withheld)
        most = self._values.sum() + abs(difference)
        lows = np.concatenate([np.where(open_cells, self._down, 0.0), np.zeros(2 * size)])
        highs = np.concatenate(
            [
                np.where(open_cells, most, 0.0),
                np.where(open_cells, 0.0, most),
                np.where(open_cells, 0.0, -self._down),
            ]
        )
        lows[place] = highs[place] = difference
        prices = np.array([costs.get(one, 1.0) for one in self.cells])
        found = self._solve(
            np.concatenate([np.zeros(size), prices, prices]), lows, highs, copies=(1, 1, -1)
        )
        if found.status != _SOLVED:
            return None
        x = found.x
        return self._told(x[:size] + x[size : 2 * size] - x[2 * size :])

    def _solve(self, costs: Any, lows: Any, highs: Any, *, copies: Sequence[int]) -> Any:
        """Solve with the cells' differences standing once or, upwards and downwards, thrice."""
        return linprog(
            costs,
            A_ub=_side_by_side(self._above, [-sign for sign in copies]),
            b_ub=self._room if self._room.size else None,
            A_eq=_side_by_side(self._exact, copies),
            b_eq=np.zeros(self._exact.shape[0]) if self._exact.shape[0] else None,
            bounds=np.column_stack([lows, highs]),
            method="highs",
        )

    def _told(self, differences: Any) -> Differences:
        places = np.flatnonzero(np.abs(differences) > _SMALLEST)
        return {self.cells[place]: float(differences[place]) for place in places}

    def _open(self, withheld: Collection[str]) -> Any:
        return np.array([cell in withheld for cell in self.cells], dtype=bool) | self._unpublished

    def _matrix(
        self, relations: Sequence[Relation], values: Mapping[str, float]
    ) -> tuple[Any, Any]:
        """The relations by cell, and how far above 0 the truth makes each of them."""
        entries = [
            (factor, row, self._place[cell])
            for row, relation in enumerate(relations)
            for cell, factor in relation.terms
            if cell in self._place
        ]
        factors, rows, columns = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(relations), len(self.cells))
        room = [one.excess(values) for one in relations]
        return coo_array((factors, (rows, columns)), shape=shape).tocsc(), np.array(room)


def _side_by_side(matrix: Any, signs: Sequence[int]) -> Any:
    if not matrix.shape[0]:
        return None
    return matrix * signs[0] if len(signs) == 1 else hstack([matrix * sign for sign in signs])
