"""The release stage of records: provisional (速報) until they are final (確定)."""

from __future__ import annotations

from typing import Literal, get_args

from asahi_metrics.core.text import Text

Stage = Literal["provisional", "final"]

STAGES: tuple[Stage, ...] = get_args(Stage)


def data_mark(text: Text, *, sample: bool = False, provisional: bool = False) -> str:
    """What must be said beside figures: that they are sample data, or provisional; else nothing."""
    told = (
        text("sample.short") if sample else "",
        text("stage.provisional") if provisional else "",
    )
    return text("stage.and").join(one for one in told if one)


def with_mark(text: Text, told: str, *, provisional: bool) -> str:
    """A period, or how far data reaches, and 速報 behind it where figures of it are provisional."""
    return text("stage.marked", told=told, stage=text("stage.provisional")) if provisional else told


def marked_stem(text: Text, stem: str, *, sample: bool = False, provisional: bool = False) -> str:
    """The name of a file without its suffix, with the marks of what is in it."""
    mark = data_mark(text, sample=sample, provisional=provisional)
    return f"{stem}_{mark}" if mark else stem
