"""What an operator may set, by environment variables that begin with ``ASAHI_``."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from asahi_metrics.core.addresses import web_address

ROOT = Path(__file__).resolve().parents[2]
"""The folder of ``dashboard.py``: the program runs from its checkout."""

_PREFIX = "ASAHI_"


class Settings(BaseSettings):
    """The settings of one run of the program.

    ``database_url`` is an SQLAlchemy URL; ``pack`` the folder of the ward pack;
    ``allow_outside`` lets maps fetch background tiles from other hosts; ``public_url`` is the
    address at which residents reach the public pages, empty where they have none. ``backups`` is
    the folder that backups without a name of their own go to; the newest there should not be
    older than ``backup_days``. ``log_personal`` lets the log hold addresses of readers and what
    exceptions said. With a ``metrics_token``, whoever knows it may read ``/metrics``, else this
    machine alone.

    ``base_url`` is the address that browsers know the program by. The ``oidc_…`` settings and
    ``cookie_secret`` make the login (``core/login.py``); each secret may stand in a file that
    the setting of the same name with ``_file`` names. ``roles_file`` says what the values of a
    claim entitle to. A session ends after ``session_hours``, or after ``idle_minutes`` in
    which nothing was done. ``access_contact`` is who gives people their roles.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    database_url: str = f"sqlite:///{(ROOT / 'var' / 'asahi.db').as_posix()}"
    pack: Path = ROOT / "data"
    allow_outside: bool = False
    host: str = "127.0.0.1"
    port: int = 8501
    public_url: str = ""
    backups: Path | None = None
    backup_days: Annotated[int, Field(ge=1)] = 2
    log_level: Literal["info", "warning", "error"] = "warning"
    log_file: Path | None = None
    log_personal: bool = False
    metrics_token: Annotated[SecretStr, Field(min_length=16)] | None = None
    base_url: str = ""
    oidc_metadata_url: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_client_secret_file: Path | None = None
    oidc_account_claim: str = "preferred_username"
    cookie_secret: SecretStr = SecretStr("")
    cookie_secret_file: Path | None = None
    roles_file: Path | None = None
    session_hours: float = Field(default=8, gt=0)
    idle_minutes: float = Field(default=60, gt=0)
    access_contact: str = ""

    @field_validator("public_url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        return web_address(value)


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
