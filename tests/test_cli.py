"""The command line: exit codes, what is written, and that it shows the pages' own figures."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from asahi_metrics import cli, cli_import
from asahi_metrics.cli_frame import REFUSED, WRONG_USAGE
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.settings import ROOT, Settings
from asahi_metrics.core.text import Text
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import history
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.territory import territory
from asahi_metrics.sources import datasets
from asahi_metrics.store.records import live_versions
from tests.commands import Run, run_command
from tests.databases import database_url, open_sample
from tests.ward import dump

JA = Text("ja")

ROW = ["2026-04-05", "鶴ケ峯", "A会", "避難訓練", "公園", 30, 12, ""]
HEADER = ["実施日", "地区", "主催", "訓練種別", "会場", "参加者数", "参加世帯数", "備考"]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A fresh database of the real pack."""
    opened = open_sample(tmp_path)
    monkeypatch.setenv("ASAHI_DATABASE_URL", opened.settings.database_url)
    return opened


@pytest.fixture
def run(office: Office) -> Run:
    return run_command


def drills_file(folder: Path, *rows: list[object], name: str = "訓練.csv") -> Path:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADER, *rows])
    path = folder / name
    path.write_bytes(out.getvalue().encode("cp932"))
    return path


def test_an_accepted_file_ends_with_0_and_tells_its_revision(run: Run, tmp_path: Path) -> None:
    result = run("import", "disaster_drills", drills_file(tmp_path, ROW))
    assert result.exit_code == 0
    assert "新規 1件" in result.stdout
    assert "取り込みました" in result.stdout
    assert run("import", "disaster_drills", drills_file(tmp_path, ROW)).exit_code == 0


def test_the_same_file_again_says_that_nothing_changed(
    run: Run, office: Office, tmp_path: Path
) -> None:
    path = drills_file(tmp_path, ROW)
    run("import", "disaster_drills", path)
    before = dump(office)
    result = run("import", "disaster_drills", path, "--lang", "en")
    assert result.exit_code == 0
    assert "Nothing was changed" in result.stdout
    assert dump(office) == before


def test_a_refused_file_ends_with_1_and_every_finding(
    run: Run, office: Office, tmp_path: Path
) -> None:
    before = dump(office)
    bad = ["2026-04-05", "海辺", "A会", "避難訓練", "公園", -3, 12, ""]
    result = run("import", "disaster_drills", drills_file(tmp_path, ROW, bad))
    assert result.exit_code == REFUSED
    lines = [line for line in result.stdout.splitlines() if "3行目" in line]
    assert ["地区" in lines[0], "参加者数" in lines[1], len(lines)] == [True, True, 2]
    assert "海辺" in lines[0]
    assert dump(office) == before


def test_a_dry_run_writes_nothing(run: Run, office: Office, tmp_path: Path) -> None:
    before = dump(office)
    result = run("import", "disaster_drills", drills_file(tmp_path, ROW), "--dry-run")
    assert result.exit_code == 0
    assert "新規 1件" in result.stdout
    assert dump(office) == before


@pytest.mark.parametrize("accepted", [True, False])
def test_json_is_nothing_but_json(run: Run, tmp_path: Path, accepted: bool) -> None:
    row = ROW if accepted else [*ROW[:5], "多数", *ROW[6:]]
    result = run("import", "disaster_drills", drills_file(tmp_path, row), "--json", "--lang", "en")
    told = json.loads(result.stdout)
    assert (told["accepted"], told["dataset"], told["file"]) == (
        accepted,
        "disaster_drills",
        "訓練.csv",
    )
    if accepted:
        assert (result.exit_code, told["counts"]["new"], told["findings"]) == (0, 1, [])
        assert isinstance(told["revision"], int)
    else:
        (finding,) = told["findings"]
        assert (result.exit_code, told["revision"]) == (REFUSED, None)
        assert (finding["row"], finding["column"], finding["value"]) == (2, "参加者数", "多数")
        assert finding["what"].isascii() or "多数" in finding["what"]
        assert finding["do"]


