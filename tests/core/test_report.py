"""The deck as data: kept as JSON and read again."""

from __future__ import annotations

import pytest

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.report import (
    BarPicture,
    Cell,
    Comparison,
    Deck,
    LinePicture,
    LinkPicture,
    ListPicture,
    MapPicture,
    NumberPicture,
    Picture,
    Series,
    Slide,
    TablePicture,
    deck_from_json,
    deck_to_json,
)

SHOWN = Cell(12.5, "12.5人/千人")
WITHHELD = Cell(None, "X", "withheld")
MISSING = Cell(None, "データなし", "missing")
ROW = Series("令和8年度", (SHOWN, WITHHELD, MISSING))

PICTURES: tuple[Picture, ...] = (
    BarPicture(("今宿", "区全体", "左近山"), (ROW,), "人/千人", 1, "今宿は12.5人/千人です。", 0),
    LinePicture(("4月", "5月", "6月"), (ROW,), "人", 0, "4月から6月まで", form="columns"),
    MapPicture(
        cells={"01": SHOWN, "02": MISSING},
        names={"01": "今宿", "02": "=cmd|' /C calc'!A0"},
        class_of={"01": 0, "02": None},
        classes=("12.5",),
        legend_title="参加者数(人)",
        without_class="データなし",
        unit="人/千人",
        decimals=1,
        alt="地図",
        highlighted="01",
    ),
    TablePicture(("指標", "今宿"), (("参加者数", "12人"),), "表"),
    NumberPicture("参加者数", SHOWN, (Comparison("前年同期", "9人"),), "12.5人/千人"),
    ListPicture(("防災訓練", "<b>防犯</b>"), "一覧"),
    LinkPicture("https://example.lg.jp/public/01?lang=ja", "QRコード"),
)

# As the program wrote it before decks had a slide with a link.
OLD_DECK = """{"title":"今宿地区のデータ報告","area":"今宿地区","district":"05","year":2026,
"lang":"ja","audience":"public","revision":21,"as_of":"令和8年10月","sample":true,
"sample_label":"サンプルデータ","date":"","place":"","publisher":"旭区役所","topics":["disaster_drills"],"sources":["防災訓練実施記録"],
"slides":[{"id":"closing","kind":"closing","title":"数値は次の記録から集計しました","topic":"",
"picture":{"lines":["防災訓練実施記録"],"alt":"出典の一覧。","caption":"","kind":"list"},
"note":"令和8年10月までのデータ(更新番号 21)","speech":"","sample":true}]}"""


def deck_with(*slides: Slide) -> Deck:
    return Deck(
        title="今宿地区のタウンミーティング",
        area="今宿",
        district="05",
        year=2026,
        lang="ja",
        audience="staff",
        revision=7,
        as_of="令和8年10月",
        sample=True,
        sample_label="サンプルデータ",
        topics=("disaster_drills",),
        sources=("防災訓練実施記録",),
        slides=slides,
    )


@pytest.mark.parametrize("picture", PICTURES, ids=lambda one: one.kind)
def test_a_deck_with_any_picture_is_read_as_it_was_kept(picture: Picture) -> None:
    slide = Slide(
        "drills.number", "number", "訓練は12回です。", "drills", picture, "出典", "話", True
    )
    deck = deck_with(Slide("cover", "cover", "表紙"), slide)
    assert deck_from_json(deck_to_json(deck)) == deck


def test_japanese_is_kept_as_it_is_written() -> None:
    assert "今宿地区のタウンミーティング" in deck_to_json(deck_with())


def test_a_deck_that_was_saved_before_there_were_links_opens_and_stays_without_one() -> None:
    deck = deck_from_json(OLD_DECK)
    assert [one.kind for one in deck.slides] == ["closing"]
    assert deck_from_json(deck_to_json(deck)) == deck


@pytest.mark.parametrize(
    "told",
    [
        "",
        "{}",
        deck_to_json(deck_with()).replace('"staff"', '"everybody"'),
        deck_to_json(deck_with()).replace('"year":2026', '"year":2026,"unknown":1'),
    ],
    ids=["nothing", "no deck", "another audience", "an unknown field"],
)
def test_what_is_not_a_deck_is_refused(told: str) -> None:
    with pytest.raises(AsahiMetricsError) as caught:
        deck_from_json(told)
    assert caught.value.key == "error.deck.unreadable"
