"""The first two steps of loading: choose the kind of data, and the file."""

from __future__ import annotations

import html
from dataclasses import replace

import streamlit as st

from asahi_metrics.core.access import allows
from asahi_metrics.core.stage import STAGES, Stage
from asahi_metrics.services.own_records import dataset_resource
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources.template import write_template
from asahi_metrics.ui.checking_file import forget_file, place_of
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.committing import forget_result
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.downloads import XLSX, offer_download
from asahi_metrics.ui.history import ordered_datasets
from asahi_metrics.ui.lines import Line, lines_html
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.uploading import Upload, upload

_HELP_WIDTH_PX = 760


def choose_dataset(now: Desk) -> str:
    """The first step: which dataset, with its template and what its columns mean."""
    text = now.text
    heading(text("loading.choose"))
    chosen = choose(
        "dataset",
        text("loading.choose_label"),
        ordered_datasets(now),
        say=lambda one: text(f"dataset.{one}.name"),
    )
    st.caption(text(f"dataset.{chosen}.description"))
    template, columns = st.columns([5.2, 4.8])
    offer_download(
        text("loading.template"),
        lambda office: write_template(dataset_of(chosen), office.pack.areas, text),
        file_name=text("loading.template_file", id=chosen, name=text(f"dataset.{chosen}.name")),
        mime=XLSX,
        icon=":material/download:",
        key=f"template_{chosen}",
        width="stretch",
        place=template,
    )
    with (
        columns.popover(text("loading.columns"), width="stretch"),
        st.container(width=_HELP_WIDTH_PX),
    ):
        st.html(_columns_html(now, chosen))
    return chosen


def choose_file(now: Desk, dataset_id: str) -> Upload | None:
    """The second step: the file."""
    heading(now.text("loading.upload"))
    dataset = dataset_of(dataset_id)
    if not allows(now.office.principal, "import", dataset_resource(now.office, dataset)):
        section = now.text(f"section.{dataset.section}")
        st.caption(now.text("loading.not_yours", section=section))
        return None
    taken = upload(
        now.text("loading.upload_label"),
        key=place_of(dataset_id),
        suffixes=dataset.suffixes,
        text=now.text,
    )
    stage = _choose_stage(now, dataset_id)
    if taken is None:
        forget_file()
        return None
    forget_result()
    return replace(taken, stage=stage)


def _choose_stage(now: Desk, dataset_id: str) -> Stage:
    """Whether the figures of the file are final; nobody has to say so where they are."""
    chosen: Stage = st.segmented_control(
        now.text("loading.stage"),
        (STAGES[1], STAGES[0]),
        default="final",
        format_func=lambda one: now.text(f"stage.{one}"),
        required=True,
        help=now.text("loading.stage_help"),
        key=f"loading_stage_{dataset_id}",
    )
    return chosen


def _columns_html(now: Desk, dataset_id: str) -> str:
    text = now.text
    titles = ("column", "required", "form", "meaning")
    lines = [
        Line(
            (
                column.header,
                text("template.required" if column.required else "template.optional"),
                text(f"template.form.{column.kind}"),
                text(f"column.{dataset_id}.{column.field}.note"),
            )
        )
        for column in dataset_of(dataset_id).columns
    ]
    told = lines_html([text(f"template.notes_{title}") for title in titles], lines)
    # It is longer than the pop-up, and without a stop of its own the keyboard could not scroll it.
    name = html.escape(text("loading.columns"), quote=True)
    return f'<div class="am-scroll" role="region" tabindex="0" aria-label="{name}">{told}</div>'
