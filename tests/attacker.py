"""An attacker against the disclosure control: somebody with all releases and a linear solver.

He shares no code with the control. He is told what the tables mean, knows the rule, and sets
up his own equations from the numbers that the public was given. What he finds is the interval
that a number he was not given must lie in.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from math import ceil, floor, inf

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Unknown = Hashable
SLACK = 1e-5


class Attacker:
    """Unknown counts, what is known of each, and the sums that bind them."""

    def __init__(self) -> None:
        self.ends: dict[Unknown, tuple[float, float]] = {}
        self.rows: list[tuple[dict[Unknown, float], float, float]] = []

    def learn(self, unknown: Unknown, low: float = 0, high: float = inf) -> None:
        """The count lies between two numbers, besides what is known of it already."""
        known = self.ends.get(unknown, (0, inf))
        self.ends[unknown] = max(low, known[0]), min(high, known[1])

    def add_up(self, whole: Unknown, parts: Iterable[Unknown]) -> None:
        """The parts come to the whole."""
        row = {whole: -1.0}
        for part in parts:
            row[part] = row.get(part, 0.0) + 1.0
            self.learn(part)
        self.learn(whole)
        self.rows.append((row, 0.0, 0.0))

    def not_above(self, part: Unknown, whole: Unknown) -> None:
        """The part is at most the whole."""
        self.learn(part)
        self.learn(whole)
        self.rows.append(({whole: 1.0, part: -1.0}, 0.0, inf))

    def intervals(self, wanted: Collection[Unknown]) -> dict[Unknown, tuple[float, float]]:
        """The least and the greatest that each of the wanted counts can be."""
        names = list(self.ends)
        place = {name: number for number, name in enumerate(names)}
        # What is known outright goes to the right-hand side, so that the rest falls apart.
        fixed = {name for name, (low, high) in self.ends.items() if high - low < SLACK}
        rows = [row for row, _, _ in self.rows]
        pairs = [
            (number, place[name]) for number, row in enumerate(rows) for name in row
            if name not in fixed
        ]  # fmt: skip
        size = len(names) + len(rows)
        links = coo_array(
            (
                np.ones(len(pairs)),
                ([place_ for _, place_ in pairs], [len(names) + row for row, _ in pairs]),
            ),
            shape=(size, size),
        )
        _, labels = connected_components(links, directed=False)
        found = {}
        for label in sorted({labels[place[name]] for name in wanted if name not in fixed}):
            inside = [name for name in names if labels[place[name]] == label and name not in fixed]
            own = [self.rows[n] for n in range(len(rows)) if labels[len(names) + n] == label]
            found |= self._solve(inside, own, [name for name in inside if name in set(wanted)])
        return found | {name: self.ends[name] for name in wanted if name in fixed}

    def _solve(
        self,
        names: list[Unknown],
        rows: list[tuple[dict[Unknown, float], float, float]],
        wanted: list[Unknown],
    ) -> dict[Unknown, tuple[float, float]]:
        place = {name: number for number, name in enumerate(names)}
        matrix, upper = [], []
        for row, low, high in rows:
            known = sum(f * self.ends[name][0] for name, f in row.items() if name not in place)
            free = [(place[name], f) for name, f in row.items() if name in place]
            for sign, end in ((1, high), (-1, -low)):
                if abs(end) != inf:
                    matrix.append([(number, sign * f) for number, f in free])
                    upper.append(end - sign * known)
        entries = [(f, r, c) for r, row in enumerate(matrix) for c, f in row]
        factors, across, down = zip(*entries, strict=True) if entries else ((), (), ())
        table = coo_array((factors, (across, down)), shape=(len(matrix), len(names))).tocsr()
        bounds = [self.ends[name] for name in names]
        found = {}
        for name in wanted:
            ends = []
            for sign in (1, -1):
                costs = np.zeros(len(names))
                costs[place[name]] = sign
                told = linprog(costs, table, upper or None, bounds=bounds, method="highs")
                if not upper:
                    told = linprog(costs, bounds=bounds, method="highs")
                # The truth itself obeys all that he believes, or his beliefs would be wrong.
                assert told.status in {0, 3}, told.message
                ends.append(sign * told.fun if told.status == 0 else -sign * inf)
            found[name] = ends[0], ends[1]
        return found


def open_numbers(interval: tuple[float, float]) -> float:
    """How many whole numbers lie in an interval."""
    low, high = interval
    return inf if high == inf else floor(high + SLACK) - ceil(low - SLACK) + 1
