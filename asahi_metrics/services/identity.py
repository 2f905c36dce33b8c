"""Who a login says somebody is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from asahi_metrics.core.access import Entitlement, Principal
from asahi_metrics.core.errors import NotSignedIn
from asahi_metrics.core.free_text import LONGEST_NAME, clean_line
from asahi_metrics.core.login import Login
from asahi_metrics.services.office import LOCAL_USER, READER

Claims = Mapping[str, Any]

_LONGEST_ACCOUNT = 200
# Names that people type: a person is the same however they are written.
_CASELESS = frozenset({"preferred_username", "upn", "email"})
_RESERVED = frozenset({LOCAL_USER.account, READER.account, "public"})


@dataclass(frozen=True)
class Identity:
    """A person as the provider knows them; ``key`` tells this login from every other one."""

    key: str
    account: str
    name: str
    claims: Claims

    def principal(self, entitled: Entitlement) -> Principal:
        """The person with what they are entitled to."""
        return Principal(
            self.name,
            entitled.role,
            account=self.account,
            districts=entitled.districts,
            sections=entitled.sections,
            signed_in=True,
        )


def identify(login: Login, claims: Claims) -> Identity:
    """The person of an ID token's claims; raises NotSignedIn for claims that tell too little.

    The token was checked when it came (signature, issuer, nonce, time); its audience is
    checked here too, since a library may be content with the authorised party.
    """
    for claim in ("iss", "sub", "iat", "nonce", login.account_claim):
        if not claims.get(claim):
            raise NotSignedIn("error.sign_in.claim", claim=claim)
    audience = claims.get("aud")
    if login.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise NotSignedIn("error.sign_in.audience")
    if login.account_claim == "email" and claims.get("email_verified") is False:
        raise NotSignedIn("error.sign_in.unverified")
    account = normal_account(str(claims[login.account_claim]), login.account_claim)
    if not account or account in _RESERVED or len(account) > _LONGEST_ACCOUNT:
        raise NotSignedIn("error.sign_in.claim", claim=login.account_claim)
    name = clean_line(str(claims.get("name") or ""))[:LONGEST_NAME]
    return Identity(_key(claims), account, name or account[:LONGEST_NAME], claims)


def normal_account(written: str, claim: str) -> str:
    """An account as it is kept: names that people type are the same in capitals and without.

    >>> normal_account(" Yamada@city.example", "preferred_username")
    'yamada@city.example'
    """
    account = clean_line(written)
    return account.lower() if claim in _CASELESS else account


def _key(claims: Claims) -> str:
    """A hash of what makes a login this one; nobody can sign in with it."""
    told = [str(claims[name]) for name in ("iss", "sub", "iat", "nonce")]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
