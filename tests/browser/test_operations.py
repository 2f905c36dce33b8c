"""The running program as its operators see it: two stewards at once, metrics, log, failures."""

from __future__ import annotations

import csv
import io
import json
import resource
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Server, Traffic, serve, settle

TEXT = Text("ja")
DATASET = "disaster_drills"
HEADER = ("実施日", "地区", "主催", "訓練種別", "会場", "参加者数", "参加世帯数", "備考")
AUTHOR = "旭花子"
FAILURE = '[class*="st-key-failure"]'


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A program that logs all that it does, for tests that change its data."""
    folder = tmp_path_factory.mktemp("operations")
    with serve(folder, log_level="info", log_file=str(folder / "asahi.jsonl")) as running:
        yield running


@contextmanager
def little_room(server: Server) -> Iterator[int]:
    """No file of the running program grows beyond this size, as on a disk that is nearly full."""
    process = log_of(server)[0]["pid"]
    database = server.database
    parts = [database, database.with_name(f"{database.name}-wal")]
    size = max(part.stat().st_size for part in parts) + 500_000
    before = resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        yield size
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


def log_of(server: Server) -> list[dict[str, Any]]:
    lines = (server.database.parent / "asahi.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def metrics_of(server: Server) -> dict[str, float]:
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=10) as answer:  # noqa: S310
        lines = answer.read().decode().splitlines()
    told = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in told}


def drills_file(folder: Path, name: str, *rows: tuple[object, ...]) -> Path:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADER, *rows])
    path = folder / name
    path.write_bytes(out.getvalue().encode("cp932"))
    return path


def give(page: Page, server: Server, file: Path) -> None:
    page.goto(f"{server.url}/data?dataset={DATASET}")
    settle(page)
    box = page.locator(f".st-key-loading_file_{DATASET}")
    box.locator('input[type="file"]').set_input_files(file)
    page.get_by_text(TEXT("loading.found")).wait_for()
    settle(page)


def commit(page: Page) -> None:
    page.get_by_role("button", name=TEXT("loading.commit.button"), exact=True).click()
    settle(page)


def counts_on(page: Page) -> list[str]:
    return [card.inner_text() for card in page.locator(".am-card .am-value").all()[:3]]


def first_card(page: Page) -> str:
    return page.locator(".am-card .am-value").first.inner_text()


def test_two_stewards_at_once_are_both_told_the_truth(
    new_page: Callable[..., Page], office: Server, tmp_path: Path, traffic: Traffic
) -> None:
    shared = ("2026-09-06", "今宿", "今宿第1自治会", "初期消火訓練", "会場A", 80, 50, "")
    early = drills_file(tmp_path, "early.csv", shared)
    own = ("2026-09-07", "白根", "白根第1自治会", "避難訓練", "会場B", 20, 10, AUTHOR)
    late = drills_file(tmp_path, "late.csv", (*shared[:5], 90, 55, ""), own)
    reader, first, second = new_page(), new_page(), new_page()
    reader.goto(f"{office.url}/drills?year=2026")
    settle(reader)
    before = first_card(reader)
    give(first, office, early)
    give(second, office, late)
    assert counts_on(second) == ["2件", "0件", "0件"]
    commit(first)
    expect(first.get_by_text(TEXT("loading.result.title", id="")[:6])).to_be_visible()

    # What the second steward saw is no longer what his file would do: he is asked again.
    commit(second)
    told = TEXT("loading.accepted.outdated", id=0).partition("(")[0]
    expect(second.get_by_text(told)).to_be_visible()
    assert counts_on(second) == ["1件", "1件", "0件"]
    commit(second)
    result = second.get_by_text(TEXT("loading.result.title", id="")[:6])
    expect(result).to_be_visible()
    assert "新規 1件、変更 1件" in second.locator('[data-testid="stAlert"]').first.inner_text()

    # Whoever had a page open goes on with the new figures when a part of it runs.
    reader.get_by_role("tab", name=TEXT("block.records"), exact=True).click()
    settle(reader)
    assert before != "2回"
    assert first_card(reader) == "2回"
    assert traffic.faults == []


def test_what_was_done_is_counted_and_logged_without_names(
    page: Page, office: Server, traffic: Traffic
) -> None:
    page.goto(f"{office.url}/map?year=2026&districts=07&lang=en")
    settle(page)
    found = metrics_of(office)
    assert found['asahi_runs_total{kind="page",outcome="done",page="map"}'] >= 1
    assert found['asahi_run_seconds_count{kind="page",page="map"}'] >= 1
    assert found[f'asahi_imports_total{{dataset="{DATASET}",outcome="done"}}'] == 2
    assert found['asahi_requests_total{route="page",status="2xx"}'] >= 1
    assert found["asahi_sessions"] >= 1
    assert found["asahi_database_up"] == 1
    assert found["asahi_revision"] >= 23
    assert found["process_resident_memory_bytes"] > 10_000_000
    lines = log_of(office)
    loads = [line for line in lines if line["event"] == "import"]
    assert [(one["dataset"], one["records"]) for one in loads] == [(DATASET, 1), (DATASET, 2)]
    views = [line for line in lines if line["event"] == "page" and line["page"] == "map"]
    assert {"seconds", "revision", "session", "outcome"} <= views[-1].keys()
    # Three readers, told apart and known to nobody.
    assert len({line["session"] for line in lines if "session" in line}) >= 3
    told = json.dumps(lines, ensure_ascii=False)
    for personal in (AUTHOR, "今宿", "自治会", "early.csv", "districts", "127.0.0.1"):
        assert personal not in told
    assert traffic.faults == []


def padded_file(folder: Path, size: int, row: tuple[object, ...]) -> Path:
    """A file of some size, which is kept as it is: most of it is a column that nobody asked for."""
    lines = [(*[""] * len(HEADER), "x" * 9_000)] * (size // 9_010 - 1)
    out = io.StringIO(newline="")
    csv.writer(out).writerows([(*HEADER, "余白"), (*row, "x"), *lines])
    path = folder / "large.csv"
    path.write_bytes(out.getvalue().encode("cp932"))
    return path


def test_a_steward_is_told_that_the_disk_is_full_and_goes_on(
    page: Page, office: Server, tmp_path: Path, screenshot: Callable[..., Path], traffic: Traffic
) -> None:
    before = metrics_of(office)["asahi_revision"]
    row = ("2026-09-08", "白根", "白根第2自治会", "避難訓練", "会場B", 20, 10, "")
    with little_room(office) as size:
        give(page, office, padded_file(tmp_path, size - 100_000, row))
        commit(page)
        expect(page.get_by_text(TEXT("loading.commit.failed"))).to_be_visible()
    said = page.locator('[data-testid="stAlert"]').last.inner_text()
    assert TEXT("error.database_io", database=office.database.name) in said
    screenshot(page, "disk_full")
    assert metrics_of(office)["asahi_revision"] == before
    assert metrics_of(office)['asahi_database_failures_total{problem="io"}'] >= 1
    give(page, office, drills_file(tmp_path, "small.csv", row))
    commit(page)
    expect(page.get_by_text(TEXT("loading.result.title", id="")[:6])).to_be_visible()
    assert metrics_of(office)["asahi_revision"] == before + 1
    assert traffic.faults == []


def test_streamlits_own_metrics_are_closed(office: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{office.url}/_stcore/metrics", timeout=10)  # noqa: S310
    with closing(caught.value) as answer:
        assert answer.code == 404


# A page is last: what is broken here stays so.
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_nobody_foresaw_has_a_number_that_leads_to_the_log(
    page: Page, office: Server, lang: Language, screenshot: Callable[..., Path]
) -> None:
    break_boundaries(office.database)
    text = Text(lang)
    page.goto(f"{office.url}/map?lang={lang}")
    told = page.get_by_text(text("failure.title"))
    told.wait_for()
    said = page.locator(FAILURE).inner_text()
    number = page.locator(f"{FAILURE} strong").last.inner_text()
    assert text("failure.what") in said
    assert "Traceback" not in page.content()
    assert page.locator('[data-testid="stException"]').count() == 0
    screenshot(page, f"failure_{lang}")
    (line,) = [one for one in log_of(office) if one.get("number") == number]
    assert (line["event"], line["level"], line["place"]) == ("error", "error", "page")
    assert any("prepare_shapes" in step or "_ledger" in step for step in line["errors"][0]["at"])
    assert "not a map" not in json.dumps(log_of(office))
    assert metrics_of(office)['asahi_errors_total{place="page"}'] >= 1


def break_boundaries(database: Path) -> None:
    """A new revision whose boundaries are no boundaries, as no code path would write them."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "INSERT INTO revision (ward, id, kind, actor, created_at, sample, new, changed,"
            " unchanged, withdrawn)"
            " SELECT ward, max(id) + 1, kind, actor, created_at, 0, 0, 0, 0, 0 FROM revision"
        )
        connection.execute("UPDATE boundary SET districts = 'not a map' WHERE to_revision IS NULL")
