"""What the map's clustering amounts to, in sentences."""

from __future__ import annotations

from asahi_metrics.analysis.clustering import FEWEST, SHUFFLES, Moran
from asahi_metrics.analysis.intervals import LEVEL
from asahi_metrics.analysis.neighbours import Neighbours
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_clustering import Clustering, TownClustering
from asahi_metrics.ui.analysis_scale import listed_areas
from asahi_metrics.ui.desk import Desk
from asahi_metrics.visuals.shuffles import ShuffleWords

_FOUND = ("high", "low", "high_among_low", "low_among_high")
_LEAST_P = 0.001


def say_clustering(now: Desk, indicator: Indicator, found: Clustering) -> str:
    """Whether like districts lie side by side, unlike ones, or as chance has it."""
    name, text = now.text.pick(indicator.short), now.text
    count = len(found.scale.counted)
    if found.moran is None:
        key = "too_few" if found.are_too_few else "all_same"
        return text(f"analysis_clustering.{key}", name=name, count=count, fewest=FEWEST)
    pattern = found.moran.pattern
    return text(f"analysis_clustering.{pattern}", name=name, count=count)


def say_towns(now: Desk, indicator: Indicator, found: TownClustering) -> str:
    """The same of the towns, and which of them stand out with their neighbours."""
    name, text = now.text.pick(indicator.short), now.text
    count = len(found.by_town)
    if found.moran is None:
        key = "towns.too_few" if count < FEWEST else "towns.all_same"
        return text(f"analysis_clustering.{key}", name=name, count=count, fewest=FEWEST)
    said = text(f"analysis_clustering.towns.{found.moran.pattern}", name=name, count=count)
    return text.join((said, _local(now, found)))


def say_joined(now: Desk, beside: Neighbours) -> str:
    """Which areas touch no other and were joined to the nearest one; empty where all do."""
    if not beside.joined:
        return ""
    arrow = now.text("analysis_clustering.pair")
    pairs = (arrow.join((now.name(one), now.name(other))) for one, other in beside.joined)
    listed = now.text("chart.alt.list_comma").join(pairs)
    return now.text("analysis_clustering.joined", pairs=listed)


def say_method(now: Desk, *, adjusted: bool) -> str:
    """How it was worked out."""
    key = "adjusted" if adjusted else "plain"
    said = now.text(f"analysis_clustering.method.{key}")
    shuffles = now.formats.number(SHUFFLES)
    return now.text.join((said, now.text("analysis_clustering.method.p", shuffles=shuffles)))


def say_index(now: Desk, moran: Moran) -> str:
    """The statistic itself: ``モランのI = −0.09、p = 0.892``."""
    index = _signed(now, moran.index)
    return now.text("analysis_clustering.index", index=index, p=say_p(now, moran.p))


def say_p(now: Desk, p: float) -> str:
    """A p value in words: ``p = 0.034``, ``p < 0.001``."""
    if p < _LEAST_P:
        return f"p < {now.formats.number(_LEAST_P, 3)}"
    return f"p = {now.formats.number(p, 3)}"


def shuffle_words(now: Desk, moran: Moran) -> ShuffleWords:
    """What stands on the picture of the shuffles."""
    found = now.text("analysis_clustering.found", index=_signed(now, moran.index))
    low, high = (_signed(now, one) for one in moran.usual)
    return ShuffleWords(
        found=found,
        axis=now.text("analysis_clustering.axis"),
        alt=now.text("shuffles.alt", found=found, low=low, high=high),
    )


def _signed(now: Desk, index: float) -> str:
    """Two decimals, with a real minus sign."""
    return now.formats.number(index, 2).replace("-", "−")


def _local(now: Desk, found: TownClustering) -> str:
    """The towns that count as clusters by their kind, or that none is left."""
    alone, count = found.found_without_control, len(found.by_town)
    if not found.found and not alone:
        return now.text("analysis_clustering.towns.none")
    if not found.found:
        by_chance = now.formats.number((1 - LEVEL) * count)
        said = {"alone": alone, "count": count, "by_chance": by_chance}
        return now.text("analysis_clustering.towns.none_left", **said)
    told = [
        now.text(
            f"analysis_clustering.group_of.{group}",
            count=len(codes),
            names=listed_areas(now, codes),
        )
        for group in _FOUND
        if (codes := [code for code in found.found if found.local[code].group == group])
    ]
    return now.text(
        "analysis_clustering.towns.found", groups=now.text("analysis_clustering.groups").join(told)
    )
