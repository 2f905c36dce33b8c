"""The script of every run: the entrance, page frame, filters, and the page that the link names."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from asahi_metrics.core.access import Principal
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed
from asahi_metrics.core.text import Text
from asahi_metrics.services.office import Office
from asahi_metrics.ui.desk import known, lay_out, lay_out_present, ledger
from asahi_metrics.ui.entrance import admit, show_refusal
from asahi_metrics.ui.filters import filter_bar
from asahi_metrics.ui.navigation import ADMIN_PAGES, PAGES, PRESENT_PAGES, page_file
from asahi_metrics.ui.opening import open_cached
from asahi_metrics.ui.past import show_past
from asahi_metrics.ui.running import Told, name_page, whole_run
from asahi_metrics.ui.state import language, read_view, take_unread, write_link

_STYLE = Path(__file__).parent / "static" / "app.css"


def run() -> None:
    """Let in who may come in; whoever may not sees the entrance and nothing else."""
    principal = admit(_STYLE)
    if principal is not None:
        _draw(principal)


def _draw(principal: Principal) -> None:
    """Draw the frame and run the chosen page.

    The menu comes first: without the database it stays, and the link keeps its page.
    """
    page = _enter(Text(language()))
    office = open_cached()
    with whole_run(office) as told:
        _run(office, principal, page, told)


def _enter(text: Text) -> StreamlitPage:
    """The chosen page, named and styled, with the menu of all pages above."""
    page, start = _navigate(text)
    name_page(page.url_path or PAGES[0])
    if page.url_path == PAGES[0]:
        st.switch_page(start, query_params=dict(st.query_params))
    st.set_page_config(page_title=text("app.title", page=page.title), layout="wide")
    st.html(_STYLE)
    return page


def _run(office: Office, principal: Principal, page: StreamlitPage, told: Told) -> None:
    book = ledger(office)
    read_view(known(office, book))
    own = office.acting_as(principal)
    now = lay_out(own, book)
    text = now.text
    if now.is_past and page.url_path in PRESENT_PAGES:
        now = lay_out_present(own, book)
    filter_bar(now)
    show_past(now)
    # Held open above the page, which reads its own part of the link as it runs.
    above = st.container()
    try:
        page.run()
    except NotAllowed as error:
        told["error"] = error.key
        show_refusal(text, error)
    except AsahiMetricsError as error:
        told["error"] = error.key
        st.error(text.of_error(error))
    for part in take_unread():
        above.warning(text("filter.link_not_understood", key=part.key, value=part.value))
    write_link()


def _navigate(text: Text) -> tuple[StreamlitPage, StreamlitPage]:
    """The chosen page and the start page; the menu of all pages is drawn above."""
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
    return page, start


# Streamlit runs this file as the main script.
if __name__ == "__main__":
    run()
