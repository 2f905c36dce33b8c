"""The Data page in both languages, and the tables that it tells a file's findings with."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.findings import Finding
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.grouping import grouped
from asahi_metrics.core.pack import load_pack
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.change_words import ChangeWords
from asahi_metrics.services.changes import Change
from asahi_metrics.sources import datasets
from asahi_metrics.ui.change_table import changes_html
from asahi_metrics.ui.found import findings_frame
from asahi_metrics.ui.lines import Line, Tag, lines_html
from tests.databases import open_sample
from tests.ui.opening import html_of, open_page
from tests.ward import load


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_of_every_dataset_whether_it_is_sample_data(
    shell: Path, root: Path, lang: Language
) -> None:
    app = open_page(shell, "data", lang=lang)
    text = Text(lang)
    shown = html_of(app)
    assert all(text(f"dataset.{one}.name") in shown for one in datasets())
    assert text("loading.status.sample") in shown


@pytest.mark.parametrize("dataset", datasets())
def test_a_link_names_the_dataset_to_load(shell: Path, root: Path, dataset: str) -> None:
    app = open_page(shell, "data", dataset=dataset)
    assert app.selectbox(key="choice_dataset").value == dataset
    told = " ".join(caption.value for caption in app.caption)
    assert Text("ja")(f"dataset.{dataset}.description") in told


def test_the_history_offers_to_undo_and_asks_before_it_does(shell: Path, root: Path) -> None:
    app = open_page(shell, "data")
    text = Text("ja")
    offered = [button for button in app.button if button.label == text("history.undo")]
    offered[0].click().run()
    assert not app.exception
    told = " ".join(one.value for one in app.markdown)
    assert text("history.confirm.kept") in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_of_another_kind_is_refused_in_the_language_of_the_page(
    shell: Path, root: Path, lang: Language
) -> None:
    app = open_page(shell, "data", lang=lang)
    app.file_uploader[0].set_value(("plan_*1*.pdf", b"%PDF-1.4", "application/pdf")).run()
    assert not app.exception
    assert Text(lang)("loading.refused.unreadable") in app.error[0].value
    assert Text(lang)("loading.refused.unchanged_file") in app.error[0].value


def test_a_good_file_is_shown_and_nothing_is_loaded_before_the_button_is_pressed(
    shell: Path, root: Path
) -> None:
    text = Text("ja")
    content = "貸与日,地区,台数\n2026/9/1,今宿,3\n".encode("cp932")
    app = open_page(shell, "data", dataset="call_blocker_loans")
    app.file_uploader[0].set_value(("loans.csv", content, "text/csv")).run()
    assert app.success[0].value == text("loading.accepted.title", file="loans.csv")
    app.button(key="loading_cancel").click().run()
    assert not app.exception
    assert not app.success
    assert "loans.csv" not in html_of(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_the_commit_the_page_tells_records_and_what_they_do_to_the_indicators(
    shell: Path, root: Path, lang: Language
) -> None:
    text = Text(lang)
    content = "貸与日,地区,台数\n2026/9/1,今宿,3\n".encode("cp932")
    app = open_page(shell, "data", dataset="call_blocker_loans", lang=lang)
    app.file_uploader[0].set_value(("loans.csv", content, "text/csv")).run()
    assert not app.exception
    shown = html_of(app)
    assert text("loading.effect.title") in shown
    assert text("loading.effect.before") in shown
    assert text("loading.accepted.changes") in shown
    assert 'class="am-new"' in shown
    assert "loans.csv" in app.success[0].value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_the_commit_the_page_tells_what_the_file_leaves(
    shell: Path,
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lang: Language,
) -> None:
    office = open_sample(tmp_path)
    monkeypatch.setenv("ASAHI_DATABASE_URL", office.settings.database_url)
    load(office, "call_blocker_loans", [("2026-04-01", "今宿", 3), ("2026-04-02", "今宿", 3)])
    assert told_on_the_page(shell, lang, "2026/9/1") == {"gap"}
    assert told_on_the_page(shell, lang, "2026/4/3") == {"staying"}
    assert told_on_the_page(shell, lang, "2026/5/1") == set()


def told_on_the_page(shell: Path, lang: Language, day: str) -> set[str]:
    """Which of the notices the page shows of a file with one loan on that day."""
    formats, text = Formats(Text(lang)), Text(lang)
    april, first, last = map(formats.month, (202604, 202605, 202608))
    gap = text("loading.status.span", first=first, last=last)
    app = open_page(shell, "data", dataset="call_blocker_loans", lang=lang)
    content = f"貸与日,地区,台数\n{day},今宿,3\n".encode("cp932")
    app.file_uploader[0].set_value(("loans.csv", content, "text/csv")).run()
    assert not app.exception
    shown = {
        "gap": (text("loading.accepted.gap", months=gap), [one.value for one in app.info]),
        "staying": (
            text("loading.accepted.staying", months=april, count=2),
            [one.value for one in app.caption],
        ),
    }
    return {name for name, (said, found) in shown.items() if said in found}


def test_a_refused_file_offers_its_marked_copy_and_tells_alike_findings_in_one_line(
    shell: Path, root: Path
) -> None:
    text = Text("ja")
    rows = "".join(f"2026/9/{day},旭が丘,{day}\n" for day in range(1, 21))
    content = f"貸与日,地区,台数\n{rows}2026/9/21,今宿,多数\n".encode("cp932")
    app = open_page(shell, "data", dataset="call_blocker_loans")
    app.file_uploader[0].set_value(("loans.csv", content, "text/csv")).run()
    assert not app.exception
    assert text("loading.refused.title", count=21) in app.error[0].value
    shown = html_of(app)
    assert shown.count("旭が丘") == 1
    assert text("finding_group.range", first=2, last=21) in shown
    assert text("loading.refused.copy") in [one.label for one in app.get("download_button")]


def test_a_link_to_a_revision_shows_who_loaded_what_and_when(shell: Path, root: Path) -> None:
    app = open_page(shell, "data", revision="2")
    assert not app.exception
    shown = html_of(app)
    assert Text("ja")("history.one", id=2) in shown
    assert Text("ja")("history.local_user") in shown
    assert Text("ja")("loading.loaded") not in shown


def test_old_and_new_values_stand_side_by_side_and_only_changed_fields_are_marked() -> None:
    dataset = datasets()["call_blocker_loans"]
    words = ChangeWords(dataset, load_pack().areas, Text("ja"))
    before = {"lent_on": "2026-09-01", "district": "07", "devices": 3}
    change = Change("changed", before, {**before, "devices": 5}, 2)
    shown = changes_html(words, [change])
    assert shown.count("am-altered") == 1
    assert "<del>3</del>" in shown
    assert "<ins>5</ins>" in shown
    withdrawn = changes_html(words, [Change("withdrawn", before, None)])
    assert "<del>3</del>" in withdrawn
    assert "<ins>" not in withdrawn


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_finding_tells_row_column_value_what_is_wrong_and_what_to_do(lang: Language) -> None:
    finding = Finding("negative_count", sheet="記入", row=3, column="参加者数", value="-3")
    text = Text(lang)
    row = findings_frame(text, grouped([finding])).iloc[0].tolist()
    assert row == ["記入", "3", "参加者数", "-3", text.what(finding), text.what_to_do(finding)]


def test_findings_of_a_file_without_sheets_have_no_column_for_the_sheet() -> None:
    finding = Finding("negative_count", row=3, column="参加者数", value="-3")
    assert Text("ja")("loading.finding.sheet") not in findings_frame(Text("ja"), grouped([finding]))


def test_text_of_a_file_is_shown_and_never_run() -> None:
    shown = lines_html(["<b>"], [Line(["<script>alert(1)</script>", Tag("<i>")])])
    assert "<script>" not in shown
    assert "<i>" not in shown
    assert "&lt;b&gt;" in shown
