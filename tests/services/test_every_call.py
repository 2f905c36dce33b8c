"""Every public service in the name of every role: let through or refused as ``calls.toml`` says.

The services are found by introspection, so that a new one without a row fails here.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from asahi_metrics import services
from asahi_metrics.core.access import Entitlement, Principal, Resource
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import NotAllowed, NotFound
from asahi_metrics.core.grouping import grouped
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import Text
from asahi_metrics.services.as_of import Past
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.deck_audience import figures_for
from asahi_metrics.services.deck_slides import Workshop
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.decks import save_deck
from asahi_metrics.services.district_files import Failure
from asahi_metrics.services.effects import foresee
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import history
from asahi_metrics.services.importing import Plan, commit_import, plan_import
from asahi_metrics.services.office import LOCAL_USER, Office, open_office
from asahi_metrics.services.people import set_person
from asahi_metrics.services.public_bonds import bonds
from asahi_metrics.services.public_edition import current_edition
from asahi_metrics.services.public_sheets import sheet
from asahi_metrics.services.publication import PublicFigures
from asahi_metrics.services.records import records_frame
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, build_deck
from asahi_metrics.services.results import read_result
from asahi_metrics.services.reviews import NewReview, freeze_review, read_review
from asahi_metrics.services.territory import replace_boundaries, shapes_in_use, territory
from asahi_metrics.store.audit import Filter
from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.notes import find_note, insert_version
from asahi_metrics.store.remarks import RemarkText, Signature, find_remark, insert_remark
from tests.logs import entries
from tests.ward import (
    DRILLS,
    as_csv,
    districts_geojson,
    dump,
    header_of,
    open_filled_ward,
)

# Each call works on a copy of one file.
pytestmark = pytest.mark.sqlite

TABLE = tomllib.loads((Path(__file__).parent / "calls.toml").read_text(encoding="utf-8"))
ASKERS: dict[str, Principal] = {
    name: Principal(
        name,
        told["role"],
        districts=frozenset(told.get("districts", ())),
        sections=frozenset(told.get("sections", ())),
    )
    for name, told in TABLE["askers"].items()
}
ROWS: dict[str, str] = {
    f"{module}.{name}": verdict
    for module, calls in TABLE["calls"].items()
    for name, verdict in calls.items()
}
INNER = {f"{module}.{name}" for module, names in TABLE["inner"].items() for name in names}
GATES = {"attendance", "identity", "own_records", "permission", "reception"}
HANDS = re.compile(r"\b(Office|Figures)\b")

YEAR, PERIOD, DISTRICT = 2025, Period(2025), "01"
DECISION = RemarkText("indicator", "drills", YEAR, "decision", "10月に案内を出す。", None)
OWN_DRILL = ("2026-05-01", "山手", "A会", "避難訓練", "公園", 9, 9, None)


def public_parts() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of the services, and every class that holds an office or figures."""
    for info in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"{services.__name__}.{info.name}")
        for name, part in vars(module).items():
            own = getattr(part, "__module__", "") == module.__name__
            if name.startswith("_") or not own:
                continue
            if inspect.isfunction(part) or (inspect.isclass(part) and hands_of(part)):
                yield f"{info.name}.{name}", part


def hands_of(part: Callable[..., Any]) -> list[str]:
    """The parameters through which the part gets at the data."""
    try:
        parameters = inspect.signature(part).parameters.values()
    except ValueError:
        return []
    return [one.name for one in parameters if HANDS.search(str(one.annotation))]


PARTS = dict(public_parts())
CALLS = sorted(name for name, verdict in ROWS.items() if verdict != "gate")


