"""Loading a file in four steps: choose, upload, see what was found, commit."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace

import streamlit as st

from asahi_metrics.core.access import allows
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.findings import Finding
from asahi_metrics.services.importing import Plan, plan_import
from asahi_metrics.services.own_records import dataset_resource
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources.template import write_template
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.committing import ask_commit, forget_result, forget_wanted, show_result
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.downloads import XLSX, offer_download
from asahi_metrics.ui.found import changes_frame, findings_frame
from asahi_metrics.ui.history import ordered_datasets
from asahi_metrics.ui.lines import Line, lines_html, literal, show_lines
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.uploading import Upload, upload
from asahi_metrics.visuals.cards import Card, cards_html

_HELP_WIDTH_PX = 760
_PREPARED = "loading_prepared"
_FILE = "loading_file"


@dataclass(frozen=True)
class _Prepared:
    """A file as it was checked against one revision of the data."""

    upload: str
    revision: int
    plan: Plan | None
    error: AsahiMetricsError | None = None
    outdated: bool = False
    """Whether somebody else has changed what the file would do since it was shown."""


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
    template, columns = st.columns([6, 4])
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
        key=f"{_FILE}_{dataset_id}",
        suffixes=dataset.suffixes,
        text=now.text,
    )
    if taken is None:
        st.session_state.pop(_PREPARED, None)
    else:
        forget_result()
    return taken


def show_outcome(dataset_id: str, taken: Upload | None) -> None:
    """The third and the fourth step: what was found, and the commit; or what it came to."""
    now = desk()
    if taken is None:
        show_result(now, dataset_id)
        return
    heading(now.text("loading.found"))
    prepared = _prepare(now, dataset_id, taken)
    if prepared.error is not None:
        st.error(
            f"**{now.text('loading.refused.unreadable')}** "
            f"{literal(now.text.of_error(prepared.error))}\n\n"
            f"{now.text('loading.refused.unchanged_file')}"
        )
    elif prepared.plan is not None and prepared.plan.refused:
        _show_refused(now, prepared.plan)
    elif prepared.plan is not None:
        if prepared.outdated:
            st.warning(now.text("loading.accepted.outdated", id=prepared.revision))
        _show_accepted(now, prepared.plan, place=f"{_FILE}_{dataset_id}")


def _prepare(now: Desk, dataset_id: str, taken: Upload) -> _Prepared:
    """The file checked once; anew when the stored data have changed since."""
    kept: _Prepared | None = st.session_state.get(_PREPARED)
    revision = now.figures.revision
    if kept is not None and (kept.upload, kept.revision) == (taken.identity, revision):
        return kept
    with st.spinner(now.text("loading.reading")):
        try:
            plan = plan_import(now.office, dataset_id, taken.name, taken.content)
            prepared = _Prepared(taken.identity, revision, plan)
        except AsahiMetricsError as error:
            prepared = _Prepared(taken.identity, revision, None, error)
    if kept is not None and _differs(kept, prepared):
        forget_wanted()
        prepared = replace(prepared, outdated=True)
    st.session_state[_PREPARED] = prepared
    return prepared


def _differs(kept: _Prepared, prepared: _Prepared) -> bool:
    """Whether the same file would do something else than was shown before."""
    if kept.upload != prepared.upload or kept.plan is None or prepared.plan is None:
        return False
    return kept.plan.changes != prepared.plan.changes


def _show_refused(now: Desk, plan: Plan) -> None:
    errors = _of_severity(plan, "error")
    title = now.text("loading.refused.title", count=f"{len(errors):,}")
    st.error(f"**{title}** {now.text('loading.refused.unchanged')}")
    show_lines(findings_frame(now.text, errors), name=f"{plan.dataset}_findings", text=now.text)
    _show_notices(now, plan)


def _show_accepted(now: Desk, plan: Plan, *, place: str) -> None:
    text = now.text
    if plan.counts.nothing:
        st.info(text("loading.accepted.same", file=literal(plan.file_name)))
        _show_notices(now, plan)
        return
    st.success(text("loading.accepted.title", file=literal(plan.file_name)))
    st.html(cards_html(_count_cards(now, plan)))
    if plan.replaces_sample:
        name = text(f"dataset.{plan.dataset}.name")
        count = f"{now.ledger.states[plan.dataset].records:,}"
        st.warning(text("loading.accepted.replaces_sample", name=name, count=count))
    _show_notices(now, plan)
    _show_changes(now, plan)
    ask_commit(now, plan, place=place)


def _count_cards(now: Desk, plan: Plan) -> list[Card]:
    counts = plan.counts
    numbers = {
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "withdrawn": counts.withdrawn,
    }
    unit = now.text("loading.accepted.unit")
    return [
        Card(now.text(f"loading.accepted.{kind}"), now.formats.number(number), unit)
        for kind, number in numbers.items()
    ]


def _show_changes(now: Desk, plan: Plan) -> None:
    # Sample records go as a whole, which has been said: to list them would hide the rest.
    told = [one for one in plan.changes if not (plan.replaces_sample and one.kind == "withdrawn")]
    heading(now.text("loading.accepted.changes"))
    frame = changes_frame(now, plan.dataset, told)
    show_lines(frame, name=f"{plan.dataset}_changes", text=now.text)


def _show_notices(now: Desk, plan: Plan) -> None:
    notices = _of_severity(plan, "notice")
    if notices:
        title = now.text("loading.accepted.notices", count=f"{len(notices):,}")
        with st.expander(title):
            frame = findings_frame(now.text, notices)
            show_lines(frame, name=f"{plan.dataset}_notices", text=now.text)


def _of_severity(plan: Plan, severity: str) -> list[Finding]:
    return [one for one in plan.findings if one.severity == severity]


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
