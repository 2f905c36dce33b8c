"""What the command line says: findings a line each, outcomes, and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence

import typer

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.findings import Finding
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Text
from asahi_metrics.services.checks import Check
from asahi_metrics.services.importing import Plan


def tell(plan: Plan, number: int | None, dry_run: bool, text: Text) -> None:
    """What a file came to, in sentences."""
    tell_findings(plan.findings, text)
    if plan.refused:
        return
    counts = plan.counts
    typer.echo(
        text(
            "cli.counts",
            new=counts.new,
            changed=counts.changed,
            unchanged=counts.unchanged,
            withdrawn=counts.withdrawn,
        )
    )
    outcome = "cli.dry_run" if dry_run else "cli.nothing_new" if number is None else "cli.accepted"
    typer.echo(text(outcome, id=number))


def tell_findings(findings: Sequence[Finding], text: Text) -> None:
    """Every finding on a line, and the refusal when one of them is an error."""
    for finding in findings:
        typer.echo(_line(finding, text))
    if errors := sum(finding.severity == "error" for finding in findings):
        typer.echo(text("cli.refused", count=errors))


def tell_json(plan: Plan, number: int | None, dry_run: bool, text: Text) -> None:
    """What a file came to, as JSON."""
    told = {
        "dataset": plan.dataset,
        "file": plan.file_name,
        "sha256": plan.sha256,
        "accepted": not plan.refused,
        "dry_run": dry_run,
        "revision": number,
        "counts": {
            "new": plan.counts.new,
            "changed": plan.counts.changed,
            "unchanged": plan.counts.unchanged,
            "withdrawn": plan.counts.withdrawn,
        },
        "findings": [_finding(finding, text) for finding in plan.findings],
    }
    write_json(told)


def tell_unreadable(error: AsahiMetricsError, text: Text, *, as_json: bool) -> None:
    """Why a file could not be read at all."""
    if as_json:
        told = {"accepted": False, "error": error.key, "message": text.of_error(error)}
        write_json(told)
    else:
        typer.echo(text.of_error(error))


def tell_check(one: Check, text: Text) -> None:
    """A point of the check-up on a line, and below it what to do where it is not in order."""
    typer.echo(f"{text(f'doctor.standing.{one.standing}')}\t{_said(one, text)}")
    if one.standing != "ok":
        typer.echo(text("doctor.do", what=text(f"doctor.{one.name}.do")))


def check_as_json(one: Check, text: Text) -> dict[str, str]:
    """A point of the check-up for programs."""
    told = {"name": one.name, "standing": one.standing, "said": _said(one, text)}
    advice = {} if one.standing == "ok" else {"do": text(f"doctor.{one.name}.do")}
    return told | advice


def _said(one: Check, text: Text) -> str:
    places = {name: _in_words(name, value, text) for name, value in one.params.items()}
    return text(f"doctor.{one.name}.{one.standing}", **places)


def _in_words(name: str, value: object, text: Text) -> object:
    """What stands in a point's place as a reader knows it: datasets and months by their names."""
    if name == "dataset":
        return text(f"dataset.{value}.name")
    if isinstance(value, AsahiMetricsError):
        return text.of_error(value)
    if isinstance(value, Mapping):
        say = Formats(text).month
        named = [f"{text(f'dataset.{one}.name')} ({say(month)})" for one, month in value.items()]
        return ", ".join(named)
    return value


def write_json(told: object) -> None:
    """Write an object as JSON, Japanese as it is."""
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def _finding(finding: Finding, text: Text) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "value": finding.value,
        "what": text.what(finding),
        "do": text.what_to_do(finding),
    }


def _line(finding: Finding, text: Text) -> str:
    place = " / ".join(
        part
        for part in (
            finding.sheet,
            text("finding_place.row", row=finding.row) if finding.row else None,
            finding.column,
        )
        if part
    )
    value = f"「{finding.value}」" if finding.value else ""
    return f"{place}: {value}{text.what(finding)} {text.what_to_do(finding)}"


def csv_text(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as CSV with a header, for other programs to read; no cell can begin a formula."""
    from asahi_metrics.exports.delimited import neutral  # noqa: PLC0415 - brings pandas along

    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows({name: neutral(value) for name, value in row.items()} for row in rows)
    return out.getvalue()
