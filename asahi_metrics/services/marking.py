"""Giving a refused file back with its wrong cells marked."""

from __future__ import annotations

from collections.abc import Sequence

from asahi_metrics.core.grouping import FindingGroup
from asahi_metrics.core.text import Text
from asahi_metrics.services.importing import Plan
from asahi_metrics.services.office import Office
from asahi_metrics.services.own_records import dataset_resource
from asahi_metrics.services.permission import require
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources.marked_copy import write_marked_copy
from asahi_metrics.sources.reading import find_sheet


def marked_copy(office: Office, plan: Plan, groups: Sequence[FindingGroup], text: Text) -> bytes:
    """The plan's file as an Excel workbook, what was found in it marked in its cells."""
    dataset = dataset_of(plan.dataset)
    require(office, "import", dataset_resource(office, dataset))
    found = find_sheet(plan.content, plan.file_name, dataset)
    return write_marked_copy(found, plan.findings, groups, text)
