"""What was found in a file, as a table in the reader's words: one line for each cause."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import pandas as pd
import streamlit as st

from asahi_metrics.core.access import Resource
from asahi_metrics.core.finding_words import say_line
from asahi_metrics.core.grouping import FindingGroup
from asahi_metrics.core.text import Text
from asahi_metrics.services.importing import Plan
from asahi_metrics.services.marking import marked_copy
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.downloads import XLSX, offer_download
from asahi_metrics.ui.lines import show_lines

_COLUMNS = ("sheet", "row", "column", "value", "what", "do", "count")


def show_findings(text: Text, groups: Sequence[FindingGroup], *, name: str) -> None:
    """The findings by cause, and the table for download."""
    show_lines(findings_frame(text, groups), name=name, text=text)


def offer_marked_copy(now: Desk, plan: Plan, groups: Sequence[FindingGroup]) -> None:
    """The next step after a refusal: a copy of the file with the wrong cells marked."""
    text = now.text
    name = PurePath(plan.file_name).stem
    offer_download(
        text("loading.refused.copy"),
        lambda office: marked_copy(office, plan, groups, text),
        file_name=text("loading.refused.copy_file", name=name),
        mime=XLSX,
        icon=":material/download:",
        key="download_marked",
        kind="primary",
        what=Resource("dataset", plan.dataset),
    )
    st.caption(text("loading.refused.copy_note"))


def findings_frame(text: Text, groups: Sequence[FindingGroup]) -> pd.DataFrame:
    """One row for each cause: sheet, rows, column, values, what is wrong, what to do, how many.

    Columns that say nothing of this file are left out.
    """
    rows = [{"sheet": one.first.sheet or "", **say_line(one, text)} for one in groups]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    if not frame["sheet"].any():
        frame = frame.drop(columns="sheet")
    if all(one.count == 1 for one in groups):
        frame = frame.drop(columns="count")
    return frame.rename(columns={name: text(f"loading.finding.{name}") for name in frame.columns})
