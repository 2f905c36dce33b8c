"""The style of the public pages and the policy that lets a browser use it, and nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from asahi_metrics.core.addresses import OPEN_DATA, PUBLIC
from asahi_metrics.visuals import theme

PUBLIC_PATHS = (PUBLIC, OPEN_DATA)

_FILE = Path(__file__).parent / "static" / "public.css"
_COLOURS = {
    "text": theme.TEXT,
    "soft": theme.SOFT_TEXT,
    "white": theme.WHITE,
    "dark": theme.DARK_BLUE,
    "blue": theme.BLUE,
    "middle": theme.SEQUENCE[2],
    "pale": theme.PALE_BLUE,
    "ground": theme.SEQUENCE[0],
    "grid": theme.GRID,
    "accent-text": theme.ACCENT_TEXT,
    "fonts": theme.FONTS,
}


@cache
def public_style() -> str:
    """The one style that each public page bears in itself."""
    told = "".join(f"--{name}:{value};" for name, value in _COLOURS.items())
    return f":root{{{told}}}\n{_FILE.read_text(encoding='utf-8')}"


@cache
def public_policy() -> str:
    """No script, no other host, no frame of another site; the style is known by its hash."""
    digest = base64.b64encode(hashlib.sha256(public_style().encode()).digest()).decode()
    rules = {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
