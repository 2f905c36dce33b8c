"""The edition of the public pages: what all of them stand on, and what they say of themselves."""

from __future__ import annotations

from dataclasses import dataclass

from asahi_metrics.core.public_page import Terms
from asahi_metrics.core.text import Text
from asahi_metrics.services.office import Office
from asahi_metrics.services.publication import current_release
from asahi_metrics.services.territory import Shapes
from asahi_metrics.store.releases import ReleaseHead


@dataclass(frozen=True)
class Edition:
    """The newest release, and the shapes that its maps are drawn from.

    Pages change with it alone, so whatever is kept of them is kept under it. Figures are asked
    for as the public; the shapes are no figures, and the program hands them in.
    """

    release: ReleaseHead
    shapes: Shapes


def current_edition(office: Office, shapes: Shapes) -> Edition:
    """The edition of now; raises NotFound where nothing has been released."""
    return Edition(current_release(office), shapes)


def terms(office: Office, text: Text) -> Terms:
    """The pack's imprint in a language; what it leaves open is said to be so."""
    told, ward = office.pack.imprint, text.pick(office.pack.areas.ward.name)
    return Terms(
        publisher=(
            text.pick(told.publisher) if told.publisher else text("deck.publisher", ward=ward)
        ),
        licence=text.pick(told.licence) if told.licence else text("public.no_licence"),
        licence_url=told.licence_url,
        contact=text.pick(told.contact) if told.contact else "",
        contact_url=told.contact_url,
    )


def boundary_note(edition: Edition, text: Text) -> str:
    """Whose the shapes are; the name of the ward's own file is not for the public."""
    kind = edition.shapes.kind
    return text("public.own_boundaries" if kind == "own" else f"boundaries.note.{kind}")
