"""What somebody finds in a file who takes it apart down to its bytes, whatever its form."""

from __future__ import annotations

from dataclasses import dataclass, field

Row = tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """A chart's own data, as a program that opens the file would compute with it."""

    where: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]


@dataclass(frozen=True)
class Mark:
    """A bar or a point of a drawing, which can be measured there."""

    shape: str
    left: float
    top: float
    right: float
    foot: float
    fill: str


@dataclass(frozen=True)
class Page:
    """A slide, a sheet, a page of paper or a record.

    ``texts`` are all texts, those that are not seen among them; ``numbers`` stand in the file as
    numbers and in no text. ``title``, ``alts`` and ``speech`` are among the texts, too.
    """

    where: str
    texts: tuple[str, ...]
    title: str = ""
    alts: tuple[str, ...] = ()
    speech: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    tables: tuple[tuple[Row, ...], ...] = ()
    charts: tuple[Chart, ...] = ()
    marks: tuple[Mark, ...] = ()
    pixels: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Contents:
    """All of a file: its pages, and what it says of itself."""

    pages: tuple[Page, ...]
    properties: dict[str, str] = field(default_factory=dict)

    def strings(self) -> list[str]:
        """Every text of the file."""
        return [text for page in self.pages for text in page.texts] + list(self.properties.values())
