"""The reception: who has come in through the login, and for how long they stay.

A login begins where the provider sends somebody back, and nowhere else: a cookie that did
not begin here opens nothing. It ends by signing out, by age, or when nothing was done for
long. What somebody may do is asked anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from asahi_metrics.core.access import Entitlement, Principal
from asahi_metrics.core.errors import AsahiMetricsError, NotEntitled, NotSignedIn
from asahi_metrics.core.login import Login
from asahi_metrics.core.roles import strongest
from asahi_metrics.services.attendance import Attendance
from asahi_metrics.services.identity import Claims, Identity, identify
from asahi_metrics.services.office import Office
from asahi_metrics.services.people import check_places
from asahi_metrics.services.permission import entry_of
from asahi_metrics.store import logins as stored
from asahi_metrics.store.audit import NewEntry, Outcome, append_entry
from asahi_metrics.store.database import answering, write
from asahi_metrics.store.logins import StoredLogin
from asahi_metrics.store.people import find_person

_KEPT = timedelta(days=90)
"""Logins are forgotten after this; the log goes on telling of them."""

_NOBODY = Entitlement("public")

Clock = Callable[[], datetime]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Reception:
    """Lets people in by their claims; one for all sessions of a process.

    ``clock`` tells the moment it is, in UTC.
    """

    def __init__(self, office: Office, login: Login, clock: Clock | None = None) -> None:
        self._office = office
        self._login = login
        self._now = clock or _utc_now
        self._attendance = Attendance(office.engine, office.ward)
        for grant in login.roles.grant:
            check_places(office, strongest([grant]) or _NOBODY)

    def begin(self, claims: Claims) -> Principal:
        """Begin a login; raises NotEntitled for somebody without a role, whom the log names."""
        person, now = identify(self._login, claims), self._now()
        entitled = self._entitlement(person)
        with self._writing() as connection:
            ward = self._office.ward
            stored.delete_logins_before(connection, ward, now - _KEPT)
            new = StoredLogin(person.key, person.account, began_at=now, seen_at=now)
            if stored.find_login(connection, ward, person.key) is not None:
                # The provider sends nobody back twice with the same answer.
                raise NotSignedIn("error.sign_in.ended")
            stored.insert_login(connection, ward, new)
            outcome: Outcome = "done" if entitled else "refused"
            append_entry(connection, self._entry(person, entitled, "login", outcome=outcome))
        return self._principal(person, entitled)

    def current(self, claims: Claims, *, active: bool = True) -> Principal:
        """Who somebody is now; raises NotSignedIn when the login has ended, else NotEntitled.

        What a page asks by itself is not ``active``: it keeps no login alive.
        """
        person, now = identify(self._login, claims), self._now()
        with self._office.engine.connect() as connection:
            found = stored.find_login(connection, self._office.ward, person.key)
        if found is None or found.ended_at is not None:
            raise NotSignedIn("error.sign_in.ended")
        seen = self._attendance.last_seen(found.key, found.seen_at)
        for reason, since, limit in (
            ("age", found.began_at, self._login.longest),
            ("idle", seen, self._login.idle),
        ):
            if now - since > limit:
                self._end(person, reason)
                raise NotSignedIn("error.sign_in.ended")
        if active:
            self._attendance.note(found.key, now)
        return self._principal(person, self._entitlement(person))

    def end(self, claims: Claims) -> None:
        """Somebody signs out: the login is over in all of their windows."""
        self._end(identify(self._login, claims), None)

    def fail(self, error: AsahiMetricsError | None = None) -> None:
        """Tell the log of a login that did not come about; nobody knows whose it was."""
        unknown = Principal("", "public", account="-")
        reason = {"reason": error.key} if error else {}
        entry = entry_of(self._office.acting_as(unknown), "login", None, "failed", reason)
        with self._writing() as connection:
            append_entry(connection, entry)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A write that waits for a long import, and tells as an error when it waited in vain."""
        with answering(self._office.engine), write(self._office.engine) as connection:
            yield connection

    def _end(self, person: Identity, reason: str | None) -> None:
        entitled, now = self._entitlement(person), self._now()
        with self._writing() as connection:
            if stored.mark_ended(connection, self._office.ward, person.key, now):
                event = "session_end" if reason else "logout"
                told = {"reason": reason} if reason else {}
                append_entry(connection, self._entry(person, entitled, event, told=told))

    def _entitlement(self, person: Identity) -> Entitlement | None:
        """By the table of people, else by the claims; None for nothing beyond the public's."""
        with self._office.engine.connect() as connection:
            listed = find_person(connection, self._office.ward, person.account)
        entitled = listed.entitlement if listed else self._login.roles.entitlement(person.claims)
        return None if entitled is None or entitled.role == "public" else entitled

    def _principal(self, person: Identity, entitled: Entitlement | None) -> Principal:
        if entitled is None:
            raise NotEntitled("error.sign_in.not_entitled", account=person.account)
        return person.principal(entitled)

    def _entry(
        self,
        person: Identity,
        entitled: Entitlement | None,
        event: str,
        *,
        outcome: Outcome = "done",
        told: Mapping[str, str] | None = None,
    ) -> NewEntry:
        acting = self._office.acting_as(person.principal(entitled or _NOBODY))
        return entry_of(acting, event, None, outcome, told or {})
