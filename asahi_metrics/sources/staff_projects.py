"""Milestones of the staff's あさひ改善プロジェクト and of organisation management."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from asahi_metrics.sources.milestones import KEY, Step, milestone_columns, sample_milestones
from asahi_metrics.sources.sampling import SampleWard
from asahi_metrics.sources.spec import Dataset, Series

_STEPS = (
    Step("実施計画の作成", 2),
    Step("第1四半期の点検", 4),
    Step("中間点検", 7),
    Step("第3四半期の点検", 10),
    Step("年度末のふりかえり", 12),
)


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    plans = dict.fromkeys(ward.projects("staff"), _STEPS)
    yield from sample_milestones("staff_projects", ward, plans)


DATASET = Dataset(
    id="staff_projects",
    section="ward_administration",
    columns=milestone_columns("オフィス環境改善プロジェクト", "中間点検(R8)"),
    key=KEY,
    absence="missing",
    # Placed by its update and not by its due date: the months covered then say how fresh it is.
    series=(Series("staff_milestones", at="updated_on"),),
    sample=_sample,
    update_months=3,
)
