"""Which fields of a record may leave for the public."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.settings import ROOT
from asahi_metrics.services.public_bonds import bonds
from asahi_metrics.sources import datasets
from asahi_metrics.sources.public_fields import PUBLIC_FIELDS, public_values
from asahi_metrics.sources.reading import read_table
from asahi_metrics.sources.spec import Column, Dataset
from tests.ward import as_csv

# The register of shelters names buildings; the City and the State publish it.
NAMES_OF_BUILDINGS = {
    ("shelters", name) for name in ("kind", "name", "address", "scheme", "hazards")
}

EVERY_COLUMN = [
    pytest.param(dataset, column, id=f"{dataset.id}-{column.field}")
    for dataset in datasets().values()
    for column in dataset.columns
]


@pytest.mark.parametrize(("dataset", "column"), EVERY_COLUMN)
def test_free_text_and_counts_of_people_stay_inside(dataset: Dataset, column: Column) -> None:
    allowed = column.field in PUBLIC_FIELDS.get(dataset.id, ())
    people = bonds(load_catalogue(ROOT / "data" / "catalogue")).people
    counted = {series.field for series in dataset.series if series.id in people}
    if column.kind == "text" and (dataset.id, column.field) not in NAMES_OF_BUILDINGS:
        assert not allowed
    if column.field in counted:
        assert not allowed


def test_every_listed_field_is_one_of_its_dataset() -> None:
    for name, fields in PUBLIC_FIELDS.items():
        assert fields <= {column.field for column in datasets()[name].columns}


def test_a_record_leaves_without_its_names_and_notes() -> None:
    record = {
        "held_on": "2026-09-01",
        "district": "01",
        "organiser": "山田太郎",
        "kind": "避難訓練",
        "venue": "山田宅",
        "participants": 3,
        "households": 2,
        "note": "連絡先 090-0000-0000",
    }
    assert public_values(datasets()["disaster_drills"], record) == {
        "held_on": "2026-09-01",
        "district": "01",
        "kind": "避難訓練",
    }


def test_a_dataset_that_is_not_listed_gives_nothing() -> None:
    assert public_values(datasets()["bureau_projects"], {"remark": "山田"}) == {}


@pytest.mark.parametrize(
    "header", ["氏名", "代表者名", "電話番号", "担当者", "メールアドレス", "住所"]
)
def test_the_importer_leaves_out_a_column_of_names_or_telephones(header: str) -> None:
    row = ("2026-09-01", "山手", "A会", "避難訓練", "公園", 30, 10, None, "山田太郎")
    columns = [column.header for column in datasets()["disaster_drills"].columns]
    content = as_csv([*columns, header], [row])
    table = read_table(content, "drills.csv", datasets()["disaster_drills"])
    assert header not in table.header
    assert all("山田太郎" not in cells for _, cells in table.rows)
    assert any(one.column == header for one in table.notices)


def test_no_module_but_the_list_itself_reads_a_record_for_the_public() -> None:
    for path in sorted((Path(ROOT) / "asahi_metrics").rglob("public*.py")):
        text = path.read_text(encoding="utf-8")
        assert "records_between" not in text
        assert "live_versions" not in text
