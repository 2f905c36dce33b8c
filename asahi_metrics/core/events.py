"""What happens, told once: the log writes it down, the metrics count it.

An event has a name and fields. Fields are numbers, codes and ids; the names of people, what they
wrote or asked for, and their addresses never stand in one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from asahi_metrics.core.errors import AsahiMetricsError

Outcome = Literal["done", "refused", "failed", "interrupted"]
"""``refused`` for an AsahiMetricsError, ``interrupted`` where the reader went on meanwhile."""

LOGGER = logging.getLogger("asahi_metrics")


def tell(event: str, /, level: int = logging.INFO, **fields: object) -> None:
    """Tell that something has happened."""
    _tell(event, fields, level)


@contextmanager
def timed(event: str, /, **fields: object) -> Iterator[dict[str, object]]:
    """Tell a piece of work when it has ended: its outcome and its seconds.

    What becomes known on the way is put into the fields that are given.
    """
    found = dict(fields)
    begun = time.perf_counter()
    outcome: Outcome = "interrupted"
    try:
        yield found
        outcome = "done"
    except AsahiMetricsError as error:
        outcome = "refused"
        found["error"] = error.key
        raise
    except Exception:
        outcome = "failed"
        raise
    finally:
        seconds = round(time.perf_counter() - begun, 4)
        _tell(event, found | {"outcome": outcome, "seconds": seconds})


def _tell(event: str, fields: dict[str, object], level: int = logging.INFO) -> None:
    LOGGER.log(level, event, extra={"event": event, "fields": fields})
