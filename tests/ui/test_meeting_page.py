"""The page for town meetings: made, edited, saved, opened by its link, copied, released."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.report import DECK_LANGUAGES
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.deck_files import FORMS
from asahi_metrics.services.decks import list_decks, read_deck, save_deck
from asahi_metrics.services.office import Office
from asahi_metrics.services.releasing import list_releases, release
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, build_deck
from asahi_metrics.ui.lines import literal
from tests.ui.opening import open_page
from tests.ward import load, open_filled_ward

HOSTILE = "<img src=x onerror=alert(1)>訓練"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_filled_ward(tmp_path)


@pytest.fixture
def shell(root: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page frame on a ward of the test's own, since decks are saved in it."""
    monkeypatch.setenv("ASAHI_DATABASE_URL", office.settings.database_url)
    monkeypatch.setenv("ASAHI_PACK", str(office.settings.pack))
    return root / "asahi_metrics" / "ui" / "shell.py"


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def make(shell: Path, **link: str) -> AppTest:
    asked = {"area": "01", "audience": "staff", "year": "2023", **link}
    return press(open_page(shell, "meeting", **asked), "meeting_make")


def save(app: AppTest, name: str = "地区担当") -> AppTest:
    app.text_input(key="meeting_author").set_value(name)
    return press(app, "meeting_save")


def pictures_of(app: AppTest) -> list[str]:
    """The slides' pictures as SVG."""
    coded = re.findall(r'class="am-slide"[^>]*base64,([^"]+)"', page_of(app))
    return [base64.b64decode(one).decode() for one in coded]


def page_of(app: AppTest) -> str:
    """What stands on the page as HTML."""
    return " ".join(str(one.proto.body) for one in app.get("html"))


