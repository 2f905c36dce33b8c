"""Milestones of the city bureaus' main projects in the ward (局事業)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from asahi_metrics.sources.milestones import KEY, Step, milestone_columns, sample_milestones
from asahi_metrics.sources.sampling import SampleWard
from asahi_metrics.sources.spec import Dataset, Series

_STEPS = (
    Step("年度計画の確認", 2),
    Step("局との情報共有", 5),
    Step("中間点検", 7),
    Step("次年度予定の確認", 10),
    Step("年度末のふりかえり", 12),
)
# Sample only: every third project is also looked at in the year after and two years later.
_LATER = (Step("計画期間の中間点検", 24), Step("計画期間のふりかえり", 48))


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    plans = {
        item: _STEPS if place % 3 else (*_STEPS, *_LATER)
        for place, item in enumerate(ward.projects("bureau"))
    }
    yield from sample_milestones("bureau_projects", ward, plans)


DATASET = Dataset(
    id="bureau_projects",
    section="ward_administration",
    columns=milestone_columns("コミュニティハウス整備", "中間点検(R8)"),
    key=KEY,
    absence="missing",
    # Placed by its update and not by its due date: the months covered then say how fresh it is.
    series=(Series("bureau_milestones", at="updated_on"),),
    sample=_sample,
    update_months=3,
)
