"""What the funnel shows, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from asahi_metrics.analysis.funnel import WIDE
from asahi_metrics.analysis.intervals import LEVEL
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_chance import Chance
from asahi_metrics.ui.analysis_scale import listed_areas
from asahi_metrics.ui.desk import Desk


def say_chance(now: Desk, indicator: Indicator, found: Chance) -> str:
    """How many districts differ by more than chance explains, and which."""
    name, count = now.text.pick(indicator.short), len(found.districts)
    beyond = found.lying("beyond")
    if not beyond:
        said = now.text("analysis_chance.none_beyond", name=name, count=count)
    else:
        said = now.text(
            "analysis_chance.beyond",
            name=name,
            count=count,
            found=len(beyond),
            sides=_sides(now, found),
        )
    return now.text.join((said, _apart(now, found, count)))


def say_dispersion(now: Desk, found: Chance) -> str:
    """Whether the districts lie farther apart than chance has them, and what was done about it."""
    if found.funnel is None:
        return ""
    spread = found.funnel.dispersion
    factor = now.formats.number(spread.factor, 1)
    if not spread.is_beyond_chance:
        return now.text("analysis_chance.as_by_chance", factor=factor)
    widening = now.formats.number(spread.widening, 1)
    return now.text("analysis_chance.widened", factor=factor, widening=widening)


def say_unjudged(now: Desk, indicator: Indicator, found: Chance) -> str:
    """Why chance is not judged of this indicator."""
    name = now.text.pick(indicator.name)
    if found.scale.method != "none":
        return now.text("analysis_chance.unjudged.nothing", name=name)
    if indicator.kind == "context":
        return now.text("analysis_chance.unjudged.context", name=name)
    return now.text("analysis_chance.unjudged.no_count", name=name)


def in_percent(now: Desk, level: float) -> str:
    """A level of confidence in words: ``95%``, ``99.8%``."""
    return now.formats.quantity(100 * level, "%", 0 if level == LEVEL else 1)


def _apart(now: Desk, found: Chance, count: int) -> str:
    """Those between the limits, and how many chance alone would put there."""
    apart = found.lying("apart")
    if not apart:
        return ""
    by_chance = now.formats.number((WIDE - LEVEL) * count, 1)
    names = listed_areas(now, apart)
    return now.text("analysis_chance.apart", found=len(apart), names=names, by_chance=by_chance)


def _sides(now: Desk, found: Chance) -> str:
    """Those above the average, then those below."""
    parts: Sequence[tuple[str, tuple[str, ...]]] = (
        ("above", found.lying("beyond", above=True)),
        ("below", found.lying("beyond", above=False)),
    )
    told = [
        now.text(f"analysis_chance.{side}", names=listed_areas(now, codes))
        for side, codes in parts
        if codes
    ]
    return now.text("analysis_chance.sides").join(told)
