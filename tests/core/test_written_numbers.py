"""Numbers in sentences as people write them, and what only looks like one."""

from __future__ import annotations

import pytest

from asahi_metrics.core.written_numbers import numbers_in


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("登録は3人です", "3"),
        ("登録は３人、１，２３４台です", "3 1234"),
        ("①の地区", "1"),
        ("12.50%が参加", "12.5"),
        ("交付額は1.5万円、3千円、2億円", "15000 3000 200000000"),
        ("三人と二十三世帯と二三台", "3 23"),
        ("十万円、百二人、一万二千五十本", "100000 102 12050"),
        ("ひとりとふたり", "1 2"),
        ("五つの地区で2,027人", "2027 5"),
        ("2027人が来ました", "2027"),
        ("3日間で4時間", "3 4"),
        ("Three people and one volunteer, 12 devices", "12 3 1"),
        ("千人あたり3.5人", "3.5 1000"),
        ("in Jul 9, in Aug 6", "9 6"),
        ("In Sep 4 families came", "4"),
        ("joined in September 12, or 28 Nov, or Nov. 3", "12 28 3"),
        ("On Sun, 28 Nov 5 came, on November 28, 2026, 4", "5 4"),
        ("2015 families in 2016, 2,017 in 2018", "2015 2017"),
        ("Thirteen consultations, ninety-nine families, Twenty One more", "13 99 21"),
        ("One joined", "1"),
        ("one of the families, and only one came", "1"),
        ("a single member", "1"),
        ("a couple of families, a dozen members, a sole visitor", "2 12 1"),
        ("a hundred families", "100"),
        ("さんにん", "3"),
        ("7月はよにん、8月はろくにん", "4 6"),
        ("じゅうごにんとにじゅうさんせたい", "15 23"),
        ("ヨニンとフタリ", "2 4"),
        ("みっつの団体", "3"),
        ("三軒と三 人", "3"),
        ("四家庭、五者、六名", "4 5 6"),
        ("七月は九、八月は六です", "9 6"),
        ("Ⅲ人とⅫ世帯、ⅳ組", "3 12 4"),
        ("VIII人", "8"),
        ("❸人", "3"),
    ],
)
def test_a_number_is_found_however_it_is_written(sentence: str, numbers: str) -> None:
    assert numbers_in(sentence) == tuple(numbers.split())


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "令和8年11月28日(土)18:30から、令和7年度(2025)の話",
        "R8.4.1、2026/11/28、2026-11、午後3時30分",
        "第3回の集い、旭区1丁目2番、3階",
        "GREEN×EXPO 2027に向けて",
        "FY2026 (Reiwa 8), 28 Nov 2026, November 28, 2026, the 3rd time",
        "Sat 28 Nov, Saturday, November 28, 28 Nov (Sat), the 28th of November",
        "in 2026, May 2026, the twenty-first time",
        "no one, one another, every single day, one by one, single parents, dozens, couples",
        "X人、X families",
        "第三回、一部の地区、万一の備え、十分に、四季、一戸建て",
        "役人、住民に人気、やくにん、さん付け、やっつける",
        "65歳以上の方",
        "一人ひとりの力で、一人でも多く、ひとり暮らしの方も、ひとりひとり",
        "二俣川と三ツ境と万騎が原と四季の森",
        "one of the districts, someone, often",
        "もう一つの話題",
    ],
)
def test_days_names_and_ways_of_speaking_are_no_numbers(sentence: str) -> None:
    assert numbers_in(sentence) == ()
