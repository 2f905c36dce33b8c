"""When each login was last used: in memory at once, in the database every half minute."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from sqlalchemy import Engine

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.store.database import answering, write
from asahi_metrics.store.logins import mark_seen

_EVERY = timedelta(seconds=30)
_LOGGER = logging.getLogger(__name__)


class Attendance:
    """Notes who is here without making anybody wait for a long import of somebody else's."""

    def __init__(self, engine: Engine, ward: str) -> None:
        self._engine = engine
        self._ward = ward
        self._lock = threading.Lock()
        self._seen: dict[str, datetime] = {}
        self._unwritten: dict[str, datetime] = {}
        self._written_at: datetime | None = None

    def last_seen(self, key: str, stored: datetime) -> datetime:
        """When a login was last used, here or in another process that has written it down."""
        return max(stored, self._seen.get(key, stored))

    def note(self, key: str, moment: datetime) -> None:
        """Somebody did something now."""
        with self._lock:
            self._seen[key] = self._unwritten[key] = moment
            due = self._written_at is None or moment - self._written_at > _EVERY
            if due:
                self._written_at = moment
        if due:
            threading.Thread(target=self.write_down, daemon=True).start()

    def write_down(self) -> None:
        """Write what is not in the database yet; what cannot be written now is tried again."""
        with self._lock:
            moments, self._unwritten = self._unwritten, {}
        try:
            with answering(self._engine), write(self._engine) as connection:
                mark_seen(connection, self._ward, moments)
        except AsahiMetricsError as error:
            _LOGGER.warning("%s", error)
            with self._lock:
                self._unwritten = moments | self._unwritten
