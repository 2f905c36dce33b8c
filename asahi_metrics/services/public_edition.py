"""The edition of the public pages: what all of them stand on, and what they say of themselves."""

from __future__ import annotations

from dataclasses import dataclass

from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.public_page import Terms
from asahi_metrics.core.text import Text
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.services.territory import public_boundaries
from asahi_metrics.store.geography import live_boundary_revision
from asahi_metrics.store.releases import ReleaseHead, newest_release


@dataclass(frozen=True)
class Edition:
    """The newest release, and the revision of the shapes that its maps are drawn from.

    Pages change with it alone, so whatever is kept of them is kept under it.
    """

    release: ReleaseHead
    shapes: int


def current_edition(office: Office) -> Edition:
    """The edition of now; raises NotFound where nothing has been released."""
    require(office, "read_public")
    with office.reading() as connection:
        newest = newest_release(connection, office.ward)
        shapes = live_boundary_revision(connection, office.ward)
    if newest is None:
        raise NotFound("error.release.none")
    return Edition(newest, shapes)


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


def boundary_note(office: Office, text: Text) -> str:
    """Whose the shapes are; the name of the ward's own file is not for the public."""
    kind = public_boundaries(office).kind
    return text("public.own_boundaries" if kind == "own" else f"boundaries.note.{kind}")
