"""The command line: ``asahi-metrics``."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import Progress

from asahi_metrics.cli_export import EXPORTERS, Wanted, export
from asahi_metrics.cli_frame import (
    REFUSED,
    Lang,
    failures_told,
    read_settings,
    warn,
    words,
)
from asahi_metrics.cli_operations import backup, doctor, restore
from asahi_metrics.core.access import require_loopback
from asahi_metrics.core.calendar import parse_period
from asahi_metrics.core.errors import (
    AsahiMetricsError,
    PreviewOutdated,
)
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.report import AUDIENCES, DECK_LANGUAGES
from asahi_metrics.core.settings import ROOT, Settings
from asahi_metrics.core.text import Text
from asahi_metrics.printing import (
    csv_text,
    tell,
    tell_findings,
    tell_json,
    tell_unreadable,
    write_json,
)
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import history as list_history
from asahi_metrics.services.history import undo as undo_revision
from asahi_metrics.services.importing import Plan, commit_import, plan_import
from asahi_metrics.services.observations import observation_rows
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.setup import fill_if_empty, load_sample
from asahi_metrics.services.status import dataset_states
from asahi_metrics.services.territory import current_pack, replace_boundaries, replace_town_table
from asahi_metrics.sources import dataset as dataset_of

# Nobody sees a preview here; several sections that load at once are waited for.
_ATTEMPTS = 5

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
        address, number = require_loopback(host or settings.host), str(port or settings.port)
        _filled(settings, text)
    shown = "localhost" if address == "127.0.0.1" else f"[{address}]" if ":" in address else address
    typer.echo(text("cli.serving", url=f"http://{shown}:{number}"))
    from streamlit.web import cli as streamlit_cli  # noqa: PLC0415 - only this command needs it

    streamlit_cli.main(
        ["run", str(ROOT / "dashboard.py"), "--server.address", address, "--server.port", number],
        prog_name="streamlit",
    )


@app.command(name="import")
def import_file(
    dataset: DatasetArgument,
    file: FileArgument,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    lang: Lang = "ja",
) -> None:
    """ファイルを取り込む / Load a file: 0 accepted, 1 refused with the findings, 2 wrong usage."""
    with _office(lang) as (office, text):
        dataset_of(dataset)
        try:
            plan = plan_import(office, dataset, file.name, file.read_bytes())
        except AsahiMetricsError as error:
            tell_unreadable(error, text, as_json=as_json)
            raise typer.Exit(REFUSED) from error
        number = None
        if not plan.refused and not dry_run:
            plan, number = _commit(office, plan, text, quiet=as_json)
        (tell_json if as_json else tell)(plan, number, dry_run, text)
        if plan.refused:
            raise typer.Exit(REFUSED)


@app.command()
def template(
    dataset: DatasetArgument,
    out: Annotated[Path, typer.Option("--out", dir_okay=False)],
    lang: Lang = "ja",
) -> None:
    """記入様式を書き出す / Write the Excel template of a dataset."""
    from asahi_metrics.sources.template import write_template  # noqa: PLC0415 - slow to import

    with _office(lang) as (office, text):
        out.write_bytes(write_template(dataset_of(dataset), office.pack.areas, text))
        typer.echo(text("cli.written", file=str(out)))


@app.command()
def datasets(lang: Lang = "ja") -> None:
    """データセットの一覧 / The datasets and what is loaded of them."""
    with _office(lang) as (office, text):
        formats = Formats(text)
        for state in dataset_states(office).values():
            span = "–".join(formats.month(month) for month in state.months or ())
            sample = text("sample.short") if state.sample else ""
            name = text(f"dataset.{state.id}.name")
            typer.echo(f"{state.id}\t{name}\t{state.records:,}\t{span}\t{sample}")


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
    year: Annotated[int, typer.Option()],
    by: Annotated[Literal["district", "month", "ward"], typer.Option()] = "district",
    period: Annotated[str, typer.Option(help="fy, h1, q1, 04-10 …")] = "fy",
    output: Annotated[Literal["csv", "json"], typer.Option("--format")] = "csv",
    lang: Lang = "ja",
) -> None:
    """画面と同じ数値を出す / The very figures that the pages show."""
    with _office(lang) as (office, text), office.reading():
        rows = observation_rows(
            Figures(office),
            office.catalogue[indicator],
            parse_period(year, period),
            by=by,
            text=text,
        )
        if output == "json":
            write_json(rows)
        else:
            sys.stdout.write(csv_text(rows))


@app.command(name="export")
def export_file(  # noqa: PLR0913, PLR0917 - each is an option of the command
    form: Annotated[str, typer.Argument(metavar="FORM", help=" / ".join(EXPORTERS))],
    year: Annotated[int, typer.Option()],
    out: Annotated[Path, typer.Option("--out", dir_okay=False)],
    district: Annotated[
        str | None, typer.Option(help="01 …; 省略すると区全体 / whole ward")
    ] = None,
    topics: Annotated[str, typer.Option(help="disaster_drills,initiative.dog_patrol …")] = "",
    audience: Annotated[str, typer.Option(help=" / ".join(AUDIENCES))] = "staff",
    lang: Annotated[str, typer.Option(help=" / ".join(DECK_LANGUAGES))] = "ja",
) -> None:
    """説明資料をファイルに書き出す / Write a district's slides to a file."""
    wanted = Wanted(form, year, district, topics, audience, lang)
    with _office("en" if lang == "en" else "ja") as (office, text), office.reading():
        out.write_bytes(export(office, wanted))
        typer.echo(text("cli.written", file=str(out)))


