"""A district's profile in words and tables, against the ward that is worked out by hand."""

from __future__ import annotations

import re

import pytest

from asahi_metrics.core.text import LANGUAGES, Language
from asahi_metrics.services.happenings import happenings
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.district_happenings import (
    happenings_chart,
    happenings_table,
    months_html,
)
from asahi_metrics.ui.district_head import facts_html, paper_html, places_html, title_html
from asahi_metrics.ui.profile_rows import basis_words, group_html, key_html
from asahi_metrics.ui.profile_stand_out import stand_out_html, stand_out_sentence
from asahi_metrics.ui.profile_table import profile_table
from asahi_metrics.ui.profile_view import ProfileView, profile_rows, row_groups
from tests.ui.conftest import LayDesk


def view_of(now: Desk, code: str, *others: str) -> ProfileView:
    return ProfileView(now, code, others, profile_rows(now, code))


def all_html(view: ProfileView) -> str:
    return " ".join(group_html(view, group) for group in row_groups(view))


def test_the_table_has_the_district_last_year_the_ward_and_the_range(lay_desk: LayDesk) -> None:
    table = profile_table(view_of(lay_desk(2024), "02")).set_index("指標")
    row = table.loc["防災訓練の実施回数"]
    assert (row["川端"], row["前年同期"], row["区全体"]) == (1, 1, 2)
    # One drill among 700 residents, one among 1,200, none among 320; two among 2,220.
    assert row["比較に使う値"] == "人口1万人あたり"
    assert (row["比較の値"], row["比較の値(区)"]) == (14.29, 9.01)
    assert (row["地区の最小"], row["地区の最大"]) == (0, 14.29)
    assert row["順位"] == 1


def test_the_table_has_a_column_for_every_compared_district(lay_desk: LayDesk) -> None:
    table = profile_table(view_of(lay_desk(2024), "02", "01", "03"))
    assert {"山手", "野原"} <= set(table.columns)


def test_figures_of_the_ward_alone_have_no_row(lay_desk: LayDesk) -> None:
    now = lay_desk(2023)
    shown = [row.indicator for row in profile_rows(now, "01")]
    assert 0 < len(shown) < len(now.office.catalogue)
    assert all(now.figures.is_by_district(one) for one in shown)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_row_stands_once_in_a_group_with_its_link_and_its_picture(
    lay_desk: LayDesk, lang: Language
) -> None:
    view = view_of(lay_desk(2023, lang=lang), "01", "02")
    shown = all_html(view)
    for row in view.rows:
        assert (
            len(
                re.findall(
                    rf"indicator={row.indicator.id}&quot;|indicator={row.indicator.id}\"", shown
                )
            )
            == 1
        )
    drawn = [row for row in view.rows if row.scale is not None]
    assert shown.count("<img ") == len(drawn)
    assert all(
        f'scope="col">{name}' in shown for name in (view.desk.name("01"), view.desk.name("02"))
    )


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ja", "までのデータ、更新番号{id}、出典は「指標」のページ"),
        ("en", "revision {id}, sources on the Indicators page"),
    ],
)
def test_paper_says_up_to_when_from_which_revision_and_where_the_sources_are(
    lay_desk: LayDesk, lang: Language, said: str
) -> None:
    now = lay_desk(2025, lang=lang)
    shown = paper_html(now)
    assert said.format(id=now.figures.revision) in shown
    assert now.formats.month(202510) in shown
    assert shown.count('<p class="am-paper">') == 2


def test_a_rank_says_of_how_many_districts_that_have_a_figure(lay_desk: LayDesk) -> None:
    # Of the three districts 02 told no numbers in 2023, so two are ranked.
    shown = all_html(view_of(lay_desk(2023), "01"))
    assert "1位/2" in shown
    assert "3地区" not in shown


def test_a_count_tells_what_it_comes_to_per_resident(lay_desk: LayDesk) -> None:
    view = view_of(lay_desk(2023), "01")
    told = {row.indicator.id: basis_words(view, row) for row in view.rows}
    assert told["drills"] == "人口1万人あたり 66.7(区 14.3)"
    assert told["drill_participants"] == "千人あたり訓練参加者 266.7(区 57.1)"
    assert told["drill_participants_rate"] == ""
    assert told["population"] == "1地区あたりの平均 700"


def test_a_missing_value_is_told_as_such_and_not_as_zero(lay_desk: LayDesk) -> None:
    view = view_of(lay_desk(2023), "03")
    found = re.search(r"indicator=patrol_members\".*?</tr>", all_html(view), re.S)
    assert found
    assert "データなし" in found[0]


def test_what_stands_out_is_told_beside_the_ward_and_else_that_nothing_does(
    lay_desk: LayDesk,
) -> None:
    view = view_of(lay_desk(2023), "01")
    shown = stand_out_html(view)
    assert (
        "人口千人あたり訓練参加者数は266.7人/千人で、区の57.1人/千人を上回ります(1位/2地区)。"
        in shown
    )
    assert "該当なし" in shown
    # The number of participants and the rate made of it are one topic.
    assert shown.count("訓練参加者数") == 1


def test_the_sentence_is_english_on_an_english_page(lay_desk: LayDesk) -> None:
    view = view_of(lay_desk(2023, lang="en"), "01")
    (row,) = (one for one in view.rows if one.indicator.id == "drills")
    assert stand_out_sentence(view, row) == (
        "Disaster drills held per 10,000 residents: 66.7 drills, above the ward's 14.3 drills "
        "(rank 1 of 3)."
    )


def test_the_key_names_the_compared_districts_only_where_there_are_any(lay_desk: LayDesk) -> None:
    now = lay_desk(2023)
    assert "比べる地区" not in key_html(view_of(now, "01"))
    assert "比べる地区" in key_html(view_of(now, "01", "02"))


def test_the_head_tells_people_towns_area_density_and_whose_borders(lay_desk: LayDesk) -> None:
    now = lay_desk(2025)
    assert "北山町、南山町" in title_html(now, "01")
    facts = facts_html(now, "01")
    assert ">320<" in facts
    assert "人口密度" in facts
    assert "境界: 区の境界" in facts
    assert places_html(now, "01") == ""


def test_on_paper_a_month_that_a_register_does_not_reach_has_a_dash_and_no_zero(
    lay_desk: LayDesk,
) -> None:
    now = lay_desk(2024)
    found = happenings(now.office, "02", now.view.period)
    rows = re.findall(r"<tr>(<td>.*?)</tr>", months_html(now, found))
    cells = {name: rest for name, *rest in (re.findall(r"<td>(.*?)</td>", row) for row in rows)}
    # The last drill of all is of October 2025, the last grant of July 2024.
    assert cells["防災訓練"] == ["0", "0", "1", *"000000000"]
    assert cells["防犯活動補助金"] == ["0", "0", "0", "1", *"––––––––"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_day_of_the_year_is_in_the_chart_and_in_the_table(
    lay_desk: LayDesk, lang: Language
) -> None:
    now = lay_desk(2023, lang=lang)
    found = happenings(now.office, "01", now.view.period)
    chart, table = happenings_chart(now, found), happenings_table(now, found)
    assert sum(len(trace.x) for trace in chart.data) == len(table) == len(found) == 5
    yen = "50,000円" if lang == "ja" else "50,000 yen"
    assert any(yen in told for told in table.iloc[:, 2])
