"""The datasets, one file each; a new file here that holds a DATASET is a new dataset."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from asahi_metrics.core.errors import NotFound
from asahi_metrics.sources.spec import Dataset


@cache
def datasets() -> dict[str, Dataset]:
    """Every dataset by id, in the order of their names."""
    found: dict[str, Dataset] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        dataset = getattr(module, "DATASET", None)
        if isinstance(dataset, Dataset):
            found[dataset.id] = dataset
    return found


def dataset(dataset_id: str) -> Dataset:
    """The dataset of that id; raises NotFound with the known ids."""
    known = datasets()
    if dataset_id not in known:
        raise NotFound("error.unknown_dataset", id=dataset_id, known=", ".join(known))
    return known[dataset_id]
