"""The attacker against wards that nobody thought out, with every release of theirs in his hand."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, event, example, given, settings

from asahi_metrics.core.access import Principal
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.publication import PublicFigures
from asahi_metrics.services.releasing import release
from tests.services.published import History, Release, handed_out
from tests.services.random_wards import RandomWard, open_random_ward, random_wards
from tests.ward import load

PUBLIC = Principal("anybody", "public")
THRESHOLD = 5
EXAMPLES = int(os.environ.get("ASAHI_ATTACKED_WARDS", "60"))
"""How many wards are attacked; more of them by the environment."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wards") / "ward"


# Of 川端 six of ten feel safe in June; in the next release two do, four more in September: the year
# stays at six, so that who sees it then knows the six of before, and with them the rest.
_SUM_THAT_STAYS = RandomWard(
    people=(646, 216, 150, 415),
    loads=(
        {
            "sentiment_survey": [
                ("2024-09", "丘上", "防犯面で安心して暮らせる", 23, 16),
                ("2024-06", "川端", "防犯面で安心して暮らせる", 10, 6),
            ]
        },
        {
            "sentiment_survey": [
                ("2024-04", "山手", "防犯面で安心して暮らせる", 20, 12),
                ("2024-06", "川端", "防犯面で安心して暮らせる", 19, 2),
                ("2024-09", "川端", "防犯面で安心して暮らせる", 29, 4),
            ]
        },
    ),
)


# Each ward begins in a folder of its own, which a server's database would outlast.
@pytest.mark.sqlite
@given(random_wards())
@example(_SUM_THAT_STAYS)
@settings(
    max_examples=EXAMPLES,
    # Making a failing ward smaller would take longer than all the others together.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_no_withheld_count_of_a_random_ward_is_found_narrower_than_the_rule(
    folder: Path, ward: RandomWard
) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    office = open_random_ward(folder, ward)
    past, releases = History(), list[Release]()
    for rows in ward.loads:
        for dataset, lines in rows.items():
            load(office, dataset, lines)
        releases.append(released(office, past))
    withheld = sum(len(one.withheld) for one in releases)
    event(f"releases: {len(releases)}")
    event(f"withheld: {min(withheld // 10 * 10, 100)} or more")
    # With the last release in his hand he looks at what the first ones withheld, too.
    assert [one.exposed(THRESHOLD) for one in releases] == [{} for _ in releases]


def released(office: Office, past: History) -> Release:
    """Release the ward as it stands and take in what that tells."""
    figures = Figures(office)
    release(office, figures)
    public = PublicFigures(office.acting_as(PUBLIC))
    areas = office.pack.areas
    outside = (area.code for area in areas.outside)
    codes = (*areas.district_codes, *outside, office.ward)
    return Release(handed_out(public, office.catalogue, codes), public, figures, past)