@dataclass(frozen=True)
class Ward:
    """The small ward with something of everything in it, kept as one file to copy."""

    office: Office
    database: Path
    notes: dict[str, int] = field(default_factory=dict)
    remarks: dict[str, int] = field(default_factory=dict)
    own_revision: int = 0
    deck: int = 0
    review: int = 0

    def copied(self, folder: Path) -> Office:
        """The office on a copy of the database that a call may write to."""
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / "ward.db"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{target}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.database, target)
        return replace(self.office, engine=open_database(f"sqlite:///{target.as_posix()}"))

    @cached_property
    def plan(self) -> Plan:
        content = as_csv(header_of("disaster_drills"), [*DRILLS, OWN_DRILL, LATER_DRILL])
        return plan_import(self.office, "disaster_drills", "訓練.csv", content)

    @cached_property
    def made(self) -> MadeDeck:
        request = DeckRequest(DISTRICT, YEAR, topics=("disaster_drills",))
        return MadeDeck(request, build_deck(self.office, request))


LATER_DRILL = ("2026-06-01", "山手", "A会", "避難訓練", "公園", 8, 8, None)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    folder = tmp_path_factory.mktemp("calls")
    office = open_filled_ward(folder)
    policy = folder / "pack" / "policy"
    policy.mkdir()
    shutil.copyfile(ROOT / "data" / "policy" / "2026.toml", policy / f"{YEAR}.toml")
    office = open_office(office.settings)
    drawn = read_boundaries(districts_geojson(), "districts.geojson", office.pack)
    replace_boundaries(office, drawn)
    plan = plan_import(
        office, "disaster_drills", "own.csv", as_csv(header_of("disaster_drills"), [OWN_DRILL])
    )
    own_revision = commit_import(office, plan)
    assert own_revision is not None
    release(office)
    set_person(office, "yamada", Entitlement("officer", frozenset({DISTRICT})))
    review = freeze_review(office, Figures(office), NewReview(YEAR, 2, "区長"))
    found = Ward(office, folder / "ward.db")
    deck = save_deck(office, found.made, author="管理者")
    notes, remarks = {}, {}
    with write(office.engine) as connection:
        for name in ASKERS:
            signed = Signature(name, name, datetime.now(UTC))
            notes[name] = insert_version(
                connection, ward=office.ward, district=DISTRICT, body="メモ", written=signed
            )
            remarks[name] = insert_remark(
                connection, ward=office.ward, text=DECISION, written=signed
            )
    with office.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return replace(
        found,
        notes=notes,
        remarks=remarks,
        own_revision=own_revision,
        deck=deck,
        review=review,
    )


