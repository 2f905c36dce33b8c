"""The login that the settings describe: an OpenID Connect provider, and how long sessions last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from asahi_metrics.core.access import is_loopback, require_loopback
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.roles import NO_ROLES, RoleMap, load_roles
from asahi_metrics.core.settings import Settings

SHORTEST_SECRET = 32
"""Letters of a cookie secret: whoever guesses it can sign in as anybody."""


@dataclass(frozen=True)
class Login:
    """How people sign in. ``account_claim`` names the claim that an account is known by."""

    base_url: str
    metadata_url: str
    client_id: str
    client_secret: SecretStr
    cookie_secret: SecretStr
    account_claim: str
    roles: RoleMap
    longest: timedelta
    idle: timedelta

    @property
    def origin(self) -> str:
        """Scheme, host and port that browsers reach the program by."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        """The host's name alone."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def session_secret(self) -> str:
        """What signs the cookie of a login that is under way, made of the other secret."""
        told = f"session:{self.cookie_secret.get_secret_value()}"
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def encrypted(self) -> bool:
        """Whether browsers come by https."""
        return urlsplit(self.base_url).scheme == "https"


def login_of(settings: Settings) -> Login | None:
    """The login that the settings describe; None where they name no provider at all.

    Raises AsahiMetricsError where a part of it lacks or could not keep anybody out.
    """
    given = {
        "ASAHI_BASE_URL": settings.base_url,
        "ASAHI_OIDC_METADATA_URL": settings.oidc_metadata_url,
        "ASAHI_OIDC_CLIENT_ID": settings.oidc_client_id,
        "ASAHI_OIDC_CLIENT_SECRET": settings.oidc_client_secret_file or settings.oidc_client_secret,
        "ASAHI_COOKIE_SECRET": settings.cookie_secret_file or settings.cookie_secret,
    }
    # The address alone is no login: links and open data are told by it as well.
    if not any(value for name, value in given.items() if name != "ASAHI_BASE_URL"):
        return None
    lacking = [name for name, value in given.items() if not value]
    if lacking:
        raise AsahiMetricsError("error.login.incomplete", names=", ".join(lacking))
    login = Login(
        base_url=settings.base_url.rstrip("/"),
        metadata_url=settings.oidc_metadata_url,
        client_id=settings.oidc_client_id,
        client_secret=_secret(settings.oidc_client_secret, settings.oidc_client_secret_file),
        cookie_secret=_secret(settings.cookie_secret, settings.cookie_secret_file),
        account_claim=settings.oidc_account_claim,
        roles=load_roles(settings.roles_file) if settings.roles_file else NO_ROLES,
        longest=timedelta(hours=settings.session_hours),
        idle=timedelta(minutes=settings.idle_minutes),
    )
    for problem in _problems(login):
        raise problem
    return login


def require_reachable(host: str, login: Login | None) -> str:
    """Give back a host that may be listened on: any with a login, else this machine's own."""
    return host if login else require_loopback(host)


def _problems(login: Login) -> Iterator[AsahiMetricsError]:
    """What would let a login be read or forged on the way."""
    addresses = (
        ("ASAHI_BASE_URL", login.base_url),
        ("ASAHI_OIDC_METADATA_URL", login.metadata_url),
    )
    for name, url in addresses:
        parts = urlsplit(url)
        if parts.scheme != "https" and not (
            parts.scheme == "http" and is_loopback(parts.hostname or "")
        ):
            yield AsahiMetricsError("error.login.unencrypted", name=name, url=url)
    if urlsplit(login.base_url).path or urlsplit(login.base_url).query:
        yield AsahiMetricsError("error.login.path", url=login.base_url)
    if not login.client_secret.get_secret_value():
        yield AsahiMetricsError("error.login.empty_secret", name="ASAHI_OIDC_CLIENT_SECRET")
    if len(login.cookie_secret.get_secret_value()) < SHORTEST_SECRET:
        yield AsahiMetricsError("error.login.short_secret", limit=SHORTEST_SECRET)


def _secret(given: SecretStr, file: Path | None) -> SecretStr:
    if file is None:
        return given
    try:
        return SecretStr(file.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise AsahiMetricsError("error.login.unreadable", file=file.as_posix()) from error