def test_the_records_and_what_they_do_to_the_indicators_are_told_before_the_load(
    run: Run, tmp_path: Path
) -> None:
    run("import", "disaster_drills", drills_file(tmp_path, ROW))
    corrected = [*ROW[:5], 45, *ROW[6:]]
    other = ["2026-04-12", "白根", "B会", "避難訓練", "", 20, 9, ""]
    path = drills_file(tmp_path, corrected, other)
    result = run("import", "disaster_drills", path, "--dry-run")
    lines = result.stdout.splitlines()
    assert any("参加者数:30 → 45" in line and "2行目" in line for line in lines)
    assert any("1回 → 2回" in line and "白根 0回 → 1回" in line for line in lines)
    told = json.loads(run("import", "disaster_drills", path, "--dry-run", "--json").stdout)
    (changed,) = told["changes"]["changed"]
    assert (changed["before"]["participants"], changed["after"]["participants"]) == (30, 45)
    (drills,) = [one for one in told["effects"] if one["indicator"] == "drills"]
    assert (drills["before"], drills["after"], drills["fiscal_year"]) == (1, 2, 2026)
    assert (
        drills["districts"] == [{"area_code": "03", "before": 0, "after": 1}]
        or len(drills["districts"]) == 1
    )


def test_many_findings_of_one_cause_are_one_line_with_their_rows(run: Run, tmp_path: Path) -> None:
    rows = [["2026-04-05", "海辺", f"{n}会", "避難訓練", "", 1, 1, ""] for n in range(3_000)]
    path = drills_file(tmp_path, *rows)
    result = run("import", "disaster_drills", path)
    assert result.exit_code == cli.REFUSED
    (line,) = [one for one in result.stdout.splitlines() if "海辺" in one]
    assert "2〜3001" in line
    assert "3,000件" in line
    told = json.loads(run("import", "disaster_drills", path, "--json").stdout)
    (finding,) = told["findings"]
    assert (finding["count"], finding["rows"], finding["row"]) == (3_000, [[2, 3001]], 2)


