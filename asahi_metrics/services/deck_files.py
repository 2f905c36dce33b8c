"""Decks as files."""

from __future__ import annotations

from collections.abc import Callable

from asahi_metrics.core.events import timed
from asahi_metrics.core.report import Deck
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import territory


@timed("export", form="pptx")
def powerpoint_file(
    office: Office, deck: Deck, progress: Callable[[float], None] = lambda _: None
) -> bytes:
    """The deck as .pptx, its maps drawn from the boundaries in use.

    ``progress`` is told the share that is done, up to 1.
    """
    # Imported here: python-pptx takes a while, and only whoever wants the file needs it.
    from asahi_metrics.exports.powerpoint import write_powerpoint  # noqa: PLC0415

    return write_powerpoint(deck, territory(office).boundaries.districts_geojson, progress)
