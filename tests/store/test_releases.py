"""Releases as the store keeps them: parts stand until a later release has others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.releases import (
    NewRelease,
    find_release,
    insert_release,
    list_releases,
    newest_release,
    read_all_cells,
    read_cells,
    read_sheets,
)
from asahi_metrics.store.revisions import Writing, add_revision
from tests.databases import database_url

WARD, OTHER = "14112", "14113"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = open_database(database_url(tmp_path))
    with write(engine) as opened:
        for ward in (WARD, OTHER):
            add_revision(opened, Writing(ward=ward, kind="import", actor="t", dataset="census"))
        yield opened


def new(ward: str = WARD) -> NewRelease:
    return NewRelease(ward, revision=1, account="m", threshold=5, rules="r", content="c")


def test_there_is_no_release_at_first(connection: Connection) -> None:
    assert newest_release(connection, WARD) is None
    assert list_releases(connection, WARD) == []


def test_a_part_stands_until_a_later_release_has_another(connection: Connection) -> None:
    first = insert_release(connection, new(), {"sheet": {"a": {"v": 1}, "b": {"v": 2}}})
    second = insert_release(connection, new(), {"sheet": {"a": {"v": 3}}})
    assert read_sheets(connection, WARD, first.id) == {"a": {"v": 1}, "b": {"v": 2}}
    assert read_sheets(connection, WARD, second.id) == {"a": {"v": 3}, "b": {"v": 2}}
    assert newest_release(connection, WARD) == second
    assert find_release(connection, WARD, first.id) == first


def test_an_empty_part_puts_one_away(connection: Connection) -> None:
    insert_release(connection, new(), {"sheet": {"a": {"v": 1}}})
    head = insert_release(connection, new(), {"sheet": {"a": {}}})
    assert read_sheets(connection, WARD, head.id) == {}


def test_sheets_and_cells_are_kept_apart(connection: Connection) -> None:
    head = insert_release(connection, new(), {"sheet": {"a": {"v": 1}}, "cells": {"a": {"w": 2}}})
    assert read_sheets(connection, WARD, head.id) == {"a": {"v": 1}}
    assert read_cells(connection, WARD, head.id) == {"a": {"w": 2}}
    assert read_all_cells(connection, WARD) == [(head.id, "a", {"w": 2})]


def test_another_wards_releases_are_not_seen(connection: Connection) -> None:
    head = insert_release(connection, new(OTHER), {"sheet": {"a": {"v": 1}}})
    assert newest_release(connection, WARD) is None
    assert find_release(connection, WARD, head.id) is None
    assert read_sheets(connection, WARD, head.id) == {}
