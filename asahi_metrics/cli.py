"""The command line: ``asahi-metrics``."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from asahi_metrics.cli_access import add_commands
from asahi_metrics.cli_copy import copy_database
from asahi_metrics.cli_export import EXPORTERS, Wanted, export, form_lines
from asahi_metrics.cli_frame import (
    REFUSED,
    Lang,
    check_place,
    failures_told,
    progress_bar,
    read_settings,
    warn,
    words,
    write_file,
)
from asahi_metrics.cli_history import add_history
from asahi_metrics.cli_import import add_import
from asahi_metrics.cli_operations import backup, doctor, restore
from asahi_metrics.core.access import Resource
from asahi_metrics.core.calendar import Period, fiscal_year_of, parse_period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.events import LOGGER
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.login import login_of, require_reachable
from asahi_metrics.core.report import AUDIENCES, DECK_LANGUAGES
from asahi_metrics.core.settings import ROOT, Settings
from asahi_metrics.core.text import Text
from asahi_metrics.printing import (
    csv_text,
    tell_findings,
    write_json,
)
from asahi_metrics.services.audit_log import record_export
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.observations import observation_rows
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.setup import fill_if_empty, load_sample
from asahi_metrics.services.status import dataset_states
from asahi_metrics.services.territory import current_pack, replace_boundaries, replace_town_table
from asahi_metrics.sources import dataset as dataset_of

_COOKIE_VARIABLE = "STREAMLIT_SERVER_COOKIE_SECRET"

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
boundaries_app = typer.Typer(no_args_is_help=True, help="区域の境界と町丁の対応表 / Boundaries")
app.add_typer(boundaries_app, name="boundaries")
for _command in (backup, restore, doctor):
    app.command()(_command)

_err = Console(stderr=True)

DatasetArgument = Annotated[str, typer.Argument(metavar="DATASET")]
FileArgument = Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE")]


def main() -> None:
    """Run the command line; a sign that the terminal cannot show does not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    # What fails is told in a sentence: without any handler Python would write the event beside it.
    LOGGER.addHandler(logging.NullHandler())
    app()


@contextmanager
def _office(lang: str) -> Iterator[tuple[Office, Text]]:
    """The office, filled, and the words; what fails inside is told and ends the program."""
    text = words(lang)
    with failures_told(text):
        yield _filled(read_settings(), text), text


def _filled(settings: Settings, text: Text) -> Office:
    """The office; filling a new database is told step by step."""
    steps = 0

    def name_step(what: str) -> None:
        nonlocal steps
        if not steps:
            warn(text("cli.filling"))
        steps += 1
        kind = "revision.kind.boundaries" if what == "boundaries" else f"dataset.{what}.name"
        warn(text("cli.filling_step", what=text(kind)))

    office = open_office(settings)
    fill_if_empty(office, name_step)
    return office


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(envvar="PORT", min=1, max=65535)] = None,
    host: Annotated[str | None, typer.Option()] = None,
    lang: Lang = "ja",
) -> None:
    """画面を開く(初回はデータベースを作る) / Serve the pages; fills a new database first."""
    text = words(lang)
    with failures_told(text):
        settings = read_settings()
        login = login_of(settings)
        address = require_reachable(host or settings.host, login)
        _filled(settings, text)
    number = str(port or settings.port)
    shown = "localhost" if address == "127.0.0.1" else f"[{address}]" if ":" in address else address
    url = login.base_url if login else f"http://{shown}:{number}"
    typer.echo(text("cli.serving", url=url))
    if login:
        # Every process of the program must understand what another one has sent to a browser.
        os.environ[_COOKIE_VARIABLE] = login.session_secret
    from streamlit.web import cli as streamlit_cli  # noqa: PLC0415 - only this command needs it

    streamlit_cli.main(
        ["run", str(ROOT / "dashboard.py"), "--server.address", address, "--server.port", number],
        prog_name="streamlit",
    )


