"""Which fields of a record may ever leave for the public: whatever is not listed stays inside.

Free text may hold a name or a telephone number whatever its column is called (所見, 備考, 団体名,
会場, 題名, 施設名), so none is listed but that of the shelter register, which is published by the
City and the State. Counts of people stand in tables under disclosure control alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from asahi_metrics.sources.spec import Dataset, Values

PUBLIC_FIELDS: Mapping[str, frozenset[str]] = {
    "disaster_drills": frozenset({"held_on", "district", "kind"}),
    "crime_prevention_grants": frozenset({"decided_on", "district", "purpose", "granted_yen"}),
    "marche_days": frozenset({"held_on", "stalls", "sales_yen"}),
    "welfare_shelter_support": frozenset({"sent_on", "district", "content"}),
    "childcare_salons": frozenset({"held_on", "district"}),
    "citizen_articles": frozenset({"published_on", "district", "views"}),
    "expo_events": frozenset({"held_on", "district"}),
    "open_gardens": frozenset({"year", "district", "gardens"}),
    "district_welfare_plans": frozenset({"year", "district", "planned", "done"}),
    "greenery": frozenset({"year", "district", "seedlings", "curtain"}),
    "website_views": frozenset({"month", "page", "views"}),
    "shelters": frozenset({"kind", "name", "address", "lat", "lon", "scheme", "hazards"}),
    "population": frozenset(
        {"as_of", "town", "district", "households", "population", "under15", "over65", "over75"}
    ),
    "census": frozenset({"as_of", "town", "households", "population"}),
}
"""By dataset; one that is not named has no field that may leave."""


def public_values(dataset: Dataset, values: Values) -> Values:
    """What the public may see of a record.

    >>> from asahi_metrics.sources import dataset as dataset_of
    >>> public_values(dataset_of("disaster_drills"), {"held_on": "2026-09-01", "note": "山田"})
    {'held_on': '2026-09-01'}
    """
    allowed = PUBLIC_FIELDS.get(dataset.id, frozenset())
    return {field: value for field, value in values.items() if field in allowed}
