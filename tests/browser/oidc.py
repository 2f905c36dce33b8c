"""A real OpenID provider on this machine: discovery, keys, code flow with PKCE, signed tokens.

It checks what a provider must check, and can be told to answer wrongly.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "asahi-board", "the secret of the client"
CODE_SECONDS = 60

Fault = Literal[
    "wrong_nonce",
    "no_nonce",
    "wrong_audience",
    "wrong_issuer",
    "expired",
    "unknown_key",
    "unsigned",
]


@dataclass(frozen=True)
class Visit:
    """What somebody came with, and who they said they are."""

    params: Mapping[str, str]
    user: str
    until: float


@dataclass
class Provider:
    """The provider: ``users`` are the claims of each, ``faults`` who gets a wrong answer."""

    port: int
    users: dict[str, dict[str, Any]]
    faults: dict[str, Fault] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    signed_out: list[dict[str, str]] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: _new_key("first"))

    @property
    def issuer(self) -> str:
        """The address that tokens name."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def metadata_url(self) -> str:
        """Where a client learns everything else."""
        return f"{self.issuer}/.well-known/openid-configuration"

    def app(self) -> Starlette:
        """The provider as a web app."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/jwks", self._keys),
                Route("/authorize", self._ask, methods=["GET"]),
                Route("/authorize", self._answer, methods=["POST"]),
                Route("/token", self._token, methods=["POST"]),
                Route("/logout", self._logout),
            ]
        )

    async def _metadata(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "end_session_endpoint": f"{self.issuer}/logout",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "scopes_supported": ["openid", "profile", "email"],
            }
        )

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _ask(self, request: Request) -> Response:
        params = dict(request.query_params)
        problem = _problem_of(params)
        if problem:
            return self._refuse(problem)
        fields = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in params.items()
        )
        buttons = "".join(
            f'<button name="user" value="{html.escape(name)}">{html.escape(name)}</button>'
            for name in (*self.users, "nobody")
        )
        return HTMLResponse(f'<form method="post" action="/authorize">{fields}{buttons}</form>')

    async def _answer(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        user = form.pop("user")
        problem = _problem_of(form)
        if problem:
            return self._refuse(problem)
        told = {"state": form["state"]}
        if user in self.users:
            code = secrets.token_urlsafe(24)
            self.visits[code] = Visit(form, user, time.monotonic() + CODE_SECONDS)
            told["code"] = code
        else:
            told["error"] = "access_denied"
        return RedirectResponse(f"{form['redirect_uri']}?{urlencode(told)}", 303)

    async def _token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        visit = self.visits.pop(form.get("code", ""), None)
        if not _is_client(request, form):
            return self._refuse("invalid_client", 401)
        if form.get("grant_type") != "authorization_code" or visit is None:
            return self._refuse("invalid_grant")
        if visit.until < time.monotonic():
            return self._refuse("expired_code")
        if form.get("redirect_uri") != visit.params["redirect_uri"]:
            return self._refuse("other_redirect")
        if _challenge(form.get("code_verifier", "")) != visit.params["code_challenge"]:
            return self._refuse("wrong_verifier")
        token = {"access_token": secrets.token_urlsafe(24), "token_type": "Bearer"}
        return JSONResponse(token | {"expires_in": 300, "id_token": self._id_token(visit)})

    async def _logout(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.signed_out.append(asked)
        return RedirectResponse(asked["post_logout_redirect_uri"], 303)

    def _id_token(self, visit: Visit) -> str:
        now, fault = int(time.time()), self.faults.get(visit.user)
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": hashlib.sha256(visit.user.encode()).hexdigest(),
            "iat": now,
            "exp": now + 300,
            "nonce": visit.params["nonce"],
            "preferred_username": visit.user,
            **self.users[visit.user],
        }
        changed: dict[Fault | None, dict[str, Any]] = {
            "wrong_nonce": {"nonce": "another"},
            "wrong_audience": {"aud": "another", "azp": CLIENT_ID},
            "wrong_issuer": {"iss": "http://127.0.0.1:1"},
            "expired": {"iat": now - 7200, "exp": now - 3600},
        }
        claims |= changed.get(fault, {})
        if fault == "no_nonce":
            del claims["nonce"]
        if fault == "unsigned":
            return _unsigned(claims)
        key = _new_key("second") if fault == "unknown_key" else self.key
        return jwt.encode({"alg": "RS256", "kid": self.key.kid or ""}, claims, key)

    def _refuse(self, problem: str, status: int = 400) -> Response:
        self.refused.append(problem)
        return JSONResponse({"error": problem}, status)


@contextmanager
def provide(users: dict[str, dict[str, Any]]) -> Iterator[Provider]:
    """A provider on a free port for as long as the context lasts."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        provider = Provider(listening.getsockname()[1], users)
        config = uvicorn.Config(provider.app(), log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        try:
            yield provider
        finally:
            server.should_exit = True
            running.join()


def _problem_of(params: Mapping[str, str]) -> str:
    """What a provider refuses to begin with."""
    checks = {
        "unauthorized_client": params.get("client_id") == CLIENT_ID,
        "unsupported_response_type": params.get("response_type") == "code",
        "invalid_scope": "openid" in params.get("scope", "").split(),
        "invalid_redirect": params.get("redirect_uri", "").endswith("/oauth2callback"),
        "no_state": bool(params.get("state")),
        "no_nonce": bool(params.get("nonce")),
        "no_pkce": params.get("code_challenge_method") == "S256"
        and bool(params.get("code_challenge")),
    }
    return next((problem for problem, passed in checks.items() if not passed), "")


def _is_client(request: Request, form: Mapping[str, str]) -> bool:
    given = (form.get("client_id"), form.get("client_secret"))
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        name, _, secret = base64.b64decode(encoded).decode().partition(":")
        given = (name, secret)
    return given == (CLIENT_ID, CLIENT_SECRET)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _unsigned(claims: Mapping[str, Any]) -> str:
    parts = ({"alg": "none"}, claims)
    encoded = (base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in parts)
    return b".".join([*encoded, b""]).decode()


def _new_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})
