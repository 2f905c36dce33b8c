"""The ward's areas: the ward, its districts, its towns, and the places outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from asahi_metrics.core.text import Bilingual

Level = Literal["ward", "district", "town", "outside"]


@dataclass(frozen=True)
class Area:
    """One area. ``parent`` is the district of a town, the ward of a district."""

    code: str
    name: Bilingual
    level: Level
    parent: str | None = None
    kana: str = ""


class Areas:
    """All areas of a ward by code, in their official order."""

    def __init__(self, areas: list[Area]) -> None:
        self._by_code = {area.code: area for area in areas}
        self.ward = next(area for area in areas if area.level == "ward")
        self.districts = tuple(area for area in areas if area.level == "district")
        self.towns = tuple(area for area in areas if area.level == "town")
        self.outside = tuple(area for area in areas if area.level == "outside")

    def __getitem__(self, code: str) -> Area:
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Area]:
        return iter(self._by_code.values())

    @property
    def district_codes(self) -> tuple[str, ...]:
        """Codes of the districts in their official order."""
        return tuple(area.code for area in self.districts)

    @property
    def town_codes(self) -> tuple[str, ...]:
        """Codes of the towns in their official order."""
        return tuple(area.code for area in self.towns)

    @property
    def town_table(self) -> dict[str, str]:
        """The district that each town is counted to."""
        return {town.code: town.parent for town in self.towns if town.parent is not None}

    def towns_of(self, district: str) -> tuple[Area, ...]:
        """The towns that the district is counted to."""
        return tuple(town for town in self.towns if town.parent == district)

    def with_town_table(self, town_table: Mapping[str, str]) -> Areas:
        """The same areas with their towns counted to the districts of another table."""
        return Areas(
            [
                replace(area, parent=town_table[area.code]) if area.level == "town" else area
                for area in self
            ]
        )
