"""The projection of one indicator, and how such projections did in past years."""

from __future__ import annotations

import html
from collections.abc import Iterator
from itertools import zip_longest

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.analysis.backtest import SHARES, Record, Trial
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Text
from asahi_metrics.services import backtest
from asahi_metrics.services.courses import grows_through_the_year, is_yearly
from asahi_metrics.services.review import Standing, standing
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.panels import heading, show_chart, table_button
from asahi_metrics.visuals import charts

_FEW_TRIALS = 12


def show_outlook(now: Desk, indicator: Indicator) -> None:
    """The chosen year's end as it is projected, and the test of that on past years."""
    found = standing(now.figures, indicator, now.view.year)
    heading(now.text("outlook.title", year=now.formats.fiscal_year_name(now.view.year)))
    if found.projection is None:
        st.html(_paragraphs(why_none(now, found)))
        return
    words, picture = st.columns([4.4, 6.6], gap="medium")
    with words:
        say = now.measure(indicator).say
        st.html(f'<p class="am-big">{html.escape(say(found.projection.value))}</p>')
        st.html(_paragraphs(*outlook_sentences(now, found)))
    with picture:
        show_chart(
            lambda: _chart(now, found),
            name=f"{indicator.id}_outlook",
            of=indicator,
            table=lambda: _course_table(desk(), indicator),
        )
    _show_test(now, indicator)


def say_chance(chance: float, text: Text) -> str:
    """A probability in whole per cent; what is nearly sure is not called sure."""
    if chance < 0.01:
        return text("outlook.under")
    if chance > 0.99:
        return text("outlook.over")
    return Formats(text).quantity(100 * chance, "%")


def why_none(now: Desk, found: Standing) -> str:
    """Why there is no projection."""
    if found.period == Period(found.year):
        return now.text("outlook.none_over", year=now.formats.fiscal_year_name(found.year))
    if is_yearly(found.indicator):
        return now.text("outlook.none_yearly")
    return now.text("outlook.none_other")


def outlook_sentences(now: Desk, found: Standing) -> Iterator[str]:
    """The projection in words: its ranges, the chance, and how it was made."""
    projection, text, say = found.projection, now.text, now.measure(found.indicator).say
    if projection is None:
        return
    for share in SHARES:
        if span := projection.interval(share):
            percent = now.formats.quantity(100 * share, "%")
            yield text("outlook.range", share=percent, low=say(span[0]), high=say(span[1]))
    if not projection.draws.size:
        yield text("outlook.no_range")
    if found.target and found.chance is not None:
        target = say(found.target.value)
        yield text("outlook.chance", target=target, chance=say_chance(found.chance, text))
    yield text(f"outlook.method.{projection.method}")


def _paragraphs(*sentences: str) -> str:
    return "".join(f'<p class="am-paragraph">{html.escape(one)}</p>' for one in sentences)


def _chart(now: Desk, found: Standing) -> go.Figure:
    indicator, year = found.indicator, found.year
    name = now.formats.fiscal_year_name
    return charts.outlook(
        charts.YearSoFar(
            this=_to_date(now, indicator, year),
            last=_to_date(now, indicator, year - 1),
            this_label=name(year),
            last_label=name(year - 1),
            grows=grows_through_the_year(indicator),
        ),
        _ending(found),
        now.measure(indicator),
        target=found.target.value if found.target else None,
        end=now.text("outlook.end"),
    )


def _ending(found: Standing) -> charts.Ending | None:
    projection = found.projection
    if projection is None:
        return None
    return charts.Ending(projection.value, *(projection.interval(share) for share in SHARES))


def _to_date(now: Desk, indicator: Indicator, year: int) -> list[float | None]:
    """The ward's year to date after each month, as far as there is data."""
    span = now.figures.data_span(indicator)
    return [
        now.figures.of(indicator, Period(year, 1, place)).value
        if span and span[0] <= month <= span[1]
        else None
        for place, month in enumerate(Period(year).months, start=1)
    ]


