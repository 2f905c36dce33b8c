"""Stores a database of the present shape, for the tests of all later migrations.

Run it once when a shape is released: ``python -m tests.store.databases.make``. What it wrote
stays as it is from then on.
"""

from __future__ import annotations

import lzma
import shutil
import subprocess
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from asahi_metrics.core.access import Entitlement
from asahi_metrics.core.settings import ROOT
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.decks import save_deck
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.geography import schematic
from asahi_metrics.services.history import undo
from asahi_metrics.services.notes import add_note, rewrite_note, withdraw_note
from asahi_metrics.services.office import Office, today
from asahi_metrics.services.people import set_person
from asahi_metrics.services.releasing import release
from asahi_metrics.services.remarks import add_remark, close_decision, withdraw
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, build_deck
from asahi_metrics.services.reviews import NewReview, freeze_review
from asahi_metrics.services.territory import current_pack, replace_boundaries, replace_town_table
from asahi_metrics.store.database import write
from asahi_metrics.store.logins import StoredLogin, insert_login, mark_ended
from asahi_metrics.store.remarks import RemarkText
from asahi_metrics.store.schema import NEWEST
from tests.databases import kept_in
from tests.postgres import program, started
from tests.ward import DRILLS, TOWNS, load, open_filled_ward, open_ward, towns_geojson

FOLDER = Path(__file__).parent
REMARK = RemarkText("indicator", "drills", 2025, "comment", "雨の日が多かった。")


def live_through(folder: Path) -> Office:
    """A ward in which everything has happened that the tables can tell."""
    open_ward(folder)
    policy = folder / "pack" / "policy"
    policy.mkdir(exist_ok=True)
    shutil.copyfile(ROOT / "data" / "policy" / "2026.toml", policy / "2025.toml")
    open_filled_ward(folder).engine.dispose()
    office = open_ward(folder)
    load(office, "disaster_drills", [(*DRILLS[0][:5], 31, *DRILLS[0][6:])])
    wrong = load(office, "call_blocker_loans", [("2024-05-01", "川端", 90)])
    assert wrong is not None
    undo(office, wrong)
    replace_boundaries(office, schematic(office.pack))
    drawn = read_boundaries(towns_geojson(), "towns.geojson", current_pack(office))
    replace_boundaries(office, drawn)
    moved = {code: town[1] for code, town in TOWNS.items()} | {"141120020": "02"}
    undo(office, replace_town_table(office, moved, "対応表.xlsx"))
    _write(office)
    _let_in(office)
    return office


def _write(office: Office) -> None:
    """What people write, each in all the states that it can be in."""
    add_remark(office, REMARK, author="区長")
    decision = replace(REMARK, kind="decision", body="10月に案内する。", due_on=today())
    decided = add_remark(office, decision, author="区長")
    close_decision(office, decided, outcome="案内した。", by="係長")
    withdraw(office, add_remark(office, replace(REMARK, body="誤り"), author="区長"), by="区長")
    note = add_note(office, "01", "坂が多い。", author="担当")
    rewrite_note(office, note, "坂が多い。\nバスは少ない。", author="担当", version=note)
    withdraw_note(office, add_note(office, "02", "誤り", author="担当"), by="担当")
    freeze_review(office, Figures(office), NewReview(2025, 2, "区長", "台風で遅れた。"))
    release(office)
    load(office, "dog_patrol", [("2025-04", "山手", 15, 3, 9, 16)])
    release(office)
    request = DeckRequest(district="01", year=2023, topics=("disaster_drills",))
    made = MadeDeck(request, build_deck(office, request))
    save_deck(office, made, author="担当", replaces=save_deck(office, made, author="担当"))


def _let_in(office: Office) -> None:
    """Somebody with a role given by hand, who has signed in and out again."""
    set_person(office, "tanto@example.jp", Entitlement("officer", frozenset({"01"})))
    key, moment = "0" * 64, datetime(2026, 10, 1, tzinfo=UTC)
    with write(office.engine) as connection:
        began = StoredLogin(key, "tanto@example.jp", moment, moment)
        insert_login(connection, office.ward, began)
        mark_ended(connection, office.ward, key, moment)


def as_file(folder: Path) -> bytes:
    """The ward in an SQLite file, which nobody has open any more."""
    office = live_through(folder)
    with office.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    office.engine.dispose()
    return Path(str(office.engine.url.database)).read_bytes()


def as_dump(folder: Path) -> bytes:
    """The ward in PostgreSQL, as the statements that make it anew."""
    office = live_through(folder)
    office.engine.dispose()
    url = office.engine.url.set(drivername="postgresql")
    command = [
        program("pg_dump"), "--inserts", "--rows-per-insert=100", "--no-owner",
        "--no-privileges", "--no-comments", "--no-publications", url.render_as_string(),
    ]  # fmt: skip
    told = subprocess.run(command, capture_output=True, check=True).stdout
    # Lines for psql are no statements.
    return b"".join(line for line in told.splitlines(keepends=True) if not line.startswith(b"\\"))


def main() -> None:
    """Write both files of the present shape."""
    with started() as cluster, tempfile.TemporaryDirectory() as folder:
        made = {"sqlite": as_file(Path(folder) / "one")}
        with kept_in(cluster):
            made["sql"] = as_dump(Path(folder) / "two")
    for kind, content in made.items():
        (FOLDER / f"{NEWEST}.{kind}.xz").write_bytes(lzma.compress(content, preset=9))


if __name__ == "__main__":
    main()