@dataclass(frozen=True)
class Asking:
    """One call by one asker: what its parameters are filled with."""

    ward: Ward
    office: Office
    asker: str

    @property
    def figures(self) -> Figures:
        """Figures that somebody else has opened: the services must look at who asks."""
        found = copy(Figures(self.office.acting_as(LOCAL_USER)))
        found.office = self.office
        return found

    def arguments(self, call: str) -> dict[str, Any]:
        """What the call is made with."""
        wanted = inspect.signature(PARTS[call]).parameters
        special = self.special.get(call)
        given = special() if special else {}
        for name, one in wanted.items():
            if name not in given and one.default is inspect.Parameter.empty:
                given[name] = self.usual(name)
        return given

    def usual(self, name: str) -> Any:
        office = self.office
        return {
            "office": lambda: office,
            "figures": lambda: self.figures,
            "indicator": lambda: office.catalogue["drills"],
            "output": lambda: office.catalogue["drills"],
            "outcome": lambda: office.catalogue["sentiment_preparedness"],
            "across": lambda: office.catalogue["over65_share"],
            "upward": lambda: office.catalogue["drills"],
            "years": lambda: (Period(2024), PERIOD),
            "rule": lambda: "median",
            "year": lambda: YEAR,
            "quarter": lambda: 2,
            "until": lambda: 202509,
            "period": lambda: PERIOD,
            "district": lambda: DISTRICT,
            "code": lambda: DISTRICT,
            "area_km2": lambda: {"01": 2.0, "02": 2.0, "03": 2.0},
            "text": lambda: Text("ja"),
            "lang": lambda: "ja",
            "audience": lambda: "staff",
            "policy": lambda: office.policies[YEAR],
            "deck": lambda: self.ward.made.deck,
            "made": lambda: self.ward.made,
            "author": lambda: "誰か",
            "by": lambda: "誰か",
            "name": lambda: "誰か",
            "bonds": lambda: bonds(office.catalogue),
            "review": lambda: read_review(self.ward.office, self.ward.review),
            "revision": lambda: history(self.ward.office)[0],
            "wanted": Filter,
            "account": lambda: "yamada",
            "entitled": lambda: Entitlement("manager"),
            "what": lambda: Resource("file", "drills.csv"),
            "dataset_id": lambda: "disaster_drills",
            "plan": lambda: self.ward.plan,
            "body": lambda: "別の言葉",
            "kind": lambda: "indicator",
            "subject_id": lambda: "drills",
            "subject": lambda: "disaster_drills",
            "request": lambda: self.ward.made.request,
            "form": lambda: "csv",
            "edition": lambda: current_edition(self.ward.office, shapes_in_use(self.ward.office)),
            "released": lambda: PublicFigures(self.ward.office),
            "shapes": lambda: shapes_in_use(self.ward.office),
            "boundaries": lambda: territory(self.ward.office).boundaries,
        }[name]()

    @property
    def special(self) -> dict[str, Callable[[], dict[str, Any]]]:
        ward = self.ward
        note, remark = ward.notes[self.asker], ward.remarks[self.asker]
        beside = Path(self.office.engine.url.database or "").with_suffix(f".{self.asker}")
        return {
            "as_of.Past": lambda: {"folder": None},
            "as_of.differences": lambda: {
                "then": self.figures,
                "now": self.figures,
                "indicators": list(ward.office.catalogue),
            },
            "as_of.open_past": lambda: {"number": ward.own_revision},
            "backups.make_backup": lambda: {"target": beside},
            "copying.copy_to": lambda: {"url": f"sqlite:///{beside.as_posix()}"},
            "changes.changes": lambda: {"kind": "new"},
            "deck_audience.figures_for": lambda: {"figures": self.figures},
            "deck_audience.table_for": lambda: {"figures": self.figures},
            "decks.copy_deck": lambda: {"number": ward.deck, "district": "02"},
            "decks.read_deck": lambda: {"number": ward.deck},
            "district_files.failure_line": lambda: {
                "failure": Failure(DISTRICT, NotFound("error.deck.no_data", year=YEAR))
            },
            "effects.settled": lambda: {
                "effects": foresee(Figures(ward.office), ward.plan),
            },
            "figure_sheets.SheetMaker": lambda: {"workshop": self.workshop()},
            "history.original_file": lambda: {"number": ward.own_revision},
            "history.revision_of_file": lambda: {"content": ward.plan.content, "after": 0},
            "history.undo": lambda: {"number": ward.own_revision},
            "importing.plan_import": lambda: {
                "file_name": "訓練.csv",
                "content": as_csv(header_of("disaster_drills"), [LATER_DRILL]),
            },
            "marking.marked_copy": lambda: {"groups": grouped(ward.plan.findings)},
            "notes.may_rewrite": lambda: {"note": self.stored_note(note)},
            "notes.may_withdraw_note": lambda: {"note": self.stored_note(note)},
            "notes.rewrite_note": lambda: {"number": note, "version": note},
            "notes.withdraw_note": lambda: {"number": note},
            "observations.observation_rows": lambda: {"by": "district"},
            "public_tables.enter_all": lambda: {"sheets": (self.sheet(),)},
            "records.revisions_behind": lambda: {
                "frame": records_frame(ward.office, "disaster_drills", PERIOD, text=Text("ja")),
            },
            "remarks.add_remark": lambda: {"text": DECISION},
            "remarks.close_decision": lambda: {"number": remark, "outcome": "済んだ。"},
            "remarks.may_withdraw": lambda: {"remark": self.stored_remark(remark)},
            "remarks.withdraw": lambda: {"number": remark},
            "reviews.freeze_review": lambda: {"new": NewReview(YEAR, 2, "区長")},
            "reviews.read_review": lambda: {"number": ward.review},
            "territory.replace_town_table": lambda: {
                "table": dict(ward.office.pack.areas.town_table),
                "source_name": "表",
            },
            "deck_slides.Workshop": lambda: {"wording": Wording(ward.office, "ja")},
            "result_scene.ResultScene": lambda: {
                "table": self.figures,
                "wording": Wording(ward.office, "ja"),
                "result": read_result(ward.office, YEAR, "analysis.trend.drills"),
                "open_to_all": False,
            },
            "results.read_result": lambda: {"id_": "analysis.trend.drills"},
            "topics.choose_topics": lambda: {"ids": ("disaster_drills",)},
            "topics.result_topic": lambda: {"id_": "analysis.trend.drills"},
            "topics.usual_topics": lambda: {"knows": lambda _: True},
        }

    def workshop(self) -> Workshop:
        office = self.ward.office
        return Workshop(
            figures=figures_for(office, "staff"),
            wording=Wording(office, "ja"),
            year=YEAR,
            district=DISTRICT,
            audience="staff",
        )

    def sheet(self) -> Any:
        office = self.ward.office
        counted = office.catalogue["patrol_members"]
        return sheet(Figures(office), bonds(office.catalogue), counted, 2024)

    def stored_note(self, number: int) -> Any:
        with self.ward.office.engine.connect() as connection:
            return find_note(connection, self.ward.office.ward, number)

    def stored_remark(self, number: int) -> Any:
        with self.ward.office.engine.connect() as connection:
            return find_remark(connection, self.ward.office.ward, number)

    def make(self, call: str) -> None:
        """Make the call, to its end where it answers piece by piece."""
        answer = PARTS[call](**self.arguments(call))
        if inspect.isgenerator(answer):
            list(answer)
        elif isinstance(answer, Past) and answer.folder is not None:
            answer.close()


