"""Short tables as plain HTML, which unlike a grid shows all of its words at once."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
import streamlit as st

from asahi_metrics.core.text import Text
from asahi_metrics.exports.delimited import write_csv
from asahi_metrics.ui.downloads import offer_download

SHOWN = 200
"""How many rows of a long table are shown; the download holds all of them."""

_STYLE = Path(__file__).parent / "static" / "steward.css"
_TALL = 8
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-!|~$<>:])")


@dataclass(frozen=True)
class Tag:
    """A word in a box, so that it is seen at a glance."""

    word: str
    tone: Literal["sample", "real", "plain"] = "plain"


Cell = str | Tag


@dataclass(frozen=True)
class Line:
    """One row of a table; ``chosen`` marks the one that the reader works with."""

    cells: Sequence[Cell]
    chosen: bool = False


def literal(text: str) -> str:
    """Text of a file or its name as Markdown shows it unchanged.

    >>> literal("a_b_*c*.xlsx")
    'a\\\\_b\\\\_\\\\*c\\\\*.xlsx'
    """
    return _MARKS.sub(r"\\\1", text)


def use_lines() -> None:
    """Put the style of these tables on the page."""
    st.html(_STYLE)


def lines_html(
    header: Sequence[str], lines: Sequence[Line], *, numbers: Collection[int] = ()
) -> str:
    """A table for ``st.html``, every text escaped; ``numbers`` are the columns set to the right."""
    head = "".join(
        f'<th scope="col"{_number(at, numbers)}>{html.escape(word)}</th>'
        for at, word in enumerate(header)
    )
    top = f"<thead><tr>{head}</tr></thead>" if head else ""
    body = "".join(_row(line, numbers) for line in lines)
    return f'<table class="am-lines">{top}<tbody>{body}</tbody></table>'


def show_lines(frame: pd.DataFrame, *, name: str, text: Text) -> None:
    """A frame of texts with all of its words, scrolled when it is long, and its download."""
    lines = [Line(row) for row in frame.head(SHOWN).itertuples(index=False, name=None)]
    with st.container(height=330 if len(lines) > _TALL else "content", border=True):
        st.html(lines_html([str(column) for column in frame.columns], lines))
    if len(frame) > SHOWN:
        st.caption(text("loading.first", count=f"{len(frame):,}", shown=f"{SHOWN:,}"))
    offer_download(
        text("block.download"),
        lambda _: write_csv(frame),
        file_name=f"{name}.csv",
        key=f"download_{name}",
    )


def data_tag(*, sample: bool, real: str, sampled: str) -> Tag:
    """The tag that tells sample data from the ward's own."""
    return Tag(sampled, "sample") if sample else Tag(real, "real")


def cell_html(cell: Cell) -> str:
    """A text or a tag, escaped."""
    if isinstance(cell, Tag):
        return f'<span class="am-tag am-tag-{cell.tone}">{html.escape(cell.word)}</span>'
    return html.escape(cell)


def _row(line: Line, numbers: Collection[int]) -> str:
    mark = ' class="am-chosen"' if line.chosen else ""
    cells = "".join(
        f"<td{_number(at, numbers)}>{cell_html(cell)}</td>" for at, cell in enumerate(line.cells)
    )
    return f"<tr{mark}>{cells}</tr>"


def _number(at: int, numbers: Collection[int]) -> str:
    return ' class="am-number"' if at in numbers else ""
