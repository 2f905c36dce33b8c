"""Nobody sees a page who has not come in, and everybody who has sees what is theirs to do."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.access import Action, Entitlement, Role, allows
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.notes import notes_on
from asahi_metrics.services.office import LOCAL_USER, READER, Office, open_office
from asahi_metrics.services.people import set_person
from asahi_metrics.services.territory import replace_boundaries
from asahi_metrics.ui.desk import ledger
from asahi_metrics.ui.navigation import ADMIN_PAGES, PAGES
from asahi_metrics.ui.opening import open_cached
from tests.logs import entries
from tests.ui.opening import SECONDS, html_of
from tests.ui.visitors import SETTINGS, claims, reception, signed_in, with_login
from tests.ward import DISTRICTS, districts_geojson, open_filled_ward

JA = Text("ja")
EVERY_PAGE = (*PAGES, *ADMIN_PAGES)
STAFF = [role for role in get_args(Role) if role != "public"]
FIGURES = re.compile(r"am-(value|card|badge)|山手|川端|野原|District 0")

Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("entrance")
    office = open_filled_ward(folder)
    drawn = read_boundaries(districts_geojson(), "districts.geojson", office.pack)
    replace_boundaries(office, drawn)
    shutil.copytree(ROOT / "data" / "policy", folder / "pack" / "policy")
    return open_office(office.settings)


@pytest.fixture
def open_app(root: Path, ward: Office) -> Iterator[Open]:
    """Open a page of a program with a login: ``open_app("map", user=…, lang="en")``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAHI_DATABASE_URL", ward.settings.database_url)
        patch.setenv("ASAHI_PACK", str(ward.settings.pack))
        with_login(patch)

        def go(page: str, *, user: dict[str, Any] | None = None, **link: str) -> AppTest:
            shell = root / "asahi_metrics" / "ui" / "shell.py"
            app = AppTest.from_file(str(shell), default_timeout=SECONDS)
            app.user = user or {}
            app.switch_page(str(root / "pages" / f"{page}.py"))
            for name, value in ({"year": "2023"} | link).items():
                app.query_params[name] = value
            app.run()
            assert not app.exception
            return app

        yield go


def everything(app: AppTest) -> str:
    """All that the app sent to the browser."""
    return repr(app._tree)


def buttons(app: AppTest) -> set[str]:
    return {str(one.key) for one in app.button}


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_a_page_file_that_is_run_by_itself_shows_nothing(
    root: Path, ward: Office, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv("ASAHI_DATABASE_URL", ward.settings.database_url)
    monkeypatch.setenv("ASAHI_PACK", str(ward.settings.pack))
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    app = AppTest.from_file(str(root / "pages" / f"{page}.py"), default_timeout=SECONDS).run()
    assert len(app.exception) == len(app.main.children) == 1
    assert not FIGURES.search(everything(app))
    assert not app.button


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", EVERY_PAGE)
def test_without_a_login_every_address_shows_the_login_and_nothing_else(
    open_app: Open, page: str, lang: Language
) -> None:
    text, app = Text(lang), open_app(page, lang=lang, districts="01")
    assert buttons(app) == {"sign_in"}
    for said in ("app.name", "entrance.welcome"):
        assert text(said) in html_of(app)
    assert not app.selectbox
    assert not FIGURES.search(everything(app))


@pytest.mark.parametrize(
    "forged",
    [
        {"is_logged_in": False},
        {"is_logged_in": True},
        claims("nobody"),
        claims("nobody") | {"nonce": ""},
        claims("nobody") | {"aud": "another"},
        claims("local"),
    ],
    ids=["no", "bare", "never began", "no nonce", "another program", "local"],
)
def test_claims_that_began_no_login_here_open_nothing(
    open_app: Open, forged: dict[str, Any]
) -> None:
    app = open_app("overview", user=forged)
    assert buttons(app) == {"sign_in"}
    assert not FIGURES.search(everything(app))


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_somebody_without_a_role_is_told_whom_to_ask_and_sees_nothing(
    open_app: Open, ward: Office, page: str
) -> None:
    with pytest.raises(Exception, match="not_entitled"):
        reception(ward).begin(stranger := claims("stranger"))
    app = open_app(page, user=stranger)
    for said in (JA("error.sign_in.not_entitled", account="stranger"), JA("entrance.ask")):
        assert said in html_of(app)
    assert "内線0000" in app.caption[0].value
    assert buttons(app) == {"sign_out"}
    assert not FIGURES.search(everything(app))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", STAFF)
def test_every_role_of_the_staff_reads_every_page(
    open_app: Open, ward: Office, role: Role, page: str
) -> None:
    user = signed_in(ward, role, districts=frozenset({"01"}))
    app = open_app(page, user=user)
    assert not app.error
    assert not app.warning
    assert FIGURES.search(everything(app))


@pytest.mark.parametrize("role", STAFF)
def test_the_log_is_for_administrators_and_others_are_told_so(
    open_app: Open, ward: Office, role: Role
) -> None:
    app = open_app("audit", user=signed_in(ward, role))
    if role == "administrator":
        assert not app.error
        assert [one.key for one in app.selectbox if "audit" in str(one.key)]
        return
    assert JA("entrance.refused") in html_of(app)
    assert not [one.key for one in app.selectbox if "audit" in str(one.key)]
    assert (entries(ward, "audit")[-1].role, entries(ward, "audit")[-1].outcome) == (
        role,
        "refused",
    )


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("officer", {"upload", "note"}),
        ("steward", {"upload"}),
        ("manager", {"note", "freeze"}),
        ("administrator", {"upload", "note", "freeze", "boundaries"}),
    ],
)
def test_a_page_offers_what_the_role_may_do_and_nothing_else(
    open_app: Open, ward: Office, role: Role, offered: set[str]
) -> None:
    user = signed_in(
        ward,
        role,
        districts=frozenset({"01"}) if role == "officer" else frozenset(),
        sections=frozenset({"general_affairs"}),
    )
    data = open_app("data", user=user, dataset="disaster_drills")
    district = open_app("district", user=user, districts="01")
    review = open_app("review", user=user, year="2025")
    found = {
        "upload": any("loading_file" in str(one.key) for one in data.get("file_uploader")),
        "boundaries": any("boundary_file" in str(one.key) for one in data.get("file_uploader")),
        "note": "note_new" in buttons(district),
        "freeze": "review_ask" in buttons(review),
    }
    assert {name for name, is_there in found.items() if is_there} == offered


