"""A file without a header that fits: where it was looked for, and what is to be done."""

from __future__ import annotations

import json

import pytest

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.sources import dataset
from asahi_metrics.sources.reading import read_table
from tests.sources.books import Rows, book_of, saved

HEADER = ("実施日", "地区", "主催", "訓練種別", "参加者数")


def xlsx(**sheets: Rows) -> bytes:
    return saved(book_of(**sheets))


def refused(
    content: bytes, name: str = "訓練.xlsx", one: str = "disaster_drills"
) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_table(content, name, dataset(one))
    return caught.value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_missing_columns_are_told_with_the_sheet_the_row_and_what_stands_there(
    lang: Language,
) -> None:
    content = xlsx(説明=[["使い方"]], 実績=[["一覧"], [], ["開催日", "地区", "主催者", "種類"]])
    error = refused(content)
    assert error.key == "error.file.columns_missing"
    told = Text(lang).of_error(error)
    assert all(word in told for word in ("実績", "3", "訓練種別", "開催日、地区、主催者、種類"))
    assert {"ja": "直してください", "en": "write the headers"}[lang] in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_nearest_header_of_all_sheets_is_told(lang: Language) -> None:
    content = xlsx(集計=[["地区", "参加者数"]], 実績=[["題名"], HEADER[:3]])
    told = Text(lang).of_error(refused(content))
    assert "実績" in told
    assert "集計" not in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_header_given_twice_is_told_with_both_columns_as_they_are_written(lang: Language) -> None:
    error = refused(xlsx(実績=[["題名"], [*HEADER, "備考", "参加者数（人）"]]))
    assert error.key == "error.file.header_twice"
    told = Text(lang).of_error(error)
    assert all(word in told for word in ("実績", "2", "E 参加者数、G 参加者数（人）"))
    assert {"ja": "削除", "en": "delete"}[lang] in told


def test_a_text_file_is_called_by_its_own_name() -> None:
    error = refused("実施日,地区,備考\n".encode(), "四月.csv")
    assert (error.params["place"], error.params["row"]) == ("四月.csv", 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_any_header_all_sheets_that_were_looked_at_are_told(lang: Language) -> None:
    error = refused(xlsx(四月=[["a"]], 五月=[["b"]]))
    assert error.key == "error.file.no_header"
    told = Text(lang).of_error(error)
    assert all(word in told for word in ("四月、五月", "実施日", "訓練種別"))


def test_a_layout_of_others_that_names_a_column_twice_is_told_in_the_same_way() -> None:
    header = "施設名,所在地,緯度,経度,種別,施設名"
    error = refused(f"{header}\n".encode(), "避難所.csv", "shelters")
    assert error.key == "error.file.header_twice"
    assert error.params["columns"] == "A 施設名、F 施設名"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_features_that_lack_properties_are_told_without_a_row(lang: Language) -> None:
    features = [{"properties": {"名称": "校", "所在地": "旭区"}, "geometry": None}]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    error = refused(content, "a.geojson", "shelters")
    assert error.key == "error.file.properties_missing"
    assert "種別、緯度、経度" in Text(lang).of_error(error)


def test_of_very_many_headers_the_first_are_told_and_signs_unseen_are_shown() -> None:
    error = refused(xlsx(実績=[[*HEADER[:3], "名\u202e", *(f"列{at}" for at in range(60))]]))
    written = str(error.params["written"])
    assert written.endswith("列7、…")
    assert "\u202e" not in written
