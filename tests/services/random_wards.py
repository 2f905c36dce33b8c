"""Wards by hypothesis: random districts and registers, released again and again with corrections.

A ward is small and its counts are sparse, which is where disclosure control has most to do. All
of it goes through the real services: files are imported, releases are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from asahi_metrics.services.office import Office
from asahi_metrics.sources.disaster_drills import KINDS
from asahi_metrics.sources.sentiment_survey import QUESTIONS
from tests.ward import Rows, load, open_ward, write_pack

NAMES = ("山手", "川端", "野原", "丘上", "沢下")
MONTHS = ("2023-04", "2023-06", "2024-04", "2024-06", "2024-09")
_CATALOGUE = ("10_", "20_", "30_", "40_", "56_", "90_")
"""The parts of the catalogue that the registers below fill."""

Ward = Mapping[str, Rows]
"""Rows by dataset."""


@dataclass(frozen=True)
class RandomWard:
    """How many districts there are, how many people live in each, and what is loaded when.

    ``loads`` are released one after the other; a later one brings new rows and corrections.
    """

    people: tuple[int, ...]
    loads: tuple[Ward, ...]


# Nobody, a few, and the numbers around the threshold, more often than many.
_COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 6), st.integers(7, 60))


@st.composite
def _drills(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[Any, ...]:
    people = draw(st.none() | _COUNTS)
    homes = None if people is None else draw(st.none() | st.integers(0, people))
    month, kind = draw(st.sampled_from(MONTHS)), draw(st.sampled_from(KINDS[:3]))
    return f"{month}-10", draw(st.sampled_from(names)), "A会", kind, "公園", people, homes, None


@st.composite
def _patrol(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[Any, ...]:
    members = draw(_COUNTS)
    joined, active = draw(st.integers(0, members)), draw(st.integers(0, members))
    place = draw(st.sampled_from(names))
    return draw(st.sampled_from(MONTHS)), place, members, joined, active, members


@st.composite
def _loans(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[Any, ...]:
    return f"{draw(st.sampled_from(MONTHS))}-03", draw(st.sampled_from(names)), draw(_COUNTS)


@st.composite
def _visitors(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[Any, ...]:
    place = draw(st.sampled_from((*names, "区外", "不明")))
    return f"{draw(st.sampled_from(MONTHS))}-20", place, draw(st.none() | _COUNTS)


@st.composite
def _answers(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[Any, ...]:
    asked = draw(st.integers(0, 30))
    question = draw(st.sampled_from(tuple(QUESTIONS)[:2]))
    place, month = draw(st.sampled_from(names)), draw(st.sampled_from(MONTHS))
    return month, place, question, asked, draw(st.integers(0, asked))


_REGISTERS = {
    "disaster_drills": (_drills, (0, 1, 2, 3)),
    "dog_patrol": (_patrol, (0, 1)),
    "call_blocker_loans": (_loans, (0, 1)),
    "marche_attendance": (_visitors, (0, 1)),
    "sentiment_survey": (_answers, (0, 1, 2)),
}
"""How a row is made, and which of its cells name it: a later row of that name corrects it."""


@st.composite
def random_wards(draw: st.DrawFn) -> RandomWard:
    """A ward with one or two registers and up to three releases."""
    names = NAMES[: draw(st.integers(2, len(NAMES)))]
    registers = st.sampled_from(sorted(_REGISTERS))
    chosen = draw(st.lists(registers, min_size=1, max_size=2, unique=True))
    loads = [
        {one: rows for one in chosen if (rows := draw(_rows(one, names, first=at == 0)))}
        for at in range(draw(st.sampled_from((1, 2, 2, 3))))
    ]
    people = draw(st.lists(st.integers(80, 900), min_size=len(names), max_size=len(names)))
    return RandomWard(tuple(people), tuple(one for one in loads if one))


def _rows(dataset: str, names: tuple[str, ...], *, first: bool) -> st.SearchStrategy[list[Any]]:
    make, key = _REGISTERS[dataset]
    # Of two rows of one name the later stays: asking for different ones would take long.
    return st.lists(make(names), min_size=4 if first else 0, max_size=24 if first else 5).map(
        lambda rows: list({tuple(row[at] for at in key): row for row in rows}.values())
    )


def open_random_ward(folder: Path, ward: RandomWard) -> Office:
    """The ward in a new folder, with its residents and nothing else."""
    folder.mkdir()
    places = {f"0{at}": name for at, name in enumerate(NAMES[: len(ward.people)], start=1)}
    towns = {
        f"1411200{code}0": (f"{places[code]}町", code, people, people // 2)
        for code, people in zip(places, ward.people, strict=True)
    }
    write_pack(folder / "pack", places, towns)
    for path in (folder / "pack" / "catalogue").glob("*.toml"):
        if not path.name.startswith(_CATALOGUE):
            path.unlink()
    office = open_ward(folder)
    load(office, "census", [("2020-10-01", name, homes, n) for name, _, n, homes in towns.values()])
    return office
