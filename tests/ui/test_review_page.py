"""The review page in both languages: looked through, frozen, opened by its link, compared."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.review_drafts import draft_content
from asahi_metrics.services.reviews import (
    Change,
    NewReview,
    compare_reviews,
    freeze_review,
    list_reviews,
    read_review,
)
from asahi_metrics.services.setup import fill_if_empty
from asahi_metrics.store.database import write
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.review_changes import changes_html, headline
from asahi_metrics.ui.review_files import changes_frame, figures_frame
from asahi_metrics.ui.review_table import ReviewChoice
from tests.ui.conftest import LayDesk
from tests.ui.opening import html_of, open_page
from tests.ui.visitors import signed_in, with_login

HOSTILE = "<img src=x onerror=alert(1)> **b** [x](http://127.0.0.1/)\n</div>"


@pytest.fixture
def office(shell: Path) -> Iterator[Office]:
    """The database of the pages, without any review before and after."""
    opened = open_office(Settings())
    fill_if_empty(opened)
    yield opened
    with write(opened.engine) as connection:
        connection.execute(sql("DELETE FROM review"))
    opened.engine.dispose()


@pytest.fixture
def two(office: Office) -> tuple[int, int]:
    """The first and the second quarter of FY2026, frozen."""
    figures = Figures(office)
    first, second = (
        freeze_review(office, figures, NewReview(2026, quarter, "区長", f"所見{quarter}"))
        for quarter in (1, 2)
    )
    return first, second


def fill(app: AppTest, author: str = "山田区長", summary: str = HOSTILE) -> AppTest:
    app.text_area(key="review_summary").set_value(summary)
    app.text_input(key="review_author").set_value(author)
    return app


def press(app: AppTest, key: str = "review_ask") -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def rows_of(app: AppTest) -> int:
    return len(re.findall(r'<tr><th scope="row">.*?</th><td><b>', html_of(app)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_review_the_page_says_what_to_do_and_shows_the_ended_quarter(
    shell: Path, office: Office, lang: Language
) -> None:
    app = open_page(shell, "review", lang=lang)
    assert Text(lang)("review.first") in [one.value for one in app.info]
    # The sample reaches October: the second quarter is the last whose months are all there.
    assert app.selectbox(key="choice_quarter").value == "q2"
    content = draft_content(Figures(office), 2026, 2)
    assert content is not None
    assert rows_of(app) == sum(len(i.figures) for one in content.pillars for i in one.initiatives)
    assert Text(lang)("review.all_sample") in html_of(app)


def test_pillar_and_status_narrow_the_figures(shell: Path, office: Office) -> None:
    app = open_page(shell, "review", pillar="safety", status="behind")
    content = draft_content(Figures(office), 2026, 2)
    assert content is not None
    own = content.figures_of_pillar(content.pillars[0])
    assert rows_of(app) == sum(one.status == "behind" for one in own) > 0
    app.selectbox(key="choice_status").set_value("missed").run()
    assert Text("ja")("review.nothing_left") in [one.value for one in app.info]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_quarter_is_frozen_after_a_question_and_shown_by_its_number(
    shell: Path, office: Office, lang: Language
) -> None:
    text = Text(lang)
    app = press(fill(open_page(shell, "review", lang=lang)))
    asked = " ".join(one.value for one in app.markdown)
    assert text("review.form.for_good") in asked
    assert text("review.form.sample") in asked
    assert list_reviews(office) == []
    press(app, "review_yes")
    (head,) = list_reviews(office)
    assert (head.year, head.quarter, head.author) == (2026, 2, "山田区長")
    assert [one.value for one in app.success] == [text("review.form.done", number=head.id)]
    assert app.query_params["review"] == str(head.id)
    shown = html_of(app)
    assert html.escape(read_review(office, head.id).summary) in shown
    assert "<img" not in shown
    assert "山田区長" in shown
    assert text("review.kept") in shown


def test_nothing_is_frozen_without_a_name_and_the_summary_stays(
    shell: Path, office: Office
) -> None:
    text = Text("ja")
    app = press(fill(open_page(shell, "review"), author=" "))
    press(app, "review_yes")
    assert [one.value for one in app.error] == [text("error.written.no_name")]
    assert app.text_area(key="review_summary").value == HOSTILE
    assert list_reviews(office) == []


def test_who_thinks_better_of_it_freezes_nothing(shell: Path, office: Office) -> None:
    app = press(fill(open_page(shell, "review")))
    press(app, "review_no")
    assert app.text_area(key="review_summary").value == HOSTILE
    assert list_reviews(office) == []
    assert not app.success


def test_a_quarter_frozen_before_is_named_in_the_question(
    shell: Path, office: Office, two: tuple[int, int]
) -> None:
    text = Text("ja")
    app = press(fill(open_page(shell, "review")))
    asked = " ".join(one.value for one in app.markdown)
    assert text("review.form.again", number=two[1], moment="", name="区長")[:14] in asked


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_quarter_without_data_offers_nothing_to_freeze(
    shell: Path, office: Office, lang: Language
) -> None:
    app = open_page(shell, "review", quarter="q4", lang=lang)
    (told,) = [one.value for one in app.info if one.value != Text(lang)("review.first")]
    assert Text(lang)("period.q4") in told
    assert not app.text_area


def test_a_quarter_with_a_part_of_its_data_says_how_far_it_reaches(
    shell: Path, office: Office
) -> None:
    app = open_page(shell, "review", quarter="q3")
    assert [one.value for one in app.warning] == [Text("ja")("review.in_part", month="令和8年10月")]
    # The headline speaks of what is known, and not of the quarter's last month.
    assert "令和8年度の10月までに" in html_of(app)


def test_a_quarter_of_the_filter_bar_is_taken_up(shell: Path, office: Office) -> None:
    app = open_page(shell, "review", period="q1")
    assert app.selectbox(key="choice_quarter").value == "q1"
    assert Text("ja")("review.whole_ward") in html_of(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_reviews_are_compared_by_their_link(
    shell: Path, office: Office, two: tuple[int, int], lang: Language
) -> None:
    text = Text(lang)
    first, second = two
    app = open_page(shell, "review", review=str(second), compare=str(first), lang=lang)
    changes = compare_reviews(read_review(office, first), read_review(office, second))
    moved = [one for one in changes if one.move != "same"]
    assert {one.move for one in moved} == {"worse", "better"}
    shown = html_of(app)
    assert shown.count('class="am-move-') == len(moved)
    assert text("review.move.worse") in shown
    # Whichever of the two is opened, the earlier quarter stands before the later one.
    turned = open_page(shell, "review", review=str(first), compare=str(second), lang=lang)
    table = re.compile(r'<table class="am-review am-review-changes">.*?</table>')
    assert table.findall(shown) == table.findall(html_of(turned)) != []
    app.button_group(key="choice_changes").set_value("all").run()
    assert html_of(app).count('class="am-move-') == len(changes)


def test_a_review_is_compared_with_what_is_known_now(
    shell: Path, office: Office, two: tuple[int, int]
) -> None:
    app = open_page(shell, "review", review=str(two[1]), compare="now", changes="only")
    shown = html_of(app)
    assert Text("ja")("review.with_now") in shown
    # October has come to those of September.
    assert "(4月〜10月)" in shown


def test_a_link_to_a_review_that_does_not_exist_is_told(shell: Path, office: Office) -> None:
    app = open_page(shell, "review", review="77")
    (told,) = [one.value for one in app.warning]
    assert "review=77" in told


def test_a_ward_without_a_policy_is_told_so(
    shell: Path, small_ward: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAHI_DATABASE_URL", small_ward.settings.database_url)
    monkeypatch.setenv("ASAHI_PACK", str(small_ward.settings.pack))
    app = open_page(shell, "review")
    assert [one.value for one in app.info] == [Text("ja")("policy.none")]


@pytest.fixture
def now(lay_desk: LayDesk) -> Desk:
    return lay_desk(2023)


def test_the_files_hold_numbers_and_say_what_is_sample(
    now: Desk, office: Office, two: tuple[int, int]
) -> None:
    first, second = (read_review(office, one) for one in two)
    text = now.text
    frame = figures_frame(now, second.content, ReviewChoice())
    drills = frame[frame[text("column.indicator")] == "防災訓練の実施回数"].iloc[0]
    assert drills[text("overview.value")] == second.content.figures[0].value
    assert set(frame[text("sample.column")]) == {text("sample.short")}
    changes = compare_reviews(first, second)
    compared = changes_frame(now, changes)
    assert len(compared) == len(changes)
    assert compared[text("review.change.difference")].dtype == float


def test_sample_data_beside_real_data_is_marked_and_not_subtracted(
    now: Desk, office: Office, two: tuple[int, int]
) -> None:
    sample = read_review(office, two[1]).content.figures[0]
    real = sample.model_copy(update={"sample": False, "value": 3.0})
    shown = changes_html(now, [Change(sample, real)])
    assert shown.count(now.text("sample.short")) == 1
    assert "<td>–</td></tr>" in shown
    assert now.text("review.change.others", count=1) in headline(now, [Change(sample, real)])


def test_an_officer_is_offered_no_form(
    shell: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_login(monkeypatch)
    app = open_page(shell, "review", user=signed_in(office, "officer"))
    assert Text("ja")("review.form.not_manager") in [one.value for one in app.caption]
    assert not app.text_area
