"""The office: one ward's database, pack and catalogue, opened for one principal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from asahi_metrics.core.access import Principal
from asahi_metrics.core.catalogue import Catalogue, load_catalogue
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.free_text import signed_name
from asahi_metrics.core.matching import AreaNames
from asahi_metrics.core.pack import Pack, load_pack
from asahi_metrics.core.policy import Policy, load_policies
from asahi_metrics.core.settings import Settings
from asahi_metrics.store.database import answering, open_database
from asahi_metrics.store.revisions import latest_revision
from asahi_metrics.store.snapshot import snapshot

LOCAL_USER = Principal("local", "administrator")
"""Who works at a machine without login: the program then serves that machine alone."""

PUBLIC_READER = Principal("public", "public")
"""Who reads the public pages: whoever it is, nothing but what was released is shown."""
READER = Principal("reader", "steward")
"""Who reads what all sessions share: a steward of nothing, who sees what every reader may."""

_JAPAN = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True)
class Office:
    """What every service is called with."""

    engine: Engine
    pack: Pack
    catalogue: Catalogue
    principal: Principal
    settings: Settings
    policies: Mapping[int, Policy] = field(default_factory=dict)

    @property
    def ward(self) -> str:
        """The ward's code, which stands on every row of the database."""
        return self.pack.areas.ward.code

    @cached_property
    def names(self) -> AreaNames:
        """The areas by everything people call them."""
        return AreaNames(self.pack.areas)

    def revision(self) -> int:
        """The newest revision of the data: whatever is cached is cached under it."""
        with snapshot(self.engine) as state:
            return state.keep(
                ("revision", self.ward), lambda asked: latest_revision(asked, self.ward)
            )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read one state of the database, whoever writes meanwhile; it may stand in another one.

        A run of a page reads within one, so that all its figures are of one revision.
        """
        with snapshot(self.engine) as state:
            yield state.connection

    def policy_in_force(self, year: int) -> Policy | None:
        """The policy of a fiscal year, or else the newest before it, or else the first there is."""
        years = sorted(self.policies)
        if not years:
            return None
        before = [one for one in years if one <= year]
        return self.policies[before[-1] if before else years[0]]

    def local_time(self, moment: datetime) -> datetime:
        """A moment as the clocks in Japan show it."""
        return moment.astimezone(_JAPAN)

    def in_japan(self, moment: datetime) -> datetime:
        """A moment that was told by the clocks in Japan, without saying so."""
        return moment.replace(tzinfo=_JAPAN)

    def signs_as(self, written: str) -> str:
        """The name that a text is signed with: the login's, else what was written."""
        return signed_name(self.principal.name if self.principal.signed_in else written)

    def acting_as(self, principal: Principal) -> Office:
        """The same office for somebody else."""
        return replace(self, principal=principal)


def now_in_japan() -> datetime:
    """The time it is in Japan, wherever the server's clock stands."""
    return datetime.now(_JAPAN)


def today() -> date:
    """The day it is in Japan."""
    return now_in_japan().date()


def open_office(settings: Settings, principal: Principal = LOCAL_USER) -> Office:
    """Open the database and the ward pack that the settings name."""
    pack = load_pack(settings.pack)
    catalogue = load_catalogue(settings.pack / "catalogue")
    policy = settings.pack / "policy"
    return Office(
        engine=open_database(settings.database_url, pack.areas.ward.code),
        pack=pack,
        catalogue=catalogue,
        principal=principal,
        settings=settings,
        # A ward may use the program without having its policy in it.
        policies=load_policies(policy, catalogue) if policy.is_dir() else {},
    )


def check_ready(office: Office) -> None:
    """Raise AsahiMetricsError unless the database answers and holds data."""
    with answering(office.engine):
        number = office.revision()
    if not number:
        raise AsahiMetricsError("error.database_empty")
