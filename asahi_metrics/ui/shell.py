"""The script of every run: page frame, filters, and the page that the link names."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from asahi_metrics.core.errors import AsahiMetricsError, DatabaseSilent
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.office import Office
from asahi_metrics.store.database import answering
from asahi_metrics.ui.desk import known, lay_out, ledger, open_cached, require_one_state
from asahi_metrics.ui.filters import filter_bar
from asahi_metrics.ui.navigation import PAGES, page_file
from asahi_metrics.ui.state import read_view, take_unread, write_link

_STYLE = Path(__file__).parent / "static" / "app.css"


def run() -> None:
    """Draw the page; without its database there is none to draw."""
    try:
        office = open_cached()
        with answering(office.engine):
            _draw(office)
    except DatabaseSilent:
        # Where the database is, nobody is told who only looks at pages.
        st.error("\n\n".join(Text(lang)("app.database_silent") for lang in LANGUAGES))


def _draw(office: Office) -> None:
    """Draw the frame and run the chosen page."""
    book = ledger(office)
    read_view(known(office, book))
    now = lay_out(office, book)
    text = now.text
    first, *others = PAGES
    start = st.Page(page_file(first), title=text(f"nav.{first}"), url_path="start", default=True)
    page = st.navigation(
        [
            start,
            *(
                st.Page(page_file(name), title=text(f"nav.{name}"), url_path=name)
                for name in others
            ),
            # Streamlit shows the first page at the root alone; its own name leads there too.
            st.Page(page_file(first), title=start.title, url_path=first, visibility="hidden"),
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
    except AsahiMetricsError as error:
        st.error(text.of_error(error))
    require_one_state(book)
    for part in take_unread():
        told.warning(text("filter.link_not_understood", key=part.key, value=part.value))
    write_link()


# Streamlit runs this file as the main script.
if __name__ == "__main__":
    run()
