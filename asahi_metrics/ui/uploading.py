"""A file uploader that speaks the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from asahi_metrics.core.stage import Stage
from asahi_metrics.core.text import Text
from asahi_metrics.sources.reading import MAX_BYTES

# Streamlit's own words stand in the page as they are: they are made invisible, and the
# program's words are put in their place.
_STYLE = """<style>
.st-key-%(key)s {
  [data-testid="stFileUploaderDropzone"] button p { font-size: 0; }
  [data-testid="stFileUploaderDropzone"] button p::after { content: "%(button)s"; font-size: 1rem; }
  [data-testid="stFileUploaderDropzoneInstructions"] * { font-size: 0 !important; }
  [data-testid="stFileUploaderDropzoneInstructions"]::after { content: "%(limit)s";
    font-size: .8125rem; color: #595959; line-height: 1.4; }
  [data-testid="stFileUploaderFileErrorMessage"] { font-size: 0 !important; }
  [data-testid="stFileUploaderFileErrorMessage"]::after { content: "%(too_large)s";
    font-size: .875rem; }
}
</style>"""


@dataclass(frozen=True)
class Upload:
    """An uploaded file; ``identity`` tells it from every other upload of the session.

    ``stage`` is what it is to be loaded as.
    """

    name: str
    content: bytes
    identity: str
    stage: Stage = "final"


def upload(label: str, *, key: str, suffixes: Sequence[str], text: Text) -> Upload | None:
    """Ask for a file; ``key`` names the place, and ``forget`` empties it.

    Kinds of files are told but not enforced here, since the services refuse the others
    with a reason in the reader's language.
    """
    limit = MAX_BYTES // 2**20
    kinds = ", ".join(suffix.removeprefix(".") for suffix in suffixes)
    st.html(
        _STYLE
        % {
            "key": key,
            "button": text("loading.upload_button"),
            "limit": text("loading.upload_limit", kinds=kinds, limit=limit),
            "too_large": text("loading.upload_too_large", limit=limit),
        }
    )
    with st.container(key=key):
        taken = st.file_uploader(label, key=f"{key}_{_round(key)}")
    if taken is None:
        return None
    return Upload(taken.name, taken.getvalue(), f"{key}:{taken.file_id}")


def forget(key: str) -> None:
    """Empty the place, so that nothing of the file is kept."""
    st.session_state[f"round_{key}"] = _round(key) + 1


def _round(key: str) -> int:
    rounds: int = st.session_state.get(f"round_{key}", 0)
    return rounds
