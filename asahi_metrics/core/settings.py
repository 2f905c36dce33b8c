"""What an operator may set, by environment variables that begin with ``ASAHI_``."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
"""The folder of ``dashboard.py``: the program runs from its checkout."""

_PREFIX = "ASAHI_"


class Settings(BaseSettings):
    """The settings of one run of the program.

    ``database_url`` is an SQLAlchemy URL; ``pack`` the folder of the ward pack;
    ``allow_outside`` lets maps fetch background tiles from other hosts. ``backups`` is the folder
    that backups without a name of their own go to; the newest there should not be older than
    ``backup_days``. ``log_personal`` lets the log hold addresses of readers and what exceptions
    said. With a ``metrics_token``, whoever knows it may read ``/metrics``, else this machine alone.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    database_url: str = f"sqlite:///{(ROOT / 'var' / 'asahi.db').as_posix()}"
    pack: Path = ROOT / "data"
    allow_outside: bool = False
    host: str = "127.0.0.1"
    port: int = 8501
    backups: Path | None = None
    backup_days: Annotated[int, Field(ge=1)] = 2
    log_level: Literal["info", "warning", "error"] = "warning"
    log_file: Path | None = None
    log_personal: bool = False
    metrics_token: Annotated[SecretStr, Field(min_length=16)] | None = None


def current_settings() -> Settings:
    """The settings of the environment as it is now; read anew only where it has changed.

    Every run of a page asks for them, and to read them takes longer than many a chart.
    """
    return _read(frozenset((name, os.environ[name]) for name in os.environ if _is_ours(name)))


def _is_ours(name: str) -> bool:
    return name.upper().startswith(_PREFIX)


@lru_cache(maxsize=8)
def _read(_environment: frozenset[tuple[str, str]]) -> Settings:
    return Settings()