@app.command()
def template(
    dataset: DatasetArgument,
    out: Annotated[Path, typer.Option("--out")],
    lang: Lang = "ja",
) -> None:
    """記入様式を書き出す / Write the Excel template of a dataset."""
    from asahi_metrics.sources.template import write_template  # noqa: PLC0415 - slow to import

    with _office(lang) as (office, text):
        check_place(out)
        write_file(out, write_template(dataset_of(dataset), office.pack.areas, text))
        typer.echo(text("cli.written", file=str(out)))


@app.command()
def datasets(lang: Lang = "ja") -> None:
    """データセットの一覧 / The datasets and what is loaded of them."""
    with _office(lang) as (office, text):
        formats = Formats(text)
        for state in dataset_states(office).values():
            span = "–".join(formats.month(month) for month in state.months or ())
            sample = text("sample.short") if state.sample else ""
            early = text("stage.records", count=f"{state.provisional:,}")
            name = text(f"dataset.{state.id}.name")
            told = (state.id, name, f"{state.records:,}", span, sample)
            typer.echo("\t".join((*told, early) if state.provisional else told))


@app.command()
def indicators(lang: Lang = "ja") -> None:
    """指標の一覧 / The indicators with unit and definition."""
    with _office(lang) as (office, text):
        for one in office.catalogue:
            row = (one.id, text.pick(one.name), text.pick(one.unit), text.pick(one.definition))
            typer.echo("\t".join(row))


@app.command()
def observations(
    indicator: Annotated[str, typer.Option()],
    year: Annotated[int, typer.Option(min=1, max=9999)],
    by: Annotated[Literal["district", "month", "ward"], typer.Option()] = "district",
    period: Annotated[str, typer.Option(help="fy, h1, q1, 04-10 …")] = "fy",
    output: Annotated[Literal["csv", "json"], typer.Option("--format")] = "csv",
    lang: Lang = "ja",
) -> None:
    """画面と同じ数値を出す / The very figures that the pages show."""
    with _office(lang) as (office, text), office.reading():
        figures, one = Figures(office), office.catalogue[indicator]
        wanted = parse_period(year, period)
        _require_data(figures, one, year, text)
        rows = observation_rows(figures, one, wanted, by=by, text=text)
        if output == "json":
            write_json(rows)
        else:
            # Months may have no row; the ward has one whatever there is.
            told = rows or observation_rows(figures, one, wanted, by="ward", text=text)
            sys.stdout.write(csv_text(rows, list(told[0])))


def _require_data(figures: Figures, indicator: Indicator, year: int, text: Text) -> None:
    """Raise NotFound, with the years that there are, where a fiscal year has nothing to tell."""
    if _has_data(figures, indicator, year):
        return
    name, formats = text.pick(indicator.name), Formats(text)
    span = figures.data_span(indicator)
    if span is None:
        raise NotFound("error.no_data_in_any_year", name=name)
    first, last = map(fiscal_year_of, span)
    known = [one for one in range(first, last + 1) if _has_data(figures, indicator, one)]
    told = text("finding_group.gap").join(map(formats.fiscal_year, known))
    raise NotFound("error.no_data_in_year", name=name, year=year, known=told)


def _has_data(figures: Figures, indicator: Indicator, year: int) -> bool:
    areas = figures.by_area(indicator, Period(year)).values()
    return any(one.value is not None or one.numerator is not None for one in areas)


def _list_forms(wanted: bool) -> None:
    if wanted:
        for line in form_lines():
            typer.echo(line)
        raise typer.Exit


