"""What terms amount to: read once by area and month, and joined to periods from then on.

However many observations there are, a term has one amount for each area and month; any year and
any period is a sum of some of them. Different items do not add up: each counts in the month that
it is first seen in, from the month on that the period begins with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from asahi_metrics.analysis.figures import Amount, newest_level, summed
from asahi_metrics.core.calendar import Month, Period, fiscal_year_of, month_range
from asahi_metrics.core.catalogue import Term
from asahi_metrics.services import queries

_ByMonth = Mapping[str, Mapping[Month, Amount]]

_FIRST = 0


class Amounts:
    """The amounts of one state of the data, for the ward and the areas that are named."""

    def __init__(self, ward: str, areas: Collection[str]) -> None:
        self._ward = ward
        self._areas = tuple(areas)
        self._known: dict[Term, _ByMonth] = {}
        self._seen: dict[tuple[Term, Month, Month], Mapping[str, Mapping[Month, int]]] = {}

    def take_over(self, former: Amounts, touched: Collection[str]) -> None:
        """Keep what is known of terms none of whose series has been touched since."""
        known, seen = dict(former._known), dict(former._seen)
        stands = {term for term in known if not set(term.series) & set(touched)}
        self._known = {term: found for term, found in known.items() if term in stands}
        self._seen = {key: found for key, found in seen.items() if key[0] in stands}

    def by_area(
        self, connection: Connection, term: Term, months: Sequence[Month]
    ) -> dict[str, Amount]:
        """The term's amount over the months, which follow one another, of each area with any."""
        first, last = months[0], months[-1]
        known = self._months(connection, term)
        if term.over in {"sum", "distinct"}:
            found = {area: summed(amounts, months) for area, amounts in known.items()}
        else:
            start = _FIRST if term.over == "carry" else first
            found = {area: newest_level(amounts, start, last) for area, amounts in known.items()}
        joined = {area: amount for area, amount in found.items() if amount is not None}
        if term.over != "distinct":
            return joined
        seen = self._first_seen(connection, term, months)
        return {
            area: Amount(
                sum(count for month, count in seen.get(area, {}).items() if month <= last),
                amount.missing,
                provisional=amount.provisional,
            )
            for area, amount in joined.items()
        }

    def by_month(
        self, connection: Connection, term: Term, months: Sequence[Month]
    ) -> dict[str, dict[Month, Amount]]:
        """The term's amount by area and month; levels stand in the months they date from."""
        wanted = set(months)
        found = {
            area: {month: amount for month, amount in known.items() if month in wanted}
            for area, known in self._months(connection, term).items()
        }
        return {area: known for area, known in found.items() if known}

    def levels_at(self, connection: Connection, term: Term, month: Month) -> dict[str, Amount]:
        """The newest level of each area at the end of a month, however old."""
        found = self._months(connection, term).items()
        levels = {area: newest_level(known, _FIRST, month) for area, known in found}
        return {area: amount for area, amount in levels.items() if amount is not None}

    def by_item(
        self, connection: Connection, term: Term, months: Sequence[Month]
    ) -> dict[str, dict[str, Amount]]:
        """The term's amount by item and area."""
        return queries.amounts_by_item(connection, self._ward, self._areas, term, months)

    def _months(self, connection: Connection, term: Term) -> _ByMonth:
        if term not in self._known:
            span = queries.covered(connection, self._ward, term.series)
            months = month_range(*span) if span else ()
            self._known[term] = queries.amounts_by_month(
                connection, self._ward, self._areas, term, months
            )
        return self._known[term]

    def _first_seen(
        self, connection: Connection, term: Term, months: Sequence[Month]
    ) -> Mapping[str, Mapping[Month, int]]:
        """For all periods of a fiscal year that begin with the same month."""
        first = months[0]
        last = max(months[-1], Period(fiscal_year_of(first)).last_month)
        key = (term, first, last)
        if key not in self._seen:
            self._seen[key] = queries.first_seen(
                connection, self._ward, self._areas, term, (first, last)
            )
        return self._seen[key]