def _course_table(now: Desk, indicator: Indicator) -> pd.DataFrame:
    year, name = now.view.year, now.formats.fiscal_year_name
    return pd.DataFrame(
        {
            now.text("column.month"): [
                now.formats.month_name(month) for month in Period(year).months
            ],
            name(year): _to_date(now, indicator, year),
            name(year - 1): _to_date(now, indicator, year - 1),
        }
    )


def _show_test(now: Desk, indicator: Indicator) -> None:
    heading(now.text("outlook.test.title"))
    found = backtest.record(now.figures, indicator)
    if found is None:
        st.html(_paragraphs(now.text("outlook.test.none")))
        return
    said = record_sentences(now.text, found, level=indicator.numerator.over == "last")
    st.html(_paragraphs(now.text.join(said)))
    sample = now.uses_sample(indicator)
    one, every = st.columns(2)
    with one:
        table_button(
            f"{indicator.id}_trials",
            lambda: trials_table(desk(), indicator),
            sample=sample,
            provisional=now.ledger.states[indicator.dataset].provisional > 0,
            label=now.text("outlook.test.trials"),
        )
    with every:
        table_button(
            "back_test",
            lambda: records_table(desk()),
            sample=any(state.sample for state in now.ledger.states.values()),
            provisional=any(state.provisional > 0 for state in now.ledger.states.values()),
            label=now.text("outlook.test.all"),
        )


def record_sentences(text: Text, found: Record, *, level: bool) -> list[str]:
    """A record in words: how far off, beside the plain forecast, and how often in range."""
    percent = Formats(text).quantity
    said = [
        text(
            "outlook.test.said",
            count=found.ranged,
            error=percent(100 * found.error, "%", 1),
        ),
        text(
            "outlook.test.plain_level" if level else "outlook.test.plain_flow",
            error=percent(100 * found.plain_error, "%", 1),
        ),
        text("outlook.test.better" if found.beats_plain else "outlook.test.worse"),
        text(
            "outlook.test.coverage",
            in80=percent(100 * found.coverage[0], "%"),
            in95=percent(100 * found.coverage[1], "%"),
        ),
    ]
    if found.ranged < _FEW_TRIALS:
        said.append(text("outlook.test.few"))
    return [*said, text("outlook.test.todays_data")]


def trials_table(now: Desk, indicator: Indicator) -> pd.DataFrame:
    """One row for each trial of the indicator."""
    return pd.DataFrame(
        [_trial_row(now, indicator, one) for one in backtest.trials(now.figures, indicator)]
    )


def records_table(now: Desk) -> pd.DataFrame:
    """One row for the record of each indicator, and one for all that have a target."""
    text = now.text
    named = [
        (text.pick(one.name), backtest.record(now.figures, one)) for one in now.office.catalogue
    ]
    named.insert(0, (text("outlook.test.whole"), backtest.whole_record(now.figures)))
    return pd.DataFrame([_record_row(text, name, found) for name, found in named if found])


def _trial_row(now: Desk, indicator: Indicator, one: Trial) -> dict[str, object]:
    text, decimals = now.text, indicator.decimals
    month = Period(one.year, 1, one.months).last_month
    bounds = [round(bound, decimals) for span in one.ranges for bound in span]
    names = [text(f"outlook.test.{name}") for name in ("low80", "high80", "low95", "high95")]
    return {
        text("outlook.test.year"): now.formats.fiscal_year_name(one.year),
        text("outlook.test.until"): text(
            "outlook.test.at_end_of", month=now.formats.month_name(month)
        ),
        text("outlook.test.projected"): round(one.projected, decimals),
        **dict(zip_longest(names, bounds)),
        text("outlook.test.actual"): round(one.actual, decimals),
        text("outlook.test.plain"): round(one.plain, decimals),
    }


def _record_row(text: Text, name: str, found: Record) -> dict[str, object]:
    return {
        text("column.indicator"): name,
        text("outlook.test.count"): found.ranged,
        text("outlook.test.error"): round(100 * found.error, 1),
        text("outlook.test.plain_error"): round(100 * found.plain_error, 1),
        text("outlook.test.in80"): round(100 * found.coverage[0]),
        text("outlook.test.in95"): round(100 * found.coverage[1]),
    }
