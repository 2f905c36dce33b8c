"""Which host names the program's own addresses answer to: the one place that decides it.

Another site's name may lead to this machine, and its scripts would read along.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from asahi_metrics.core.access import require_loopback


def check_host(request: Request, public_url: str = "") -> None:
    """Let a request pass that names this machine, or raise NotAllowed.

    What is public may be asked by the name in ``public_url`` too: a proxy that the operator
    has put before the program hands it on.
    """
    host = request.url.hostname or ""
    if not public_url or host != urlsplit(public_url).hostname:
        require_loopback(host)
