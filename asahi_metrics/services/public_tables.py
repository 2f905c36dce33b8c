"""The cells behind all sheets of the public, and which figure rests on which of them."""

from __future__ import annotations

from collections.abc import Sequence

from asahi_metrics.services.figures import Figures
from asahi_metrics.services.public_bonds import Bonds, quantity
from asahi_metrics.services.public_entries import Entry, PublicBook
from asahi_metrics.services.public_sheets import Sheet


def enter_all(figures: Figures, bonds: Bonds, sheets: Sequence[Sheet]) -> PublicBook:
    """Enter every quantity under control that any sheet shows, and bind what is bound."""
    book = PublicBook(figures, bonds)
    entries = [
        Entry(book, one, term)
        for one in sheets
        for term in one.indicator.terms
        if quantity(term) in bonds.controlled
    ]
    for entry in entries:
        entry.enter()
    for entry in entries:
        entry.enter_before()
    for part, whole in sorted(bonds.bounded):
        if {part, whole} & bonds.people:
            book.cells.bound(part, whole, share=(part, whole) in bonds.shares)
    for entry in entries:
        entry.bind_to_level()
    return book


def people_among(book: PublicBook) -> frozenset[str]:
    """The cells that count people, those of the rest of a share among them."""
    names = {cell: cell.split("|", 1)[0] for cell in book.cells.values}
    return frozenset(
        cell for cell, name in names.items() if name in book.bonds.people or "~" in name
    )
