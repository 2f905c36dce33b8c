"""The script of every run: the entrance, page frame, filters, and the page that the link names."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from asahi_metrics.core.access import Principal
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed
from asahi_metrics.ui.desk import known, lay_out, ledger
from asahi_metrics.ui.entrance import admit, show_refusal
from asahi_metrics.ui.filters import filter_bar
from asahi_metrics.ui.navigation import ADMIN_PAGES, PAGES, page_file
from asahi_metrics.ui.opening import open_cached
from asahi_metrics.ui.state import read_view, take_unread, write_link

_STYLE = Path(__file__).parent / "static" / "app.css"


def run() -> None:
    """Let in who may come in; whoever may not sees the entrance and nothing else."""
    principal = admit(_STYLE)
    if principal is not None:
        _draw(principal)


def _draw(principal: Principal) -> None:
    """Draw the frame and run the chosen page."""
    office = open_cached()
    book = ledger(office)
    read_view(known(office, book))
    now = lay_out(office.acting_as(principal), book)
    text = now.text
    first, *others = PAGES
    start = st.Page(page_file(first), title=text(f"nav.{first}"), url_path="start", default=True)
    # Streamlit shows the first page at the root alone; its own name leads there too.
    hidden = (first, *ADMIN_PAGES)
    page = st.navigation(
        [
            start,
            *(
                st.Page(page_file(name), title=text(f"nav.{name}"), url_path=name)
                for name in others
            ),
            *(
                st.Page(
                    page_file(name), title=text(f"nav.{name}"), url_path=name, visibility="hidden"
                )
                for name in hidden
            ),
        ],
        position="top",
    )
    if page.url_path == first:
        st.switch_page(start, query_params=dict(st.query_params))
    st.set_page_config(page_title=text("app.title", page=page.title), layout="wide")
    st.html(_STYLE)
    filter_bar(now)
    # Held open above the page, which reads its own part of the link as it runs.
    told = st.container()
    try:
        page.run()
    except NotAllowed as error:
        show_refusal(text, error)
    except AsahiMetricsError as error:
        st.error(text.of_error(error))
    for part in take_unread():
        told.warning(text("filter.link_not_understood", key=part.key, value=part.value))
    write_link()


# Streamlit runs this file as the main script.
if __name__ == "__main__":
    run()