def many_drills(folder: Path) -> Path:
    """A file that takes some seconds to load."""
    days = [date(2024, 4, 1) + timedelta(days=n) for n in range(600)]
    return drills_file(
        folder,
        *(
            [f"{day}", "白根", f"{n}会", "避難訓練", "", n, n, ""]
            for day in days
            for n in range(60)
        ),
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends other signals")
def test_ctrl_c_during_the_load_leaves_all_as_it_was(office: Office, tmp_path: Path) -> None:
    before = dump(office)
    command = [sys.executable, "-m", "asahi_metrics.cli", "import", "disaster_drills"]
    with subprocess.Popen(
        [*command, str(many_drills(tmp_path))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell that runs the tests in the background has had them ignore Ctrl+C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        assert process.stdout is not None
        # The changes are told before anything is written.
        told = process.stdout.readline().decode()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert "36000" in told
    assert process.returncode == cli_import.STOPPED, err.decode()
    assert JA("cli.stopped") in err.decode()
    assert b"Traceback" not in out + err
    assert dump(office) == before


@pytest.mark.parametrize("told", ["cli.checking", "cli.storing"])
@pytest.mark.parametrize("share", [0.0, 0.9])
def test_ctrl_c_at_any_stage_is_told_and_leaves_all_as_it_was(
    run: Run,
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    told: str,
    share: float,
) -> None:
    @contextmanager
    def bar(name: str, *, quiet: bool = False) -> Iterator[Callable[[float], None]]:
        def tell(done: float) -> None:
            if name == JA(told) and done >= share:
                raise KeyboardInterrupt

        yield tell

    monkeypatch.setattr(cli_import, "progress_bar", bar)
    before = dump(office)
    result = run("import", "disaster_drills", drills_file(tmp_path, ROW))
    assert (result.exit_code, JA("cli.stopped") in result.stderr) == (cli_import.STOPPED, True)
    assert dump(office) == before


def test_ctrl_c_after_the_commit_tells_the_revision_that_was_made(
    run: Run, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_import, "tell_outcome", interrupted)
    number = office.revision()
    result = run("import", "disaster_drills", drills_file(tmp_path, ROW))
    assert JA("cli.accepted", id=number + 1) in result.stderr
    assert office.revision() == number + 1


def test_an_unreadable_file_is_refused_with_its_reason(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "訓練.xlsx"
    path.write_bytes(b"no workbook")
    result = run("import", "disaster_drills", path)
    assert (result.exit_code, bool(result.stdout.strip())) == (REFUSED, True)
    told = json.loads(run("import", "disaster_drills", path, "--json").stdout)
    assert told["accepted"] is False
    assert told["message"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "no_such_dataset", __file__),
        ("import", "disaster_drills", "no-such-file.csv"),
        ("import", "disaster_drills"),
        ("template", "no_such_dataset", "--out", "x.xlsx"),
        ("observations", "--indicator", "no_such_indicator", "--year", "2026"),
        ("observations", "--indicator", "drills", "--year", "2026", "--period", "h9"),
        ("observations", "--indicator", "drills", "--year", "2026", "--by", "town"),
        ("observations", "--indicator", "drills", "--year", "many"),
        ("undo", "9999"),
        ("datasets", "--lang", "fr"),
        ("no-such-command",),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_says_why(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == WRONG_USAGE
    assert result.stderr.strip()
    assert result.stdout == ""


def test_an_unknown_dataset_is_told_those_that_there_are(run: Run) -> None:
    result = run("import", "drills", __file__)
    assert all(one in result.stderr for one in datasets())


@pytest.mark.parametrize("dataset_id", [one for one in datasets() if one != "census"])
def test_a_template_is_written_and_read_again(run: Run, tmp_path: Path, dataset_id: str) -> None:
    path = tmp_path / "記入様式.xlsx"
    assert run("template", dataset_id, "--out", path).exit_code == 0
    # Empty as it is, it has the right columns and no rows.
    told = json.loads(run("import", dataset_id, path, "--json").stdout)
    assert [one["code"] for one in told["findings"]] == ["no_rows"]


def test_a_template_that_was_filled_in_is_accepted(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "記入様式.xlsx"
    run("template", "disaster_drills", "--out", path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = next(cell.row for cell in sheet["A"] if cell.value == HEADER[0]) + 1
    for at, value in enumerate(ROW, start=1):
        sheet.cell(row, at, value or None)
    book.save(path)
    result = run("import", "disaster_drills", path)
    assert (result.exit_code, "新規 1件" in result.stdout) == (0, True), result.stdout


@pytest.mark.parametrize("by", ["district", "month", "ward"])
@pytest.mark.parametrize("indicator", ["drills", "marche_visitors_per_day", "population"])
def test_observations_are_the_figures_of_the_pages(
    run: Run, office: Office, indicator: str, by: str
) -> None:
    question = ("observations", "--indicator", indicator, "--year", 2025, "--by", by)
    by_json = json.loads(run(*question, "--format", "json").stdout)
    by_csv = list(csv.DictReader(io.StringIO(run(*question, "--format", "csv").stdout)))
    figures, period = Figures(office), Period(2025)
    one = office.catalogue[indicator]
    if by == "district":
        areas = figures.by_area(one, period)
        expected = [areas[code].value for code in office.pack.areas.district_codes]
    elif by == "month":
        expected = [figure.value for figure in figures.monthly(one, period).values()]
    else:
        expected = [figures.of(one, period).value]
    assert [row["value"] for row in by_json] == expected
    assert [float(row["value"]) if row["value"] else None for row in by_csv] == expected
    assert list(by_csv[0]) == list(by_json[0])


@pytest.mark.parametrize("year", [26, 2030])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_year_without_data_is_refused_with_the_years_that_there_are(
    run: Run, year: int, lang: str
) -> None:
    question = ("observations", "--indicator", "drills", "--lang", lang)
    refused = run(*question, "--year", year)
    assert (refused.exit_code, refused.stdout) == (WRONG_USAGE, "")
    assert str(year) in refused.stderr
    assert all(str(one) in refused.stderr for one in range(2022, 2027))
    # Months of a year with data that have none yet are rows without values.
    later = run(*question, "--year", 2026, "--period", "q4")
    assert later.exit_code == 0
    assert {row["value"] for row in csv.DictReader(io.StringIO(later.stdout))} == {""}


def test_an_indicator_without_any_data_says_where_to_load_it(run: Run, office: Office) -> None:
    for one in history(office):
        if one.dataset == "disaster_drills":
            run("undo", one.id)
    result = run("observations", "--indicator", "drills", "--year", 2026)
    assert (result.exit_code, "asahi-metrics import" in result.stderr) == (WRONG_USAGE, True)


def test_what_a_file_leaves_is_told_before_it_is_loaded(run: Run, tmp_path: Path) -> None:
    april = [*ROW]
    run("import", "disaster_drills", drills_file(tmp_path, april))
    corrected = drills_file(tmp_path, ["2026-04-15", *ROW[1:]])
    result = run("import", "disaster_drills", corrected, "--dry-run")
    assert "令和8年4月)の取込済みの記録のうち、1件は" in result.stdout
    october = drills_file(tmp_path, ["2026-10-05", *ROW[1:]])
    result = run("import", "disaster_drills", october, "--dry-run", "--lang", "en")
    assert "No records for May 2026 – Sep 2026" in result.stdout
    told = json.loads(run("import", "disaster_drills", october, "--dry-run", "--json").stdout)
    assert (told["staying"], told["gap"]) == (0, [202605, 202606, 202607, 202608, 202609])
    result = run("import", "disaster_drills", drills_file(tmp_path, april, october_row()))
    assert "取込済みの記録のうち" not in result.stdout
    assert "0として" not in result.stdout


def october_row() -> list[object]:
    return ["2026-05-05", *ROW[1:]]


def test_a_file_is_loaded_as_provisional_and_made_final(run: Run, tmp_path: Path) -> None:
    path = drills_file(tmp_path, ROW)
    early = run("import", "disaster_drills", path, "--stage", "provisional")
    assert "取込の区分: 速報" in early.stdout
    assert "速報 1件" in run("datasets").stdout
    assert "取込(速報)" in run("history").stdout.splitlines()[0]
    told = json.loads(run("import", "disaster_drills", path, "--dry-run", "--json").stdout)
    assert (told["stage"], told["counts"]["changed"]) == ("final", 1)
    assert told["changes"]["changed"][0]["restaged"] == ["provisional", "final"]
    final = run("import", "disaster_drills", path)
    assert "速報の記録1件が確定になります。" in final.stdout
    assert "速報・確定:速報 → 確定" in final.stdout
    assert "速報" not in run("datasets").stdout
    wrong = run("import", "disaster_drills", path, "--stage", "draft")
    assert wrong.exit_code == WRONG_USAGE


def test_history_and_undo(run: Run, office: Office, tmp_path: Path) -> None:
    before = Figures(office).of(office.catalogue["drills"], Period(2025)).value
    run("import", "disaster_drills", drills_file(tmp_path, ROW))
    number = office.revision()
    newest = run("history").stdout.splitlines()[0].split("\t")
    assert (newest[0], newest[2], newest[5]) == (str(number), "取込(確定)", "訓練.csv")
    result = run("undo", number)
    assert (result.exit_code, str(number) in result.stdout) == (0, True)
    assert Figures(office).of(office.catalogue["drills"], Period(2025)).value == before
    assert run("undo", number).exit_code == WRONG_USAGE


def test_an_undo_that_is_blocked_is_refused_with_1(
    run: Run, office: Office, tmp_path: Path
) -> None:
    run("import", "disaster_drills", drills_file(tmp_path, ROW))
    first = office.revision()
    run("import", "disaster_drills", drills_file(tmp_path, [*ROW[:5], 31, *ROW[6:]]))
    result = run("undo", first, "--lang", "en")
    assert result.exit_code == REFUSED
    assert str(first + 1) in result.stderr


def test_the_sample_comes_where_no_real_data_is(run: Run, office: Office, tmp_path: Path) -> None:
    run("import", "disaster_drills", drills_file(tmp_path, ROW))
    before = dump(office)
    assert run("sample").exit_code == 0
    assert dump(office) == before


def test_the_public_gets_a_deck_once_figures_are_released(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "deck.pptx"
    wanted = ("export", "pptx", "--district", "01", "--year", "2026", "--audience", "public")
    refused = run(*wanted, "--out", out)
    assert refused.exit_code == 2
    assert Text("ja")("error.release.none") in refused.output
    assert not out.exists()
    first, again = run("release"), run("release")
    assert first.exit_code == 0
    # The same figures are not released twice.
    assert again.output == first.output
    assert run(*wanted, "--out", out).exit_code == 0
    assert out.read_bytes().startswith(b"PK")


def test_lists_of_datasets_and_indicators(run: Run, office: Office) -> None:
    shown = {line.split("\t")[0] for line in run("datasets").stdout.splitlines()}
    assert shown == set(datasets())
    for lang in ("ja", "en"):
        lines = run("indicators", "--lang", lang).stdout.splitlines()
        assert [line.split("\t")[0] for line in lines] == [one.id for one in office.catalogue]


def test_the_doctor_passes_a_sound_database_and_fails_a_tampered_one(
    run: Run, office: Office
) -> None:
    assert run("doctor").exit_code == 0
    with office.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM observation WHERE series = 'drills'")
    result = run("doctor", "--lang", "en")
    assert result.exit_code == REFUSED
    (wrong,) = [line for line in result.stdout.splitlines() if line.startswith("WRONG")]
    assert "Disaster drills" in wrong
    assert "-> " in result.stdout
    told = json.loads(run("doctor", "--json").stdout)
    assert told["result"] == "wrong"
    assert [one["name"] for one in told["checks"] if one["standing"] == "wrong"] == ["derived"]
    assert run("doctor", "--repair").exit_code == 0


def test_the_ward_is_copied_once_and_each_table_is_told(
    run: Run, office: Office, tmp_path: Path
) -> None:
    url = database_url(tmp_path, "copy", empty=True)
    result = run("copy", "--to", url, "--lang", "en")
    assert (result.exit_code, result.stderr) == (0, "")
    counts = {name: len(rows) for name, rows in dump(office).items()}
    for name, rows in counts.items():
        assert f"{name}: {rows:,} rows (verified" in result.stdout
    copied = open_office(Settings(database_url=url))
    assert dump(copied) == dump(office)
    again = run("copy", "--to", url, "--lang", "en")
    assert (again.exit_code, again.stdout) == (WRONG_USAGE, "")
    assert "Name an empty database" in again.stderr


def test_the_first_start_tells_what_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAHI_DATABASE_URL", database_url(tmp_path / "var", empty=True))
    first = CliRunner().invoke(cli.app, ["datasets", "--lang", "en"])
    steps = first.stderr.splitlines()
    # A line for the start and one for the boundaries; the shelters alone have nothing to load.
    assert (steps[0], len(steps)) == ("Making the database", 2 + len(datasets()) - 1)
    assert CliRunner().invoke(cli.app, ["datasets"]).stderr == ""


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])  # noqa: S104
def test_serve_refuses_every_host_but_this_machine(run: Run, host: str) -> None:
    result = run("serve", "--host", host)
    assert result.exit_code == WRONG_USAGE
    assert host in result.stderr


def test_a_host_in_the_settings_is_refused_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAHI_HOST", "0.0.0.0")  # noqa: S104
    assert run("serve").exit_code == WRONG_USAGE


def test_a_setting_that_cannot_be_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAHI_PORT", "eight")
    result = run("datasets")
    assert result.exit_code == WRONG_USAGE
    assert "ASAHI_PORT" in result.stderr
    assert "eight" in result.stderr


def test_the_command_starts_without_what_only_maps_and_templates_need() -> None:
    slow = {"geopandas", "mapclassify", "pandas", "streamlit", "xlsxwriter"}
    asked = f"import sys, asahi_metrics.cli; print(*{slow} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_the_citys_shelters_come_in(run: Run, office: Office, shared_data: Path) -> None:
    path = shared_data / "hinanjo_asahi_20260401_cp932.csv"
    told = json.loads(run("import", "shelters", path, "--json").stdout)
    assert (told["accepted"], told["counts"]["new"]) == (True, 46)
    assert kinds(office)["地域防災拠点"] == 36


def test_the_gsis_shelters_come_in_beside_them(run: Run, office: Office, shared_data: Path) -> None:
    run("import", "shelters", shared_data / "hinanjo_asahi_20260401_cp932.csv")
    told = json.loads(
        run(
            "import", "shelters", shared_data / "asahi_gsi_evacuation_2026.geojson", "--json"
        ).stdout
    )
    assert told["accepted"]
    found = kinds(office)
    assert (found["地域防災拠点"], found["指定避難所"], found["指定緊急避難場所"]) == (36, 36, 122)


def test_the_citys_monthly_population_comes_in_for_the_ward(
    run: Run, office: Office, shared_data: Path
) -> None:
    path = shared_data / "yokohama_t020300-month_asahi_sample.csv"
    told = json.loads(run("import", "population", path, "--json").stdout)
    assert told["accepted"]
    assert told["counts"]["new"] > 0
    figures, population = Figures(office), office.catalogue["population"]
    # June 2014 by the City: 248,278 residents.
    assert figures.of(population, Period(2014, 3, 3)).value == 248_278
    # The sample by town is gone with it; the districts fall back to the census.
    assert figures.of(population, Period(2026), office.pack.areas.district_codes).value == 245_174


def test_the_census_boundaries_replace_the_schematic_map(
    run: Run, office: Office, shared_data: Path
) -> None:
    path = shared_data / "asahi_estat2020_r2ka14112_smallarea_full.geojson"
    result = run("boundaries", "import", path)
    assert result.exit_code == 0, result.output
    drawn = territory(office).boundaries
    assert (drawn.kind, len(drawn.area_km2)) == ("census", 19)
    assert drawn.total_area_km2 == pytest.approx(32.7, abs=0.3)
    assert run("undo", office.revision()).exit_code == 0
    assert territory(office).boundaries.kind == "schematic"


def test_a_boundary_file_of_elsewhere_is_refused_with_1(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.geojson"
    ring = [[135.0, 34.0], [135.1, 34.0], [135.1, 34.1], [135.0, 34.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"KEY_CODE": "14112"}, "geometry": shape}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    result = run("boundaries", "import", path)
    assert (result.exit_code, bool(result.stderr.strip())) == (REFUSED, True)


def test_the_wards_own_town_table_is_taken_or_refused(
    run: Run, office: Office, tmp_path: Path
) -> None:
    areas = office.pack.areas
    lines = [f"{town.name['ja']},{areas[town.parent or ''].name['ja']}" for town in areas.towns]
    path = tmp_path / "対応表.csv"
    path.write_text("\n".join(["町丁,地区", *lines]), encoding="utf-8")
    assert run("boundaries", "towns", path).exit_code == 0
    path.write_text("\n".join(["町丁,地区", *lines[1:]]), encoding="utf-8")
    result = run("boundaries", "towns", path)
    assert (result.exit_code, "川島町" in result.stdout) == (REFUSED, True)


def kinds(office: Office) -> Counter[str]:
    with office.engine.connect() as connection:
        live = live_versions(connection, office.ward, "shelters")
    return Counter(str(one.payload["kind"]) for one in live)
