"""The content of a quarterly review as the figures, remarks and datasets stand."""

from __future__ import annotations

from collections.abc import Mapping

from asahi_metrics.analysis.progress import SLIGHTLY_BEHIND
from asahi_metrics.core.calendar import Month
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.policy import Initiative, Pillar, Policy
from asahi_metrics.core.text import Bilingual, Text
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require
from asahi_metrics.services.quarters import measured, to_quarter
from asahi_metrics.services.remarks import all_remarks, open_decisions
from asahi_metrics.services.review import PAST_YEARS, Standing, standing
from asahi_metrics.services.review_content import (
    FrozenDataset,
    FrozenFigure,
    FrozenInitiative,
    FrozenPillar,
    FrozenProjection,
    FrozenRemark,
    FrozenTarget,
    FrozenWords,
    ReviewContent,
)
from asahi_metrics.services.status import DatasetState, dataset_states
from asahi_metrics.store.remarks import Remark, RemarkText


def draft_content(figures: Figures, year: int, quarter: int) -> ReviewContent | None:
    """What a review of the quarter would hold; None for a ward without a policy."""
    require(figures.office, "read")
    policy = figures.office.policy_in_force(year)
    if policy is None:
        return None
    until = to_quarter(year, quarter).last_month
    return ReviewContent(
        policy_year=policy.year,
        policy_title=_words(policy.title),
        rule=status_rule(),
        pillars=tuple(_pillar(one) for one in policy.pillars),
        figures=tuple(frozen_figure(figures, one, year, until) for one in measured(figures, year)),
        remarks=_remarks(figures, policy, year),
        datasets=tuple(_dataset(one) for one in _states(figures).values()),
    )


def frozen_figure(
    figures: Figures, indicator: Indicator, year: int, until: Month | None = None
) -> FrozenFigure:
    """An indicator's standing by the months up to ``until``, or up to the newest."""
    key = ("frozen figure", indicator.id, year, until)
    return figures.keep(key, lambda: _figure(figures, standing(figures, indicator, year, until)))


def status_rule() -> FrozenWords:
    """The rule that statuses follow, in words."""
    return FrozenWords(ja=_say_rule(Text("ja")), en=_say_rule(Text("en")))


def _say_rule(text: Text) -> str:
    behind = Formats(text).quantity(100 * SLIGHTLY_BEHIND, "%")
    return text("status.rule", years=PAST_YEARS, behind=behind)


def _states(figures: Figures) -> Mapping[str, DatasetState]:
    return figures.keep(("dataset states", ""), lambda: dataset_states(figures.office))


def _figure(figures: Figures, now: Standing) -> FrozenFigure:
    one, progress = now.indicator, now.progress
    return FrozenFigure(
        id=one.id,
        name=_words(one.name),
        unit=_words(one.unit),
        decimals=one.decimals,
        polarity=one.polarity,
        sample=_states(figures)[one.dataset].sample,
        months=(now.period.first_month, now.period.last_month) if now.period else None,
        value=now.value,
        last_year=now.last_year,
        target=FrozenTarget(value=now.target.value, sample=now.target.sample)
        if now.target
        else None,
        season=progress.season if progress else None,
        expected=progress.expected if progress else None,
        status=progress.status if progress else None,
        projection=_projection(now),
        provisional=now.period is not None and figures.is_provisional(one, now.period),
    )


def _projection(now: Standing) -> FrozenProjection | None:
    if now.projection is None:
        return None
    return FrozenProjection(
        value=now.projection.value,
        method=now.projection.method,
        range80=now.projection.interval(0.8),
        range95=now.projection.interval(0.95),
        chance=now.chance,
    )


def _pillar(pillar: Pillar) -> FrozenPillar:
    return FrozenPillar(
        id=pillar.id,
        title=_words(pillar.title),
        initiatives=tuple(_initiative(one) for one in pillar.initiatives),
    )


def _initiative(one: Initiative) -> FrozenInitiative:
    return FrozenInitiative(
        id=one.id,
        title=_words(one.title),
        label=_words(one.label),
        owner=_words(one.owner),
        expanded=one.expanded,
        figures=one.indicators,
    )


def _remarks(figures: Figures, policy: Policy, year: int) -> tuple[FrozenRemark, ...]:
    """The year's remarks, and what was decided in other years and is still to be done."""
    office = figures.office
    known = {one.id: one for one in all_remarks(office, year)}
    known |= {one.remark.id: one.remark for one in open_decisions(office)}
    return tuple(_remark(figures, policy, known[number]) for number in sorted(known, reverse=True))


def _remark(figures: Figures, policy: Policy, one: Remark) -> FrozenRemark:
    said, closed = one.text, one.closed
    return FrozenRemark(
        id=one.id,
        subject_kind=said.subject_kind,
        subject_id=said.subject_id,
        subject=_subject(figures, policy, said),
        year=said.year,
        kind=said.kind,
        body=said.body,
        author=one.written.name,
        account=one.written.account,
        written_at=one.written.at,
        due_on=said.due_on,
        closed_by=closed.name if closed else None,
        closed_at=closed.at if closed else None,
        outcome=one.outcome,
    )


def _subject(figures: Figures, policy: Policy, said: RemarkText) -> FrozenWords | None:
    if said.subject_kind == "indicator":
        catalogue = figures.office.catalogue
        return _words(catalogue[said.subject_id].name) if said.subject_id in catalogue else None
    own = figures.office.policies.get(said.year, policy)
    found = next((one for one in (own, policy) if said.subject_id in one), None)
    return _words(found.find(said.subject_id).label) if found else None


def _dataset(state: DatasetState) -> FrozenDataset:
    key = f"dataset.{state.id}.name"
    return FrozenDataset(
        id=state.id,
        name=FrozenWords(ja=Text("ja")(key), en=Text("en")(key)),
        records=state.records,
        sample=state.sample,
        months=state.months,
        revision=state.revision,
        written_at=state.written_at,
    )


def _words(both: Bilingual) -> FrozenWords:
    return FrozenWords(ja=both["ja"], en=both["en"])
