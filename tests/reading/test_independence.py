"""What is not in the public's sheets changes no byte of any file: nothing else can leak.

Everything in the database but the sheets of the release is made another: observations, records,
the control's own cells, people's words and names. The files come out the same.
"""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from asahi_metrics.core.settings import Settings
from asahi_metrics.services.figure_files import csv_file
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.reporting import DeckRequest, build_deck
from asahi_metrics.services.topics import topics
from tests.reading.conftest import YEAR, Place, public_deck
from tests.reading.forms import FORMS

NAME = "山田太郎 090-1234-5678"
_ANOTHER_WORLD = (
    "UPDATE observation SET value = value * 3 + 7, missing = missing + 1",
    "UPDATE record SET payload = json_object('note', :name), sample = 0",
    "UPDATE release_part SET content = '{}' WHERE kind = 'cells'",
    "UPDATE revision SET actor = :name, file_name = :name, new = 1, changed = 2",
    "UPDATE release SET account = :name, content_sha256 = :name, rules_sha256 = :name",
    "INSERT INTO district_note (ward, district, body, author, account, created_at)"
    " VALUES ('14112', '05', :name, :name, :name, '2026-11-01 00:00:00')",
    "INSERT INTO remark (ward, subject_kind, subject_id, fiscal_year, kind, body, author, account,"
    " created_at) VALUES ('14112', 'indicator', 'drills', 2026, 'comment', :name, :name, :name,"
    " '2026-11-01 00:00:00')",
)
_MOMENTS = (
    re.compile(rb"<dcterms:\w+[^>]*>[^<]*</dcterms:\w+>"),
    re.compile(rb"D:\d{14}[^)]*"),
    re.compile(rb"<xmp:\w+Date>[^<]*</xmp:\w+Date>"),
)


@pytest.fixture(scope="module")
def elsewhere(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same release over a ward in which everything else is different."""
    target = tmp_path_factory.mktemp("elsewhere") / "ward.db"
    source = office.engine.url.database
    assert source is not None
    with sqlite3.connect(source) as before, sqlite3.connect(target) as copy:
        before.backup(copy)
        for one in _ANOTHER_WORLD:
            assert copy.execute(one, {"name": NAME} if ":name" in one else {}).rowcount
    return open_office(Settings(database_url=f"sqlite:///{Path(target).as_posix()}"))


@pytest.mark.parametrize(
    "place", [Place("05", "ja", 0), Place("09", "en", 1), Place("ward", "easy", 2)], ids=str
)
@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_the_same_whatever_was_withheld(
    form: str, place: Place, office: Office, elsewhere: Office
) -> None:
    subjects = [one.id for one in topics(office, YEAR) if one.label is None]
    chosen = tuple(subjects[place.part :: 3])
    here, there = (
        taken_apart(FORMS[form].make(one, public_deck(one, place, chosen)))
        for one in (office, elsewhere)
    )
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


def test_a_file_for_the_staff_is_not_the_same(office: Office, elsewhere: Office) -> None:
    """The other world is another one indeed."""
    request = DeckRequest("05", YEAR, topics=("dog_patrol",))
    here, there = (csv_file(one, build_deck(one, request)) for one in (office, elsewhere))
    assert here != there


def taken_apart(content: bytes) -> Mapping[str, bytes]:
    """A file's parts by name, archives within it taken apart too, without the moments."""
    if not content.startswith(b"PK"):
        return {"": _without_moments(content)}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    return {
        f"{name}/{inner}": told
        for name, part in parts.items()
        for inner, told in taken_apart(part).items()
    }


def _without_moments(content: bytes) -> bytes:
    for pattern in _MOMENTS:
        content = pattern.sub(b"", content)
    # Numbers that a PDF is told apart by are made of its content and its moment.
    if content.startswith(b"%PDF"):
        content = re.sub(rb"[A-Za-z0-9+/]{22}==|<[0-9A-F]{32}>", b"", content)
    return content
