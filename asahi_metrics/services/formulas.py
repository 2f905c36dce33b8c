"""An indicator's formula in words: numerator ÷ denominator × per."""

from __future__ import annotations

from functools import cache

from asahi_metrics.core.catalogue import Indicator, Term
from asahi_metrics.core.text import Text
from asahi_metrics.sources import datasets
from asahi_metrics.sources.population import WARD
from asahi_metrics.sources.spec import Dataset, Series


def formula_text(text: Text, indicator: Indicator) -> str:
    """The formula on one line, for tables and files, with the records that it leaves out."""
    told = say_term(text, indicator.numerator)
    if indicator.denominator is not None:
        factor = "" if indicator.per == 1 else f" × {indicator.per:,g}"
        told = f"{told} ÷ {say_term(text, indicator.denominator)}{factor}"
    return text("definition.districts_only", formula=told) if _leaves_out(indicator) else told


def _leaves_out(indicator: Indicator) -> bool:
    """Whether records of places outside the ward or of unknown ones are not counted."""
    if indicator.ward != "districts":
        return False
    columns = (column for one in indicator.numerator.series for column in _series()[one][0].columns)
    return any({*column.places} - {WARD} for column in columns)


def say_term(text: Text, term: Term) -> str:
    """A term in words: which columns of which datasets, and how months join."""
    found: dict[str, list[str]] = {}
    for series_id in term.series:
        dataset, series = _series()[series_id]
        field = series.item if term.over == "distinct" else series.field
        found.setdefault(_part(text, dataset, series, field), []).append(
            text(f"dataset.{dataset.id}.name")
        )
    join = text("definition.term.join")
    told = [
        text("definition.term.of", name=name, dataset=join.join(names))
        for name, names in found.items()
    ]
    return text(f"definition.term.{term.over}", terms=join.join(told))


def datasets_of(term: Term) -> tuple[str, ...]:
    """The ids of the datasets that a term is counted from, each once."""
    return tuple(dict.fromkeys(_series()[one][0].id for one in term.series))


def say_base(text: Text, term: Term) -> str:
    """The column that a term counts, alone: 人口, 世帯数, 回答者数."""
    dataset, series = _series()[term.series[0]]
    return _column(text, dataset, series.item if term.over == "distinct" else series.field)


def _part(text: Text, dataset: Dataset, series: Series, field: str | None) -> str:
    """A column, and the one choice that its series is of, if it is of one alone."""
    name = _column(text, dataset, field)
    if series.only is None:
        return name
    choice = text(f"choice.{dataset.id}.{series.only[0]}.{series.only[1]}")
    return text("series.only", name=name, choice=choice)


def _column(text: Text, dataset: Dataset, field: str | None) -> str:
    if field is None:
        return text("definition.term.records")
    return text(f"column.{dataset.id}.{field}.name")


@cache
def _series() -> dict[str, tuple[Dataset, Series]]:
    return {
        series.id: (dataset, series) for dataset in datasets().values() for series in dataset.series
    }
