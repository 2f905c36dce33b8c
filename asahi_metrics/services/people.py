"""The people whose roles are given by hand, which goes before what their logins say."""

from __future__ import annotations

from asahi_metrics.core.access import ROLES, Entitlement, Resource
from asahi_metrics.core.errors import NotFound
from asahi_metrics.services.identity import normal_account
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import deed, require
from asahi_metrics.sources import datasets
from asahi_metrics.store import people as stored
from asahi_metrics.store.people import Person


def list_people(office: Office) -> list[Person]:
    """Everybody whose role was given by hand."""
    require(office, "people")
    with office.engine.connect() as connection:
        return stored.list_people(connection, office.ward)


def set_person(office: Office, account: str, entitled: Entitlement) -> None:
    """Give an account a role and its places; it counts from the person's next click on.

    The role ``public`` shuts somebody out whom a claim would let in.
    """
    name = normal_account(account, office.settings.oidc_account_claim)
    with deed(office, "people", Resource("person", name), role=entitled.role) as doing:
        check_places(office, entitled)
        if not name:
            raise NotFound("error.people.unknown", account=account)
        doing.tell(districts=sorted(entitled.districts), sections=sorted(entitled.sections))
        stored.put_person(
            doing.connection, office.ward, name, entitled, changed_by=office.principal.account
        )


def remove_person(office: Office, account: str) -> None:
    """Take an account out, so that the claims of its logins count again; raises NotFound."""
    name = normal_account(account, office.settings.oidc_account_claim)
    with deed(office, "people", Resource("person", name), removed=True) as doing:
        if not stored.delete_person(doing.connection, office.ward, name):
            raise NotFound("error.people.unknown", account=account)


def known_sections() -> tuple[str, ...]:
    """The sections that own a dataset."""
    return tuple(sorted({one.section for one in datasets().values() if one.section}))


def check_places(office: Office, entitled: Entitlement) -> None:
    """Raise NotFound for a role, a district or a section that there is not."""
    asked = (
        ("role", {entitled.role}, ROLES),
        ("district", entitled.districts, office.pack.areas.district_codes),
        ("section", entitled.sections, known_sections()),
    )
    for kind, wanted, known in asked:
        for unknown in sorted(set(wanted) - set(known)):
            raise NotFound(f"error.people.no_{kind}", id=unknown, known=", ".join(known))
