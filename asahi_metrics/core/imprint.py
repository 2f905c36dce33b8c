"""What everything that leaves for the public says of itself: who publishes it, on what terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from asahi_metrics.core.catalogue import Words
from asahi_metrics.core.errors import CatalogueError

Theme = Literal[
    "AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH",
    "TRAN",
]  # fmt: skip

_LICENCE_SCHEMES = frozenset({"http", "https"})
_CONTACT_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


class Imprint(BaseModel):
    """The ``[open_data]`` of a ward pack.

    ``licence`` states the terms in words; only ``licence_url`` grants something, so it stays
    empty until the ward has decided. ``contact_url`` may be a mail address (``mailto:``).
    ``themes`` sort the catalogue's subjects by the data themes of the EU, in whose terms
    catalogues speak.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    publisher: Words | None = None
    licence: Words | None = None
    licence_url: str = ""
    contact: Words | None = None
    contact_url: str = ""
    themes: Mapping[str, tuple[Theme, ...]] = {}

    @model_validator(mode="after")
    def _consistent(self) -> Imprint:
        if self.licence_url and self.licence is None:
            raise ValueError("licence_url needs the licence's name")
        if self.contact_url and self.contact is None:
            raise ValueError("contact_url needs a contact")
        for url, known in (
            (self.licence_url, _LICENCE_SCHEMES),
            (self.contact_url, _CONTACT_SCHEMES),
        ):
            if url and urlsplit(url).scheme not in known:
                raise ValueError(f"{url} is no address")
        return self


def read_imprint(entry: dict[str, Any]) -> Imprint:
    """The imprint of a pack; raises CatalogueError that says what is wrong with it."""
    try:
        return Imprint(**entry)
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        raise CatalogueError("error.pack.bad_open_data", file="ward.toml", why=why) from error
