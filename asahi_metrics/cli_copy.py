"""``asahi-metrics copy``: the whole ward into another database, with progress and proof."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from asahi_metrics.core.text import Text
from asahi_metrics.services.copying import copy_to
from asahi_metrics.services.office import Office

_err = Console(stderr=True)


def copy_database(office: Office, to: str, text: Text) -> None:
    """Copy and tell of each table how many rows came over, and the sum that both sides have."""
    bars: dict[str, TaskID] = {}
    with Progress(console=_err, disable=not _err.is_terminal) as progress:

        def advance(table: str, done: int, total: int) -> None:
            if table not in bars:
                bars[table] = progress.add_task(table, total=total)
            progress.update(bars[table], completed=done)

        copied = copy_to(office, to, advance)
    for table, tally in copied.items():
        checksum = f"{tally.checksum:064x}"[:12]
        typer.echo(text("cli.copied_table", table=table, rows=f"{tally.rows:,}", checksum=checksum))
    typer.echo(text("cli.copied"))