def let_through(call: str) -> set[str]:
    """The askers that the table lets through."""
    verdict = ROWS[call]
    return set(ASKERS if verdict == "everybody" else TABLE["groups"][verdict])


def test_every_public_service_has_a_row_and_every_row_a_service() -> None:
    assert set(PARTS) == ROWS.keys() | INNER
    assert not ROWS.keys() & INNER


@pytest.mark.parametrize("part", sorted(INNER))
def test_what_is_inner_can_get_at_nothing_by_itself(part: str) -> None:
    parameters = inspect.signature(PARTS[part]).parameters.values()
    opened = any(str(one.annotation) == "Connection" for one in parameters)
    assert opened or not hands_of(PARTS[part])


def test_the_gate_is_the_rule_itself_and_nothing_else() -> None:
    gates = {name.split(".")[0] for name, verdict in ROWS.items() if verdict == "gate"}
    assert gates <= GATES


@pytest.mark.parametrize("call", CALLS)
def test_a_service_lets_through_whom_the_table_says(ward: Ward, tmp_path: Path, call: str) -> None:
    """What is refused changes nothing and is logged; what is granted runs to its end."""
    pristine = dump(ward.office)
    office = ward.copied(tmp_path)
    for asker, principal in ASKERS.items():
        logged = len(entries(office))
        asking = Asking(ward, office.acting_as(principal), asker)
        if asker in let_through(call):
            asking.make(call)
        else:
            with pytest.raises(NotAllowed):
                asking.make(call)
            refusals = entries(office)[logged:]
            assert {(one.account, one.outcome) for one in refusals} == {(asker, "refused")}
            assert copied_dump(office) == pristine
        if copied_dump(office) != pristine:
            office.engine.dispose()
            office = ward.copied(tmp_path)
    office.engine.dispose()


def copied_dump(office: Office) -> list[str]:
    url = office.engine.url.render_as_string(hide_password=False)
    settings = office.settings.model_copy(update={"database_url": url})
    return dump(replace(office, settings=settings))


def test_the_table_names_no_asker_that_there_is_not() -> None:
    assert set(chain.from_iterable(TABLE["groups"].values())) <= set(ASKERS)
