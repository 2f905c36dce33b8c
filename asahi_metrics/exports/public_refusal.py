"""The page that the public gets where there is none to be had."""

from __future__ import annotations

from asahi_metrics.exports.markup import attribute
from asahi_metrics.exports.public_page import Frame


def write_refusal(frame: Frame, why: str, ward: str) -> str:
    """What there is not, what to do, and the way to the list of districts.

    ``why`` is ``unreleased``, ``unknown`` or ``failing``; ``ward`` is empty where nothing is known.
    """
    said = frame.say(f"public.refused.{why}")
    more = frame.say(f"public.refused.{why}_why")
    home = attribute(frame.address(f"{frame.up}public/"))
    link = f'<p><a href="{home}">{frame.say("public.refused.home")}</a></p>'
    body = (
        f'<main id="main" class="refusal"><h1>{said}</h1><p>{more}</p>'
        f"{link if why == 'unknown' else ''}</main>"
    )
    title = frame.text(f"public.refused.{why}")
    return frame.document(title, body, ward=ward, listed=False)