def test_an_officer_is_offered_notes_on_the_own_district_only(open_app: Open, ward: Office) -> None:
    user = signed_in(ward, "officer", districts=frozenset({"01"}))
    assert "note_new" in buttons(open_app("district", user=user, districts="01"))
    assert "note_new" not in buttons(open_app("district", user=user, districts="02"))


def test_a_steward_is_offered_the_own_sections_upload_and_undo_only(
    open_app: Open, ward: Office
) -> None:
    user = signed_in(ward, "steward", sections=frozenset({"general_affairs"}))
    app = open_app("data", user=user, dataset="dog_patrol")
    assert not app.get("file_uploader")
    section = JA("section.environmental_health")
    assert JA("loading.not_yours", section=section) in [one.value for one in app.caption]
    undo = {key for key in buttons(app) if key.startswith("undo_")}
    # Of the eight newest revisions one loaded a dataset of the section.
    assert len(undo) == 1


def test_the_menu_tells_who_somebody_is_and_what_is_theirs(open_app: Open, ward: Office) -> None:
    user = signed_in(
        ward, "officer", account="yamada", name="山田 花子", districts=frozenset({"01", "03"})
    )
    told = html_of(open_app("overview", user=user))
    told = told[told.index("am-account") :]
    for word in ("山田 花子", "yamada", JA("role.officer"), DISTRICTS["01"], DISTRICTS["03"]):
        assert word in told
    assert DISTRICTS["02"] not in told[: told.index("</p>")]


def test_a_name_in_the_menu_is_text(open_app: Open, ward: Office) -> None:
    name = "<img src=x onerror=alert(1)>"
    user = signed_in(ward, "officer", account="<b>hostile", name=name)
    told = html_of(open_app("overview", user=user))
    assert "&lt;img src=x onerror=alert(1)&gt;" in told
    assert "&lt;b&gt;hostile" in told
    assert "<img src=x" not in told


def test_a_role_that_is_changed_counts_from_the_next_run_on(open_app: Open, ward: Office) -> None:
    user = signed_in(ward, "manager", account="sato")
    app = open_app("review", user=user, year="2025")
    assert "review_ask" in buttons(app)
    acting = ward.acting_as(LOCAL_USER)
    set_person(acting, "sato", Entitlement("officer", frozenset({"01"})))
    app.run()
    assert "review_ask" not in buttons(app)
    set_person(acting, "sato", Entitlement("public"))
    app.run()
    assert buttons(app) == {"sign_out"}
    assert not FIGURES.search(everything(app))


def test_a_login_that_ended_leads_back_to_the_entrance(open_app: Open, ward: Office) -> None:
    user = signed_in(ward, "officer", account="suzuki")
    app = open_app("overview", user=user)
    reception(ward).end(user)
    app.run()
    assert buttons(app) == {"sign_in"}
    assert JA("error.sign_in.ended") in html_of(app)
    assert not FIGURES.search(everything(app))


def test_an_answer_that_was_no_good_is_told(open_app: Open) -> None:
    app = open_app("overview", login="failed")
    assert JA("entrance.failed") in html_of(app)


def test_a_note_is_signed_with_the_name_of_the_login(open_app: Open, ward: Office) -> None:
    user = signed_in(
        ward, "officer", account="yamada", name="山田 花子", districts=frozenset({"01"})
    )
    app = open_app("district", user=user, districts="01")
    app.button(key="note_new").click().run()
    assert not [one for one in app.text_input if one.key == "note_author"]
    app.text_area(key="note_body").set_value("坂が多い。")
    app.button(key="note_yes").click().run()
    assert not app.exception
    (note,) = notes_on(ward.acting_as(LOCAL_USER), "01")
    assert (note.newest.written.name, note.newest.written.account) == ("山田 花子", "yamada")


def test_what_sessions_share_is_made_for_somebody_who_may_change_nothing(
    ward: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAHI_DATABASE_URL", ward.settings.database_url)
    monkeypatch.setenv("ASAHI_PACK", str(ward.settings.pack))
    shared = open_cached()
    assert shared.principal == READER
    assert ledger(shared).figures.office.principal == READER
    for action in get_args(Action):
        assert allows(READER, action) == (action in {"read", "read_public"})


def test_without_a_login_the_menu_says_so_and_leads_to_the_log(
    root: Path, ward: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAHI_DATABASE_URL", ward.settings.database_url)
    monkeypatch.setenv("ASAHI_PACK", str(ward.settings.pack))
    app = AppTest.from_file(
        str(root / "asahi_metrics" / "ui" / "shell.py"), default_timeout=SECONDS
    ).run()
    assert not app.exception
    assert JA("account.local_what") in html_of(app)
    assert "sign_out" not in buttons(app)
