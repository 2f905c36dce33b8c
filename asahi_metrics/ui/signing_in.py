"""The login as the web app is built with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.middleware import Middleware

from asahi_metrics.core.login import Login
from asahi_metrics.ui.asking import office_of, reception
from asahi_metrics.ui.doorkeeper import GuardedFiles, KnownHosts, SafeCookies
from asahi_metrics.ui.sign_in_paths import CALLBACK_URL, SignInPaths


def provider(login: Login | None) -> Mapping[str, Any] | None:
    """What ``st.login`` reads, handed over in memory: nothing of it is written to a file."""
    if login is None:
        return None
    return {
        "auth": {
            "redirect_uri": login.base_url + CALLBACK_URL,
            "cookie_secret": login.cookie_secret.get_secret_value(),
            "client_id": login.client_id,
            "client_secret": login.client_secret.get_secret_value(),
            "server_metadata_url": login.metadata_url,
        }
    }


def door(login: Login | None, public_url: str) -> list[Middleware]:
    """What stands before the pages, from the outside in."""
    standing = [
        Middleware(KnownHosts, login=login, public_url=public_url),
        Middleware(SafeCookies, login=login),
        Middleware(GuardedFiles, office=office_of),
    ]
    open_to = reception()
    if open_to is not None:
        paths = Middleware(SignInPaths, login=open_to[0], reception=open_to[1])
        standing.append(paths)
    return standing
