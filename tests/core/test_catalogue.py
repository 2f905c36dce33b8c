"""Reading the catalogue: what an entry must and must not say."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from asahi_metrics.core.catalogue import Catalogue, load_catalogue
from asahi_metrics.core.errors import CatalogueError, NotFound
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Language

ENTRY = """
[drills]
subject = "disaster_drills"
dataset = "disaster_drills"
name = { ja = "訓練", en = "Drills" }
short = { ja = "訓練", en = "Drills" }
unit = { ja = "回", en = "drills" }
numerator = { series = ["drills"], over = "sum" }
polarity = "higher"
kind = "output"
owner = { ja = "総務課", en = "General Affairs" }
definition = { ja = "回数。", en = "Number." }
source = { ja = "記録", en = "Register" }
disclosure = "groups"
"""
RATE = 'denominator = { series = ["population"], over = "carry" }\n'


def read(folder: Path, *files: str) -> Catalogue:
    for number, content in enumerate(files):
        (folder / f"{number}.toml").write_text(content, encoding="utf-8")
    return load_catalogue(folder)


def test_an_entry_is_read_with_its_defaults(tmp_path: Path) -> None:
    one = read(tmp_path, ENTRY)["drills"]
    assert (one.decimals, one.per, one.ward, one.targets) == (0, 1, "districts", ())
    assert (one.is_rate, one.adds_up) == (False, True)
    assert one.name["ja"] == "訓練"
    assert one.target(2026) is None


def test_a_rate_is_no_flow_and_has_two_terms(tmp_path: Path) -> None:
    one = read(tmp_path, ENTRY + RATE + "per = 1000\n")["drills"]
    assert (one.is_rate, one.adds_up, len(one.terms)) == (True, True, 2)


def test_a_level_is_no_flow(tmp_path: Path) -> None:
    one = read(tmp_path, ENTRY.replace('over = "sum"', 'over = "last"'))["drills"]
    assert not one.adds_up


SHARE = 'denominator = { series = ["asked"], over = "sum" }\nper = 100\nproportion = true\n'


def test_a_share_of_answers_says_so(tmp_path: Path) -> None:
    assert read(tmp_path, ENTRY + SHARE)["drills"].proportion
    assert not read(tmp_path, ENTRY + SHARE.replace("true", "false"))["drills"].proportion


@pytest.mark.parametrize(
    "wrong",
    [
        ENTRY + "proportion = true\n",
        ENTRY + SHARE.replace('over = "sum"', 'over = "carry"'),
        ENTRY.replace('over = "sum"', 'over = "last"') + SHARE,
        ENTRY + SHARE.replace("asked", "drills"),
        ENTRY + SHARE.replace("100", "1000"),
        ENTRY + SHARE.replace("true", '"yes"'),
    ],
)
def test_what_cannot_be_a_share_of_answers_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        read(tmp_path, wrong)
    assert "proportion" in str(caught.value.params["why"])


def test_a_target_is_found_by_its_year(tmp_path: Path) -> None:
    told = "targets = [{ year = 2026, value = 9, sample = true }]\n"
    target = read(tmp_path, ENTRY + told)["drills"].target(2026)
    assert target is not None
    assert (target.value, target.sample) == (9, True)


@pytest.mark.parametrize(
    "wrong",
    [
        ENTRY + 'colour = "red"\n',
        ENTRY + "per = 1000\n",
        ENTRY + RATE + "per = 0\n",
        ENTRY + "decimals = 4\n",
        ENTRY.replace('polarity = "higher"', 'polarity = "up"'),
        ENTRY.replace('over = "sum"', 'over = "mean"'),
        ENTRY.replace('series = ["drills"]', "series = []"),
        ENTRY.replace('en = "Drills"', 'en = ""'),
        ENTRY.replace(', en = "Register"', ""),
        ENTRY.replace('disclosure = "groups"\n', ""),
        ENTRY + "targets = [{ year = 2026, value = 9 }]\n",
        ENTRY + "targets = [{year=2026,value=9,sample=true},{year=2026,value=8,sample=true}]\n",
        ENTRY + 'id = "other"\n',
        'drills = "word"\n',
    ],
)
def test_a_wrong_entry_is_refused_with_its_file_and_id(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        read(tmp_path, wrong)
    assert (caught.value.params["file"], caught.value.params["id"]) == ("0.toml", "drills")


def test_an_id_may_not_stand_in_two_files(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="stands twice"):
        read(tmp_path, ENTRY, ENTRY)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        read(tmp_path, ENTRY, "[drills\n")
    assert caught.value.params["file"] == "1.toml"


def test_a_folder_without_entries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="catalogue_empty"):
        load_catalogue(tmp_path / "nowhere")


def test_an_unknown_indicator_is_named(tmp_path: Path) -> None:
    catalogue = read(tmp_path, ENTRY)
    with pytest.raises(NotFound) as caught:
        catalogue["drill"]
    assert caught.value.params == {"id": "drill"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_short_name_of_the_pack_stands_for_one_indicator(lang: Language) -> None:
    # A handout lists the indicators of many subjects below each other, without headings.
    told = Counter(
        one.short[lang].casefold() for one in load_catalogue(ROOT / "data" / "catalogue")
    )
    assert [name for name, count in told.items() if count > 1] == []


def test_subjects_stand_in_the_order_of_the_files() -> None:
    folder = ROOT / "data" / "catalogue"
    catalogue = load_catalogue(folder)
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.iterdir())]
    told = [entry["subject"] for entries in files for entry in entries.values()]
    assert catalogue.subjects == tuple(dict.fromkeys(told))
    assert sum(len(catalogue.of_subject(one)) for one in catalogue.subjects) == len(catalogue)