@app.command(name="release")
def release_figures(lang: Lang = "ja") -> None:
    """公表する数値を確定する / Release the figures to the public, small counts withheld."""
    from asahi_metrics.services.releasing import release  # noqa: PLC0415 - brings the solver along

    with _office(lang) as (office, text):
        made = release(office)
        told = {"id": made.id, "revision": made.revision, "threshold": made.threshold}
        typer.echo(text("cli.released", **told))


@app.command()
def history(lang: Lang = "ja") -> None:
    """取込の履歴 / All revisions, newest first."""
    with _office(lang) as (office, text):
        formats = Formats(text)
        for one in list_history(office):
            counts = one.counts
            typer.echo(
                "\t".join(
                    (
                        str(one.id),
                        formats.moment(office.local_time(one.created_at)),
                        text(f"revision.kind.{one.kind}"),
                        text(f"dataset.{one.dataset}.name") if one.dataset else "",
                        f"+{counts.new} ~{counts.changed} ={counts.unchanged} -{counts.withdrawn}",
                        one.file_name or "",
                        text("revision.undone_by", id=one.undone_by) if one.undone_by else "",
                    )
                )
            )


@app.command()
def undo(revision: int, lang: Lang = "ja") -> None:
    """取込を取り消す / Restore what stood before a revision."""
    with _office(lang) as (office, text):
        number = undo_revision(office, revision)
        typer.echo(text("cli.undone", id=revision, by=number))


@app.command()
def sample(lang: Lang = "ja") -> None:
    """サンプルデータを入れる / Load sample data where no real data is."""
    with _office(lang) as (office, text):
        loaded = load_sample(office, lambda one: warn(text(f"dataset.{one}.name")))
        typer.echo(text("cli.sample_loaded", count=len(loaded)))


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


def _commit(office: Office, plan: Plan, text: Text, *, quiet: bool) -> tuple[Plan, int | None]:
    """Commit the plan, or one made anew where somebody else came first; tell which it was."""
    for _ in range(_ATTEMPTS):
        try:
            return plan, _commit_once(office, plan, text, quiet=quiet)
        except PreviewOutdated:
            plan = plan_import(office, plan.dataset, plan.file_name, plan.content)
    return plan, _commit_once(office, plan, text, quiet=quiet)


def _commit_once(office: Office, plan: Plan, text: Text, *, quiet: bool) -> int | None:
    with Progress(console=_err, disable=quiet or not _err.is_terminal) as progress:
        task = progress.add_task(text("cli.storing"), total=1.0)
        return commit_import(office, plan, lambda share: progress.update(task, completed=share))


if __name__ == "__main__":
    main()
