"""Typst, the typesetter, with the fonts of the machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typst

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.exports.handout_letters import installed_fonts


def typeset(source: bytes, inputs: Mapping[str, str], **options: Any) -> bytes:
    """A document from a template and what it is given; raises AsahiMetricsError if it fails.

    ``options`` are those of ``typst.compile``, the form among them. A document of one page
    gives that page.
    """
    try:
        written = typst.compile(
            source, font_paths=installed_fonts(), sys_inputs=dict(inputs), **options
        )
    except typst.TypstError as error:
        raise AsahiMetricsError("error.files.not_set", reason=error.message) from error
    return bytes(written)
