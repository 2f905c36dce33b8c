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
)


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
