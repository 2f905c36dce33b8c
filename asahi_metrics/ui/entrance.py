"""The entrance: nobody sees a page, or a word of the data, who has not come in through it."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from asahi_metrics.core.access import Principal
from asahi_metrics.core.errors import NotAllowed, NotEntitled, NotSignedIn
from asahi_metrics.core.settings import current_settings
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.ui.asking import forget_principal, principal_of_run
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.navigation import ADMIN_PAGES, PAGES
from asahi_metrics.ui.state import language

LOGIN_FAILED = "login"
"""The part of an address that says that the provider's answer was no good."""


def admit(style: Path) -> Principal | None:
    """Who has come in; None after the login page or a refusal was drawn in place of the page."""
    forget_principal()
    try:
        return principal_of_run()
    except NotEntitled as error:
        show = partial(_show_stranger, error=error)
    except NotSignedIn as error:
        show = partial(_show_login, error=error)
    _draw(show, style)
    return None


def leave() -> None:
    """Sign out, here and at the provider."""
    st.logout()
    # A run that went on would find nobody, begin anew, and drop the word to the browser.
    st.stop()


def show_refusal(text: Text, error: NotAllowed) -> None:
    """A page, or a part of one, that is not open to whoever asks."""
    _alert(text("entrance.refused"), text.of_error(error))
    _show_contact(text)


def _draw(show: Callable[[Text], None], style: Path) -> None:
    """A page without navigation, at whatever address was asked for."""
    text = Text(language())
    title = text("entrance.title")

    def page() -> None:
        st.html(style)
        with st.container(key="entrance"):
            st.html(f'<h1 class="am-entrance">{html.escape(text("app.name"))}</h1>')
            show(text)
            _offer_language(text)

    names = ("start", *PAGES, *ADMIN_PAGES)
    pages = [st.Page(page, title=title, url_path=one, default=one == "start") for one in names]
    chosen = st.navigation(pages, position="hidden")
    st.set_page_config(page_title=text("app.title", page=title), layout="centered")
    chosen.run()


def _show_login(text: Text, error: NotAllowed) -> None:
    if LOGIN_FAILED in st.query_params:
        _alert(text("entrance.failed"))
    elif error.key == "error.sign_in.nobody":
        st.html(f'<p class="am-account">{html.escape(text("entrance.welcome"))}</p>')
    else:
        _alert(text.of_error(error))
    if st.button(text("entrance.sign_in"), type="primary", key="sign_in", icon=":material/login:"):
        st.login()
    _show_contact(text)


def _show_stranger(text: Text, error: NotAllowed) -> None:
    _alert(text.of_error(error))
    st.html(f'<p class="am-account">{html.escape(text("entrance.ask"))}</p>')
    _show_contact(text)
    if st.button(text("entrance.sign_out"), key="sign_out", icon=":material/logout:"):
        leave()


def _alert(*paragraphs: str) -> None:
    """A box that nobody overlooks; an account in it is text, and no link to write a mail."""
    told = "<br>".join(html.escape(one) for one in paragraphs)
    st.html(f'<p class="am-alert" role="alert">{told}</p>')


def _show_contact(text: Text) -> None:
    contact = current_settings().access_contact
    if contact:
        st.caption(text("entrance.contact", contact=literal(contact)))


def _offer_language(text: Text) -> None:
    """The other language as a link, with the rest of the address as it is."""
    for other in (one for one in LANGUAGES if one != text.lang):
        address = html.escape("?" + urlencode({**st.query_params, "lang": other}), quote=True)
        said = html.escape(text(f"language.{other}"))
        st.html(f'<a class="am-entrance-language" href="{address}" lang="{other}">{said}</a>')
