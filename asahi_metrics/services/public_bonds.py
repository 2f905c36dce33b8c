"""Which quantities count people, and what binds them to each other.

A quantity is what a term of the catalogue adds up, named by its series. All that is said here
is read from the catalogue and from the datasets: their checks and their levels.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from asahi_metrics.core.catalogue import Catalogue, Indicator, Term
from asahi_metrics.sources import datasets

Pair = tuple[str, str]


@dataclass(frozen=True)
class Bonds:
    """The quantities under control.

    ``people`` count people. ``bounded`` are pairs of which the first is at most the second;
    in ``shares`` the rest counts people too (members who are not active). ``inflows`` are
    levels and the flow without which they do not rise. ``yearly`` are told to the public by
    district for whole years only.
    """

    people: frozenset[str]
    bounded: frozenset[Pair]
    shares: frozenset[Pair]
    inflows: frozenset[Pair]
    yearly: frozenset[str]

    @property
    def controlled(self) -> frozenset[str]:
        """The quantities whose cells the control must know: people, and what bounds them."""
        bound = {name for pair in self.bounded if self.people & set(pair) for name in pair}
        return self.people | bound

    def under_control(self, indicator: Indicator) -> list[Term]:
        """The indicator's terms that count people; none of an indicator that may be told."""
        return [term for term in indicator.terms if quantity(term) in self.people]


def quantity(term: Term) -> str:
    """The name of what a term adds up."""
    return "+".join(term.series)


def bonds(catalogue: Catalogue) -> Bonds:
    """What the catalogue and the datasets say of the quantities that count people."""
    terms = {quantity(term) for indicator in catalogue for term in indicator.terms}
    bounded = _among(terms, (pair for one in datasets().values() for pair in one.bounded_series()))
    inflows = _among(terms, (pair for one in datasets().values() for pair in one.inflows))
    counted = [one for one in catalogue if one.disclosure == "people"]
    shares = frozenset(pair for one in counted if (pair := _terms(one)) in bounded)
    people = {quantity(one.numerator) for one in counted} | {whole for _, whole in shares}
    yearly = {quantity(term) for one in counted if one.public_by == "year" for term in one.terms}
    return Bonds(
        people=frozenset(people),
        bounded=bounded,
        shares=shares,
        inflows=inflows,
        yearly=frozenset(yearly & people),
    )


def _terms(indicator: Indicator) -> Pair:
    names = [quantity(term) for term in indicator.terms]
    return names[0], names[-1]


def _among(terms: set[str], pairs: Iterable[Pair]) -> frozenset[Pair]:
    return frozenset(pair for pair in pairs if terms.issuperset(pair))
