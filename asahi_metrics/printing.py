"""What the command line says: findings a line each, outcomes, and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import typer

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.finding_words import say_rows, say_values, say_what, say_what_to_do
from asahi_metrics.core.findings import Finding
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.grouping import FindingGroup, grouped
from asahi_metrics.core.text import Text
from asahi_metrics.services.change_words import ChangeWords
from asahi_metrics.services.changes import CHANGE_KINDS, Change, changes
from asahi_metrics.services.checks import Check
from asahi_metrics.services.effects import Effect, Effects, Shift
from asahi_metrics.services.importing import Plan
from asahi_metrics.services.leaving import gap_line, staying_line
from asahi_metrics.services.office import Office
from asahi_metrics.sources import dataset as dataset_of

SHOWN_CHANGES = 10
"""How many records of each kind the command line shows; JSON has more."""

JSON_CHANGES = 100
_SHOWN_DISTRICTS = 3


@dataclass(frozen=True)
class Told:
    """What is told of an import: the plan, what it does to the indicators, and what came of it."""

    office: Office
    plan: Plan
    effects: Effects
    text: Text
    dry_run: bool = False


def tell(told: Told) -> None:
    """What a file would change, in sentences: findings, records, indicators."""
    plan, text = told.plan, told.text
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
    lines = (_stage_lines, _left_lines, _change_lines, _effect_lines)
    for line in (line for say in lines for line in say(told)):
        typer.echo(line)


def tell_outcome(told: Told, number: int | None) -> None:
    """Whether it was loaded, and as which revision."""
    if told.plan.refused:
        return
    outcome = "dry_run" if told.dry_run else "nothing_new" if number is None else "accepted"
    typer.echo(told.text(f"cli.{outcome}", id=number))


def tell_findings(findings: Sequence[Finding], text: Text) -> None:
    """Every cause on a line, and the refusal when one of them is an error."""
    groups = grouped(findings)
    for group in groups:
        typer.echo(_finding_line(group, text))
    if errors := sum(one.count for one in groups if one.first.severity == "error"):
        typer.echo(text("cli.refused", count=f"{errors:,}"))


def tell_json(told: Told, number: int | None) -> None:
    """What a file came to, as JSON."""
    plan, text = told.plan, told.text
    write_json(
        {
            "dataset": plan.dataset,
            "file": plan.file_name,
            "sha256": plan.sha256,
            "stage": plan.stage,
            "accepted": not plan.refused,
            "dry_run": told.dry_run,
            "revision": number,
            "counts": {
                "new": plan.counts.new,
                "changed": plan.counts.changed,
                "unchanged": plan.counts.unchanged,
                "withdrawn": plan.counts.withdrawn,
            },
            "staying": plan.left.staying,
            "gap": list(plan.left.gap),
            "findings": [_finding(group, text) for group in grouped(plan.findings)],
            "changes": {
                kind: [_change(one) for one in changes(told.office, plan, kind, count=JSON_CHANGES)]
                for kind in CHANGE_KINDS
                if kind != "unchanged"
            },
            "effects": [_effect(one) for one in told.effects.changed],
        }
    )


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


def _stage_lines(told: Told) -> Iterator[str]:
    """At which stage the file is loaded, and how many records come to another one by it."""
    plan, text = told.plan, told.text
    yield text("cli.stage", stage=text(f"stage.{plan.stage}"))
    for kind, count in (("finalised", plan.finalised), ("reopened", plan.reopened)):
        if count:
            yield text(f"stage.{kind}", count=f"{count:,}")


def _left_lines(told: Told) -> Iterator[str]:
    """Which months would count as 0 for want of records, and how many records stay as they are."""
    plan, text = told.plan, told.text
    lines = gap_line(text, dataset_of(plan.dataset), plan.left), staying_line(text, plan.left)
    yield from (line for line in lines if line)


def _change_lines(told: Told) -> Iterator[str]:
    """The first records of each kind: where they stand, which they are, what changes in them."""
    text, plan = told.text, told.plan
    words = ChangeWords(dataset_of(plan.dataset), told.office.pack.areas, text)
    counts = {"changed": plan.counts.changed, "new": plan.counts.new}
    if not plan.replaces_sample:
        counts["withdrawn"] = plan.counts.withdrawn
    for kind in CHANGE_KINDS:
        for one in changes(told.office, plan, kind, count=SHOWN_CHANGES if kind in counts else 0):
            row = text("finding_place.row", row=one.row) if one.row else ""
            parts = (text(f"loading.accepted.{kind}"), row, words.record(one.values))
            line = " ".join(part for part in parts if part)
            altered = words.altered(one)
            yield f"  {line}: {altered}" if altered else f"  {line}"
        if counts.get(kind, 0) > SHOWN_CHANGES:
            yield "  " + text("cli.more_changes", count=f"{counts[kind] - SHOWN_CHANGES:,}")


def _effect_lines(told: Told) -> Iterator[str]:
    """What it does to the ward's indicators, and to the districts that change most."""
    text = told.text
    if told.effects.changed:
        yield text("cli.effects")
    for one in told.effects.changed:
        year = Formats(text).fiscal_year_name(one.year)
        yield f"  {year} {text.pick(one.indicator.name)}: {_shift(one, one.ward, text)}" + (
            text("cli.effect_districts", told=_districts(told, one)) if one.districts else ""
        )


