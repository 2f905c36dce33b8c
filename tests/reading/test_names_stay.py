"""Names of people and telephone numbers in any field of any file never leave for the public."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.report import DECK_LANGUAGES, DeckLanguage
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.decks import MadeDeck, save_deck
from asahi_metrics.services.importing import commit_import, plan_import
from asahi_metrics.services.notes import add_note
from asahi_metrics.services.office import Office
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import DeckRequest, build_deck
from asahi_metrics.services.territory import current_pack, replace_boundaries
from asahi_metrics.services.topics import topics
from asahi_metrics.sources import datasets
from asahi_metrics.sources.public_fields import PUBLIC_FIELDS
from asahi_metrics.sources.spec import Column, Dataset
from asahi_metrics.sources.template import example_value
from tests.reading.forms import FORMS
from tests.ward import CENSUS, POPULATION, as_csv, districts_geojson, load, open_ward

PERSON, TELEPHONE = "山田太郎", "090-1234-5678"
PLANTED = f"{PERSON} {TELEPHONE}"
NEVER = (PERSON, TELEPHONE, "09012345678", "山田", "taro.yamada")
_PERSONAL_COLUMNS = ("氏名", "電話番号", "メールアドレス")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A ward with somebody's name and telephone number in every place that takes text."""
    opened = open_ward(tmp_path_factory.mktemp("names"), Principal(PERSON, "administrator"))
    load(opened, "census", CENSUS)
    load(opened, "population", POPULATION)
    for one in datasets().values():
        if one.id not in {"census", "population"}:
            plant(opened, one)
    shapes = read_boundaries(districts_geojson(), f"{PLANTED}.geojson", current_pack(opened))
    replace_boundaries(opened, shapes)
    add_note(opened, "01", PLANTED, author=PERSON)
    release(opened)
    return opened


def plant(office: Office, dataset: Dataset) -> None:
    """Import a row of a dataset whose texts are names, with columns of names beside them."""
    header = [column.header for column in dataset.columns]
    row = [planted(dataset, column, office) for column in dataset.columns]
    content = as_csv([*header, *_PERSONAL_COLUMNS], [[*row, PERSON, TELEPHONE, "taro.yamada@x.jp"]])
    plan = plan_import(office, dataset.id, f"{PLANTED}.csv", content)
    errors = [one for one in plan.findings if one.severity == "error"]
    assert not errors, (dataset.id, errors)
    assert sum(one.code == "personal_column" for one in plan.findings) == len(_PERSONAL_COLUMNS)
    commit_import(office, plan)


def planted(dataset: Dataset, column: Column, office: Office) -> object:
    """What the row has in a column: a name wherever the public fields do not forbid the thought."""
    published = column.field in PUBLIC_FIELDS.get(dataset.id, ())
    if column.kind == "text" and not published:
        return PLANTED
    if column.kind == "date":
        return date(2026, 5, 20).isoformat()
    if column.kind == "month":
        return "2026-05"
    if column.kind == "fiscal_year":
        return "2026年度"
    return example_value(column, office.pack.areas)


def test_the_names_are_in_the_ward(office: Office) -> None:
    """Nothing is proved by names that nobody could have found."""
    with office.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        told = "\n".join(raw.iterdump())
    assert told.count(PERSON) > 20
    planted_in = {
        one.id for one in datasets().values() if any(c.kind == "text" for c in one.columns)
    }
    assert len(planted_in) > 8


@pytest.mark.parametrize("lang", DECK_LANGUAGES)
@pytest.mark.parametrize("district", ["01", None])
def test_no_form_for_the_public_has_a_name_or_a_telephone_number(
    office: Office, district: str | None, lang: DeckLanguage
) -> None:
    every = tuple(one.id for one in topics(office, 2026))
    request = DeckRequest(district, 2026, topics=every, lang=lang, audience="public", length=300)
    deck = build_deck(office, request)
    save_deck(office, MadeDeck(request, deck), author=PERSON)
    for name, form in FORMS.items():
        content = form.make(office, deck)
        told = "\n".join([*form.read(content).strings(), *raw_texts(content)])
        found = [one for one in NEVER if one in told]
        assert found == [], name


def raw_texts(content: bytes) -> Iterator[str]:
    """The bytes of a file and of all that is packed in it, read in every way that text is kept."""
    for told in _layers(content):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932"):
            yield told.decode(encoding, errors="ignore")


def _layers(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from _layers(archive.read(name))
    for packed in content.split(b"stream\n")[1:] if content.startswith(b"%PDF") else ():
        try:
            yield zlib.decompressobj().decompress(packed)
        except zlib.error:
            continue
