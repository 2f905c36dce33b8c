"""The third step of loading: what was found in the file, and what it would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.findings import Severity
from asahi_metrics.core.grouping import FindingGroup, grouped
from asahi_metrics.core.progress import part
from asahi_metrics.core.stage import Stage
from asahi_metrics.core.text import Text
from asahi_metrics.services.effects import Effects, foresee
from asahi_metrics.services.importing import Plan, plan_import
from asahi_metrics.services.leaving import gap_line, staying_line
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.ui.change_table import show_changes
from asahi_metrics.ui.committing import ask_commit, forget_wanted, show_result, show_result_effects
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.effect_table import show_effects
from asahi_metrics.ui.found import offer_marked_copy, show_findings
from asahi_metrics.ui.history import named_revision, show_loaded, show_revision
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.uploading import Upload, forget
from asahi_metrics.ui.working import working
from asahi_metrics.visuals.cards import Card, cards_html

_PREPARED = "loading_prepared"
_STOPPED = "loading_stopped"


@dataclass(frozen=True)
class _Prepared:
    """A file as it was checked against one revision of the data."""

    upload: str
    stage: Stage
    revision: int
    plan: Plan | None = None
    effects: Effects | None = None
    groups: tuple[FindingGroup, ...] = ()
    error: AsahiMetricsError | None = None
    outdated: bool = False
    """Whether somebody else has changed what the file would do since it was shown."""

    def of_severity(self, severity: Severity) -> list[FindingGroup]:
        """The causes of one severity."""
        return [one for one in self.groups if one.first.severity == severity]


def place_of(dataset_id: str) -> str:
    """The name of the place where a dataset's file is given."""
    return f"loading_file_{dataset_id}"


def forget_file() -> None:
    """Keep nothing of the file that was checked."""
    st.session_state.pop(_PREPARED, None)


def show_summary(dataset_id: str, taken: Upload | None) -> None:
    """Beside the first steps: what is loaded now, or what the file came to and the next step."""
    now = desk()
    if taken is None:
        if st.session_state.pop(_STOPPED, False):
            st.warning(now.text("loading.stopped"))
        if show_result(now, dataset_id):
            return
        if (named := named_revision(now)) is not None:
            show_revision(now, named)
        else:
            show_loaded(now, dataset_id)
            st.caption(now.text("loading.intro"))
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
        _summarise_refused(now, prepared.plan, prepared)
    elif prepared.plan is not None and prepared.effects is not None:
        if prepared.outdated:
            st.warning(now.text("loading.accepted.outdated", id=prepared.revision))
        _summarise_accepted(now, prepared.plan, prepared.effects)


def show_details(dataset_id: str, taken: Upload | None) -> None:
    """Below the steps: every cause of a refusal, or every record and figure that changes."""
    now = desk()
    prepared: _Prepared | None = st.session_state.get(_PREPARED)
    if taken is None:
        show_result_effects(now, dataset_id)
        return
    if prepared is None or prepared.plan is None:
        return
    plan, text = prepared.plan, now.text
    if plan.refused:
        heading(text("loading.refused.list"))
        show_findings(text, prepared.of_severity("error"), name=f"{plan.dataset}_findings")
    _show_notices(now, plan, prepared.of_severity("notice"))
    if not plan.refused and not plan.counts.nothing and prepared.effects is not None:
        show_effects(now, prepared.effects, done=False)
        show_changes(plan)


def _prepare(now: Desk, dataset_id: str, taken: Upload) -> _Prepared:
    """The file checked once; anew when the stored data have changed since."""
    kept: _Prepared | None = st.session_state.get(_PREPARED)
    revision = now.figures.revision
    asked = (taken.identity, taken.stage, revision)
    if kept is not None and (kept.upload, kept.stage, kept.revision) == asked:
        return kept
    forget_file()
    with working(
        now.text("loading.reading"),
        stop=now.text("loading.stop"),
        key="loading_stop_checking",
        on_stop=lambda: _stop(dataset_id),
    ) as progress:
        try:
            plan = plan_import(
                now.office,
                dataset_id,
                taken.name,
                taken.content,
                part(progress, 0.0, 0.9),
                stage=taken.stage,
            )
            prepared = _Prepared(
                *asked,
                plan,
                foresee(now.figures, plan),
                tuple(grouped(plan.findings)),
            )
        except AsahiMetricsError as error:
            prepared = _Prepared(*asked, error=error)
    if kept is not None and _differs(kept, prepared):
        forget_wanted()
        prepared = replace(prepared, outdated=True)
    st.session_state[_PREPARED] = prepared
    return prepared


def _differs(kept: _Prepared, prepared: _Prepared) -> bool:
    """Whether the same file would do something else than was shown before."""
    asked = (prepared.upload, prepared.stage)
    if (kept.upload, kept.stage) != asked or kept.plan is None or prepared.plan is None:
        return False
    return kept.plan.mark != prepared.plan.mark


def _stop(dataset_id: str) -> None:
    forget(place_of(dataset_id))
    st.session_state[_STOPPED] = True


def _summarise_refused(now: Desk, plan: Plan, prepared: _Prepared) -> None:
    count = sum(one.count for one in prepared.of_severity("error"))
    title = now.text("loading.refused.title", count=f"{count:,}")
    st.error(f"**{title}** {now.text('loading.refused.unchanged')}")
    offer_marked_copy(now, plan, prepared.groups)


def _summarise_accepted(now: Desk, plan: Plan, effects: Effects) -> None:
    text = now.text
    if plan.counts.nothing:
        st.info(text("loading.accepted.same", file=literal(plan.file_name)))
        return
    st.success(text("loading.accepted.title", file=literal(plan.file_name)))
    st.caption(text("loading.accepted.stage", stage=text(f"stage.{plan.stage}")))
    st.html(cards_html(_count_cards(now, plan)))
    _tell_restaged(text, plan)
    if plan.replaces_sample:
        name = text(f"dataset.{plan.dataset}.name")
        count = f"{now.ledger.states[plan.dataset].records:,}"
        st.warning(text("loading.accepted.replaces_sample", name=name, count=count))
    _tell_left(text, plan)
    ask_commit(now, plan, effects, place=place_of(plan.dataset))


def _tell_restaged(text: Text, plan: Plan) -> None:
    """How many records become final, and how many cease to be: nobody does that unawares."""
    if plan.finalised:
        st.info(text("stage.finalised", count=f"{plan.finalised:,}"))
    if plan.reopened:
        st.warning(text("stage.reopened", count=f"{plan.reopened:,}"))


def _tell_left(text: Text, plan: Plan) -> None:
    """What the file leaves: months that would count as 0, and records that it does not name."""
    if gap := gap_line(text, dataset_of(plan.dataset), plan.left):
        st.info(gap)
    if staying := staying_line(text, plan.left):
        st.caption(staying)


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


def _show_notices(now: Desk, plan: Plan, notices: Sequence[FindingGroup]) -> None:
    if notices:
        count = sum(one.count for one in notices)
        with st.expander(now.text("loading.accepted.notices", count=f"{count:,}")):
            show_findings(now.text, notices, name=f"{plan.dataset}_notices")
