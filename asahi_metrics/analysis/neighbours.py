"""Which areas lie side by side, by their shapes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Neighbours:
    """The neighbours of each area; an area that touches none has the nearest one.

    ``joined`` names those areas and the ones they were joined to.
    """

    of: Mapping[str, frozenset[str]]
    joined: tuple[tuple[str, str], ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The areas in their order."""
        return tuple(self.of)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """A row for each area: its neighbours share a weight of 1 evenly."""
        places = {code: at for at, code in enumerate(self.codes)}
        found = np.zeros((len(places), len(places)))
        for code, beside in self.of.items():
            for other in beside:
                found[places[code], places[other]] = 1 / len(beside)
        return found


def neighbours(geojson: str, among: Collection[str]) -> Neighbours:
    """The neighbours ``among`` the areas of a feature collection that share border or corner.

    Areas without a figure are left out, and do not join others. Distances are those of the
    middles, in the plane.
    """
    # Imported here: the libraries take a second and more, and most pages do without them.
    from libpysal.graph import Graph  # noqa: PLC0415

    from asahi_metrics.analysis.geometry import PLANE, read_geojson  # noqa: PLC0415

    layer = read_geojson(geojson).set_index("code").to_crs(PLANE)
    layer = layer[layer.index.isin(list(among))]
    graph = Graph.build_contiguity(layer, rook=False)
    of = {
        str(code): frozenset(map(str, graph[code].index.drop(code, errors="ignore")))
        for code in layer.index
    }
    alone = [code for code, beside in of.items() if not beside]
    middles = layer.geometry.centroid
    joined = []
    for code in alone if len(of) > 1 else ():
        nearest = str(middles.drop(code).distance(middles[code]).idxmin())
        # Two that touch no other may have been joined already.
        if nearest in of[code]:
            continue
        of[code] |= {nearest}
        of[nearest] |= {code}
        joined.append((code, nearest))
    return Neighbours(of, tuple(joined))
