"""What the attacker makes of releases: every number that they hand out, as equations.

A count is (quantity, area, time); time is ("month", 202604, …), ("year", 2026, …),
("before", 2026, …) or ("kind", 2026, kind). The unknown of a count has besides the number of
the release since which it has its value: what did not change is one unknown in all of them, and
the attacker is told which counts changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from asahi_metrics.analysis.figures import NO_FIGURE, Figure
from asahi_metrics.core.calendar import Month, Period, add_months, fiscal_year_of
from asahi_metrics.core.catalogue import Catalogue, Indicator, Term
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.publication import PublicFigure, PublicFigures
from tests.attacker import Attacker, Unknown, open_numbers

X = "X"
Spot = tuple[str, int, str, str, object]
"""Indicator, fiscal year, section, area, and month or kind."""
Handed = dict[Spot, float | str | None]
Count = tuple[str, str, tuple[object, ...]]
"""Quantity, area and time."""

# What anybody reads in the definitions: parts and wholes, and that who joins becomes a member.
PARTS = {"drill_households": "drill_participants", "patrol_new_members": "patrol_members"}
# Here the others count people as well.
SHARES = {
    "patrol_active": "patrol_members",
    **{
        f"sentiment_{question}_positive": f"sentiment_{question}_answered"
        for question in ("preparedness", "safety", "ties", "childcare", "advice", "green", "expo")
    },
}
THE_OTHERS = "the others of "
JOINING = ("patrol_members", "patrol_new_members")


def handed_out(public: PublicFigures, catalogue: Catalogue, codes: tuple[str, ...]) -> Handed:
    """Every number that a release gives of indicators that count people."""
    found: Handed = {}
    for one in catalogue:
        if one.disclosure != "people":
            continue
        for year in public.years(one):
            for code in codes:
                found[one.id, year, "areas", code, ""] = _told(public.of(one, year, code))
                before = _told(public.year_before(one, year, code))
                found[one.id, year, "before", code, ""] = before
                for month, figure in public.monthly(one, year, code).items():
                    found[one.id, year, "months", code, month] = _told(figure)
                for kind, figure in public.kinds(one, year, code).items():
                    found[one.id, year, "kinds", code, kind] = _told(figure)
    return found


def _told(figure: PublicFigure) -> float | str | None:
    return X if figure.withheld else figure.value


def name_of(term: Term) -> str:
    return "+".join(term.series)


@dataclass
class History:
    """What the attacker has made of all releases so far, and since when each count stands."""

    attacker: Attacker = field(default_factory=Attacker)
    number: int = 0
    _standing: dict[Count, tuple[object, int]] = field(default_factory=dict)

    def named(self, count: Count, value: float | None, month: Month | None) -> Unknown:
        """The unknown of a count that has this value now; a level is of a month.

        That a level of another month is as high as the former one nobody is told: the months
        of a release say only which one it is of.
        """
        before, since = self._standing.get(count, (None, 0))
        if value is None or before != (value, month):
            since = self.number
        self._standing[count] = (value, month), since
        return *count, since


class Release:
    """The attacker's equations from one release, besides those of the releases before."""

    def __init__(
        self, handed: Handed, public: PublicFigures, figures: Figures, past: History | None = None
    ) -> None:
        self.handed, self.public, self.figures = handed, public, figures
        self.history = past or History()
        self.history.number += 1
        self.attacker = self.history.attacker
        self.names: dict[Count, Unknown] = {}
        areas = figures.office.pack.areas
        self.ward, self.districts = figures.office.ward, areas.district_codes
        self.outside = tuple(area.code for area in areas.outside)
        self.withheld: dict[Unknown, list[Spot]] = {}
        self.counted = [one for one in figures.office.catalogue if one.disclosure == "people"]
        for one in self.counted:
            for year in public.years(one):
                self._read(one, year)
        for one in self.counted:
            for year in public.years(one):
                self._add_up(one, year)
        self._bind()

    def named(self, count: Count) -> Unknown:
        """The unknown that a count is at this release."""
        if count not in self.names:
            self.names[count] = self.history.named(count, self._truth(count), self._dates(count))
        return self.names[count]

    def _sum(self, whole: Count, parts: Iterable[Count]) -> None:
        self.attacker.add_up(self.named(whole), [self.named(part) for part in parts])

    def _truth(self, count: Count) -> float | None:
        """What the count is; the attacker learns of it only whether it changed."""
        name, area, time = count
        if name.startswith(THE_OTHERS):
            part = name.removeprefix(THE_OTHERS)
            known = [self._truth((one, area, time)) for one in (SHARES[part], part)]
            return None if None in known else known[0] - known[1]  # type: ignore[operator]
        role, figure = self._found(count)
        value: float | None = getattr(figure, role)
        return value

    def _dates(self, count: Count) -> Month | None:
        """The month that a year's level is of."""
        name, _, time = count
        if name.startswith(THE_OTHERS) or time[-1] != "level":
            return None
        role, figure = self._found(count)
        return figure.month if role == "numerator" else None

    def _found(self, count: Count) -> tuple[str, Figure]:
        """The figure that a count is a part of, and which part."""
        name, area, time = count
        code = self.ward if area.startswith("ward:") else area
        for one in self.counted:
            for role, term in zip(("numerator", "denominator"), one.terms, strict=False):
                level = {True: "level", False: "flow"}[term.over == "last"]
                fits = time[-1] in {level, ""} or time[0] == "kind"
                if name_of(term) == name and fits and area in {code, f"ward:{one.ward}"}:
                    return role, self._behind(one, code, time)
        raise AssertionError(count)

    def _behind(self, one: Indicator, code: str, time: tuple[object, ...]) -> Figure:
        section, at = time[:2]
        assert isinstance(at, int)
        if section == "month":
            return figure_behind(
                self.figures, one, (one.id, 0, "months", code, at), Period(fiscal_year_of(at))
            )
        slot = time[2] if section == "kind" else ""
        names = {"kind": "kinds", "year": "areas", "before": "before"}
        period = self.public.period(one, at)
        assert period is not None
        return figure_behind(
            self.figures, one, (one.id, at, names[str(section)], code, slot), period
        )

    def _spots(self, one: Indicator, year: int) -> Iterator[tuple[Spot, float | str | None]]:
        codes = (*self.districts, *self.outside, self.ward)
        for code in codes:
            for section, slots in (
                ("areas", [""]),
                ("months", self.public.monthly(one, year, code)),
                ("kinds", self.public.kinds(one, year, code)),
                ("before", [""]),
            ):
                for slot in slots:
                    spot = (one.id, year, section, code, slot)
                    if spot in self.handed:
                        yield spot, self.handed[spot]

    def unknown(self, one: Indicator, term: Term, spot: Spot) -> Unknown:
        """What the attacker calls the count of a term that a figure is made of."""
        return self.named(self.count(one, term, spot))

    def count(self, one: Indicator, term: Term, spot: Spot) -> Count:
        """The count of a term that a figure is made of."""
        _, year, section, code, slot = spot
        area = code if code != self.ward else f"ward:{one.ward}"
        # Of a level that is gone through month by month the year is its last month.
        over = "level" if term.over == "last" else "flow"
        if section == "before":
            return name_of(term), area, ("before", year, over)
        if section == "kinds":
            return name_of(term), area, ("kind", year, slot)
        if section == "areas":
            return name_of(term), area, ("year", year, over)
        return name_of(term), area, ("month", slot, over if code == self.ward else "")

    def _read(self, one: Indicator, year: int) -> None:
        """Take in the figures: what is shown, what is withheld, what is missing."""
        for spot, value in self._spots(one, year):
            if value is None:
                continue
            count = self.unknown(one, one.numerator, spot)
            if value == X:
                self.withheld.setdefault(count, []).append(spot)
                # 0 is shown, so a count that is not shown is 1 at least.
                self.attacker.learn(count, low=0 if one.is_rate else 1)
            elif not one.is_rate:
                assert isinstance(value, int | float)
                self.attacker.learn(count, value, value)
            else:
                assert isinstance(value, int | float)
                self._read_rate(one, spot, float(value))

    def _read_rate(self, one: Indicator, spot: Spot, value: float) -> None:
        """A rate with a known denominator gives its numerator, but for the rounding."""
        assert one.denominator is not None
        whole = self._whole(one, spot)
        if whole is None:
            return
        half = 0.5 * 10**-one.decimals
        count = self.unknown(one, one.numerator, spot)
        low = (value - half) * whole / one.per
        self.attacker.learn(count, max(0.0, low), (value + half) * whole / one.per)

    def _whole(self, one: Indicator, spot: Spot) -> float | None:
        """The denominator, which he is given even where no table has it."""
        _, year, section, code, slot = spot
        period = self.public.period(one, year)
        assert period is not None
        if section == "months":
            assert isinstance(slot, int)
            months = (
                self.figures.monthly(one, period)
                if code == self.ward
                else self.figures.by_month(one, period)[code]
            )
            return months[slot].denominator
        period = period.previous if section == "before" else period
        return self.figures.by_area(one, period)[code].denominator

    def _add_up(self, one: Indicator, year: int) -> None:
        """The sums that the tables are made of: over areas, months and kinds."""
        if not self.public.is_by_district(one, year):
            return
        period = self.public.period(one, year)
        assert period is not None
        for term in one.terms if self._is_share(one) else one.terms[:1]:
            over = "level" if term.over == "last" else "flow"
            self._add_up_term(one, period, name_of(term), over)

    def _add_up_term(self, one: Indicator, period: Period, name: str, over: str) -> None:
        codes = (*self.districts, *(self.outside if one.ward == "all" else ()))
        ward, year = f"ward:{one.ward}", period.year
        for section, word in (("areas", "year"), ("before", "before")):
            if self._is_there(one, year, section, self.ward, ""):
                there = [code for code in codes if self._is_there(one, year, section, code, "")]
                parts = [(name, code, (word, year, over)) for code in there]
                self._sum((name, ward, (word, year, over)), parts)
        for month in period.months:
            self._add_up_month(one, codes, month, (name, ward, ("month", month, over)))
        for code in (*codes, self.ward):
            area = ward if code == self.ward else code
            self._add_up_area(one, period, code, (name, area, ("year", year, over)))
        for kind in self._kinds(one, year, self.ward):
            there = [code for code in codes if self._is_there(one, year, "kinds", code, kind)]
            parts = [(name, code, ("kind", year, kind)) for code in there]
            self._sum((name, ward, ("kind", year, kind)), parts)

    def _add_up_month(
        self, one: Indicator, codes: tuple[str, ...], month: int, whole: Count
    ) -> None:
        """The districts' counts of a month; of a level the last that was told until then."""
        name, year, level = whole[0], fiscal_year_of(month), one.numerator.over == "last"
        if not self._is_there(one, year, "months", self.ward, month):
            return
        parts = []
        for code in codes:
            if one.public_by == "year" or not self.public.monthly(one, year, code):
                parts.append((name, code, ("month", month, "")))
                continue
            told = [
                at for at in Period(year).months
                if (at <= month if level else at == month)
                and self._is_there(one, year, "months", code, at)
            ]  # fmt: skip
            parts += [(name, code, ("month", at, "")) for at in told[-1:]]
        self._sum(whole, parts)

    def _add_up_area(self, one: Indicator, period: Period, code: str, whole: Count) -> None:
        """The months of an area, the kinds of its year, and the same months a year before."""
        name, area, (_, year, over) = whole
        assert isinstance(year, int)
        month_over = over if code == self.ward else ""
        for section, of in (("areas", period), ("before", period.previous)):
            if not self._is_there(one, year, section, code, ""):
                continue
            hidden = one.public_by == "year" and code != self.ward
            told = [
                month for month in of.months
                if hidden or self._is_there(one, of.year, "months", code, month)
            ]  # fmt: skip
            used = told[-1:] if over == "level" else told
            months = [(name, area, ("month", month, month_over)) for month in used]
            count = whole if section == "areas" else (name, area, ("before", year, over))
            self._sum(count, months)
            if section == "before" and self.public.period(one, of.year) == of:
                self._sum(count, [(name, area, ("year", of.year, over))])
        kinds = [(name, area, ("kind", year, kind)) for kind in self._kinds(one, year, code)]
        if kinds:
            self._sum(whole, kinds)

    def _kinds(self, one: Indicator, year: int, code: str) -> list[str]:
        """The kinds that he was given; no file for the public has them yet."""
        kinds = self.public.kinds(one, year, code)
        return [kind for kind in kinds if self._is_there(one, year, "kinds", code, kind)]

    def learn_figure(self, spot: Spot, low: float, high: float) -> None:
        """A figure lies between two ends, whatever it is that says so."""
        one = self.figures.office.catalogue[spot[0]]
        whole = self._whole(one, spot) if one.is_rate else one.per
        if whole is not None:
            factor = whole / one.per
            self.attacker.learn(self.unknown(one, one.numerator, spot), low * factor, high * factor)

    def _bind(self) -> None:
        for name, area, time in list(self.names):
            count = (name, area, time)
            if name in SHARES and time[0] != "kind":
                self._sum((SHARES[name], area, time), [count, (THE_OTHERS + name, area, time)])
            if area.startswith("ward"):
                continue
            if name in PARTS and time[0] == "month":
                whole = (PARTS[name], area, time)
                self.attacker.not_above(self.named(count), self.named(whole))
            if name == JOINING[1] and time[0] in {"year", "before"}:
                self._bind_joining(count)

    def _bind_joining(self, joined: Count) -> None:
        """Those who joined are no fewer than the rises of the membership."""
        _, area, (section, year, _) = joined
        assert isinstance(year, int)
        one = self.figures.office.catalogue[JOINING[1]]
        period = self.public.period(one, year)
        assert period is not None
        period = period.previous if section == "before" else period
        months = (add_months(period.first_month, -1), *period.months)
        levels = [self.names.get((JOINING[0], area, ("month", month, ""))) for month in months]
        standing = [self.attacker.ends.get(level) for level in levels]
        # Where a month was not reported, its new members are not in the sum.
        if standing[0] is None:
            standing = standing[1:]
        known = [one[0] for one in standing if one is not None and one[0] == one[1]]
        if len(known) == len(standing):
            pairs = pairwise(known)
            low = sum(max(0, after - before) for before, after in pairs)
            self.attacker.learn(self.named(joined), low=low)

    def exposed(self, threshold: int) -> dict[object, object]:
        """What the attacker finds closer than the rule allows, with the ends that he finds.

        A share is withheld for its few, or its whole, or the others. Whatever of these is small
        must stay open, and one of the first two: a share of nobody is no secret by itself.
        """
        counts, pairs = set(), set()
        for unknown, spots in self.withheld.items():
            for spot in spots:
                one = self.figures.office.catalogue[spot[0]]
                parts = self._parts_of_share(one, spot)
                counts |= {self.named(part) for part in parts if self._is_small(part, threshold)}
                if parts:
                    pairs.add((unknown, self.named(parts[1])))
                elif not one.is_rate or self._truth(self.count(one, one.numerator, spot)):
                    counts.add(unknown)
        found = self.attacker.intervals({*counts, *(one for pair in pairs for one in pair)})
        wide = {one for one, ends in found.items() if open_numbers(ends) >= threshold - 1}
        narrow: dict[object, object] = {one: found[one] for one in counts - wide}
        known = (pair for pair in pairs if wide.isdisjoint(pair))
        return narrow | {pair: [found[one] for one in pair] for pair in known}

    def _parts_of_share(self, one: Indicator, spot: Spot) -> tuple[Count, ...]:
        """The few, the whole and the others, where a rate is a share of people."""
        if not self._is_share(one):
            return ()
        name = name_of(one.numerator)
        few, whole = self.count(one, one.numerator, spot), self.count(one, one.terms[1], spot)
        return few, whole, (THE_OTHERS + name, few[1], few[2])

    def _is_share(self, one: Indicator) -> bool:
        names = [name_of(term) for term in one.terms]
        return SHARES.get(names[0]) == names[-1]

    def _is_small(self, count: Count, threshold: int) -> bool:
        return 0 < (self._truth(count) or 0) < threshold

    def _is_there(self, one: Indicator, year: int, section: str, code: str, slot: object) -> bool:
        """Whether a figure is shown or withheld, and not missing."""
        return self.handed.get((one.id, year, section, code, slot)) is not None


def figure_behind(figures: Figures, one: Indicator, spot: Spot, period: Period) -> Figure:
    """The figure that stands in a spot, as the ward knows it."""
    _, _, section, code, slot = spot
    ward = figures.office.ward
    if section == "kinds":
        value = figures.by_item(one, period, () if code == ward else (code,)).get(str(slot))
        return Figure(value, value)
    if section == "months":
        assert isinstance(slot, int)
        if code == ward:
            return figures.monthly(one, period)[slot]
        return figures.by_month(one, period).get(code, {}).get(slot, NO_FIGURE)
    areas = figures.by_area(one, period.previous if section == "before" else period)
    return areas.get(code, NO_FIGURE)