def told(app: AppTest, kind: str) -> list[str]:
    return [one.value for one in getattr(app, kind)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slides", DECK_LANGUAGES)
def test_a_deck_is_made_shown_saved_and_opened_by_its_link(
    shell: Path, office: Office, lang: Language, slides: str
) -> None:
    text = Text(lang)
    app = make(shell, lang=lang, slides=slides)
    shown = pictures_of(app)
    assert len(shown) == len(app.text_area) > 4
    app = save(app)
    assert told(app, "success") == [text("meeting.saved", number=1)]
    assert app.query_params["deck"] == "1"
    assert pictures_of(app) == shown
    (head,) = list_decks(office)
    assert (head.district, head.year, head.lang, head.author) == ("01", 2023, slides, "地区担当")
    again = open_page(shell, "meeting", deck="1", lang=lang)
    assert not again.warning
    assert pictures_of(again) == shown


def test_topics_stand_in_the_order_in_which_they_were_chosen(shell: Path, office: Office) -> None:
    app = open_page(shell, "meeting", area="01", audience="staff", year="2023")
    app.multiselect(key="meeting_topics").set_value(["marche", "disaster_drills"]).run()
    app.text_input(key="meeting_title").set_value("山手の防災").run()
    app.text_input(key="meeting_place").set_value("山手会館").run()
    save(press(app, "meeting_make"))
    deck = read_deck(office, 1).made.deck
    assert deck.topics == ("marche", "disaster_drills")
    assert (deck.title, deck.place) == ("山手の防災", "山手会館")


def test_an_edited_sentence_is_drawn_at_once_and_kept_as_a_new_version(
    shell: Path, office: Office
) -> None:
    app = save(make(shell))
    app.text_area(key="meeting_sentence_1_contents").set_value(HOSTILE).run()
    assert not app.exception
    assert any("onerror=alert(1)&gt;" in one for one in pictures_of(app))
    assert told(app, "warning") == [Text("ja")("meeting.present_saved")]
    app = press(app, "meeting_save")
    assert app.query_params["deck"] == "2"
    assert [one.id for one in list_decks(office)] == [2]
    assert read_deck(office, 2).made.deck.slides[1].title == HOSTILE
    assert read_deck(office, 1).made.deck.slides[1].title != HOSTILE


def test_saved_decks_are_listed_below_the_form_each_with_its_links(
    shell: Path, office: Office
) -> None:
    assert "<table" not in page_of(open_page(shell, "meeting"))
    app = make(shell)
    app.text_area(key="meeting_sentence_draft_cover").set_value(HOSTILE).run()
    save(save(app))
    listed = page_of(open_page(shell, "meeting", lang="en"))
    # The newest version alone, its title as text.
    assert re.findall(r'href="meeting\?[^"]*deck=(\d+)"', listed) == ["2"]
    assert re.findall(r'href="/present/(\d+)"', listed) == ["2"]
    assert "&lt;img src=x onerror" in listed
    assert "<img src=x" not in listed
    assert Text("en")("meeting.list.heading", count=1) in listed


def test_a_link_to_an_older_version_opens_it_and_leads_to_the_newer_one(
    shell: Path, office: Office
) -> None:
    save(save(make(shell)))
    app = open_page(shell, "meeting", deck="1")
    assert told(app, "warning") == [Text("ja")("meeting.older", number=2)]
    assert "meeting_save" not in {one.key for one in app.button}
    app = press(app, "meeting_newer")
    assert app.query_params["deck"] == "2"
    assert not app.warning


def test_an_empty_sentence_is_told_and_nothing_is_saved(shell: Path, office: Office) -> None:
    app = make(shell)
    app.text_area(key="meeting_sentence_draft_contents").set_value(" ").run()
    assert told(app, "error") == [Text("ja")("error.meeting.empty_title")]
    save(app)
    assert list_decks(office) == []


def test_a_deck_without_a_name_is_not_saved_and_the_draft_stays(
    shell: Path, office: Office
) -> None:
    app = make(shell)
    app.text_area(key="meeting_sentence_draft_contents").set_value("今日の話").run()
    app = save(app, " ")
    assert told(app, "error") == [Text("ja")("error.written.no_name")]
    assert app.text_area(key="meeting_sentence_draft_contents").value == "今日の話"
    assert list_decks(office) == []


def test_a_copy_for_another_district_is_opened(shell: Path, office: Office) -> None:
    app = save(make(shell))
    app.selectbox(key="meeting_copy_to").set_value("03").run()
    app = press(app, "meeting_copy_do")
    assert app.query_params["deck"] == "2"
    assert [one.district for one in list_decks(office)] == ["03", "01"]


def choose_form(app: AppTest, form: str) -> AppTest:
    app.selectbox(key="meeting_file_form").set_value(form).run()
    assert not app.exception
    return app


def downloads(app: AppTest) -> list[str]:
    return [one.proto.label for one in app.get("download_button")]


@pytest.mark.parametrize("saved", [True, False])
def test_every_form_is_made_when_it_is_asked_for_of_drafts_and_saved_decks(
    shell: Path, saved: bool
) -> None:
    app = save(make(shell)) if saved else make(shell)
    for form in (*FORMS, "zip"):
        app = choose_form(app, form)
        notes = " ".join(str(one.proto.body) for one in app.get("html"))
        assert Text("ja")(f"files.form_note.{form}") in notes
        assert downloads(app) == []
        app = press(app, "meeting_file_make")
        assert len(downloads(app)) == 1
        ready = app.session_state["meeting_file"]
        assert ready.name.endswith(".zip" if form == "png" else f".{form}")
        assert not ready.failures
        assert len(ready.content) > 1_000


def test_an_edited_deck_is_made_into_a_file_again(shell: Path) -> None:
    app = press(choose_form(save(make(shell)), "pptx"), "meeting_file_make")
    assert len(downloads(app)) == 1
    app.text_area(key="meeting_sentence_1_contents").set_value("今日の話").run()
    assert downloads(app) == []
    app = press(app, "meeting_file_make")
    slides = Presentation(io.BytesIO(app.session_state["meeting_file"].content)).slides
    assert slides[1].shapes.title.text_frame.text == "今日の話"


def test_the_zip_of_all_districts_is_made_anew_after_an_import(shell: Path, office: Office) -> None:
    app = press(choose_form(make(shell), "zip"), "meeting_file_make")
    assert len(downloads(app)) == 1
    load(office, "disaster_drills", [("2025-11-01", "山手", "A会", "避難訓練", "公園", 9, 5, None)])
    app.run()
    assert downloads(app) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_deck_from_before_figures_were_kept_opens_and_says_what_its_files_are_made_of(
    shell: Path, office: Office, lang: Language
) -> None:
    # The first page of all gives the ward its boundaries, which is a revision.
    open_page(shell, "meeting")
    request = DeckRequest("01", 2023)
    number = save_deck(office, MadeDeck(request, build_deck(office, request)), author="担当")
    app = open_page(shell, "meeting", deck=str(number), lang=lang)
    assert not app.warning
    old = office.revision()
    load(office, "disaster_drills", [("2025-11-01", "山手", "A会", "避難訓練", "公園", 9, 5, None)])
    app = open_page(shell, "meeting", deck=str(number), lang=lang)
    said = Text(lang)("meeting.file.not_kept", old=old, new=office.revision())
    assert told(app, "warning") == [said]


def test_what_is_missing_in_the_zip_is_told_beside_it(shell: Path) -> None:
    app = press(choose_form(make(shell), "zip"), "meeting_file_make")
    ready = app.session_state["meeting_file"]
    app.session_state["meeting_file"] = replace(ready, failures=("山手: 作れませんでした。",))
    app.run()
    assert told(app, "warning") == [literal("山手: 作れませんでした。")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_residents_get_a_deck_only_after_a_release_that_is_asked_about_first(
    shell: Path, office: Office, lang: Language
) -> None:
    text = Text(lang)
    app = open_page(shell, "meeting", area="01", year="2023", lang=lang)
    assert told(app, "info") == [text("meeting.release.none")]
    assert "meeting_make" not in {one.key for one in app.button}
    app = press(app, "meeting_release")
    assert list_releases(office) == []
    app = press(app, "meeting_release_yes")
    assert len(list_releases(office)) == 1
    assert not app.info
    save(press(app, "meeting_make"))
    assert read_deck(office, 1).made.deck.audience == "public"


def test_a_release_can_be_left_alone(shell: Path, office: Office) -> None:
    app = press(open_page(shell, "meeting", year="2023"), "meeting_release")
    app = press(app, "meeting_release_no")
    assert "meeting_release" in {one.key for one in app.button}
    assert list_releases(office) == []


def test_a_link_to_a_deck_that_is_none_is_told(shell: Path) -> None:
    app = open_page(shell, "meeting", deck="99")
    text = Text("ja")
    assert told(app, "warning") == [text("filter.link_not_understood", key="deck", value="99")]


def test_older_released_figures_are_named_and_a_deck_can_be_made_of_them_all_the_same(
    shell: Path, office: Office
) -> None:
    first = release(office).revision
    load(office, "disaster_drills", [("2025-11-01", "山手", "A会", "避難訓練", "公園", 9, 5, None)])
    app = open_page(shell, "meeting", area="01", year="2023")
    behind = Text("ja")("meeting.release.behind", old=first, new=office.revision())
    assert behind in told(app, "caption")
    assert "meeting_make" in {one.key for one in app.button}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_that_residents_may_not_see_must_be_vouched_for(
    shell: Path, office: Office, lang: Language
) -> None:
    text = Text(lang)
    release(office)
    app = make(shell, audience="public", lang=lang)
    app.text_area(key="meeting_sentence_draft_contents").set_value("新しい仲間は37人").run()
    found = text("meeting.numbers.found", place=2, numbers="37")
    assert [one.replace("\\", "") for one in told(app, "warning")] == [found]
    assert "meeting_file_make" not in {one.key for one in app.button}
    save(app)
    assert text("error.meeting.unchecked_numbers", slides="2", numbers="37") in [
        one.replace("\\", "") for one in told(app, "error")
    ]
    assert list_decks(office) == []
    app.checkbox[0].check().run()
    assert "meeting_file_make" in {one.key for one in app.button}
    # Another number asks again.
    app.text_area(key="meeting_sentence_draft_contents").set_value("新しい仲間は38人").run()
    assert not app.checkbox[0].value
    app.text_area(key="meeting_sentence_draft_contents").set_value("新しい仲間は37人").run()
    app.checkbox[0].check().run()
    app = save(app)
    assert read_deck(office, 1).made.deck.slides[1].vouched == ("37",)
    assert not app.warning
