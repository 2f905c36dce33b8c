"""The slide of the season: the year's months beside what trend and season have expected."""

from __future__ import annotations

from asahi_metrics.core.calendar import Month
from asahi_metrics.core.report import Cell, LinePicture, Series
from asahi_metrics.services.analysis_season import Seasons, season_of
from asahi_metrics.services.deck_figures import Told
from asahi_metrics.services.deck_pictures import series_alt
from asahi_metrics.services.result_scene import Drawn, ResultScene


def draw_season(scene: ResultScene) -> Drawn | None:
    """The slide; None where the months are too few, never change, or are not told."""
    if scene.indicator.is_rate or scene.indicator.numerator.over != "sum":
        return None
    codes = (scene.district,) if scene.district else ()
    found = season_of(scene.table, scene.indicator, scene.year, codes)
    expected = _expected(found)
    months = [one for one in scene.period.months if one in expected]
    if found.season is None or len(months) < 2:
        return None
    return Drawn(_title(scene, found, months), _picture(scene, found, months, expected))


def _expected(found: Seasons) -> dict[Month, float]:
    if found.season is None:
        return {}
    return dict(zip(found.used, found.season.expected, strict=True))


def _title(scene: ResultScene, found: Seasons, months: list[Month]) -> str:
    wording, profile = scene.wording, found.profile
    top, low = max(profile, key=profile.__getitem__), min(profile, key=profile.__getitem__)
    told = {
        "place": scene.place,
        "name": wording.name(scene.indicator),
        "first": wording.month(top),
        "last": wording.month(low),
    }
    odd = [wording.month(one.month) for one in reversed(found.odd) if one.month in months]
    key = "odd" if odd else "usual"
    if found.season is not None and not found.season.is_real:
        key = f"{key}_only" if odd else "none"
    return wording.text(f"result.season.{key}", month=wording.listed(odd), **told)


def _picture(
    scene: ResultScene, found: Seasons, months: list[Month], expected: dict[Month, float]
) -> LinePicture:
    wording, one = scene.wording, scene.indicator
    counted = scene.figures.monthly(one, scene.year, scene.district)
    own = (wording.cell(one, counted.get(at, Told(None))) for at in months)
    usual = (_cell(scene, expected[at]) for at in months)
    series = (
        Series(wording.text("result.season.counted"), tuple(own)),
        Series(wording.text("result.season.expected"), tuple(usual)),
    )
    names = tuple(wording.month(at) for at in months)
    return LinePicture(
        categories=names,
        series=series,
        unit=wording.unit(one),
        decimals=one.decimals,
        alt=" ".join(series_alt(wording, names, each) for each in series),
        caption=_caption(scene, found),
    )


def _cell(scene: ResultScene, value: float) -> Cell:
    return Cell(value, scene.wording.value(scene.indicator, value))


def _caption(scene: ResultScene, found: Seasons) -> str:
    """Which months the season is worked out of; those that lack are bridged."""
    month, text = scene.wording.formats.month, scene.wording.text
    used = text("result.season.used", first=month(found.used[0]), last=month(found.used[-1]))
    missing = text("result.season.bridged", count=len(found.missing)) if found.missing else ""
    return " ".join(one for one in (used, missing) if one)