def _districts(told: Told, effect: Effect) -> str:
    areas, text = told.office.pack.areas, told.text
    most = list(effect.districts.items())[:_SHOWN_DISTRICTS]
    parts = [f"{text.pick(areas[code].name)} {_shift(effect, one, text)}" for code, one in most]
    joined = text("finding_group.gap").join(parts)
    more = len(effect.districts) > len(most)
    return text("finding_group.more", told=joined) if more else joined


def _shift(effect: Effect, shift: Shift, text: Text) -> str:
    indicator, formats = effect.indicator, Formats(text)
    before, after = (
        formats.quantity(value, text.pick(indicator.unit), indicator.decimals)
        for value in (shift.before, shift.after)
    )
    return f"{before} → {after}"


def _finding(group: FindingGroup, text: Text) -> dict[str, object]:
    finding = group.first
    return {
        "code": finding.code,
        "severity": finding.severity,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "value": finding.value,
        "what": text.what(finding),
        "do": text.what_to_do(finding),
        "count": group.count,
        "rows": [list(one) for one in group.rows],
        "values": list(group.values) or ([finding.value] if finding.value else []),
    }


def _change(one: Change) -> dict[str, object]:
    return {
        "row": one.row,
        "before": None if one.before is None else dict(one.before),
        "after": None if one.after is None else dict(one.after),
        "restaged": one.restaged,
    }


def _effect(one: Effect) -> dict[str, object]:
    return {
        "indicator": one.indicator.id,
        "fiscal_year": one.year,
        "before": one.ward.before,
        "after": one.ward.after,
        "districts": [
            {"area_code": code, "before": shift.before, "after": shift.after}
            for code, shift in one.districts.items()
        ],
    }


def _finding_line(group: FindingGroup, text: Text) -> str:
    finding = group.first
    rows = text("finding_place.row", row=say_rows(group, text)) if group.rows else None
    place = " / ".join(part for part in (finding.sheet, rows, finding.column) if part)
    count = text("cli.count", count=f"{group.count:,}") if group.count > 1 else ""
    value = say_values(group, text)
    quoted = text("finding_group.value", value=value) if value and len(group.values) < 2 else value
    return f"{place}{count}: {quoted}{say_what(group, text)} {say_what_to_do(group, text)}"


def csv_text(rows: Sequence[Mapping[str, object]], header: Sequence[str]) -> str:
    """Rows as CSV with their header, for other programs to read; no cell can begin a formula."""
    from asahi_metrics.exports.delimited import neutral  # noqa: PLC0415 - brings pandas along

    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=header)
    writer.writeheader()
    writer.writerows({name: neutral(value) for name, value in row.items()} for row in rows)
    return out.getvalue()
