"""How the choices of a dataset's columns are named."""

from __future__ import annotations

from asahi_metrics.core.text import Text
from asahi_metrics.sources import dataset as dataset_of


def choice_name(text: Text, dataset: str, item: str) -> str:
    """An item of a breakdown in the language of the text; free text stays as it is."""
    keys = (f"choice.{dataset}.{column.field}.{item}" for column in dataset_of(dataset).columns)
    return next((text(key) for key in keys if text.has(key)), item)
