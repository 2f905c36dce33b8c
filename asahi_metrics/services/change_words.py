"""Records and their changes in the reader's words, for the page and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from asahi_metrics.core.areas import Areas
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Text
from asahi_metrics.services.changes import Change
from asahi_metrics.sources.spec import Column, Dataset
from asahi_metrics.store.revisions import Revision


def say_kind(text: Text, one: Revision) -> str:
    """What a revision did, and of a load at which stage."""
    kind = text(f"revision.kind.{one.kind}")
    if one.stage is None:
        return kind
    return text("stage.marked", told=kind, stage=text(f"stage.{one.stage}"))


@dataclass(frozen=True)
class ChangeWords:
    """Says the values of one dataset's records."""

    dataset: Dataset
    areas: Areas
    text: Text

    def name(self, column: Column) -> str:
        """A column's name."""
        return self.text(f"column.{self.dataset.id}.{column.field}.name")

    def value(self, column: Column, value: object) -> str:
        """A stored value as a reader writes it; nothing where nothing is stored."""
        if value is None or value == "":
            return ""
        if column.kind in {"district", "town"} and value in self.areas:
            return self.text.pick(self.areas[str(value)].name)
        formats = Formats(self.text)
        if column.kind == "date":
            return formats.date(date.fromisoformat(str(value)))
        if column.kind == "month":
            return formats.month(int(str(value)))
        if column.kind in {"count", "yen"}:
            return formats.number(float(str(value)))
        return str(value)

    def record(self, values: Mapping[str, object]) -> str:
        """The fields that make the record what it is, as far as they are filled."""
        told = (
            self.value(self.dataset.column(name), values.get(name)) for name in self.dataset.key
        )
        return " / ".join(one for one in told if one)

    def altered(self, change: Change) -> str:
        """The fields that change, each with its value before and after, and so the stage."""
        told = []
        for column in self.dataset.columns:
            if column.field in change.altered:
                before, after = (
                    self.value(column, (values or {}).get(column.field)) or self.blank
                    for values in (change.before, change.after)
                )
                words = {"name": self.name(column), "before": before, "after": after}
                told.append(self.text("loading.change.altered", **words))
        if change.restaged:
            before, after = (self.text(f"stage.{one}") for one in change.restaged)
            words = {"name": self.text("stage.column"), "before": before, "after": after}
            told.append(self.text("loading.change.altered", **words))
        return self.text("finding_group.gap").join(told)

    @property
    def blank(self) -> str:
        """What is said of an empty field beside one that is not."""
        return self.text("loading.change.blank")