@app.command(name="export")
def export_file(  # noqa: PLR0913, PLR0917 - each is an option of the command
    form: Annotated[str, typer.Argument(metavar="FORM", help=" / ".join(EXPORTERS))],
    year: Annotated[int, typer.Option(help="年度 / fiscal year")],
    out: Annotated[
        Path, typer.Option("--out", help="書き出し先(pngは画像をまとめたzip) / file (png: zip)")
    ],
    district: Annotated[
        str | None, typer.Option(help="01 …; 省略すると区全体 / whole ward")
    ] = None,
    topics: Annotated[str, typer.Option(help="disaster_drills,initiative.dog_patrol …")] = "",
    audience: Annotated[str, typer.Option(help=" / ".join(AUDIENCES))] = "staff",
    lang: Annotated[str, typer.Option(envvar="ASAHI_LANG", help=" / ".join(DECK_LANGUAGES))] = "ja",
    _forms: Annotated[
        bool,
        typer.Option(
            "--form-list",
            is_eager=True,
            callback=_list_forms,
            help="形式の一覧を出して終わる / list the forms and end",
        ),
    ] = False,
) -> None:
    """説明資料をファイルに書き出す(zipは全地区分) / Write slides to a file (zip: all districts)."""
    wanted = Wanted(form, year, district, topics, audience, lang)
    with _office("en" if lang == "en" else "ja") as (office, text):
        check_place(out)
        with progress_bar(text("cli.writing")) as progress:
            exported = export(office, wanted, progress)
        write_file(out, exported.content)
        record_export(office, Resource("file", wanted.logged_name))
        typer.echo(text("cli.written", file=str(out)))
        for line in exported.failures:
            warn(line)
        if exported.failures:
            raise typer.Exit(REFUSED)


@app.command(name="release")
def release_figures(lang: Lang = "ja") -> None:
    """公表する数値を確定する / Release the figures to the public, small counts withheld."""
    from asahi_metrics.services.releasing import release  # noqa: PLC0415 - brings the solver along

    with _office(lang) as (office, text):
        made = release(office)
        told = {"id": made.id, "revision": made.revision, "threshold": made.threshold}
        typer.echo(text("cli.released", **told))


@app.command()
def sample(lang: Lang = "ja") -> None:
    """サンプルデータを入れる / Load sample data where no real data is."""
    with _office(lang) as (office, text):
        loaded = load_sample(office, lambda one: warn(text(f"dataset.{one}.name")))
        typer.echo(text("cli.sample_loaded", count=len(loaded)))


@app.command()
def copy(
    to: Annotated[str, typer.Option("--to", envvar="ASAHI_COPY_TO", metavar="URL")],
    lang: Lang = "ja",
) -> None:
    """別のデータベースにコピーする / Copy the whole ward to another, empty database."""
    text = words(lang)
    with failures_told(text):
        copy_database(open_office(read_settings()), to, text)


@boundaries_app.command(name="import")
def import_boundaries(file: FileArgument, lang: Lang = "ja") -> None:
    """境界ファイルを取り込む / Take boundaries: e-Stat small areas or the ward's own districts."""
    from asahi_metrics.services.boundaries import read_boundaries  # noqa: PLC0415 - slow to import

    with _office(lang) as (office, text):
        read = read_boundaries(file.read_bytes(), file.name, current_pack(office))
        number = replace_boundaries(office, read)
        typer.echo(text("cli.boundaries_taken", id=number, area=f"{read.total_area_km2:.2f}"))


@boundaries_app.command(name="towns")
def import_town_table(file: FileArgument, lang: Lang = "ja") -> None:
    """町丁と地区の対応表を取り込む / Take the ward's own table of towns and districts."""
    from asahi_metrics.services.town_table import read_town_table  # noqa: PLC0415 - slow to import

    with _office(lang) as (office, text):
        table = read_town_table(file.read_bytes(), file.name, office.pack)
        tell_findings(table.findings, text)
        if table.refused:
            raise typer.Exit(REFUSED)
        number = replace_town_table(office, table.districts, table.source_name)
        typer.echo(text("cli.town_table_taken", id=number))


add_import(app, _office)
add_history(app, _office)
add_commands(app, _office)


if __name__ == "__main__":
    main()
