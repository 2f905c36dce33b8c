"""What an operator may set, by environment variables that begin with ``ASAHI_``."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
"""The folder of ``dashboard.py``: the program runs from its checkout."""


class Settings(BaseSettings):
    """The settings of one run of the program.

    ``database_url`` is an SQLAlchemy URL; ``pack`` the folder of the ward pack;
    ``allow_outside`` lets maps fetch background tiles from other hosts.

    ``base_url`` is the address that browsers know the program by. The ``oidc_…`` settings and
    ``cookie_secret`` make the login (``core/login.py``); each secret may stand in a file that
    the setting of the same name with ``_file`` names. ``roles_file`` says what the values of a
    claim entitle to. A session ends after ``session_hours``, or after ``idle_minutes`` in
    which nothing was done. ``access_contact`` is who gives people their roles.
    """

    model_config = SettingsConfigDict(env_prefix="ASAHI_", frozen=True)

    database_url: str = f"sqlite:///{(ROOT / 'var' / 'asahi.db').as_posix()}"
    pack: Path = ROOT / "data"
    allow_outside: bool = False
    host: str = "127.0.0.1"
    port: int = 8501

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


def current_settings() -> Settings:
    """The settings as the environment stands, read anew only where it has changed.

    Reading them takes milliseconds, and a page asks for them again and again.
    """
    prefix = "ASAHI_"
    return _settings(frozenset(one for one in os.environ.items() if one[0].startswith(prefix)))


@lru_cache(maxsize=4)
def _settings(_environment: frozenset[tuple[str, str]]) -> Settings:
    return Settings()
