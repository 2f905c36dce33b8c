"""Feeds the readers with what atheris finds, guided by the branches that they take.

    python scripts/fuzz_readers.py FOLDER [-max_total_time=60] [-runs=100000]

FOLDER keeps the inputs that reach something new. The first byte of an input says what the rest
is: delimited text, GeoJSON, one part of a workbook that is sound around it, or a whole file.
"""

from __future__ import annotations

import contextlib
import io
import sys
import zipfile
from datetime import date
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["asahi_metrics.sources", "asahi_metrics.core"]):
    from asahi_metrics.core.errors import UnreadableFile
    from asahi_metrics.core.grouping import grouped
    from asahi_metrics.core.matching import AreaNames
    from asahi_metrics.core.pack import load_pack
    from asahi_metrics.sources import dataset as dataset_of
    from asahi_metrics.sources.checking import check
    from asahi_metrics.sources.reading import read_table

from xlsxwriter import Workbook

DATASET, GEO = "disaster_drills", "shelters"
PARTS = (
    "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels", "_rels/.rels", "[Content_Types].xml",
)  # fmt: skip
DAY = date(2026, 11, 1)


def sound_workbook() -> bytes:
    """A filled-in form of the dataset."""
    columns = dataset_of(DATASET).columns
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column.header for column in columns])
        sheet.write_row(1, 0, ["R8.4.5", "今宿", "A会", "避難訓練", "公園", 30, 12])
        sheet.write_datetime(2, 0, DAY, book.add_format({"num_format": "yyyy/m/d"}))
        sheet.write_row(2, 1, ["01", "B会", "その他", "=A1", "１２人", 3.5, "x" * 40])
        sheet.merge_range(3, 0, 3, 3, "合計")
    return out.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


SOUND = sound_workbook()
SOUND_PARTS = parts_of(SOUND)
NAMES = AreaNames(load_pack().areas)


def file_of(data: bytes) -> tuple[str, str, bytes]:
    """Dataset, name and content of the file that an input stands for."""
    kind, rest = (data[0] if data else 0) % (3 + len(PARTS)), data[1:]
    if kind == 0:
        return DATASET, "file.csv", rest
    if kind == 1:
        return GEO, "file.geojson", rest
    if kind == 2:
        return DATASET, "file.xlsx", rest
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in (SOUND_PARTS | {PARTS[kind - 3]: rest}).items():
            archive.writestr(name, part)
    return DATASET, "file.xlsx", out.getvalue()


def test_one_input(data: bytes) -> None:
    """Read and check one file: nothing but UnreadableFile may come out."""
    dataset_id, name, content = file_of(data)
    dataset = dataset_of(dataset_id)
    with contextlib.suppress(UnreadableFile):
        table = read_table(content, name, dataset)
        checked = check(table, dataset, NAMES, today=DAY)
        grouped(checked.findings)
        if len(checked.records):
            _ = checked.records[0]


def write_seeds(folder: Path) -> None:
    """The sound files to begin with."""
    header = ",".join(column.header for column in dataset_of(DATASET).columns)
    text = f"{header}\nR8.4.5,今宿,A会,避難訓練,公園,30,12,\n合計,,,,,30,,\n"
    geo = '{"features": [{"properties": {"名称": "a"}, "geometry": {"type": "Point",' \
        ' "coordinates": [139.5, 35.4]}}]}'  # fmt: skip
    seeds = [text.encode(), geo.encode(), SOUND, *(SOUND_PARTS[name] for name in PARTS)]
    for kind, seed in enumerate(seeds):
        (folder / f"seed-{kind}").write_bytes(bytes([kind]) + seed)
    (folder / "seed-cp932").write_bytes(b"\0" + text.encode("cp932"))
    (folder / "seed-utf16").write_bytes(b"\0" + text.encode("utf-16"))


def main() -> None:
    """Run with the arguments of libFuzzer."""
    write_seeds(Path(sys.argv[1]))
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
