"""The slides of trend and of change: the place over the years, and against last year."""

from __future__ import annotations

from collections.abc import Sequence

from asahi_metrics.analysis.intervals import LEVEL
from asahi_metrics.core.report import Cell, LinePicture, Series
from asahi_metrics.services.analysis_change import AreaChange, Changes, changes
from asahi_metrics.services.analysis_trend import AreaTrend, Trends, trends
from asahi_metrics.services.deck_pictures import series_alt
from asahi_metrics.services.result_scene import Drawn, ResultScene, ScaleWords, bars


def draw_trend(scene: ResultScene) -> Drawn | None:
    """The slide; None where no law of chance is known, a single year, or years unreleased."""
    found = trends(scene.table, scene.indicator, scene.period)
    if found is None or found.scale.method == "none" or len(found.years) < 2:
        return None
    own = _trend_of(scene, found)
    if scene.open_to_all and None in own.by_year.values():
        # The public would take a year that was not released for one without data.
        return None
    words = ScaleWords(scene.wording, found.scale)
    years = [scene.wording.formats.fiscal_year_name(one.year) for one in found.years]
    title = scene.wording.text(
        f"result.trend.{own.verdict.mark}",
        place=scene.place,
        name=words.name,
        first=years[0],
        last=years[-1],
    )
    areas = [own] if scene.district is None else [own, found.ward]
    series = tuple(_course(scene, found, one, words) for one in areas)
    picture = LinePicture(
        categories=tuple(years),
        series=series,
        unit=words.unit,
        decimals=words.decimals,
        alt=" ".join(series_alt(scene.wording, years, one) for one in series),
        caption=_trend_caption(scene, found, own),
    )
    return Drawn(title, picture)


def _trend_of(scene: ResultScene, found: Trends) -> AreaTrend:
    return next((one for one in found.districts if one.code == scene.district), found.ward)


def _course(scene: ResultScene, found: Trends, area: AreaTrend, words: ScaleWords) -> Series:
    is_ward = area is found.ward
    name = scene.wording.place(None if is_ward else area.code)
    cells = []
    for year, value in area.by_year.items():
        told = scene.figures.of(scene.indicator, year, None if is_ward else area.code)
        hidden = value is None and told.withheld
        withheld = Cell(None, scene.wording.text("publication.withheld"), "withheld")
        cells.append(withheld if hidden else words.cell(value))
    return Series(name, tuple(cells))


def _trend_caption(scene: ResultScene, found: Trends, own: AreaTrend) -> str:
    """Which months are compared, why there is no verdict, and whom the ward is without."""
    wording, text = scene.wording, scene.wording.text
    newest = found.years[-1]
    span = wording.formats.month_span(newest.first_month % 100, newest.last_month % 100)
    parts = [text("result.trend.months", span=span)]
    if own.verdict.reason:
        year = own.verdict.year
        said = wording.formats.fiscal_year_name(year) if year else ""
        parts.append(text(f"result.trend.because.{own.verdict.reason}", year=said))
    if found.left_out:
        parts.append(text("result.trend.ward_without", count=len(found.left_out)))
    return " ".join(parts)


def draw_change(scene: ResultScene) -> Drawn | None:
    """The slide; None where the place is not known in both years."""
    found = changes(scene.table, scene.indicator, scene.period)
    if found is None:
        return None
    own = next((one for one in found.districts if one.code == scene.district), found.ward)
    if not own.is_known:
        return None
    words = ScaleWords(scene.wording, found.scale)
    areas = [own] if scene.district is None else [own, found.ward]
    cells = {}
    for area in areas:
        for year, value in ((found.period.year, area.this), (found.period.year - 1, area.last)):
            said = scene.wording.formats.fiscal_year_name(year)
            name = scene.wording.text("result.change.bar", place=_name(scene, area), year=said)
            cells[name] = words.cell(value)
    caption = _change_caption(scene, found, areas)
    return Drawn(
        _change_title(scene, found, own, words), bars(scene, cells, words, caption=caption)
    )


def _name(scene: ResultScene, area: AreaChange) -> str:
    is_ward = area.code == scene.table.office.ward
    return scene.wording.place(None if is_ward else area.code)


def _change_title(scene: ResultScene, found: Changes, own: AreaChange, words: ScaleWords) -> str:
    told = {"place": scene.place, "name": words.name}
    text = scene.wording.text
    if own.change is None:
        ends = {"before": words.say(own.last), "after": words.say(own.this)}
        verdict = "rose_to" if own.beyond_chance else "within_to" if own.interval else "from_to"
        return text(f"result.change.{verdict}", **told, **ends)
    key = "plain" if own.interval is None else "within"
    if own.beyond_chance:
        key = "rose" if own.rises else "fell"
    return text(f"result.change.{key}", **told, change=_signed(scene, found, own.change))


def _signed(scene: ResultScene, found: Changes, change: float) -> str:
    """A change with its sign: per cent of last year's, or points of a share."""
    text = scene.wording.text
    unit = "%" if found.kind == "percent" else text("deck.points")
    gap = " " if scene.wording.lang == "en" and unit != "%" else ""
    return f"{scene.wording.formats.signed(change, 1)}{gap}{unit}"


def _change_caption(scene: ResultScene, found: Changes, areas: Sequence[AreaChange]) -> str:
    """The months, what chance leaves of each change, and whom the ward is without."""
    wording, text = scene.wording, scene.wording.text
    first, last = found.period.first_month, found.period.last_month
    parts = [text("result.trend.months", span=wording.formats.month_span(first % 100, last % 100))]
    level = wording.formats.quantity(100 * LEVEL, "%")
    for area in areas:
        ends = area.interval
        if ends is not None and area.change is not None:
            low, high = (_signed(scene, found, one) for one in (ends.low, ends.high))
            told = {"change": _signed(scene, found, area.change), "value": level}
            told |= {"place": _name(scene, area), "low": low, "high": high}
            parts.append(text("result.change.span", **told))
    return " ".join(one for one in (*parts, scene.left_out(scene.indicator)) if one)
