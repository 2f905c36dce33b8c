"""All districts' decks in one zip: what is in it, under which names, and what fails alone."""

from __future__ import annotations

import io
import shutil
import time
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from pptx import Presentation
from sqlalchemy import delete, insert, select

from asahi_metrics.core.access import Principal, Role
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed, NotFound
from asahi_metrics.core.report import DECK_LANGUAGES, DeckLanguage
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.district_files import district_files, failure_line
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.geography import schematic
from asahi_metrics.services.office import Office
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import DeckRequest
from asahi_metrics.services.territory import replace_boundaries
from asahi_metrics.store.database import write
from asahi_metrics.store.tables import boundary
from tests.ward import open_filled_ward, open_ward

# Each test works on a copy of one file.
pytestmark = pytest.mark.sqlite

ASKED = DeckRequest("01", 2023, ("dog_patrol",), date=date(2023, 11, 30), place="山手会館")
UTF8 = 0x800


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    office = open_filled_ward(folder)
    replace_boundaries(office, schematic(office.pack))
    office.engine.dispose()
    return folder


@pytest.fixture
def office(filled: Path, tmp_path: Path) -> Office:
    return open_ward(shutil.copytree(filled, tmp_path / "ward"))


def files_in(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
        assert all(one.flag_bits & UTF8 for one in parts.infolist() if not one.filename.isascii())
        return {name: parts.read(name) for name in parts.namelist()}


def listed(files: dict[str, bytes]) -> list[str]:
    (name,) = (one for one in files if one.endswith(".txt"))
    return files[name].decode("utf-8-sig").split("\r\n")


def test_each_district_has_its_slides_and_its_handout_under_its_name(office: Office) -> None:
    done = district_files(office, ASKED)
    assert done.failures == ()
    files = files_in(done.content)
    assert list(files) == [
        "01_説明資料_山手_2023.pptx",
        "01_配布資料_山手_2023.pdf",
        "02_説明資料_川端_2023.pptx",
        "02_配布資料_川端_2023.pdf",
        "03_説明資料_野原_2023.pptx",
        "03_配布資料_野原_2023.pdf",
        "一覧.txt",
    ]
    for name, content in files.items():
        if name.endswith(".pptx"):
            cover = Presentation(io.BytesIO(content)).slides[0]
            area = name.split("_")[2]
            assert area in cover.shapes.title.text_frame.text
            # The place is that of one meeting, and so is the day.
            assert "山手会館" not in "".join(
                one.text_frame.text for one in cover.shapes if one.has_text_frame
            )
        elif name.endswith(".pdf"):
            assert content.startswith(b"%PDF-")
    lines = listed(files)
    assert lines[1] == f"令和6年3月までのデータ、更新番号{office.revision()}"
    assert [one for one in lines if one.startswith("02 ")]


@pytest.mark.parametrize("lang", DECK_LANGUAGES)
def test_titles_name_their_district_and_names_are_in_the_language_of_the_slides(
    office: Office, lang: DeckLanguage
) -> None:
    place = "District 01" if lang == "en" else "山手地区"
    asked = replace(ASKED, lang=lang, title=f"{place} 2023")
    files = files_in(district_files(office, asked).content)
    assert len(files) == 7
    (second,) = (one for one in files if one.startswith("02_") and one.endswith(".pptx"))
    assert ("District 02" if lang == "en" else "川端") in second
    cover = Presentation(io.BytesIO(files[second])).slides[0].shapes.title.text_frame.text
    assert cover == place.replace("01", "02").replace("山手", "川端") + " 2023"


def test_the_public_ones_are_made_of_released_figures_alone(office: Office) -> None:
    asked = replace(ASKED, audience="public")
    with pytest.raises(NotFound) as caught:
        district_files(office, asked)
    assert caught.value.key == "error.release.none"
    first = release(office).revision
    lines = listed(files_in(district_files(office, asked).content))
    assert lines[1].endswith(f"更新番号{first}")
    assert Text("ja")("files.audience.public") in lines


@pytest.mark.parametrize("role", get_args(Role))
def test_who_may_make_decks_may_make_all_of_them(office: Office, role: Role) -> None:
    somebody = office.acting_as(Principal("somebody", role))
    if role in {"officer", "manager", "administrator"}:
        assert district_files(somebody, ASKED).failures == ()
    else:
        with pytest.raises(NotAllowed):
            district_files(somebody, ASKED)


def test_what_fails_for_one_district_is_told_and_all_others_are_there(office: Office) -> None:
    """The boundaries are gone while the second district's files are made."""
    with office.engine.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(select(boundary))]

    def break_the_second(share: float, code: str) -> None:
        with write(office.engine) as connection:
            connection.execute(delete(boundary))
            if code != "02":
                connection.execute(insert(boundary), rows)

    done = district_files(office, ASKED, tell=break_the_second)
    assert [(one.district, one.form) for one in done.failures] == [("02", "pptx"), ("02", "pdf")]
    files = files_in(done.content)
    assert [name[:2] for name in files] == ["01", "01", "03", "03", "一覧"]
    for lang in LANGUAGES:
        line = failure_line(office, Text(lang), done.failures[0])
        assert office.pack.areas["02"].name[lang] in line
        assert Text(lang).of_error(done.failures[0].error) in line
    said = [failure_line(office, Text("ja"), one) for one in done.failures]
    assert listed(files)[-3:-1] == said


def test_where_nothing_can_be_made_there_is_no_zip_but_the_reason(office: Office) -> None:
    with pytest.raises(AsahiMetricsError) as caught:
        district_files(office, replace(ASKED, year=2019))
    assert caught.value.key == "error.deck.no_data"


def test_progress_names_the_district_that_is_being_made(office: Office) -> None:
    told: list[tuple[float, str]] = []
    district_files(office, ASKED, tell=lambda share, code: told.append((share, code)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], round(shares[-1], 9)) == (0.0, 1.0)
    assert list(dict.fromkeys(code for _, code in told)) == ["01", "02", "03"]


def test_all_19_districts_take_less_than_a_minute_of_the_processor(figures: Figures) -> None:
    begun = time.process_time()
    done = district_files(figures.office, DeckRequest(None, 2026), figures)
    assert time.process_time() - begun < 60
    assert done.failures == ()
    files = files_in(done.content)
    assert len(files) == 2 * 19 + 1
    assert all("サンプルデータ" in name for name in files if name != "一覧.txt")
    assert len(done.content) < 30_000_000
